"""What was done and is not saved, in the place of the step, until it is."""

import re
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.site import Site
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.icons import Icon
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.pill import Pill, PillFacts
from app.ui.drawing.text import plain
from app.ui.drawing.words import Role, Words
from app.ui.facts.times import length
from app.ui.language import Verbatim
from app.ui.theme import Tone
from app.unsaved import Unsaved

# A refused entry is as long as its reason; it is written smaller, so that nothing is cut off.
_LONG = 60
# A file is told by its name here: with all its folders the card may have no room for it.
_FOLDERS = re.compile(r"\S*[/\\](?=[^\s/\\])")
_DONE = "This was done, and it is not saved"
_SAID = "This was said, and it is not saved"
_WHAT_TO_DO = (
    "**Do not do it a second time.** Write it on paper, with its time, and leave Umbra open: "
    "closing loses it. Free space or call whoever looks after this computer, then try again."
)


class UnsavedCard(Card):
    """Shown in the place of the step; `wanted` carries the key that saves again."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: Unsaved | None = None
        self._pill = Pill()
        self._what, self._long = Words(Role.SUBTITLE), Words(Role.SENTENCE)
        self._since = Words(Role.SENTENCE)
        self._why, self.notice = Notice(), Notice()
        self.again = PrimaryButton("Try again", "F5")
        self.again.clicked.connect(lambda: self.wanted.emit("F5"))
        self._title, to_do = Words(Role.TITLE, ""), Words(Role.SENTENCE, _WHAT_TO_DO)
        for widget in (
            self._pill,
            self._title,
            self._what,
            self._long,
            self._since,
            self._why,
            to_do,
        ):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)
        self.rows.addWidget(self.notice)
        self.rows.addWidget(self.again)

    def show_unsaved(self, kept: Unsaved, now: datetime, site: Site) -> None:
        """Show what is not saved, since when, and why; `now` is the present moment."""
        self._pill.show_facts(PillFacts("NOT SAVED", Tone.STOP, Icon.STOP))
        is_long = len(kept.sentence) > _LONG
        for words, shown in ((self._what, not is_long), (self._long, is_long)):
            words.show_facts(plain(kept.sentence))
            words.setVisible(shown)
        self._title.show_facts(_SAID if kept.only_said else _DONE)
        at = f"**{site.shown(kept.reading.wall, '%H:%M:%S')}**"
        passed, who = length(now - kept.reading.wall), Verbatim(kept.actor.name)
        self._since.show_facts(
            f"Said at {at}, {passed} ago, by {who}; it counts from when it is saved, if nothing "
            "stops it then."
            if kept.only_said
            else f"Done at {at}, {passed} ago, by {who}; it will be saved with this time."
        )
        self._why.show_facts(NoticeFacts("Why", _FOLDERS.sub("", kept.why)))
        if kept is not self._kept:
            self._kept = kept
            self.notice.hide()
            self._pill.show()

    def tell(self, sentence: str, word: str = "Refused") -> None:
        """Show what was refused meanwhile."""
        self.notice.show_facts(NoticeFacts(word, sentence))
        self.notice.show()
        # The title says it too.
        self.give_way(self._pill)
