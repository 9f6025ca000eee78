"""Reading one row of a monograph: a quantity, a whole number or words, with where it stands."""

from typing import Any

from app.core.quantity import Measure, parse
from app.core.sourced import Checked, Count, Limit, Statement, Unsound


def read_limit(name: str, row: dict[str, Any], measure: Measure) -> Limit:
    """Return a quantity that bounds a preparation; raises KeyError, ValueError or Refused."""
    value = parse(row["value"], measure)
    return Limit(name, value, row["source"], row["revision"], Checked(row["checked"]))


def read_count(name: str, row: dict[str, Any]) -> Count:
    """Return a whole number that bounds a course; raises KeyError, ValueError or Unsound."""
    value = row["value"]
    if type(value) is not int or value < 1:
        raise Unsound(f"{name} is not a whole number above zero")
    return Count(name, value, row["source"], row["revision"], Checked(row["checked"]))


def read_statement(row: dict[str, str]) -> Statement:
    """Return words of the label; raises KeyError or ValueError."""
    return Statement(row["words"], row["source"], Checked(row.get("checked", "seen")))
