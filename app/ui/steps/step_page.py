"""What the page of every kind of step shares: where it stands, its title, and how it asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.person import Person
from app.core.preparation import Preparation
from app.core.step import Step
from app.label_printing import LabelPrinting
from app.session import Session
from app.site import Site
from app.ui.announcing import announce
from app.ui.drawing.card import Card
from app.ui.drawing.icons import Icon
from app.ui.drawing.line import Line
from app.ui.drawing.notice import Notice
from app.ui.drawing.pill import PillFacts, Pills
from app.ui.drawing.text import plain
from app.ui.drawing.words import Role, Words
from app.ui.facts.rail import place
from app.ui.language import Verbatim
from app.ui.named import give_name
from app.ui.theme import Tone

Act = Callable[[Callable[[Session], object]], bool]


class AskReason(Protocol):
    """Asks for a reason in the page; `ready` are the sentences that stand ready for it, `ends`
    whether what is recorded discards or fails something.
    """

    def __call__(
        self,
        title: str,
        sentence: str,
        accept: Callable[[str], object],
        ready: tuple[str, ...] = (),
        *,
        ends: bool = False,
    ) -> None:
        """Ask; `accept` gets the reason."""


CARE = (
    PillFacts("Do not shake", Tone.PLAIN, Icon.NO_SHAKE),
    PillFacts("Keep covered", Tone.PLAIN, Icon.HALF_DISC),
    PillFacts("Never freeze", Tone.PLAIN, Icon.SNOWFLAKE),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page is a function of: the state, its present step, the time, and who looks.

    `first` says for an item that is to be scanned which lot to take first; `labels` draws labels
    as they go out; `late` tells that the step is entered from paper.
    """

    state: Preparation
    step: Step
    now: datetime
    site: Site
    person: Person
    labels: LabelPrinting
    first: Mapping[str, str] = field(default_factory=dict)
    late: bool = False


class StepPage(Card):
    """One step. `act` does something with the session and shows what is refused.

    `label_wanted` asks for the bag's label to be printed, or printed again.
    """

    label_wanted = Signal()
    instruction_role = Role.INSTRUCTION

    def __init__(self, act: Act, ask_reason: AskReason, parent: QWidget | None = None) -> None:
        self._gives_way: list[QWidget] = []
        self._put_aside: list[QWidget] = []
        # Whether an alarm, or what stands on this page, wants the margins above and below.
        self._alarmed = self._is_full = False
        super().__init__(parent)
        self.act = act
        self.ask_reason = ask_reason
        self.scene: Scene | None = None
        self.eyebrow = Words(Role.EYEBROW, "")
        self.title = Words(Role.TITLE, "")
        self.instruction = Words(self.instruction_role, "")
        self.source = Words(Role.DETAIL, "")
        self.notice = Notice()
        self.notice.hide()
        self.notice.installEventFilter(self)
        # A longer refusal after a shorter one wants more room, though nothing is shown or hidden.
        self.notice.changed.connect(self._make_way)
        self._gives_way = [self.source]

    def head(self) -> None:
        """Add eyebrow, title, instruction and source to the card."""
        for words in (self.eyebrow, self.title, self.instruction, self.source):
            self.rows.addWidget(words)

    def foot(self) -> None:
        """Add the line above which the page is read and below which something is done."""
        self.rows.addWidget(self.notice)
        self.rows.addWidget(Line())

    def care(self) -> Pills:
        """Return the three things never to do with this drug."""
        pills = Pills()
        pills.show_facts(CARE)
        self._gives_way.insert(0, pills)
        return pills

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.notice and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._make_way()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        # What is inside another widget says only now that it became higher. Nothing is taken back
        # here, so that this comes to an end.
        if event.type() is QEvent.Type.LayoutRequest:
            aside = self.give_way(*self._gives_way)
            self._put_aside += aside
            if self._is_crowded():
                self._fill(True)
            if aside:
                # At once: else what is pressed stays too low until the next change.
                self.rows.activate()
        return done

    def pack(self, packed: bool) -> None:
        self._alarmed = packed
        super().pack(packed or self._is_full)

    def _fill(self, full: bool) -> None:
        """Take the margins above and below for what stands on this page, or give them back."""
        self._is_full = full
        super().pack(self._alarmed or full)

    def _is_crowded(self) -> bool:
        return self.rows.minimumHeightForWidth(self.width()) > self.height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_way()

    def _make_way(self) -> None:
        """Put aside what is known by heart where what was refused needs its place.

        Where that is not enough, the margins above and below are taken too.
        """
        self._take_back()
        self._fill(False)
        self._put_aside = self.give_way(*self._gives_way)
        if self._is_crowded():
            self._fill(True)

    def _take_back(self) -> None:
        for widget in self._put_aside:
            widget.show()
        self._put_aside = []

    def show_scene(self, scene: Scene) -> None:
        """Show a step; what was typed stays unless the step is another one."""
        fresh = self.scene is None or self.scene.step != scene.step
        self.scene = scene
        at, of = place(scene.state)
        who = f"{'entered by' if scene.late else self.who()} {Verbatim(scene.person.name)}"
        self.eyebrow.show_facts(f"STEP {at} OF {of}  ·  {who}")
        self.title.show_facts(scene.step.title)
        self.instruction.show_facts(scene.step.instruction)
        self.source.show_facts(scene.step.source)
        self._take_back()
        self.draw_scene(scene)
        self._make_way()
        give_name(self, self._titled)
        if fresh:
            # Not before it is said that the step before was recorded.
            QTimer.singleShot(0, self, self._announce)
            self.notice.hide()
            self.begin()

    @property
    def _titled(self) -> str:
        """The title as it is shown: a page may have another than its step."""
        return plain(self.title.facts() or "")

    def _announce(self) -> None:
        if self.scene is not None and self.isVisible():
            announce(f"{self._titled}. {plain(self.instruction.facts() or '')}")

    def who(self) -> str:
        """Return what the person does here, such as "prepared by"."""
        return "prepared by"

    def draw_scene(self, scene: Scene) -> None:
        """Hook: show the rest of the scene."""

    def tick(self, now: datetime) -> None:
        """Hook: a second has passed, and it is `now` (UTC)."""

    def begin(self) -> None:
        """Hook: a new step is shown; clear fields and take the focus."""

    def go_on(self) -> None:
        """Take the focus again where the page was left: what was typed stays, but never a PIN."""
        lines = [line for line in self.findChildren(QLineEdit) if line.isVisibleTo(self)]
        for line in lines:
            if line.echoMode() is not QLineEdit.EchoMode.Normal:
                line.clear()
        held = [line for line in lines if line.text()]
        if held:
            held[-1].setFocus()
        else:
            self.begin()

    def drop_typed(self) -> bool:
        """Empty every field, for nothing can be recorded any more; return whether one held text."""
        lines = self.findChildren(QLineEdit)
        held = any(line.text() for line in lines)
        for line in lines:
            line.clear()
        return held

    def primary(self) -> None:
        """Hook: what F5 does here."""

    def confirm(self) -> None:
        """Hook: what Confirm does here; raises Refused where it does nothing."""
        self.primary()

    def refuse(self) -> bool:
        """Hook: ask what is not right; return whether that is asked here."""
        return False

    def key(self, _name: str) -> bool:
        """Hook: a function key that the page around this one has no use for; as `digit`."""
        return False

    @property
    def asks_pin(self) -> bool:
        """Hook: whether a PIN is asked for here now, wherever the focus is."""
        return False

    def digit(self, _number: int) -> bool:
        """Hook: a digit was pressed outside a field; return whether it meant anything."""
        return False
