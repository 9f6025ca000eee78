"""Order files: which format they are in, and their digest."""

import hashlib
from datetime import datetime

from app.core.order import Order
from app.core.refused import Refused
from app.intake.bounds import check_length


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file in hexadecimal, which the log keeps of each order."""
    return hashlib.sha256(data).hexdigest()


def read_orders(data: bytes, *, now: datetime) -> tuple[Order, ...]:
    """Return the orders of a file; raises Refused, also where only one of them is at fault.

    The content decides the format, not the name: an opening brace or bracket is FHIR R4 in
    JSON, MSH is HL7 v2. `now` is a time with an offset; nothing written or measured lies after.
    """
    text = text_of(data)
    if is_json(text):
        from app.intake.fhir import read_bundle

        return read_bundle(text, now=now)
    if is_hl7(text):
        from app.intake.hl7v2 import read_message

        return read_message(text, now=now)
    raise Refused(
        "The file is neither FHIR R4 in JSON nor an HL7 v2 message; expected a Bundle in braces "
        "or a text that starts MSH. Choose the order file."
    )


def text_of(data: bytes) -> str:
    """Return the text of a file; raises Refused for one too long or not in UTF-8."""
    check_length(len(data))
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        raise Refused(
            f"The file is not UTF-8 text at byte {fault.start}; expected FHIR R4 JSON or HL7 v2 "
            "in UTF-8. Have it exported again."
        ) from fault


def is_json(text: str) -> bool:
    """Tell whether a file starts as JSON does."""
    return _start(text)[:1] in ("{", "[")


def is_hl7(text: str) -> bool:
    """Tell whether a file starts as an HL7 v2 message or a batch of them does."""
    return _start(text) in ("MSH", "FHS", "BHS")


def _start(text: str) -> str:
    return text.removeprefix("\ufeff").lstrip(" \t\r\n\x0b")[:3]
