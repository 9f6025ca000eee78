"""A site's products as a table, CSV: read whole, or refused with the line that is wrong.

The first line names the columns, in any order and each once:

gtin, ndc, role, item, name, volume, fill, overfill, overfill source, material, source

At least one of gtin and ndc is there; an NDC of ten digits with its hyphens says the GTIN. `role`
is vial, reconstitution-diluent, dilution-diluent, container, light-cover, or "other drug" for
what is only to be refused by name. Columns that hold nothing may be absent. The text is UTF-8,
with or without a byte order mark; fields are divided by commas or by semicolons, as the first
line is, and may stand in quotation marks.
"""

import csv
from collections.abc import Iterator
from functools import lru_cache
from io import StringIO

from app.core.bag import Fill
from app.core.product import Item, Product, is_traced, require_sound
from app.core.quantity import Measure, Quantity, parse
from app.core.refused import Refused
from app.core.step import Role
from app.intake.ndc import WrittenNdc, read_ndc
from app.intake.products_toml import require_gtin
from app.intake.wording import shown

COLUMNS = (
    "gtin",
    "ndc",
    "role",
    "item",
    "name",
    "volume",
    "fill",
    "overfill",
    "overfill source",
    "material",
    "source",
)
OTHER_DRUG = "other drug"
_NEEDED = ("role", "item", "name", "source")
_MOST_BYTES = 10_000_000
_MOST_ROWS = 20_000

Row = dict[str, str]


def read_products_csv(data: bytes, items: frozenset[Item]) -> tuple[Product, ...]:
    """Return the products of a table; `items` are what monographs ask for.

    Raises Refused with the number of the first wrong line, as an editor counts them.
    """
    text = _text(data)
    first, _, _ = text.partition("\n")
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    found: dict[str, tuple[int, Product]] = {}
    numbers: dict[str, int] = {}
    for line, row in _rows(rows):
        try:
            product = _product(row, items)
        except Refused as refused:
            raise _wrong(line, refused.sentence) from refused
        _require_once(line, product, found, numbers)
        found[product.gtin] = (line, product)
        if len(found) > _MOST_ROWS:
            raise Refused(f"The table has more than {_MOST_ROWS:,} products; divide it.")
    if not found:
        raise Refused("The table holds no products below its first line.")
    return tuple(product for _, product in found.values())


def _text(data: bytes) -> str:
    if len(data) > _MOST_BYTES:
        raise Refused("The file is larger than 10 MB; a table of products is not so large.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _wrong(line, "It is not UTF-8 text; save the table as “CSV UTF-8”.") from error
    if "\x00" in text:
        raise Refused("The file is no text; save the table as “CSV UTF-8”.")
    return text


def _delimiter(first: str) -> str:
    comma, semicolon = "," in first, ";" in first
    if comma == semicolon:
        raise _wrong(
            1, f"The columns are divided by commas or by semicolons: {', '.join(COLUMNS)}."
        )
    return "," if comma else ";"


def _rows(rows: Iterator[list[str]]) -> Iterator[tuple[int, Row]]:
    """Yield each row with the line on which it begins; empty lines are passed over."""
    columns: tuple[str, ...] = ()
    before = 0
    while True:
        line, before = before + 1, before
        try:
            cells = next(rows, None)
        except csv.Error as error:
            raise _wrong(line, f"Its quotation marks do not close as they should ({error}).") from (
                error
            )
        if cells is None:
            return
        before = rows.line_num  # type: ignore[attr-defined]
        if not columns:
            columns = _columns(cells)
        elif any(cell.strip() for cell in cells):
            yield line, _row(line, columns, cells)


def _columns(cells: list[str]) -> tuple[str, ...]:
    names = tuple(cell.strip().casefold() for cell in cells)
    for name in names:
        if name not in COLUMNS:
            raise _wrong(
                1, f"“{shown(name)}” is not a column; there are {', '.join(COLUMNS)}. Rename it."
            )
        if names.count(name) > 1:
            raise _wrong(1, f"The column “{name}” stands there twice; remove one.")
    lacking = [name for name in _NEEDED if name not in names]
    if lacking or not {"gtin", "ndc"} & set(names):
        raise _wrong(1, f"The column “{lacking[0] if lacking else 'gtin'}” is missing; add it.")
    return names


def _row(line: int, columns: tuple[str, ...], cells: list[str]) -> Row:
    if len(cells) != len(columns):
        raise _wrong(
            line, f"It has {len(cells)} fields, and the first line names {len(columns)} columns."
        )
    row = dict.fromkeys(COLUMNS, "")
    row.update(zip(columns, (cell.strip() for cell in cells), strict=True))
    return row


def _product(row: Row, items: frozenset[Item]) -> Product:
    gtin, ndc = _numbers(row)
    accepted = row["role"] != OTHER_DRUG
    role = _role(row["role"])
    product = Product(
        gtin=gtin,
        role=role,
        item=row["item"],
        name=row["name"],
        traced=is_traced(role, _fill(row["fill"])),
        accepted=accepted,
        source=row["source"],
        ndc=ndc,
        nominal=_volume(row["volume"]),
        fill=_fill(row["fill"]),
        overfill=_volume(row["overfill"], zero=True),
        overfill_source=row["overfill source"],
        material=row["material"],
    )
    require_sound(product, items)
    return product


def _numbers(row: Row) -> tuple[str, str]:
    written = read_ndc(row["ndc"], named=True) if row["ndc"] else None
    return numbers_of(row["gtin"], written)


def numbers_of(gtin: str, written: WrittenNdc | None) -> tuple[str, str]:
    """Return GTIN and NDC of 12 digits from what was written of them; raises Refused."""
    ndc = str(written.ndc) if written is not None and written.ndc is not None else ""
    if written is not None and not ndc:
        raise Refused(
            "The NDC has ten digits and no hyphens, so its parts are not known; write it such as "
            "0008-0100-01."
        )
    if not gtin:
        said = written.gtin if written is not None else None
        if said is None:
            raise Refused(
                "There is no GTIN, and the NDC does not say it; an NDC of ten digits with its "
                "hyphens does. Write the 14 digits of the GTIN."
            )
        return said, ndc
    gtin = gtin.zfill(14) if gtin.isdigit() and len(gtin) in (12, 13) else gtin
    try:
        require_gtin(gtin)
    except ValueError as error:
        raise Refused(
            f"“{shown(gtin)}” is not a GTIN: it has 14 digits, the last of them the check digit. "
            "Compare it with the package."
        ) from error
    if written is not None and not written.may_be(gtin):
        raise Refused(f"The GTIN {gtin} is not that of NDC {ndc}; compare both with the package.")
    return gtin, ndc


def _role(text: str) -> Role:
    if text == OTHER_DRUG:
        return Role.VIAL
    try:
        return Role(text)
    except ValueError as error:
        known = ", ".join([*(role.value for role in Role), OTHER_DRUG])
        raise Refused(f"“{shown(text)}” is not a role; it is one of {known}.") from error


@lru_cache(maxsize=16)
def _fill(text: str) -> Fill | None:
    if not text:
        return None
    try:
        return Fill(text)
    except ValueError as error:
        known = ", ".join(fill.value for fill in Fill)
        raise Refused(f"“{shown(text)}” is not a fill; it is one of {known}, or empty.") from error


@lru_cache(maxsize=4096)
def _volume(text: str, zero: bool = False) -> Quantity | None:
    return parse(text, Measure.VOLUME, zero=zero) if text else None


def _require_once(
    line: int, product: Product, found: dict[str, tuple[int, Product]], numbers: dict[str, int]
) -> None:
    if product.gtin in found:
        raise _wrong(line, f"The GTIN {product.gtin} stands on line {found[product.gtin][0]} too.")
    if product.ndc and numbers.setdefault(product.ndc, line) != line:
        raise _wrong(line, f"The NDC {product.ndc} stands on line {numbers[product.ndc]} too.")


def _wrong(line: int, sentence: str) -> Refused:
    return Refused(f"Line {line}: {sentence} Nothing of the file was taken.")
