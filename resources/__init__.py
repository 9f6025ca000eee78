"""The one door to shipped files: text and bytes, never a path."""

from importlib.resources import files


def data(name: str) -> bytes:
    """Return the bytes of the shipped file `name`, such as "fonts/LICENSE.txt".

    Raises ValueError for a name that could lead outside this folder, FileNotFoundError for one
    that is not shipped.
    """
    parts = name.split("/")
    if "\\" in name or any(part in {"", ".", ".."} for part in parts):
        raise ValueError(f"not the name of a shipped file: {name!r}")
    return files(__name__).joinpath(*parts).read_bytes()


def text(name: str) -> str:
    """Return the shipped UTF-8 text file `name`; raises as `data` does."""
    return data(name).decode("utf-8")


def names(folder: str) -> tuple[str, ...]:
    """Return the names of the files shipped in `folder`, sorted, such as "formulary/x.toml"."""
    entries = files(__name__).joinpath(folder).iterdir()
    return tuple(sorted(f"{folder}/{entry.name}" for entry in entries if entry.is_file()))
