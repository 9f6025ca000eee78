"""Whose infusion this is: the banner that never scrolls away."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.text import Paragraph, height_of, put, width_of
from app.ui.language import Verbatim, said

HEIGHT = 88
MARGIN = 26
DOSE = 33
NAMES = (33, 31, 29, 27, 25)
WRAPPED = (25, 24, 23, 22)
IDENTITY = 16
GAP = 26
ANY_WIDTH = 99999.0
_BETWEEN = Verbatim(" · ")


@dataclass(frozen=True, slots=True)
class BannerFacts:
    """What the banner says; all but the particulars is always shown.

    `care` follows the particulars: what the drug is to whoever handles it.
    """

    patient: Verbatim
    identity_line: str
    drug: Verbatim
    dose: str
    particulars: str
    right_top: str
    right_bottom: str
    care: str = ""


@dataclass(frozen=True, slots=True)
class _Setting:
    """The banner's words, set for one width."""

    patient: Paragraph
    identity: Paragraph
    drug: Paragraph
    left: float
    height: float


class Banner(Drawn[BannerFacts]):
    """Patient, drug and dose in white on dark.

    The dose keeps its size. The names of patient and drug share one size, which shrinks until
    both fit on a line; below 25 pixels they wrap, and the banner grows if two lines are too few.
    Of the particulars those that have no room are left out, the last first, and none is elided:
    half a word beside a dose is read as another.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: BannerFacts) -> str:
        return ", ".join(
            (
                facts.patient,
                facts.identity_line,
                facts.drug,
                facts.dose,
                facts.particulars,
                *((facts.care,) if facts.care else ()),
                facts.right_top,
                facts.right_bottom,
            )
        )

    def took(self, facts: BannerFacts) -> None:
        self.setToolTip(said(facts.particulars))

    def needs(self, _facts: BannerFacts) -> QSize:
        return QSize(self.px(900), self.px(HEIGHT))

    def heightForWidth(self, width: int) -> int:
        facts = self.facts()
        return self.px(HEIGHT) if facts is None else self._height(facts, width)

    def draw(self, painter: QPainter, facts: BannerFacts) -> None:
        c = theme.colours()
        painter.fillRect(self.rect(), QColor(c.header))
        edge = theme.thin(self)
        foot = QRectF(0, self.height() - edge, self.width(), edge)
        painter.fillRect(foot, QColor(c.header_edge))
        setting = self._setting(facts, self.width())
        self._draw_patient(painter, setting)
        rule = self.px(MARGIN) + setting.left + self.px(GAP)
        painter.fillRect(
            QRectF(rule, self.px(18), self.px(1.4), self.height() - self.px(36)),
            QColor(c.header_rule),
        )
        self._draw_drug(painter, facts, setting, rule + self.px(GAP))
        self._draw_right(painter, facts)

    def _draw_patient(self, painter: QPainter, setting: _Setting) -> None:
        gap = self.px(3)
        total = setting.patient.height + gap + setting.identity.height
        y = (self.height() - total) / 2
        setting.patient.draw(painter, self.px(MARGIN), y)
        setting.identity.draw(painter, self.px(MARGIN), y + setting.patient.height + gap)

    def _draw_drug(
        self, painter: QPainter, facts: BannerFacts, setting: _Setting, left: float
    ) -> None:
        c = theme.colours()
        small = self.lettering(IDENTITY)
        gap = self.px(3)
        first = max(setting.drug.height, height_of(self._dose_font()))
        y = (self.height() - first - gap - height_of(small)) / 2
        setting.drug.draw(painter, left, y + (first - setting.drug.height) / 2)
        dose = QRectF(left + setting.drug.width + self.px(16), y, self.width(), first)
        put(painter, dose, facts.dose, self._dose_font(), QColor(c.dose))
        room = self.width() - self.px(MARGIN) - self._right_width(facts) - self.px(GAP) - left
        line = QRectF(left, y + first + gap, room, height_of(small))
        soft = QColor(c.header_soft)
        between = _BETWEEN if facts.care and facts.particulars else ""
        taken = width_of(facts.care, small) + width_of(between, small)
        shown = _that_fit(facts.particulars, small, room - taken)
        between = between if shown else ""
        put(painter, line, shown, small, soft)
        line.adjust(width_of(shown, small), 0, 0, 0)
        put(painter, line, between, small, soft)
        line.adjust(width_of(between, small), 0, 0, 0)
        put(painter, line, facts.care, small, soft)

    def _draw_right(self, painter: QPainter, facts: BannerFacts) -> None:
        c = theme.colours()
        right = Qt.AlignmentFlag.AlignRight
        large, small = self.lettering(18), self.lettering(IDENTITY)
        total = height_of(large) + self.px(5) + height_of(small)
        y = (self.height() - total) / 2
        width = self.width() - self.px(MARGIN)
        box = QRectF(0, y, width, height_of(large))
        put(painter, box, facts.right_top, large, QColor(c.header_ink), right)
        box = QRectF(0, y + total - height_of(small), width, height_of(small))
        put(painter, box, facts.right_bottom, small, QColor(c.header_soft), right)

    def _height(self, facts: BannerFacts, width: int) -> int:
        return max(self.px(HEIGHT), round(self._setting(facts, width).height + self.px(18)))

    def _setting(self, facts: BannerFacts, width: int) -> _Setting:
        room = width - 2 * self.px(MARGIN) - 3 * self.px(GAP) - self._right_width(facts)
        room -= width_of(facts.dose, self._dose_font()) + self.px(16)
        for size in NAMES:
            setting = self._in_lines(facts, size, ANY_WIDTH, ANY_WIDTH)
            if setting.left + setting.drug.width <= room:
                return setting
        for size in WRAPPED:
            setting = self._wrapped(facts, size, room)
            if max(setting.patient.lines, setting.drug.lines) <= 2:
                break
        return setting

    def _wrapped(self, facts: BannerFacts, size: float, room: float) -> _Setting:
        font = self.lettering(size, bold=True)
        drug = width_of(facts.drug, font)
        patient = max(
            width_of(facts.patient, font), width_of(facts.identity_line, self.lettering(IDENTITY))
        )
        # Half of the room each, and what one leaves over goes to the other.
        for_drug = max(room / 2, room - patient) if drug > room / 2 else drug + 1
        return self._in_lines(facts, size, room - for_drug, for_drug)

    def _in_lines(
        self, facts: BannerFacts, size: float, for_patient: float, for_drug: float
    ) -> _Setting:
        c = theme.colours()
        bright, soft = QColor(c.header_ink), QColor(c.header_soft)
        font = self.lettering(size, bold=True)
        small = self.lettering(IDENTITY)
        patient = Paragraph(facts.patient, font, for_patient, bright)
        identity = Paragraph(facts.identity_line, small, for_patient, soft)
        drug = Paragraph(facts.drug, font, for_drug, bright)
        above = max(drug.height, height_of(self._dose_font()))
        height = max(patient.height + identity.height, above + height_of(small)) + self.px(3)
        left = max(patient.width, identity.width)
        return _Setting(patient, identity, drug, left, height)

    def _right_width(self, facts: BannerFacts) -> float:
        return max(
            width_of(facts.right_top, self.lettering(18)),
            width_of(facts.right_bottom, self.lettering(IDENTITY)),
        )

    def _dose_font(self) -> QFont:
        return self.mattering(DOSE)


def _that_fit(particulars: str, font: QFont, room: float) -> str:
    """Return as many of the particulars, from the first on, as are read whole in `room` pixels."""
    parts = particulars.split(_BETWEEN)
    lines = (_BETWEEN.join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((line for line in lines if width_of(line, font) <= room), "")
