"""What may happen to light and temperature while a dose is prepared, for tests of the ledger."""

from hypothesis import strategies as st

from app.core import entry as said
from app.core.holding import means_at, needs_means_to_resume
from app.core.light import Stage
from app.core.storage import Storage
from tests.core.hood import TECHNICIAN_ONE, Hood

COLD, ROOM = Storage.REFRIGERATED, Storage.ROOM


def lose(hood: Hood, minutes: float, means: str = "hood-light-off") -> None:
    """Lose the light protection for so many minutes."""
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the lamp was switched on"))
    hood.wait(minutes)
    hood.do(TECHNICIAN_ONE, said.RestoreProtection(means))


def hold(hood: Hood, minutes: float, place: Storage, means: str = "vial-sleeve") -> None:
    """Bring the drug elsewhere for so many minutes, and back under the hood."""
    hood.do(TECHNICIAN_ONE, said.Hold("where it is dark", place, means))
    hood.wait(minutes)
    back = "hood-light-off" if needs_means_to_resume(hood.state) else ""
    hood.do(TECHNICIAN_ONE, said.Resume(back))


ACTS = st.tuples(
    st.sampled_from(("forward", "forward", "lose", "hold", "here", "fail")),
    st.integers(0, 7 * 60),
    st.sampled_from((COLD, ROOM)),
)


def act(hood: Hood, kind: str, seconds: int, place: Storage) -> None:
    """Do one thing to a preparation that is open, for so many seconds."""
    minutes, state = seconds / 60, hood.state
    match kind:
        case "lose" if state.ledger:
            means = means_at(state, state.light_stage)[0].code
            lose(hood, minutes, means)
        case "hold" if any(each.ended is None for each in state.presences):
            covered = state.light_stage is Stage.BAG
            means = "" if covered else means_at(state, state.stage_of_waiting)[0].code
            hold(hood, minutes, place, means)
        case "here":
            hood.do(TECHNICIAN_ONE, said.Hold("where it stands"))
            hood.wait(minutes)
            hood.do(TECHNICIAN_ONE, said.Resume())
        case "fail" if hood.step.identifier.startswith("inspect-vial"):
            hood.do(TECHNICIAN_ONE, said.Inspect(hood.step.identifier, False, "particles"))
        case _ if hood.step.identifier != "check":
            hood.wait(minutes / 10)
            hood.do(*hood.right())
