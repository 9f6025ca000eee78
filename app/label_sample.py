"""A label of the sample order, to look at before a template is approved: nobody's, and not signed.

Drawn from the same functions as every label: what is seen is what will be printed.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import resources
from app.core import events as e
from app.core.course import Course
from app.core.formulary import Monograph
from app.core.reading import Reading
from app.core.storage import Storage
from app.intake.files import read_orders
from app.label_signing import TrialKey
from app.label_words import LabelWords
from app.labels import bag_label, trial_state
from app.preparations import ground_of, outlook_for
from app.site import Site
from app.site_rules import shipped_rules
from reports.bag_label import BagLabel

_NOW = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
_BY = "Sample Pharmacist"


def sample_label(words: LabelWords, monograph: Monograph, site: Site) -> BagLabel:
    """Return the label of the sample order, in the words of a template.

    Raises Refused where the monograph does not fit the order, or the template lacks words.
    """
    (order,) = read_orders(resources.data("samples/order-fhir.json"), now=_NOW)
    order = replace(order, drug=monograph.drug)
    reading, ground = Reading(_NOW, timedelta(0), ""), ground_of(monograph, shipped_rules())
    found = outlook_for(order, Course(), ground, reading, site)
    assert found.plan is not None
    opened = e.Opened("2611-0000", order, "", found.plan, shipped_rules().policy, found.review)
    state = trial_state(opened, monograph, _BY, Storage.ROOM, _NOW)
    return bag_label(state, site, 1, words, TrialKey())
