"""The monographs page: where each stands, and what a pharmacist reads and confirms."""

from app.approvals import Approval, Stage
from app.core.approval import Unconfirmed
from app.core.governance import Change
from app.formulary import Standing
from app.site import Site
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.drawing.monograph_row import MonographFacts
from app.ui.drawing.pill import PillFacts
from app.ui.facts import approval
from app.ui.facts.signs import people_text
from app.ui.language import Verbatim
from app.ui.theme import Tone


def row(standing: Standing, chosen: str) -> MonographFacts:
    """Return a monograph as the list shows it."""
    monograph = standing.monograph
    pill = approval.pill(standing.stage, standing.approvals, PillFacts("In use", Tone.OK))
    return MonographFacts(
        code=monograph.identifier,
        name=f"{monograph.brand}, {monograph.region}",
        detail=f"{monograph.drug} · {monograph.label} {monograph.revision}",
        pill=pill,
        chosen=monograph.identifier == chosen,
    )


def stands(standing: Standing, site: Site) -> str:
    """Return who approved a monograph and what is lacking, for people."""
    if standing.stage is Stage.DRAFT:
        draft = people_text(standing.monograph.draft)
        return f"This is a draft and cannot be approved: {draft}."
    if standing.stage is Stage.IN_USE:
        return f"In use. Approved by {approval.approved_by(standing.approvals, site)}."
    if said := approval.lacking(standing.approvals, standing.withdrawal, site):
        return said
    if standing.stage is Stage.CHANGED:
        return "The content changed since it was approved. Two pharmacists approve it anew."
    return "Nobody approved this content. It is used when two pharmacists have."


def content(standing: Standing) -> str:
    """Return which content it is: its digest, where it is from, and what was in use last."""
    differs = standing.changes or (standing.approved_last and standing.stage is Stage.CHANGED)
    last = standing.approved_last if differs else ""
    return approval.content(standing.monograph.digest, of_site=standing.of_site, in_use_last=last)


def rows(
    standing: Standing, confirmed: frozenset[str], answering: str | None
) -> tuple[FindingFacts, ...]:
    """Return what changed, then what is from knowledge with its answer.

    `answering` is the pharmacist at the page, who confirmed `confirmed`; without one it is shown
    what is in force.
    """
    if answering is None:
        asked = tuple(_told(each, standing) for each in standing.unconfirmed)
    else:
        others = tuple(each for each in standing.approvals if each.name != answering)
        asked = tuple(_asked(each, each.path in confirmed, others) for each in standing.unconfirmed)
    return (*_changes(standing), *asked)


def _changes(standing: Standing) -> tuple[FindingFacts, ...]:
    if standing.changes:
        return tuple(_change(number, each) for number, each in enumerate(standing.changes, start=1))
    if standing.approved_last in ("", standing.monograph.digest):
        return ()
    sentence = "No rule differs from the content in use last: only comments, spacing or order do."
    return (FindingFacts("change-0", FindingState.NOTE, sentence, "", ""),)


def _change(number: int, change: Change) -> FindingFacts:
    sentence = people_text(f"{change.kind.value.capitalize()}: {change.path}")
    detail = people_text("; ".join(change.words))
    return FindingFacts(f"change-{number}", FindingState.NOTE, sentence, detail, "difference")


def _asked(each: Unconfirmed, confirmed: bool, others: tuple[Approval, ...]) -> FindingFacts:
    if confirmed:
        state, words, then = FindingState.OK, "you confirm it", "Leave off"
    elif each.required:
        state, then = FindingState.ASK, "Confirm"
        words = "required: the monograph cannot be used without it"
    else:
        state, words, then = FindingState.WARN, "left off: it will not be checked", "Confirm"
    detail = _detail(words, each, others)
    return FindingFacts(each.path, state, people_text(each.words), detail, "", then)


def _told(each: Unconfirmed, standing: Standing) -> FindingFacts:
    if not standing.approvals:
        state, words = FindingState.NOTE, "a pharmacist confirms it, or leaves it off"
    elif each.path in standing.switched_off:
        state, words = FindingState.WARN, "switched off: it is not checked"
    else:
        state, words = FindingState.OK, "in force"
    detail = _detail(words, each, standing.approvals)
    return FindingFacts(each.path, state, people_text(each.words), detail, "")


def _detail(words: str, each: Unconfirmed, approvals: tuple[Approval, ...]) -> str:
    told = (
        f"{Verbatim(one.name)} {'confirmed it' if each.path in one.confirmed else 'left it off'}"
        for one in approvals
    )
    return people_text(" · ".join((words, *told, each.source)))


def still_open(standing: Standing, confirmed: frozenset[str]) -> str:
    """Return what stands between a pharmacist and the approval, or ""."""
    if standing.stage is Stage.DRAFT:
        return "A draft cannot be approved."
    lacking = [e for e in standing.unconfirmed if e.required and e.path not in confirmed]
    if lacking:
        return f"{len(lacking)} required still to confirm."
    return ""


def to_sign(standing: Standing, confirmed: frozenset[str]) -> str:
    """Return what a PIN would sign: how much is confirmed, and how much is left off."""
    off = len(standing.unconfirmed) - len(confirmed)
    if not standing.unconfirmed:
        return "All of it was seen in a label."
    return f"{len(confirmed)} confirmed, {off} left off. Sign with your PIN."
