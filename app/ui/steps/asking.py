"""What several pages ask: why not this vial or this bag, why other syringes."""

from app.core import entry as said
from app.ui.facts import reasons
from app.ui.facts.measure import others
from app.ui.steps.step_page import StepPage


def ask_why_unfit(page: StepPage) -> None:
    """Ask why the vial of the present step is not fit for use, then quarantine it."""
    assert page.scene is not None
    step = page.scene.step
    page.ask_reason(
        f"Why is vial {step.vial} not fit for use?",
        "It is quarantined, and a new vial takes its place.",
        lambda reason: page.act(
            lambda session: session.do(said.Quarantine(step.identifier, reason))
        ),
        reasons.VIAL,
        ends=True,
    )


def ask_why_bag_failed(page: StepPage) -> None:
    """Ask what is not as it must be in the bag, then record that it failed."""
    assert page.scene is not None
    identifier = page.scene.step.identifier
    page.ask_reason(
        "What is not as it must be?",
        "The preparation can then only be discarded.",
        lambda reason: page.act(
            lambda session: session.do(said.Inspect(identifier, False, reason))
        ),
        reasons.BAG_LOOK,
        ends=True,
    )


def ask_for_other_syringes(page: StepPage) -> None:
    """Ask why other syringes are taken, and say how far off the volume may then be."""
    assert page.scene is not None
    step, offered = page.scene.step, others(page.scene.state)
    page.ask_reason(
        "Why are other syringes taken?",
        f"{offered[0].upper()}{offered[1:]}. The volume stays the same.",
        lambda reason: page.act(
            lambda session: session.do(said.ChooseSyringes(step.identifier, reason))
        ),
    )
