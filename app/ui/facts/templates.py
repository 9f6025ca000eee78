"""The page of label templates: where each stands, what changed of it, and every word of it."""

from app.approvals import Stage
from app.label_sample import Sample
from app.label_templates import TemplateStanding
from app.label_words import every_word
from app.site import Site
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.drawing.monograph_row import MonographFacts
from app.ui.drawing.pill import PillFacts
from app.ui.facts import approval
from app.ui.facts.signs import people_text
from app.ui.language import Verbatim
from app.ui.theme import Tone


def row(standing: TemplateStanding, shown: str) -> MonographFacts:
    """Return a template as the list shows it; `shown` is the one whose words are shown."""
    words = standing.words
    used = PillFacts("In use", Tone.OK) if standing.is_chosen else PillFacts("Approved", Tone.PLAIN)
    pill = approval.pill(standing.stage, standing.approvals, used)
    whose = "this site's labels" if standing.is_chosen else f"for {words.region}"
    return MonographFacts(
        code=words.identifier,
        name=words.identifier,
        detail=f"{Verbatim(words.named)} · version {words.version} · {whose}",
        pill=pill,
        chosen=words.identifier == shown,
    )


def stands(standing: TemplateStanding, site: Site) -> str:
    """Return who approved a template and what is lacking, for people."""
    if standing.lacking:
        return people_text(standing.lacking)
    if standing.stage is Stage.IN_USE:
        have = approval.approved_by(standing.approvals, site)
        then = "This site's labels are printed from it." if standing.is_chosen else "Not chosen."
        return f"Approved by {have}. {then}"
    if said := approval.lacking(standing.approvals, standing.withdrawal, site):
        return said
    if standing.stage is Stage.CHANGED:
        return "The words changed since they were approved. Two pharmacists approve them anew."
    return "Nobody approved these words. They are used when two pharmacists have."


def content(standing: TemplateStanding) -> str:
    """Return which content it is: its digest, where it is from, and what was in use last."""
    last = standing.approved_last if standing.stage is Stage.CHANGED else ""
    return approval.content(standing.words.digest, of_site=standing.of_site, in_use_last=last)


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
