"""Whether work may go on as a preparation stands, whatever is to be done."""

from datetime import datetime

from app.core.preparation import Preparation, Status
from app.core.refused import Refused


def require_workable(state: Preparation) -> None:
    """Raise Refused where it failed, is held, or lies without light protection."""
    if state.status is Status.FAILED:
        raise Refused(f"{state.failure}. Stop and discard the preparation.")
    if state.held is not None:
        raise Refused(f"Work is held ({state.held.place}); resume it first.")
    if state.ledger and all(each.ended is not None for each in state.ledger):
        raise Refused(
            "The drug is not protected from light; protect it again and record it before going on."
        )


def require_in_date(state: Preparation, now: datetime) -> None:
    """Raise Refused where something in it went out of date since it was scanned."""
    old = state.out_of_date(now)
    if old is None:
        return
    instead = "Stop and discard the preparation."
    if any(vial.material is old and vial.reconstituted is None for vial in state.vials):
        instead = "Quarantine the vial at its step and take another one."
    raise Refused(
        f"{old.name} expired while the work went on: its expiry date is {old.expiry}. {instead}"
    )
