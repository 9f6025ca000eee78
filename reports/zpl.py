"""A picture in ZPL II, the language of Zebra label printers and those that speak it.

The whole label is one picture, so that the printer's own fonts and codes have no part in it. Source
of the commands: Zebra, ZPL II Programming Guide, ^GF, ^PW, ^LL.
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.raster import Raster

MOST_BYTES = 99_999
"""The largest picture that one ^GF field takes; a larger one is cut into bands."""


def zpl(raster: Raster) -> bytes:
    """Return one label: its width and length in dots, and the picture in ASCII hexadecimal.

    What an earlier job may have left is set back: mirrored, inverted, reversed, shifted home.
    """
    head = f"^XA^PON^PMN^LRN^LH0,0^PW{raster.width}^LL{raster.height}"
    return f"{head}{''.join(_bands(raster))}^PQ1^XZ\n".encode("ascii")


def _bands(raster: Raster) -> Iterator[str]:
    """Yield the picture as fields, each below the other."""
    most = MOST_BYTES // raster.row_bytes
    for top in range(0, raster.height, most):
        rows = range(top, min(top + most, raster.height))
        count = len(rows) * raster.row_bytes
        data = "".join(_row(raster, row) for row in rows)
        yield f"^FO0,{top}^GFA,{count},{count},{raster.row_bytes},{data}^FS"


def _row(raster: Raster, row: int) -> str:
    """Return a row; a comma stands for all that is white from there on."""
    start = row * raster.row_bytes
    data = raster.rows[start : start + raster.row_bytes]
    inked = data.rstrip(b"\0")
    return inked.hex().upper() + ("," if len(inked) < len(data) else "")
