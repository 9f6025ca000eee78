"""Whether the frozen program holds the path of the folder it was built in.

Compiled modules lie packed in the program itself, so that a search through its bytes would find
nothing; each is unpacked and looked at.
"""

import marshal
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import progress
from PyInstaller.archive.readers import CArchiveReader, ZlibArchiveReader


def refuse_own_paths(folder: Path, checkout: Path) -> None:
    """Raise SetUpRefused where a file of the program names the checkout, and say which."""
    found = sorted(set(naming(folder, os.fsencode(checkout))))
    if found:
        raise progress.SetUpRefused(
            f"Umbra: {len(found)} files of the program name the folder it was built in, "
            f"{checkout}: {', '.join(found[:5])}."
        )


def naming(folder: Path, text: bytes) -> Iterator[str]:
    """Yield each file and each compiled module in the program that holds `text`."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        inside = path.relative_to(folder).as_posix()
        if text in path.read_bytes():
            yield inside
        if path.name == "base_library.zip":
            yield from _naming_in_library(path, inside, text)
    yield from _naming_in_program(folder, text)


def _naming_in_library(path: Path, inside: str, text: bytes) -> Iterator[str]:
    with zipfile.ZipFile(path) as library:
        for name in library.namelist():
            if name.endswith(".pyc") and text in library.read(name):
                yield f"{inside}: {name}"


def _naming_in_program(folder: Path, text: bytes) -> Iterator[str]:
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        if path.stem != folder.name or path.suffix not in ("", ".exe"):
            continue
        archive = CArchiveReader(str(path))
        for name, entry in archive.toc.items():
            if entry[-1] == "z":
                yield from _naming_in_modules(archive.open_embedded_archive(name), text)
            elif text in archive.extract(name):
                yield f"{path.name}: {name}"


def _naming_in_modules(modules: ZlibArchiveReader, text: bytes) -> Iterator[str]:
    for name in modules.toc:
        code = modules.extract(name)
        if isinstance(code, CodeType) and text in marshal.dumps(code):
            yield name
