"""Whether a label is genuine: its signature, and whose key that is.

The signature tells that not one sign of the code was changed since it was printed. Whether the key
is a pharmacy's that is known here the log tells, or a pharmacist who compares its fingerprint.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.core.practice import made_in_practice
from app.label_code import fields_of, parts_of
from app.label_keys import KnownKey
from app.label_signing import fingerprint, fits


class Standing(StrEnum):
    """What is said of a label, in the words that people see first."""

    GENUINE = "GENUINE"
    REPRINTED = "REPRINTED"
    ALTERED = "ALTERED"
    NOT_SIGNED = "NOT SIGNED"
    UNKNOWN_KEY = "UNKNOWN KEY"
    VOID = "VOID"
    NOT_READ = "NOT READ"
    PRACTICE = "PRACTICE"


@dataclass(frozen=True, slots=True)
class Proof:
    """What is said of a label, and why.

    `public` is the key that signed it, "" where none did; `site` whose that is, "" for this site's
    own or nobody known here; `is_own` tells this site's.
    """

    standing: Standing
    sentence: str
    public: str = ""
    site: str = ""
    is_own: bool = False

    @property
    def fingerprint(self) -> str:
        """What people compare of the key, "" where nothing was signed."""
        return fingerprint(self.public) if self.public else ""


ALTERED = Proof(
    Standing.ALTERED,
    "Its signature does not fit what it says: it was altered. Do not go by it; ask the pharmacy "
    "that made it. Where the code was typed, scan it.",
)
"""What is said of a label of which as much as one sign was changed."""

WORDS_ALTERED = Proof(
    Standing.ALTERED,
    "The words on it are not those that were signed: a word was altered, added or taken away. Do "
    "not go by it; ask the pharmacy that made it.",
)
"""What is said of a label's file whose words do not fit its code."""

PRACTICE = (
    "It was made in practice, for no patient. Do not give what bears it, and throw the label away."
)
"""What is said of a label that was made in practice, anywhere but where it was."""

NOT_READ = Proof(
    Standing.NOT_READ,
    "Its short code was typed and the label was not scanned: this is the answer to the label on "
    "record, and whether the one in hand is that one nobody can tell. Scan it to tell.",
)
"""What is said of a label of which nothing but its short code is known."""

NOT_SIGNED = Proof(
    Standing.NOT_SIGNED,
    "Labels of earlier releases are not signed, so from the label alone nobody can tell whether it "
    "was altered.",
)
"""What is said of a label that carries no signature."""


def proved(
    code: str, copy: str, known: Mapping[str, KnownKey], compared: Collection[str] = ()
) -> Proof:
    """Return what the signature of a code says of it; the log may know of a later copy.

    `known` are the keys that are known here; `compared` fingerprints that whoever asks compared.
    """
    parts = parts_of(code)
    if parts is None:
        return NOT_SIGNED
    text, _, public, signature = parts
    if not fits(public, signature, text):
        return ALTERED
    whose = known.get(public)
    if made_in_practice(fields_of(text).get("91", "")) and (whose is None or not whose.is_own):
        return Proof(Standing.PRACTICE, PRACTICE, public)
    if whose is None and fingerprint(public) not in compared:
        return Proof(
            Standing.UNKNOWN_KEY,
            "Its signature fits, but nobody here knows the key, and anyone can make one. Ask the "
            "pharmacy that made it to read out the fingerprint on its page Label templates, and "
            f"compare: {fingerprint(public)}.",
            public,
        )
    said, site, is_own = _said(whose)
    if int(copy) > 1:
        return Proof(
            Standing.REPRINTED,
            f"{said} It was printed again: this is copy {copy}, and every earlier copy is void.",
            public,
            site,
            is_own,
        )
    return Proof(Standing.GENUINE, said, public, site, is_own)


def outdated(proof: Proof, copy: str, later: int) -> Proof:
    """Return what is said of a genuine label of which a later copy is on record here."""
    return Proof(
        Standing.REPRINTED,
        f"It was genuine and is void: copy {later} was printed after this, copy {copy}. Do not go "
        "by it; look for the later one.",
        proof.public,
        proof.site,
        proof.is_own,
    )


def void(proof: Proof, why: str) -> Proof:
    """Return what is said of a label that was signed here and does not count, and `why`."""
    sentence = f"It is void: {why}. Do not go by it; ask a pharmacist."
    return replace(proof, standing=Standing.VOID, sentence=sentence)


def _said(whose: KnownKey | None) -> tuple[str, str, bool]:
    """Return whose key signed a label, for people; that site; and whether it is this one."""
    unchanged = "not one sign of it was changed."
    if whose is None:
        site = "the pharmacy whose fingerprint you compared"
        return f"Signed with the key of {site}; {unchanged}", site, False
    if whose.is_own:
        return f"Signed with the key of this site; {unchanged}", "", True
    said = f"Signed with the key of {whose.site}, which {whose.by} compared; {unchanged}"
    return said, whose.site, False
