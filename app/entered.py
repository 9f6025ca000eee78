"""What people enter: as it is kept of a close call, and as it is read where it is a time of day."""

import re

from app.core import entry as said
from app.core.label_kind import called
from app.core.quantity import magnitude, show


def described(entry: said.Entry) -> str:
    """Return what was entered, for the record of a close call; never a PIN."""
    match entry:
        case said.Late():
            return described(entry.entry)
        case said.Scan():
            return entry.package.scanned
        case said.ScanBack():
            return entry.code
        case said.Measure():
            return show(entry.volume)
        case said.Weigh():
            how = "scale" if entry.from_scale else "by hand"
            return f"{magnitude(entry.mass, 'g'):f} g ({how})"
        case said.EnterFigures():
            return f"{show(entry.volume)}, {entry.start_by:%Y-%m-%d %H:%M} UTC"
        case said.Choose() | said.RestoreProtection():
            return entry.choice
        case said.StartInfusion():
            return f"start of the infusion, {entry.means or 'no light protection'}"
        case said.Store():
            return f"stored {entry.storage.words}"
        case said.PauseInfusion():
            return "pause of the infusion"
        case said.ResumeInfusion():
            return "the infusion goes on"
        case said.EndInfusion():
            return "end of the infusion"
        case said.Sign():
            return f"signature: {entry.meaning.value}"
        case said.SendLabel() | said.PrintCompanion():
            return called(entry.kind, entry.number)
        case _:
            return type(entry).__name__.lower()


def may_be_a_pin(text: str) -> bool:
    """Return whether what was typed for a figure may be a PIN that came too early."""
    return re.fullmatch("[0-9]{4,12}", text) is not None
