"""Every scenario once more: through the real Session, on a real log, to the label on the bag."""

import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.course import DoseGiven
from app.core.decision import questions
from app.core.finding import warnings
from app.core.person import Office, Person
from app.core.preparation import Preparation, Status
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.storage import Storage
from app.session import Session
from app.verification import verify
from app.workplace import Workplace
from reports.verify import code_on, verify_label
from tests.app.pharmacy import BAG, BEGINS, COVER, SITE
from tests.app.sent import bundle
from tests.app.wording import label_of, plain
from tests.approving import approve_all, confirm_products
from tests.core.test_scenarios import hold, resume

FOLDER = Path(__file__).parents[1] / "scenarios"
FILES = sorted(FOLDER.glob("*.toml"))
ADMINISTRATOR = Person("Administrator", Office.ADMINISTRATOR)
PEOPLE = {
    "T1": Person("Technician One", Office.TECHNICIAN),
    "T2": Person("Technician Two", Office.TECHNICIAN),
    "P1": Person("Pharmacist One", Office.PHARMACIST),
    "P2": Person("Pharmacist Two", Office.PHARMACIST),
    "A": ADMINISTRATOR,
}
PIN = "2468"
MINUTE = timedelta(minutes=1)
# The doses that were given before those of the scenarios, all of which are on 2026-11-02.
EARLIER = {
    (2, 8): tuple(
        DoseGiven(cycle, day, date(2026, month, of_month), "chart")
        for cycle, day, month, of_month in (
            (1, 1, 9, 28),
            (1, 8, 10, 5),
            (1, 15, 10, 12),
            (2, 1, 10, 26),
        )
    )
}
UNITS = {"in": "[in_i]", "ft": "[ft_i]", "lb": "[lb_av]"}
PACKAGES = {
    "vial": "]d20100300080100011172703311{0}\x1d21{1}",
    "mylotarg": "]d20100300084510014172703311{0}\x1d21{1}",
    "water": "]d20100304094887173172706301{0}\x1d21{1}",
    "saline": "]d20100302641800323172705311{0}\x1d21{1}",
    "container": BAG,
    "cover": COVER,
}


def scanned(item: str, lot: str = "L1", serial: str = "S1") -> str:
    """Return what a scanner sends for a package."""
    return PACKAGES[item].format(f"0{lot}", serial)


def words_at(text: str) -> tuple[str, str]:
    """Return a number and its unit, as a FHIR quantity has them."""
    number, _, unit = text.partition(" ")
    return number, UNITS.get(unit, unit)


def sent(order: dict[str, Any]) -> bytes:
    """Return the order of a scenario as a hospital would send it."""
    parts: dict[str, Any] = {"dose": None, "measured_on": "2026-11-02"} | order
    for name in ("height", "weight", "dose"):
        if parts[name] is not None:
            number, unit = words_at(parts[name])
            parts[name] = (float(number) if "." in number else int(number), unit)
    return bundle("RX-1", **parts)


class Hood:
    """One scenario: a folder of its own, its order opened, and everyone who may speak."""

    def __init__(self, folder: Path, data: dict[str, Any]) -> None:
        begins = datetime.fromisoformat(data["begins"]).astimezone(UTC)
        self.clock = SetClock(begins, boot="scenario")
        weighed = ", ".join(f'"{each}"' for each in data.get("weighed", ()))
        (folder / "policy.toml").write_text(f"[gravimetric]\nweighed = [{weighed}]\n")
        self.work = Workplace.open(folder, self.clock)
        region = data["monograph"].removeprefix("besponsa-").upper()
        self.site = replace(SITE, region=region)
        self.work.describe(self.site, ADMINISTRATOR.name)
        (order,) = self.work.import_data(sent(data["order"]), "DEMO, Interface")
        asked = self.work.order(order)
        earlier = EARLIER.get((asked.cycle, asked.day), ())
        self.work.record_course(asked.patient, earlier, PEOPLE["P1"])
        stream = self.work.open_order(order, self.work.outlook(order), PEOPLE["T1"])
        self.session: Session = self.work.session(stream, PEOPLE["T1"], lambda _: None)
        self.labels: dict[str, str] = {}

    @property
    def state(self) -> Preparation:
        return self.session.state

    @property
    def step(self) -> str:
        assert self.state.step is not None
        return self.state.step.identifier

    def verify(self, _: str, reason: str) -> None:
        found = warnings(self.state.plan.findings)
        reasons = tuple((each.code, reason or "as discussed") for each in found)
        confirmed = tuple(question.code for question in questions(self.state))
        self.session.do(said.Verify("verify-order", confirmed, reasons))

    def figures(self, words: str, _: str) -> None:
        volume, start = words.split(" mL ")
        hour, minute = (int(part) for part in start.split(":"))
        moment = self.session.now().replace(hour=hour, minute=minute)
        self.session.enter_figures(volume, f"{self.site.local(moment):%H:%M}")

    def sign(self, word: str, remark: str) -> None:
        self.session.sign(PIN, Meaning(word), remark)

    def print(self, name: str, reason: str) -> None:
        label = label_of(self.session, self.state.copies + 1)
        file = self.session.print_label(reason)
        verify_label(file.read_bytes(), label)
        self.labels[name] = code_on(file.read_bytes())

    def scan_back(self, name: str, _: str) -> None:
        another = "]d2912611-0009\x1d921"
        self.session.scan(self.labels.get(name, another))

    def do(self, entry: Callable[[str, str], said.Entry]) -> Callable[[str, str], None]:
        return lambda words, reason: self.session.do(entry(words, reason))

    @property
    def sayings(self) -> dict[str, Callable[[str, str], None]]:
        """What can be said, by the words that the third column begins with."""
        session = self.session
        return {
            "verify": self.verify,
            "scan back": self.scan_back,
            "scan": lambda words, _: session.scan(scanned(*words.split())),
            "measure": lambda words, _: session.measure(words.removesuffix(" mL")),
            "weigh": lambda words, why: session.weigh(words.removesuffix(" g"), reason=why),
            "figures": self.figures,
            "sign": self.sign,
            "print": self.print,
            "pass": self.do(lambda *_: said.Inspect(self.step, True)),
            "fail": self.do(lambda _, reason: said.Inspect(self.step, False, reason)),
            "quarantine": self.do(lambda _, reason: said.Quarantine(self.step, reason)),
            "choose": self.do(lambda code, _: said.Choose(self.step, code)),
            "confirm": self.do(lambda *_: said.Confirm(self.step)),
            "reject": self.do(lambda _, reason: said.Reject(self.step, reason)),
            "lose light": self.do(lambda _, reason: said.LoseProtection(reason)),
            "restore": self.do(lambda code, _: said.RestoreProtection(code)),
            "hold": self.do(hold),
            "resume": self.do(lambda words, _: resume(words)),
            "take over": self.do(lambda *_: said.TakeOver()),
            "store": self.do(lambda place, _: said.Store(Storage(place))),
            "infusion start": self.do(lambda means, _: said.StartInfusion(means)),
            "infusion pause": self.do(lambda _, reason: said.PauseInfusion(reason)),
            "infusion resume": self.do(lambda *_: said.ResumeInfusion()),
            "infusion end": self.do(lambda _, reason: said.EndInfusion(reason)),
            "call": self.do(lambda _, remark: said.Call(remark)),
            "answer": self.do(lambda _, words: said.Answer(words)),
            "correct": self.do(lambda about, words: said.Correct(int(about), words)),
            "accept clock": self.do(lambda _, reason: said.AcceptClock(reason)),
            "discard": self.do(lambda _, reason: said.Discard(reason)),
        }

    def say(self, words: str) -> None:
        head, _, reason = words.partition(": ")
        name = next(each for each in self.sayings if head == each or head.startswith(f"{each} "))
        self.sayings[name](head.removeprefix(name).strip(), reason)

    def the_clock(self, words: str) -> None:
        *what, first = words.split(" ") if words != "restart" else ("restart", "")
        match what:
            case ["restart"]:
                self.power_off(0, 0)
            case ["set", "clock"]:
                self.clock.step(int(first) * MINUTE)
            case ["sleep"]:
                self.clock.suspend(int(first) * MINUTE)
            case ["uncounted", "sleep"]:
                self.clock.suspend(int(first) * MINUTE, counted=False)
            case ["power", "off"]:
                self.power_off(int(first), 0)
            case ["power", "off", minutes, "early"]:
                self.power_off(int(minutes), int(first))
        self.session.notice_clock()

    def power_off(self, minutes: int, early: int) -> None:
        """Cut the power: nothing is closed, and the heartbeat of the last second is there."""
        stream, person = self.session.stream, self.session.person
        self.work.time.beat()
        self.work.log.close()
        self.clock.power_off(minutes * MINUTE)
        self.clock.step(-early * MINUTE)
        self.work = Workplace.open(self.work.folder, self.clock)
        self.session = self.work.session(stream, person, lambda _: None)

    def play(self, line: str) -> None:
        """Play one line, and compare what the log holds of it with the fourth column."""
        minutes, who, words, wanted = (cell.strip() for cell in line.split("|"))
        self.clock.advance(float(minutes) * MINUTE)
        before = self.state.version
        if who == "--":
            self.the_clock(words)
        else:
            self.session.person = PEOPLE[who]
            wanted = self.spoken(words, wanted)
        rows = self.work.log.history(self.session.stream)[before:]
        names = [row.name for row in rows]
        assert names == [cell.partition(" (")[0] for cell in wanted.split("; ") if cell]

    def spoken(self, words: str, wanted: str) -> str:
        """Say something, and return which facts are wanted of it."""
        if wanted.startswith("refused: "):
            ended = self.state.status in (Status.RELEASED, Status.DISCARDED)
            ended = ended and not words.startswith(("infusion", "store"))
            with pytest.raises(Refused):
                self.say(words)
            wanted = "" if ended else "entry-refused"
        else:
            self.say(words)
        return wanted


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder in which the people of the scenarios have PINs."""
    folder = tmp_path_factory.mktemp("scenarios") / "data"
    work = Workplace.open(folder, SetClock(BEGINS))
    work.begin(SITE, ADMINISTRATOR.name, PIN)
    for person in PEOPLE.values():
        if person != ADMINISTRATOR:
            work.people.add(person.name, person.office, PIN, by=ADMINISTRATOR)
    approve_all(work, {PEOPLE[each].name: PIN for each in ("P1", "P2")})
    confirm_products(work, {PEOPLE[each].name: PIN for each in ("P1", "P2")})
    work.close()
    return folder


@pytest.fixture
def hood(staffed: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Hood]:
    """The scenario of this test, its order open."""
    shutil.copytree(staffed, tmp_path / "data")
    opened = Hood(tmp_path / "data", tomllib.loads(request.param.read_text("utf-8")))
    yield opened
    opened.work.close()


@pytest.mark.parametrize(
    ("hood", "file"),
    [(file, file) for file in FILES],
    indirect=["hood"],
    ids=lambda each: each.stem,
)
def test_a_scenario_through_the_session_comes_to_its_label(hood: Hood, file: Path) -> None:
    data = tomllib.loads(file.read_text("utf-8"))
    for line in data["script"].strip().splitlines():
        hood.play(line)
    expected = data["expected"]
    assert hood.state.status.value == expected["status"]
    stand = [f"{each.name.value} {each.at:%Y-%m-%dT%H:%M:%SZ}" for each in hood.state.deadlines()]
    assert expected.get("deadlines", stand) == stand
    if "label" in expected:
        label = label_of(hood.session, hood.state.copies)
        said_on_it = [text.partition(" · label ")[0] for text in plain(t for _, t in label.parts())]
        assert said_on_it == expected["label"].strip().splitlines()
    assert verify(hood.work.log).faults == ()
