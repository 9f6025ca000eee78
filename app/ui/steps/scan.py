"""Scanning: every package, in any order; each accepted one is ticked off."""

from PySide6.QtWidgets import QHBoxLayout

from app.core.preparation import Preparation
from app.core.refused import Refused
from app.core.step import Need, Step
from app.core.step import Role as MaterialRole
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.findings import FindingFacts, Findings, FindingState
from app.ui.drawing.icons import Icon
from app.ui.drawing.words import Role
from app.ui.language import Verbatim
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage

_NAMES = {
    MaterialRole.VIAL: "vial",
    MaterialRole.RECONSTITUTION_DILUENT: "diluent for reconstitution",
    MaterialRole.DILUTION_DILUENT: "diluent for the bag",
    MaterialRole.CONTAINER: "container",
    MaterialRole.LIGHT_COVER: "light cover",
}


class ScanPage(StepPage):
    """What is wanted, what is there, and a field for a code that does not scan."""

    instruction_role = Role.SENTENCE

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self.wanted = Findings()
        self.rows.addWidget(self.wanted, 1)
        self.foot()
        self.field = EntryField("Code as printed", icon=Icon.SCANNER, size=20)
        self.field.ask("Scan, or type (01)…(17)…(10)…")
        self.field.ask_code()
        self.field.entered.connect(self.primary)
        self.button = PrimaryButton("Record", "Enter")
        self.button.clicked.connect(self.primary)
        last = QHBoxLayout()
        self.space(last, 14)
        last.addWidget(self.field, 5)
        last.addWidget(self.button, 2)
        self.rows.addLayout(last)

    def _make_way(self) -> None:
        """Put aside what is known by heart, where what is wanted would else not be seen whole.

        What is to be done is put aside only for a refusal.
        """
        super()._make_way()
        aside = (self.source,) if self.notice.isHidden() else (self.source, self.instruction)
        self.wanted.setMinimumHeight(self.wanted.height_of_all())
        self._put_aside += self.give_way(*aside)
        self.wanted.setMinimumHeight(0)

    def draw_scene(self, scene: Scene) -> None:
        rows = [
            row
            for need in scene.step.needs
            for row in packages(scene.state, scene.step, need, scene.first.get(need.item, ""))
        ]
        rows.sort(key=lambda row: row.state is FindingState.OK)
        self.wanted.show_facts(tuple(rows))

    def begin(self) -> None:
        self.field.set_text("")
        self.field.setFocus()

    def primary(self) -> None:
        text = self.field.text().strip()
        if text and self.act(lambda session: session.scan(text)):
            self.field.set_text("")

    def confirm(self) -> None:
        if not self.field.text().strip():
            raise Refused("Nothing is typed. Scan the package itself; that records it.")
        self.primary()


def packages(
    state: Preparation, step: Step, need: Need, first: str = ""
) -> tuple[FindingFacts, ...]:
    """Return a line for each package a need asks for: scanned, or still wanted.

    `first` says which lot to take first.
    """
    scanned = [
        each for each in state.materials if each.step == step.identifier and each.role is need.role
    ]
    lines = []
    for number in range(need.count):
        which = f" {number + 1} of {need.count}" if need.count > 1 else ""
        name = f"{_NAMES[need.role]}{which}"
        code = f"{need.role.value}-{number}"
        if number < len(scanned):
            one = scanned[number]
            parts = [
                f"lot {one.lot}" if one.lot else "",
                f"exp {one.expiry.isoformat()}" if one.expiry else "",
                f"serial {one.serial}" if one.serial else "",
                one.noted,
                "typed by hand" if one.typed else "",
            ]
            detail = " · ".join(part for part in parts if part) or "no lot on the package"
            lines.append(FindingFacts(code, FindingState.OK, Verbatim(one.name), detail, name))
        else:
            detail = f"not scanned yet · {first}" if first else "not scanned yet"
            lines.append(FindingFacts(code, FindingState.ASK, need.item, detail, name))
    return tuple(lines)
