"""The pharmacist's check on paper: a page of its own, with nothing on it that gives away a figure.

It says what an own figure is worked out from; the dose that is measured, the volume and the
deadlines stand on the other pages, which the checker looks at after both are written.
"""

from collections.abc import Iterator

from app.core.dose_words import dose_stated
from app.core.preparation import Preparation
from app.core.quantity import show
from app.core.storage import Kept, Storage
from app.core.time_graph import Moment
from app.core.time_rules import can_refrigerate, rules_of_time
from app.core.wording import capital
from app.site import Site
from app.worksheet_times import DAY
from reports.section import Form, FormRow

CHECKED = "Signature means: I checked this; it is fit for release."


def check_page(state: Preparation, site: Site) -> Form:
    """Return the page that is handed to the checker alone."""
    given = state.monograph.reconstituted_concentration.value
    rows = (
        FormRow("Dose", filled=capital(dose_stated(state.plan.dose)), beside=True),
        FormRow("Reconstituted vials hold", filled=show(given), beside=True),
        *_limits(state),
        *_times(state, site),
        FormRow(
            "1 · Own figures first",
            "Worked out by a second pharmacist, who took no part in preparing it, from this page "
            "alone. In ink; a figure that is written stands.",
            blanks=(
                (("own volume to withdraw, mL", 1.6), ("own latest start, day and time", 2)),
                (("time", 1.2), ("name", 2.4)),
            ),
            beside=True,
        ),
        FormRow(
            "2 · Then compare with the other pages",
            "If a figure differs, or a limit is broken: stop, it is not released.",
            ticks=(
                "the volume agrees with the one at the step",
                "the latest start agrees with START BY at the latest times",
                "every step before this one is written down, with time and name",
            ),
            beside=True,
        ),
        FormRow(
            "3 · Sign",
            CHECKED,
            blanks=(
                (("name", 2.0), ("signature", 2.4), ("time", 1.2)),
                (("remark: gaps in light, a clock compared, what is not right", 1),),
            ),
            beside=True,
        ),
    )
    return Form("Pharmacist check, blind: from this page alone", rows, alone=True)


def _limits(state: Preparation) -> Iterator[FormRow]:
    """Yield what the latest start follows from, for each place where it may wait."""
    places = (Storage.ROOM, Storage.REFRIGERATED) if can_refrigerate(state.monograph) else ()
    chosen = state.storage
    category = state.policy.category
    for place in (chosen,) if chosen is not None else places or (Storage.ROOM,):
        every = rules_of_time(state.monograph, bag=Kept(place))
        rules = [each.words for each in every if each.later is not Moment.DILUTED]
        rules += [] if category is None else [category.rule(place).words]
        words = f"Limits, if it waits {place.words}"
        yield FormRow(words, filled="; ".join(rules), beside=True)


def _times(state: Preparation, site: Site) -> Iterator[FormRow]:
    """Yield the times that the latest start counts from, or lines to copy them to."""
    known = (("first reconstitution", state.reconstituted), ("drug added", state.diluted))
    told = [f"{words} {site.shown(at, DAY)}" for words, at in known if at is not None]
    asked = [(f"{words}, day and time", 1.0) for words, at in known if at is None]
    if state.storage is None:
        asked.append(("waits where", 1.0))
    yield FormRow(
        "Times",
        "Copied from the steps by who prepared it, before the page is handed over" if asked else "",
        "; ".join(told),
        (tuple(asked),) if asked else (),
        beside=True,
    )
