"""A volume: read it on the syringe, type it, record it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.core.decision import other_syringes
from app.core.quantity import show
from app.core.syringe import Draw
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.figure import Figure, FigureFacts
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.syringe import SyringePicture, SyringeView
from app.ui.drawing.tile import Tile, TileFacts
from app.ui.drawing.words import Role, Words
from app.ui.facts.measure import fills, reason, remark
from app.ui.steps.asking import ask_for_other_syringes, ask_why_unfit
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage

# How high the volume's row is at least, before any reminder takes its place.
_STANDS_OUT = 84


class MeasurePage(StepPage):
    """The figure in the largest type, the syringe at its own scale, and a field."""

    instruction_role = Role.SENTENCE

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.figure = Figure()
        self._remark = Words(Role.REMARK, "")
        self._tiles = Spaced()
        self._tile_row = QHBoxLayout(self._tiles)
        self._tiles.space(self._tile_row, 12)
        self._syringes = SyringeView()
        self._label = Words(Role.EYEBROW, "")
        self.field = EntryField("Volume", "mL")
        self.field.entered.connect(self.primary)
        self.quarantine = DangerButton("Not right…")
        self.quarantine.say("Not right: quarantine this vial")
        self.quarantine.clicked.connect(lambda: ask_why_unfit(self))
        self.button = PrimaryButton("Record", "Enter")
        self.button.clicked.connect(self.primary)
        self.other = SecondaryButton("Other syringes", "F4")
        self.other.clicked.connect(lambda: ask_for_other_syringes(self))
        self._why = Words(Role.DETAIL, "")
        self._compose()

    def _compose(self) -> None:
        top, words = QHBoxLayout(), QVBoxLayout()
        self.space(top, 16)
        self.space(words, 4)
        self._inside = (words, top)
        for widget in (
            self.eyebrow,
            self.title,
            self.figure,
            self._remark,
            self.instruction,
            self._why,
        ):
            words.addWidget(widget)
        words.addWidget(self._tiles)
        self._care = self.care()
        self._gives_way += [self._why, self._label]
        words.addWidget(self._care)
        words.addStretch(1)
        top.addLayout(words, 5)
        top.addWidget(self._syringes, 2)
        self.rows.addLayout(top, 1)
        self.foot()
        self.rows.addWidget(self._label)
        last = QHBoxLayout()
        self.space(last, 14)
        last.addWidget(self.field, 5)
        last.addWidget(self.quarantine, 2)
        last.addWidget(self.other, 2)
        last.addWidget(self.button, 3)
        self.rows.addLayout(last)

    def _make_way(self) -> None:
        """Put aside what is known by heart, also where the volume would else not stand out."""
        super()._make_way()
        self.figure.setMinimumHeight(self.figure.px(_STANDS_OUT))
        for layout in self._inside:  # what is within another layout keeps the height it knew
            layout.invalidate()
        self._put_aside += self.give_way(self._care)
        self.figure.setMinimumHeight(0)

    def draw_scene(self, scene: Scene) -> None:
        amount = scene.step.amount
        number, _, unit = show(amount).partition(" ") if amount is not None else ("", "", "")
        self.figure.show_facts(FigureFacts(number, unit))
        self._remark.show_facts(remark(scene.state, scene.step))
        self._draw_tiles(fills(scene.state, scene.step))
        # What fills the container is not the drug yet.
        at_the_bag = scene.step.identifier in ("fill-container", "withdraw-diluent")
        draws = scene.step.draws
        pictures = tuple(picture(draw, len(draws), clear=at_the_bag) for draw in draws)
        self._syringes.setVisible(0 < len(pictures) <= 2)
        if 0 < len(pictures) <= 2:
            self._syringes.show_facts(pictures)
        self._care.setVisible(not at_the_bag)
        self.quarantine.setVisible(scene.step.vial is not None)
        why = reason(scene.state, scene.step)
        self._why.show_facts(why)
        self._why.setVisible(bool(why))
        self.other.setVisible(self._may_choose_others(scene))
        what = "Volume injected" if scene.step.vial else "Volume in the syringe"
        if len(scene.step.draws) > 1:
            what = "Volume in all syringes together"
        self._label.show_facts(f"{what}: read it, then type it")
        self.field.rename(what)

    def _draw_tiles(self, facts: tuple[TileFacts, ...]) -> None:
        while self._tile_row.count() > len(facts):
            item = self._tile_row.takeAt(self._tile_row.count() - 1)
            tile = item.widget() if item else None
            if tile is not None:
                tile.deleteLater()
        for place, each in enumerate(facts):
            if place == self._tile_row.count():
                self._tile_row.addWidget(Tile(), 1)
            item = self._tile_row.itemAt(place)
            tile = item.widget() if item else None
            if isinstance(tile, Tile):
                tile.show_facts(each)
        self._tiles.setVisible(bool(facts))

    def begin(self) -> None:
        self.field.set_text("")
        self.field.setFocus()

    def primary(self) -> None:
        text = self.field.text()
        done = self.act(lambda session: session.measure(text))
        self.field.show_refused(not done)
        if not done:
            self.field.line.selectAll()

    def refuse(self) -> bool:
        asked = self.quarantine.isVisible()
        if asked:
            ask_why_unfit(self)
        return asked

    def _may_choose_others(self, scene: Scene) -> bool:
        # Where syringes are weighed, they are chosen before the first one is.
        weighed = any(done.step == "tare-syringe-1" for done in scene.state.done)
        first = scene.step.identifier == "withdraw-1"
        return first and not weighed and bool(other_syringes(scene.state))

    def key(self, name: str) -> bool:
        if name == "F4" and self.other.isVisible():
            ask_for_other_syringes(self)
            return True
        return False


def picture(draw: Draw, of: int, *, clear: bool) -> SyringePicture:
    """Return the picture of a draw; of a pair, each is labelled; `clear` tells it from the drug."""
    label = f"{show(draw.capacity)} syringe" if of > 1 else ""
    return SyringePicture(
        draw.capacity.magnitude,
        draw.graduation.magnitude,
        draw.numbered.magnitude,
        draw.volume.magnitude,
        label,
        clear,
    )
