"""The steps of one preparation, in order, with the label's words."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.bag import Bag, Fill, held_by
from app.core.container import Container, ContainerKind
from app.core.formulary import LightProtection, Monograph
from app.core.quantity import Quantity, show
from app.core.step import Choice, Kind, Meaning, Need, Role, Step
from app.core.storage import Storage
from app.core.syringe import Draw, Syringe
from app.core.time_rules import can_refrigerate


@dataclass(frozen=True, slots=True)
class ContainerWords:
    """What the steps call the container: `name` in use, `item` as it is scanned.

    `is_full` says that diluent is taken out of it, where an empty one is filled; `fill` is then
    the title of taking out, `filling` its instruction.
    """

    name: str
    item: str
    fill: str
    filling: str
    adding: str
    add: str
    source: str
    is_full: bool = False


def bag_item(bag: Bag, diluent: str) -> str:
    """Return what is scanned for a bag, as the products of the site name it."""
    return bag.fill.words if bag.fill is Fill.EMPTY else f"{bag.fill.words} of {diluent}"


def in_words(
    container: Container, holder: Syringe | None, bag: Bag, diluent: str
) -> ContainerWords:
    """Return the words for a container; `holder` is the syringe that holds the total."""
    limits = container.limits()
    source = limits[0].source if limits else "site procedure"
    if bag.fill is not Fill.EMPTY:
        return _full_bag_in_words(bag, diluent)
    if container.kind is ContainerKind.BAG:
        return ContainerWords(
            name="bag",
            item=bag_item(bag, diluent),
            fill="Fill the empty container with",
            filling="Measured diluent in an empty container: the total is {total}, "
            "not a full bag plus the drug.",
            adding="Add drug, invert gently",
            add="Inject",
            source=source,
        )
    size = "" if holder is None else f"{show(holder.capacity)} "
    return ContainerWords(
        name="infusion syringe",
        item=f"empty {size}syringe",
        fill=f"Draw into the empty {size}infusion syringe:",
        filling="Measured diluent in an empty syringe: the total is {total}, the drug included.",
        adding="Add drug, mix",
        add="Transfer",
        source=source,
    )


def _full_bag_in_words(bag: Bag, diluent: str) -> ContainerWords:
    held = show(held_by(bag))
    if bag.nominal is not None and bag.overfill is not None and bag.overfill.magnitude:
        held = f"{held}: {show(bag.nominal)} and {show(bag.overfill)} overfill"
    return ContainerWords(
        name="bag",
        item=bag_item(bag, diluent),
        fill="Take out of the bag, and discard:",
        filling=f"The bag holds {held}. With the drug the total is then {{total}}.",
        adding="Add drug, invert gently",
        add="Inject",
        source=bag.source or "site's list of products",
        is_full=True,
    )


def procedure(
    monograph: Monograph,
    draws: tuple[Draw, ...],
    from_each_vial: tuple[Quantity, ...],
    diluent: Quantity,
    diluent_draws: tuple[Draw, ...],
    total: Quantity,
    words: ContainerWords,
) -> tuple[Step, ...]:
    """Return the steps from the verified order to the released label."""
    vials = len(from_each_vial)
    return (
        _verify(),
        _materials(monograph, vials, words),
        _light(monograph, words),
        *(
            step
            for vial in range(1, vials + 1)
            for step in reconstitution(monograph, vial, vials, "")
        ),
        *withdrawal(monograph, draws),
        *_dilution(monograph, diluent, diluent_draws, total, draws, words),
        *_finish(monograph, words),
        *_release(words),
    )


def _verify() -> Step:
    return Step(
        "verify-order",
        "Order verified",
        Kind.CONFIRM,
        "Is this dose due, and may it be given today?",
        "A pharmacist verifies identity, dose and the conditions of the label.",
        "site procedure",
    )


def _materials(monograph: Monograph, vials: int, words: ContainerWords) -> Step:
    diluents = "the diluent" if words.is_full else "both diluents"
    return Step(
        "scan-materials",
        "Materials scanned",
        Kind.SCAN,
        "Scan every item",
        f"Scan each vial, {diluents}, the {words.item} and the light cover, in any order.",
        "site procedure: every component is scanned",
        needs=(
            Need(Role.VIAL, monograph.drug, vials),
            Need(Role.RECONSTITUTION_DILUENT, monograph.reconstitution_diluent, 1),
            *(() if words.is_full else (Need(Role.DILUTION_DILUENT, monograph.diluent, 1),)),
            Need(Role.CONTAINER, words.item, 1),
            Need(Role.LIGHT_COVER, "light cover", 1),
        ),
    )


def _light(monograph: Monograph, words: ContainerWords) -> Step:
    protect = monograph.text("protect")
    return Step(
        "protect-hood",
        "Light protection on",
        Kind.PROTECT,
        "Protect the drug from light",
        f"{protect.words} Choose what is in place now; it stays until the {words.name} is covered.",
        protect.source,
        choices=_choices(monograph.means("hood")),
    )


def _choices(means: tuple[LightProtection, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(each.code, each.words, each.source) for each in means)


def reconstitution(monograph: Monograph, vial: int, vials: int, again: str) -> tuple[Step, ...]:
    """Return the steps that reconstitute and inspect one vial; `again` marks a replacement."""
    stage = f"Reconstitute vial {vial}" if vials > 1 else "Reconstitute the vial"
    which = f"vial {vial}" if vials > 1 else "the vial"
    volume = monograph.reconstitution_volume
    dissolve, appearance = monograph.text("dissolve"), monograph.text("vial-appearance")
    return (
        Step(
            f"reconstitute-{vial}{again}",
            stage,
            Kind.MEASURE,
            f"Inject {show(volume.value)} of {monograph.reconstitution_diluent} into {which}",
            f"{dissolve.words} The time budget starts with the first vial.",
            volume.source,
            amount=volume.value,
            vial=vial,
        ),
        Step(
            f"inspect-vial-{vial}{again}",
            stage,
            Kind.INSPECT,
            f"Inspect {which}",
            f"It must be {appearance.words}.",
            appearance.source,
            vial=vial,
        ),
    )


def replacement(monograph_drug: str, vial: int, again: str) -> Step:
    """Return the step that scans another vial in the place of a quarantined one."""
    return Step(
        f"replace-vial-{vial}{again}",
        f"Reconstitute vial {vial}",
        Kind.SCAN,
        f"Scan a new vial in place of vial {vial}",
        "The vial that failed is quarantined; its content is not used.",
        "site procedure: a failed vial is replaced",
        vial=vial,
        needs=(Need(Role.VIAL, monograph_drug, 1),),
    )


def withdrawal(monograph: Monograph, draws: tuple[Draw, ...]) -> Iterator[Step]:
    """Yield the steps that draw the dose, one for each syringe."""
    for number, each in enumerate(draws, start=1):
        which = "one" if len(draws) == 1 else ("the first", "the second")[number - 1]
        yield Step(
            f"withdraw-{number}",
            "Withdraw the dose",
            Kind.MEASURE,
            f"Withdraw into {which} {show(each.capacity)} syringe",
            "Draw from vial 1 first; discard what a vial keeps.",
            monograph.delivered_volume.source,
            amount=each.volume,
            draws=(each,),
        )


def _dilution(
    monograph: Monograph,
    diluent: Quantity,
    draws: tuple[Draw, ...],
    total: Quantity,
    drug: tuple[Draw, ...],
    words: ContainerWords,
) -> tuple[Step, ...]:
    mix = monograph.text("mix")
    fill = Step(
        "withdraw-diluent" if words.is_full else "fill-container",
        f"Prepare the {words.name}",
        Kind.MEASURE,
        f"{words.fill} {monograph.diluent}",
        words.filling.format(total=show(total)),
        words.source,
        amount=diluent,
        draws=draws,
    )
    return (
        *((fill,) if diluent.magnitude else ()),
        Step(
            "add-drug",
            words.adding,
            Kind.CONFIRM,
            f"Add the drug to the {words.name}",
            f"{words.add} {_all_of(drug)}, to a total of {show(total)}. {mix.words}",
            mix.source,
        ),
    )


def _all_of(draws: tuple[Draw, ...]) -> str:
    if len(draws) == 1:
        return "the whole syringe"
    return f"both syringes, {' and '.join(show(each.volume) for each in draws)}"


def _finish(monograph: Monograph, words: ContainerWords) -> tuple[Step, ...]:
    appearance, stage = monograph.text("final-appearance"), "Inspect and cover"
    return (
        Step(
            "inspect-bag",
            stage,
            Kind.INSPECT,
            f"Inspect the {words.name}",
            f"It must be {appearance.words}; no leak.",
            appearance.source,
        ),
        Step(
            "cover-bag",
            stage,
            Kind.PROTECT,
            f"Cover the {words.name}",
            f"Put the scanned light cover over the {words.name}; the line needs none.",
            monograph.means("bag")[0].source,
            choices=_choices(monograph.means("bag")),
        ),
        _storage(monograph, stage, words),
        Step(
            "sign-prepared",
            stage,
            Kind.CONFIRM,
            "Sign what you prepared",
            "Your PIN signs that this was prepared as recorded.",
            "site procedure",
            signs=Meaning.PREPARED,
        ),
    )


def _storage(monograph: Monograph, stage: str, words: ContainerWords) -> Step:
    room = monograph.text("store-at-room-temperature")
    told = [f"Room temperature: {room.words}"]
    choices = [Choice(Storage.ROOM.value, "room temperature", room.source)]
    if can_refrigerate(monograph):
        cold = monograph.text("store-in-refrigerator")
        told.append(f"Refrigerator: {cold.words}")
        choices.append(Choice(Storage.REFRIGERATED.value, "refrigerator", cold.source))
    return Step(
        "choose-storage",
        stage,
        Kind.CONFIRM,
        f"Where will the {words.name} wait?",
        f"The deadlines on the label follow from this. {' '.join(told)}",
        room.source,
        choices=tuple(choices),
    )


def _release(words: ContainerWords) -> tuple[Step, ...]:
    return (
        Step(
            "check",
            "Pharmacist check",
            Kind.CHECK,
            "Your figures, then ours",
            "Work out the volume to withdraw and the latest start of the infusion yourself.",
            "site procedure: by someone who did not prepare it",
            signs=Meaning.CHECKED,
        ),
        Step(
            "print-label",
            "Label and release",
            Kind.PRINT,
            "Print the label",
            "The label is drawn from what was recorded, and its code is read back first.",
            "site procedure",
        ),
        Step(
            "scan-label",
            "Label and release",
            Kind.SCAN_BACK,
            f"Put the label on the {words.name} and scan it",
            "Only the label printed last for this preparation is accepted.",
            "site procedure",
        ),
        Step(
            "release",
            "Label and release",
            Kind.CONFIRM,
            "Release the preparation",
            "A pharmacist's PIN releases it for this patient.",
            "site procedure",
            signs=Meaning.RELEASED,
        ),
    )
