"""Rows below each other in a column, kept by code: one that stays keeps its focus."""

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtWidgets import QVBoxLayout

from app.ui.drawing.fact_row import FactRow, Facts


class RowList(Generic[Facts]):
    """The rows of a column, below the one widget that stands there first.

    `chosen` is called with the code of a row that was clicked.
    """

    def __init__(
        self,
        column: QVBoxLayout,
        new: Callable[[Facts], FactRow[Facts]],
        chosen: Callable[[str], object],
    ) -> None:
        self._column, self._new, self._chosen = column, new, chosen
        self._rows: dict[str, FactRow[Facts]] = {}

    def show(self, facts: Sequence[Facts]) -> None:
        """Show these from top to bottom; only what changed is drawn, moved or taken away."""
        for code in [code for code in self._rows if code not in {each.code for each in facts}]:
            row = self._rows.pop(code)
            self._column.removeWidget(row)
            # Hidden with the focus, it would hand that to a neighbour, which Enter then opens.
            row.clearFocus()
            row.hide()
            row.deleteLater()
        for place, each in enumerate(facts, start=1):
            self._show_row(place, each)

    def _show_row(self, place: int, facts: Facts) -> None:
        row = self._rows.get(facts.code)
        if row is None:
            row = self._new(facts)
            row.clicked.connect(lambda _=False, code=facts.code: self._chosen(code))
            self._rows[facts.code] = row
        row.show_facts(facts)
        if self._column.indexOf(row) != place:
            self._column.insertWidget(place, row)

    def in_order(self) -> list[FactRow[Facts]]:
        """Return the rows from top to bottom."""
        return sorted(self._rows.values(), key=self._column.indexOf)

    def with_focus(self) -> FactRow[Facts] | None:
        """Return the row that has the focus, if one has it."""
        return next((row for row in self._rows.values() if row.hasFocus()), None)

    def open(self) -> bool:
        """Click the row that has the focus, or the only one there is; tell whether one was."""
        rows = self.in_order()
        row = self.with_focus() or (rows[0] if len(rows) == 1 else None)
        if row is not None:
            row.click()
        return row is not None
