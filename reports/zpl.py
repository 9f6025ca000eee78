"""Dots as a label printer that speaks ZPL takes them. Source: ZPL II Programming Guide, ^GF."""

from __future__ import annotations

from reports.raster import Raster


def zpl(raster: Raster) -> bytes:
    """Return one label format that prints the raster at its upper left corner."""
    wide = (raster.width + 7) // 8
    field = f"^GFA,{len(raster.bits)},{len(raster.bits)},{wide},{raster.bits.hex().upper()}"
    size = f"^PW{raster.width}^LL{raster.height}^LH0,0"
    return f"^XA{size}^FO0,0{field}^FS^XZ\n".encode("ascii")
