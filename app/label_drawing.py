"""Labels drawn and proved: the one place where a recorded state becomes the bytes of a label."""

from dataclasses import dataclass
from datetime import datetime

from app.core.events import Opened
from app.core.formulary import Monograph
from app.core.label_kind import LabelKind
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.core.storage import Storage
from app.label_keys import LabelKeys
from app.label_templates import Templates
from app.label_words import LabelWords
from app.labels import bag_label, companion_label, trial_label
from app.printing import require_room
from app.site import Site
from reports.bag_label import BagLabel
from reports.companion_label import CompanionLabel
from reports.label import draw_label, label_count
from reports.press import Press
from reports.refusal import Misprinted, Unprintable
from reports.verify import verify_label


@dataclass(frozen=True, slots=True)
class Drawn:
    """A label as it goes out: its code, the wording it is of, the bytes, and on how many labels."""

    code: str
    template: str
    pdf: bytes
    count: int = 1


class LabelMaker:
    """Makes the labels of a site: in the words of its template, signed with its key."""

    def __init__(self, templates: Templates, keys: LabelKeys) -> None:
        self._templates, self._keys = templates, keys

    def words(self, site: Site) -> LabelWords:
        """Return the words of the template in use; raises Refused where none is approved."""
        return self._templates.in_use(site.region)

    def value(
        self, kind: LabelKind, number: int, state: Preparation, site: Site, copy: int
    ) -> BagLabel | CompanionLabel:
        """Return what a label says; raises KeyError where nothing was reconstituted.

        Raises Refused where no template is in use, or no key can be made to sign it.
        """
        words, key = self.words(site), self._keys.key()
        if kind is LabelKind.BAG:
            return bag_label(state, site, copy, words, key)
        return companion_label(kind, number, state, site, copy, words, key)

    def drawn(
        self,
        kind: LabelKind,
        number: int,
        state: Preparation,
        site: Site,
        copy: int,
        press: Press,
    ) -> Drawn:
        """Return a label drawn for a press, and proved.

        Raises Refused where it cannot be drawn, or does not read back as what it says.
        """
        label = self.value(kind, number, state, site, copy)
        try:
            pdf = draw_label(label, press)
            verify_label(pdf, label, press)
        except (Unprintable, Misprinted) as fault:
            raise Refused(fault.sentence) from fault
        return Drawn(label.code, self.words(site).template, pdf, label_count(label, press))

    def require_room(
        self,
        opened: Opened,
        monograph: Monograph,
        site: Site,
        person: str,
        storage: Storage,
        now: datetime,
        press: Press,
    ) -> None:
        """Raise Refused where the label that a preparation may come to has no room on a press."""
        words = self.words(site)
        trial = trial_label(opened, monograph, site, person, storage, now, words)
        require_room(trial, press)
