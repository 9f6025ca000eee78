"""What the card of a limit that has passed says: which limit, when it was, and by how much."""

from datetime import timedelta

from app.core.urgency import TimeLeft
from app.site import Site
from app.ui.drawing.too_late import TooLateFacts
from app.ui.facts.budget import too_late_to
from app.ui.facts.times import day_and_time, length


def too_late_facts(time: TimeLeft, site: Site) -> TooLateFacts:
    """Return what the card says; raises ValueError where no deadline runs."""
    if time.deadline is None:
        raise ValueError("nothing can be too late where no deadline runs")
    return TooLateFacts(
        what=too_late_to(time.deadline),
        by=counted(time.passed_by),
        rule=time.deadline.rule,
        source=time.deadline.source,
        limit=day_and_time(time.deadline.at, site),
    )


def counted(elapsed: timedelta) -> str:
    """Return a length of time that is seen to go on: with its seconds within the first hour."""
    minutes, seconds = divmod(elapsed // timedelta(seconds=1), 60)
    if minutes >= 60:
        return length(elapsed)
    return f"{minutes} min {seconds:02} s"
