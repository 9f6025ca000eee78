"""Text of the core in the signs that people are used to on screen."""


def people_text(text: str) -> str:
    """Return text with m2 written m²: the core keeps plain letters, as files and codes do."""
    return text.replace("m2", "m²")
