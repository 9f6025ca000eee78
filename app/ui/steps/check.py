"""The check: own figures first, blind; then ours beside them, and the signature."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core import entry as said
from app.core.events import FiguresEntered
from app.core.gravimetric import Verdict
from app.core.ledger import waited
from app.core.quantity import show
from app.core.step import Meaning
from app.core.weighing_judged import dose_not_judged
from app.session import Session
from app.ui.drawing.buttons import DangerButton, PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.check_table import CheckTable
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.happenings import Happenings
from app.ui.drawing.pill import Pills
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.whole_lines import WholeLines
from app.ui.drawing.words import Role, Words
from app.ui.facts import reasons
from app.ui.facts.check import (
    check,
    circumstances,
    happened,
    judged_masses,
    restarted_at_once,
)
from app.ui.facts.signs import people_text
from app.ui.named import give_name
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage

# How many of the things that happened are seen, and whether the working, the signs, and what
# stands above the figures are: the first that has room. Three are always seen.
_ROOM = (
    (9, True, True, True),
    (5, True, True, True),
    (3, True, True, True),
    (9, False, True, True),
    (5, False, True, True),
    (3, False, True, True),
    (3, False, True, False),
    (3, False, False, False),
)


class CheckPage(StepPage):
    """Blind entry, then the table with the working, then the PIN."""

    instruction_role = Role.SENTENCE

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.rows.addWidget(self.eyebrow)
        self.rows.addWidget(self.title)
        self.rows.addWidget(self.instruction)
        self.table = CheckTable()
        self.rows.addWidget(self.table)
        self.happenings = Happenings()
        self._happened = _scrolled(self.happenings, "What happened")
        self.rows.addWidget(self._happened)
        self._panel = Card(soft=True, margin=6)
        self._panel.space(self._panel.rows, 0, (8, 2, 6, 2))
        self._working = Words(Role.WORKING, "")
        self._panel.rows.addWidget(_scrolled(self._working, "The working", WholeLines()))
        self.rows.addWidget(self._panel, 1)
        self._pills = Pills()
        self.rows.addWidget(self._pills)
        self.rows.addStretch()
        self.foot()
        self._label = Words(Role.EYEBROW, "")
        self.differs = DangerButton("Not right…")
        self.differs.say("Not right: reject the check")
        self.differs.clicked.connect(self._reject)
        asked = QHBoxLayout()
        self.space(asked, 14)
        asked.addWidget(self._label, 3)
        asked.addWidget(self.differs, 1)
        self.rows.addLayout(asked)
        self.rows.addWidget(self._figures())
        self.rows.addWidget(self._signature())

    def _figures(self) -> QWidget:
        self.figures = Spaced()
        row = QHBoxLayout(self.figures)
        self.figures.space(row, 14)
        self.volume = EntryField("Volume to withdraw", "mL")
        self.volume.ask("volume")
        self.start = EntryField("Latest start of the infusion")
        self.start.ask("HH:MM")
        self.start.ask_number()
        self.volume.entered.connect(lambda _: self.start.setFocus())
        self.start.entered.connect(self.primary)
        self.compare = PrimaryButton("Compare", "Enter")
        self.compare.clicked.connect(self.primary)
        row.addWidget(_captioned("Volume to withdraw", self.volume), 3)
        row.addWidget(_captioned("Latest start of the infusion", self.start), 3)
        row.addWidget(self.compare, 2, Qt.AlignmentFlag.AlignBottom)
        return self.figures

    def _signature(self) -> QWidget:
        self.signature = Spaced()
        row = QHBoxLayout(self.signature)
        self.signature.space(row, 14)
        self.remark = EntryField("Why it may be released", size=18)
        self.remark.ask("reason")
        self.pin = EntryField("PIN")
        self.pin.hide_typing()
        self.pin.ask("PIN")
        self.pin.entered.connect(self.primary)
        self.reject = DangerButton("Not right…")
        self.reject.say("Not right: reject the check")
        self.reject.clicked.connect(self._reject)
        self.sign = PrimaryButton("Sign and print", "Enter")
        self.sign.clicked.connect(self.primary)
        row.addWidget(self.remark, 4)
        row.addWidget(self.pin, 4)
        row.addWidget(self.reject, 2)
        row.addWidget(self.sign, 3)
        return self.signature

    @property
    def asks_pin(self) -> bool:
        return self.signature.isVisible()

    def who(self) -> str:
        return "checked by"

    def _make_way(self) -> None:
        self._make_room()

    def _make_room(self) -> None:
        """Put aside what has to give way where a refusal, or what happened, needs its place.

        First more than three of the things that happened, which then are scrolled to; then the
        working, then title and margins, and last the signs. The figures and what they are signed
        with stay.
        """
        revealed = self.signature.isVisibleTo(self)
        for seen, working, signs, title in _ROOM:
            self._pack(seen)
            self.eyebrow.setVisible(title)
            self.title.setVisible(title)
            self._fill(not title)
            self._panel.setVisible(revealed and working)
            self._pills.setVisible(revealed and signs)
            if self.rows.minimumHeightForWidth(self.width()) <= self.height():
                break

    def _pack(self, seen: int) -> None:
        """Keep the rows of the table low, and so many of the things that happened in sight."""
        self.table.setMaximumHeight(max(1, self.table.minimumSizeHint().height()))
        width = self._happened.viewport().width()
        self._happened.setFixedHeight(max(1, self.happenings.height_of(seen, width)))

    def draw_scene(self, scene: Scene) -> None:
        facts = check(scene.state, scene.site, scene.person.name)
        told = happened(scene.state, scene.now, scene.site)
        if facts.revealed:
            told = (*told, *judged_masses(scene.state))
        self.happenings.show_facts(told)
        self._happened.setVisible(bool(told))
        self.table.show_facts(facts)
        self.table.setVisible(bool(facts.rows))
        self.title.show_facts("Your figures, then ours" if facts.revealed else "Your figures first")
        self.instruction.setVisible(not facts.revealed)
        self.figures.setVisible(not facts.revealed)
        self.differs.setVisible(bool(facts.rows) and not facts.revealed)
        self.signature.setVisible(facts.revealed)
        self._ask_why(scene)
        self.instruction.show_facts(_instruction(scene))
        if facts.revealed:
            working = people_text("  ·  ".join(scene.state.plan.working[:8]))
            restarts = restarted_at_once(scene.state, scene.site)
            self._working.show_facts("\n".join((*restarts, working)))
            self._pills.show_facts(circumstances(scene.state))
            meaning = "Sign with your PIN: **checked, fit for release**. Then the label is printed."
            self._label.show_facts(meaning)
        else:
            self._label.show_facts("Worked out by you, without a look at the hood's figures")

    def _ask_why(self, scene: Scene) -> None:
        """Show the field for a reason where the check wants one, and say what for."""
        gaps, dose = scene.state.gaps(scene.now), dose_not_judged(scene.state)
        by_mass = dose is not None and dose.verdict is not Verdict.ACCEPTED
        doubted = scene.state.time_doubted
        untimed = any(each.untimed for each in waited(scene.state, scene.now))
        if doubted:
            why = "after a restart: what another clock shows"
        elif untimed:
            why = "after vials waited at room temperature"
        else:
            why = "after a gap in light" if gaps else "with this dose by mass"
        self.remark.rename(f"Why it may be released {why}")
        self.remark.setVisible(bool(gaps) or by_mass or doubted or untimed)

    def show_scene(self, scene: Scene) -> None:
        before = self.scene
        super().show_scene(scene)
        now, then = _figures_of(scene), None if before is None else _figures_of(before)
        if before is not None and now is not None and now.agree and now != then:
            self.pin.setFocus()
        elif then is not None and now is None:
            self.begin()
        elif before is not None and scene.state.figures != before.state.figures:
            # They differ, and stand in the table: the next figures are not typed behind these.
            self.begin()

    def begin(self) -> None:
        assert self.scene is not None
        figures = _figures_of(self.scene)
        for field in (self.volume, self.start, self.pin, self.remark):
            field.set_text("")
        agreed = figures is not None and figures.agree
        (self.pin if agreed else self.volume).setFocus()

    def primary(self) -> None:
        if self.figures.isVisible():
            volume, start = self.volume.text(), self.start.text()
            self.act(lambda session: session.enter_figures(volume, start))
            return
        pin, remark = self.pin.text(), self.remark.text()
        self.pin.set_text("")
        # What the signature is for comes next by itself: the label, which is scanned back anyway.
        if pin and self.act(lambda session: session.sign(pin, Meaning.CHECKED, remark)):
            self.label_wanted.emit()

    def confirm(self) -> None:
        if self.volume.line.hasFocus() and self.figures.isVisible():
            self.start.setFocus()
        else:
            self.primary()

    def refuse(self) -> bool:
        asked = self.differs.isVisible() or self.reject.isVisible()
        if asked:
            self._reject()
        return asked

    def _reject(self) -> None:
        assert self.scene is not None
        step = self.scene.step

        def reject(reason: str) -> None:
            def say(session: Session) -> None:
                session.do(said.Reject(step.identifier, reason))

            self.act(say)

        self.ask_reason(
            "What is not right?",
            "The check begins again once it is put right; otherwise the preparation is discarded.",
            reject,
            reasons.CHECK,
            ends=True,
        )


def _captioned(caption: str, field: EntryField) -> Spaced:
    """Return a field below the words for what is typed there, which stay while it is typed."""
    both = Spaced()
    column = QVBoxLayout(both)
    both.space(column, 2)
    column.addWidget(Words(Role.EYEBROW, caption))
    column.addWidget(field)
    return both


def _scrolled(words: QWidget, name: str, area: QScrollArea | None = None) -> QScrollArea:
    """Return words that scroll, by keyboard too, where the page has no room for all of them."""
    area = area or QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumHeight(24)
    give_name(area, name)
    area.setWidget(words)
    return area


def _figures_of(scene: Scene) -> FiguresEntered | None:
    """Return the figures of the person at the page; another one's are nobody else's."""
    return scene.state.figures if scene.state.figures_by == scene.person.name else None


def _instruction(scene: Scene) -> str:
    dose = scene.state.plan.dose
    given = scene.state.monograph.reconstituted_concentration.value
    text = (
        f"{scene.step.instruction} The dose is {show(dose.prepared)}, the vials hold {show(given)}."
    )
    figures = _figures_of(scene)
    if figures is not None and not figures.agree:
        text += (
            " Your figures and the recorded ones differ: work them out again, or say what is "
            "not right."
        )
    return text
