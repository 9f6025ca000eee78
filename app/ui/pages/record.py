"""Recording a fact of a course: which kind, then its fields, and in words what will be said."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app import references
from app.core.course_entry import in_words, read_entry
from app.core.course_form import Field, Kind, Setting, Written, fields
from app.core.person import Person
from app.core.refused import Refused
from app.ui import theme
from app.ui.drawing.banner import Banner
from app.ui.drawing.buttons import Button, DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.options import Options
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts.banner import banner
from app.ui.facts.signs import people_text
from app.ui.facts.status import saved
from app.ui.named import give_name
from app.ui.page import Page
from app.ui.theme import Tone
from app.workplace import Workplace

_DIGITS = "1234567890"
_ACROSS, _MOST_OPTIONS, _NARROW = 3, 7, 3
_BY_DIGIT = tuple(kind for kind in Kind if kind is not Kind.TAKE_BACK)


class RecordPage(Page):
    """The form by which a pharmacist records facts of a course; F5 records what stands there."""

    asks_before_leaving = True

    left = Signal()
    leaving = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown: tuple[str, Person] | None = None
        self._kind: Kind | None = None
        self._fields: tuple[Field, ...] = ()
        self._texts: dict[str, str] = {}
        self.widgets: dict[str, SlimField | Options] = {}
        self._banner, self._footer = Banner(), Footer()
        self._footer.key_chosen.connect(self.take_key)
        row = self.lay_out(self._banner, self._footer)
        card = Card(margin=10, gap=5)
        self._title = Words(Role.TITLE, "")
        place = QWidget()
        self._pages = QStackedLayout(place)
        self._pages.addWidget(self._chooser())
        self._form = Spaced()
        self._column = QVBoxLayout(self._form)
        self._form.space(self._column)
        self._pages.addWidget(self._form)
        card.rows.addWidget(self._title)
        card.rows.addWidget(place, 1)
        card.rows.addWidget(self.notice)
        self.summary = Notice()
        card.rows.addWidget(self.summary)
        card.rows.addLayout(self._last_row(card))
        row.addWidget(card)
        self._grid: QWidget | None = None

    def _chooser(self) -> QWidget:
        place = Spaced()
        grid = QGridLayout(place)
        place.space(grid, 12)
        self.kinds: dict[Kind, Button] = {}
        for at, kind in enumerate(_BY_DIGIT):
            grid.addWidget(self._kind_button(kind, _DIGITS[at]), at // _ACROSS, at % _ACROSS)
        row, column = divmod(len(_BY_DIGIT), _ACROSS)
        back = self._kind_button(Kind.TAKE_BACK, "F12")
        grid.addWidget(back, row, column, 1, _ACROSS - column)
        for column in range(_ACROSS):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(row + 1, 1)
        return place

    def _kind_button(self, kind: Kind, key: str) -> Button:
        button = DangerButton if kind is Kind.TAKE_BACK else SecondaryButton
        made = button(kind.words, key)
        made.clicked.connect(lambda: self.choose(kind))
        self.kinds[kind] = made
        return made

    def _last_row(self, card: Card) -> QHBoxLayout:
        last = QHBoxLayout()
        card.space(last, 14)
        self.back = SecondaryButton("Back", "Esc")
        self.back.clicked.connect(lambda: self.take_key("Esc"))
        self.button = PrimaryButton("Record", "F5")
        self.button.clicked.connect(lambda: self.attempt(self._record))
        policy = self.button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(policy)
        last.addWidget(self.back, 1)
        last.addWidget(self.button, 2)
        return last

    @property
    def stream(self) -> str:
        """The stream of the order or preparation whose patient is recorded for."""
        return self._shown[0] if self._shown else ""

    def begin(self, stream: str, person: Person) -> None:
        """Ask what is to be recorded for the patient of an order or a preparation."""
        self._shown = (stream, person)
        self.untell()
        work = self._workplace
        order, plan = work.order_for(stream), work.outlook(stream).plan
        monograph = work.monograph_of(stream)
        self._banner.show_facts(banner(order, plan, monograph, work.site, "recording"))
        self._show_chooser()

    def _show_chooser(self) -> None:
        self._kind = None
        self._texts = {}
        self._title.show_facts("What is to be recorded?")
        self._pages.setCurrentIndex(0)
        self.summary.hide()
        self.button.hide()
        self.kinds[Kind.LABORATORY].setFocus()
        self._show_keys()

    def _show_keys(self) -> None:
        keys = [FooterKey("Esc", "Back")]
        if self._kind is not None:
            keys.append(FooterKey("F5", "Record"))
        else:
            keys.append(FooterKey("F12", "Take a fact back"))
        keys.append(FooterKey("F8", "Change person"))
        self._footer.show_facts(FooterFacts((saved(self._workplace.log),), tuple(keys)))

    def choose(self, kind: Kind) -> None:
        """Show the form of a kind, empty."""
        self.untell()
        self._kind, self._texts, self._fields = kind, {}, ()
        self._title.show_facts(kind.words)
        self._pages.setCurrentIndex(1)
        self.summary.show()
        self.button.show()
        self._lay_form()
        self._show_keys()
        next(iter(self.widgets.values())).setFocus()

    def _setting(self) -> Setting:
        assert self._shown is not None
        stream, person = self._shown
        work = self._workplace
        order = work.order_for(stream)
        return Setting(
            course=work.course(order.patient),
            monograph=work.monograph_of(stream),
            laboratory=references.laboratory_policy(),
            born=order.patient.born,
            now=work.now(),
            zone=ZoneInfo(work.site.zone),
            source=f"entered by {person.name}",
        )

    def _lay_form(self) -> None:
        """Lay the fields out where they are other ones than before; what was written stays."""
        assert self._kind is not None
        found = fields(self._kind, self._texts, self._setting())
        if found != self._fields:
            self._fields = found
            self._texts = {f.name: self._texts.get(f.name, "") for f in found}
            self._replace_grid()
        self._summarise()

    def _replace_grid(self) -> None:
        if self._grid is not None:
            self._column.removeWidget(self._grid)
            self._grid.hide()
            self._grid.deleteLater()
        self.widgets = {}
        self._grid = Spaced()
        grid = QGridLayout(self._grid)
        self._grid.space(grid, 10)
        row = column = 0
        for field in self._fields:
            wide = _is_wide(field)
            if wide and column:
                row, column = row + 1, 0
            grid.addWidget(self._labelled(field), row, column, 1, 2 if wide else 1)
            row, column = (row + 1, 0) if wide or column else (row, 1)
        for each in (0, 1):
            grid.setColumnStretch(each, 1)
        grid.setRowStretch(row + 1, 1)
        self._column.addWidget(self._grid)
        self._grid.show()
        theme.hand_down(self.window())

    def _labelled(self, field: Field) -> QWidget:
        place = Spaced()
        column = QVBoxLayout(place)
        place.space(column, 1)
        optional = "  (may be empty)" if field.optional else ""
        column.addWidget(Words(Role.EYEBROW, people_text(field.label) + optional))
        line = QHBoxLayout()
        place.space(line, 8)
        line.addWidget(self._widget(field), 1)
        if field.written is Written.DATE:
            line.addWidget(self._today_button(field))
        column.addLayout(line)
        column.addStretch(1)
        return place

    def _widget(self, field: Field) -> QWidget:
        if field.written is Written.CHOICE:
            options = tuple((each.text, people_text(each.words)) for each in field.options)
            columns = min(_MOST_OPTIONS, max(len(options), 1))
            choice = Options(field.label, options, columns, in_form=True)
            choice.set_text(self._texts[field.name])
            choice.chosen.connect(lambda text: self._choose(field.name, text))
            self.widgets[field.name] = choice
            return choice
        line = SlimField(field.label, field.hint, people_text(field.unit))
        line.set_text(self._texts[field.name])
        line.changed.connect(lambda text: self._write(field.name, text))
        line.entered.connect(lambda _: self.focusNextChild())
        self.widgets[field.name] = line
        return line

    def _today_button(self, field: Field) -> QWidget:
        button = _TodayButton(field.label)
        button.clicked.connect(lambda: self._today(field.name))
        return button

    def _today(self, name: str) -> None:
        text = self._setting().today.isoformat()
        self.widgets[name].set_text(text)
        self._write(name, text)

    def _choose(self, name: str, text: str) -> None:
        self._texts[name] = text
        self.untell()
        self._lay_form()
        self.widgets[name].setFocus()

    def _write(self, name: str, text: str) -> None:
        self._texts[name] = text
        self.untell()
        self._summarise()

    def _summarise(self) -> None:
        """Say what F5 would record, or what is still lacking."""
        assert self._kind is not None
        setting = self._setting()
        try:
            words = people_text(in_words(read_entry(self._kind, self._texts, setting), setting))
            said = NoticeFacts("F5 records", f"{words}.", Tone.INFO)
        except Refused as refused:
            said = NoticeFacts("Not complete", refused.sentence, Tone.PLAIN)
        self.summary.show_facts(said)

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        super().tell(sentence, word, tone)
        # What is lacking is said once.
        self.summary.hide()

    def untell(self) -> None:
        super().untell()
        self.summary.setVisible(self._kind is not None)

    def _record(self) -> None:
        assert self._shown is not None
        assert self._kind is not None
        stream, person = self._shown
        work, setting = self._workplace, self._setting()
        patient = work.order_for(stream).patient
        facts = read_entry(self._kind, self._texts, setting)
        words = people_text(in_words(facts, setting))
        work.record_course(patient, facts, person)
        self._show_chooser()
        self.tell(f"{words}.", "Recorded", Tone.OK)

    def _digit(self, digit: str) -> bool:
        if self._kind is None:
            place = _DIGITS.index(digit)
            self.choose(_BY_DIGIT[place])
            return True
        for choice in self.widgets.values():
            if isinstance(choice, Options) and choice.isAncestorOf(self.window().focusWidget()):
                place = int(digit) - 1
                if 0 <= place < len(choice.buttons):
                    choice.choose(place)
                    return True
        return False

    def take_key(self, key: str) -> bool:
        match key:
            case "Esc" if self._kind is not None:
                self.untell()
                self._show_chooser()
            case "Esc":
                self.left.emit()
            case "F5" if self._kind is not None:
                self.attempt(self._record)
            case "F8":
                self.leaving.emit()
            case "F12" if self._kind is None:
                self.choose(Kind.TAKE_BACK)
            case _ if key in _DIGITS:
                return self._digit(key)
            case _:
                return False
        return True


def _is_wide(field: Field) -> bool:
    words = sum(len(option.words) for option in field.options)
    return len(field.options) > _NARROW or words > 24


class _TodayButton(SecondaryButton):
    """Writes today's date into the field beside it."""

    def __init__(self, label: str) -> None:
        super().__init__("Today")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        give_name(self, f"{label}: today")

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self, 110), theme.form_target(self))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
