"""The label templates of this site: looked at as words and as a label, approved, chosen."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.approvals import Stage
from app.core.person import Person
from app.core.refused import Refused
from app.label_drawing import Drawn
from app.label_keys import own_keys
from app.label_sample import Sample, sample_label
from app.label_templates import TemplateStanding
from app.printers import Use, press_of
from app.ui.approval_page import ApprovalPage
from app.ui.drawing.buttons import SecondaryButton
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.monograph_row import MonographFacts
from app.ui.drawing.words import Role, Words
from app.ui.facts import templates as facts
from app.ui.facts.pages import MONOGRAPHS
from app.ui.language import Verbatim
from app.ui.named import give_name
from app.ui.steps.label_picture import LabelPicture
from app.ui.theme import Tone
from app.workplace import Workplace
from reports.label import draw_label
from reports.label_contents import Label
from reports.refusal import Unprintable


class TemplatesPage(ApprovalPage):
    """The words of a template, a label of the sample order, and the approval."""

    behind = MONOGRAPHS
    heading = "Label templates"
    withdrawal = "No label is printed from it until two pharmacists approve it again."

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        self._pictured: tuple[str, Sample] | None = None
        self._sample = Sample.BAG
        super().__init__(workplace, parent)

    def below_list(self) -> tuple[QWidget, ...]:
        self._key = Words(Role.DETAIL, "")
        return (self._key,)

    def reading(self) -> QLayout:
        self.picture = LabelPicture()
        give_name(self.picture, "A label of the sample order, in the words of this template")
        self.which = Words(Role.DETAIL, "")
        self.another = SecondaryButton("Another label", "F6")
        self.another.clicked.connect(lambda: self._turn())
        seen = QHBoxLayout()
        self.card.space(seen, 14)
        seen.addWidget(self.findings, 6)
        sample = QVBoxLayout()
        self.card.space(sample, 8)
        sample.addWidget(self.picture, 1)
        turned = QHBoxLayout()
        self.card.space(turned, 8)
        turned.addWidget(self.which, 1)
        turned.addWidget(self.another)
        sample.addLayout(turned)
        seen.addLayout(sample, 5)
        return seen

    def beside_pin(self) -> tuple[QWidget, ...]:
        self.choose = SecondaryButton("Use it here", "F7")
        self.choose.clicked.connect(lambda: self.attempt(self._choose))
        return (self.choose,)

    def in_order(self) -> Sequence[str]:
        """Return the templates, the one of this site first, then those of its region."""
        region = self.workplace.site.region

        def last(identifier: str) -> tuple[bool, bool]:
            standing = self.standing(identifier)
            return not standing.is_chosen, standing.words.region != region

        return sorted(self.workplace.templates.identifiers(), key=last)

    def standing(self, identifier: str) -> TemplateStanding:
        return self.workplace.templates.standing(identifier, self.workplace.site.region)

    def row_of(self, identifier: str, shown: str) -> MonographFacts:
        return facts.row(self.standing(identifier), shown)

    def may_approve(self) -> bool:
        return self.is_pharmacist and not self.standing(self.shown).lacking

    def draw(self) -> None:
        standing, site = self.standing(self.shown), self.workplace.site
        self.draw_rows()
        self.title.show_facts(f"{Verbatim(standing.words.named)}, version {standing.words.version}")
        self.stands.show_facts(facts.stands(standing, site))
        self.content.show_facts(facts.content(standing))
        self.findings.show_facts(facts.rows(standing))
        if self._pictured != (standing.words.digest, self._sample):
            self._pictured = standing.words.digest, self._sample
            self._show_sample(standing)
        may = self.may_approve()
        here = standing.words.region == site.region and not standing.is_chosen
        self.choose.setVisible(may and standing.stage is Stage.IN_USE and here)
        says = "Look at the label and at every word, then sign with your PIN."
        self.draw_signing(says if may else "")
        keys = own_keys(self.workplace.log)
        self._key.show_facts(
            f"Labels are signed with the key {keys[-1].fingerprint}."
            if keys
            else "The first label that is printed makes the key that labels are signed with."
        )
        self.heads()

    def _turn(self) -> None:
        """Show the next label of the sample order: each says words that no other one says."""
        every = tuple(Sample)
        self._sample = every[(every.index(self._sample) + 1) % len(every)]
        self.draw()

    def _show_sample(self, standing: TemplateStanding) -> None:
        self.which.show_facts(facts.sample(self._sample))
        press = press_of(self.workplace.log, Use.LABELS)
        try:
            label = self._sample_label(standing)
            drawn = Drawn(label.code, standing.words.template, draw_label(label, press))
        except Refused as refused:
            self.picture.show_refusal(refused)
        except Unprintable as unprintable:
            self.picture.show_refusal(Refused(unprintable.sentence))
        else:
            self.picture.show_label(drawn, press.dpi)

    def _sample_label(self, standing: TemplateStanding) -> Label:
        """Return a label of the sample order; raises Refused where there is none to show."""
        work, words = self.workplace, standing.words
        for identifier in work.formulary.identifiers():
            monograph = work.formulary.standing(identifier).monograph
            if monograph.region == words.region and not monograph.draft:
                return sample_label(words, monograph, work.site, self._sample)
        raise Refused(f"There is no monograph for {words.region} to draw a sample label of.")

    def keys(self) -> tuple[FooterKey, ...]:
        return (
            self.back(),
            FooterKey("F6", "Another label"),
            FooterKey("F8", "Change person"),
            *self.withdrawing(),
        )

    def sign(self, person: Person, pin: str) -> str:
        self.workplace.templates.approve(self.shown, person, pin)
        return "It may be used."

    def take_back(self, person: Person, reason: str) -> None:
        self.workplace.templates.withdraw(self.shown, reason, person)

    def _choose(self) -> None:
        if self.person is None:
            return
        self.workplace.templates.choose(self.shown, self.workplace.site.region, self.person)
        self.draw()
        self.list_rows[self.shown].setFocus()
        self.tell("This site's labels are printed from it from now on.", "Chosen", Tone.OK)

    def take_own_key(self, key: str) -> bool:
        match key:
            case "F6":
                self._turn()
            case "F7" if self.choose.isVisible():
                self.attempt(self._choose)
            case _:
                return False
        return True
