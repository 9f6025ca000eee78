"""Mock pages made of the drawn parts of the window."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.ui.drawing.banner import Banner, BannerFacts
from app.ui.drawing.budget import BudgetFacts, TimeBudget
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.check_table import CheckFacts, CheckRow, CheckTable
from app.ui.drawing.course import Course, CourseFacts
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.figure import Figure, FigureFacts
from app.ui.drawing.findings import FindingFacts, Findings
from app.ui.drawing.footer import Footer, FooterFacts, FooterStatus
from app.ui.drawing.header import Header, HeaderFacts, HeaderPage
from app.ui.drawing.icons import Icon
from app.ui.drawing.ledger_strip import LedgerStrip, StripFacts
from app.ui.drawing.light import LightBox, LightFacts, LightState
from app.ui.drawing.line import Line
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.pill import PillFacts, Pills
from app.ui.drawing.rail import RailItem, StepRail
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.syringe import SyringeView
from app.ui.drawing.tile import Tile, TileFacts
from app.ui.drawing.wanted import Wanted, WantedFacts
from app.ui.drawing.words import Role, Words
from app.ui.drawing.worklist_row import WorklistFacts, WorklistHeadings, WorklistRow
from app.ui.theme import Tone
from tests.ui.gallery_facts import (
    BANNER,
    CHECKS,
    DILUTE,
    GAP,
    KEYS,
    LIGHT,
    PAIR,
    READY,
    SINGLE,
    START,
    STEPS,
    STRIP,
    STRIP_WITHOUT_GAP,
    rail,
    saved,
)
from tests.ui.gallery_orders import COURSE, FOUND, ROWS, WANTED


def page(top: QWidget, foot: QWidget) -> tuple[QWidget, QHBoxLayout, Spaced]:
    window = Spaced()
    column = QVBoxLayout(window)
    column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    window.space(column)
    body = Spaced()
    row = QHBoxLayout(body)
    body.space(row, 12, (14, 10, 14, 10))
    column.addWidget(top)
    column.addWidget(body, 1)
    column.addWidget(foot)
    return window, row, body


def shown(widget: QWidget, facts: object) -> QWidget:
    widget.show_facts(facts)  # type: ignore[attr-defined]
    return widget


def beside(owner: Spaced, gap: float, *widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    owner.space(row, gap)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row


def right_column(
    budget: BudgetFacts, light: LightFacts, strip: StripFacts = STRIP_WITHOUT_GAP
) -> tuple[Spaced, QVBoxLayout]:
    side = Spaced()
    column = QVBoxLayout(side)
    side.space(column, 10)
    column.addWidget(shown(TimeBudget(), budget), 1)
    column.addWidget(shown(LedgerStrip(), strip))
    column.addWidget(shown(LightBox(), light))
    return side, column


def preparation(
    banner: BannerFacts = BANNER,
    steps: tuple[RailItem, ...] | None = None,
    budget: BudgetFacts = DILUTE,
    light: LightFacts = LIGHT,
    pair: bool = False,
    notice: bool = False,
) -> QWidget:
    foot = FooterFacts((saved("10:31:07 · step 5 on disk"), *READY), KEYS)
    window, row, _ = page(shown(Banner(), banner), shown(Footer(), foot))
    items = steps or rail(6, "from vial 1, then vial 2")
    row.addWidget(shown(StepRail(), items))
    row.addWidget(_withdraw(pair, notice), 1)
    strip = STRIP if light is GAP else STRIP_WITHOUT_GAP
    row.addWidget(right_column(budget, light, strip)[0])
    return window


def _withdraw(pair: bool, notice: bool) -> Card:
    card = Card()
    top = QHBoxLayout()
    card.space(top, 16)
    words = QVBoxLayout()
    card.space(words, 6)
    words.addWidget(Words(Role.EYEBROW, "STEP 6 OF 11  ·  prepared by Technician Two"))
    title = (
        "Withdraw into a 10 mL and a 1 mL syringe" if pair else "Withdraw into one 10 mL syringe"
    )
    words.addWidget(Words(Role.TITLE, title))
    words.addWidget(shown(Figure(), FigureFacts("5.82" if pair else "5.8", "mL")))
    words.addWidget(
        Words(
            Role.REMARK,
            "exact 5.824 mL = 1.456 mg ÷ 0.25 mg/mL\n"
            "delivers **1.45 mg**  (−0.4 % of the ordered dose)",
        )
    )
    words.addSpacing(6)
    first = TileFacts("Vial 1 · lot AB1234", "3.6 mL", "all that this vial delivers")
    second = TileFacts("Vial 2 · lot AB1234", "2.2 mL", "discard the rest (1.4 mL)")
    words.addLayout(beside(card, 12, shown(Tile(), first), shown(Tile(), second)))
    words.addSpacing(6)
    pills = (
        PillFacts("Do not shake", Tone.PLAIN, Icon.NO_SHAKE),
        PillFacts("Keep covered", Tone.PLAIN, Icon.HALF_DISC),
        PillFacts("Never freeze", Tone.PLAIN, Icon.SNOWFLAKE),
    )
    if not notice:  # what is known by heart gives way to a refusal
        words.addWidget(shown(Pills(), pills))
    words.addStretch(1)
    top.addLayout(words, 5)
    top.addWidget(shown(SyringeView(), PAIR if pair else (SINGLE,)), 3 if pair else 2)
    card.rows.addLayout(top, 1)
    if notice:
        refused = NoticeFacts(
            "Refused",
            "“5,8 mL” is not a number as we write it. A point stands before tenths: type 5.8.",
        )
        card.rows.addWidget(shown(Notice(), refused))
    else:
        card.rows.addWidget(Line())
    card.rows.addWidget(Words(Role.EYEBROW, "Volume in the syringe — read it, then type or scan"))
    field = EntryField("Volume in the syringe", "mL")
    field.set_text("5,8 mL" if notice else "5.8")
    field.show_refused(notice)
    entry = QHBoxLayout()
    card.space(entry, 14)
    entry.addWidget(field, 5)
    entry.addWidget(PrimaryButton("Record", "Enter"), 3)
    card.rows.addLayout(entry)
    return card


def check(
    revealed: bool = True,
    rows: tuple[CheckRow, ...] = CHECKS,
    budget: BudgetFacts = START,
) -> QWidget:
    foot = FooterFacts((saved("10:46:40 · step 9 on disk"), *READY), KEYS)
    window, row, _ = page(shown(Banner(), BANNER), shown(Footer(), foot))
    row.addWidget(shown(StepRail(), rail(10, STEPS[9][1])))
    row.addWidget(_figures(revealed, rows), 1)
    light = LightFacts(
        LIGHT.heading,
        "Without a gap from 10:02 to now. Amber bag cover since 10:46.",
        LIGHT.source,
        LightState.PROTECTED,
    )
    row.addWidget(right_column(budget, light)[0])
    return window


def _figures(revealed: bool, rows: tuple[CheckRow, ...]) -> Card:
    card = Card()
    card.rows.addWidget(Words(Role.EYEBROW, "STEP 10 OF 11  ·  checked by Pharmacist One"))
    title = "Your figures, then ours" if revealed else "Your figures first"
    card.rows.addWidget(Words(Role.TITLE, title))
    card.rows.addWidget(shown(CheckTable(), CheckFacts(rows, revealed)))
    card.rows.addSpacing(4)
    if revealed:
        soft = Card(soft=True, margin=12)
        soft.rows.addWidget(
            Words(
                Role.WORKING,
                "**Working**   √(170 cm × 70 kg ÷ 3600) = 1.818 → **1.82 m²** (Mosteller)  ·  "
                "1.82 m² × 0.8 mg/m² = **1.456 mg**  ·  1.456 mg ÷ 0.25 mg/mL = **5.824 mL**\n"
                "5.8 mL × 0.25 mg/mL = **1.45 mg**  ·  1.45 mg ÷ 50 mL = **0.029 mg/mL**, "
                "allowed 0.01 to 0.1 mg/mL",
            )
        )
        card.rows.addWidget(soft)
    card.rows.addStretch(1)
    card.rows.addWidget(Line())
    card.rows.addWidget(
        Words(Role.EYEBROW, "Sign with your PIN — meaning: checked, fit for release")
    )
    pin = EntryField("PIN")
    pin.hide_typing()
    pin.set_text("4711")
    row = QHBoxLayout()
    card.space(row, 14)
    row.addWidget(pin, 4)
    row.addWidget(DangerButton("Not right…"), 2)
    row.addWidget(PrimaryButton("Sign", "Enter"), 3)
    card.rows.addLayout(row)
    return card


def order(
    found: tuple[FindingFacts, ...] = FOUND,
    course: CourseFacts = COURSE,
    wanted: WantedFacts = WANTED,
) -> QWidget:
    banner = BannerFacts(
        *(getattr(BANNER, name) for name in ("patient", "identity_line", "drug", "dose")),
        BANNER.particulars,
        BANNER.right_top,
        "not yet opened",
    )
    foot = FooterFacts((saved("10:31:07 · nothing open"), *READY), KEYS)
    window, row, _ = page(shown(Banner(), banner), shown(Footer(), foot))
    card = Card()
    card.rows.addWidget(Words(Role.EYEBROW, "VERIFY THE ORDER  ·  Pharmacist One"))
    card.rows.addWidget(Words(Role.TITLE, "Is this dose due, and may it be given today?"))
    card.rows.addWidget(shown(Findings(), found), 1)
    verify = PrimaryButton("Verify", "F5")
    verify.setEnabled(False)
    last = QHBoxLayout()
    card.space(last, 14)
    last.addWidget(
        Words(Role.REMARK, "1 open point. The order can be verified when it is answered."), 2
    )
    last.addWidget(verify, 1)
    card.rows.addLayout(last)
    row.addWidget(card, 19)
    side = Spaced()
    column = QVBoxLayout(side)
    side.space(column, 14)
    column.addWidget(shown(Course(), course))
    column.addWidget(shown(Wanted(), wanted), 1)
    row.addWidget(side, 10)
    return window


def worklist(rows: tuple[WorklistFacts, ...] = ROWS) -> QWidget:
    pages = tuple(
        HeaderPage(name.lower(), name)
        for name in ("Worklist", "Records", "Stock", "Reports", "Practice")
    )
    top = HeaderFacts(pages, "worklist", "Pharmacist One", "Mon 2026-11-02", "10:31")
    foot = FooterFacts(
        (saved(""), *READY, FooterStatus("Last backup", "06:00", Icon.DISK)),
        remark="Clock checked 10:30 · no change",
    )
    window, row, body = page(shown(Header(), top), shown(Footer(), foot))
    column = QVBoxLayout()
    body.space(column, 8)
    row.addLayout(column)
    field = EntryField("Scan or search", icon=Icon.SCANNER, size=21)
    field.ask("Scan an order, a vial or a label — or type a name or MRN")
    first = QHBoxLayout()
    body.space(first, 14)
    first.addWidget(field, 8)
    first.addWidget(PrimaryButton("New order", "F3"), 2)
    first.addWidget(SecondaryButton("Import orders", "F4"), 2)
    column.addLayout(first)
    column.addWidget(WorklistHeadings())
    for facts in rows:
        column.addWidget(WorklistRow(facts))
    column.addStretch(1)
    return window
