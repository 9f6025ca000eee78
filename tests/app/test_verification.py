"""`umbra verify`: clean after honest work, and not silent about anything that was changed."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.preparation import Status
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.timing import Name, deadline_named
from app.folder import LOG_NAME
from app.store import Fact, Log, Recorded
from app.verification import Verdict, verify
from tests.app.conftest import AtStep
from tests.app.forgery import change_raw, forge
from tests.app.pharmacy import (
    ADALIND,
    BEGINS,
    CECILIA,
    CHECKER,
    PHARMACIST,
    PINS,
    SITE,
    Pharmacy,
    Stage,
)
from tests.app.sent import bundle

Change = Callable[[Any], None]


@pytest.fixture
def log(stages: dict[str, Stage], tmp_path: Path) -> Path:
    """The closed log of a released preparation."""
    shutil.copytree(stages["released"].folder, tmp_path / "data")
    return tmp_path / "data" / LOG_NAME


def judged(log: Path) -> Verdict:
    with Log.read(log) as opened:
        return verify(opened)


def row(log: Path, name: str) -> Recorded:
    """Return the first event of a name."""
    with Log.read(log) as opened:
        return opened.named([name])[0]


def forge_fact(log: Path, name: str, change: Change) -> None:
    """Change the first event of a name, and make every hash again."""

    def changed(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    forge(log, row(log, name).seq, changed)


def put(path: str, value: object) -> Change:
    """Return the change of one value, such as "plan.dose.prepared"."""

    def change(data: Any) -> None:
        *parts, last = (int(part) if part.isdigit() else part for part in path.split("."))
        for part in parts:
            data = data[part]
        assert data[last] != value
        data[last] = value

    return change


def test_a_whole_day_of_work_is_sound(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND).do(said.Call("which lot?"))
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.Answer("the newer one"))
    pharmacy.go_to("inspect-vial-2")
    pharmacy.session.do(said.Inspect("inspect-vial-2", False, "particles were seen"))
    pharmacy.go_to("withdraw-1")
    with pytest.raises(Refused):
        pharmacy.session.measure("5.6")
    pharmacy.session.do(said.LoseProtection("the foil slipped"))
    pharmacy.wait(1)
    pharmacy.session.do(said.RestoreProtection("hood-light-off"))
    pharmacy.session.do(said.Hold("pass-through hatch"))
    pharmacy.reopen()
    pharmacy.session.do(said.Resume())
    pharmacy.set_wall(-10)
    pharmacy.go_to("check")
    pharmacy.session.person = CHECKER
    pharmacy.session.enter_figures("6.5", "10:00")
    pharmacy.session.do(said.Reject("check", "the lot is not that of the vial"))
    start = SITE.local(deadline_named(pharmacy.state.deadlines(), Name.START).at)
    pharmacy.session.enter_figures(pharmacy.volume(), f"{start:%H:%M}")
    pharmacy.session.sign(PINS[CHECKER.name], Meaning.CHECKED, "covered again at once")
    pharmacy.session.print_label()
    pharmacy.session.do(said.Correct(3, "the first vial was lot AB1235"))
    pharmacy.session.enter_figures(pharmacy.volume(), f"{start:%H:%M}")
    pharmacy.session.sign(PINS[CHECKER.name], Meaning.CHECKED, "covered again at once")
    pharmacy.finish()
    assert pharmacy.state.status is Status.RELEASED
    pharmacy.verify(CECILIA)
    pharmacy.go_to("add-drug")
    pharmacy.session.do(said.Discard("the bag leaked"))
    pharmacy.clock.restart()
    pharmacy.reopen()
    pharmacy.verify(CECILIA)
    verdict = verify(pharmacy.work.log)
    assert verdict.faults == ()
    assert (verdict.facts, verdict.preparations) == (pharmacy.work.log.count(), 3)
    head = pharmacy.work.log.head()
    assert head is not None
    assert verdict.head == head.hash


@pytest.mark.parametrize("step", ["scan-materials", "withdraw-1", "check", "scan-label"])
def test_unfinished_work_is_sound(at_step: AtStep, step: str) -> None:
    assert verify(at_step(step).work.log).faults == ()


@pytest.mark.parametrize(
    "data",
    [
        bundle("A-1", reduction="25%", cycle=2, response="cr", dose=None),
        bundle("A-1", height=(67, "[in_i]"), weight=(154, "[lb_av]"), dose=None),
        bundle("A-1", dose=(1.5, "mg")),
        bundle("A-1", weight=(120, "kg"), dose=(1800, "ug")),
    ],
)
def test_orders_of_many_kinds_are_sound(pharmacy: Pharmacy, data: bytes) -> None:
    (stream,) = pharmacy.work.import_data(data, PHARMACIST.name)
    pharmacy.verify(stream)
    pharmacy.finish()
    assert verify(pharmacy.work.log).faults == ()


def test_an_empty_log_is_sound(tmp_path: Path) -> None:
    Log.open(tmp_path / LOG_NAME, "HOOD-1").close()
    assert judged(tmp_path / LOG_NAME) == Verdict(0, 0, "0" * 64, ())


def test_one_changed_byte_is_found(log: Path) -> None:
    seq = row(log, "dose-withdrawn").seq
    change_raw(log, f"UPDATE event SET data = replace(data, '5.8', '5.9') WHERE seq = {seq}")
    assert judged(log).faults == (f"Event {seq} was changed after it was recorded.",)


def test_one_changed_byte_of_the_file_is_found(log: Path) -> None:
    data = bytearray(log.read_bytes())
    at = data.index(b'"volume":"5.8 mL"') + len('"volume":"')
    data[at] = ord("6")
    log.write_bytes(data)
    assert len(judged(log).faults) == 1


@pytest.mark.parametrize("kept", [-1, -4096, 4096, 100])
def test_a_truncated_file_is_found(log: Path, kept: int) -> None:
    whole = log.read_bytes()
    log.write_bytes(whole[:kept])
    with pytest.raises(Refused, match=r"damaged|is missing|was changed"):
        raise Refused(" ".join(judged(log).faults))


def test_an_event_taken_out_is_found(log: Path) -> None:
    seq = row(log, "vial-passed").seq
    change_raw(log, f"DELETE FROM event WHERE seq = {seq}")
    assert judged(log).faults == (
        f"Event {seq} is missing (the next one there is event {seq + 1}).",
    )


FORGERIES = {
    "the dose that is prepared": (
        "opened",
        put("plan.dose.prepared", "1.8 mg"),
        "the prepared dose is recorded as 1.8 mg and comes out as 1.456 mg",
    ),
    "the dose that was calculated": (
        "opened",
        put("plan.dose.calculated", "1.5 mg"),
        "the calculated dose is recorded as 1.5 mg and comes out as 1.456 mg",
    ),
    "the dose that was ordered": (
        "opened",
        put("plan.dose.ordered", "1.5 mg"),
        "the ordered dose is recorded as 1.5 mg and ought to be 1.456 mg",
    ),
    "the body surface area": (
        "opened",
        put("plan.dose.area_exact", "1.817 m2"),
        "the unrounded body surface area is recorded as 1.817 m2",
    ),
    "the volume": ("opened", put("plan.volume", "5.9 mL"), "the volume in the syringes"),
    "the concentration": (
        "opened",
        put("plan.concentration", "0.03 mg/mL"),
        "the concentration is recorded as 0.03 mg/mL",
    ),
    "the number of vials": ("opened", put("plan.vials", 3), "the number of vials is recorded as 3"),
    "what a vial gives": (
        "opened",
        put("plan.from_each_vial.0", "3.5 mL"),
        "the volume from the vials is recorded as 5.7 mL and ought to be 5.8 mL",
    ),
    "the diluent": (
        "opened",
        put("plan.diluent_draws.0.volume", "40 mL"),
        "the diluent in the syringes",
    ),
    "the waste": ("opened", put("plan.waste", "0.1 mg"), "the waste is recorded as 0.1 mg"),
    "the billing": ("opened", put("plan.billing.administered", 18), "the billing is recorded as"),
    "what a step asks for": (
        "opened",
        put("plan.steps.7.amount", "6 mL"),
        "the amount of the step “Withdraw into one 10 mL syringe” is recorded as 6 mL",
    ),
    "the weight in the order": (
        "opened",
        put("order.weight", "75 kg"),
        "it was opened for another order than the one that was imported",
    ),
    "the patient": (
        "opened",
        put("order.patient.identifier", "00999999"),
        "it was opened for another order than the one that was imported",
    ),
    "where its order is": (
        "opened",
        put("order_stream", "order/DEMO-ORDER-0009"),
        "its order, order/DEMO-ORDER-0009, is not in the log",
    ),
    "its number": ("opened", put("number", "2611-0009"), "was opened under another number"),
    "the imported order": (
        "order-imported",
        put("order.weight", "75 kg"),
        "it was opened for another order than the one that was imported",
    ),
    "the digest of the order": (
        "order-imported",
        put("digest", "0" * 64),
        "its order does not say what the imported text says",
    ),
    "the text of the order": (
        "order-imported",
        lambda data: data.update(text=data["text"].replace('"value": 70', '"value": 75')),
        "its order does not say what the imported text says",
    ),
    "the lot of a vial": (
        "material-scanned",
        put("lot", "AB1235"),
        "the scanned code of BESPONSA (inotuzumab ozogamicin) 0.9 mg vial says something else",
    ),
    "the expiry of a vial": (
        "material-scanned",
        put("expiry", "2028-03-31"),
        "says something else than its record",
    ),
    "a volume that was injected": (
        "reconstituted",
        put("volume", "3.6 mL"),
        "3.6 mL is recorded at reconstitute-1, which asked for 4 mL",
    ),
    "a volume that was withdrawn": (
        "dose-withdrawn",
        put("volume", "6 mL"),
        "6 mL is recorded at withdraw-1, which asked for 5.8 mL",
    ),
    "a volume that was filled": (
        "container-filled",
        put("step", "fill-the-bag"),
        "44.2 mL is recorded at fill-the-bag, which asked for nothing",
    ),
    "the checker's volume": (
        "figures-entered",
        put("volume", "6.8 mL"),
        "the checker's figures are recorded as compared, and it is not so",
    ),
    "the checker's start": (
        "figures-entered",
        put("start_by", "2026-11-02T23:00:00+00:00"),
        "the checker's figures are recorded as compared, and it is not so",
    ),
    "who signed": ("signed", put("name", "Technician Nine"), "Technician Two signed as Techn"),
    "the code of the label": (
        "label-printed",
        lambda data: data.update(code=data["code"].replace("1.45mg", "1.8mg")),
        "the code of label copy 1 is not that of the record",
    ),
    "the copy of the label": (
        "label-printed",
        put("copy", 2),
        "the code of label copy 2 is not that of the record",
    ),
    "the label that was confirmed": (
        "label-confirmed",
        put("code", "(91)2611-0009"),
        "a label was confirmed that is not the one printed last",
    ),
    "the dose in the course of the patient": (
        "dose-given",
        put("dose", "1.4 mg"),
        "its patient's course says another dose than was prepared",
    ),
    "the day of the dose in the course": (
        "dose-given",
        put("on", "2026-10-26"),
        "its patient's course says another dose than was prepared",
    ),
    "where the dose in the course is from": (
        "dose-given",
        put("source", "elsewhere"),
        "it was released, and is not in its patient's course",
    ),
    "a dose of a preparation that there is not": (
        "dose-given",
        put("source", "preparation 2611-0009"),
        "a dose is said to be of preparation 2611-0009, which was not released",
    ),
    "a fact of a course, made unreadable": (
        "dose-given",
        put("on", "soon"),
        "cannot be read",
    ),
    "the review, with a stop left out or put in": (
        "opened",
        lambda data: data["review"]["findings"].append(
            {"severity": "stop", "code": "x", "sentence": "A stop.", "source": "label"}
        ),
        "the course had another stop than is recorded",
    ),
    "the reduction that was reviewed": (
        "opened",
        put("review.reduction", 25),
        "the course decided another response or reduction than is recorded",
    ),
    "the response that decided": (
        "opened",
        put("order.response", "cr"),
        "the response is recorded as None and ought to be cr",
    ),
    "a finding of the course": (
        "opened",
        put("plan.findings", []),
        "the findings of the course",
    ),
    "the monograph": (
        "monograph-adopted",
        lambda data: data.update(text=data["text"].replace('value = "4 h"', 'value = "6 h"', 1)),
        "the monograph is not the one this preparation was opened under",
    ),
    "the monograph, made unsound": (
        "monograph-adopted",
        lambda data: data.update(text=data["text"].replace('value = "4 h"', 'value = "9 h"', 1)),
        "cannot be replayed",
    ),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_fact_that_was_changed_with_all_hashes_is_found(log: Path, what: str) -> None:
    name, change, sentence = FORGERIES[what]
    forge_fact(log, name, change)
    faults = judged(log).faults
    assert any(sentence in fault for fault in faults), faults
    assert all("2611-000" in fault or "course/00482913" in fault for fault in faults)


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("opened", "plan.volume", "abc mL"),
        ("opened", "plan.volume", "5.8 parsec"),
        ("opened", "plan.volume", "5.8 mg"),
        ("opened", "plan.volume", 5.8),
        ("opened", "plan.volume", None),
        ("opened", "plan.dose.prepared", "0 mg"),
        ("opened", "plan.dose.formula", "none"),
        ("opened", "plan.deviation_percent", "NaN?"),
        ("opened", "order.cycle", 0),
        ("opened", "order.patient", {}),
        ("opened", "plan.steps", []),
        ("reconstituted", "vial", "one"),
        ("material-scanned", "scanned", "no code at all"),
        ("material-scanned", "role", "spoon"),
        ("storage-chosen", "storage", "oven"),
        ("figures-entered", "start_by", "noon"),
    ],
)
def test_what_makes_no_sense_any_more_is_a_fault_and_no_crash(
    log: Path, name: str, path: str, value: object
) -> None:
    forge_fact(log, name, put(path, value))
    assert judged(log).faults


def scalars(data: Any, path: str = "") -> Iterator[str]:
    """Yield the path of each value that is neither an object nor a list."""
    if isinstance(data, dict | list):
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in items:
            yield from scalars(value, f"{path}.{key}" if path else str(key))
    else:
        yield path


def test_nothing_that_stands_in_a_plan_can_make_verify_crash(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    pharmacy.go_to("inspect-vial-2")
    pharmacy.session.do(said.Inspect("inspect-vial-2", False, "particles were seen"))
    pharmacy.finish().close()
    log = pharmacy.work.log.path
    data = json.loads(row(log, "opened").data)
    paths = [path for path in scalars(data) if ".findings." not in path and "working" not in path]
    whole = log.read_bytes()
    for path in paths[::9]:
        log.write_bytes(whole)
        forge_fact(log, "opened", put(path, "−1 ?"))
        assert isinstance(judged(log), Verdict)


def test_a_fact_in_the_wrong_place_is_a_fault(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    log, at = pharmacy.work.log, BEGINS.isoformat()
    twice = Fact("opened", log.history(pharmacy.stream)[0].data)
    log.append(pharmacy.stream, 2, (twice,), at=at, clock="day-1 0", actor="someone")
    assert verify(log).faults == (
        f"{pharmacy.stream} cannot be replayed: a preparation is opened once",
    )


def test_a_stream_that_is_no_preparation_is_a_fault(pharmacy: Pharmacy) -> None:
    log, at = pharmacy.work.log, BEGINS.isoformat()
    for number, fact in (("1", Fact("nonsense", "{}")), ("2", Fact("released", '{"step":"x"}'))):
        stream = f"preparation/{number}"
        log.append(stream, 0, (fact,), at=at, clock="day-1 0", actor="someone")
    assert len(verify(log).faults) == 2


def test_a_label_confirmed_before_one_was_printed_is_a_fault(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    fact = Fact("label-confirmed", '{"code":"(91)1","step":"scan-label"}')
    pharmacy.work.log.append(
        pharmacy.stream,
        pharmacy.state.version,
        (fact,),
        at=pharmacy.clock.reading().wall.isoformat(),
        clock=pharmacy.clock.reading().text(),
        actor="someone",
    )
    (fault,) = verify(pharmacy.work.log).faults
    assert "a label was confirmed that is not the one printed last" in fault


def test_one_bad_preparation_does_not_hide_another(folder: Path) -> None:
    pharmacy = Pharmacy(folder, SetClock(BEGINS))
    for order in (ADALIND, CECILIA):
        pharmacy.verify(order)
        pharmacy.session.scan(pharmacy.next_code())
    pharmacy.close()
    log = folder / LOG_NAME
    with Log.read(log) as opened:
        seqs = [each.seq for each in opened.named(["opened"])]
    for seq in seqs:
        forge(log, seq, lambda text: text.replace('"waste":"', '"waste":"9'))
    verdict = judged(log)
    assert verdict.preparations == len(verdict.faults) == 2
