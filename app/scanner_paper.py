"""What the page of codes says that a scanner is learned from, and putting it out."""

from pathlib import Path

from app.core.refused import Refused
from app.intake.scanner_codes import CODES, Kind, SheetCode
from app.printing import write_whole
from app.site import Site
from reports import scanner_sheet as paper
from reports.refusal import Misprinted, Unprintable

_SYMBOLOGIES = {
    Kind.CODE_128: paper.Symbology.CODE_128,
    Kind.GS1_128: paper.Symbology.GS1_128,
    Kind.DATAMATRIX: paper.Symbology.GS1_DATAMATRIX,
    Kind.UPC_A: paper.Symbology.UPC_A,
}
_ADVICE = (
    "1. Print at actual size (100 %), on white paper, not glossy.",
    "2. In Umbra, open the page Scanner and begin. Scan each code when it is asked for, with the "
    "scanner and the keyboard set as they are used at the hood.",
    "3. Cover the codes above and below the one you scan.",
)


def scanner_sheet(size: paper.Size, site: Site | None = None) -> paper.ScannerSheet:
    """Return the page of codes; it names no patient and no person."""
    house = site.foot if site is not None else "Umbra"
    return paper.ScannerSheet(
        title="Codes to learn a scanner from",
        subtitle="They say nothing of a product; scanned anywhere else they are refused.",
        advice=_ADVICE,
        codes=tuple(_printed(code) for code in CODES),
        footer=house,
        size=size,
        mark="" if site is None else site.mark,
    )


def picture(code: SheetCode) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a code for the screen, dark ones True, row by row."""
    return paper.modules(_SYMBOLOGIES[code.kind], code.written)


def put_out_scanner_sheet(sheet: paper.ScannerSheet, file: Path) -> None:
    """Write the page as PDF once each code was read back; raises Refused."""
    try:
        pdf = paper.draw_scanner_sheet(sheet)
    except (Unprintable, Misprinted) as fault:
        raise Refused(fault.sentence) from fault
    write_whole(pdf, file)


def _printed(code: SheetCode) -> paper.SheetCode:
    return paper.SheetCode(
        number=code.number,
        symbology=_SYMBOLOGIES[code.kind],
        content=code.written,
        reads=code.identifier + code.holds,
        words=f"{code.kind} · {code.written}",
    )
