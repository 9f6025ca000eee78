"""The patient of an HL7 order."""

from datetime import datetime

from app.core.order import Patient
from app.core.refused import Refused
from app.intake.hl7_segments import Segment, Value
from app.intake.moments import hl7_day, past_day
from app.intake.person import full_name, record_number
from app.intake.wording import refused

_LEGAL = (None, "L")


def patient_of(segments: tuple[Segment, ...], now: datetime) -> Patient:
    """Return the patient of the message; raises Refused for none or several."""
    found = [segment for segment in segments if segment.name == "PID"]
    if not found:
        raise refused("The message", "has no PID segment", "one patient")
    if len(found) > 1:
        raise Refused(
            "The message holds two patients, PID and PID[2]; expected one. Send each patient's "
            "orders in a message of their own."
        )
    pid = found[0]
    if pid.whole(29) is not None or pid.whole(30) not in (None, "N"):
        raise refused(pid.at(30), "says that the patient has died", "a living patient")
    where = pid.at(7)
    born = hl7_day(where, pid.needed(7, "a date of birth such as 19790412"))
    return Patient(_name(pid), _identifier(pid), past_day(where, born, now))


def _name(pid: Segment) -> str:
    written = {written_name(value) for value in pid.values(5) if value.text(7) in _LEGAL}
    if not written:
        raise refused(pid.at(5), "is missing", "the legal name of the patient")
    if len(written) > 1:
        raise refused(pid.at(5), "gives several names", "one of type L")
    return written.pop()


def written_name(value: Value, first: int = 1) -> str:
    """Return a name whose components start at `first`: family, given, middle, suffix."""
    family, given, middle, suffix = (value.text(first + place) for place in range(4))
    return full_name(
        value.where, family, [part for part in (given, middle) if part], [suffix] if suffix else []
    )


def _identifier(pid: Segment) -> str:
    values = pid.values(3)
    marked = [value.text() or "" for value in values if value.text(5) == "MR"]
    unmarked = [value.text() or "" for value in values if value.text(5) is None]
    return record_number(pid.at(3), marked, unmarked)
