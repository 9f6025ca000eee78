"""The sheet of command codes and the badges: every code is read back, and none is near another."""

from dataclasses import replace
from itertools import pairwise

import pytest

from app.command_paper import badge_sheet, command_sheet
from app.core.person import Office, Person
from app.intake.command_code import Badge, Instruction, command_text, read_command
from app.site import Site
from reports.badge_sheet import BadgeSheet, draw_badge_sheet
from reports.command_sheet import CommandCard, CommandSheet, Size, draw_command_sheet
from reports.linear_code import LinearCode, linear_code, prove
from reports.marks import Boxes, Mark
from reports.refusal import Misprinted, Unprintable
from reports.sheet import INCH, MILLIMETRES_AN_INCH, Sheet, write
from reports.sheet_icons import SheetIcon, sheet_icon
from tests.reports.reading import boxes_of, codes_on, words_on

SITE = Site("St. Example Hospital Pharmacy", "555-0100", "America/Chicago", "US", False)
PAGE = Sheet(400, 300)
SIZES: tuple[Size, ...] = ("letter", "A4")


@pytest.fixture(params=SIZES)
def sheet(request: pytest.FixtureRequest) -> CommandSheet:
    return command_sheet(request.param, SITE)


def test_every_instruction_stands_on_the_sheet_once(sheet: CommandSheet) -> None:
    read = [code for page in codes_on(draw_command_sheet(sheet)) for code, _ in page]
    assert sorted(read) == sorted(command_text(each) for each in Instruction)


def test_each_code_stands_above_its_own_word(sheet: CommandSheet) -> None:
    pdf = draw_command_sheet(sheet)
    for page, group in enumerate(sheet.groups):
        places = dict(codes_on(pdf)[page])
        for card in group.cards:
            x, y = places[card.code]
            below = words_on(pdf, page, x - 100, y, x + 100, y + 65)
            sign = f"{card.icon} " if isinstance(card.icon, str) else ""
            assert f"{sign}{card.word} {card.remark[:8]}" in below
            assert not [
                each.word for each in group.cards if each is not card and each.word in below
            ]


def test_no_level_line_of_light_meets_two_codes(sheet: CommandSheet) -> None:
    pdf = draw_command_sheet(sheet)
    for page in range(len(sheet.groups)):
        spans = sorted({(top, bottom) for _, top, _, bottom in boxes_of(pdf, page)})
        assert len(spans) == len(sheet.groups[page].cards)
        for (_, end), (start, _) in pairwise(spans):
            assert start - end > 4 / MILLIMETRES_AN_INCH * INCH


def test_a_scanner_held_askew_meets_no_neighbour_in_the_column(sheet: CommandSheet) -> None:
    pdf = draw_command_sheet(sheet)
    for page in range(len(sheet.groups)):
        columns: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
        for left, top, _, bottom in boxes_of(pdf, page):
            columns[left > 290].append((top, bottom))
        for spans in columns.values():
            for (_, end), (start, _) in pairwise(sorted(set(spans))):
                assert start - end > 20 / MILLIMETRES_AN_INCH * INCH


def test_the_modules_are_wide_enough_for_any_scanner(sheet: CommandSheet) -> None:
    pdf = draw_command_sheet(sheet)
    modules = {len(linear_code(card.code, 1, 1).bars) for card in sheet.groups[0].cards}
    widths = {right - left for left, _, right, _ in boxes_of(pdf, 0)}
    assert modules == {123}
    for width in widths:
        assert width / 123 == pytest.approx(0.5 / MILLIMETRES_AN_INCH * INCH, rel=0.01)


def test_the_sheet_names_nobody_and_says_how_it_is_kept_clean(sheet: CommandSheet) -> None:
    pdf = draw_command_sheet(sheet)
    for page in range(len(sheet.groups)):
        words = words_on(pdf, page)
        assert "Print on card, put it in a clear sleeve" in words
        assert "St. Example Hospital Pharmacy" in words
        assert f"Page {page + 1} of {len(sheet.groups)}" in words
        assert "MRN" not in words


def test_equal_sheets_give_equal_bytes(sheet: CommandSheet) -> None:
    assert draw_command_sheet(sheet) == draw_command_sheet(sheet)


def test_too_many_codes_for_a_page_are_refused(sheet: CommandSheet) -> None:
    (work, numbers, _) = sheet.groups
    crowded = replace(work, cards=work.cards + numbers.cards)
    with pytest.raises(Unprintable, match="The codes of “Work” do not fit one page"):
        draw_command_sheet(replace(sheet, groups=(crowded,)))


def test_a_word_that_cannot_be_printed_is_refused(sheet: CommandSheet) -> None:
    card = CommandCard("UBXCCFCF", "7", "確認", "")
    group = replace(sheet.groups[0], cards=(card,))
    with pytest.raises(Unprintable, match="cannot be printed"):
        draw_command_sheet(replace(sheet, groups=(group,)))


@pytest.mark.parametrize("text", ["", "確認", "\x00" * 300])
def test_a_code_that_cannot_be_drawn_is_refused(text: str) -> None:
    with pytest.raises(Unprintable, match="a Code 128 holds plain letters"):
        linear_code(text, 4, 40)


def _page(*codes: LinearCode) -> list[Mark]:
    return [code.drawn() for code in codes]


CONFIRM = linear_code("UBXCCFCF", 4, 40).at(60, 50)
REFUSE = linear_code("UBXCRFCV", 4, 40).at(60, 150)
HOLD = linear_code("UBXCHDHI", 4, 40)


def test_codes_where_they_belong_are_proved() -> None:
    prove(write(PAGE, "Codes", [_page(CONFIRM, REFUSE)]), [[CONFIRM, REFUSE]])


@pytest.mark.parametrize(
    ("drawn", "sentence"),
    [
        (_page(CONFIRM), "A printed code reads “nothing” instead of “UBXCRFCV”"),
        (_page(CONFIRM, CONFIRM.at(60, 150)), "reads “nothing” instead of"),
        (_page(CONFIRM.at(60, 150), REFUSE.at(60, 50)), "reads “UBXCRFCV” instead of “UBXCCFCF”"),
        (_page(CONFIRM, REFUSE, HOLD.at(60, 230)), "a code that does not belong there"),
    ],
)
def test_exchanged_lost_and_foreign_codes_are_caught(drawn: list[Mark], sentence: str) -> None:
    with pytest.raises(Misprinted, match=sentence):
        prove(write(PAGE, "Codes", [drawn]), [[CONFIRM, REFUSE]])


def test_a_blot_on_a_code_is_caught() -> None:
    blot = Boxes(((100, 40, 20, 60),))
    with pytest.raises(Misprinted, match="Do not use the sheet"):
        prove(write(PAGE, "Codes", [[*_page(CONFIRM, REFUSE), blot]]), [[CONFIRM, REFUSE]])


def test_a_page_too_many_is_caught() -> None:
    with pytest.raises(Misprinted, match="2 pages instead of 1"):
        prove(write(PAGE, "Codes", [_page(CONFIRM), []]), [[CONFIRM]])


@pytest.mark.parametrize("icon", SheetIcon)
def test_every_icon_stays_in_its_square(icon: SheetIcon) -> None:
    outlines = [points for mark in sheet_icon(icon, 10, 20, 24) for points in mark.outlines]
    assert len(outlines) >= 2
    for points in outlines:
        assert all(10 <= x <= 34 and 20 <= y <= 44 for x, y in points)


# Badges.

PEOPLE = tuple(Person(f"Technician {number}", Office.TECHNICIAN) for number in range(1, 12))
NUMBERS = tuple(f"BCDFGHJ{letter}" for letter in "BCDEFGHIJKL")


@pytest.fixture
def badges() -> BadgeSheet:
    return badge_sheet(zip(PEOPLE, NUMBERS, strict=True), SITE)


def test_each_badge_carries_the_code_of_its_own_name(badges: BadgeSheet) -> None:
    pdf = draw_badge_sheet(badges)
    pages = codes_on(pdf)
    assert [len(page) for page in pages] == [8, 3]
    found = {}
    for at, page in enumerate(pages):
        for code, (x, y) in page:
            words = words_on(pdf, at, x - 110, y - 105, x + 110, y + 50)
            found[code] = words.partition(" technician")[0]
    assert found == {
        command_text(Badge(number)): person.name
        for person, number in zip(PEOPLE, NUMBERS, strict=True)
    }
    assert {read_command(code) for code in found} == {Badge(number) for number in NUMBERS}


def test_a_badge_says_that_it_does_not_sign(badges: BadgeSheet) -> None:
    words = words_on(draw_badge_sheet(badges), 1)
    assert words.count("Says who you are. Your PIN signs; keep it to yourself.") == 3
    assert words.count("St. Example Hospital Pharmacy") == 4
    assert "A new badge makes the one before void." in words


@pytest.mark.parametrize("name", ["Maximiliana Weatherington-Featherstonehg", "N" * 40])
def test_the_longest_name_has_room(name: str) -> None:
    person = Person(name, Office.PHARMACIST)
    pdf = draw_badge_sheet(badge_sheet([(person, NUMBERS[0])], SITE))
    assert name.replace(" ", "") in words_on(pdf, 0).replace(" ", "")


def test_what_has_no_room_on_a_badge_is_refused(badges: BadgeSheet) -> None:
    with pytest.raises(Unprintable, match="The badge of “Technician 1” has no room"):
        draw_badge_sheet(replace(badges, site="Pharmacy of the " + "General " * 40))


def test_a_name_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(Unprintable, match="cannot be printed"):
        draw_badge_sheet(badge_sheet([(Person("王小明", Office.PHARMACIST), NUMBERS[0])], SITE))


def test_badges_elsewhere_are_drawn_on_a4() -> None:
    assert badge_sheet([], replace(SITE, region="EU")).size == "A4"
