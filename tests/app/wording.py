"""Words and a key to make labels with where no data folder has its own."""

from collections.abc import Iterable

import resources
from app.core.label_kind import LabelKind
from app.label_signing import PrivateKey
from app.label_words import LabelWords, read_words
from app.session import Session
from reports.bag_label import BagLabel

WORDS = read_words(resources.text("labels/en-us.toml"))
EU_WORDS = read_words(resources.text("labels/en-eu.toml"))
KEY, OTHER_KEY = PrivateKey(bytes(range(32))), PrivateKey(bytes(range(1, 33)))


def plain(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts as they are read: a space at which no line ends is a space."""
    return tuple(text.replace("\u00a0", " ") for text in texts)


def words_for(region: str) -> LabelWords:
    """Return the template that a region uses by itself."""
    return {"US": WORDS, "EU": EU_WORDS}[region]


def label_of(session: Session, copy: int) -> BagLabel:
    """Return the label of a copy as a session prints it now."""
    label = session.labels.value(LabelKind.BAG, 0, copy)
    assert isinstance(label, BagLabel)
    return label
