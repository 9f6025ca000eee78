"""Putting paper out: drawn, proved, and only then written, whole or not at all."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from app.core.refused import Refused
from reports import fonts
from reports.bag_label import BagLabel
from reports.document import draw_document
from reports.label import draw_label
from reports.label_stock import STOCKS, LabelStock
from reports.press import Press
from reports.refusal import Unprintable
from reports.section import Document


class Paper:
    """A file that is written whole beside its name, and gets the name when it may be found.

    What is recorded when it is put out is recorded between the two, so that no label lies there
    of which the log knows nothing.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._unfinished = file.with_name(f".{file.name}.part")

    def write(self, data: bytes) -> None:
        """Write it to the disk, not yet under its name; raises Refused, then nothing is there."""
        with self._told():
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._unfinished.open("wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())

    def put_out(self) -> None:
        """Give it its name; raises Refused, then nothing is there."""
        with self._told():
            self._unfinished.replace(self.file)

    def unfinished(self, digest: str) -> bytes | None:
        """Return what lies there without its name, if its SHA-256 as hex is `digest`; else None."""
        try:
            data = self._unfinished.read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def discard(self) -> None:
        """Take it back."""
        self._unfinished.unlink(missing_ok=True)

    def finish(self, digest: str = "") -> None:
        """Put it out, if its name is all that it lacks and it is what was recorded.

        `digest` is the SHA-256 recorded of it as hex, "" where none is. Raises OSError where it
        cannot have its name; it is kept for another time, for it is on record.
        """
        if self.file.is_file() or not self._unfinished.exists():
            return
        if digest in ("", hashlib.sha256(self._unfinished.read_bytes()).hexdigest()):
            self._unfinished.replace(self.file)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            with suppress(OSError):
                self._unfinished.unlink()
            raise Refused(
                f"{self.file} could not be written: {error.strerror}. Nothing was lost."
            ) from error


def require_room(label: BagLabel, press: Press) -> None:
    """Raise Refused where a label cannot be drawn for a press; nothing is written.

    It says which label stocks have the room.
    """
    try:
        draw_label(label, press)
    except Unprintable as fault:
        there = ", or ".join(f"on {stock.words}" for stock in _stocks_for(label, press))
        then = f" It has room {there}; choose it under Equipment, Printers." if there else ""
        at = press.stock.words
        raise Refused(f"The label could not be drawn on {at}: {fault.sentence}{then}") from fault


def _stocks_for(label: BagLabel, press: Press) -> Iterator[LabelStock]:
    for stock in STOCKS.values():
        with suppress(Unprintable):
            draw_label(label, Press(stock, press.dpi))
            yield stock


def put_out_document(document: Document, file: Path) -> None:
    """Write a document as PDF; raises Refused where it cannot be drawn or written."""
    ready(document, file).put_out()


def ready(document: Document, file: Path) -> Paper:
    """Return a document as PDF, not yet under its name; raises Refused as put_out_document().

    A record has to come out whatever was scanned or typed: a character that the font lacks is
    printed as its number, such as U+738B.
    """
    try:
        pdf = draw_document(_spelled(document))
    except Unprintable as fault:
        raise Refused(fault.sentence) from fault
    paper = Paper(file)
    paper.write(pdf)
    return paper


def _spelled(value: Any) -> Any:
    """Return a document, or a part of one, without characters that cannot be printed."""
    if isinstance(value, str):
        lost = fonts.missing(value)
        return "".join(f"U+{ord(sign):04X}" if sign in lost else sign for sign in value)
    if isinstance(value, tuple):
        return tuple(_spelled(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _spelled(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **parts)
    return value


def write_whole(data: bytes, file: Path) -> None:
    """Write a file so that it is there whole or not at all; raises Refused."""
    paper = Paper(file)
    paper.write(data)
    paper.put_out()
