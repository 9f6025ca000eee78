"""Codes of cartons, vials, bags and devices, each with what is expected (carton_codes.toml)."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.intake.gs1 import Scanned, parse_scan
from app.intake.gs1_fields import SEPARATOR

TODAY = date(2026, 11, 22)
CODES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("carton_codes.toml").read_text("utf-8")
)["code"]
READ = [code for code in CODES if "refused" not in code]
REFUSED = [code for code in CODES if "refused" in code]


def sent(code: dict[str, Any]) -> str:
    return str(code["scanned"]).replace("␝", SEPARATOR)


def further(scanned: Scanned) -> set[str]:
    return {f"{ai} {value}" for ai, value in (*scanned.internal, *scanned.others)}


@pytest.mark.parametrize("code", READ, ids=lambda code: code["what"])
def test_a_code_of_a_carton_says_what_stands_on_it(code: dict[str, Any]) -> None:
    scanned = parse_scan(sent(code), TODAY)
    for named in ("gtin", "lot", "expiry", "serial", "count", "ndc"):
        assert getattr(scanned, named) == code.get(named), named
    assert further(scanned) == set(code.get("also", ()))
    assert scanned.separator_lost_suspected is code.get("suspected", False)


@pytest.mark.parametrize("code", REFUSED, ids=lambda code: code["what"])
def test_a_code_that_is_refused_says_why(code: dict[str, Any], refusal: Callable[..., str]) -> None:
    sentence = refusal(parse_scan, sent(code), TODAY)
    for words in code["refused"]:
        assert words in sentence


def test_no_entry_names_something_that_is_not_compared() -> None:
    known = {"what", "scanned", "gtin", "lot", "expiry", "serial", "count", "ndc"}
    known |= {"suspected", "refused", "also"}
    assert {name for code in CODES for name in code} == known
    assert len({code["what"] for code in CODES}) == len(CODES)
