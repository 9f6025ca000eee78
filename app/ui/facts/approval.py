"""What the pages of monographs and of label templates say alike of an approval."""

from app.approvals import Approval, Stage, Withdrawal
from app.core.approval import NEEDED
from app.site import Site
from app.ui.drawing.pill import PillFacts
from app.ui.facts.times import day_and_time
from app.ui.language import Verbatim
from app.ui.theme import Tone

SHOWN = 16
"""As much of a digest as people compare by eye."""

_PILLS = {
    Stage.NOT_APPROVED: PillFacts("Not approved", Tone.WARN),
    Stage.CHANGED: PillFacts("Changed since approved", Tone.WARN),
    Stage.DRAFT: PillFacts("Draft", Tone.PLAIN),
}


def pill(stage: Stage, approvals: tuple[Approval, ...], in_use: PillFacts) -> PillFacts:
    """Return where a text stands; `in_use` is what is said of one that two approved."""
    if stage is Stage.IN_USE:
        return in_use
    return _PILLS.get(stage) or PillFacts(f"{len(approvals)} of {NEEDED} approvals", Tone.WARN)


def approved_by(approvals: tuple[Approval, ...], site: Site) -> str:
    """Return who approved a text and when, "" where nobody did."""
    return " and ".join(
        f"**{Verbatim(each.name)}** ({day_and_time(each.at, site)})" for each in approvals
    )


def lacking(approvals: tuple[Approval, ...], withdrawal: Withdrawal | None, site: Site) -> str:
    """Return why a text that one approved, or that was withdrawn, is not in use; else ""."""
    if approvals:
        have = approved_by(approvals, site)
        return f"Approved by {have}. It is used when another pharmacist approves it too."
    if withdrawal is not None:
        when = day_and_time(withdrawal.at, site)
        return (
            f"Not in use: **{Verbatim(withdrawal.name)}** withdrew the approval ({when}): "
            f"{Verbatim(withdrawal.reason)}"
        )
    return ""


def content(digest: str, *, of_site: bool, in_use_last: str = "") -> str:
    """Return which content it is, where it is from, and what was in use last where it differs."""
    shown = digest[:SHOWN]
    told = f"Content {shown}, shipped with Umbra."
    if of_site:
        told = f"Content {shown}, a file of this site."
    return f"{told} In use last: content {in_use_last[:SHOWN]}." if in_use_last else told
