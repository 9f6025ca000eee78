"""Order files of any kind: which reader takes them, and what is refused."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from app.intake.files import digest, read_orders

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n\t "])
def test_fhir_is_known_by_its_brace(before: bytes, now: datetime) -> None:
    data = before + (SAMPLES / "order-fhir.json").read_bytes()
    assert read_orders(data, now=now)[0].identifier == "DEMO-ORDER-0001"


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\x0b"])
def test_hl7_is_known_by_its_header(before: bytes, now: datetime) -> None:
    data = before + (SAMPLES / "order-hl7.txt").read_bytes()
    assert read_orders(data, now=now)[0].identifier == "DEMO-ORDER-0002"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "neither FHIR R4 in JSON nor an HL7 v2 message"),
        (b"%PDF-1.7", "neither FHIR R4 in JSON nor an HL7 v2 message"),
        (b"<Bundle xmlns='http://hl7.org/fhir'/>", "neither FHIR R4 in JSON"),
        (b"[]", "not a FHIR R4 Bundle"),
        (b"BHS|^~\\&|", "does not start as an HL7 v2 message"),
        (b"MSH|^~\\&|caf\xe9", "not UTF-8 text at byte 12"),
        ("{}".encode("utf-16"), "not UTF-8 text"),
        (b" " * (5 * 1024 * 1024 + 1), "too long to be read"),
    ],
)
def test_another_file_is_refused(
    data: bytes, said: str, now: datetime, refusal: Callable[..., str]
) -> None:
    assert said in refusal(lambda: read_orders(data, now=now))


def test_the_digest_is_the_sha_256_of_the_bytes() -> None:
    data = (SAMPLES / "order-fhir.json").read_bytes()
    assert digest(data) == hashlib.sha256(data).hexdigest()
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
