"""What a preparation on the worklist asks of the hood today."""

from app.core.day_plan import Begun, Job
from app.core.hood_time import hood_time
from app.core.preparation import Preparation
from app.core.timing import Name

_BEFORE_THE_HOOD = "verify-order"


def work_of(code: str, state: Preparation) -> Job | Begun:
    """Return the work that a preparation neither released nor discarded still asks of the hood.

    Until its first vial is reconstituted it can be put aside, so it waits like any other.
    """
    hood, wanted = hood_time(state.policy, state.plan.vials), state.order.wanted
    reconstituted = state.reconstituted
    if reconstituted is None:
        return Job(code, state.monograph, hood, wanted)
    at_the_hood = (done.at for done in state.done if done.step != _BEFORE_THE_HOOD)
    begin = min((*at_the_hood, reconstituted))
    limits = state.deadlines()
    if state.diluted is not None:
        limits = tuple(each for each in limits if each.name is not Name.DILUTE)
    soonest = state.start_not_before()
    not_before = None if soonest is None else soonest.at
    return Begun(code, state.monograph, hood, wanted, begin, reconstituted, limits, not_before)
