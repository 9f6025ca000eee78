"""Labels of the sample order, to look at before a template is approved: nobody's, and not signed.

Drawn from the same functions as every label: what is seen is what will be printed.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum

import resources
from app.core import events as e
from app.core.course import Course
from app.core.formulary import Monograph
from app.core.label_kind import LabelKind
from app.core.preparation import Done, Preparation
from app.core.reading import Reading
from app.core.storage import Stay, Storage
from app.intake.files import read_orders
from app.label_signing import TrialKey
from app.label_words import LabelWords
from app.labels import bag_label, companion_label, trial_state
from app.preparations import ground_of, outlook_for
from app.site import Site
from app.site_rules import shipped_rules
from reports.bag_label import BagLabel
from reports.companion_label import CompanionLabel

_NOW = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
_TAKEN_OUT = _NOW + timedelta(minutes=40)
_BY = "Sample Pharmacist"


class Sample(Enum):
    """The labels that say different words, each with what it is called, in the order shown."""

    BAG = "Bag"
    COLD = "Bag that waits in the refrigerator"
    WARM = "Bag out of the refrigerator, second copy"
    VIAL = "Vial"
    SYRINGE = "Syringe"
    COVER = "Light cover"
    TRANSPORT = "Transport"


_STORED = {Sample.COLD: Storage.REFRIGERATED}
_COMPANIONS = {
    Sample.VIAL: (LabelKind.VIAL, 1),
    Sample.SYRINGE: (LabelKind.SYRINGE, 1),
    Sample.COVER: (LabelKind.LIGHT_COVER, 0),
    Sample.TRANSPORT: (LabelKind.TRANSPORT, 0),
}


def sample_label(
    words: LabelWords, monograph: Monograph, site: Site, sample: Sample = Sample.BAG
) -> BagLabel | CompanionLabel:
    """Return a label of the sample order, in the words of a template.

    Raises Refused where the monograph does not fit the order, or the template lacks words.
    """
    state, key = _state(monograph, site, sample), TrialKey()
    if sample in _COMPANIONS:
        return companion_label(*_COMPANIONS[sample], state, site, 1, words, key)
    return bag_label(state, site, 2 if sample is Sample.WARM else 1, words, key)


def _state(monograph: Monograph, site: Site, sample: Sample) -> Preparation:
    (order,) = read_orders(resources.data("samples/order-fhir.json"), now=_NOW)
    order = replace(order, drug=monograph.drug)
    reading, ground = Reading(_NOW, timedelta(0), ""), ground_of(monograph, shipped_rules())
    found = outlook_for(order, Course(), ground, reading, site)
    assert found.plan is not None
    opened = e.Opened("2611-0000", order, "", found.plan, shipped_rules().policy, found.review)
    state = trial_state(opened, monograph, _BY, _STORED.get(sample, Storage.ROOM), _NOW)
    state = replace(state, done=(Done("withdraw-1", _NOW, _BY, ""),))
    if sample is Sample.WARM:
        stays = Stay(Storage.REFRIGERATED, _NOW, _TAKEN_OUT), Stay(Storage.ROOM, _TAKEN_OUT)
        return replace(state, stays=stays, taken_out=_TAKEN_OUT)
    return state
