"""Labels of random preparations, read back by other tools than ours and set against the log.

    .venv/bin/python packaging/label_trial.py [--labels N] [--seed N] [--keep DIR]

A random order (any body, cycle, reduction; names of up to 60 signs, lots of up to 20) is carried to
its label under the rules of the program: one to four vials, room or refrigerator, US or EU, at any
hour of the year, those in which clocks are set among them. The label, or one of its companions, is
drawn for one of the label stocks and printers. Then

- poppler's `pdftotext -bbox` reads every word with its box: all words of the label are there and no
  other, each lies within the printable part of the page, and no two lie on each other;
- poppler's `pdftoppm` makes the picture that the printer would, and ZXing decodes each code in it;
- every amount with a unit must be one of the facts (as JSON, with an arithmetic of our own beside
  it), the times must be those of that arithmetic, and nothing may be written with a trailing zero,
  without a leading one, or with an error-prone abbreviation;
- the code must be told genuine, and told altered once one sign of it is another.

What does not hold ends the trial, and the label is kept in the folder it names. It needs the tools
of the tests and poppler-utils.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction as F
from html import unescape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import zxingcpp  # noqa: E402
from PIL import Image  # noqa: E402

from app import references  # noqa: E402
from app.core import entry as said  # noqa: E402
from app.core.encoding import encode  # noqa: E402
from app.core.label_kind import LabelKind  # noqa: E402
from app.core.order import Patient  # noqa: E402
from app.core.quantity import Measure, parse  # noqa: E402
from app.core.refused import Refused  # noqa: E402
from app.core.step import Kind  # noqa: E402
from app.core.storage import Storage  # noqa: E402
from app.label_check import read_companion, read_label  # noqa: E402
from app.label_proof import Standing  # noqa: E402
from app.label_signing import PrivateKey, fingerprint  # noqa: E402
from app.labels import bag_label, companion_label  # noqa: E402
from app.site import Site  # noqa: E402
from reports.bag_label import BagLabel  # noqa: E402
from reports.companion_label import CompanionLabel  # noqa: E402
from reports.label import draw_label, label_count  # noqa: E402
from reports.label_stock import STOCKS  # noqa: E402
from reports.press import Press  # noqa: E402
from reports.refusal import Misprinted, Unprintable  # noqa: E402
from reports.verify import verify_label  # noqa: E402
from tests.app.wording import words_for  # noqa: E402
from tests.core import second_arithmetic as again  # noqa: E402
from tests.core.hood import Hood, order, plan_for  # noqa: E402
from tests.core.random_orders import body  # noqa: E402

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÄÖÜäöüßÉéÈèÅåØøŁłŽžÑñ"
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-/."
ZONES = {"US": ("America/Chicago", "America/New_York"), "EU": ("Europe/Berlin", "Europe/Dublin")}
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
KEY = PrivateKey(bytes(range(32)))
KINDS = (LabelKind.BAG, LabelKind.BAG, *(kind for kind in LabelKind if kind is not LabelKind.BAG))
CHUNK = 50
"""How many labels a process makes before it tells of them."""


def main() -> None:
    """Draw as many labels as asked, and say what was done."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--labels", type=int, default=10_000)
    parser.add_argument("--seed", default="6")
    chosen = parser.parse_args()
    began, told = time.monotonic(), Told()
    chunks = -(-chosen.labels // CHUNK)
    with ProcessPoolExecutor() as processes:
        seeds = [f"{chosen.seed}-{chunk}" for chunk in range(chunks)]
        for found in processes.map(chunk_of, seeds):
            told.add(found)
    print(told.said())
    print(f"{time.monotonic() - began:.0f} s, seed {chosen.seed}")


@dataclass
class Told:
    """What was done: labels by kind and by stock, and what was not printed, and why."""

    by_kind: Counter[str] = field(default_factory=Counter)
    by_stock: Counter[str] = field(default_factory=Counter)
    by_count: Counter[int] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Told") -> None:
        """Take in what another process did."""
        self.by_kind += other.by_kind
        self.by_stock += other.by_stock
        self.by_count += other.by_count
        self.refused += other.refused

    def said(self) -> str:
        """Return it in lines."""
        lines = [f"{self.by_kind.total():,} labels, each as it should be"]
        for what in (self.by_kind, self.by_stock, self.by_count, self.refused):
            lines.append(", ".join(f"{each}: {count:,}" for each, count in what.most_common()))
        return "\n".join(lines)


def chunk_of(seed: str) -> Told:
    """Draw and judge labels until a chunk is full."""
    chance, told = random.Random(seed), Told()
    while told.by_kind.total() < CHUNK:
        one = made(chance)
        if one is None:
            told.refused["an order with a stop"] += 1
            continue
        kind, press = chance.choice(KINDS), press_at_random(chance)
        number = 1 if kind in (LabelKind.VIAL, LabelKind.SYRINGE) else 0
        label = label_of(one, kind, number)
        try:
            count = label_count(label, press)
        except Unprintable:
            # Too many words for a small stock: said when the preparation is opened.
            told.refused[f"no room on {press.stock.name}"] += 1
            continue
        try:
            judged(label, kind, one, press, chance)
        except (AssertionError, Misprinted) as wrong:
            file = Path(tempfile.mkdtemp(prefix="umbra-label-")) / "label.pdf"
            file.write_bytes(draw_label(label, press))
            raise SystemExit(f"{wrong}\nseed {seed}, {kind}, {press}\n{label}\n{file}") from wrong
        told.by_kind[kind.value] += 1
        told.by_stock[f"{press.stock.name} at {press.dpi} dpi"] += 1
        told.by_count[count] += 1
    return told


def press_at_random(chance: random.Random) -> Press:
    """Return a stock, a printer, and the next free place."""
    stock = chance.choice(tuple(STOCKS.values()))
    return Press(stock, chance.choice((203, 203, 300, 600)), chance.randint(1, len(stock.places)))


def label_of(made: "Made", kind: LabelKind, number: int) -> BagLabel | CompanionLabel:
    """Return the label of a preparation, signed."""
    state, site, words = made.hood.state, made.site, words_for(made.site.region)
    if kind is LabelKind.BAG:
        return bag_label(state, site, made.copy, words, KEY)
    return companion_label(kind, number, state, site, made.copy, words, KEY)


def word(chance: random.Random, most: int) -> str:
    """Return a name of letters, now and then with a hyphen or an apostrophe in it."""
    text = "".join(chance.choice(LETTERS) for _ in range(chance.randint(1, most)))
    return text.capitalize()


def patient(chance: random.Random) -> Patient:
    """Return somebody whose name takes up to 60 signs, as a label allows two lines of it."""
    family, given = word(chance, chance.choice((9, 16, 24))), word(chance, chance.choice((8, 14)))
    number = "".join(chance.choice("0123456789") for _ in range(chance.randint(4, 12)))
    born = date(chance.randint(1930, 2024), chance.randint(1, 12), chance.randint(1, 28))
    return Patient(f"DEMO-{family}, {given}", number, born)


@dataclass(frozen=True)
class Made:
    """A preparation carried to its label, the site it was made at, and how often it was printed."""

    hood: Hood
    site: Site
    copy: int

    @property
    def facts(self) -> list[tuple[str, dict[str, Any], datetime]]:
        """The facts as the log has them: the class, the JSON, and when each was recorded."""
        return [
            (type(each.fact).__name__, json.loads(encode(each.fact)), each.reading.wall)
            for each in self.hood.history
        ]


def made(chance: random.Random) -> Made | None:
    """Return a random preparation before its label, None where the order has a stop."""
    region = chance.choice(("US", "US", "EU"))
    height, weight = body(chance)
    cycle, day = chance.randint(1, 6), chance.choice((1, 8, 15))
    asked = order(
        height,
        weight,
        cycle,
        day,
        response=chance.choice(("none", "cr", "cri")) if cycle > 1 else None,
        reduction="25%" if chance.random() < 0.3 else None,
    )
    if chance.random() < 0.2:
        asked = replace(asked, dose=parse(f"{chance.randint(250, 4000)} mcg", Measure.DOSE))
    location = chance.choice(("", "5 East", "Haematology day clinic, chair 12"))
    asked = replace(asked, patient=patient(chance), location=location or None)
    monograph = f"besponsa-{region.lower()}"
    begins = FIRST + timedelta(minutes=chance.randrange(365 * 24 * 60))
    try:
        plan = plan_for(asked, references.monograph_named(monograph))
        hood = Hood(asked, monograph, begins, plan)
        carry(hood, chance)
    except Refused:
        return None
    zone = chance.choice(ZONES[region])
    name = f"{word(chance, 20)} {word(chance, 20)} Pharmacy"
    return Made(hood, Site(name, "+1 555 0100", zone, region, True), chance.choice((1, 1, 2, 11)))


def carry(hood: Hood, chance: random.Random) -> None:
    """Do every step before the label, each some minutes after the one before."""
    storage = chance.choice(tuple(Storage)).value
    lots = ["".join(chance.choice(SIGNS) for _ in range(chance.randint(3, 20))) for _ in range(3)]
    while hood.step.kind is not Kind.PRINT:
        hood.wait(chance.choice((0.4, 1, 2, 3.7)))
        who, entry = hood.right()
        if isinstance(entry, said.Scan) and entry.package.lot:
            lot = chance.choice(lots)
            entry = replace(entry, package=replace(entry.package, lot=lot))
        if isinstance(entry, said.Choose) and hood.step.kind is Kind.CONFIRM:
            entry = replace(entry, choice=storage)
        hood.do(who, entry)


def judged(
    label: BagLabel | CompanionLabel,
    kind: LabelKind,
    made: Made,
    press: Press,
    chance: random.Random,
) -> None:
    """Draw a label; raises AssertionError where it does not say what is on record."""
    pdf = draw_label(label, press)
    verify_label(pdf, label, press)
    words = read(pdf)
    expected = [each for _, text in label.parts() for each in text.split()]
    if label_count(label, press) == 1:
        assert Counter(text for text, *_ in words) == Counter(expected), "other words on paper"
    else:  # the head is said again on the second label
        assert not Counter(expected) - Counter(text for text, *_ in words), "a word is missing"
    well_placed(words, press)
    paper = " ".join(text for text, *_ in words)
    well_written(paper, made)
    amounts_of_record(" ".join(expected), kind, made)
    times_of_record(" ".join(expected), kind, made)
    codes = decoded(pdf, press)
    assert [each.text for each in codes] == [label.code] * label_count(label, press), (
        "the codes say something else"
    )
    told_genuine(codes[0], kind, made.copy, chance)


def told_genuine(
    barcode: zxingcpp.Barcode, kind: LabelKind, copy: int, chance: random.Random
) -> None:
    """Assert that the code is told genuine far from where it was made, and an altered one not."""
    scan = barcode.symbology_identifier + barcode.bytes.decode("ascii")
    today, mine = date(2026, 11, 2), (fingerprint(KEY.public),)
    read = read_label if kind is LabelKind.BAG else read_companion
    standing = read(None, scan, today, mine).proof.standing
    assert standing is (Standing.GENUINE if copy == 1 else Standing.REPRINTED), standing
    at = chance.randrange(len("]d2"), len(scan))
    other = chance.choice([sign for sign in SIGNS + "abcxyz" if sign != scan[at]])
    try:
        standing = read(None, f"{scan[:at]}{other}{scan[at + 1 :]}", today, mine).proof.standing
    except Refused:
        return
    assert standing is Standing.ALTERED, f"{other} at {at} is told {standing}"


Read = tuple[str, float, float, float, float, int]


def read(pdf: bytes) -> list[Read]:
    """Return every word on the pages as poppler reads it, with its box in points and its page."""
    found = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    words: list[Read] = []
    for page, text in enumerate(found.split("<page ")[1:]):
        for match in WORD.finditer(text):
            left, top, right, bottom = map(float, match.groups()[:4])
            words.append((unescape(match[5]), left, top, right, bottom, page))
    return words


WORD = re.compile(
    r'<word xMin="([0-9.-]+)" yMin="([0-9.-]+)" xMax="([0-9.-]+)" yMax="([0-9.-]+)">(.*?)</word>'
)
EDGE = 4.0
"""What no word comes nearer to the edge of a label than, in points: 1.4 mm."""


def well_placed(words: list[Read], press: Press) -> None:
    """Assert that each word lies within a label and on no other word."""
    label, places = press.stock.label, press.stock.places
    for text, left, top, right, bottom, _ in words:
        middle = (top + bottom) / 2
        inside = any(
            x + EDGE <= left and right <= x + label.width - EDGE
            and y + EDGE <= middle <= y + label.height - EDGE
            for x, y in places
        )  # fmt: skip
        assert inside, f"“{text}” reaches over the edge"
    for place, one in enumerate(words):
        for other in words[place + 1 :]:
            assert not meet(one, other), f"“{one[0]}” lies on “{other[0]}”"


def meet(one: Read, other: Read) -> bool:
    """Tell whether two words lie on each other: the middle half of their heights, for poppler's
    boxes take in the room above and below the letters.
    """
    if one[5] != other[5]:
        return False
    (_, l1, t1, r1, b1, _), (_, l2, t2, r2, b2, _) = one, other
    h1, h2 = (b1 - t1) / 4, (b2 - t2) / 4
    return l1 + 0.2 < r2 and l2 + 0.2 < r1 and t1 + h1 < b2 - h2 and t2 + h2 < b1 - h1


NUMBER = r"(?<![\w.,/-])(\d[\d,]*(?:\.\d+)?|\.\d+)"
UNIT = r"(mg/mL|mL/h|mg|mcg|mL|g)(?![\w/])"
AMOUNT = re.compile(f"{NUMBER} ?{UNIT}")
WRITTEN = re.compile(f"{NUMBER} {UNIT}")
PRONE = re.compile(r"\d(?:µg|ug|cc|U|IU)\b|\bQD\b|[<>]\s?\d")


def well_written(paper: str, made: Made) -> None:
    """Assert that amounts are written as ISMP asks; names and lots stand as they were given."""
    amounts = AMOUNT.findall(paper)
    assert amounts, "no amount stands on the label"
    assert len(WRITTEN.findall(paper)) == len(amounts), "a number and its unit are not parted"
    for number, _ in amounts:
        assert not number.startswith("."), f"{number} has no leading zero"
        assert "." not in number or not number.endswith("0"), f"{number} has a trailing zero"
    found = PRONE.search(without_names(paper, made))
    assert found is None, f"an error-prone abbreviation: {found}"


def without_names(paper: str, made: Made) -> str:
    """Return what stands on a label without names, identifiers, lots and the typed code."""
    lots = [fact["lot"] or "" for name, fact, _ in made.facts if name == "MaterialScanned"]
    person = made.hood.state.order.patient
    for text in (person.name, person.identifier, made.site.name, *lots):
        for each in text.split():
            paper = paper.replace(each, "")
    return re.sub(r"\b[0-9]+-[0-9A-F]{4}\b", "", paper)


def amounts_of_record(text: str, kind: LabelKind, made: Made) -> None:
    """Assert that each amount is one of the facts, and that those that must be there are."""
    _, opened, _ = made.facts[0]
    plan = opened["plan"]
    dose = plan["dose"]
    delivered, volume, total = (amount_of(plan[name]) for name in ("delivered", "volume", "total"))
    assert delivered == volume * again.STRENGTH, "the facts disagree with themselves"
    concentration = plan["concentration"].split()[0]
    assert abs(F(concentration) - delivered / total) <= F("0.0005"), "the concentration is off"
    draws = [amount_of(each["volume"]) for each in plan["draws"]]
    assert sum(draws) == volume, "the syringes hold something else than the volume"
    stated = dose["ordered"] or dose["calculated"]
    bag = {(delivered, "mg"), (total, "mL"), (F(concentration), "mg/mL"), (total, "mL/h")}
    required, also = {
        LabelKind.BAG: (bag, {(amount_of(stated), "mg"), (amount_of(dose["prepared"]), "mg")}),
        LabelKind.VIAL: ({(again.STRENGTH, "mg/mL"), (F(4), "mL")}, {(again.VIAL_VOLUME, "mL")}),
        LabelKind.SYRINGE: (set(), {x for v in draws for x in ((v, "mL"), (v / 4, "mg"))}),
        LabelKind.LIGHT_COVER: ({(delivered, "mg")}, bag),
        LabelKind.TRANSPORT: ({(delivered, "mg")}, bag),
    }[kind]
    found = {(F(number.replace(",", "")), unit) for number, unit in AMOUNT.findall(text)}
    assert required <= found, f"{required - found} does not stand on the label"
    assert found <= required | also | {(again.STRENGTH, "mg/mL")}, f"{found} is not on record"


def amount_of(text: str) -> F:
    """Return the number of an amount as the log has it, in mg or mL."""
    number, unit = text.split(" ")
    scales = {"mg": F(1), "mL": F(1), "mcg": F("0.001"), "g": F(1000), "L": F(1000)}
    return F(number) * scales[unit]


TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


def times_of_record(text: str, kind: LabelKind, made: Made) -> None:
    """Assert that the dated times are the deadlines, by an arithmetic of our own."""
    began = min(at for name, _, at in made.facts if name == "Reconstituted")
    diluted = next(at for name, _, at in made.facts if name == "DrugAdded")
    storage = next(fact["storage"] for name, fact, _ in made.facts if name == "StorageChosen")
    due = again.deadlines(made.site.region.lower(), began, diluted, storage)
    local = {name: made.site.local(at).strftime("%Y-%m-%d %H:%M") for name, at in due.items()}
    found = set(TIME.findall(text))
    if kind in (LabelKind.VIAL, LabelKind.SYRINGE):
        assert local["dilute-by"] in found, "DILUTE BY is another time"
        return
    assert {local["start-by"], local["end-by"]} <= found, "START BY or FINISH BY is another time"
    if kind is LabelKind.BAG and "take-out-of-refrigerator-by" in local:
        assert local["take-out-of-refrigerator-by"] in found, "it must come out at another time"


def decoded(pdf: bytes, press: Press) -> list[zxingcpp.Barcode]:
    """Return what ZXing reads in the picture that poppler makes at the printer's resolution."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "page"
        subprocess.run(
            ["pdftoppm", "-r", str(press.dpi), "-gray", "-", file],
            input=pdf,
            check=True,
        )
        kind = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix])
        return [
            code
            for page in sorted(Path(place).glob("page*"))
            for code in zxingcpp.read_barcodes(in_dots(page), kind)
        ]


def in_dots(page: Path) -> Image.Image:
    """Return a page as it is printed: black where at least half of a dot is covered."""
    with Image.open(page) as picture:
        return picture.convert("L").point([0 if grey < 128 else 255 for grey in range(256)])


if __name__ == "__main__":
    main()
