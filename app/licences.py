"""The licences of Umbra and of everything it is shipped with."""

import resources

_FOLDER = "licences"
_OWN = "apache-2.0"


def licence_names() -> tuple[str, ...]:
    """Return what a licence text is shipped for, Umbra's own first."""
    names = (each.removeprefix(f"{_FOLDER}/") for each in resources.names(_FOLDER))
    found = [name.removesuffix(".txt") for name in names if name.endswith(".txt")]
    return (_OWN, *(name for name in found if name != _OWN))


def licence(name: str) -> str:
    """Return the licence text of one of `licence_names`."""
    return resources.text(f"{_FOLDER}/{name}.txt")
