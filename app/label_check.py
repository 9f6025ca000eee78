"""A scanned label answered: fit for use or not, with what is left.

A preparation of this log is judged by everything recorded of it; a label that was made elsewhere
by what its code says, for that much is known at any Umbra.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from app.core.events import LabelSent
from app.core.fitness import (
    LONGEST,
    Fit,
    Fitness,
    LabelFigures,
    fitness,
    fitness_by_label,
    stopped_by,
)
from app.core.label_kind import LabelKind
from app.core.practice import NUMBERED
from app.core.preparation import Preparation, Status
from app.core.refused import Refused
from app.intake.gs1 import Scanned, parse_scan
from app.intake.scanner_profile import CAPS_LOCK
from app.label_code import code_of, kind_of, parts_of, typed_code
from app.label_keys import known_keys
from app.label_proof import (
    ALTERED,
    NOT_READ,
    NOT_SIGNED,
    Proof,
    Standing,
    outdated,
    proved,
    void,
)
from app.label_signing import PUBLIC_LENGTH, fits
from app.preparations import PREFIX, preparation_in, stamped
from app.store import Log, Recorded

_KINDS = {
    LabelKind.VIAL: "reconstituted vial {number}",
    LabelKind.SYRINGE: "syringe {number}",
    LabelKind.LIGHT_COVER: "the light cover",
    LabelKind.TRANSPORT: "the transport",
}
STOLEN = "its key was stolen, or the record here is an old backup"
"""What is to be feared of a label that is signed with a key of this folder and not on record."""


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """A label that was read: its figures, its code, and the stream it was printed in here.

    `figures` is None where it was altered: nothing that it says counts. `stream` is "" where no
    label with this code was printed in this log; `number_known` tells that there is a preparation
    of that number all the same, made at this site. `proof` says whether it is genuine.
    """

    figures: LabelFigures | None
    code: str
    stream: str
    number_known: bool
    proof: Proof = NOT_SIGNED


@dataclass(frozen=True, slots=True)
class ReadCompanion:
    """A label that goes with a preparation, such as that of a vial, and whether it is genuine."""

    kind: LabelKind
    number: int
    preparation: str
    copy: str
    dose: str
    code: str
    proof: Proof

    @property
    def called(self) -> str:
        """What the label is on, for people."""
        return _KINDS[self.kind].format(number=self.number)


def read_label(
    log: Log | None,
    scan: str,
    today: date,
    compared: Collection[str] = (),
    *,
    typed: bool = False,
) -> ReadLabel:
    """Return what the scanned label of a bag says; raises Refused for anything else.

    `compared` are the fingerprints of keys that whoever asks compared with the site they are of;
    `typed` tells that only its short code was, so that nobody read what the label says.
    """
    scanned = parse_scan(scan, today)
    fields = dict(scanned.internal)
    if "90" in fields and {"91", "92", "96"} <= set(fields):
        companion = _companion(log, fields, code_of(scanned), compared)
        raise Refused(
            f"This is the label of {companion.called} of preparation {companion.preparation}, not "
            f"that of the bag ({companion.proof.standing.value}). Scan the label on the bag."
        )
    if not {"91", "92", "93", "94", "95", "96"} <= set(fields):
        raise Refused("This is not the code of a label of Umbra's. Scan the label on the bag.")
    code = code_of(scanned)
    proof = _proof(log, fields, code, compared)
    if proof.standing is Standing.ALTERED:
        return ReadLabel(None, code, "", False, proof)
    figures = _figures(fields)
    stream = PREFIX + figures.number
    history = _history(log, stream)
    printed = _copies(history, "label-printed")
    here = code in printed.values() or any(sent.code == code for sent in _sent(history))
    later = max(printed, default=0)
    if proof.is_own and later > int(figures.copy):
        proof = outdated(proof, figures.copy, later)
    known = here or bool(history)
    told = NOT_READ if typed else proof
    return ReadLabel(figures, code, stream if here else "", known and not proof.site, told)


def read_companion(
    log: Log | None, scan: str, today: date, compared: Collection[str] = ()
) -> ReadCompanion:
    """Return what the scanned label of a vial, a syringe, a light cover or a transport says.

    Raises Refused for anything else; a bag's own label is refused as what it is.
    """
    scanned = parse_scan(scan, today)
    fields = dict(scanned.internal)
    if "90" not in fields and {"91", "92", "93", "94", "95", "96"} <= set(fields):
        raise Refused(
            "This is the label of the bag itself. Scan the label on the vial, the syringe, the "
            "light cover or the transport."
        )
    if not {"90", "91", "92", "95", "96"} <= set(fields):
        raise Refused(
            "This is not the code of a label of Umbra's. Scan the label on the vial, the syringe, "
            "the light cover or the transport."
        )
    return _companion(log, fields, code_of(scanned), compared)


def require_bag_label(scanned: Scanned) -> None:
    """Raise Refused where a label that was scanned is not a bag's, but one that goes with it."""
    fields = dict(scanned.internal)
    if "90" not in fields or not {"91", "92", "96"} <= set(fields):
        return
    kind, number = _kind(fields["90"])
    raise Refused(
        f"This is the label of {_KINDS[kind].format(number=number)}, not that of the bag. Scan the "
        "label on the bag."
    )


def _companion(
    log: Log | None, fields: dict[str, str], code: str, compared: Collection[str]
) -> ReadCompanion:
    proof = _proof(log, fields, code, compared)
    if proof.standing is Standing.ALTERED:
        raise Refused(f"{proof.standing.value}: {proof.sentence}")
    kind, number = _kind(fields["90"])
    if log is not None and proof.is_own:
        why = _why_void(log, PREFIX + fields["91"], (kind, number), code)
        proof = void(proof, why) if why else proof
    dose = _spaced(fields.get("95", ""))
    return ReadCompanion(kind, number, fields["91"], fields["92"], dose, code, proof)


def _why_void(log: Log, stream: str, what: tuple[LabelKind, int], code: str) -> str:
    """Return why a label that goes with a preparation of this log does not count, "" if it does."""
    kind, number = what
    history = log.history(stream)
    if code not in _copies(history, "companion-printed", (kind.value, number)).values():
        if any(sent.code == code for sent in _sent(history, kind)):
            return "it was sent to a printer, and that it came out is not on record"
        return f"this folder never printed it, so {STOLEN}"
    state = preparation_in(log, history)
    if state.status is Status.DISCARDED:
        return "the preparation was discarded"
    if state.status is Status.FAILED:
        return "the preparation failed"
    in_force = state.companion(kind, number).printed
    if in_force is None:
        return "what it was put on was rejected or changed since, or it went out in vain"
    return "" if in_force.code == code else f"copy {in_force.copy} is the one in force"


def _kind(field: str) -> tuple[LabelKind, int]:
    try:
        return kind_of(field)
    except ValueError:
        raise _unreadable("what it is on") from None


def _proof(log: Log | None, fields: dict[str, str], code: str, compared: Collection[str]) -> Proof:
    """Return what the signature says; raises Refused for what is not written as Umbra writes it,
    and where capitals and small letters are not those of the code, which is no alteration.
    """
    parts = parts_of(code)
    is_whole = parts is not None and fits(parts[2], parts[3], parts[0])
    if not is_whole:
        _require_case(code, fields)
    try:
        _require_forms(fields)
    except Refused:
        if parts is None or is_whole:
            raise
        return ALTERED
    return proved(code, fields["92"], known_keys(log), compared)


def _require_case(code: str, fields: dict[str, str]) -> None:
    """Raise Refused where a scanner or Caps Lock exchanged capitals and small letters, or made
    all alike: then the signature tells nothing.

    Of a label that is not signed the unit of the dose tells it, which is in small letters.
    """
    parts = parts_of(code.swapcase())
    if parts is None:
        if "".join(re.findall("[A-Za-z]", fields.get("95", ""))).isupper():
            raise Refused(f"{CAPS_LOCK} Until then nothing can be told of the label.")
        return
    text, _, public, signature = parts
    if fits(public, signature, text):
        raise Refused(f"{CAPS_LOCK} Nothing is known to be wrong with the label itself.")
    letters = "".join(re.findall("[A-Za-z]", public + signature))
    if letters.isupper() or letters.islower():
        raise Refused(
            f"{CAPS_LOCK} All letters came alike, so whether the label is genuine cannot be told. "
            "Do not go by it until a scan tells."
        )


def _history(log: Log | None, stream: str) -> tuple[Recorded, ...]:
    return () if log is None else log.history(stream)


def _copies(
    history: Iterable[Recorded], name: str, which: tuple[str, int] | None = None
) -> dict[int, str]:
    """Return the code of each copy of a label that was printed here, by its number.

    `which` is the kind and number of a label that goes with the preparation.
    """
    found = {}
    for row in history:
        if row.name == name:
            said = json.loads(row.data)
            if which in (None, (said.get("kind"), said.get("number"))):
                found[said["copy"]] = said["code"]
    return found


def _sent(history: Iterable[Recorded], kind: LabelKind = LabelKind.BAG) -> Iterator[LabelSent]:
    """Yield each label of a kind that was sent to a printer, and so may be out.

    One that nobody found may turn up: it is void, and not a strange one.
    """
    for row in history:
        if row.name == "label-sent":
            fact = stamped(row).fact
            assert isinstance(fact, LabelSent)
            if fact.kind is kind:
                yield fact


def recorded_digests(log: Log | None, read: ReadLabel) -> frozenset[str]:
    """Return the SHA-256, as hex, of each file of a label with this code that is on record."""
    found = set()
    for row in _history(log, read.stream):
        if row.name in ("label-printed", "label-sent", "companion-printed"):
            said = json.loads(row.data)
            if said["code"] == read.code:
                found.add(said["digest"])
    return frozenset(found)


def _figures(fields: dict[str, str]) -> LabelFigures:
    """Return the figures of a label's fields, whose forms are right; raises Refused for times that
    no label of ours says.
    """
    figures = LabelFigures(
        number=fields["91"],
        copy=fields["92"],
        dose=_spaced(fields["95"]),
        start_by=_moment(fields["93"]),
        end_by=_moment(fields["94"]),
        take_out_by=_moment(fields["97"]) if "97" in fields else None,
        not_before=_moment(fields["98"]) if "98" in fields else None,
    )
    if not (figures.take_out_by or figures.start_by) <= figures.start_by < figures.end_by:
        raise _altered("its times are not in order")
    if figures.end_by - figures.start_by > LONGEST:
        raise _altered("its latest end is more than 24 h after its latest start")
    return figures


def _require_forms(fields: dict[str, str]) -> None:
    """Raise Refused for a field that is not written as Umbra writes it."""
    for identifier, words, form in _FORMS:
        if not re.fullmatch(form, fields.get(identifier, ""), re.ASCII):
            raise _unreadable(words)


def _spaced(dose: str) -> str:
    return re.sub("([a-z]+)", r" \1", dose)


# What a label's code says, and how it is written there.
_FORMS = (
    ("91", "its preparation", f"{NUMBERED}?[0-9]{{4}}-[0-9]{{4,6}}"),
    ("92", "its copy", "[1-9][0-9]{0,3}"),
    ("95", "its dose", "[0-9]{1,3}(,[0-9]{3})*([.][0-9]+)?(mg|mcg|g)"),
    ("96", "its check", f"[0-9A-F]{{16}}([A-Za-z0-9_-]{{{PUBLIC_LENGTH}}})?"),
)


def _moment(text: str) -> datetime:
    try:
        if not re.fullmatch("[0-9]{10}", text, re.ASCII):
            raise ValueError
        return datetime.strptime(text, "%y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        raise _unreadable("a time in it") from None


def _unreadable(what: str) -> Refused:
    return Refused(
        f"The code is not one of Umbra's labels: {what} cannot be read. Scan the label on the bag "
        "again."
    )


def _altered(what: str) -> Refused:
    return Refused(
        f"No label of Umbra's says so: {what}. It was altered. Do not go by it; ask the pharmacy "
        "that made it."
    )


def answer(read: ReadLabel, state: Preparation | None, now: datetime, stopped: str = "") -> Fitness:
    """Return whether what bears a label is fit for use.

    `state` is the preparation where the label was printed in this log, `stopped` why it must not
    be given besides, such as a lot in quarantine or a clock that is behind, else "". Without
    `state` only the times on the label count.
    """
    proof, figures = read.proof, read.figures
    if figures is None:
        return Fitness(Fit.NOT_FIT, proof.sentence)
    if state is not None:
        return stopped_by(fitness(state, now, read.code), stopped)
    if proof.standing is Standing.PRACTICE:
        return Fitness(Fit.NOT_FIT, f"{proof.standing.value}: {proof.sentence}")
    if read.number_known or proof.is_own:
        return Fitness(Fit.NOT_FIT, _never_printed(read, figures.number))
    found = fitness_by_label(figures, now)
    if proof.standing is Standing.UNKNOWN_KEY and found.fit in (Fit.TIMES_ONLY, Fit.NOT_YET):
        found = replace(found, fit=Fit.CHECK, sentence=f"{proof.sentence} {found.sentence}")
    return stopped_by(found, stopped)


def _never_printed(read: ReadLabel, number: str) -> str:
    if read.proof.is_own:
        known = "is known here" if read.number_known else "is not known here"
        return (
            f"Preparation {number} {known}, and this label is signed with this site's key, but "
            f"this folder has no record of printing it: {STOLEN}. Do not go by it; ask a "
            "pharmacist."
        )
    return (
        f"Preparation {number} is known here, and this label was never printed for it: it was "
        "made elsewhere, or altered. Do not go by it; ask the pharmacy that made it."
    )


def state_of(log: Log, read: ReadLabel) -> Preparation | None:
    """Return the preparation a label was printed for in this log, None where it was not."""
    return preparation_in(log, log.history(read.stream)) if read.stream else None


def by_typed_code(log: Log, number: str, typed: str) -> str:
    """Return the code of the label of a preparation whose typed code is `typed`; raises Refused.

    It is what stands on the label in letters, such as "1-6D6B"; the case of letters is no matter.
    """
    history = log.history(PREFIX + number)
    sent = (each.code for each in _sent(history))
    for code in (*_copies(history, "label-printed").values(), *sent):
        if typed_code(code) == typed.strip().upper():
            return code
    raise Refused(
        f"No label {typed} was printed for preparation {number} here. Type both as they stand on "
        "the label, such as 2611-0042 1-6D6B, or scan it."
    )
