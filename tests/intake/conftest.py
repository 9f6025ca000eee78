"""The sample orders, changed in one place and read again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.core.order import Order
from app.core.refused import Refused
from app.intake.fhir import read_bundle
from app.intake.hl7v2 import read_message

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


class Changing:
    """The parts of the sample bundle by name, each free to be changed."""

    def __init__(self) -> None:
        self.bundle: dict[str, Any] = json.loads((SAMPLES / "order-fhir.json").read_text())
        self.entry: list[dict[str, Any]] = self.bundle["entry"]
        resources = [entry["resource"] for entry in self.entry]
        self.patient, self.encounter, self.height, self.weight, self.request = resources
        self.dosage: dict[str, Any] = self.request["dosageInstruction"][0]

    def text(self) -> str:
        return json.dumps(self.bundle)


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 11, 2, 16, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sample() -> Callable[[str], str]:
    return lambda name: (SAMPLES / name).read_text()


@pytest.fixture(scope="session")
def bundle_with(now: datetime) -> Callable[[Callable[[Changing], object]], tuple[Order, ...]]:
    """Read the sample bundle after a change."""

    def read(change: Callable[[Changing], object]) -> tuple[Order, ...]:
        changing = Changing()
        change(changing)
        return read_bundle(changing.text(), now=now)

    return read


@pytest.fixture(scope="session")
def message_with(now: datetime, sample: Callable[[str], str]) -> Callable[..., tuple[Order, ...]]:
    """Read the sample message after replacing texts, each of which must be there."""

    def read(*changes: tuple[str, str]) -> tuple[Order, ...]:
        text = sample("order-hl7.txt")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return read_message(text, now=now)

    return read


@pytest.fixture(scope="session")
def refusal() -> Callable[..., str]:
    """Return the sentence with which something is refused."""

    def sentence(act: Callable[..., object], *arguments: object) -> str:
        with pytest.raises(Refused) as caught:
            act(*arguments)
        return caught.value.sentence

    return sentence
