"""What was done and is not on disk, for the log did not take it: kept as it was, to be saved again.

The drug was injected at the moment at which it was entered, whatever the disk did then. So the
reading of that moment is kept with it, and no clock begins later for a fault of the disk. What was
only said, such as a release, counts from when it is saved.
"""

from dataclasses import dataclass, replace

from app.core import entry as said
from app.core import events as e
from app.core.person import Person
from app.core.reading import Reading

# What was said and not done: nothing at the hood happened then, so nothing of it is saved as if
# it had been said before a quarantine, a stop of the course, or a limit that passed meanwhile.
ONLY_SAID = (
    said.Verify,
    said.EnterFigures,
    said.Sign,
    said.Reject,
    said.ScanBack,
    said.Print,
    said.AcceptClock,
)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """One entry that the log did not take.

    `words` say it, a sentence for each fact. `facts` are what followed from it at `reading`, for
    `actor`; where none are, `entry` is decided when it is saved: what could not be read then is
    read again. `why` is what the log said the last time.
    """

    words: tuple[str, ...]
    facts: tuple[e.Event, ...]
    entry: said.Entry | None
    actor: Person
    reading: Reading
    why: str

    @property
    def only_said(self) -> bool:
        """Whether it is decided again, as of the moment at which it is saved."""
        return isinstance(self.entry, ONLY_SAID)

    def still(self, why: str) -> "Unsaved":
        """Return the same, which the log did not take once more."""
        return replace(self, why=why)

    @property
    def sentence(self) -> str:
        """All `words` as one sentence."""
        return ". ".join(self.words)
