"""Printers in plain words."""

from decimal import Decimal

from app.core.quantity import number_for_people
from app.printers import RULER, Kind, Printer, Use, stocks
from app.ui.language import Verbatim

KINDS = {
    Kind.FILE: "File only",
    Kind.CUPS: "Queue of CUPS",
    Kind.SYSTEM: "Printer of this computer",
    Kind.SOCKET: "Network label printer",
}
REMARKS = {
    Kind.FILE: "Each is a PDF in the data folder. Print it at its actual size: a program that fits "
    "it to the page spoils the codes.",
    Kind.CUPS: "The PDF goes to the queue. Whether the queue runs, and what its printer reports, "
    "is asked before each; the paper that the queue is set to must be the stock.",
    Kind.SYSTEM: "The page goes out in dots through the operating system, which often does not "
    "know whether a printer is on or has paper.",
    Kind.SOCKET: "A label printer that speaks ZPL, on TCP port 9100. Before each label it is asked "
    "whether it has paper and ribbon, is closed, and holds labels of the right length.",
}
ADDRESSES = {
    Kind.FILE: ("", ""),
    Kind.SOCKET: ("Address of the label printer", "such as 192.0.2.7"),
    Kind.CUPS: ("Queue", "such as ward-labels"),
    Kind.SYSTEM: ("Printer", "as this computer calls it"),
}
"""What is asked for, and a hint."""


def place(printer: Printer) -> str:
    """Return where what is printed goes."""
    match printer.kind:
        case Kind.FILE:
            return "a file in the data folder"
        case Kind.SOCKET:
            return Verbatim(printer.address)
        case Kind.CUPS:
            return f"CUPS queue {Verbatim(printer.address)}"
        case Kind.SYSTEM:
            return f"{Verbatim(printer.address)}, of this computer"


def described(use: Use, printer: Printer) -> str:
    """Return where it goes, on what, and how fine."""
    words = stocks(use)[printer.stock].words
    return f"{place(printer)}; {words}, {printer.dpi} dpi"


def scales(length: Decimal | None) -> bool:
    """Return whether a ruler that came out so long tells of a printer that scales."""
    return length is not None and length != RULER


def ruler(length: Decimal | None) -> str:
    """Return what the ruler of the test page told."""
    if length is None:
        return "no test page was measured"
    if scales(length):
        return f"**it scales**: 50 mm came out as {number_for_people(length)} mm"
    return "50 mm came out as 50 mm"
