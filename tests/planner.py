"""`umbra plan` called as a shell would call it, and what its object says."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from app import cli

SAMPLE = {"height": "170 cm", "weight": "70 kg", "cycle": "1", "day": "1", "age": "46 y"}
Plan = dict[str, Any]


@dataclass(frozen=True)
class Planner:
    """The command, called as a shell would call it."""

    capsys: pytest.CaptureFixture[str]

    def run(self, *switches: str, **options: str | None) -> tuple[int, str, str]:
        """Return exit code, output and error for the sample order with these options changed."""
        chosen = {name: value for name, value in (SAMPLE | options).items() if value is not None}
        words = [word for name, value in chosen.items() for word in (f"--{name}", value)]
        code = cli.run(["plan", *words, *switches])
        out, err = self.capsys.readouterr()
        return code, out, err

    def __call__(self, **options: str | None) -> Plan:
        """Return the object of a plan that has no stop."""
        code, out, err = self.run("--json", **options)
        assert (code, err) == (0, "")
        plan: Plan = json.loads(out)
        return plan

    def stopped(self, **options: str | None) -> Plan:
        """Return the object of a plan that has a stop, which exits with 3."""
        code, out, err = self.run("--json", **options)
        assert (code, err) == (3, "")
        plan: Plan = json.loads(out)
        assert "stop" in {finding["severity"] for finding in plan["findings"]}
        return plan

    def refused(self, **options: str | None) -> str:
        """Return the sentence with which unusable input is refused, which exits with 2."""
        code, out, err = self.run("--json", **options)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        return err.strip()


def codes(made: Plan) -> list[str]:
    """Return severity and code of all findings that are more than a note."""
    return [f"{f['severity']}:{f['code']}" for f in made["findings"] if f["severity"] != "note"]


def sentence(made: Plan, code: str) -> str:
    (found,) = (finding for finding in made["findings"] if finding["code"] == code)
    text: str = found["sentence"]
    return text


def deadlines(made: Plan) -> dict[str, str]:
    return {deadline["name"]: deadline["at"] for deadline in made["deadlines"]}


def billing(made: Plan) -> tuple[int, int, str]:
    bill = made["billing"]
    return bill["administered"], bill["discarded"], bill["modifier"]


TEN = "2026-11-02T10:00-06:00"
