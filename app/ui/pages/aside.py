"""What is done beside the step of a preparation, by a key: asked about first, then recorded."""

from collections.abc import Callable

from app.core import entry as said
from app.core.decision import means_now
from app.core.holding import means_at, needs_means_to_resume, stage_to_resume
from app.core.preparation import Preparation
from app.core.storage import Storage
from app.session import Session
from app.ui.facts import reasons
from app.ui.facts.holding import Answer, hand_over_words, hold_said, how_to_hold, waits
from app.ui.pages.step_place import StepPlace
from app.ui.steps.means import AGAIN, PUT_FIRST


class Aside:
    """Calling, holding, handing over, light, storing, discarding: each asks in the step's place."""

    def __init__(self, place: StepPlace) -> None:
        self._place = place

    def open(self, session: Session, key: str) -> None:
        """Do what a key of the footer is for; one that is for nothing here does nothing."""
        state = session.state
        match key:
            case "F2":
                self._call(state)
            case "F3" if session.clock_ran_backwards:
                self._question(
                    "The clock ran backwards: why may work go on?",
                    "A pharmacist sets the clock right first. Once a vial was reconstituted the "
                    "time since then is unknown, and only discarding is left.",
                    lambda text: said.AcceptClock(text),
                )
            case "F3":
                self._take_over(session)
            case "F4":
                self._store(state)
            case "F7":
                self._light(state)
            case "F10":
                self._hold_or_resume(state)
            case "F12":
                self._question(
                    "Why is this preparation stopped and discarded?",
                    "It ends here: vials and bag are waste, and the order waits again.",
                    lambda text: said.Discard(text),
                    reasons.DISCARD,
                    ends=True,
                )

    def _call(self, state: Preparation) -> None:
        """Call a pharmacist, or answer the call."""
        if state.called:
            self._question(
                "What does the pharmacist answer?",
                "Only a pharmacist answers a call; a pharmacist signs in with F8.",
                lambda text: said.Answer(text),
            )
            return
        self._question(
            "Call a pharmacist to the hood",
            "The worklist shows the call until a pharmacist answers it.",
            lambda text: said.Call(text),
            reasons.CALL,
        )

    def _light(self, state: Preparation) -> None:
        """Say that light protection was lost, or is there again."""
        if state.protection(state.last.wall) is None:
            self._place.offer(
                means_now(state),
                lambda code: self._do(said.RestoreProtection(code)),
                AGAIN,
                PUT_FIRST,
            )
            return
        self._question(
            "What took the light protection away?",
            "The gap counts from now until protection is recorded again with F7.",
            lambda text: said.LoseProtection(text),
            reasons.LIGHT_LOST,
        )

    def _hold_or_resume(self, state: Preparation) -> None:
        if state.held is not None:
            self._resume(state)
            return
        self._place.offer(
            waits(state),
            lambda code: self._do(hold_said(code)),
            "Hold: where does the drug wait?",
            how_to_hold(state),
        )

    def _resume(self, state: Preparation) -> None:
        """Go on with held work; drug that was brought elsewhere is protected here first."""
        if not needs_means_to_resume(state):
            self._place.act(lambda session: session.resume())
            return
        self._place.offer(
            means_at(state, stage_to_resume(state)),
            lambda code: self._place.act(lambda session: session.resume(code)),
            "Resume: what protects the drug at the hood?",
            PUT_FIRST,
        )

    def _take_over(self, session: Session) -> None:
        """Ask once more before the work is in other hands."""
        state = session.state
        self._place.offer(
            (Answer("take-over", "Take over as it stands"),),
            lambda _: self._do(said.TakeOver()),
            f"Take over from {state.at_hood}?",
            hand_over_words(state, session.now(), session.site),
        )

    def _store(self, state: Preparation) -> None:
        """Ask once more before the bag is in another place."""
        cold = state.place is Storage.REFRIGERATED
        where = Storage.ROOM if cold else Storage.REFRIGERATED
        self._place.offer(
            (
                Answer(
                    where.value,
                    "It is out of the refrigerator now"
                    if cold
                    else "It is in the refrigerator now",
                ),
            ),
            lambda code: self._do(said.Store(Storage(code))),
            "Taken out of the refrigerator?" if cold else "Put into the refrigerator?",
            "The deadlines follow from it: a check or a label that there is already is void.",
        )

    def _do(self, entry: said.Entry) -> None:
        self._place.act(lambda session: session.do(entry))

    def _question(
        self,
        title: str,
        sentence: str,
        entry: Callable[[str], said.Entry],
        ready: tuple[str, ...] = (),
        *,
        ends: bool = False,
    ) -> None:
        self._place.ask(title, sentence, lambda text: self._do(entry(text)), ready, ends=ends)
