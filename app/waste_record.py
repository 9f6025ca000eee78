"""What the compounding record says of waste: each vial, and both accounts of a preparation."""

from collections.abc import Iterator

from app.core.preparation import Preparation
from app.core.quantity import Quantity, exactly, measured_in, show
from app.core.waste import Fate, VialWaste, released_account, vial_waste
from app.core.waste_totals import billed_units, totals_of
from reports.section import Table

_HEADER = ("Vial", "Lot", "Serial", "Labelled", "Drawn", "Discarded", "Why")


def waste_rows(state: Preparation) -> Iterator[tuple[str, str]]:
    """Yield what is to say of the waste of a preparation that ended; nothing before its end."""
    if state.discarded is not None:
        yield "Waste", f"{show(state.discarded.waste)} from {_vials(state.discarded.vials)}"
        if state.plan.billing is not None:
            yield "Billing", "nothing: the preparation was discarded"
    account = released_account(state)
    if account is None:
        return
    spoiled = len(state.quarantined)
    besides = f", besides {spoiled} quarantined" if spoiled else ""
    of = f"{show(account.content)} labelled in {_vials(account.vials)} in use"
    kept = totals_of(state).remainder
    yield "Waste", f"{show(kept)} by the volume drawn, of {of}{besides}"
    yield (
        "Waste, as billed",
        f"{show(account.discarded)}: {of}, less the dose, {show(account.dose)}",
    )
    units = billed_units(state)
    if units is not None:
        together = units.administered + units.discarded
        yield (
            "Billing",
            f"{units.code}: {units.administered} units given, {units.discarded} discarded, "
            f"{units.modifier}; {together} units in {_vials(account.vials)}{besides}",
        )


def waste_table(state: Preparation) -> Iterator[Table]:
    """Yield the vials whose end is known, by the volume drawn; nothing where there are none."""
    vials = vial_waste(state)
    if not vials:
        return
    rows = [_row(vial) for vial in vials]
    opened = [vial for vial in vials if vial.fate is not Fate.UNOPENED]
    if len(opened) > 1:
        sums = (_sum(opened, part) for part in ("labelled", "drawn", "discarded"))
        rows.append(("", "Together", "", *(show(each) for each in sums), ""))
    title = "Waste of each vial, by the volume drawn"
    yield Table(title, _HEADER, tuple(rows), (1.1, 2, 2.6, 1.8, 1.7, 1.9, 4))


def _row(vial: VialWaste) -> tuple[str, ...]:
    opened = vial.fate is not Fate.UNOPENED
    return (
        str(vial.number),
        vial.lot or "–",
        vial.serial or "–",
        show(vial.labelled) if opened else "–",
        show(vial.drawn) if opened else "–",
        show(vial.discarded),
        f"quarantined: {vial.reason}" if vial.fate is Fate.QUARANTINED else vial.reason,
    )


def _sum(vials: list[VialWaste], part: str) -> Quantity:
    amounts = [getattr(vial, part) for vial in vials]
    with exactly():
        return measured_in(sum(amounts[1:], amounts[0]), "mg")


def _vials(count: int) -> str:
    return "1 vial" if count == 1 else f"{count} vials"
