"""An inspection: passed, or failed with a reason."""

from PySide6.QtWidgets import QHBoxLayout

from app.core import entry as said
from app.session import Session
from app.ui.drawing.buttons import DangerButton, PrimaryButton
from app.ui.facts import reasons
from app.ui.steps.asking import ask_why_bag_failed
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage


class InspectPage(StepPage):
    """What it must look like, and two answers."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self.rows.addSpacing(6)
        self.rows.addWidget(self.care())
        self.rows.addStretch(1)
        self.foot()
        self.failed = DangerButton("Failed…", "2")
        self.failed.clicked.connect(self._fail)
        self.passed = PrimaryButton("Passed", "1")
        self.passed.clicked.connect(self.primary)
        last = QHBoxLayout()
        self.space(last, 14)
        # Passed is not where the step before has its button: a finger that touches twice asks,
        # at worst, what is not as it must be.
        last.addWidget(self.passed, 2)
        last.addWidget(self.failed, 2)
        self.rows.addLayout(last)

    def draw_scene(self, scene: Scene) -> None:
        vial = scene.step.vial is not None
        self.failed.say(f"Failed: {'quarantine this vial' if vial else 'discard the bag'}")

    def begin(self) -> None:
        self.setFocus()

    def primary(self) -> None:
        assert self.scene is not None
        step = self.scene.step

        def passed(session: Session) -> None:
            session.do(said.Inspect(step.identifier, True))

        self.act(passed)

    def refuse(self) -> bool:
        self._fail()
        return True

    def digit(self, number: int) -> bool:
        if number == 1:
            self.primary()
        if number == 2:
            self._fail()
        return number in (1, 2)

    def _fail(self) -> None:
        assert self.scene is not None
        step = self.scene.step
        if step.vial is None:
            ask_why_bag_failed(self)
            return

        def failed(reason: str) -> None:
            self.act(lambda session: session.do(said.Inspect(step.identifier, False, reason)))

        after = "The vial is quarantined, and a new one takes its place."
        self.ask_reason("What is not as it must be?", after, failed, reasons.VIAL_LOOK, ends=True)
