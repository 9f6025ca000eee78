"""Putting paper out: drawn, proved, and only then written, whole or not at all."""

import hashlib
import os
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from app.core.refused import Refused
from reports import fonts
from reports.bag_label import BagLabel
from reports.document import draw_document
from reports.label import draw_label
from reports.refusal import Misprinted, Unprintable
from reports.section import Document
from reports.verify import verify_label


def put_out(label: BagLabel, file: Path) -> str:
    """Write the proved label as PDF and return the SHA-256 of its bytes as hex.

    Raises Refused where the label cannot be drawn, does not read back as what it says, or the
    file cannot be written; then there is no file.
    """
    pdf = _proved(label)
    write_whole(pdf, file)
    return hashlib.sha256(pdf).hexdigest()


def _proved(label: BagLabel) -> bytes:
    try:
        pdf = draw_label(label)
        verify_label(pdf, label)
    except (Unprintable, Misprinted) as fault:
        raise Refused(fault.sentence) from fault
    return pdf


def require_room(label: BagLabel) -> None:
    """Raise Refused where a label cannot be drawn; nothing is written."""
    try:
        draw_label(label)
    except Unprintable as fault:
        raise Refused(f"This could not be labelled: {fault.sentence}") from fault


def put_out_document(document: Document, file: Path) -> None:
    """Write a document as PDF; raises Refused where it cannot be drawn or written.

    A record has to come out whatever was scanned or typed: a character that the font lacks is
    printed as its number, such as U+738B.
    """
    try:
        pdf = draw_document(_spelled(document))
    except Unprintable as fault:
        raise Refused(fault.sentence) from fault
    write_whole(pdf, file)


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
    unfinished = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with unfinished.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(file)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise Refused(
            f"{file} could not be written: {error.strerror}. Nothing was lost."
        ) from error
