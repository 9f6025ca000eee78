"""The page of label templates: where each stands, what changed of it, and every word of it."""

from app.approvals import Stage
from app.core.approval import NEEDED
from app.label_sample import Sample
from app.label_templates import TemplateStanding
from app.label_words import every_word
from app.site import Site
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.drawing.monograph_row import MonographFacts
from app.ui.drawing.pill import PillFacts
from app.ui.facts.signs import people_text
from app.ui.facts.times import day_and_time
from app.ui.theme import Tone

_PILLS = {
    Stage.IN_USE: PillFacts("Approved", Tone.PLAIN),
    Stage.NOT_APPROVED: PillFacts("Not approved", Tone.WARN),
    Stage.CHANGED: PillFacts("Changed since approved", Tone.WARN),
}
_SHOWN = 16


def row(standing: TemplateStanding, shown: str) -> MonographFacts:
    """Return a template as the list shows it; `shown` is the one whose words are shown."""
    words = standing.words
    pill = _PILLS.get(standing.stage) or PillFacts(
        f"{len(standing.approvals)} of {NEEDED} approvals", Tone.WARN
    )
    if standing.is_chosen and standing.stage is Stage.IN_USE:
        pill = PillFacts("In use", Tone.OK)
    used = "this site's labels" if standing.is_chosen else f"for {words.region}"
    return MonographFacts(
        code=words.identifier,
        name=words.identifier,
        detail=f"{words.named} · version {words.version} · {used}",
        pill=pill,
        chosen=words.identifier == shown,
    )


def stands(standing: TemplateStanding, site: Site) -> str:
    """Return who approved a template and what is lacking, for people."""
    if standing.lacking:
        return people_text(standing.lacking)
    have = " and ".join(
        f"**{each.name}** ({day_and_time(each.at, site)})" for each in standing.approvals
    )
    if standing.stage is Stage.IN_USE:
        then = "This site's labels are printed from it." if standing.is_chosen else "Not chosen."
        return f"Approved by {have}. {then}"
    if have:
        return f"Approved by {have}. It is used when another pharmacist approves it too."
    if standing.withdrawal is not None:
        gone = standing.withdrawal
        when = day_and_time(gone.at, site)
        return f"Not in use: **{gone.name}** withdrew the approval ({when}): {gone.reason}"
    if standing.stage is Stage.CHANGED:
        return "The words changed since they were approved. Two pharmacists approve them anew."
    return "Nobody approved these words. They are used when two pharmacists have."


def content(standing: TemplateStanding) -> str:
    """Return which content it is: its digest, where it is from, and what was in use last."""
    own = "a file of this site" if standing.of_site else "shipped with Umbra"
    words = f"Content {standing.words.digest[:_SHOWN]}, {own}."
    if standing.stage is Stage.CHANGED:
        words += f" In use last: content {standing.approved_last[:_SHOWN]}."
    return words


def sample(shown: Sample) -> str:
    """Return which label of the sample order is shown, and that there are others."""
    every = tuple(Sample)
    return f"{shown.value} ({every.index(shown) + 1} of {len(every)})"


def rows(standing: TemplateStanding) -> tuple[FindingFacts, ...]:
    """Return what changed since the template was in use last, then every word of it.

    Among all words, too, those that differ are marked.
    """
    before_of = {place: before for place, before, _ in standing.changes}
    changes = tuple(
        FindingFacts(
            f"change-{place}",
            FindingState.WARN,
            people_text(f"Changed: {now or 'nothing'}"),
            people_text(f"before: {before or 'nothing'}"),
            place,
        )
        for place, before, now in standing.changes
    )
    words = tuple(
        FindingFacts(
            place,
            FindingState.WARN if place in before_of else FindingState.NOTE,
            people_text(said or "nothing"),
            people_text(f"before: {before_of[place] or 'nothing'}") if place in before_of else "",
            place,
        )
        for place, said in every_word(standing.words).items()
    )
    return (*changes, *words)
