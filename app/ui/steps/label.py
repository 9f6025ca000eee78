"""The label: printed, then scanned back on the bag."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.core.events import LabelPrinted
from app.core.refused import Refused
from app.session import Session
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.icons import Icon
from app.ui.facts import reasons
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage
from reports.bag_label import BagLabel
from reports.label import draw_label
from reports.refusal import Unprintable
from reports.verify import page_images

_DPI = 203


class LabelPicture(QLabel):
    """The label as it will come out: the picture of the same bytes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName("The label as it will be printed")
        self.setWordWrap(True)
        self._whole = QPixmap()

    def show_label(self, label: Callable[[], BagLabel]) -> None:
        """Show a label; where there is none to draw, why."""
        try:
            pdf = draw_label(label())
        except (Unprintable, Refused) as refused:
            self._whole = QPixmap()
            self.setText(refused.sentence)
            return
        self._whole = QPixmap.fromImage(QImage.fromData(page_images(pdf, _DPI)[0]))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._whole.isNull() and self.width() > 1 and self.height() > 1:
            mode = Qt.TransformationMode.SmoothTransformation
            keep = Qt.AspectRatioMode.KeepAspectRatio
            self.setPixmap(self._whole.scaled(self.size(), keep, mode))


class PrintPage(StepPage):
    """A picture of the label, and the button that puts it out."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self.picture = LabelPicture()
        self.picture.setMinimumHeight(120)
        self.rows.addWidget(self.picture, 1)
        self.foot()
        self.button = PrimaryButton("Print the label", "F5")
        self.button.clicked.connect(self.primary)
        self.rows.addWidget(self.button)

    def who(self) -> str:
        return "printed by"

    def begin(self) -> None:
        assert self.scene is not None
        scene, copy = self.scene, self.scene.state.copies + 1
        self.picture.show_label(lambda: scene.label(copy))
        self.setFocus()

    def primary(self) -> None:
        assert self.scene is not None
        if not self.scene.state.copies:
            self.act(lambda session: session.print_label())
            return
        self.ask_reason(
            "Why is the label printed again?",
            "Every earlier label of this preparation is void from now on.",
            self._again,
            reasons.REPRINT,
        )

    def _again(self, reason: str) -> None:
        self.act(lambda session: session.print_label(reason))


class ScanBackPage(StepPage):
    """The label printed last, and a field for a code that does not scan."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self.picture = LabelPicture()
        self.picture.setMinimumHeight(120)
        self.rows.addWidget(self.picture, 1)
        self.foot()
        self.field = EntryField("Code of the label", icon=Icon.SCANNER, size=20)
        self.field.ask("Scan, or type the code at “label”")
        self.field.entered.connect(self.primary)
        self._shown: LabelPrinted | None = None
        self.again = SecondaryButton("Print again…")
        self.again.clicked.connect(self._again)
        last = QHBoxLayout()
        self.space(last, 14)
        last.addWidget(self.field, 4)
        last.addWidget(self.again, 2)
        self.rows.addLayout(last)

    def who(self) -> str:
        return "labelled by"

    def draw_scene(self, scene: Scene) -> None:
        if self._shown != scene.state.label:
            self._shown = scene.state.label
            self.picture.show_label(lambda: scene.label(max(scene.state.copies, 1)))

    def begin(self) -> None:
        self.field.set_text("")
        self.field.setFocus()

    def primary(self) -> None:
        text = self.field.text().strip()
        if text:
            self.act(lambda session: session.scan(text))

    def confirm(self) -> None:
        if not self.field.text().strip():
            raise Refused("Nothing is typed. Scan the label on the bag.")
        self.primary()

    def refuse(self) -> bool:
        self._again()
        return True

    def _again(self) -> None:
        def again(reason: str) -> None:
            def say(session: Session) -> None:
                session.print_label(reason)

            self.act(say)

        self.ask_reason(
            "Why is the label printed again?",
            "Every earlier label of this preparation is void from now on.",
            again,
            reasons.REPRINT,
        )
