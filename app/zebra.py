"""What a label printer that speaks ZPL says of itself when it is asked `~HS`.

Three lines, each from STX to ETX CR LF, their figures between commas. Source: ZPL II Programming
Guide, ~HS Host Status Return. A printer that is out of paper or open may be silent instead
(same page).
"""

import re
from dataclasses import dataclass

from app.core.refused import Refused
from reports.press import Press
from reports.sheet import MILLIMETRE, MILLIMETRES_AN_INCH

ASK = b"~HS\r\n"
LONGEST = 400
TOLERANCE_MM = 4.0
"""A printer counts the gap between two labels with the label, which is 2 to 4 mm."""

_LINES = re.compile(
    rb"\s*\x02[0-9]{1,3},([01]),([01]),([0-9]{1,5}),([0-9]{1,3}),[01],[01],([01]),[0-9]{1,3}"
    rb",[01],[01],([01])\x03\r?\n?"
    rb"\x02[0-9]{1,3},[0-9],([01]),([01]),[01],[0-9A-Za-z],[0-9],[01],([0-9]{1,8}),[0-9],[0-9]{1,3}"
    rb"\x03\r?\n?"
    rb"\x02[0-9A-Za-z]{1,4},[01]\x03\s*"
)
_ENDS = 3


@dataclass(frozen=True, slots=True)
class Status:
    """What it says. `length` is that of its label in dots, 0 where it does not know.

    `formats` wait in its buffer, of which one may be there in `part`; `remaining` labels are yet
    to be printed.
    """

    paper_out: bool
    paused: bool
    length: int
    formats: int
    part: bool
    too_hot: bool
    head_open: bool
    ribbon_out: bool
    remaining: int

    @property
    def idle(self) -> bool:
        """Whether all that it was sent is printed."""
        return self.formats == 0 and self.remaining == 0 and not self.part


def is_whole(answer: bytes) -> bool:
    """Return whether an answer has all its lines, or is too long to be one."""
    return answer.count(b"\x03") >= _ENDS or len(answer) > LONGEST


def status_in(answer: bytes, who: str) -> Status:
    """Return what a printer answered; raises Refused for anything else."""
    found = _LINES.fullmatch(answer)
    if found is None:
        shown = "".join(chr(c) if 32 <= c < 127 else "·" for c in answer[:30])
        raise Refused(
            f"What answers at {who} is no label printer that speaks ZPL, or it was cut short: it "
            f"said “{shown}”. Look at the address, then ask again."
        )
    flags = [int(each) for each in found.groups()]
    paper, pause, length, formats, part, hot, head, ribbon, remaining = flags
    return Status(
        bool(paper),
        bool(pause),
        length,
        formats,
        bool(part),
        bool(hot),
        bool(head),
        bool(ribbon),
        remaining,
    )


def fault(status: Status, who: str) -> str:
    """Return why the printer cannot print now and what to do, "" where it can."""
    told = (
        (status.head_open, f"The head of the printer at {who} is open. Close it, then go on."),
        (status.paper_out, f"The printer at {who} is out of paper. Load labels, then go on."),
        (status.ribbon_out, f"The printer at {who} is out of ribbon. Load one, then go on."),
        (
            status.too_hot,
            f"The head of the printer at {who} is too hot. Let it cool down, then go on.",
        ),
        (
            status.paused,
            f"The printer at {who} is paused. Press its pause button, then go on.",
        ),
    )
    return next((sentence for holds, sentence in told if holds), "")


def wrong_stock(status: Status, press: Press, who: str) -> str:
    """Return which stock was expected and what is in the printer, "" where they agree."""
    if not status.length:
        return ""
    expected = press.stock.page.height / MILLIMETRE
    found = status.length / press.dpi * MILLIMETRES_AN_INCH
    if abs(found - expected) <= TOLERANCE_MM:
        return ""
    return (
        f"The printer at {who} holds labels {found:.0f} mm long, counted at {press.dpi} dots per "
        f"inch; {expected:.0f} mm was expected ({press.stock.words}). Load that stock and let the "
        "printer measure it, or choose the stock and the resolution that it has under Equipment, "
        "Printers."
    )
