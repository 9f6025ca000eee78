"""A scanned label: what it says, whose it is, and what is answered."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import entry as said
from app.core.fitness import Fit, Fitness
from app.core.refused import Refused
from app.core.storage import Storage
from app.label_check import by_typed_code, read_label, state_of
from app.labels import bears_figures, typed_code
from app.workplace import LABEL
from tests.app.conftest import AtStep
from tests.app.pharmacy import CHECKER, TECHNICIAN, VIALS, Pharmacy

TODAY = date(2026, 11, 2)
ELSEWHERE = (
    "(91)2611-0999(92)1(93)2611022200(94)2611022300(95)1.45mg(96)0123456789ABCDEF(97)2611022000"
)
WARMED = ELSEWHERE.replace("(97)2611022000", "(98)2611022100")
BESPONSA, LOT = "00300080100011", "AB1234"


def looked_at(pharmacy: Pharmacy, code: str = "") -> Fitness:
    """Return the answer to a label, that of the preparation by default."""
    return pharmacy.work.answer(pharmacy.work.read_label(code or pharmacy.code_on_label()))


def test_a_label_made_here_says_its_figures_and_leads_to_its_preparation(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    read = pharmacy.work.read_label(pharmacy.code_on_label())
    assert (read.stream, read.number_known) == (pharmacy.stream, True)
    assert pharmacy.state.label is not None
    assert read.code == pharmacy.state.label.code
    assert (read.figures.copy, read.figures.dose) == ("1", "1.45 mg")
    deadlines = {each.name.value: each.at for each in pharmacy.state.deadlines()}
    assert read.figures.start_by == deadlines["start-by"].replace(second=0, microsecond=0)
    assert read.figures.end_by == deadlines["end-by"].replace(second=0, microsecond=0)
    found = state_of(pharmacy.work.log, read)
    assert found == pharmacy.state
    assert looked_at(pharmacy).fit is Fit.FIT


def test_a_label_made_elsewhere_is_judged_by_its_times_alone(pharmacy: Pharmacy) -> None:
    read = pharmacy.work.read_label(ELSEWHERE)
    assert (read.stream, read.number_known) == ("", False)
    assert read.figures.take_out_by == datetime(2026, 11, 2, 20, 0, tzinfo=UTC)
    assert state_of(pharmacy.work.log, read) is None
    assert looked_at(pharmacy, ELSEWHERE).fit is Fit.TIMES_ONLY
    pharmacy.wait(7 * 60)
    assert looked_at(pharmacy, ELSEWHERE).fit is Fit.NOT_FIT
    assert read_label(None, ELSEWHERE, TODAY) == read


def test_no_single_sign_of_a_label_may_be_another(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    code = pharmacy.work.read_label(pharmacy.code_on_label()).code
    caught = 0
    for at, sign in enumerate(code):
        other = "7" if sign.isdigit() and sign != "7" else "3"
        altered = code[:at] + other + code[at + 1 :]
        try:
            found = looked_at(pharmacy, altered)
        except Refused:
            continue
        assert found.fit in (Fit.NOT_FIT, Fit.TIMES_ONLY), altered
        caught += found.fit is Fit.NOT_FIT
    assert caught > 20


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("91", "2611-42", "its preparation"),
        ("92", "0", "its copy"),
        ("95", "1.45", "its dose"),
        ("96", "0123456789abcdef", "its check"),
        ("93", "2611022560", "a time in it"),
        ("93", "261102220", "a time in it"),
        ("97", "2613022000", "a time in it"),
        ("98", "2613022000", "a time in it"),
    ],
)
def test_what_no_label_of_ours_says_is_refused(field: str, value: str, what: str) -> None:
    begin, _, rest = WARMED.partition(f"({field})")
    _, bracket, after = rest.partition("(")
    with pytest.raises(Refused) as refusal:
        read_label(None, f"{begin}({field}){value}{bracket}{after}", TODAY)
    assert refusal.value.sentence == (
        f"The code is not one of Umbra's labels: {what} cannot be read. Scan the label on the bag "
        "again."
    )


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (ELSEWHERE.replace("(93)2611022200", "(93)2611022300"), "not in order"),
        (ELSEWHERE.replace("(93)2611022200", "(93)2611022301"), "not in order"),
        (ELSEWHERE.replace("(97)2611022000", "(97)2611022201"), "not in order"),
        (ELSEWHERE.replace("(94)2611022300", "(94)2611032201"), "more than 24 h after"),
    ],
)
def test_times_that_no_label_of_ours_has_are_altered(code: str, what: str) -> None:
    with pytest.raises(Refused, match=what) as refusal:
        read_label(None, code, TODAY)
    assert "It was altered. Do not go by it" in refusal.value.sentence
    whole = ELSEWHERE.replace("(94)2611022300", "(94)2611032200")
    assert read_label(None, whole, TODAY).figures.end_by.day == 3


def test_a_label_says_before_when_it_may_not_start_and_old_ones_do_not(at_step: AtStep) -> None:
    assert read_label(None, WARMED, TODAY).figures.not_before == datetime(
        2026, 11, 2, 21, 0, tzinfo=UTC
    )
    assert read_label(None, ELSEWHERE, TODAY).figures.not_before is None
    pharmacy = at_step("choose-storage")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.Choose("choose-storage", Storage.REFRIGERATED.value))
    pharmacy.session.do(said.Store(Storage.ROOM))
    pharmacy.finish()
    soonest = pharmacy.state.start_not_before()
    assert soonest is not None
    figures = pharmacy.work.read_label(pharmacy.code_on_label()).figures
    assert figures.not_before is not None
    assert timedelta(0) <= figures.not_before - soonest.at < timedelta(minutes=1)
    code = pharmacy.work.read_label(pharmacy.code_on_label()).code
    state = pharmacy.state
    older = re.sub(r"\(98\)[0-9]{10}", "", code)
    assert older != code
    assert bears_figures(code, state, 1)
    assert bears_figures(older, state, 1)
    assert not bears_figures(code, state, 2)
    assert not bears_figures(code.replace("(98)26", "(98)27"), state, 1)


@pytest.mark.parametrize("code", [VIALS[0], "(91)2611-0042(92)1", "]d2912611-0009\x1d921"])
def test_what_is_no_label_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="not the code of a label of Umbra's"):
        read_label(None, code, TODAY)


def test_a_label_that_was_never_printed_for_a_known_preparation_is_not_gone_by(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("released")
    number = pharmacy.state.opened.number
    found = looked_at(pharmacy, ELSEWHERE.replace("2611-0999", number))
    assert found == Fitness(
        Fit.NOT_FIT,
        f"Preparation {number} is known here, and this label was never printed for it: it was "
        "made elsewhere, or altered. Do not go by it; ask the pharmacy that made it.",
    )


def test_of_a_label_that_was_printed_again_only_the_last_copy_counts(at_step: AtStep) -> None:
    pharmacy = at_step("release")
    first = pharmacy.code_on_label()
    pharmacy.session.person = CHECKER
    pharmacy.session.print_label("smudged")
    pharmacy.finish()
    assert looked_at(pharmacy, first).sentence.startswith("This label is void")
    assert looked_at(pharmacy).fit is Fit.FIT


def test_a_label_is_found_by_its_short_code(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    log, number = pharmacy.work.log, pharmacy.state.opened.number
    assert pharmacy.state.label is not None
    code = pharmacy.state.label.code
    short = typed_code(code)
    assert by_typed_code(log, number, f" {short.lower()} ") == code
    for other in ("2611-0099", number):
        with pytest.raises(Refused, match=f"No label 9-{short[2:]} was printed for"):
            by_typed_code(log, other, f"9-{short[2:]}")


def test_a_label_leads_to_what_is_open_and_else_to_its_answer(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    code = pharmacy.code_on_label()
    assert pharmacy.work.place_of_label(code) == pharmacy.stream
    altered = f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}"
    assert pharmacy.work.place_of_label(altered) == LABEL + altered
    pharmacy.finish()
    assert pharmacy.work.place_of_label(code) == LABEL + code
    with pytest.raises(Refused):
        pharmacy.work.place_of_label(VIALS[0])


# What is known besides its time.


def test_a_quarantine_after_the_release_stops_it_wherever_it_stands(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    means = pharmacy.state.monograph.means("infusion")[0].code
    quarantine = "quarantine (Technician Two: recalled)"
    pharmacy.work.stock.quarantine(BESPONSA, LOT, None, "recalled", TECHNICIAN)
    found = looked_at(pharmacy)
    assert found.fit is Fit.NOT_FIT
    assert quarantine in found.sentence
    assert found.sentence.endswith(
        "Do not give it until a pharmacist lifts the quarantine; ask the pharmacy."
    )
    with pytest.raises(Refused, match="Do not give it until"):
        pharmacy.session.do(said.StartInfusion(means))
    pharmacy.work.stock.lift(BESPONSA, LOT, None, "another lot was meant", CHECKER)
    assert looked_at(pharmacy).fit is Fit.FIT
    pharmacy.session.do(said.StartInfusion(means))
    pharmacy.work.stock.quarantine(BESPONSA, LOT, None, "recalled", TECHNICIAN)
    running = looked_at(pharmacy)
    assert running.fit is Fit.NOT_FIT
    assert running.sentence.endswith(
        "Call a pharmacist now, who decides whether the infusion is stopped."
    )
    pharmacy.session.do(said.PauseInfusion("recalled"))
    pharmacy.session.do(said.ResumeInfusion())
    pharmacy.wait(60)
    pharmacy.session.do(said.EndInfusion())
    ended = looked_at(pharmacy)
    assert ended.fit is Fit.USED
    assert ended.sentence.endswith("Tell a pharmacist that it was infused.")


def test_a_product_that_was_withdrawn_stops_it_too(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    pharmacy.work.products.withdraw(BESPONSA, "falsified packages", CHECKER)
    assert looked_at(pharmacy).sentence.endswith(
        "was withdrawn after it was scanned (falsified packages). Do not give it until two people "
        "confirm the product as it was; ask the pharmacy."
    )


def test_nothing_is_fit_once_the_clock_ran_backwards_across_a_restart(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    code = pharmacy.code_on_label()
    pharmacy.clock.restart()
    pharmacy.set_wall(-30)
    found = looked_at(pharmacy, code)
    assert found.fit is Fit.NOT_FIT
    assert "the age of the preparation is not known" in found.sentence


def test_of_a_label_made_elsewhere_nobody_knows_the_age_while_the_clock_is_behind(
    pharmacy: Pharmacy,
) -> None:
    pharmacy.close()
    pharmacy.clock.restart()
    pharmacy.set_wall(-30)
    pharmacy.reopen()
    found = looked_at(pharmacy, ELSEWHERE)
    assert found.fit is Fit.NOT_FIT
    assert "the age of the preparation is not known" in found.sentence


def test_a_bag_is_taken_out_of_the_refrigerator_and_not_put_back(at_step: AtStep) -> None:
    pharmacy = at_step("choose-storage")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.Choose("choose-storage", Storage.REFRIGERATED.value))
    pharmacy.finish()
    assert "This preparation is in the refrigerator" in looked_at(pharmacy).sentence
    pharmacy.session.do(said.Store(Storage.ROOM))
    assert looked_at(pharmacy).fit is Fit.NOT_YET
    with pytest.raises(Refused, match="its label gives no time for the refrigerator"):
        pharmacy.session.do(said.Store(Storage.REFRIGERATED))
    pharmacy.wait(60)
    assert looked_at(pharmacy).fit is Fit.FIT


def test_what_is_refused_after_the_release_is_described_in_words(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    for entry in (
        said.Store(Storage.ROOM),
        said.StartInfusion("a towel"),
        said.PauseInfusion("why"),
        said.ResumeInfusion(),
        said.EndInfusion("why"),
    ):
        with pytest.raises(Refused):
            pharmacy.session.do(entry)
    assert [refusal.entered for refusal, _, _ in pharmacy.state.refusals] == [
        "stored at room temperature",
        "start of the infusion, a towel",
        "pause of the infusion",
        "the infusion goes on",
        "end of the infusion",
    ]
