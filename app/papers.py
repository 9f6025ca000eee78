"""The papers of a preparation in the data folder: under their names, the void ones marked so."""

from collections.abc import Iterator
from pathlib import Path

from app.core import events as e
from app.core.label_kind import LabelKind, file_name
from app.core.preparation import Preparation, Status
from app.printing import Paper


class Papers:
    """Where labels and worksheets lie, and what their names say.

    Power may go after a fact was recorded and before its paper was put out: `settle` puts that
    right, at every record and every opening.
    """

    def __init__(self, folder: Path, newest_sheet: list[str]) -> None:
        self._folder = folder
        self._newest_sheet = newest_sheet

    def label_file(self, name: str) -> Path:
        """Return where the label of a name lies."""
        return self._folder / "labels" / name

    def sheet_file(self, name: str) -> Path:
        """Return where the worksheet of a name lies."""
        return self._folder / "worksheets" / name

    def take(self, fact: e.Event) -> None:
        """Take in a fact: the newest worksheet is the one that is put out."""
        if isinstance(fact, e.WorksheetPrinted):
            self._newest_sheet = [fact.file]

    def settle(self, state: Preparation) -> str:
        """Give each recorded paper its name, and each label that is void; return what failed.

        Nothing is raised: what is recorded counts, and this is tried again at every opening.
        """
        return " ".join((*self._finished(state), *self._voided(state)))

    def _finished(self, state: Preparation) -> Iterator[str]:
        """Put out the newest labels and worksheet where they were not; yield what failed."""
        label = state.label
        papers = [] if label is None else [(self.label_file(label.file), label.digest)]
        companions = (each.printed for each in state.companions if each.printed is not None)
        papers += [(self.label_file(each.file), each.digest) for each in companions]
        # The name of a worksheet holds the version it was drawn from: there is one of each name.
        papers += [(self.sheet_file(name), "") for name in self._newest_sheet]
        for file, digest in papers:
            try:
                Paper(file).finish(digest)
            except OSError as error:
                yield (
                    f"Recorded, but {file} could not be put out: {error.strerror}. Close or move "
                    "away what stands in its place; then reopen the preparation or print another "
                    "copy."
                )

    def _voided(self, state: Preparation) -> Iterator[str]:
        """Rename the files of labels that count no more, so that nobody prints one by mistake.

        Yields which could not be.
        """
        for file in map(self.label_file, _void(state)):
            try:
                if file.is_file():
                    file.replace(file.with_name(f"VOID-{file.name}"))
            except OSError as error:
                yield (
                    f"The label {file} is void, but could not be renamed so: {error.strerror}. Do "
                    "not use it: close the program that shows it, then reopen the preparation."
                )


def _void(state: Preparation) -> Iterator[str]:
    """Yield the names of the labels of every kind of which none is in force any more."""
    number, over = state.opened.number, state.status is Status.DISCARDED
    if state.label is None or over:
        for copy in range(1, state.copies + 1):
            yield file_name(number, LabelKind.BAG, 0, copy)
    for each in state.companions:
        if each.printed is None:
            for copy in range(1, each.copies + 1):
                yield file_name(number, each.kind, each.number, copy)
