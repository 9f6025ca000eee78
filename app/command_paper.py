"""What the sheet of command codes and the badges say on paper, and putting them out."""

from collections.abc import Callable, Iterable
from pathlib import Path

from app.core.person import Person
from app.core.refused import Refused
from app.intake.command_code import DIGITS, Badge, Instruction, command_text
from app.printing import write_whole
from app.site import Site
from reports.badge_sheet import BadgeCard, BadgeSheet, draw_badge_sheet
from reports.command_sheet import (
    CommandCard,
    CommandGroup,
    CommandSheet,
    Size,
    draw_command_sheet,
)
from reports.refusal import Misprinted, Unprintable
from reports.sheet_icons import SheetIcon

_WORK = (
    (
        Instruction.CONFIRM,
        SheetIcon.CHECK,
        "Confirm",
        "done, yes, record what was typed, open the row",
    ),
    (
        Instruction.REFUSE,
        SheetIcon.CROSS,
        "Not right",
        "failed, not fit for use, no; it asks why before anything is recorded",
    ),
    (Instruction.NEXT, SheetIcon.NEXT, "Next", "next row, next name, further down"),
    (
        Instruction.PREVIOUS,
        SheetIcon.PREVIOUS,
        "Previous",
        "row before, name before, further up",
    ),
    (
        Instruction.CALL,
        SheetIcon.PERSON,
        "Call pharmacist",
        "asks what for; no words are needed",
    ),
    (Instruction.HOLD, SheetIcon.PAUSE, "Hold, resume", "asks where the drug waits; again: resume"),
    (Instruction.BACK, SheetIcon.BACK, "Back", "out of a question or a page; records nothing"),
)
_BESIDES = (
    (
        Instruction.LIGHT,
        SheetIcon.SUN,
        "Light lost, or back",
        "asks what took the protection away, or what protects now",
    ),
    (Instruction.LOOK_BACK, SheetIcon.CLOCK, "Look back", "what was recorded; Back returns"),
    (Instruction.WORKSHEET, SheetIcon.PAGE, "Paper", "labels, worksheet, record"),
    (
        Instruction.OTHERS,
        SheetIcon.SYRINGE,
        "Syringes, scale",
        "asks why other syringes are taken; where a mass is weighed, reads the scale",
    ),
    (Instruction.REPRINT, SheetIcon.LABEL, "Print again", "asks why; every earlier label is void"),
    (
        Instruction.DISCARD,
        SheetIcon.BIN,
        "Stop and discard",
        "asks why before anything is recorded; Back leaves it as it was",
    ),
    (
        Instruction.LOCK,
        SheetIcon.LOCK,
        "Lock",
        "hides the work, keeps the clocks in sight; badge and PIN go on",
    ),
)
_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def command_sheet(size: Size, site: Site | None = None) -> CommandSheet:
    """Return the sheet of command codes; it names no patient and no person."""
    figures = (
        CommandCard(command_text(DIGITS[n]), str(n), _NAMES[n], f"types {n}, or chooses answer {n}")
        for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
    )
    point = CommandCard(command_text(Instruction.POINT), SheetIcon.POINT, "point", "such as in 5.8")
    delete = CommandCard(
        command_text(Instruction.DELETE), SheetIcon.DELETE, "Delete", "takes the last sign away"
    )
    return CommandSheet(
        title="Codes to scan instead of keys",
        advice="Print on card, put it in a clear sleeve, wipe it with the hood. No code signs, "
        "releases or discards: that takes a PIN, or an answer to a question.",
        groups=(
            CommandGroup("Work", _cards(_WORK)),
            CommandGroup("Numbers: volumes, times, answers and PINs", (*figures, point, delete)),
            CommandGroup("Besides", _cards(_BESIDES)),
        ),
        footer=_footer(site),
        size=size,
        mark="" if site is None else site.mark,
    )


def _cards(
    rows: Iterable[tuple[Instruction, SheetIcon, str, str]],
) -> tuple[CommandCard, ...]:
    return tuple(
        CommandCard(command_text(code), icon, word, remark) for code, icon, word, remark in rows
    )


def badge_sheet(badges: Iterable[tuple[Person, str]], site: Site) -> BadgeSheet:
    """Return the badges of people, each with the number of theirs."""
    cards = (
        BadgeCard(person.name, person.office.value, command_text(Badge(number)))
        for person, number in badges
    )
    return BadgeSheet(
        title="Badges",
        advice="Print at actual size on card and cut along the lines. A new badge makes the one "
        "before void.",
        site=site.name,
        remark="Says who you are. Your PIN signs; keep it to yourself.",
        cards=tuple(cards),
        footer=_footer(site),
        size=site.paper,
        mark=site.mark,
    )


def put_out_command_sheet(sheet: CommandSheet, file: Path) -> None:
    """Write the sheet as PDF once each of its codes was read back; raises Refused."""
    _put_out(lambda: draw_command_sheet(sheet), file)


def put_out_badges(sheet: BadgeSheet, file: Path) -> None:
    """Write badges as PDF once each code was read back; raises Refused."""
    _put_out(lambda: draw_badge_sheet(sheet), file)


def _put_out(draw: Callable[[], bytes], file: Path) -> None:
    try:
        pdf = draw()
    except (Unprintable, Misprinted) as fault:
        raise Refused(fault.sentence) from fault
    write_whole(pdf, file)


def _footer(site: Site | None) -> str:
    return site.foot if site is not None else "Umbra"
