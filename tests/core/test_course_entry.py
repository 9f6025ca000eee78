"""What a pharmacist writes into a form, and which fact of the course it becomes or why not."""

from collections.abc import Mapping
from dataclasses import fields as parts
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app import references
from app.core.calendar import CalendarDose, Mark
from app.core.course import (
    COURSE_NAMES,
    AlsoOrdered,
    Analyte,
    Cause,
    Course,
    CourseFact,
    Discontinued,
    DoseGiven,
    DoseOmitted,
    DoseReduced,
    Harm,
    HarmSeen,
    Interrupted,
    LaboratoryValue,
    LiverValuesExplained,
    ResponseAssessed,
    TakenBack,
    TransplantPlanned,
    Unusable,
)
from app.core.course_entry import in_words, read_entry
from app.core.course_form import Kind, Setting, Written, fields
from app.core.course_words import dated, day_of, interrupted_for, said, stands
from app.core.order import Response
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.regimen import UpperLimitGate

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # 10:00 in Chicago
BY = "entered by Pharmacist One"
DAY = date(2026, 11, 20)
WRITTEN = {"on": "2026-11-20"}


def setting(*facts: CourseFact) -> Setting:
    return Setting(
        course=Course(facts),
        monograph=references.monograph_named("besponsa-us"),
        laboratory=references.laboratory_policy(),
        born=date(1979, 4, 12),
        now=NOW,
        zone=ZoneInfo("America/Chicago"),
        source=BY,
    )


def read(kind: Kind, texts: Mapping[str, str], *facts: CourseFact) -> tuple[CourseFact, ...]:
    return read_entry(kind, texts, setting(*facts))


def refusal(kind: Kind, texts: Mapping[str, str], *facts: CourseFact) -> str:
    with pytest.raises(Refused) as caught:
        read(kind, texts, *facts)
    return caught.value.sentence


def laboratory(analyte: str, unit: str, value: str, **more: str) -> dict[str, str]:
    return {"analyte": analyte, "unit": unit, "value": value, **WRITTEN, **more}


ALT = laboratory("alt", "U/L", "31")
GIVEN = {"cycle": "1", "day": "8", **WRITTEN}
FIRST = DoseGiven(1, 1, date(2026, 11, 12), "a letter")
BREAK = Interrupted(date(2026, 11, 12), None, "raised lipase", BY)

ACCEPTED: list[tuple[Kind, dict[str, str], CourseFact]] = [
    (
        Kind.LABORATORY,
        laboratory("bilirubin", "umol/L", "14.2", limit="20.5"),
        LaboratoryValue(
            Analyte.BILIRUBIN,
            quantity("14.2", "umol/L"),
            DAY,
            BY,
            upper_limit=quantity("20.5", "umol/L"),
        ),
    ),
    (
        Kind.LABORATORY,
        laboratory("platelets", "/mm3", "62000", independent="yes", at="08:30"),
        LaboratoryValue(
            Analyte.PLATELETS,
            quantity("62000", "/mm3"),
            DAY,
            BY,
            at=datetime(2026, 11, 20, 14, 30, tzinfo=UTC),
            transfused=False,
        ),
    ),
    (
        Kind.LABORATORY,
        laboratory("platelets", "10*9/L", "62", independent="not-known"),
        LaboratoryValue(Analyte.PLATELETS, quantity("62", "10*9/L"), DAY, BY),
    ),
    (
        Kind.LABORATORY,
        laboratory("blood-blasts", "10*9/L", "0"),
        LaboratoryValue(Analyte.BLOOD_BLASTS, quantity("0", "10*9/L"), DAY, BY),
    ),
    (Kind.RESPONSE, {"response": "cri", **WRITTEN}, ResponseAssessed(Response.CRI, DAY, BY)),
    (Kind.DOSE_GIVEN, GIVEN, DoseGiven(1, 8, DAY, BY)),
    (
        Kind.DOSE_GIVEN,
        {**GIVEN, "mg": "0.68", "per-area": "0.375", "reduction": "25"},
        DoseGiven(1, 8, DAY, BY, quantity("0.68", "mg"), quantity("0.375", "mg/m2"), 25),
    ),
    (
        Kind.DOSE_OMITTED,
        {**GIVEN, "reason": " febrile neutropenia "},
        DoseOmitted(1, 8, DAY, "febrile neutropenia", BY),
    ),
    (
        Kind.TOXICITY,
        {"harm": "infusion-reaction", "grade": "2", "before": "0", "related": "yes", **WRITTEN},
        HarmSeen(Harm.INFUSION_REACTION, "infusion reaction", 2, DAY, BY, True, 0),
    ),
    (
        Kind.TOXICITY,
        {"harm": "other", "name": "nausea", "grade": "3", "before": "1", "related": "not-known"}
        | WRITTEN,
        HarmSeen(Harm.OTHER, "nausea", 3, DAY, BY, None, 1),
    ),
    (
        Kind.TOXICITY,
        {"harm": "veno-occlusive-disease", "grade": "", "before": "0", "related": "yes"} | WRITTEN,
        HarmSeen(Harm.VENO_OCCLUSIVE_DISEASE, "veno-occlusive disease", None, DAY, BY, True, 0),
    ),
    (
        Kind.TOXICITY,
        {"harm": "of-the-blood", "name": "neutropenia", "grade": "4", "before": "0"}
        | {"related": "yes", **WRITTEN},
        HarmSeen(Harm.OF_THE_BLOOD, "neutropenia", 4, DAY, BY, True, 0),
    ),
    (
        Kind.INTERRUPTION,
        {"which": "begins", "begun": "2026-11-20", "reason": "raised lipase", "cause": "toxicity"},
        Interrupted(DAY, None, "raised lipase", BY),
    ),
    (
        Kind.INTERRUPTION,
        {"which": "begun-and-ended", "begun": "2026-11-01", "until": "2026-11-20"}
        | {"reason": "neutropenia", "cause": "blood"},
        Interrupted(date(2026, 11, 1), DAY, "neutropenia", BY, Cause.BLOOD),
    ),
    (
        Kind.REDUCTION,
        {"percent": "25", "reason": "neuropathy", **WRITTEN},
        DoseReduced(DAY, 25, None, "neuropathy", BY),
    ),
    (
        Kind.REDUCTION,
        {"doses": "2", "reason": "neuropathy", **WRITTEN},
        DoseReduced(DAY, None, 2, "neuropathy", BY),
    ),
    (Kind.TRANSPLANT, {"planned": "yes", **WRITTEN}, TransplantPlanned(True, DAY, BY)),
    (Kind.TRANSPLANT, {"planned": "no", **WRITTEN}, TransplantPlanned(False, DAY, BY)),
    (
        Kind.LIVER_EXPLAINED,
        {"cause": "haemolysis", **WRITTEN},
        LiverValuesExplained("haemolysis", DAY, BY),
    ),
    (Kind.DISCONTINUED, {"reason": "progression", **WRITTEN}, Discontinued(DAY, "progression", BY)),
]


@pytest.mark.parametrize(("kind", "texts", "fact"), ACCEPTED)
def test_what_is_written_is_what_is_recorded(
    kind: Kind, texts: dict[str, str], fact: CourseFact
) -> None:
    assert read(kind, texts) == (fact,)


@pytest.mark.parametrize(("kind", "texts", "fact"), ACCEPTED)
def test_nothing_that_is_needed_is_made_up(
    kind: Kind, texts: dict[str, str], fact: CourseFact
) -> None:
    assert fact is not None
    needed = [each.name for each in fields(kind, texts, setting()) if not each.optional]
    for name in set(needed) & set(texts) - {"name"}:
        if kind is Kind.REDUCTION and name in ("percent", "doses"):
            continue
        assert refusal(kind, {**texts, name: ""})


def test_an_open_interruption_is_taken_back_and_recorded_with_its_end() -> None:
    back, over = read(
        Kind.INTERRUPTION, {"which": "open-ends", "until": "2026-11-20"}, FIRST, BREAK
    )
    assert back == TakenBack(2, date(2026, 11, 22), "it is over; recorded with its end", BY)
    assert over == replace(BREAK, until=DAY)
    after = Course((FIRST, BREAK, back, over))
    assert after.of(Interrupted) == (over,)


def test_only_an_open_interruption_can_be_ended() -> None:
    def offered(*facts: CourseFact) -> set[str]:
        (which, *_) = fields(Kind.INTERRUPTION, {}, setting(*facts))
        return {option.text for option in which.options}

    assert offered(BREAK) == {"begins", "open-ends", "begun-and-ended"}
    assert offered() == offered(replace(BREAK, until=DAY)) == {"begins", "begun-and-ended"}
    gone = TakenBack(1, DAY, "wrong patient", BY)
    assert offered(BREAK, gone) == {"begins", "begun-and-ended"}
    sentence = refusal(Kind.INTERRUPTION, {"which": "open-ends", "until": "2026-11-20"})
    assert sentence == "“The interruption” is not chosen; choose one of: begins, began and ended."


def test_a_fact_is_taken_back_by_its_number() -> None:
    (back,) = read(Kind.TAKE_BACK, {"about": "1", "reason": "another patient"}, FIRST)
    assert back == TakenBack(1, date(2026, 11, 22), "another patient", BY)


@pytest.mark.parametrize(
    ("about", "facts", "sentence"),
    [
        ("1", (), "Nothing is on record in this course, so nothing can be taken back."),
        ("3", (FIRST, BREAK), "“Number of the fact in the list” is 3; it is 1 to 2. Correct it."),
        ("0", (FIRST,), "“Number of the fact in the list” is 0; it is 1 to 1. Correct it."),
        (
            "2",
            (FIRST, TakenBack(1, DAY, "wrong", BY)),
            "Number 2 takes another fact back, and stays. Record again what holds.",
        ),
        ("1", (FIRST, TakenBack(1, DAY, "wrong", BY)), "Number 1 is taken back already."),
    ],
)
def test_what_cannot_be_taken_back(
    about: str, facts: tuple[CourseFact, ...], sentence: str
) -> None:
    assert refusal(Kind.TAKE_BACK, {"about": about, "reason": "wrong"}, *facts) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-11-2", "“2026-11-2” is not a date; write it as year-month-day: 2026-11-02."),
        ("20.11.2026", "is not a date"),
        ("2026-02-30", "is not a date"),
        ("2026-11-23", "2026-11-23 has not come yet; today is 2026-11-22. Correct the date."),
        ("1979-04-11", "lies before the date of birth, 1979-04-12. Correct the date."),
        ("", "“Assessed on” is empty; fill it in."),
    ],
)
def test_a_date_is_a_day_that_has_come(text: str, sentence: str) -> None:
    assert sentence in refusal(Kind.RESPONSE, {"response": "cr", "on": text})


def test_the_day_is_that_of_the_site() -> None:
    early = replace(setting(), now=datetime(2026, 11, 22, 5, 0, tzinfo=UTC))
    with pytest.raises(Refused, match="today is 2026-11-21"):
        read_entry(Kind.RESPONSE, {"response": "cr", "on": "2026-11-22"}, early)


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"value": "3,1"}, "has a comma"),
        ({"value": "31 U/L"}, "has the unit"),
        ({"value": "0"}, "is zero"),
        ({"value": "-3"}, "has a sign"),
        ({"unit": "mg/dL"}, "“Unit” is not chosen; choose one of: U/L."),
        ({"analyte": ""}, "“What was measured” is not chosen"),
        ({"limit": "0"}, "is zero"),
        ({"limit": "3"}, "an upper limit of normal of 3 U/L cannot be right"),
        ({"value": "60000"}, "60,000 U/L cannot be right; 1 U/L to 50,000 U/L is plausible"),
        ({"at": "8:30"}, "“8:30” is not a time of day; write it as 14:30, or leave it empty."),
        ({"at": "24:00"}, "is not a time of day"),
        ({"on": "2026-11-22", "at": "10:01"}, "10:01 on 2026-11-22 has not come yet."),
        ({"on": "2026-11-01", "at": "01:30"}, "On 2026-11-01 the clocks were changed at 01:30"),
        ({"on": "2026-03-08", "at": "02:30"}, "On 2026-03-08 the clocks were changed at 02:30"),
    ],
)
def test_a_laboratory_value_that_cannot_be(texts: dict[str, str], sentence: str) -> None:
    assert sentence in refusal(Kind.LABORATORY, ALT | texts)


def test_without_a_site_policy_no_value_is_implausible() -> None:
    free = replace(setting(), laboratory=None)
    (value,) = read_entry(Kind.LABORATORY, ALT | {"value": "60000"}, free)
    assert isinstance(value, LaboratoryValue)


@pytest.mark.parametrize(
    ("kind", "texts", "sentence"),
    [
        (Kind.DOSE_GIVEN, GIVEN | {"cycle": "0"}, "“Cycle” is 0; it is 1 to 99."),
        (Kind.DOSE_GIVEN, GIVEN | {"cycle": "one"}, "“one” is not a number for “Cycle”"),
        (Kind.DOSE_GIVEN, GIVEN | {"day": "7"}, "choose one of: day 1, day 8, day 15."),
        (Kind.DOSE_GIVEN, GIVEN | {"mg": "0,9"}, "has a comma"),
        (Kind.DOSE_GIVEN, GIVEN | {"reduction": "100"}, "is 100; it is 1 to 99."),
        (Kind.DOSE_OMITTED, GIVEN | {"reason": "x"}, "write it in a few words"),
        (Kind.DOSE_OMITTED, GIVEN | {"reason": "a\tb c"}, "write it in a few words"),
        (Kind.DOSE_OMITTED, GIVEN | {"reason": "x" * 201}, "at most 200 characters"),
        (
            Kind.TOXICITY,
            {"harm": "other", "grade": "2", "before": "0", "related": "yes", **WRITTEN},
            "“Its name, such as neuropathy” is empty; fill it in.",
        ),
        (
            Kind.TOXICITY,
            {"harm": "infusion-reaction", "grade": "6", "before": "0", "related": "yes"} | WRITTEN,
            "is 6; it is 0 to 5.",
        ),
        (
            Kind.INTERRUPTION,
            {"which": "begun-and-ended", "begun": "2026-11-20", "until": "2026-11-19"}
            | {"reason": "raised lipase"},
            "would end on 2026-11-19, before it began on 2026-11-20. Correct the dates.",
        ),
        (
            Kind.REDUCTION,
            {"reason": "neuropathy", **WRITTEN},
            "A reduction is in percent, or in doses a cycle, or both; fill one in.",
        ),
        (Kind.REDUCTION, {"doses": "3", "reason": "neuropathy", **WRITTEN}, "it is 1 to 2."),
    ],
)
def test_what_is_refused_says_what_was_expected(
    kind: Kind, texts: dict[str, str], sentence: str
) -> None:
    assert sentence in refusal(kind, texts)


def test_a_dose_is_recorded_once() -> None:
    told = refusal(Kind.DOSE_OMITTED, GIVEN | {"day": "1", "reason": "a fever"}, FIRST)
    assert told == (
        "Cycle 1 day 1 given: amount not on record (2026-11-12), number 1, is on record already. "
        "Take that one back first, if it is wrong."
    )
    gone = TakenBack(1, DAY, "another patient", BY)
    assert read(Kind.DOSE_GIVEN, GIVEN | {"day": "1"}, FIRST, gone)
    assert read(Kind.DOSE_GIVEN, GIVEN, FIRST)


def test_nothing_is_recorded_twice_but_what_was_taken_back_can_be_again() -> None:
    texts = {"response": "cr", **WRITTEN}
    (fact,) = read(Kind.RESPONSE, texts)
    assert refusal(Kind.RESPONSE, texts, FIRST, fact) == ("This is on record already, as number 2.")
    gone = TakenBack(1, DAY, "another patient", BY)
    (again,) = read(Kind.RESPONSE, texts, fact, gone)
    assert again == ResponseAssessed(Response.CR, DAY, BY)


def test_only_a_cause_of_the_label_explains_liver_values() -> None:
    free = setting()
    gates = tuple(gate for gate in free.monograph.gates if not isinstance(gate, UpperLimitGate))
    without = replace(free, monograph=replace(free.monograph, gates=gates))
    with pytest.raises(Refused, match="names no cause that lets raised liver values pass"):
        read_entry(Kind.LIVER_EXPLAINED, {"cause": "haemolysis", **WRITTEN}, without)
    assert "choose one of: Gilbert’s disease, haemolysis" in refusal(
        Kind.LIVER_EXPLAINED, {"cause": "alcohol", **WRITTEN}
    )


def test_a_field_that_no_form_has_is_a_fault_of_ours() -> None:
    bilirubin = laboratory("bilirubin", "mg/dL", "0.8")
    names = {each.name for each in fields(Kind.LABORATORY, bilirubin, setting())}
    assert "independent" not in names
    assert {"limit", "unit", "value", "on", "at"} < names


@pytest.mark.parametrize("kind", Kind)
def test_every_field_says_how_it_is_written(kind: Kind) -> None:
    assert kind.words
    for each in fields(kind, {"analyte": "platelets", "which": "begun-and-ended"}, setting(BREAK)):
        assert each.label
        assert bool(each.options) is (each.written is Written.CHOICE)
        assert each.options or each.hint


EVERY: tuple[CourseFact, ...] = (
    *(fact for _, _, fact in ACCEPTED),
    BREAK,
    HarmSeen(Harm.OTHER, "nausea", 0, DAY, BY, False, 0),
    LaboratoryValue(Analyte.PLATELETS, quantity("62", "10*9/L"), DAY, BY, transfused=True),
    DoseReduced(DAY, 25, 2, "neuropathy", BY),
    AlsoOrdered("DEMO-ORDER-1", "corticosteroid", "dexamethasone", DAY, "a file"),
    Unusable("a value of AST", "The unit of AST is missing.", None, "a file"),
    TakenBack(1, DAY, "another patient", BY),
)


def test_every_kind_of_fact_has_words() -> None:
    assert {type(fact) for fact in EVERY} == set(COURSE_NAMES.values())
    assert len({said(fact) for fact in EVERY}) == len(EVERY)


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (FIRST, "Cycle 1 day 1 given: amount not on record"),
        (BREAK, "Interrupted from 2026-11-12, not over: raised lipase"),
        (
            replace(BREAK, reason="a holiday", cause=Cause.OTHER),
            "Interrupted from 2026-11-12, not over: a holiday, something else than a toxicity",
        ),
        (
            replace(BREAK, until=DAY),
            "Interrupted from 2026-11-12 until 2026-11-20 (8 days): raised lipase",
        ),
        (
            replace(BREAK, until=DAY, reason="neutropenia", cause=Cause.BLOOD),
            "Interrupted from 2026-11-12 until 2026-11-20 (8 days): neutropenia, a toxicity of the "
            "blood",
        ),
        (
            HarmSeen(Harm.VENO_OCCLUSIVE_DISEASE, "VOD of the liver", None, DAY, BY, True),
            "VOD of the liver: not graded, put down to the drug, grade 0 before treatment",
        ),
        (
            HarmSeen(Harm.OTHER, "nausea", 0, DAY, BY, None, 1),
            "Nausea: grade 0, gone, cause not known, grade 1 before treatment",
        ),
        (
            DoseReduced(DAY, 25, 2, "neuropathy", BY),
            "Dose reduced by 25% and to 2 doses a cycle: neuropathy",
        ),
    ],
)
def test_a_fact_in_words(fact: CourseFact, words: str) -> None:
    assert said(fact) == words


def test_what_an_interruption_was_for_is_said_where_its_length_does_not_count() -> None:
    assert interrupted_for(BREAK) == "raised lipase"
    holiday = replace(BREAK, reason="a holiday", cause=Cause.OTHER)
    assert interrupted_for(holiday) == "a holiday, something else than a toxicity"


def test_what_is_no_fact_has_no_words() -> None:
    with pytest.raises(TypeError):
        said(object())  # type: ignore[arg-type]


def test_the_date_of_a_fact() -> None:
    assert day_of(BREAK) == "2026-11-12"
    assert day_of(replace(BREAK, until=DAY)) == "2026-11-20"
    assert day_of(EVERY[-2]) == ""
    assert day_of(FIRST) == "2026-11-12"


def test_before_recording_it_is_said_in_words() -> None:
    known = setting(FIRST, BREAK)
    facts = read(Kind.LABORATORY, ALT | {"limit": "40", "at": "08:30"})
    assert in_words(facts, known) == ("ALT 31 U/L, ULN 40 U/L, taken 2026-11-20 08:30")
    facts = read(Kind.RESPONSE, {"response": "none", **WRITTEN})
    assert in_words(facts, known) == "Response: no CR or CRi, on 2026-11-20"
    facts = read_entry(Kind.INTERRUPTION, {"which": "open-ends", "until": "2026-11-20"}, known)
    assert in_words(facts, known) == (
        "Number 2 taken back (Interrupted from 2026-11-12, not over: raised lipase): it is over; "
        "recorded with its end; Interrupted from 2026-11-12 until 2026-11-20 (8 days): raised "
        "lipase"
    )


def test_facts_that_count_keep_their_numbers() -> None:
    course = Course((FIRST, BREAK, TakenBack(1, DAY, "wrong", BY), EVERY[0]))
    assert tuple(course.numbered()) == ((2, BREAK), (4, EVERY[0]))
    assert len(parts(FIRST)) == 7


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        (CalendarDose(1, 1, Mark.GIVEN, DAY), ("given", "20 Nov")),
        (CalendarDose(1, 1, Mark.DUE, None, DAY, None), ("due today", "")),
        (CalendarDose(1, 1, Mark.DUE, None, DAY, DAY), ("due today", "")),
        (
            CalendarDose(1, 8, Mark.DUE, None, DAY, date(2026, 11, 24)),
            ("due today", "until 24 Nov"),
        ),
        (CalendarDose(1, 8, Mark.PLANNED, None, DAY, None), ("planned", "20 Nov")),
        (
            CalendarDose(1, 8, Mark.PLANNED, None, DAY, date(2026, 11, 24)),
            ("planned", "20–24 Nov"),
        ),
        (
            CalendarDose(1, 8, Mark.LATE, None, DAY, date(2026, 12, 1)),
            ("late", "20 Nov – 1 Dec"),
        ),
        (CalendarDose(1, 8, Mark.IMPOSSIBLE, remark="discontinued"), ("impossible", "")),
    ],
)
def test_a_dose_with_its_dates_in_short(dose: CalendarDose, words: tuple[str, str]) -> None:
    assert dated(dose) == words


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        (CalendarDose(1, 1, Mark.GIVEN, DAY), "given 2026-11-20"),
        (CalendarDose(1, 1, Mark.DUE, None, DAY, None, "first dose"), "due from 2026-11-20"),
        (CalendarDose(1, 8, Mark.LATE, None, DAY, DAY), "late from 2026-11-20 to 2026-11-20"),
        (CalendarDose(1, 8, Mark.NOT_ON_RECORD), "not on record"),
    ],
)
def test_a_dose_of_the_calendar_in_words(dose: CalendarDose, words: str) -> None:
    assert stands(dose) == words
