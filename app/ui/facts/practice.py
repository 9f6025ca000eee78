"""What practice says: the drills with how they went last, and what lies on the bench."""

from app.core.person import Person
from app.core.preparation import Preparation
from app.practice.drill import TOGETHER, Advice, Drill, KnownBy
from app.practice.paper import caught_words, ended_words
from app.practice.pharmacy import PHARMACIST, PIN, TECHNICIAN, person_for
from app.practice.run import Result, Run
from app.ui.drawing.monograph_row import MonographFacts
from app.ui.drawing.pill import PillFacts
from app.ui.facts.finish import steps_together
from app.ui.language import Verbatim
from app.ui.practice_bench import BenchFacts
from app.ui.theme import Tone

_KNOWABLE = {
    KnownBy.NOTHING: "guided, with no error in it",
    KnownBy.SCAN: "a scan can know it",
    KnownBy.NUMBER: "a number can know it",
    KnownBy.CLOCK: "the clock can know it",
    KnownBy.REPORT: "what was reported can tell it",
    KnownBy.PERSON: "only you can know it",
}
WELL, FAIR = 80, 50
"""From so many points on a drill went well, or fairly."""
SOUNDS = "Alarms sound here only while this window is in use. What sounds later is of real work."
"""What is said beside the drills of alarms, which sound in practice as they do at work."""


def name(drill: Drill, result: Result | None) -> str:
    """Return what a drill is called before it was done, and after."""
    if result is None and drill.seed is not None:
        return drill.neutral
    return Verbatim(drill.title)


def row(drill: Drill, result: Result | None, chosen: str) -> MonographFacts:
    """Return the row of a drill, with how it went last; before that nothing gives it away."""
    known, called = result is not None or drill.seed is None, name(drill, result)
    words = f"{drill.number}  {called}" if known else called
    detail = _KNOWABLE[drill.known_by] if known else "with one error in it"
    return MonographFacts(drill.name, words, detail, pill(result), drill.name == chosen)


def pill(result: Result | None) -> PillFacts:
    """Return how a drill went, as a mark with words."""
    if result is None:
        return PillFacts("Not done yet", Tone.PLAIN)
    points = result.score.points
    tone = Tone.OK if points >= WELL else Tone.WARN if points >= FAIR else Tone.STOP
    return PillFacts(f"{points} of 100", tone)


def told(drill: Drill, result: Result | None) -> str:
    """Return what is said of the drill that is chosen: its story, or how it went."""
    if result is None:
        return Verbatim(drill.story)
    score, good, learn = result.score, Verbatim(drill.good), Verbatim(drill.learn)
    points = "\n".join(f"**{part.points}** of {part.of}  {part.words}" for part in score.parts)
    who = Verbatim(result.trainee)
    return (
        f"**{score.points} of 100 points**, {who}. {caught_words(drill, score)} "
        f"The preparation ended {ended_words(score)}.\n{points}\n**A good answer.** {good} "
        f"{learn}\n{Verbatim(drill.source)}"
    )


def bench(run: Run, person: Person | None, *, over: bool) -> BenchFacts:
    """Return what the bench shows of a run."""
    # The title gives the error away: it is shown with the result.
    called = name(run.drill, None)
    if over:
        said = "This drill is over. What you do now no longer counts."
        return BenchFacts(called, said, over=True)
    lying = () if person is None else run.bench
    minutes = run.time_waits
    return BenchFacts(
        called,
        _said(run, person),
        lying,
        f"{minutes // 60} h {minutes % 60:02d} min" if minutes else "",
        Verbatim(run.happening),
        prints=any(each.code and not each.code.startswith("]d291") for each in lying),
    )


def advice_now(drill: Drill, state: Preparation) -> Advice | None:
    """Return what the coach says of the page that is shown; a page may be of several steps."""
    if state.step is None:
        return None
    return drill.advice(TOGETHER if steps_together(state) else state.step.identifier)


def _said(run: Run, person: Person | None) -> str:
    """Return the advice for the page, or the story where nobody coaches."""
    step, advice = run.state.step, advice_now(run.drill, run.state)
    if step is None or advice is None:
        return Verbatim(run.drill.story)
    look, why, now = Verbatim(advice.look), Verbatim(advice.why), Verbatim(advice.now)
    said = f"**Look.** {look}\n**Why.** {why}\n**Now.** {now}"
    if person is not None and person_for(step) != TECHNICIAN and person.name == TECHNICIAN:
        return f"**First** press F8 and sign in as {PHARMACIST} with {PIN}.\n{said}"
    return said
