"""The products of this site: two people compare each with its package before it is a match."""

from hashlib import sha256
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.bag import Fill
from app.core.person import Person
from app.core.product import Product
from app.core.quantity import written
from app.core.refused import Refused
from app.core.step import Role
from app.given_file import content_of
from app.intake.gs1 import parse_scan
from app.intake.product_form import read_form
from app.intake.products_csv import OTHER_DRUG, read_products_csv
from app.products import Stage, Standing
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.findings import Findings
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.product_form import ProductForm
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.words import Role as Look
from app.ui.drawing.words import Words
from app.ui.facts import products as facts
from app.ui.language import Verbatim
from app.ui.page import no_scan_in_a_question
from app.ui.steps.reason import ReasonCard
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace

_OTHER = (OTHER_DRUG, OTHER_DRUG)


class ProductsPage(TabPage):
    """A list to compare with packages; beside it what a PIN would sign."""

    asks_before_leaving = True
    packs_to_tell = True

    tab = "products"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._taken: dict[str, None] = {}
        self._only = ""
        self._stack = QStackedWidget()
        self._list, self.reason = self._list_card(), ReasonCard()
        self.form = self._form()
        for card in (self._list, self.form, self.reason):
            self._stack.addWidget(card)
        self.body.addWidget(self._stack, 20)
        self._side = self._sign_card()
        self.body.addWidget(self._side, 11)

    def _list_card(self) -> QWidget:
        card = Card(margin=14)
        first = QHBoxLayout()
        card.space(first, 14)
        self.search = SlimField("Scan or search", "Scan a package, or type a name or a number")
        self.search.ask_code()
        self.search.changed.connect(lambda _: self._look_for(""))
        self.search.entered.connect(self._typed)
        first.addWidget(Words(Look.TITLE, "Products"), 1)
        first.addWidget(self.search, 3)
        card.rows.addLayout(first)
        self.findings = Findings()
        self.findings.activated.connect(self._toggle)
        card.rows.addWidget(self.findings, 1)
        return card

    def _form(self) -> ProductForm:
        items: dict[str, tuple[str, ...]] = {}
        for role in Role:
            of_role = (each.item for each in self.workplace.products.items if each.role is role)
            items[role.value] = tuple(sorted(of_role))
        roles = (*((each.value, facts.role_words(each)) for each in Role), _OTHER)
        form = ProductForm(roles, items)
        form.done.connect(lambda: self.attempt(self._put))
        form.back.connect(self._show_list)
        return form

    def _sign_card(self) -> QWidget:
        card = Card(margin=18, gap=6)
        self._counted, self._to_sign = Words(Look.SENTENCE, ""), Words(Look.REMARK, "")
        self.pin = EntryField("PIN", size=22)
        self.pin.hide_typing()
        self.pin.ask("your PIN")
        self.pin.entered.connect(lambda _: self.attempt(self._sign))
        self.sign = PrimaryButton("Sign", "F5")
        self.sign.clicked.connect(lambda: self.attempt(self._sign))
        self.take_all = SecondaryButton("Take up all shown", "F6")
        self.take_all.clicked.connect(self._take_all)
        self.new = SecondaryButton("New, or change", "F7")
        self.new.clicked.connect(lambda: self.attempt(self._begin_form))
        self.table = SecondaryButton("Import a table", "F4")
        self.table.clicked.connect(self._choose_file)
        card.rows.addWidget(Words(Look.SUBTITLE, "Two people, each with the package"))
        self._how = Words(
            Look.REMARK,
            "One proposes, another confirms; one of the two is a pharmacist. Compare each "
            "figure with the package, then take the line up. A scan finds it, or begins one.",
        )
        for widget in (self._how, self._counted, self.take_all):
            card.rows.addWidget(widget)
        more = QHBoxLayout()
        card.space(more, 10)
        more.addWidget(self.new, 1)
        more.addWidget(self.table, 1)
        card.rows.addLayout(more)
        card.rows.addStretch(1)
        self._place_of_notice = QVBoxLayout()
        card.rows.addLayout(self._place_of_notice)
        for each in (self._to_sign, self.pin, self.sign):
            card.rows.addWidget(each)
        return card

    def begin(self, person: Person) -> None:
        """Show the products to someone; what another person took up is not their answer."""
        super().begin(person)
        self._taken, self._only = {}, ""
        self.search.set_text("")
        self.pin.set_text("")
        self._show_list()

    def make_room(self) -> None:
        # What is known by heart gives way to the band, and to what is told.
        self._how.setVisible(self.alarm.facts() is None and not self.tells_much)
        super().make_room()

    def take_focus(self) -> None:
        self.search.setFocus()

    def _show_list(self) -> None:
        self._place_of_notice.addWidget(self.notice)
        self._side.show()
        self._stack.setCurrentWidget(self._list)
        self._draw()
        self.take_focus()

    def _look_for(self, only: str) -> None:
        self._only = only
        self._draw()

    def _standings(self) -> list[Standing]:
        products = self.workplace.products
        return facts.in_order([products.standing(each) for each in products.numbers()])

    def _found(self, standings: list[Standing]) -> list[Standing]:
        if self._only:
            return [each for each in standings if each.product.gtin == self._only]
        wanted = self.search.text().strip()
        return [each for each in standings if facts.matches(each, wanted)]

    def _draw(self) -> None:
        if self.person is None:
            return
        standings, site = self._standings(), self.workplace.site
        found = self._found(standings)
        rows = [
            facts.row(each, each.product.gtin in self._taken, self._offer(each), site)
            for each in found[: facts.SHOWN]
        ]
        if len(found) > facts.SHOWN:
            rows.append(facts.hidden(len(found) - facts.SHOWN))
        self.findings.show_facts(tuple(rows))
        self._counted.show_facts(facts.counted(standings))
        taken = self._to_be_signed()
        self._to_sign.show_facts(facts.to_sign(taken))
        listed = self._stack.currentWidget() is self._list
        self.sign.setEnabled(bool(taken) and listed)
        for button in (self.take_all, self.new, self.table, self.pin):
            button.setEnabled(listed)
        self.heads()

    def _offer(self, standing: Standing) -> str:
        """Return what the row of a product offers the person at the page."""
        if standing.product.gtin in self._taken:
            return facts.LEAVE_OUT
        if standing.waits:
            return facts.TAKE_UP if self._may_sign(standing) else ""
        return facts.CHOOSE if standing.stage in (Stage.IN_FORCE, Stage.WITHDRAWN) else ""

    def _may_sign(self, standing: Standing) -> bool:
        person = self.person
        assert person is not None
        return not self.workplace.products.may_sign(standing.product.gtin, person)

    def _to_be_signed(self) -> list[Standing]:
        found = (self.workplace.products.standing(each) for each in self._taken)
        return [each for each in found if each.waits]

    def _toggle(self, number: str) -> None:
        if number in self._taken:
            del self._taken[number]
        else:
            self._taken[number] = None
        self.untell()
        self._draw()

    def _take_all(self) -> None:
        shown = self._found(self._standings())[: facts.SHOWN]
        for each in shown:
            if each.waits and self._may_sign(each):
                self._taken[each.product.gtin] = None
        self.untell()
        self._draw()
        self.pin.setFocus()

    def _sign(self) -> None:
        person, numbers = self.person, [each.product.gtin for each in self._to_be_signed()]
        if person is None or self._stack.currentWidget() is not self._list:
            return
        pin = self.pin.text()
        if numbers and not pin:
            self.pin.setFocus()
            self.tell("Your PIN signs: type it, then press Enter.", "PIN", Tone.INFO)
            return
        self.pin.set_text("")
        self.workplace.products.sign(numbers, person, pin)
        standing = [self.workplace.products.standing(each) for each in numbers]
        used = sum(1 for each in standing if each.stage is Stage.IN_FORCE)
        self._taken = {}
        self._look_for("")
        rest = len(numbers) - used
        done = (f"{used} in force." if used else "", _next(rest) if rest else "")
        self.tell(" ".join(part for part in done if part), "Signed", Tone.OK)
        self.take_focus()

    def take_scan(self, text: str) -> None:
        if self._stack.currentWidget() is self.reason:
            self.attempt(no_scan_in_a_question)
        else:
            self.attempt(lambda: self._scanned(text))

    def _typed(self, text: str) -> None:
        """Take a code that was typed; a name only searches."""
        if text.strip()[:1] in ("(", "]") or text.strip().replace("-", "").isdigit():
            self.attempt(lambda: self._scanned(text.strip()))

    def _scanned(self, text: str) -> None:
        work = self.workplace
        scanned = parse_scan(text, work.site.day(work.now()))
        if self._stack.currentWidget() is self.form:
            self.form.fields["code"].set_text(text)
            return
        number = scanned.gtin or work.products.number_of(scanned.ndc or "")
        if not number and not scanned.ndc:
            raise Refused("This code names no product. Scan the code on the vial or the carton.")
        if number not in work.products.numbers():
            self._open_form({"code": text, "ndc": scanned.ndc or ""})
            self.tell("This product is new here; fill in what its package shows.", "New", Tone.INFO)
            return
        self.search.set_text("")
        self.untell()
        standing = work.products.standing(number)
        if standing.waits and self._may_sign(standing):
            self._taken[number] = None
        self._look_for(number)

    def _begin_form(self) -> None:
        """Open the form for the one product that is chosen, or for a new one."""
        if self._stack.currentWidget() is self.reason:
            return
        if len(self._taken) > 1:
            raise Refused("More than one product is taken up; leave all but the one out to change.")
        texts: dict[str, str] = {}
        for number in self._taken:
            texts = _written(self.workplace.products.standing(number).product)
        self._open_form(texts)

    def _open_form(self, texts: dict[str, str]) -> None:
        self.form.begin(texts)
        # A form so long has the whole page, and what is told stands on it.
        self._side.hide()
        self.form.hold(self.notice)
        self._stack.setCurrentWidget(self.form)
        self.form.fields["name" if texts.get("code") else "code"].setFocus()
        self._draw()

    def _put(self) -> None:
        """Put what the form says on the list, taken up to be signed."""
        work = self.workplace
        product = read_form(self.form.texts(), work.products.items, work.site.day(work.now()))
        fresh = work.products.suggest((product,), "from its package")
        if not fresh:
            raise Refused("The list says the same of this product already; nothing is changed.")
        self._taken = {product.gtin: None}
        self.search.set_text("")
        self._only = product.gtin
        self.untell()
        self._show_list()

    def _choose_file(self) -> None:
        file, _ = QFileDialog.getOpenFileName(
            self, "Import a table of products", "", "Tables (*.csv);;All files (*)"
        )
        if file:
            self.import_table(Path(file))

    def import_table(self, path: Path) -> None:
        """Put the products of a table on the list; what is refused is told."""
        self.attempt(lambda: self._import(path))

    def _import(self, path: Path) -> None:
        products = self.workplace.products
        try:
            data = content_of(path)
            found = read_products_csv(data, products.items)
            fresh = products.suggest(found, path.name, sha256(data).hexdigest())
        except Refused as refused:
            raise Refused(f"{Verbatim(path.name)}: {refused.sentence}") from refused
        self._show_list()
        same = len(found) - len(fresh)
        known = f" {same} say nothing new." if same else ""
        self.tell(
            f"{len(fresh)} products of {path.name} wait to be proposed.{known}", "Read", Tone.OK
        )

    def _ask_withdrawal(self) -> None:
        chosen = list(self._taken)
        if len(chosen) != 1:
            raise Refused("Choose the one product that is to be withdrawn.")
        name = self.workplace.products.standing(chosen[0]).product.name
        self._stack.setCurrentWidget(self.reason)
        self._draw()
        self.reason.ask(
            f"Why is {name} withdrawn?",
            "No scan matches this product until two people confirm it again.",
            lambda reason: self._withdraw(chosen[0], reason),
            self._show_list,
            ends=True,
        )

    def _withdraw(self, number: str, reason: str) -> None:
        if self.person is not None:
            self.workplace.products.withdraw(number, reason, self.person)
            self._taken = {}
            self._show_list()
            self.tell("The product is withdrawn.", "Recorded", Tone.OK)

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        if self._stack.currentWidget() is self.reason:
            self.reason.tell(sentence)
        else:
            super().tell(sentence, word, tone)

    def keys(self) -> tuple[FooterKey, ...]:
        chosen = len(self._taken) == 1
        return (
            *super().keys(),
            FooterKey("F4", "Import a table"),
            FooterKey("F12", "Withdraw the one chosen", chosen),
        )

    def take_confirm(self) -> bool:
        if self._stack.currentWidget() is not self.reason:
            return False
        self.reason.record()
        return True

    @property
    def asks_pin(self) -> bool:
        return self.sign.isEnabled()

    def take_key(self, key: str) -> bool:
        shown = self._stack.currentWidget()
        match key:
            case "Esc" if shown is not self._list:
                self.untell()
                self._show_list()
            case "Esc" if self._only or self.search.text():
                self.search.set_text("")
                self._look_for("")
            case "F5":
                self.attempt(self._put if shown is self.form else self._sign)
            case "F4" | "F6" | "F7" | "F12" if shown is not self._list:
                pass
            case "F4":
                self._choose_file()
            case "F6":
                self._take_all()
            case "F7":
                self.attempt(self._begin_form)
            case "F12":
                self.attempt(self._ask_withdrawal)
            case _:
                return super().take_key(key)
        return True


def _next(count: int) -> str:
    return f"{count} proposed; another person confirms {'it' if count == 1 else 'them'} next."


def _written(product: Product) -> dict[str, str]:
    """Return a product as its form would hold it."""
    role = product.role.value if product.accepted else OTHER_DRUG
    known = product.fill is Fill.READY_FILLED and product.overfill is not None
    return {
        "code": product.gtin,
        "ndc": product.ndc,
        "role": role,
        "item": product.item,
        "name": product.name,
        "volume": "" if product.nominal is None else written(product.nominal),
        "overfill": written(product.overfill) if known and product.overfill is not None else "",
        "overfill source": product.overfill_source,
        "material": product.material,
        "source": product.source,
    }
