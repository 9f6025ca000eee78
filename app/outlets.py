"""Which way leads to a printer."""

from app.outlet import Outlet
from app.outlet_cups import CupsOutlet
from app.outlet_socket import SocketOutlet
from app.printers import Kind, Printer


def outlet_of(printer: Printer, *, tells: bool = False) -> Outlet | None:
    """Return the way to a label printer on the network or a queue of CUPS, else None.

    `tells` says that the printer was seen to say how it is. A file needs no way, and the
    printers of the operating system are the window's.
    """
    match printer.kind:
        case Kind.SOCKET:
            return SocketOutlet(printer.address, tells=tells)
        case Kind.CUPS:
            return CupsOutlet(printer.address)
        case _:
            return None
