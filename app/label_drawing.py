"""Labels drawn and proved: the one place where a recorded state becomes the bytes of a label."""

from dataclasses import dataclass

from app.companion_labels import companion_label
from app.core.label_kind import LabelKind
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.labels import bag_label
from app.site import Site
from reports.bag_label import BagLabel
from reports.companion_label import CompanionLabel
from reports.label import draw_label
from reports.press import Press
from reports.refusal import Misprinted, Unprintable
from reports.verify import verify_label


@dataclass(frozen=True, slots=True)
class Drawn:
    """A label as it goes out: its code, the wording it is of, and the bytes."""

    code: str
    template: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class LabelMaker:
    """Makes the labels of a site."""

    template: str = ""

    def value(
        self, kind: LabelKind, number: int, state: Preparation, site: Site, copy: int
    ) -> BagLabel | CompanionLabel:
        """Return what a label says; raises KeyError where nothing was reconstituted."""
        if kind is LabelKind.BAG:
            return bag_label(state, site, copy)
        return companion_label(kind, number, state, site, copy)

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
        return Drawn(label.code, self.template, pdf)
