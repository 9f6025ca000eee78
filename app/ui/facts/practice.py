"""What practice says: the drills with how they went last, and what lies on the bench."""

from app.core.person import Person
from app.practice.drill import Drill, KnownBy
from app.practice.paper import caught_words, ended_words
from app.practice.pharmacy import PHARMACIST, PIN, TECHNICIAN, person_for
from app.practice.run import Result, Run
from app.ui.drawing.monograph_row import MonographFacts
from app.ui.drawing.pill import PillFacts
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


def row(drill: Drill, number: int, result: Result | None, chosen: str) -> MonographFacts:
    """Return the row of a drill, with how it went last."""
    name = f"{number}  {drill.title}"
    return MonographFacts(
        drill.name, name, _KNOWABLE[drill.known_by], pill(result), drill.name == chosen
    )


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
        return drill.story
    score = result.score
    points = "\n".join(f"**{part.points}** of {part.of}  {part.words}" for part in score.parts)
    return (
        f"**{score.points} of 100 points**, {result.trainee}. {caught_words(drill, score)} The "
        f"preparation ended {ended_words(score)}.\n{points}\n**A good answer.** {drill.good} "
        f"{drill.learn}\n{drill.source}"
    )


def bench(run: Run, person: Person | None, *, over: bool) -> BenchFacts:
    """Return what the bench shows of a run."""
    if over:
        said = "This drill is over. What you do now counts no more."
        return BenchFacts(run.drill.title, said, over=True)
    lying = () if person is None else run.bench
    minutes = run.time_waits
    return BenchFacts(
        run.drill.title,
        _said(run, person),
        lying,
        f"{minutes // 60} h {minutes % 60:02d} min" if minutes else "",
        run.happening,
        prints=any(each.code and not each.code.startswith("]d291") for each in lying),
    )


def _said(run: Run, person: Person | None) -> str:
    """Return the advice for the step, or the story where nobody coaches."""
    step = run.state.step
    advice = None if step is None else run.drill.advice(step.identifier)
    if step is None or advice is None:
        return run.drill.story
    said = f"**Look.** {advice.look}\n**Why.** {advice.why}\n**Now.** {advice.now}"
    if person is not None and person_for(step) != TECHNICIAN and person.name == TECHNICIAN:
        return f"**First** press F8 and sign in as {PHARMACIST} with {PIN}.\n{said}"
    return said
