"""What the log did not take and is kept in the window alone, as a person reads of it."""

from collections.abc import Iterable

from app.session import Session


def unsaved_words(sessions: Iterable[Session]) -> str:
    """Return a sentence for each preparation that holds what is not on disk, "" for none."""
    return " ".join(
        f"Preparation {session.state.opened.number} holds what is not on disk: "
        f"{shortened(session.unsaved.sentence)}."
        for session in sessions
        if session.unsaved is not None
    )


def shortened(sentence: str) -> str:
    """Return the beginning of a sentence, where it is too long to stand within another."""
    return sentence if len(sentence) <= 60 else f"{sentence[:59].rstrip()}…"
