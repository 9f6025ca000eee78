"""On which day something of a history was: the site's day, whatever offset a file writes."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.core.course import (
    CourseFact,
    Discontinued,
    DoseGiven,
    DoseOmitted,
    DoseReduced,
    HarmSeen,
    Interrupted,
    LaboratoryValue,
    LiverValuesExplained,
    ResponseAssessed,
    TransplantPlanned,
    Unusable,
)
from app.intake.files import read_orders
from app.intake.history_files import history_of_order_file, read_history_file

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
ORDER = json.loads((SAMPLES / "order-fhir.json").read_text())
PATIENT = ORDER["entry"][0]
SUBJECT = ORDER["entry"][4]["resource"]["subject"]
HL7 = (SAMPLES / "order-hl7.txt").read_text()
NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
OURS = "https://umbra.invalid/fhir/"
CHICAGO, AUCKLAND = ZoneInfo("America/Chicago"), ZoneInfo("Pacific/Auckland")
PLATELETS = {
    "code": {"coding": [{"system": "http://loinc.org", "code": "777-3"}]},
    "valueQuantity": {"value": 20, "system": "http://unitsofmeasure.org", "code": "10*9/L"},
}

Told = tuple[CourseFact, ...]


def resource(kind: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "status": "final", "subject": SUBJECT, **more}


def dose(**more: Any) -> dict[str, Any]:
    drug = {"text": "inotuzumab ozogamicin"}
    text = {"text": "Cycle 1 Day 8"}
    given = {"status": "completed", "medicationCodeableConcept": drug, "dosage": text}
    return resource("MedicationAdministration", **{**given, **more})


def observed(name: str, **more: Any) -> dict[str, Any]:
    coding = {"system": OURS + "observation", "code": name}
    return resource("Observation", code={"coding": [coding]}, **more)


def condition(**more: Any) -> dict[str, Any]:
    coding = {"system": OURS + "harm", "code": "veno-occlusive-disease"}
    return resource("Condition", code={"coding": [coding]}, **more)


def history(*resources: dict[str, Any], zone: ZoneInfo | None) -> Told:
    """Return the facts of a file of the patient and these resources."""
    entries = [PATIENT, *({"resource": each} for each in resources)]
    text = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    return read_history_file(text, now=NOW, source="file", zone=zone)[1]


def obx(taken: str, value: str = "0.8") -> str:
    return f"OBX|6|NM|1975-2^Bilirubin^LN||{value}|mg/dL|||||F|||{taken}\n"


def everything(moment: str) -> list[dict[str, Any]]:
    """Return one of each fact that a Bundle can tell, all at one time."""
    at = {"effectiveDateTime": moment}
    return [
        dose(**at),
        dose(effectivePeriod={"start": moment}),
        dose(**at, status="not-done"),
        resource("Observation", **PLATELETS, **at),
        resource("Observation", **PLATELETS, effectiveInstant=moment),
        observed("response", valueString="cr", **at),
        observed("transplant-planned", valueBoolean=True, **at),
        observed("interrupted", valuePeriod={"start": moment, "end": moment}),
        observed("dose-reduced", valueString="25%", **at),
        observed("liver-values-explained", valueString="a stone", **at),
        observed("discontinued", valueString="remission", **at),
        condition(onsetDateTime=moment, abatementDateTime=moment),
        condition(recordedDate=moment),
    ]


KINDS = {
    *(DoseGiven, DoseOmitted, LaboratoryValue, ResponseAssessed, TransplantPlanned, Interrupted),
    *(DoseReduced, LiverValuesExplained, Discontinued, HarmSeen),
}


def days(told: Told) -> set[date]:
    """Return every day that is told."""
    found: set[date] = set()
    for fact in told:
        assert not isinstance(fact, Unusable), fact
        for name in ("on", "begun", "until"):
            day = getattr(fact, name, None)
            found |= set() if day is None else {day}
    return found


def as_hl7(moment: str) -> str:
    """Return a time of ISO 8601 as HL7 v2 writes it."""
    return moment.replace("Z", "+0000").replace("T", "").replace(":", "").replace("-", "", 2)


AROUND_MIDNIGHT = [
    (CHICAGO, "2026-10-06T03:00:00Z", "2026-10-05"),
    (CHICAGO, "2026-10-06T04:59:59Z", "2026-10-05"),
    (CHICAGO, "2026-10-06T05:00:00Z", "2026-10-06"),
    (CHICAGO, "2026-10-05T23:59:59-05:00", "2026-10-05"),
    (CHICAGO, "2026-10-06T09:00:00+13:00", "2026-10-05"),
    (AUCKLAND, "2026-10-05T10:59:59Z", "2026-10-05"),
    (AUCKLAND, "2026-10-05T11:00:00Z", "2026-10-06"),
    (AUCKLAND, "2026-10-06T00:00:00+13:00", "2026-10-06"),
    (AUCKLAND, "2026-10-05T07:00:00-05:00", "2026-10-06"),
]
"""Zone of the site, a time as a file writes it, and the day that it is there."""

THE_NIGHTS_OF_THE_CLOCKS = [
    # Chicago, 8 March: a day of 23 hours.
    (CHICAGO, "2026-03-08T05:59:59Z", "2026-03-07"),
    (CHICAGO, "2026-03-08T06:00:00Z", "2026-03-08"),
    (CHICAGO, "2026-03-09T04:59:59Z", "2026-03-08"),
    (CHICAGO, "2026-03-09T05:00:00Z", "2026-03-09"),
    # Chicago, 1 November: a day of 25 hours, of which one is there twice.
    (CHICAGO, "2026-11-01T04:59:59Z", "2026-10-31"),
    (CHICAGO, "2026-11-01T05:00:00Z", "2026-11-01"),
    (CHICAGO, "2026-11-01T01:30:00-05:00", "2026-11-01"),
    (CHICAGO, "2026-11-01T01:30:00-06:00", "2026-11-01"),
    (CHICAGO, "2026-11-02T05:59:59Z", "2026-11-01"),
    (CHICAGO, "2026-11-02T06:00:00Z", "2026-11-02"),
    # Auckland, 5 April: a day of 25 hours.
    (AUCKLAND, "2026-04-04T10:59:59Z", "2026-04-04"),
    (AUCKLAND, "2026-04-04T11:00:00Z", "2026-04-05"),
    (AUCKLAND, "2026-04-05T11:59:59Z", "2026-04-05"),
    (AUCKLAND, "2026-04-05T12:00:00Z", "2026-04-06"),
    # Auckland, 27 September: a day of 23 hours.
    (AUCKLAND, "2026-09-26T11:59:59Z", "2026-09-26"),
    (AUCKLAND, "2026-09-26T12:00:00Z", "2026-09-27"),
    (AUCKLAND, "2026-09-27T10:59:59Z", "2026-09-27"),
    (AUCKLAND, "2026-09-27T11:00:00Z", "2026-09-28"),
]


@pytest.mark.parametrize(("zone", "moment", "day"), AROUND_MIDNIGHT + THE_NIGHTS_OF_THE_CLOCKS)
def test_everything_in_a_bundle_is_on_the_day_of_the_site(
    zone: ZoneInfo, moment: str, day: str
) -> None:
    told = history(*everything(moment), zone=zone)
    assert {type(each) for each in told} == KINDS
    assert days(told) == {date.fromisoformat(day)}


@pytest.mark.parametrize(("zone", "moment", "day"), AROUND_MIDNIGHT + THE_NIGHTS_OF_THE_CLOCKS)
def test_a_sample_in_a_message_is_on_the_day_of_the_site(
    zone: ZoneInfo, moment: str, day: str
) -> None:
    text = HL7 + obx(as_hl7(moment))
    _, (value,) = read_history_file(text, now=NOW, source="file", zone=zone)
    assert isinstance(value, LaboratoryValue)
    assert value.on == date.fromisoformat(day)
    assert value.at == datetime.fromisoformat(moment)


@pytest.mark.parametrize(("zone", "moment", "day"), AROUND_MIDNIGHT)
def test_what_an_order_file_tells_is_on_the_day_of_the_site(
    zone: ZoneInfo, moment: str, day: str
) -> None:
    more = [{"resource": each} for each in everything(moment)]
    bundle = json.dumps({**ORDER, "entry": ORDER["entry"] + more})
    for text in (bundle, HL7 + obx(as_hl7(moment))):
        _, told = history_of_order_file(text.encode(), now=NOW, source="file", zone=zone)
        assert days(told) == {date.fromisoformat(day)}


def test_the_time_of_a_sample_stays_in_utc() -> None:
    moment = "2026-10-06T03:00:00Z"
    (value,) = history(resource("Observation", **PLATELETS, effectiveDateTime=moment), zone=CHICAGO)
    assert isinstance(value, LaboratoryValue)
    assert (value.on, value.at) == (date(2026, 10, 5), datetime(2026, 10, 6, 3, tzinfo=UTC))
    assert value.at is not None
    assert value.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "first", "second", "interval"),
    [
        (AUCKLAND, "2026-10-05T12:00:00Z", "2026-10-11T01:00:00Z", 5),
        (AUCKLAND, "2026-10-05T10:30:00Z", "2026-10-10T11:30:00Z", 6),
        (CHICAGO, "2026-10-05T18:00:00Z", "2026-10-11T03:00:00Z", 5),
        (None, "2026-10-05T18:00:00Z", "2026-10-11T03:00:00Z", 6),
    ],
)
def test_the_days_between_two_doses_are_the_days_of_the_site(
    zone: ZoneInfo | None, first: str, second: str, interval: int
) -> None:
    one, other = history(
        dose(effectiveDateTime=first),
        dose(effectiveDateTime=second, dosage={"text": "Cycle 1 Day 15"}),
        zone=zone,
    )
    assert isinstance(one, DoseGiven)
    assert isinstance(other, DoseGiven)
    assert (other.on - one.on).days == interval


@pytest.mark.parametrize("moment", [moment for _, moment, _ in AROUND_MIDNIGHT])
def test_without_a_zone_the_day_is_the_one_written(moment: str) -> None:
    written = {date.fromisoformat(moment[:10])}
    assert days(history(*everything(moment), zone=None)) == written
    text = HL7 + obx(as_hl7(moment))
    assert days(read_history_file(text, now=NOW, source="file")[1]) == written


@pytest.mark.parametrize("zone", [CHICAGO, AUCKLAND, None])
def test_a_day_without_a_time_stays_as_it_is(zone: ZoneInfo | None) -> None:
    assert days(history(*everything("2026-10-06")[:4], zone=zone)) == {date(2026, 10, 6)}
    for taken, head in (
        ("20261006", HL7),
        ("20261006003000", HL7.replace("-0600", "")),
    ):
        told = read_history_file(head + obx(taken), now=NOW, source="file", zone=zone)[1]
        assert days(told) == {date(2026, 10, 6)}


@pytest.mark.parametrize("zone", [CHICAGO, AUCKLAND, None])
def test_a_course_that_umbra_exported_keeps_its_days(zone: ZoneInfo | None) -> None:
    data = (SAMPLES / "course.json").read_bytes()
    found = read_history_file(data, now=NOW, source="file", zone=zone)
    assert found == read_history_file(data, now=NOW, source="file")


def test_a_sample_has_the_offset_of_its_message_where_it_has_none() -> None:
    assert "|20261102084500-0600|" in HL7
    text = HL7 + obx("20261005233000")
    assert days(read_history_file(text, now=NOW, source="file", zone=AUCKLAND)[1]) == {
        date(2026, 10, 6)
    }


def test_today_at_the_site_is_no_future_day() -> None:
    here = NOW.astimezone(AUCKLAND).date()
    assert here > NOW.date()
    moment = "2026-11-20T15:59:00Z"
    assert days(history(*everything(moment), zone=AUCKLAND)) == {here}
    text = HL7 + obx(as_hl7(moment))
    assert days(read_history_file(text, now=NOW, source="file", zone=AUCKLAND)[1]) == {here}
    unread = dose(effectiveDateTime=moment, dosage={"text": "Cycle 1"})
    (found,) = history(unread, zone=AUCKLAND)
    assert isinstance(found, Unusable)
    assert found.on == here
    (later,) = history(dose(effectiveDateTime="2026-11-22", status="unknown"), zone=AUCKLAND)
    assert isinstance(later, Unusable)
    assert later.on is None


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        *AROUND_MIDNIGHT,
        (CHICAGO, "2026-10-06T03:00:00", "2026-10-06"),
        (CHICAGO, "2026-10-06", "2026-10-06"),
        (CHICAGO, "0001-01-01T00:00:00Z", "0001-01-01"),
    ],
)
def test_what_cannot_be_read_is_on_the_day_of_the_site_too(
    zone: ZoneInfo, moment: str, day: str
) -> None:
    (found,) = history(dose(effectiveDateTime=moment, dosage={"text": "Cycle 1"}), zone=zone)
    assert isinstance(found, Unusable)
    assert found.on == date.fromisoformat(day)


def test_what_cannot_be_read_in_a_message_is_on_the_day_of_the_site_too() -> None:
    text = HL7 + obx("20261006030000+0000", "much")
    _, (found,) = read_history_file(text, now=NOW, source="file", zone=CHICAGO)
    assert isinstance(found, Unusable)
    assert found.on == date(2026, 10, 5)


def test_a_time_beyond_the_calendar_of_the_site_is_said() -> None:
    told = history(dose(effectiveDateTime="0001-01-01T00:00:00Z"), zone=CHICAGO)
    text = HL7 + obx("00010101000000+0000")
    told += read_history_file(text, now=NOW, source="file", zone=CHICAGO)[1]
    for each in told:
        assert isinstance(each, Unusable)
        assert "0001-01-01T00:00:00+00:00 is not in the calendar" in each.sentence


def test_an_order_is_the_same_whatever_the_zone() -> None:
    """Orders keep the days of height and weight as written, for the log reads them again."""
    late = json.dumps(ORDER).replace(
        ORDER["entry"][2]["resource"]["effectiveDateTime"], "2026-10-06T03:00:00Z"
    )
    (order,) = read_orders(late.encode(), now=NOW)
    assert order.height_on == date(2026, 10, 6)
    patient, told = history_of_order_file(late.encode(), now=NOW, source="file", zone=CHICAGO)
    assert (patient, told) == (order.patient, ())


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2026, 11, 18)),
    st.integers(-12 * 4, 14 * 4),
    st.sampled_from(
        ["America/Chicago", "Pacific/Auckland", "Asia/Kolkata", "Pacific/Kiritimati", "UTC"]
    ),
)
def test_one_time_is_one_day_in_every_offset_and_format(
    moment: datetime, quarters: int, name: str
) -> None:
    zone = ZoneInfo(name)
    at = moment.replace(microsecond=0, tzinfo=UTC)
    text = at.astimezone(timezone(timedelta(minutes=15 * quarters))).isoformat()
    expected = {at.astimezone(zone).date()}
    assert days(history(dose(effectiveDateTime=text), zone=zone)) == expected
    sent = HL7 + obx(as_hl7(text))
    assert days(read_history_file(sent, now=NOW, source="file", zone=zone)[1]) == expected
