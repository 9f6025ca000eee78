"""A scanner is learned from one page of codes, and what it loses is refused with what to change.

The keyboards are those of xkeyboard-config: us(basic), de(basic), de(nodeadkeys), fr(azerty).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.refused import Refused
from app.intake.key_signs import CONTROL, SEPARATOR, function_key, has_keys, visible
from app.intake.scanner_codes import ALPHABET, ASKED, CODES, SIGNS, Kind, SheetCode, code_numbered
from app.intake.scanner_learning import Answer, SetAnew, learn, require_fitting
from app.intake.scanner_profile import ScannerProfile, require_plain

_US = "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./"
_US_SHIFTED = '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"|ZXCVBNM<>?'
_GERMAN = "^1234567890ß\N{ACUTE ACCENT}qwertzuiopü+asdfghjklöä#yxcvbnm,.-"
_GERMAN_SHIFTED = "°!\"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ'YXCVBNM;:_"
_FRENCH = "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmù*wxcvbn,;:!"
_FRENCH_SHIFTED = "²1234567890°+AZERTYUIOP¨£QSDFGHJKLM%µWXCVBN?./§"
_KEYS = _US + _US_SHIFTED

Said = TypeVar("Said")

LAYOUTS = {
    "US": dict(zip(_KEYS, _KEYS, strict=True)),
    "German": dict(zip(_KEYS, _GERMAN + _GERMAN_SHIFTED, strict=True)),
    "French": dict(zip(_KEYS, _FRENCH + _FRENCH_SHIFTED, strict=True)),
}
# What Ctrl and the key of ] give there.
CONTROL_BRACKET = {"US": SEPARATOR, "German": f"{CONTROL}+", "French": f"{CONTROL}$"}
VIAL = f"]d201003000801000111727033110AB-12/c{SEPARATOR}21100z00000001"


@dataclass(frozen=True)
class Scanner:
    """A scanner of a US keyboard at a computer with some layout."""

    layout: str = "US"
    prefix: str = ""
    identifiers: bool = True
    separator: str | None = None
    caps_lock: bool = False
    capitals: bool = False
    leading: bool = False
    suffix: str = ""
    dead: str = ""

    def sends(self, text: str) -> str:
        """Return what arrives for an identifier and what a code holds."""
        identifier, held = (text[:3], text[3:]) if text.startswith("]") else ("", text)
        gs = self.separator if self.separator is not None else CONTROL_BRACKET[self.layout]
        opened = gs if self.leading and identifier in ("]d2", "]C1") else ""
        words = self.typed(identifier) if self.identifiers else ""
        body = gs.join(self.typed(part) for part in held.split(SEPARATOR))
        return f"{self.typed(self.prefix)}{words}{opened}{body}{self.suffix}"

    def typed(self, text: str) -> str:
        """Return what arrives for plain signs."""
        text = text.upper() if self.capitals else text
        text = text.swapcase() if self.caps_lock else text
        return "".join(LAYOUTS[self.layout][sign] for sign in text if sign not in self.dead)

    def of_sheet(self, code: SheetCode) -> str:
        """Return what arrives for a code of the page."""
        return self.sends(code.identifier + code.holds)


def answers(scanner: Scanner, upto: int = len(ASKED)) -> tuple[Answer, ...]:
    return tuple(Answer(number, scanner.of_sheet(code_numbered(number))) for number in ASKED[:upto])


def learned(scanner: Scanner) -> ScannerProfile:
    """Learn a scanner as the page does: each answer is looked at when it arrives."""
    heard = answers(scanner)
    for upto in range(1, len(heard) + 1):
        require_fitting(heard[:upto])
    return learn(heard)


def refusal(action: Callable[[Said], object], said: Said) -> str:
    """Return the sentence of a refusal, "" where nothing was refused."""
    try:
        action(said)
    except Refused as refused:
        return refused.sentence
    return ""


SCANNERS = [
    Scanner(),
    Scanner(identifiers=False),
    Scanner(prefix="SC"),
    Scanner(prefix="SC", identifiers=False),
    Scanner(prefix="#01]C0", identifiers=False),
    Scanner(separator="|"),
    Scanner(separator="^]"),
    Scanner(separator="{GS}"),
    Scanner(separator=function_key(8)),
    Scanner(separator=function_key(8), leading=True),
    Scanner(leading=True, identifiers=False),
    Scanner(caps_lock=True),
    Scanner(caps_lock=True, prefix="Sc", identifiers=False),
    Scanner("German"),
    Scanner("German", identifiers=False),
    Scanner("German", separator=function_key(8), prefix="S/"),
    Scanner("German", separator=">", caps_lock=True),
    Scanner("French"),
    Scanner("French", identifiers=False, prefix="SC"),
    Scanner("French", separator="|", caps_lock=True),
]


def _held(scanner: Scanner, text: str) -> str:
    return text if scanner.identifiers else text[3:]


@pytest.mark.parametrize("scanner", SCANNERS, ids=str)
def test_what_the_scanner_types_is_turned_back_into_what_the_code_holds(scanner: Scanner) -> None:
    profile = learned(scanner)
    read = profile.read(scanner.sends(VIAL))
    opened = SEPARATOR if scanner.leading else ""
    assert read.replace(opened + "0100", "0100", 1) == _held(scanner, VIAL)
    assert profile.sends_separator
    assert profile.sends_identifiers is scanner.identifiers
    # A scan of another scanner is known by its missing identifier alone.
    assert profile.proves_separator is scanner.identifiers
    assert profile.prefix == scanner.typed(scanner.prefix)


@given(
    scanner=st.sampled_from(SCANNERS),
    lot=st.text(SIGNS, min_size=1, max_size=20),
    serial=st.text(SIGNS, min_size=1, max_size=20),
)
def test_no_lot_meets_its_serial_number(scanner: Scanner, lot: str, serial: str) -> None:
    held = f"]d2010030008010001110{lot}{SEPARATOR}21{serial}"
    read = _PROFILES(scanner).read(replace(scanner, leading=False).sends(held))
    assert read == _held(scanner, held)


def _remembered(make: Callable[[Scanner], ScannerProfile]) -> Callable[[Scanner], ScannerProfile]:
    known: dict[Scanner, ScannerProfile] = {}
    return lambda scanner: known.setdefault(scanner, make(scanner))


_PROFILES = _remembered(learned)


def test_the_page_holds_every_sign_of_gs1_once_and_no_two_lengths_alike() -> None:
    assert sorted("".join(code.holds for code in ALPHABET)) == sorted(SIGNS)
    assert len(SIGNS) == len(set(SIGNS)) == 82
    assert len({len(code.holds) for code in ALPHABET}) == len(ALPHABET)
    assert [code.number for code in CODES] == list(range(1, len(CODES) + 1))
    for sign in "=+'\"":
        (after,) = {code.holds.partition(sign)[2][:1] for code in ALPHABET if sign in code.holds}
        assert after in "aeiouAEIOU", sign


@pytest.mark.parametrize(
    ("scanner", "sentence"),
    [
        (Scanner(separator=""), "cannot be told apart"),
        (Scanner(separator="", identifiers=False), "cannot be told apart"),
        (Scanner(separator=","), "“,” between lot and serial number, which may stand in a lot"),
        (Scanner(separator="<GS>"), "“<GS>” between lot and serial number, which may stand"),
        # The sign > of a US scanner is what a German keyboard makes of the code's :
        (Scanner("German", separator=":"), "“:” between lot and serial number"),
        (Scanner(capitals=True), "“a” and “A” both arrive as “A”: .* one case only"),
        (Scanner(capitals=True, caps_lock=True), "“a” and “A” both arrive as “a”"),
        (Scanner("German", dead="=+"), "dead key of this keyboard loses characters"),
        (Scanner("German", dead="=+", identifiers=False), "where at least 20 were expected"),
        (Scanner(suffix="#"), "or one is added at the end"),
    ],
    ids=str,
)
def test_what_loses_something_is_refused_with_what_to_change(
    scanner: Scanner, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        learned(scanner)
    assert "then begin again with code 1." in refused.value.sentence
    assert refused.value.sentence.count("Set the scanner") <= 1


def test_two_signs_that_arrive_as_one_are_named() -> None:
    heard = Answer(1, "]C0" + code_numbered(1).holds.replace("&", "%"))
    with pytest.raises(SetAnew, match=r"“%” and “&” both arrive as “%”.*keyboard country"):
        require_fitting([heard])


def test_a_code_scanned_out_of_turn_is_named_and_the_others_stay() -> None:
    scanner = Scanner()
    heard = answers(scanner, 2)
    again = Answer(3, heard[1].raw)
    with pytest.raises(Refused, match=r"code 2 once more\. Cover .* scan code 3") as refused:
        require_fitting([*heard, again])
    assert not isinstance(refused.value, SetAnew)


@pytest.mark.parametrize("asked", range(2, 8))
def test_no_other_code_of_the_page_passes_for_the_one_asked_for(asked: int) -> None:
    for scanner in (Scanner(), Scanner(identifiers=False), Scanner("French", prefix="SC")):
        before = answers(scanner, asked - 1)
        for code in CODES:
            if code.number != asked:
                with pytest.raises(Refused):
                    require_fitting([*before, Answer(asked, scanner.of_sheet(code))])


def test_codes_that_begin_differently_are_refused() -> None:
    first = answers(Scanner(prefix="A#"), 1)
    second = answers(Scanner(prefix="B#"), 2)[1:]
    with pytest.raises(Refused, match="does not begin with “A#]C0” as code 1 did"):
        require_fitting([*first, *second])


def test_the_same_code_in_two_ways_is_refused() -> None:
    heard = list(answers(Scanner()))
    heard[-1] = Answer(5, heard[-1].raw.replace("Lot", "lot"))
    with pytest.raises(SetAnew, match=r"Code 5 arrived differently the second time: .*Lot.*lot"):
        require_fitting(heard)
    with pytest.raises(SetAnew, match="Code 5 arrived differently"):
        learn(heard)


def test_caps_lock_that_changes_on_the_way_is_noticed() -> None:
    before, after = answers(Scanner()), answers(Scanner(caps_lock=True))
    for turn in range(1, len(ASKED)):
        heard = (*before[:turn], *after[turn:])
        assert any(refusal(require_fitting, heard[:upto]) for upto in range(1, len(ASKED) + 1))


def test_a_separator_of_one_kind_of_code_only_is_refused() -> None:
    heard = [*answers(Scanner(), 5), answers(Scanner(separator="|"), 6)[5]]
    with pytest.raises(SetAnew, match=r"“<GS>” arrives in a DataMatrix and “\|” in a GS1-128"):
        require_fitting(heard)


def test_identifiers_with_some_kinds_only_are_refused() -> None:
    heard = [*answers(Scanner(identifiers=False), 4), answers(Scanner(), 5)[4]]
    with pytest.raises(Refused, match="identifiers with all kinds or with none"):
        require_fitting(heard)
    heard = [*answers(Scanner(), 4), answers(Scanner(identifiers=False), 5)[4]]
    with pytest.raises(Refused, match="begins otherwise than codes 1 to 4"):
        require_fitting(heard)
    heard = [*answers(Scanner(), 5), answers(Scanner(identifiers=False), 6)[5]]
    with pytest.raises(Refused, match=r"is not code 6 \(GS1-128\)"):
        require_fitting(heard)


def test_something_before_a_code_that_is_no_separator_is_refused() -> None:
    heard = [*answers(Scanner(), 4)]
    raw = Scanner().of_sheet(code_numbered(5))
    with pytest.raises(Refused, match=r"is not code 5 \(GS1 DataMatrix\)"):
        require_fitting([*heard, Answer(5, raw.replace("]d2", "]d2#"))])


@pytest.mark.parametrize("identifiers", [True, False])
def test_a_product_number_is_sent_whole(identifiers: bool) -> None:
    scanner = Scanner(identifiers=identifiers)
    number = code_numbered(7)
    lead = "]E0" if identifiers else ""
    before = answers(scanner, 6)
    require_fitting([*before, Answer(7, f"{lead}0{number.holds}")])
    with pytest.raises(SetAnew, match=r"only “49999999999” arrived.*check digit"):
        require_fitting([*before, Answer(7, lead + number.holds[:-1])])
    with pytest.raises(Refused, match=r"is not code 7 \(UPC-A\)"):
        require_fitting([*before, Answer(7, f"{lead}2000000000015")])


def test_only_all_the_answers_make_a_profile() -> None:
    with pytest.raises(ValueError, match="for each code"):
        learn(answers(Scanner(), 7))


def test_without_the_prefix_a_scan_is_refused() -> None:
    profile = learned(Scanner(prefix="SC"))
    with pytest.raises(Refused, match=r"does not begin with “SC”.*Learn the scanner again"):
        profile.read(Scanner().sends(VIAL))


def test_without_the_identifier_a_scan_is_refused() -> None:
    profile = learned(Scanner())
    for raw in (VIAL[3:], "]d", ""):
        with pytest.raises(Refused, match="without the symbology identifier"):
            profile.read(raw)


@pytest.mark.parametrize(
    "scanner",
    [Scanner(), Scanner(prefix="SC", identifiers=False), Scanner("German"), Scanner("German", "s")],
)
def test_caps_lock_is_named_when_the_case_is_inverted(scanner: Scanner) -> None:
    profile = learned(scanner)
    with pytest.raises(Refused, match="Caps Lock"):
        profile.read(replace(scanner, caps_lock=True).sends(VIAL))
    inverted = learned(replace(scanner, caps_lock=True))
    with pytest.raises(Refused, match="Caps Lock"):
        inverted.read(scanner.sends(VIAL))


def test_an_identifier_of_another_kind_is_left_to_the_reader_of_codes() -> None:
    assert learned(Scanner()).read("]X0123") == "]X0123"


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        ("é", "“é” in"),
        (function_key(5), "“<F5>” in"),
        (f"{CONTROL}4", "“<Ctrl\\+4>” in"),
        ("\x1e", "“<RS>” in"),
        (" ", "“ ” in"),
    ],
)
def test_a_sign_that_never_was_learned_is_refused(sign: str, shown: str) -> None:
    with pytest.raises(Refused, match=f"{shown}.*not a character that this workstation's scanner"):
        learned(Scanner()).read(VIAL.replace("AB", f"A{sign}B"))


def test_a_long_scan_is_cut_in_the_sentence() -> None:
    with pytest.raises(Refused, match=r"“]d2é1{55}…”") as refused:
        learned(Scanner()).read("]d2é" + "1" * 300)
    assert len(refused.value.sentence) < 300


@given(st.text())
def test_whatever_arrives_is_read_or_refused(raw: str) -> None:
    for scanner in (Scanner(), Scanner("German", prefix="SC", identifiers=False)):
        assert refusal(_PROFILES(scanner).read, raw).isprintable()


@given(st.lists(st.text()))
def test_whatever_arrives_is_learned_or_refused(raws: list[str]) -> None:
    heard = [Answer(number, raw) for number, raw in zip(ASKED, raws, strict=False)]
    for upto in range(1, len(heard) + 1):
        assert refusal(require_fitting, heard[:upto]).isprintable()


def test_a_scanner_that_sends_no_separator_proves_none() -> None:
    profile = replace(learned(Scanner()), separator="")
    assert not profile.proves_separator
    assert profile.read("]d20100300080100011") == "]d20100300080100011"
    with pytest.raises(Refused, match="“<GS>” in"):
        profile.read(VIAL)


def test_keys_inside_a_code_of_a_scanner_not_learned_are_named() -> None:
    require_plain(VIAL)
    with pytest.raises(Refused, match="keys inside a code: “10LOT<F8>21SER”"):
        require_plain(f"10LOT{function_key(8)}21SER")
    with pytest.raises(Refused, match=r"“10LOT<Ctrl\+\$>21SER”"):
        require_plain(f"10LOT{CONTROL}$21SER")


def test_every_sign_of_a_scan_can_be_seen() -> None:
    raw = f"AB\x1d{function_key(1)}{function_key(12)}{CONTROL}+\x02\x7f\u200b\ud800{CONTROL}"
    seen = "AB<GS><F1><F12><Ctrl++><STX><U+007F><ZERO WIDTH SPACE><U+D800>"
    assert visible(raw) == seen
    assert has_keys(raw)
    assert not has_keys("\x1d]d2")


def test_every_kind_of_code_is_on_the_page() -> None:
    assert {code.kind for code in CODES} == set(Kind)
