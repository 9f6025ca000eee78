"""Putting paper out: drawn, proved, and only then written, whole or not at all."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from app.core.refused import Refused
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
    """Write a document as PDF; raises Refused where it cannot be drawn or written."""
    try:
        pdf = draw_document(document)
    except Unprintable as fault:
        raise Refused(fault.sentence) from fault
    write_whole(pdf, file)


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
