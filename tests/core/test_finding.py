"""Findings are values, sorted by how much they hold up."""

from app.core.finding import Severity, note, stop, stops, warn, warnings

FOUND = (
    note("a", "A.", "label"),
    stop("b", "B.", "label"),
    warn("c", "C.", "policy"),
    stop("d", "D.", "label"),
)


def test_each_severity_is_made_by_its_own_name() -> None:
    assert [finding.severity for finding in FOUND] == [
        Severity.NOTE,
        Severity.STOP,
        Severity.WARN,
        Severity.STOP,
    ]
    assert (FOUND[2].code, FOUND[2].sentence, FOUND[2].source) == ("c", "C.", "policy")


def test_stops_and_warnings_are_picked_in_order() -> None:
    assert [finding.code for finding in stops(FOUND)] == ["b", "d"]
    assert [finding.code for finding in warnings(FOUND)] == ["c"]
