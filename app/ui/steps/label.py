"""The label: printed, then scanned back on the bag."""

from PySide6.QtWidgets import QHBoxLayout

from app.core.events import LabelPrinted
from app.core.label_kind import LabelKind
from app.core.refused import Refused
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.icons import Icon
from app.ui.drawing.words import Role, Words
from app.ui.facts.paper import where
from app.ui.steps.label_picture import LabelPicture
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage


class PrintPage(StepPage):
    """A picture of the label, where it goes, and the button that puts it out."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self.picture = LabelPicture()
        self.rows.addWidget(self.picture, 1)
        self.where = Words(Role.REMARK, "")
        self.rows.addWidget(self.where)
        self.foot()
        self.button = PrimaryButton("Print the label", "F5")
        self.button.clicked.connect(self.primary)
        self.rows.addWidget(self.button)

    def who(self) -> str:
        return "printed by"

    def draw_scene(self, scene: Scene) -> None:
        copy, to = scene.state.copies + 1, scene.labels.destination
        self.where.show_facts(f"Copy {copy} goes to {where(to)}")
        _show(self.picture, scene, copy)

    def begin(self) -> None:
        self.setFocus()

    def primary(self) -> None:
        self.label_wanted.emit()


class ScanBackPage(StepPage):
    """The label printed last, and a field for a code that does not scan."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self.picture = LabelPicture()
        self.rows.addWidget(self.picture, 1)
        self.foot()
        self.field = EntryField("Code of the label", icon=Icon.SCANNER, size=20)
        self.field.ask("Scan, or type the code at “label”")
        self.field.ask_code()
        self.field.entered.connect(self.primary)
        self._shown: LabelPrinted | None = None
        self.again = SecondaryButton("Print again…")
        self.again.clicked.connect(self.label_wanted)
        last = QHBoxLayout()
        self.space(last, 14)
        last.addWidget(self.field, 4)
        last.addWidget(self.again, 2)
        self.rows.addLayout(last)

    def who(self) -> str:
        return "labelled by"

    def draw_scene(self, scene: Scene) -> None:
        label = scene.state.label
        if label is not None and self._shown != label:
            self._shown = label
            _show(self.picture, scene, label.copy)

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
        self.label_wanted.emit()
        return True


def _show(picture: LabelPicture, scene: Scene, copy: int) -> None:
    """Show a copy of the bag's label, or why it cannot be drawn."""
    labels = scene.labels
    try:
        picture.show_label(labels.preview(LabelKind.BAG, 0, copy), labels.destination.press.dpi)
    except Refused as refused:
        picture.show_refusal(refused)
