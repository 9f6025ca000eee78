"""Every file in tests/scenarios: what is said, and what comes of it."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.encoding import encode
from app.core.evolution import replay
from app.core.product import Package
from app.core.quantity import Measure, parse
from app.core.refused import Refused
from app.core.step import Meaning, Role
from app.core.storage import Storage
from tests.core import hood as at
from tests.core.hood import Hood

FOLDER = Path(__file__).parent.parent / "scenarios"
FILES = sorted(FOLDER.glob("*.toml"))
NAMES = {kind: name for name, kind in e.NAMES.items()}
PEOPLE = dict(zip(("T1", "T2", "P1", "P2", "A"), at.PEOPLE, strict=True))
CLOCK = "--"
ITEMS = {
    "vial": (Role.VIAL, "inotuzumab ozogamicin"),
    "mylotarg": (Role.VIAL, "gemtuzumab ozogamicin"),
    "water": (Role.RECONSTITUTION_DILUENT, "Sterile Water for Injection"),
    "saline": (Role.DILUTION_DILUENT, "sodium chloride 0.9%"),
    "container": (Role.CONTAINER, "empty container"),
    "cover": (Role.LIGHT_COVER, "light cover"),
}

Say = Callable[[Hood, str, str], said.Entry]


def step(hood: Hood) -> str:
    return hood.step.identifier


def scan(hood: Hood, words: str, _: str) -> said.Entry:
    item, *traced = words.split()
    lot, serial = traced or ("L1", "S1")
    return said.Scan(step(hood), scanned(item, lot, serial), at.TODAY)


def scanned(item: str, lot: str, serial: str) -> Package:
    role, named = ITEMS[item]
    return at.package(role, named, lot=lot, serial=serial)


def figures(hood: Hood, words: str, _: str) -> said.Entry:
    volume, _, clock = words.rpartition(" ")
    hour, minute = (int(part) for part in clock.split(":"))
    start = hood.now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return said.EnterFigures(step(hood), parse(volume, Measure.VOLUME), start)


def verify(hood: Hood, _: str, reason: str) -> said.Entry:
    _person, entry = hood.right()
    assert isinstance(entry, said.Verify)
    return replace(entry, reasons=tuple((code, reason) for code, _ in entry.reasons))


def label(_hood: Hood, code: str, reason: str) -> said.Entry:
    return said.Print("print-label", code, "digest", f"{code}.pdf", reason)


def hold(words: str, place: str) -> said.Hold:
    """Return what "hold refrigerated vial-sleeve: PLACE" says, or "hold: PLACE"."""
    storage, _, means = words.partition(" ")
    return said.Hold(place, Storage(storage) if storage else None, means)


def resume(words: str) -> said.Resume:
    """Return what "resume", "resume hood-light-off" and "resume and take over MEANS" say."""
    takes_over = words.startswith("and take over")
    return said.Resume(words.removeprefix("and take over").strip(), takes_over)


SAYINGS: dict[str, Say] = {
    "verify": verify,
    "scan back": lambda hood, code, _: said.ScanBack(step(hood), code),
    "scan": scan,
    "measure": lambda hood, words, _: said.Measure(step(hood), parse(words, Measure.VOLUME)),
    "weigh": lambda hood, words, reason: said.Weigh(
        step(hood), parse(words, Measure.MASS), False, reason
    ),
    "pass": lambda hood, *_: said.Inspect(step(hood), True),
    "fail": lambda hood, _, reason: said.Inspect(step(hood), False, reason),
    "quarantine": lambda hood, _, reason: said.Quarantine(step(hood), reason),
    "choose": lambda hood, code, _: said.Choose(step(hood), code),
    "confirm": lambda hood, *_: said.Confirm(step(hood)),
    "sign": lambda hood, word, remark: said.Sign(step(hood), Meaning(word), remark),
    "figures": figures,
    "reject": lambda hood, _, reason: said.Reject(step(hood), reason),
    "print": label,
    "lose light": lambda _hood, _, reason: said.LoseProtection(reason),
    "restore": lambda _hood, code, _: said.RestoreProtection(code),
    "hold": lambda _hood, words, place: hold(words, place),
    "resume": lambda _hood, words, _: resume(words),
    "take over": lambda *_: said.TakeOver(),
    "store": lambda _hood, place, _: said.Store(Storage(place)),
    "infusion start": lambda _hood, means, _: said.StartInfusion(means),
    "infusion pause": lambda _hood, _, reason: said.PauseInfusion(reason),
    "infusion resume": lambda *_: said.ResumeInfusion(),
    "infusion end": lambda _hood, _, reason: said.EndInfusion(reason),
    "call": lambda _hood, _, remark: said.Call(remark),
    "answer": lambda _hood, _, words: said.Answer(words),
    "correct": lambda _hood, number, words: said.Correct(int(number), words),
    "accept clock": lambda _hood, _, reason: said.AcceptClock(reason),
    "discard": lambda _hood, _, reason: said.Discard(reason),
}


def entry(hood: Hood, words: str) -> said.Entry:
    """Return what a cell of the third column says."""
    head, _, reason = words.partition(": ")
    saying = next(each for each in SAYINGS if head == each or head.startswith(f"{each} "))
    return SAYINGS[saying](hood, head.removeprefix(saying).strip(), reason)


def the_clock(hood: Hood, words: str) -> tuple[e.Event, ...]:
    """Let something happen to the clock, and return what the program records of it."""
    *what, first = words.split(" ") if words != "restart" else ("restart", "")
    match what:
        case ["restart"]:
            hood.clock.restart()
        case ["set", "clock"]:
            hood.set_wall(int(first))
        case ["sleep"]:
            hood.clock.suspend(timedelta(minutes=int(first)))
        case ["uncounted", "sleep"]:
            hood.clock.suspend(timedelta(minutes=int(first)), counted=False)
        case ["power", "off"]:
            return hood.power_off(int(first))
        case ["power", "off", minutes, "early"]:
            return hood.power_off(int(minutes), int(first))
        case _:
            raise AssertionError(f"not explained: {words}")
    return hood.notice()


def described(facts: tuple[e.Event, ...], wanted: str) -> str:
    """Return facts as the fourth column writes them, with the fields that it names."""
    told = []
    for fact, cell in zip(facts, wanted.split("; "), strict=True):
        _, _, fields = cell.partition(" (")
        data = json.loads(encode(fact))
        named = [field.split(" ")[0] for field in fields.removesuffix(")").split(", ") if field]
        values = ", ".join(f"{field} {text(data[field])}" for field in named)
        told.append(f"{NAMES[type(fact)]} ({values})" if named else NAMES[type(fact)])
    return "; ".join(told)


def text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def play(hood: Hood, line: str) -> None:
    """Play one line of a script and compare what came of it."""
    minutes, who, words, wanted = (cell.strip() for cell in line.split("|"))
    hood.wait(float(minutes))
    if who == CLOCK:
        facts = the_clock(hood, words)
        assert (described(facts, wanted) if facts or wanted else "") == wanted
        return
    if wanted.startswith("refused: "):
        with pytest.raises(Refused) as caught:
            hood.do(PEOPLE[who], entry(hood, words))
        assert wanted.removeprefix("refused: ") in caught.value.sentence
        return
    facts = hood.do(PEOPLE[who], entry(hood, words))
    assert described(facts, wanted) == wanted


def opened(data: dict[str, Any]) -> Hood:
    begins = datetime.fromisoformat(data["begins"]).astimezone(UTC)
    weighed = tuple(data.get("weighed", ()))
    return Hood(at.order(**data["order"]), data["monograph"], begins, weighed=weighed)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario(file: Path) -> None:
    data = tomllib.loads(file.read_text("utf-8"))
    needed = {"title", "monograph", "begins", "order", "script", "expected"}
    assert needed <= set(data) <= {*needed, "weighed"}
    expected = data["expected"]
    assert set(expected) <= {"status", "deadlines", "label"}
    hood = opened(data)
    for line in data["script"].strip().splitlines():
        play(hood, line)
    assert hood.state.status.value == expected["status"]
    stand = [f"{each.name.value} {each.at:%Y-%m-%dT%H:%M:%SZ}" for each in hood.state.deadlines()]
    assert expected.get("deadlines", stand) == stand
    assert replay(hood.history, hood.monograph) == hood.state


def test_every_saying_is_explained_and_played() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    scripts = "".join(tomllib.loads(file.read_text("utf-8"))["script"] for file in FILES)
    clock = ("set clock", "restart", "sleep", "uncounted sleep", "power off")
    for saying in (*SAYINGS, *clock):
        assert re.search(rf"`{saying}\b", readme)
        assert re.search(rf"\| {saying}\b", scripts)
