"""From what a person wrote into a form to a fact of a course; what cannot be is refused.

Nothing is repaired and nothing is assumed: each field that is needed is written, each number has
the unit that was chosen, each date is a day that has come.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from app.core.course import (
    Analyte,
    Cause,
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
)
from app.core.course_form import (
    BEGUN_AND_ENDED,
    LIMITED,
    NO,
    OPEN_ENDS,
    YES,
    Field,
    Kind,
    Setting,
    causes_of,
    fields,
    may_lack_grade,
    open_interruption,
)
from app.core.course_words import said
from app.core.laboratory import implausible
from app.core.order import Response
from app.core.quantity import Measure, Quantity, parse, parse_count
from app.core.refused import Refused
from app.core.schedule import days_of

_HIGHEST_GRADE = 5
_LONGEST = 200


def read_entry(kind: Kind, texts: Mapping[str, str], setting: Setting) -> tuple[CourseFact, ...]:
    """Return what to record for a filled-in form; raises Refused with what is wrong.

    It is one fact, but for the end of an open interruption: that one is taken back and recorded
    anew with its end.
    """
    return tuple(_once(fact, setting) for fact in _READERS[kind](_Form(kind, texts, setting)))


def _once(fact: CourseFact, setting: Setting) -> CourseFact:
    """Return a fact; raises Refused for one on record. One taken back may be entered again."""
    for number, known in setting.course.numbered():
        if known == fact:
            raise Refused(f"This is on record already, as number {number}.")
    return fact


@dataclass(frozen=True, slots=True)
class _Form:
    """A form as it was filled in; each method reads one field, or raises Refused."""

    kind: Kind
    texts: Mapping[str, str]
    setting: Setting

    def text(self, name: str) -> str:
        """Return what stands in a field, without the spaces around it."""
        return self.texts.get(name, "").strip()

    def _field(self, name: str) -> Field:
        every = fields(self.kind, self.texts, self.setting)
        return next(each for each in every if each.name == name)

    def _label(self, name: str) -> str:
        return self._field(name).label

    def needed(self, name: str) -> str:
        """Return what stands in a field that may not be empty."""
        text = self.text(name)
        if not text:
            raise Refused(f"“{self._label(name)}” is empty; fill it in.")
        return text

    def chosen(self, name: str) -> str:
        """Return the option that was chosen."""
        text, field = self.text(name), self._field(name)
        if text not in {option.text for option in field.options}:
            words = ", ".join(option.words for option in field.options)
            raise Refused(f"“{field.label}” is not chosen; choose one of: {words}.")
        return text

    def answer(self, name: str) -> bool | None:
        """Return yes, no, or None for not known."""
        return {YES: True, NO: False}.get(self.chosen(name))

    def day(self, name: str = "on") -> date:
        """Return a date written YYYY-MM-DD that has come, and not before the birth."""
        text, label = self.needed(name), self._label(name)
        day = read_day(text, label)
        if day > self.setting.today:
            raise Refused(
                f"“{label}”: {text} has not come yet; today is {self.setting.today.isoformat()}. "
                "Correct the date."
            )
        if day < self.setting.born:
            raise Refused(
                f"“{label}”: {text} lies before the date of birth, "
                f"{self.setting.born.isoformat()}. Correct the date."
            )
        return day

    def count(self, name: str, example: str, low: int, high: int) -> int:
        """Return a whole number within bounds."""
        label = self._label(name)
        number = parse_count(self.needed(name), f"a number for “{label}”", example)
        if not low <= number <= high:
            raise Refused(f"“{label}” is {number}; it is {low} to {high}. Correct it.")
        return number

    def count_or_none(self, name: str, example: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds, or None where the field is empty."""
        return self.count(name, example, low, high) if self.text(name) else None

    def quantity(self, name: str, code: str, measure: Measure, *, zero: bool = False) -> Quantity:
        """Return a number in the unit `code`."""
        return parse(f"{self.needed(name)} {code}", measure, zero=zero)

    def reason(self, name: str = "reason") -> str:
        """Return a few printable words."""
        text, label = self.needed(name), self._label(name)
        if len(text) < 3 or len(text) > _LONGEST or not text.isprintable():
            raise Refused(f"“{label}”: write it in a few words, at most {_LONGEST} characters.")
        return text


def read_day(text: str, label: str) -> date:
    """Return a date written YYYY-MM-DD into the field of that label; raises Refused."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(f"“{label}”: “{text}” is not a date; write it as year-month-day: 2026-11-02.")


def _laboratory(form: _Form) -> tuple[CourseFact, ...]:
    analyte, code = Analyte(form.chosen("analyte")), form.chosen("unit")
    measure = analyte.measure
    zero = measure in (Measure.CELL_COUNT, Measure.SHARE)
    value = form.quantity("value", code, measure, zero=zero)
    limit = None
    if analyte in LIMITED and form.text("limit"):
        limit = form.quantity("limit", code, measure)
    on = form.day()
    independent = form.answer("independent") if analyte is Analyte.PLATELETS else None
    found = LaboratoryValue(
        analyte=analyte,
        value=value,
        on=on,
        source=form.setting.source,
        at=_moment(form, on),
        upper_limit=limit,
        transfused=None if independent is None else not independent,
    )
    odd = None
    if form.setting.laboratory is not None:
        odd = implausible(found, form.setting.laboratory)
    if odd is not None:
        raise Refused(odd.sentence)
    return (found,)


def _moment(form: _Form, on: date) -> datetime | None:
    """Return the moment in UTC of a local time on a day; it must exist once, and have come."""
    text = form.text("at")
    if not text:
        return None
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text, re.ASCII):
        raise Refused(f"“{text}” is not a time of day; write it as 14:30, or leave it empty.")
    local = datetime.combine(on, time.fromisoformat(text), form.setting.zone)
    # A time that the clocks skipped or went through twice has two offsets.
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise Refused(f"On {on.isoformat()} the clocks were changed at {text}; leave it empty.")
    moment = local.astimezone(UTC)
    if moment > form.setting.now:
        raise Refused(f"{text} on {on.isoformat()} has not come yet. Correct the time.")
    return moment


def _response(form: _Form) -> tuple[CourseFact, ...]:
    return (ResponseAssessed(Response(form.chosen("response")), form.day(), form.setting.source),)


def _which_dose(form: _Form) -> tuple[int, int]:
    """Return cycle and day of a dose that is not on record yet."""
    cycle, day = form.count("cycle", "1", 1, 99), int(form.chosen("day"))
    for number, fact in form.setting.course.numbered():
        if isinstance(fact, DoseGiven | DoseOmitted) and (fact.cycle, fact.day) == (cycle, day):
            raise Refused(
                f"{said(fact)} ({fact.on.isoformat()}), number {number}, is on record already. "
                "Take that one back first, if it is wrong."
            )
    return cycle, day


def _given(form: _Form) -> tuple[CourseFact, ...]:
    cycle, day = _which_dose(form)
    on = form.day()
    dose = form.quantity("mg", "mg", Measure.DOSE) if form.text("mg") else None
    area = None
    if form.text("per-area"):
        area = form.quantity("per-area", "mg/m2", Measure.DOSE_PER_AREA)
    reduction = form.count_or_none("reduction", "25", 1, 99)
    return (DoseGiven(cycle, day, on, form.setting.source, dose, area, reduction),)


def _omitted(form: _Form) -> tuple[CourseFact, ...]:
    cycle, day = _which_dose(form)
    return (DoseOmitted(cycle, day, form.day(), form.reason(), form.setting.source),)


def _toxicity(form: _Form) -> tuple[CourseFact, ...]:
    harm = Harm(form.chosen("harm"))
    return (
        HarmSeen(
            harm=harm,
            # The others are named by their kind; a name of its own tells more.
            name=form.reason("name") if form.text("name") or harm in _NAMED else harm.words,
            grade=_grade(form),
            before_treatment=form.count("before", "0", 0, _HIGHEST_GRADE),
            related=form.answer("related"),
            on=form.day(),
            source=form.setting.source,
        ),
    )


_NAMED = (Harm.OF_THE_BLOOD, Harm.OTHER)


def _grade(form: _Form) -> int | None:
    if may_lack_grade(form.texts):
        return form.count_or_none("grade", "2", 0, _HIGHEST_GRADE)
    return form.count("grade", "2", 0, _HIGHEST_GRADE)


def _interruption(form: _Form) -> tuple[CourseFact, ...]:
    which, source = form.chosen("which"), form.setting.source
    if which == OPEN_ENDS:
        return _ended(form)
    begun = form.day("begun")
    until = form.day("until") if which == BEGUN_AND_ENDED else None
    _require_order(begun, until)
    cause = Cause(form.chosen("cause"))
    return (Interrupted(begun, until, form.reason(), source, cause),)


def _ended(form: _Form) -> tuple[CourseFact, ...]:
    found = open_interruption(form.setting.course)
    assert found is not None, "it is offered only where one is open"
    number, fact = found
    until, source = form.day("until"), form.setting.source
    _require_order(fact.begun, until)
    back = TakenBack(number, form.setting.today, "it is over; recorded with its end", source)
    return back, Interrupted(fact.begun, until, fact.reason, source, fact.cause)


def _require_order(begun: date, until: date | None) -> None:
    if until is not None and until < begun:
        raise Refused(
            f"The interruption would end on {until.isoformat()}, before it began on "
            f"{begun.isoformat()}. Correct the dates."
        )


def _reduction(form: _Form) -> tuple[CourseFact, ...]:
    percent = form.count_or_none("percent", "25", 1, 99)
    most = len(days_of(form.setting.monograph)) - 1
    doses = form.count_or_none("doses", "2", 1, most)
    if percent is None and doses is None:
        raise Refused("A reduction is in percent, or in doses a cycle, or both; fill one in.")
    return (DoseReduced(form.day(), percent, doses, form.reason(), form.setting.source),)


def _transplant(form: _Form) -> tuple[CourseFact, ...]:
    planned = form.chosen("planned") == YES
    return (TransplantPlanned(planned, form.day(), form.setting.source),)


def _explained(form: _Form) -> tuple[CourseFact, ...]:
    if not causes_of(form.setting.monograph):
        raise Refused(
            f"The monograph of {form.setting.monograph.brand} names no cause that lets raised "
            "liver values pass; discuss the dose with the prescriber."
        )
    return (LiverValuesExplained(form.chosen("cause"), form.day(), form.setting.source),)


def _discontinued(form: _Form) -> tuple[CourseFact, ...]:
    return (Discontinued(form.day(), form.reason(), form.setting.source),)


def _taken_back(form: _Form) -> tuple[CourseFact, ...]:
    facts = form.setting.course.facts
    if not facts:
        raise Refused("Nothing is on record in this course, so nothing can be taken back.")
    about = form.count("about", "4", 1, len(facts))
    fact = facts[about - 1]
    if isinstance(fact, TakenBack):
        raise Refused(
            f"Number {about} takes another fact back, and stays. Record again what holds."
        )
    if any(isinstance(each, TakenBack) and each.about == about for each in facts):
        raise Refused(f"Number {about} is taken back already.")
    return (TakenBack(about, form.setting.today, form.reason(), form.setting.source),)


_READERS: dict[Kind, Callable[[_Form], tuple[CourseFact, ...]]] = {
    Kind.LABORATORY: _laboratory,
    Kind.RESPONSE: _response,
    Kind.DOSE_GIVEN: _given,
    Kind.DOSE_OMITTED: _omitted,
    Kind.TOXICITY: _toxicity,
    Kind.INTERRUPTION: _interruption,
    Kind.REDUCTION: _reduction,
    Kind.TRANSPLANT: _transplant,
    Kind.LIVER_EXPLAINED: _explained,
    Kind.DISCONTINUED: _discontinued,
    Kind.TAKE_BACK: _taken_back,
}


def in_words(facts: tuple[CourseFact, ...], setting: Setting) -> str:
    """Return in words what would be recorded, such as "Response: CR, on 2026-11-02"."""
    return "; ".join(_in_words(fact, setting) for fact in facts)


def _in_words(fact: CourseFact, setting: Setting) -> str:
    match fact:
        case TakenBack():
            gone = setting.course.facts[fact.about - 1]
            return f"Number {fact.about} taken back ({said(gone)}): {fact.reason}"
        case Interrupted():
            return said(fact)
        case LaboratoryValue() if fact.at is not None:
            local = fact.at.astimezone(setting.zone)
            return f"{said(fact)}, taken {local:%Y-%m-%d %H:%M}"
        case _:
            return f"{said(fact)}, on {fact.on.isoformat() if fact.on else 'no date'}"
