"""What more than one kind of label says: times, lots, storage, lengths of time."""

from datetime import datetime

from app.core.dilution import rate_of
from app.core.events import MaterialScanned
from app.core.preparation import Preparation
from app.core.quantity import show
from app.core.storage import Storage
from app.core.timing import Name, deadline_named
from app.label_code import not_before
from app.label_words import LabelWords
from app.site import Site

NO_BREAK = "\u00a0"
"""A space at which no line ends."""

_LENGTHS = {
    "h": ("dose.one-hour", "dose.hours"),
    "min": ("dose.one-minute", "dose.minutes"),
    "s": ("dose.one-second", "dose.seconds"),
}


def time_of(moment: datetime, site: Site) -> str:
    """Return a moment as labels say it: local date and time, such as "2026-11-02 14:44"."""
    return site.shown(moment, "%Y-%m-%d %H:%M")


def take_out_by(state: Preparation, site: Site) -> str:
    """Return when it must come out of the refrigerator, "" for what does not wait there."""
    found = [each for each in state.deadlines() if each.name is Name.TAKE_OUT]
    return time_of(found[0].at, site) if found else ""


def start_not_before(state: Preparation, site: Site) -> str:
    """Return before when it may not start, "" for what was not in the refrigerator."""
    soonest = not_before(state)
    return "" if soonest is None else time_of(soonest, site)


def start_by(state: Preparation, site: Site) -> str:
    """Return when it must have started; raises KeyError where nothing was reconstituted."""
    return time_of(deadline_named(state.deadlines(), Name.START).at, site)


def finish_by(state: Preparation, site: Site) -> str:
    """Return when it must have ended; raises KeyError where nothing was reconstituted."""
    return time_of(deadline_named(state.deadlines(), Name.END).at, site)


def rate(state: Preparation, words: LabelWords) -> str:
    """Return over what time and at what rate it is infused: "over 1 hour, 50 mL/h"."""
    monograph = state.monograph
    length = written_out(show(monograph.infusion_length.value), words)
    over = words.say("dose.over", length=length)
    return f"{over}, {show(rate_of(monograph, state.plan.total))}"


def written_out(length: str, words: LabelWords) -> str:
    """Return a length of time such as "1 h" in words."""
    number, _, unit = length.partition(" ")
    one, several = _LENGTHS[unit]
    return words.say(one) if number == "1" else words.say(several, count=number)


def lot_of(material: MaterialScanned, words: LabelWords) -> str:
    """Return lot and expiry date of a package; earlier releases took some that had neither."""
    nothing = words.say("notes.not-on-package")
    expiry = material.expiry.isoformat() if material.expiry else nothing
    return kept_together(words.say("notes.lot", lot=material.lot or nothing, expiry=expiry))


def kept_together(text: str) -> str:
    """Return a text of which no line ends after the first word, nor before the last.

    What a number is, as in "lot AB1234 exp 2027-03-31", is read wrongly where it stands alone.
    """
    first = text.replace(" ", NO_BREAK, 1)
    before, _, last = first.rpartition(" ")
    return f"{before}{NO_BREAK}{last}" if before else last


def preparation(state: Preparation, words: LabelWords) -> str:
    """Return which preparation it is: "preparation 2611-0001"."""
    return kept_together(words.say("notes.preparation", number=state.opened.number))


def storage(state: Preparation, words: LabelWords) -> str:
    """Return how it is stored, and that it is not mixed, as the monograph says it."""
    where = "store-at-room-temperature"
    if state.storage is Storage.REFRIGERATED:
        where = "store-in-refrigerator"
    said = (state.monograph.text(where), state.monograph.text("do-not-mix"))
    return " ".join(words.of_monograph(each.words) for each in said)


def begun(text: str) -> str:
    """Return a text with a capital letter first."""
    return f"{text[0].upper()}{text[1:]}"
