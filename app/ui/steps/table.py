"""Which page shows which step: the one place where steps meet widgets."""

from app.core.preparation import Preparation
from app.core.step import Kind, Step
from app.ui.facts.finish import steps_together
from app.ui.steps.check import CheckPage
from app.ui.steps.choice import ChoicePage
from app.ui.steps.confirm import ConfirmPage, SignPage
from app.ui.steps.finish import FinishPage
from app.ui.steps.inspect import InspectPage
from app.ui.steps.label import PrintPage, ScanBackPage
from app.ui.steps.measure import MeasurePage
from app.ui.steps.scan import ScanPage
from app.ui.steps.step_page import StepPage
from app.ui.steps.weigh import WeighPage

PAGES: dict[Kind, type[StepPage]] = {
    Kind.CONFIRM: ConfirmPage,
    Kind.SCAN: ScanPage,
    Kind.MEASURE: MeasurePage,
    Kind.INSPECT: InspectPage,
    Kind.PROTECT: ChoicePage,
    Kind.CHECK: CheckPage,
    Kind.PRINT: PrintPage,
    Kind.SCAN_BACK: ScanBackPage,
    Kind.WEIGH: WeighPage,
}


def page_now(state: Preparation) -> type[StepPage]:
    """Return the page of the present step; steps that are done at one moment share one.

    Raises ValueError where every step is done.
    """
    if state.step is None:
        raise ValueError("a preparation whose steps are all done has no page for one")
    return FinishPage if steps_together(state) else page_for(state.step)


def page_for(step: Step) -> type[StepPage]:
    """Return the page of a step: a CONFIRM with a signature or with choices has one of its own."""
    if step.kind is Kind.CONFIRM and step.signs is not None:
        return SignPage
    if step.kind is Kind.CONFIRM and step.choices:
        return ChoicePage
    return PAGES[step.kind]
