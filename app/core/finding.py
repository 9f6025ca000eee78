"""What a check found: a value, never an exception."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding holds up: a stop cannot be argued away, a warning wants a reason."""

    STOP = "stop"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its sentence is for people, its code for programs, its source for doubters."""

    severity: Severity
    code: str
    sentence: str
    source: str


def stop(code: str, sentence: str, source: str) -> Finding:
    """Return a finding that cannot be argued away."""
    return Finding(Severity.STOP, code, sentence, source)


def warn(code: str, sentence: str, source: str) -> Finding:
    """Return a finding that is passed only with a reason."""
    return Finding(Severity.WARN, code, sentence, source)


def note(code: str, sentence: str, source: str) -> Finding:
    """Return a finding that is shown and holds up nothing."""
    return Finding(Severity.NOTE, code, sentence, source)


def stops(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that cannot be argued away."""
    return tuple(finding for finding in findings if finding.severity is Severity.STOP)


def warnings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that are passed only with a reason."""
    return tuple(finding for finding in findings if finding.severity is Severity.WARN)
