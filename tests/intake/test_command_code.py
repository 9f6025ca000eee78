"""Codes of the command sheet and of badges: read for what they are or refused, never guessed."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.refused import Refused
from app.intake.command_code import (
    BADGE_LENGTH,
    DIGITS,
    LETTERS,
    Badge,
    Command,
    Instruction,
    command_text,
    is_badge_number,
    read_command,
)
from app.intake.gs1 import parse_scan

TODAY = date(2026, 11, 22)
SEPARATOR = "\x1d"
BADGES = st.text(LETTERS, min_size=BADGE_LENGTH, max_size=BADGE_LENGTH).map(Badge)
COMMANDS: st.SearchStrategy[Command] = st.sampled_from(Instruction) | BADGES
PRODUCTS = st.sampled_from(
    (
        f"]d201003000801000111727033110AB1234{SEPARATOR}21100000000001",
        f"01003000801000111727033110AB1234{SEPARATOR}21100000000001",
        "(01)00300080100011(17)270331(10)UBXCCFCF",
        "300080100011",
        "00300080100011",
        "NDC 0008-0100-01",
        "0008-0100-01",
        "]d2912611-0042",
        "]E00300080100011",
    )
)
# What each code is on paper: the sheets that hang at the hoods must be readable for ever.
ON_PAPER = {
    Instruction.CONFIRM: "UBXCCFCF",
    Instruction.REFUSE: "UBXCRFCV",
    Instruction.NEXT: "UBXCNXJP",
    Instruction.PREVIOUS: "UBXCPREJ",
    Instruction.CALL: "UBXCCLBH",
    Instruction.HOLD: "UBXCHDHI",
    Instruction.BACK: "UBXCBKEK",
    Instruction.DIGIT_0: "UBXCDBVP",
    Instruction.DIGIT_1: "UBXCDCVL",
    Instruction.DIGIT_2: "UBXCDDVI",
    Instruction.DIGIT_3: "UBXCDEVF",
    Instruction.DIGIT_4: "UBXCDFVC",
    Instruction.DIGIT_5: "UBXCDGUV",
    Instruction.DIGIT_6: "UBXCDHUS",
    Instruction.DIGIT_7: "UBXCDIUO",
    Instruction.DIGIT_8: "UBXCDJUK",
    Instruction.DIGIT_9: "UBXCDKUH",
    Instruction.POINT: "UBXCPNEU",
    Instruction.DELETE: "UBXCDLUE",
    Instruction.LIGHT: "UBXCLTOD",
    Instruction.LOOK_BACK: "UBXCLBRL",
    Instruction.WORKSHEET: "UBXCPPEN",
    Instruction.OTHERS: "UBXCTSRD",
    Instruction.REPRINT: "UBXCRPBN",
    Instruction.DISCARD: "UBXCDSTJ",
    Instruction.LOCK: "UBXCLKPE",
}


@pytest.mark.parametrize("instruction", Instruction)
def test_what_is_printed_stays_readable_for_ever(instruction: Instruction) -> None:
    assert command_text(instruction) == ON_PAPER[instruction]
    assert read_command(ON_PAPER[instruction]) is instruction


def test_a_badge_that_was_printed_stays_readable() -> None:
    assert command_text(Badge("BCDFGHJK")) == "UBXPBCDFGHJKFT"


@given(COMMANDS)
def test_a_code_reads_as_what_it_was_written_for(command: Command) -> None:
    text = command_text(command)
    assert read_command(text) == command
    # Caps Lock turns every letter; a scanner may send what kind of code it read.
    for sent in (text.lower(), f"]C0{text}", f"]d1{text.lower()}"):
        assert read_command(sent) == command


@given(COMMANDS)
def test_a_code_has_only_letters_that_every_keyboard_types_alike(command: Command) -> None:
    # Letters whose key holds another one on German or French keyboards, and all other signs.
    assert set(command_text(command)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set("AMQWYZ")


@given(COMMANDS)
def test_a_code_is_long_enough_for_a_scan_and_is_no_key_held_down(command: Command) -> None:
    text = command_text(command)
    assert len(text) >= 8
    assert len(set(text)) > 1


@given(COMMANDS, st.sampled_from(("", "]C0", "]d1", "]d2", "]C1", "(10)")))
def test_no_code_is_a_product(command: Command, before: str) -> None:
    text = command_text(command)
    for sent in (text, text.lower()):
        with pytest.raises(Refused):
            parse_scan(before + sent if before != "(10)" else sent, TODAY)


@given(PRODUCTS, st.data())
def test_no_product_is_a_code_even_with_a_wrong_sign(product: str, data: st.DataObject) -> None:
    assert read_command(product) is None
    at = data.draw(st.integers(0, len(product) - 1))
    sign = data.draw(st.characters(min_codepoint=1, max_codepoint=0x2FF))
    assert read_command(product[:at] + sign + product[at + 1 :]) is None


@given(st.text(max_size=40))
def test_whatever_a_product_scan_says_is_no_code(text: str) -> None:
    try:
        parse_scan(text, TODAY)
    except Refused:
        return
    assert read_command(text) is None


@given(st.text(max_size=30) | st.text(LETTERS + LETTERS.lower(), max_size=20))
def test_only_what_was_written_is_read(text: str) -> None:
    try:
        command = read_command(text)
    except Refused:
        return
    if command is not None:
        assert command_text(command) == text.removeprefix("]C0").removeprefix("]d1").upper()


@given(COMMANDS, st.data())
def test_one_wrong_letter_is_never_another_command(command: Command, data: st.DataObject) -> None:
    text = command_text(command)
    at = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.sampled_from(LETTERS).filter(lambda letter: letter != text[at]))
    with pytest.raises(Refused, match="not a whole code of the command sheet or of a badge"):
        read_command(text[:at] + wrong + text[at + 1 :])


@given(COMMANDS)
def test_two_letters_exchanged_are_never_another_command(command: Command) -> None:
    text = command_text(command)
    for first, second in combinations(range(len(text)), 2):
        if text[first] == text[second]:
            continue
        signs = list(text)
        signs[first], signs[second] = signs[second], signs[first]
        with pytest.raises(Refused):
            read_command("".join(signs))


@given(COMMANDS)
def test_a_letter_lost_or_doubled_is_refused(command: Command) -> None:
    text = command_text(command)
    for at in range(len(text)):
        for damaged in (text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:]):
            with pytest.raises(Refused):
                read_command(damaged)


@pytest.mark.parametrize(
    "text",
    [
        "UBXCCFcf",  # Caps Lock does not change within a scan
        "UBX",
        "UBXC",
        "UBXCCFC4",
        "ubxccfcf ",
        "UBXCCFCF]C0",
        "]C0UBXCCFCG",
        "UBX-CCFCF",
        "CONFER",
    ],
)
def test_what_can_only_be_a_damaged_code_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Scan it again"):
        read_command(text)


def test_a_sound_code_of_no_meaning_here_is_refused() -> None:
    # A later Umbra may print more codes: each is well written, and unknown to this one.
    sound = 0
    for first in LETTERS:
        for second in LETTERS:
            content = f"UBXC{first}{second}"
            for check in (f"{a}{b}" for a in LETTERS for b in LETTERS):
                try:
                    read_command(content + check)
                except Refused:
                    continue
                sound += 1
    assert sound == len(Instruction)


@pytest.mark.parametrize(
    "text", ["", "5.8", "12345678", "DEMO, Adalind", "00482913", "BCDFG", "]C0"]
)
def test_what_is_typed_or_worn_by_a_patient_is_no_code(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize("number", ["", "BCDFGHJ", "BCDFGHJKL", "BCDFGHJA", "bcdfghjk", "1234567B"])
def test_what_cannot_be_the_number_of_a_badge_is_not_written(number: str) -> None:
    assert not is_badge_number(number)
    with pytest.raises(ValueError, match="is not 8 letters of"):
        command_text(Badge(number))


def test_digits_and_the_point_type_themselves_and_the_others_nothing() -> None:
    assert [digit.sign for digit in DIGITS] == list("0123456789")
    typing = {each: each.sign for each in Instruction if each.sign}
    assert set(typing) == {*DIGITS, Instruction.POINT}
    assert Instruction.POINT.sign == "."
