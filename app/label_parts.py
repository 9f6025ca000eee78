"""What more than one kind of label says: times, lots, storage, lengths of time."""

from datetime import datetime

from app.core.events import MaterialScanned
from app.core.preparation import Preparation
from app.core.storage import Storage
from app.label_words import LabelWords
from app.site import Site

_LENGTHS = {
    "h": ("dose.one-hour", "dose.hours"),
    "min": ("dose.one-minute", "dose.minutes"),
    "s": ("dose.one-second", "dose.seconds"),
}


def time_of(moment: datetime, site: Site) -> str:
    """Return a moment as labels say it: local date and time, such as "2026-11-02 14:44"."""
    return site.shown(moment, "%Y-%m-%d %H:%M")


def written_out(length: str, words: LabelWords) -> str:
    """Return a length of time such as "1 h" in words."""
    number, _, unit = length.partition(" ")
    one, several = _LENGTHS[unit]
    return words.say(one) if number == "1" else words.say(several, count=number)


def lot_of(material: MaterialScanned, words: LabelWords) -> str:
    """Return lot and expiry date of a package; earlier releases took some that had neither."""
    nothing = words.say("notes.not-on-package")
    expiry = material.expiry.isoformat() if material.expiry else nothing
    return words.say("notes.lot", lot=material.lot or nothing, expiry=expiry)


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
