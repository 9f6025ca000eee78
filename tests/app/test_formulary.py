"""A monograph is used when two pharmacists approved its exact content, and not before."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import references
from app.approvals import Stage
from app.clock import SetClock
from app.core.governance import ChangeKind
from app.core.person import Person
from app.core.plan import Plan
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.formulary import APPROVED, PREFIX
from app.store import Fact, Log
from app.verification import verify
from app.workplace import Workplace
from tests.app.forgery import forge
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    BEGINS,
    CECILIA,
    CHECKER,
    PHARMACIST,
    PINS,
    SITE,
    TECHNICIAN,
    Pharmacy,
)
from tests.app.sent import bundle
from tests.approving import approve_templates, everything

US, EU = "besponsa-us", "besponsa-eu"
FRIDGE = "limit.diluted-in-refrigerator"
THREE_HOURS = '[limit.diluted-in-refrigerator]\nvalue = "3 h"'
TWO_HOURS = THREE_HOURS.replace("3 h", "2 h")


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    """A folder with two pharmacists, a technician and an order; nothing is approved."""
    opened = Workplace.open(tmp_path / "data", SetClock(BEGINS))
    opened.begin(SITE, ADMINISTRATOR.name, PINS[ADMINISTRATOR.name])
    for person in (PHARMACIST, CHECKER, TECHNICIAN):
        opened.people.add(person.name, person.office, PINS[person.name], by=ADMINISTRATOR)
    approve_templates(opened, {each.name: PINS[each.name] for each in (PHARMACIST, CHECKER)})
    opened.import_data(bundle("A-1"), PHARMACIST.name)
    yield opened
    opened.close()


def approve(work: Workplace, person: Person, *left_off: str, identifier: str = US) -> None:
    confirmed = everything(work.formulary.standing(identifier)) - set(left_off)
    work.formulary.approve(identifier, confirmed, person, PINS[person.name])


def plan_of(work: Workplace, stream: str) -> Plan:
    return work.plan(work.order(stream))


def own(folder: Path, text: str, name: str = "own.toml") -> Path:
    """Put a monograph among the site's own files."""
    (folder / "formulary").mkdir(exist_ok=True)
    path = folder / "formulary" / name
    path.write_bytes(text.encode())
    return path


def shipped(identifier: str = US) -> str:
    return references.monograph_text(identifier)


def changed() -> str:
    text = shipped().replace(THREE_HOURS, TWO_HOURS)
    assert text != shipped()
    return text


def reopened(pharmacy: Pharmacy) -> Workplace:
    pharmacy.reopen()
    return pharmacy.work


def test_nothing_is_in_use_before_two_pharmacists_approved_it(work: Workplace) -> None:
    (order,) = work.board.waiting()
    sentence = (
        "The monograph besponsa-us, US label 3/2024, is not approved by two pharmacists; {}. "
        "Approve it on the page Monographs."
    )
    with pytest.raises(Refused) as refused:
        plan_of(work, order)
    assert refused.value.sentence == sentence.format("none has")
    assert work.formulary.standing(US).stage is Stage.NOT_APPROVED
    approve(work, PHARMACIST)
    with pytest.raises(Refused) as refused:
        plan_of(work, order)
    assert refused.value.sentence == sentence.format("one has, Pharmacist One")
    assert work.formulary.standing(US).stage is Stage.PARTLY_APPROVED
    approve(work, CHECKER)
    assert plan_of(work, order).monograph == US
    standing = work.formulary.standing(US)
    assert standing.stage is Stage.IN_USE
    assert [each.name for each in standing.approvals] == [PHARMACIST.name, CHECKER.name]
    assert standing.approvals[0].at == BEGINS
    assert work.formulary.approved(US) == references.monograph_named(US)


def test_an_approval_is_for_one_monograph(work: Workplace) -> None:
    approve(work, PHARMACIST)
    approve(work, CHECKER)
    with pytest.raises(Refused, match=r"besponsa-eu, EU leaflet 2022-02, is not approved"):
        work.formulary.approved(EU)


def test_the_same_pharmacist_counts_once_and_the_later_answer_holds(work: Workplace) -> None:
    approve(work, PHARMACIST)
    approve(work, PHARMACIST, FRIDGE)
    (approval,) = work.formulary.standing(US).approvals
    assert FRIDGE not in approval.confirmed
    with pytest.raises(Refused, match="one has, Pharmacist One"):
        work.formulary.approved(US)
    approve(work, CHECKER)
    assert work.formulary.approved(US).switched_off == (FRIDGE,)


def test_a_wrong_pin_approves_nothing_and_is_recorded(work: Workplace) -> None:
    with pytest.raises(Refused, match="not the PIN of this name"):
        work.formulary.approve(
            US, everything(work.formulary.standing(US)), PHARMACIST, PINS[CHECKER.name]
        )
    assert work.formulary.standing(US).approvals == ()
    assert [row.name for row in work.log.everything()][-1] == "pin-refused"


@pytest.mark.parametrize("person", [TECHNICIAN, ADMINISTRATOR])
def test_only_a_pharmacist_approves_and_withdraws(work: Workplace, person: Person) -> None:
    with pytest.raises(Refused, match="Only a pharmacist approves a monograph"):
        approve(work, person)
    approve(work, PHARMACIST)
    with pytest.raises(Refused, match="Only a pharmacist withdraws an approval"):
        work.formulary.withdraw(US, "I say so", person)
    assert [each.name for each in work.formulary.standing(US).approvals] == [PHARMACIST.name]


def test_a_limit_is_in_force_only_where_both_confirmed_it(work: Workplace) -> None:
    approve(work, PHARMACIST, FRIDGE)
    approve(work, CHECKER, "warning.HAZARDOUS DRUG")
    used = work.formulary.approved(US)
    assert used.switched_off == (FRIDGE, "warning.HAZARDOUS DRUG")
    assert used.diluted_in_refrigerator is None
    assert used.diluted_at_room_temperature is not None
    assert "HAZARDOUS DRUG" not in {each.words for each in used.warnings}
    assert used.digest != references.monograph_named(US).digest
    (order,) = work.board.waiting()
    told = {each.sentence for each in plan_of(work, order).findings}
    off = "Limit “diluted in refrigerator”: 3 h is switched off at this site: not checked."
    assert off in told
    assert any(
        each.endswith("Pharmacist One and Pharmacist Two confirmed it for this site.")
        for each in told
    )
    assert not any("must confirm" in each for each in told)


def test_a_third_pharmacist_switches_off_too(work: Workplace) -> None:
    third = work.people.add("Pharmacist Three", PHARMACIST.office, "8642", by=ADMINISTRATOR)
    for person in (PHARMACIST, CHECKER):
        approve(work, person)
    confirmed = everything(work.formulary.standing(US)) - {FRIDGE}
    work.formulary.approve(US, confirmed, third, "8642")
    assert work.formulary.approved(US).switched_off == (FRIDGE,)


def required(text: str) -> str:
    """Return a monograph in which nobody saw the strength, which it cannot do without."""
    seen = '"0.25 mg/mL"\nsource = "US label 2.4"\nrevision = "before 3/2024"\nchecked = "seen"'
    assert seen in text
    return text.replace(seen, seen.replace('"seen"', '"from-knowledge"'))


def test_what_the_monograph_needs_cannot_be_left_off(pharmacy: Pharmacy) -> None:
    own(pharmacy.folder, required(shipped()))
    work = reopened(pharmacy)
    with pytest.raises(Refused, match=r"“reconstituted concentration”: 0.25 mg/mL: the monograph"):
        approve(work, PHARMACIST, "limit.reconstituted-concentration")
    assert work.formulary.standing(US).approvals == ()
    approve(work, PHARMACIST)


def test_what_is_left_off_must_leave_a_whole(pharmacy: Pharmacy) -> None:
    """Either of two limits says when the infusion has ended; one of them must be left."""
    before, ends, after = shipped().partition("[limit.reconstitution-to-end]")
    after = after.replace('checked = "seen"', 'checked = "from-knowledge"', 1)
    row = 'value = "8 h"\nsource = "site procedure"\nrevision = "1"\nchecked = "from-knowledge"'
    own(pharmacy.folder, f"{before}[limit.dilution-to-end]\n{row}\n\n{ends}{after}")
    work = reopened(pharmacy)
    both = ("limit.reconstitution-to-end", "limit.dilution-to-end")
    with pytest.raises(Refused, match="cannot be used with all of that left off"):
        approve(work, PHARMACIST, *both)
    for one in both:
        approve(work, PHARMACIST, one)


def test_what_was_not_asked_cannot_be_confirmed(work: Workplace) -> None:
    confirmed = everything(work.formulary.standing(US)) | {"limit.never"}
    with pytest.raises(Refused, match=r"“limit.never” is nothing to confirm"):
        work.formulary.approve(US, confirmed, PHARMACIST, PINS[PHARMACIST.name])


def test_a_changed_file_is_not_used_and_shows_what_changed(pharmacy: Pharmacy) -> None:
    own(pharmacy.folder, changed())
    work = reopened(pharmacy)
    with pytest.raises(
        Refused, match=r"was changed since .* approved it; of its new content, none"
    ):
        plan_of(work, CECILIA)
    standing = work.formulary.standing(US)
    assert (standing.stage, standing.of_site) == (Stage.CHANGED, True)
    assert standing.approved_last == references.monograph_named(US).digest
    ((path, kind, words),) = [(each.path, each.kind, each.words) for each in standing.changes]
    assert (path, kind, words) == (FRIDGE, ChangeKind.CHANGED, ("value: 3 h → 2 h",))
    approve(work, PHARMACIST)
    with pytest.raises(Refused, match="of its new content, one has, Pharmacist One"):
        plan_of(work, CECILIA)
    approve(work, CHECKER)
    assert plan_of(work, CECILIA).monograph_digest == standing.monograph.digest
    assert work.formulary.standing(US).changes == ()


def test_going_back_to_earlier_content_asks_for_approval_again(pharmacy: Pharmacy) -> None:
    path = own(pharmacy.folder, changed())
    work = reopened(pharmacy)
    approve(work, PHARMACIST)
    path.unlink()
    work = reopened(pharmacy)
    with pytest.raises(Refused, match="none has"):
        plan_of(work, CECILIA)


def test_approvals_stand_after_a_restart(pharmacy: Pharmacy) -> None:
    before = pharmacy.work.formulary.standing(US)
    assert reopened(pharmacy).formulary.standing(US) == before
    assert before.stage is Stage.IN_USE


def test_a_comment_alone_asks_for_approval_too(pharmacy: Pharmacy) -> None:
    own(pharmacy.folder, shipped() + "# read again\n")
    standing = reopened(pharmacy).formulary.standing(US)
    assert (standing.stage, standing.changes) == (Stage.CHANGED, ())


def test_an_approval_is_withdrawn_with_a_reason(pharmacy: Pharmacy) -> None:
    formulary = pharmacy.work.formulary
    with pytest.raises(Refused, match="Write in a few words why"):
        formulary.withdraw(US, "  ", PHARMACIST)
    formulary.withdraw(US, "the label was revised", CHECKER)
    for again in (False, True):
        work = reopened(pharmacy) if again else pharmacy.work
        standing = work.formulary.standing(US)
        assert standing.stage is Stage.NOT_APPROVED
        assert standing.withdrawal is not None
        assert (standing.withdrawal.name, standing.withdrawal.reason) == (
            CHECKER.name,
            "the label was revised",
        )
        with pytest.raises(Refused, match="none has"):
            plan_of(work, ADALIND)
    with pytest.raises(Refused, match="nothing is withdrawn"):
        pharmacy.work.formulary.withdraw(US, "once more", PHARMACIST)
    approve(pharmacy.work, PHARMACIST)
    approve(pharmacy.work, CHECKER)
    assert plan_of(pharmacy.work, ADALIND).monograph == US


def test_a_plan_seen_before_the_approval_changed_opens_nothing(pharmacy: Pharmacy) -> None:
    outlook = pharmacy.work.outlook(ADALIND)
    approve(pharmacy.work, PHARMACIST, FRIDGE)
    with pytest.raises(Refused, match="changed what this order comes to while it was open"):
        pharmacy.work.open_order(ADALIND, outlook, PHARMACIST)
    assert ADALIND in pharmacy.work.board.waiting()
    pharmacy.verify(ADALIND)


def test_a_draft_cannot_be_approved(pharmacy: Pharmacy) -> None:
    text = shipped().replace("[monograph]\n", '[monograph]\ndraft = "nobody compared it yet"\n')
    own(pharmacy.folder, text)
    work = reopened(pharmacy)
    assert work.formulary.standing(US).stage is Stage.DRAFT
    with pytest.raises(Refused, match="is a draft and cannot be approved: nobody compared it yet"):
        approve(work, PHARMACIST)
    with pytest.raises(Refused, match="is a draft, which nobody prepares by"):
        plan_of(work, ADALIND)


def test_a_file_of_the_site_adds_a_monograph(pharmacy: Pharmacy) -> None:
    text = shipped().replace('id = "besponsa-us"', 'id = "besponsa-own"')
    own(pharmacy.folder, text)
    work = reopened(pharmacy)
    assert {US, EU, "besponsa-own"} <= set(work.formulary.identifiers())
    assert plan_of(work, ADALIND).monograph == US
    work.formulary.withdraw(US, "we use our own", PHARMACIST)
    for person in (PHARMACIST, CHECKER):
        approve(work, person, identifier="besponsa-own")
    assert plan_of(work, ADALIND).monograph == "besponsa-own"
    for person in (PHARMACIST, CHECKER):
        approve(work, person)
    with pytest.raises(Refused, match=r"two approved monographs .*-own and besponsa-us"):
        plan_of(work, ADALIND)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda _: "[monograph", "cannot be read as a monograph"),
        (lambda text: text.replace('region = "US"\n', ""), "cannot be read as a monograph"),
        (lambda text: text.replace('value = "8 h"', 'value = "4 h"', 1), "could not end in time"),
        (lambda text: text.replace('code = "liver"', 'code = "interval"'), "same address"),
        (lambda text: text.replace('id = "besponsa-us"', "id = 7"), "identifier is not a text"),
        (lambda text: text.replace('id = "besponsa-us"', 'id = "A/B"'), "small letters"),
        (lambda text: text.replace('brand = "BESPONSA"', 'brand = ""'), "brand is not a text"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    pharmacy: Pharmacy, change: Callable[[str], str], fault: str
) -> None:
    path = own(pharmacy.folder, change(shipped()))
    pharmacy.close()
    with pytest.raises(Refused, match=fault) as refused:
        Workplace.open(pharmacy.folder, pharmacy.clock)
    assert refused.value.sentence.startswith(f"{path} cannot be read as a monograph (")
    assert refused.value.sentence.endswith("; correct it or move it away.")
    path.unlink()
    Workplace.open(pharmacy.folder, pharmacy.clock).close()


def test_a_file_that_is_no_text_is_told(pharmacy: Pharmacy) -> None:
    own(pharmacy.folder, "").write_bytes(b"\xff\xfe")
    pharmacy.close()
    with pytest.raises(Refused, match="cannot be read as a monograph"):
        Workplace.open(pharmacy.folder, pharmacy.clock)


def test_a_folder_among_the_files_is_told(pharmacy: Pharmacy) -> None:
    (pharmacy.folder / "formulary" / "old.toml").mkdir(parents=True)
    pharmacy.close()
    with pytest.raises(Refused, match=r"old.toml cannot be read as a monograph \(Is a directory\)"):
        Workplace.open(pharmacy.folder, pharmacy.clock)


def test_a_file_where_the_folder_ought_to_be_is_told(pharmacy: Pharmacy) -> None:
    (pharmacy.folder / "formulary").write_text(shipped())
    pharmacy.close()
    with pytest.raises(Refused, match="is not a folder of monographs"):
        Workplace.open(pharmacy.folder, pharmacy.clock)


def test_two_files_of_the_same_monograph_are_told(pharmacy: Pharmacy) -> None:
    own(pharmacy.folder, shipped())
    own(pharmacy.folder, shipped(), "second.toml")
    pharmacy.close()
    with pytest.raises(Refused, match=r"second.toml: another file .* called besponsa-us too"):
        Workplace.open(pharmacy.folder, pharmacy.clock)


def test_an_order_for_a_drug_that_is_not_here_is_told(work: Workplace) -> None:
    (stream,) = work.import_data(bundle("A-2", drug="unobtainium"), PHARMACIST.name)
    with pytest.raises(Refused, match=r"no monograph for “unobtainium”; Umbra knows .*inotuzumab"):
        plan_of(work, stream)


def test_there_are_no_others(work: Workplace) -> None:
    with pytest.raises(Refused, match="“besponsa” is not a monograph of this site; there are"):
        work.formulary.approved("besponsa")


def test_an_approval_that_this_umbra_cannot_use_is_told(pharmacy: Pharmacy) -> None:
    """As where a later Umbra needs a rule that the site had left off."""
    own(pharmacy.folder, required(shipped()))
    work = reopened(pharmacy)
    approve(work, PHARMACIST)
    approve(work, CHECKER)
    pharmacy.close()
    lacking = "limit.reconstituted-concentration"
    with Log.open(pharmacy.folder / LOG_NAME, "HOOD-1") as log:
        last = log.history(PREFIX + US)[-1]
        left = last.data.replace(f'"{lacking}",', "")
        assert left != last.data
        log.append(
            PREFIX + US,
            last.version,
            (Fact(APPROVED, left),),
            at=last.at,
            clock=last.clock,
            actor=last.actor,
        )
    pharmacy.reopen()
    with pytest.raises(Refused, match=r"cannot be used with what is switched off \(.*approve it"):
        plan_of(pharmacy.work, ADALIND)


def _first(folder: Path, name: str) -> int:
    with Log.read(folder / LOG_NAME) as log:
        return log.named([name])[0].seq


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (
            lambda data: data.update(confirmed=[]),
            ["2611-0001: it was opened under a monograph that was not approved then"],
        ),
        (
            lambda data: data["confirmed"].remove(FRIDGE),
            ["2611-0001: it was opened under a monograph that was not approved then"],
        ),
        (
            lambda data: data.update(name=CHECKER.name),
            [
                "monograph-approval/besponsa-us: Pharmacist One approved as Pharmacist Two",
                "2611-0001: it was opened under a monograph that was not approved then",
            ],
        ),
        (
            lambda data: data.update(text=data["text"].replace("4 h", "9 h")),
            ["monograph-approval/besponsa-us: what Pharmacist One approved is not the content"],
        ),
        (
            lambda data: data.pop("text"),
            [
                "an approval of a monograph cannot be read",
                "2611-0001: it was opened under a monograph that was not approved then",
            ],
        ),
    ],
)
def test_an_approval_changed_behind_the_back_of_umbra_is_found(
    work: Workplace, change: Callable[[dict[str, Any]], object], sentences: list[str]
) -> None:
    for person in (PHARMACIST, CHECKER):
        approve(work, person)
    (order,) = work.board.waiting()
    work.open_order(order, work.outlook(order), PHARMACIST)
    assert verify(work.log).faults == ()
    work.close()

    path = work.folder / LOG_NAME
    forge(path, _first(work.folder, APPROVED), _forged(change))
    with Log.read(path) as log:
        faults = verify(log).faults
    assert len(faults) == len(sentences)
    for fault, sentence in zip(faults, sentences, strict=True):
        assert fault.startswith(sentence)


def _forged(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def forged(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data, ensure_ascii=False)

    return forged


def test_work_from_before_approvals_is_sound_without_them(work: Workplace) -> None:
    for person in (PHARMACIST, CHECKER):
        approve(work, person)
    (order,) = work.board.waiting()
    work.open_order(order, work.outlook(order), PHARMACIST)
    work.close()
    path = work.folder / LOG_NAME
    forge(path, _first(work.folder, "opened"), _forged(lambda data: data.update(review=None)))
    forge(path, _first(work.folder, APPROVED), _forged(lambda data: data.update(confirmed=[])))
    with Log.read(path) as log:
        assert verify(log).faults == ()


def test_work_begun_keeps_its_monograph_after_the_file_changed(pharmacy: Pharmacy) -> None:
    for person in (PHARMACIST, CHECKER):
        approve(pharmacy.work, person, FRIDGE)
    pharmacy.verify(ADALIND)
    pharmacy.go_to("inspect-vial-1")
    own(pharmacy.folder, changed())
    pharmacy.reopen()
    assert pharmacy.state.monograph.switched_off == (FRIDGE,)
    assert pharmacy.work.monograph_of(pharmacy.stream) == pharmacy.state.monograph
    with pytest.raises(Refused, match="was changed since two pharmacists approved it"):
        pharmacy.work.monograph_of(CECILIA)
    pharmacy.finish()
    for person in (PHARMACIST, CHECKER):
        approve(pharmacy.work, person)
    pharmacy.verify(CECILIA)
    pharmacy.finish()
    streams = pharmacy.work.log.streams("monograph/")
    assert len(streams) == 2
    names = {name for stream in streams for name in pharmacy.recorded(stream)}
    assert names == {"monograph-adopted", "monograph-adopted-with"}
    assert verify(pharmacy.work.log).faults == ()
