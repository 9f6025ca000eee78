"""The ledger of light and temperature put together: what each gap reached, where the drug waited.

`app.core.light` and `app.core.storage` hold what was recorded; here it is set against what held
drug at the time, for the check and the record.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core.container import ContainerKind
from app.core.light import Covered, Gap, Presence, Stage
from app.core.preparation import Preparation, Status
from app.core.storage import Stay, Storage, Wait


@dataclass(frozen=True, slots=True)
class Exposed:
    """A gap and what held drug then, such as ("vial 1", "vial 2"); () where nothing in use did.

    `lasts` tells that nothing protects the drug still.
    """

    gap: Gap
    objects: tuple[str, ...]
    lasts: bool


@dataclass(frozen=True, slots=True)
class Waited:
    """What waited where from `begun` until `ended` (UTC), or still does.

    `place` is None where the work was held and nothing was brought elsewhere. `words` say what
    was said of the place, "" where nothing was. `untimed` tells that the label gives no time for
    reconstituted drug there.
    """

    objects: tuple[str, ...]
    place: Storage | None
    begun: datetime
    ended: datetime | None
    words: str = ""
    untimed: bool = False

    def length(self, now: datetime) -> timedelta:
        """Return how long it waited, or has waited at `now`."""
        return (self.ended or now) - self.begun


def exposed(state: Preparation, now: datetime) -> tuple[Exposed, ...]:
    """Return every gap since the first reconstitution, with what it reached."""
    lost = state.protection(now) is None
    return tuple(
        Exposed(
            gap,
            _names(state, gap.begun, gap.ended),
            lost and gap.ended == now and state.status is not Status.DISCARDED,
        )
        for gap in state.gaps(now)
    )


def covered_objects(state: Preparation, now: datetime) -> tuple[Covered, ...]:
    """Return what protected each object, under the name that tells it from every other."""
    return tuple(
        replace(each, presence=replace(each.presence, name=_name(state, each.presence)))
        for each in state.covered(now)
    )


def waited(state: Preparation, now: datetime) -> tuple[Waited, ...]:
    """Return where the drug waited since the first reconstitution, in the order of begin.

    Held at room temperature is told beside every stay in the refrigerator, however it came there.
    """
    cold = tuple(_cold(state, each, now) for each in state.stays if _is_cold(each))
    held = tuple(
        _held(state, each, now)
        for each in state.waits
        if each.place is not Storage.REFRIGERATED and _had_drug(state, each, now)
    )
    return tuple(sorted((*cold, *held), key=lambda each: each.begun))


def named(objects: tuple[str, ...]) -> str:
    """Return objects as people say them, such as "vials 1 and 2, syringe 1" or "bag"."""
    kinds: dict[str, list[str]] = {}
    for each in objects:
        kind, _, number = each.rpartition(" ")
        kinds.setdefault(kind, []).append(number)
    return ", ".join(_of_kind(kind, numbers) for kind, numbers in kinds.items())


def _of_kind(kind: str, numbers: list[str]) -> str:
    if len(numbers) == 1:
        return f"{kind} {numbers[0]}".strip()
    *before, last = numbers
    return f"{kind}s {', '.join(before)} and {last}"


def _is_cold(stay: Stay) -> bool:
    return stay.place is Storage.REFRIGERATED


def _cold(state: Preparation, stay: Stay, now: datetime) -> Waited:
    words = next(
        (
            each.words
            for each in state.waits
            if (each.place, each.begun) == (stay.place, stay.begun)
        ),
        "",
    )
    objects = _names(state, stay.begun, stay.ended or now)
    return Waited(objects, stay.place, stay.begun, stay.ended, words)


def _held(state: Preparation, wait: Wait, now: datetime) -> Waited:
    objects = _names(state, wait.begun, wait.ended or now)
    diluted = state.diluted is not None and state.diluted <= wait.begun
    no_time = state.monograph.reconstituted_at_room_temperature is None
    untimed = wait.place is Storage.ROOM and not diluted and no_time
    return Waited(objects, wait.place, wait.begun, wait.ended, wait.words, untimed)


def _had_drug(state: Preparation, wait: Wait, now: datetime) -> bool:
    return bool(_there(state, wait.begun, wait.ended or now))


def _there(state: Preparation, begun: datetime, ended: datetime) -> tuple[Presence, ...]:
    """Return what held drug at some time between two moments, the moment itself where they meet."""
    return tuple(
        each
        for each in state.presences
        if (each.begun <= begun or each.begun < ended)
        and (each.ended is None or each.ended > begun)
    )


def _names(state: Preparation, begun: datetime, ended: datetime) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_name(state, each) for each in _there(state, begun, ended)))


def _name(state: Preparation, presence: Presence) -> str:
    if presence.stage is Stage.BAG:
        return "bag" if state.plan.container is ContainerKind.BAG else "infusion syringe"
    if presence.stage is Stage.VIAL and not _is_in_use(state, presence):
        kind = presence.name
        return f"quarantined {kind}"
    return presence.name


def _is_in_use(state: Preparation, presence: Presence) -> bool:
    return any(
        f"vial {vial.number}" == presence.name and vial.reconstituted == presence.begun
        for vial in state.vials
    )
