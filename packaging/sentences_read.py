"""Which strings of the source a person can meet in the window, and which slots hold our words."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.ui.patterns import SLOT, Pattern

# Nobody meets these in the window: what they say goes on paper, to the terminal or to a file, in
# English. Of a module after "Refused:" only what it refuses is met.
PAPER = "goes on paper, which stays English"
TERMINAL = "is said at the terminal, which stays English"
FILE = "is written in a file or on disk"
NOT_MET = {
    "app/__main__.py": TERMINAL,
    "app/cli.py": TERMINAL,
    "app/start.py": TERMINAL,
    "app/plan_command.py": TERMINAL,
    "app/plan_choices.py": TERMINAL,
    "app/plan_timing.py": TERMINAL,
    "app/plan_wanted.py": TERMINAL,
    "app/plan_course.py": TERMINAL,
    "app/plan_report.py": TERMINAL,
    "app/course_report.py": TERMINAL,
    "app/one_of.py": TERMINAL,
    "app/waste_command.py": TERMINAL,
    "app/label_command.py": TERMINAL,
    "app/recall_command.py": TERMINAL,
    "app/formulation_command.py": TERMINAL,
    "app/day_command.py": TERMINAL,
    "app/self_check.py": TERMINAL,
    "app/verification.py": TERMINAL,
    "app/clock_verified.py": TERMINAL,
    "app/labels_verified.py": TERMINAL,
    "app/products_verified.py": TERMINAL,
    "app/ui/opening.py": TERMINAL,
    "app/ui/demo.py": TERMINAL,
    "app/ui/patterns.py": "holds no sentences of its own",
    "app/ui/language.py": "holds no sentences of its own",
    "app/ui/drawing/icons.py": "names pictures for the program",
    "app/ui/theme.py": "names colours and faults of ours",
    "app/log_schema.py": FILE,
    "app/log_chain.py": FILE,
    "app/waste_csv.py": FILE,
    "app/zebra.py": "speaks to printers",
    "app/label_code.py": "speaks to scanners",
    "app/core/audit.py": TERMINAL,
    "app/core/encoding.py": FILE,
}
# What these say goes on paper; what they refuse is shown.
REFUSALS_ONLY = (
    "app/command_paper.py",
    "app/companion_labels.py",
    "app/compounded_record.py",
    "app/course_paper.py",
    "app/day_paper.py",
    "app/formulation_example.py",
    "app/formulation_limits.py",
    "app/formulation_record.py",
    "app/infusion_record.py",
    "app/interaction_paper.py",
    "app/label_drawing.py",
    "app/label_paper.py",
    "app/label_parts.py",
    "app/label_proof.py",
    "app/label_record.py",
    "app/label_sample.py",
    "app/label_words.py",
    "app/labels.py",
    "app/ledger_record.py",
    "app/making_record.py",
    "app/override_record.py",
    "app/months_paper.py",
    "app/papers.py",
    "app/quality_record.py",
    "app/recall_paper.py",
    "app/record_times.py",
    "app/records.py",
    "app/scanner_paper.py",
    "app/step_record.py",
    "app/temperature_record.py",
    "app/waste_paper.py",
    "app/waste_record.py",
    "app/weighing_record.py",
    "app/worksheet.py",
    "app/worksheet_check.py",
    "app/worksheet_label.py",
    "app/worksheet_standing.py",
    "app/worksheet_times.py",
    "reports/",
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Calls whose strings are for programs.
_FOR_PROGRAMS = _set("""
    import_module getattr hasattr setattr getLogger compile Decimal TypeVar NewType execute
    quantity startswith endswith removeprefix removesuffix split rsplit partition rpartition
    strip lstrip rstrip replace strftime strptime setObjectName setProperty encode decode open
    get pop count find index fromisoformat sub match fullmatch search cast property isinstance Q
    read parse data text names ZoneInfo QColor ValueError TypeError KeyError RuntimeError
    AssertionError OSError EOFError NotImplementedError attrgetter itemgetter translate
    maketrans unhexlify pragma query literal_eval unit parse_units
""")
_FAULTS = re.compile(r"(Error|Exception)$")
_UNITS = _set("""
    mg mcg g kg mL L cm m in ft lb s min h m2 d y mg/mL mg/m2 mL/h mm Pa hPa °C
""")
_WORD = re.compile(r"[A-Za-zµ]{2,}")
_CODE = re.compile(
    r"[a-z0-9]+([-_./:][a-z0-9]*)+|[a-z]+|[A-Za-z]*[_/\\=<>#&][^ ]*|%.*|[A-Z]{2,3}\d*"
)
_SQL = re.compile(r"(SELECT|INSERT|CREATE|PRAGMA|UPDATE|DELETE|BEGIN|ATTACH|VACUUM|WITH|WHERE) ")

# Slots whose last name is one of these hold words or sentences of ours, and are translated inside.
# What fills any other slot is shown as it is: names, lots, reasons and whatever was typed are never
# among these. A new name comes in here only when nobody outside Umbra writes what it holds.
OURS = _set("""
    absent add added adds_up advice after again also amount amounts answers apart area ask
    asked_named away back bare base because before below besides best blind bound bounds came
    caption changed checked choice compare conflict days deadline detail deviation diluents doubt
    drawn earliest_rule ended ending ends every expected failure fault fewer fill filling fills fits
    fixed found frame full gap gone graded have head heading held holds how instead instruction
    into is_now it item kept_back kind kinds label lacks latest_rule least left length less lies
    line look lost lowest many marks means meant measure measured more most moved named
    nothing_discarded now now_words objects of off office option over parts piece pieces place
    plain planned question refused remaining remains remedy rest role rule rules said same says
    section sentence short side sign signs since size sizes span stage stands stands_detail
    state status still stock strength supposed tail taken the then there times title to_weigh
    together told unchanged unit unknown unseen until until_when used verb verdict vials void
    wait waiting wanted warning water way weighed weighs what what_to_do when where which whole
    whose why why_not withheld within word words
""")
# Attributes named `value` are members of enums or quantities, both safe to look up.
_MEMBER = "value"
# Functions whose result is data, or numbers, units and dates, which no language changes.
_DATA = _set("""
    Verbatim shown _shown visible show show_mass clock_time len literal typed_code digest
    fingerprint code_of by _by _approved_by _seen encode _moment day_and_time isoformat local
    sheet_number number_for_people signed_percent percent magnitude round max int str ord
    strftime upper_limit _name file name text _text _listed _value decode get shown_from _at
    _zone urandom absolute as_uri exactly round_half_up _holder replace strip _expiry quoted
    host dumps in_mm json of_monograph
""")
# What the source puts together from parts that no reader of it sees side by side: the words between
# the parts of a list, and sentences whose first half stands in one room and whose rest in another.
PUT_TOGETHER = (
    "and",
    "or",
    "Fill the empty container with {diluent}",
    "Take out of the bag, and discard: {diluent}",
    "Draw into the empty infusion syringe: {diluent}",
    "Draw into the empty {size} infusion syringe: {diluent}",
    *(
        words.format(held=held)
        for held in ("bag", "infusion syringe")
        for words in (
            "Prepare the {held}",
            "Choose what is in place now; it stays until the {held} is covered.",
            "Add the drug to the {held}",
            "Inspect the {held}",
            "Cover the {held}",
            "Now: cover the {held}.",
            "Next: cover the {held}.",
            "Put the scanned light cover over the {held}; the line needs none.",
            "Where will the {held} wait?",
            "Put the label on the {held} and scan it",
        )
    ),
    *(
        f"Withdraw into {which} {{capacity}} syringe"
        for which in ("one", "the first", "the second")
    ),
    "Scanned {name}",
    "lot and no expiry date",
    *("above", "below", "least", "highest", "forbids", "once"),
    *("a bag", "a syringe", "roll", "letter paper", "A4 paper"),
    *("both diluents", "the diluent"),
    *("dilute by {at}", "start by {at}", "out of refrigerator by {at}"),
    "Typed by hand, not scanned: {name}",
    "{label!said}, in {unit}",
    *("{words!said}, key Enter", "{words!said}, key Esc"),
    *("Too late to {verb!said}, by", "late by {late!said}", "breaks a limit by {over!said}"),
    *("Weigh {item!said} before the water", "Weigh {item!said} with its water"),
    *("Weigh the empty {item!said}", "Weigh the filled {item!said}"),
    *("Weigh the {item!said} before the drug", "Weigh the {item!said} with the drug"),
    "Zero the empty scale, then put the {item!said} on it with its diluent, and with all that "
    "stays on it.",
    *("IV infusion over {hours}", "{dose} per m²"),
    *("much", "little", "syringes", "the bag", "the infusion syringe"),
)
# What the monographs that are shipped say at the hood; a site's own are in its own words.
_MONOGRAPHS = "resources/formulary"
_TEXTS = ("dissolve", "mix", "protect", "vial-appearance", "final-appearance")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or pattern, and the room that says it, such as "ui/pages/order"."""

    room: str
    pattern: str


def every_sentence(root: Path) -> Iterator[Said]:
    """Yield what a person can meet in the window, room by room."""
    yield from (Said("put_together", pattern) for pattern in PUT_TOGETHER)
    for path in sorted((root / _MONOGRAPHS).glob("*.toml")):
        yield from _of_monograph(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in sorted([*root.glob("app/**/*.py"), *root.glob("reports/*.py")]):
        name = path.relative_to(root).as_posix()
        if name not in NOT_MET:
            yield from sentences_of(path.read_text(encoding="utf-8"), name)


def _of_monograph(monograph: dict[str, Any]) -> Iterator[Said]:
    """Yield what a monograph says at the hood: what to do, what is seen, what keeps light off."""
    texts = monograph["text"]
    handling = (texts[each]["words"] for each in _TEXTS if each in texts)
    light = (each["words"] for each in monograph["light"])
    yield from (Said("formulary_words", words) for words in (*handling, *light))


def sentences_of(source: str, name: str) -> Iterator[Said]:
    """Yield what the module `name` says, "app/ui/page.py" for instance."""
    room = name.removesuffix(".py").removeprefix("app/")
    reader = _Reader(
        in_window=name.startswith("app/ui/"), refusals_only=name.startswith(REFUSALS_ONLY)
    )
    reader.visit(ast.parse(source))
    yield from (Said(room, pattern) for pattern in dict.fromkeys(reader.found))


class _Reader(ast.NodeVisitor):
    """Walks a module and keeps what is for people."""

    def __init__(self, *, in_window: bool, refusals_only: bool) -> None:
        self.found: list[str] = []
        self._in_window = in_window
        self._refusals_only = refusals_only
        self._refusing = False
        self._words = False

    # What is never for people.

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> None:
        """An annotation is for programs."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for each in (*node.decorator_list, *node.body):
            self.visit(each)

    def visit_Compare(self, node: ast.Compare) -> None:
        for each in (node.left, *node.comparators):
            if not isinstance(each, ast.Constant | ast.Tuple | ast.Set):
                self.visit(each)

    def visit_MatchValue(self, node: ast.MatchValue) -> None:
        """What a match compares with is for programs."""

    def visit_Assert(self, node: ast.Assert) -> None:
        """What asserts is for us."""

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        if not isinstance(node.slice, ast.Constant):
            self.visit(node.slice)

    def visit_Dict(self, node: ast.Dict) -> None:
        for value in node.values:
            self.visit(value)

    def visit_Raise(self, node: ast.Raise) -> None:
        if isinstance(node.exc, ast.Call) and _FAULTS.search(_called(node.exc)):
            return
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        called = _called(node)
        is_copy = called == "replace" and isinstance(node.func, ast.Name)
        if called in _FOR_PROGRAMS and not is_copy:
            for each in (node.func, *node.args):
                if not isinstance(each, ast.Constant):
                    self.visit(each)
            return
        before = self._refusing
        self._refusing = before or called.lower().endswith("refused")
        self.generic_visit(node)
        self._refusing = before

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        before = self._words
        self._words = any("Enum" in ast.unparse(base) for base in node.bases)
        self.generic_visit(node)
        self._words = before

    # What may be.

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._keep(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._keep_parts(_parts(node))

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if not isinstance(node.op, ast.Add):
            self.generic_visit(node)
            return
        parts = list(_parts(node))
        if any(isinstance(part, str) for part in parts):
            self._keep_parts(parts)
        else:
            self.generic_visit(node)

    def _keep_parts(self, parts: Iterable[str | ast.expr]) -> None:
        every = list(parts)
        pattern = ""
        names: list[str] = []
        run: list[ast.expr] = []
        for part in [*every, ""]:
            if isinstance(part, str):
                if run:
                    pattern += slot(run, names)
                    run = []
                pattern += part
            else:
                run.append(part)
                self.visit(part)
        self._keep(pattern)

    def _keep(self, line: str) -> None:
        # The parts of a line are looked up one by one.
        parts = re.split(r"\s*\n\s*|\s+·\s+|^·\s+|\s+·$", line)
        for part in parts:
            # What stands around a piece is said with any words: it is no part of it.
            piece = part.strip().lstrip(",;:–—").rstrip(",:–—").strip()
            self._keep_part(piece, for_sure=len(parts) > 1)

    def _keep_part(self, pattern: str, *, for_sure: bool) -> None:
        if self._refusals_only and not self._refusing:
            return
        bare = re.sub(r"\{[^}]*\}", " ", pattern)
        if not _WORD.search(bare) or _SQL.match(pattern):
            return
        if all(word in _UNITS for word in _WORD.findall(bare)):
            return
        # A pattern needs a whole word of ours to be known by.
        if SLOT.search(pattern) and not any(Pattern(pattern, "").words()):
            return
        if (
            not for_sure
            and " " not in pattern
            and _CODE.fullmatch(re.sub(r"\{[^}]*\}", "x", pattern))
        ):
            plain = re.fullmatch(r"[a-z]{2,}", pattern)
            if not (plain and (self._in_window or self._words)):
                return
        self.found.append(pattern)


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _parts(node: ast.expr) -> Iterator[str | ast.expr]:
    """Yield the literal parts and the slots of what is put together."""
    match node:
        case ast.JoinedStr(values=values):
            for value in values:
                yield from _parts(value)
        case ast.FormattedValue(value=value):
            yield value
        case ast.Constant(value=str(text)):
            yield text
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            yield from _parts(left)
            yield from _parts(right)
        case _:
            yield node


def slot(values: list[ast.expr], names: list[str]) -> str:
    """Return the slot for values that stand side by side, and keep its name in `names`."""
    name = "_".join(filter(None, (_name(value) for value in values))).lower()
    name = re.sub(r"_+", "_", name.replace("isoformat", "")).strip("_") or "value"
    name = "_".join(name.split("_")[-3:])
    unique, number = name, 2
    while unique in names:
        unique, number = f"{name}_{number}", number + 1
    names.append(unique)
    mark = "!said" if any(is_ours(value) for value in values) else ""
    return f"{{{unique}{mark}}}"


def _name(value: ast.expr) -> str:
    match value:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner, attr=attr):
            left = _name(inner)
            return attr if left in ("self", "each", "state", "e", "") else f"{left}_{attr}"
        case ast.Call(func=func, args=args):
            inside = _name(args[0]) if args else ""
            return inside or _name(func)
        case ast.Subscript(value=inner):
            return _name(inner)
        case ast.IfExp(body=body, orelse=orelse):
            return _name(body) or _name(orelse)
        case ast.BinOp(left=left):
            return _name(left)
    return ""


def is_ours(value: ast.expr) -> bool:
    """Tell whether what fills a slot is a word or sentence of ours."""
    match value:
        case ast.Name(id=name):
            return name in OURS or (name.isupper() and len(name) > 2)
        case ast.Attribute(attr=name):
            return name in OURS or name == _MEMBER
        case ast.IfExp(body=body, orelse=orelse):
            return is_ours(body) or is_ours(orelse)
        case ast.BoolOp(values=values):
            return any(is_ours(each) for each in values)
        case ast.Constant(value=str(text)):
            return bool(_WORD.search(text))
        case ast.JoinedStr() | ast.BinOp(op=ast.Add()):
            return any(
                is_ours(part) if isinstance(part, ast.expr) else bool(_WORD.search(part))
                for part in _parts(value)
            )
        case ast.Subscript(value=inner):
            return is_ours(inner)
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[listed]):
            return is_ours(listed)
        case ast.GeneratorExp(elt=each):
            return is_ours(each)
        case ast.Call(func=ast.Attribute(value=inner, attr="format")):
            return True
        case ast.Call(func=ast.Attribute(value=inner, attr="lower" | "upper" | "capitalize")):
            return is_ours(inner)
        case ast.Call():
            return _called(value) not in _DATA
    return False
