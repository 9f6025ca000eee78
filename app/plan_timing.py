"""The times of `umbra plan`: what happened so far, and what follows from it."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from app.core.dilution import rate_of
from app.core.elapsed import elapsed
from app.core.finding import Finding, note, stop, warn
from app.core.formulary import Monograph
from app.core.infusing import Infusion, Pause, Remainder, remainder
from app.core.infusion_decision import late_said
from app.core.plan import Plan
from app.core.policy import Policy
from app.core.quantity import Quantity, code_of, plain, round_half_up, show
from app.core.refused import Refused
from app.core.storage import UNKNOWN, Kept, Stay, Storage, kept
from app.core.timing import (
    Deadline,
    Late,
    Name,
    NotBefore,
    Timeline,
    deadline_named,
    deadlines_of,
    every_late,
    start_not_before,
)
from app.instant import local, parse_instant, utc
from app.one_of import one_of
from app.plan_report import quantity_object

AT = "2026-11-02T10:00-06:00"

# Each option that says when something happened, with what must be said with it.
_NEEDS = {
    "into_refrigerator": "diluted",
    "out_of_refrigerator": "diluted",
    "started": "diluted",
    "paused": "started",
    "resumed": "paused",
    "ended": "started",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what says when something happened."""
    group = parser.add_argument_group("what happened, each as date, time and offset")
    group.add_argument(
        "--reconstituted", metavar=AT, action="append", help="once for each vial; the first counts"
    )
    group.add_argument("--kept", metavar="room|refrigerated", help="where the vials waited")
    group.add_argument("--diluted", metavar=AT)
    group.add_argument("--storage", metavar="room|refrigerated", help="where the bag waits")
    group.add_argument("--into-refrigerator", metavar=AT, help="the bag, after room temperature")
    group.add_argument("--out-of-refrigerator", metavar=AT, help="the bag")
    group.add_argument("--started", metavar=AT, help="the infusion")
    group.add_argument("--paused", metavar=AT, action="append")
    group.add_argument("--resumed", metavar=AT, action="append")
    group.add_argument("--ended", metavar=AT)


@dataclass(frozen=True, slots=True)
class Times:
    """What follows from what happened: deadlines, what came too late, and the infusion."""

    deadlines: tuple[Deadline, ...] = ()
    not_before: NotBefore | None = None
    findings: tuple[Finding, ...] = ()
    infusion: Infusion | None = None
    remains: Remainder | None = None


def reconstituted_text(arguments: argparse.Namespace) -> str | None:
    """Return the first of the reconstitutions as it was written, None where none was."""
    texts = arguments.reconstituted
    if not texts:
        return None
    first: str = min(texts, key=lambda text: parse_instant(text, "--reconstituted"))
    return first


def times(
    arguments: argparse.Namespace, monograph: Monograph, plan: Plan | None, policy: Policy
) -> Times:
    """Return what follows from what the options say happened; raises Refused."""
    _places(arguments)
    _require_together(arguments)
    if not arguments.reconstituted:
        return Times()
    timeline = _timeline(arguments, policy)
    _require_order(arguments, timeline)
    found = deadlines_of(monograph, timeline)
    infusion = None
    if plan is not None:
        infusion = _infusion(arguments, timeline, plan, rate_of(monograph, plan.total))
    if infusion is not None:
        timeline = replace(timeline, ended=infusion.over)
    end = deadline_named(found, Name.END)
    remains = None
    if infusion is not None:
        last = _last(infusion)
        remains = remainder(infusion, end.at, last)
    soonest = start_not_before(monograph, timeline)
    findings = (
        *(_late_finding(each) for each in every_late(monograph, timeline)),
        *_cold(timeline),
        *_early(timeline, soonest),
        *_left(remains, infusion, end),
        *_kept_warm(timeline, monograph),
        *_category(policy, monograph),
    )
    return Times(found, soonest, findings, infusion, remains)


def _require_together(arguments: argparse.Namespace) -> None:
    """Raise Refused for something that happened without what must have happened before it."""
    if not arguments.reconstituted and (arguments.diluted or arguments.storage):
        raise Refused("--diluted and --storage need --reconstituted, for the clock starts there.")
    if not arguments.reconstituted and arguments.kept:
        raise Refused("--kept needs --reconstituted, for the clock starts there.")
    for name, needed in _NEEDS.items():
        if getattr(arguments, name) and not getattr(arguments, needed):
            raise Refused(f"--{_option(name)} needs --{_option(needed)}, for it comes after that.")


def _option(name: str) -> str:
    return name.replace("_", "-")


def _moment(arguments: argparse.Namespace, name: str) -> datetime | None:
    text = getattr(arguments, name)
    return None if text is None else parse_instant(text, f"--{_option(name)}")


def _moments(arguments: argparse.Namespace, name: str) -> tuple[datetime, ...]:
    texts = getattr(arguments, name) or ()
    return tuple(parse_instant(text, f"--{_option(name)}") for text in texts)


def _places(arguments: argparse.Namespace) -> tuple[Kept, Storage | None]:
    """Return how the vials were kept, and where the bag waits; raises Refused."""
    waited, storage = arguments.kept, arguments.storage
    place = None if storage is None else one_of(Storage, storage, "--storage")
    return (UNKNOWN if waited is None else Kept(one_of(Storage, waited, "--kept"))), place


def _timeline(arguments: argparse.Namespace, policy: Policy) -> Timeline:
    began = min(_moments(arguments, "reconstituted"))
    vials, place = _places(arguments)
    diluted, started = _moment(arguments, "diluted"), _moment(arguments, "started")
    out = _moment(arguments, "out_of_refrigerator")
    bag = Kept(place)
    if diluted is not None:
        stays = _stays(diluted, place, _moment(arguments, "into_refrigerator"), out)
        bag = kept(stays, diluted, None)
    category = policy.category
    return Timeline(
        began,
        diluted,
        out,
        started,
        _moment(arguments, "ended"),
        vials,
        bag,
        rules=() if category is None else (category.rule(bag.place),),
    )


def _stays(
    diluted: datetime, place: Storage | None, into: datetime | None, out: datetime | None
) -> tuple[Stay, ...]:
    """Return where the bag was since the dilution; raises Refused where that cannot be."""
    cold = into if into is not None else (diluted if place is Storage.REFRIGERATED else None)
    if out is not None and cold is None:
        raise Refused(
            "--out-of-refrigerator needs --storage refrigerated or --into-refrigerator, for it "
            "must have been there."
        )
    if cold is None:
        return (Stay(place, diluted),) if place is not None else ()
    if cold < diluted or (out is not None and out < cold):
        raise Refused(
            "The refrigerator lies before the dilution, or its end before its beginning; correct "
            "one of the times."
        )
    warm = (Stay(Storage.ROOM, diluted, cold),) if into is not None else ()
    if out is None:
        return (*warm, Stay(Storage.REFRIGERATED, cold))
    return (*warm, Stay(Storage.REFRIGERATED, cold, out), Stay(Storage.ROOM, out))


def _require_order(arguments: argparse.Namespace, timeline: Timeline) -> None:
    """Raise Refused for what cannot have happened in this order."""
    diluted, started = timeline.diluted, timeline.started
    vials = _moments(arguments, "reconstituted")
    if diluted is not None and min(vials) <= diluted < max(vials):
        raise Refused(
            "A vial of --reconstituted was reconstituted after --diluted, and all of them go into "
            "the bag; correct one of the times."
        )
    for name in ("diluted", "into_refrigerator", "out_of_refrigerator"):
        before = _moment(arguments, name)
        if before is not None and started is not None and started < before:
            raise Refused(
                f"--started lies before --{_option(name)}, and it comes after that; correct one of "
                "the times."
            )


def _infusion(
    arguments: argparse.Namespace, timeline: Timeline, plan: Plan, rate: Quantity
) -> Infusion | None:
    started = timeline.started
    if started is None:
        return None
    paused, resumed = _moments(arguments, "paused"), _moments(arguments, "resumed")
    if len(resumed) not in (len(paused), len(paused) - 1):
        raise Refused("Each --resumed follows its --paused; only the last pause may still go on.")
    ends: tuple[datetime | None, ...] = (*resumed, None)
    pauses = tuple(
        Pause(begun, end) for begun, end in zip(paused, ends[: len(paused)], strict=True)
    )
    moments = [started, *(at for each in pauses for at in (each.begun, each.ended) if at)]
    if timeline.ended is not None:
        moments.append(timeline.ended)
    if moments != sorted(moments):
        raise Refused("The times of the infusion are not in order; correct one of them.")
    return Infusion(plan.total, plan.delivered, rate, started, pauses, timeline.ended)


def _last(infusion: Infusion) -> datetime:
    """Return the last moment that is known of an infusion."""
    if not infusion.pauses:
        return infusion.started
    last = infusion.pauses[-1]
    return last.ended or last.begun


_CODES = {
    Name.DILUTE: "diluted-too-late",
    Name.TAKE_OUT: "taken-out-too-late",
    Name.START: "started-too-late",
    Name.END: "ended-too-late",
}


def _late_finding(late: Late) -> Finding:
    deadline = late.deadline
    if deadline.name is Name.DILUTE:
        sentence = (
            f"The dilution came {late.came - deadline.at} after the latest time: {deadline.rule}. "
            "The preparation can only be discarded."
        )
        return stop(_CODES[deadline.name], sentence, deadline.source)
    return stop(_CODES[deadline.name], late_said(late), deadline.source)


def _cold(timeline: Timeline) -> Iterator[Finding]:
    if timeline.started is not None and timeline.bag.place is Storage.REFRIGERATED:
        yield stop(
            "started-in-refrigerator",
            "The infusion was started, and the bag is still recorded in the refrigerator. Say "
            f"when it was taken out with --out-of-refrigerator; where it was not, {_WHAT_TO_DO}",
            "what was recorded",
        )


_WHAT_TO_DO = "stop the infusion, keep the bag, and call a pharmacist."


def _early(timeline: Timeline, soonest: NotBefore | None) -> Iterator[Finding]:
    if soonest is None or timeline.started is None or timeline.started >= soonest.at:
        return
    early = elapsed(soonest.at - timeline.started)
    yield stop(
        "started-too-early",
        f"The infusion was started {early} before it was at room temperature: {soonest.rule}. "
        f"{_WHAT_TO_DO.capitalize()}",
        soonest.source,
    )


def _left(remains: Remainder | None, infusion: Infusion | None, end: Deadline) -> Iterator[Finding]:
    if remains is None or infusion is None:
        return
    yield stop(
        "infusion-past-limit",
        f"The infusion cannot end in time: {end.rule}. When that time comes "
        f"{show(remains.volume, 1)} ({show(remains.dose, 2)} of {show(infusion.dose, 2)}) will be "
        "left. Stop the infusion by then, keep the bag, and call a pharmacist now.",
        end.source,
    )


def _kept_warm(timeline: Timeline, monograph: Monograph) -> Iterator[Finding]:
    untimed = monograph.reconstituted_at_room_temperature is None
    if timeline.vials.place is Storage.ROOM and untimed:
        yield warn(
            "kept-untimed",
            f"The label gives no time at room temperature for reconstituted {monograph.brand}: "
            "the time from reconstitution to dilution alone is counted. Dilute at once, and ask a "
            "pharmacist.",
            monograph.label,
        )


def _category(policy: Policy, monograph: Monograph) -> Iterator[Finding]:
    if policy.category is None and monograph.region == "US":
        yield note(
            "category-not-checked",
            "Not checked: the limit of the site's category of USP <797>; its policy states none.",
            "site policy",
        )


def lines(found: Times, zone: tzinfo) -> list[str]:
    """Return what may not come before a moment, and when the infusion ends, for a terminal."""
    said = []
    if found.not_before is not None:
        soonest = found.not_before
        said.append(f"  {soonest.name:<28} {local(soonest.at, zone)}  {soonest.rule}")
    if found.infusion is not None:
        ends = found.infusion.ends(_last(found.infusion))
        said.append(f"  {'infusion ends':<28} {local(ends, zone)}  by rate and time")
    return said


def infusion_object(found: Times) -> dict[str, Any] | None:
    """Return the infusion as `umbra plan --json` prints it, None where none was started."""
    infusion = found.infusion
    if infusion is None:
        return None
    remains = found.remains
    return {
        "rate": quantity_object(infusion.rate),
        "ends": utc(infusion.ends(_last(infusion))),
        "left_at_limit": None
        if remains is None
        else {
            "at": utc(remains.at),
            "volume": _rounded(remains.volume, 1),
            "dose": _rounded(remains.dose, 2),
        },
    }


def not_before_object(found: Times) -> list[dict[str, str]]:
    """Return what may not come before a moment, as `umbra plan --json` prints it."""
    soonest = found.not_before
    if soonest is None:
        return []
    return [
        {
            "name": soonest.name,
            "at": utc(soonest.at),
            "rule": soonest.rule,
            "source": soonest.source,
        }
    ]


def _rounded(value: Quantity, places: int) -> dict[str, str]:
    rounded = round_half_up(value.magnitude, places)
    return {"value": plain(rounded), "unit": code_of(value), "exact": plain(value.magnitude)}
