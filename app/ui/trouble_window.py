"""A window that says why Umbra cannot open its own: nobody sees what a desktop's program prints."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMainWindow

from app.ui import accessible, theme
from app.ui.named import give_name
from app.ui.pages.trouble import TroublePage


class TroubleWindow(QMainWindow):
    """One page with what is in the way; nothing is opened, and nothing is done in it."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        accessible.install()
        self.setWindowTitle("Umbra")
        self.setMinimumSize(theme.smallest(self))
        self.page = TroublePage()
        give_name(self.page, "Trouble")
        self.setCentralWidget(self.page)
        layout = self.layout()
        if layout is not None:
            layout.setSizeConstraint(layout.SizeConstraint.SetNoConstraint)
        self.page.show_trouble("Umbra cannot open its window", "Stopped", sentence)
        theme.hand_down(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme.fit(self)


def of_fault(where: str) -> TroubleWindow:
    """Return the window that tells of a fault of ours; `where` is its report."""
    return TroubleWindow(f"A fault in Umbra stopped it. The report is in {where}.")
