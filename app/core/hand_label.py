"""The label that was written by hand while Umbra did not run: its times, and who compared it."""

from datetime import datetime

from app.core import entry as said
from app.core import events as e
from app.core.elapsed import elapsed
from app.core.person import Person
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.core.step import Step
from app.core.timing import Name

ON_LABEL = {Name.START: "START BY", Name.END: "FINISH BY", Name.TAKE_OUT: "TAKE OUT BY"}
"""The deadlines that stand on a label, as it calls them."""

_CORRECT = "Call the ward now and have it corrected; then enter what it says."


class SaysLater(Refused):
    """A label says something later than holds, or nothing: `says` (None for nothing), `holds`."""

    def __init__(self, name: Name, says: datetime | None, holds: datetime) -> None:
        self.name, self.says, self.holds = name, says, holds
        words = ON_LABEL[name]
        later = f"a {words} that is {elapsed(says - holds)} too late" if says else f"no {words}"
        super().__init__(f"The label on the bag says {later}. {_CORRECT}")

    def in_words(self, shown: tuple[str, str]) -> Refused:
        """Return it with both times as the site shows them: what it says, and what holds."""
        says, holds = shown
        words = ON_LABEL[self.name]
        told = f"{words} {says}" if self.says else f"no {words}"
        return Refused(f"The label on the bag says {told} and {holds} holds. {_CORRECT}")


def label_written(state: Preparation, step: Step, entry: said.WriteLabel) -> e.Event:
    """Return that a label was written; raises Refused where a time on it is later than holds.

    An earlier one harms nobody. A time that holds and does not stand there is as bad as a late one.
    """
    written = {
        Name.START: entry.start_by,
        Name.END: entry.finish_by,
        Name.TAKE_OUT: entry.take_out_by,
    }
    for deadline in state.deadlines():
        if deadline.name not in written:
            continue
        says = written[deadline.name]
        if says is None or says > deadline.at:
            raise SaysLater(deadline.name, says, deadline.at)
    return e.LabelWritten(step.identifier, *written.values())


def label_compared(state: Preparation, step: Step, person: Person) -> e.Event:
    """Return that the label was compared; raises Refused where that was nobody else's look."""
    wrote = next((each.actor for each in state.done if each.step == "print-label"), "")
    if state.label_written and person.name == wrote:
        raise Refused(
            f"{person.name} wrote this label; someone else compares it with the sheet. Read the "
            "name on the sheet again, or let someone compare it and enter that name."
        )
    if person.name in state.preparers:
        raise Refused(
            f"{person.name} took part in preparing this; someone else compares its label. Read "
            "the name on the sheet again, or let someone compare it and enter that name."
        )
    return e.LabelCompared(step.identifier)
