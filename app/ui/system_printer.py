"""A printer of the operating system, through Qt. The page is put on it as dots, at its own size.

Qt's printing is imported when a printer is asked for, and not before: it takes time, and on
Linux it needs a library of CUPS that Umbra starts without.
"""

import shutil
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QPoint, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter

from app.core.refused import Refused
from app.outlet import Delivery, Sent, printable
from app.outlet_cups import CupsOutlet, in_mm, is_queue, is_same
from reports.press import Press
from reports.raster import Raster
from reports.sheet import Sheet

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

_WHITE_AND_BLACK = (0xFFFFFFFF, 0xFF000000)


def system_printers() -> tuple[str, ...]:
    """Return the names of the printers that the operating system has; it may take seconds."""
    try:
        from PySide6.QtPrintSupport import QPrinterInfo
    except ImportError:
        return ()
    return tuple(sorted(QPrinterInfo.availablePrinterNames()))


class SystemOutlet:
    """One printer of the operating system, by the name that it has there."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def words(self) -> str:
        """Which printer it is."""
        return f"{self._name}, a printer of this computer"

    def ready(self, press: Press) -> None:
        """Raise Refused where there is no such printer, or it is stopped, or holds other paper.

        The operating system often does not know whether a printer is on or has paper. Where it
        prints through CUPS, CUPS is asked: a queue that rejects is told by nobody else.
        """
        from PySide6.QtPrintSupport import QPrinter

        info = self._info()
        if info.state() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
            raise Refused(
                f"The printer “{self._name}” is stopped or reports an error. Look at it, and at "
                "its queue in the settings of this computer, then go on."
            )
        if shutil.which("lpstat") is not None and is_queue(self._name):
            CupsOutlet(self._name).ready(press)
        if _size_for(info, press.stock.page) is None:
            names = ", ".join(size.name() for size in info.supportedPageSizes()[:6])
            raise Refused(
                f"The printer “{self._name}” cannot print on {in_mm(press.stock.page)} "
                f"({press.stock.words}); it knows {names}. Choose another printer or stock under "
                "Equipment, Printers."
            )

    def send(self, pdf: bytes, press: Press, title: str) -> Sent:
        """Draw it on the printer; delivered says that the operating system took it."""
        try:
            self.ready(press)
            info = self._info()
            size = _size_for(info, press.stock.page)
            assert size is not None  # it was ready
            return draw_on(self._opened(info, size), pdf, press, title)
        except Refused as refused:
            return Sent(Delivery.NOT_DELIVERED, refused.sentence)

    def _info(self) -> "QPrinterInfo":
        try:
            from PySide6.QtPrintSupport import QPrinterInfo
        except ImportError as error:
            raise Refused(
                "The printers of this computer cannot be reached: a library that Qt prints with is "
                f"missing ({error}). Have it installed, or choose another way to print."
            ) from error
        info = QPrinterInfo.printerInfo(self._name)
        if info.isNull():
            raise Refused(
                f"This computer has no printer “{self._name}”. Choose one that is shown under "
                "Equipment, Printers."
            )
        return info

    def _opened(self, info: "QPrinterInfo", size: QPageSize) -> "QPrinter":
        from PySide6.QtPrintSupport import QPrinter

        printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(size)
        return printer


def draw_on(printer: "QPrinter", pdf: bytes, press: Press, title: str) -> Sent:
    """Print a PDF on a printer whose paper is set, dot for dot at its resolution."""
    from PySide6.QtPrintSupport import QPrinter

    printer.setResolution(press.dpi)
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    printer.setDocName(title)
    own = Press(press.stock, printer.resolution(), press.first)
    try:
        pages = printable(pdf, own)
    except Refused as refused:
        return Sent(Delivery.NOT_DELIVERED, refused.sentence)
    painter = QPainter()
    if not painter.begin(printer):
        return Sent(
            Delivery.NOT_DELIVERED,
            "The operating system did not let Umbra print there. Look at the printer in the "
            "settings of this computer, then print again.",
        )
    whole = _drawn(printer, painter, pages)
    bad = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
    if not painter.end() or not whole or printer.printerState() in bad:
        return Sent(
            Delivery.UNCERTAIN,
            "The operating system stopped the printing. See whether it came out; destroy what is "
            "not whole.",
        )
    return Sent(
        Delivery.DELIVERED,
        "The operating system took it for its printer: see whether it came out.",
    )


def _drawn(printer: "QPrinter", painter: QPainter, pages: tuple[Raster, ...]) -> bool:
    """Draw every page on a sheet of its own; return whether each could be."""
    for number, page in enumerate(pages):
        if number and not printer.newPage():
            return False
        painter.drawImage(QPoint(0, 0), _image(page))
    return True


def _image(page: Raster) -> QImage:
    image = QImage(page.rows, page.width, page.height, page.row_bytes, QImage.Format.Format_Mono)
    image.setColorTable(_WHITE_AND_BLACK)
    return image.copy()  # the dots belong to Python


def page_size(page: Sheet) -> QPageSize:
    """Return what Qt calls a size of paper: a name that all printers know, or its measures."""
    return QPageSize(QSizeF(page.width, page.height), QPageSize.Unit.Point)


def _size_for(info: "QPrinterInfo", page: Sheet) -> QPageSize | None:
    """Return the size of paper as the printer has it, None where it cannot have it.

    A printer that names no size at all is asked for it by its measures.
    """
    known = info.supportedPageSizes()
    for size in known:
        points = size.size(QPageSize.Unit.Point)
        if is_same(page, Sheet(points.width(), points.height())):
            return size
    if not known or info.supportsCustomPageSizes():
        return page_size(page)
    return None
