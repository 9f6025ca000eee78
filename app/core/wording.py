"""Small pieces of sentences that many of them need."""


def capital(text: str) -> str:
    """Return text with its first letter as a capital, as a sentence begins."""
    return text[:1].upper() + text[1:]


def named(cycle: int, day: int) -> str:
    """Return what people call a dose of a course."""
    return f"cycle {cycle} day {day}"


def days_in_words(days: int) -> str:
    """Return a number of days in words."""
    return "1 day" if days == 1 else f"{days} days"
