"""Sentences that stand ready where a question wants a reason: facts, as a pharmacist writes them.

A warning has none: why it may be passed is for a pharmacist to write. Each is short enough to
stand on half a card in large type.
"""

VIAL = (
    "Particles or discoloured",
    "Wrong volume of water",
    "Vial dropped or broken",
    "Light protection lost",
    "Vial shaken, foam seen",
    "Stopper cored or leaking",
)
"""Why a vial is not fit for use."""

VIAL_LOOK = (
    "Particles seen",
    "Discoloured",
    "Not wholly dissolved",
    "Vial shaken, foam seen",
)
"""What is not as it must be in a reconstituted vial."""

BAG_LOOK = (
    "Particles seen",
    "Discoloured or cloudy",
    "Container leaks",
    "Cover torn or missing",
)
"""What is not as it must be in the filled container."""

CALL = (
    "Volume or figure in doubt",
    "Package in doubt",
    "Look of the drug in doubt",
    "Time is running short",
)
"""What a pharmacist is called for."""

LIGHT_LOST = (
    "Sleeve or cover taken off",
    "Sleeve or cover torn",
    "Unfiltered light on",
)
"""What took the light protection away."""

REPRINT = (
    "Label smeared or torn",
    "Label code does not scan",
    "Label lost",
    "Printer jammed or ran out",
)
"""Why a label is printed again."""

CHECK = (
    "Volume does not agree",
    "Materials do not agree",
    "Bag does not look right",
    "Light cover is not right",
)
"""What a checker finds not right."""

DISCARD = (
    "Time limit has passed",
    "Light protection lost",
    "Spilled or contaminated",
    "Wrong product or volume",
    "Order cancelled",
    "Dose not given today",
)
"""Why a preparation is stopped and discarded."""

WITHDRAW = (
    "Ordered by mistake",
    "Order is being changed",
    "Treatment put off",
    "Ordered twice",
)
"""Why an order is withdrawn."""

PAUSE = (
    "Infusion reaction",
    "Line or access trouble",
    "Alarm of the pump",
    "Patient away from the bed",
)
"""Why an infusion is paused."""

END_EARLY = (
    "Time limit is reached",
    "Infusion reaction",
    "Line or access lost",
    "Bag is empty by the pump",
)
"""Why an infusion ends before all of it is infused by rate and time."""
