"""`umbra plan`: the options that say how a dose is prepared."""

import argparse

from app.core.bag import EMPTY, Bag, Fill
from app.core.choices import Choices
from app.core.container import ContainerKind
from app.core.quantity import Measure, parse, quantity
from app.core.refused import Refused
from app.one_of import one_of

_BEST, _SECOND = "best", "second"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    making = parser.add_argument_group("how it is prepared")
    making.add_argument("--container", metavar="bag|syringe")
    making.add_argument("--total", metavar='"50 mL"')
    making.add_argument(
        "--bag", metavar="empty|ready-filled|exact-volume", help="what the bag holds when taken"
    )
    making.add_argument("--bag-volume", metavar='"50 mL"', help="the volume the bag states")
    making.add_argument(
        "--overfill", metavar='"5 mL"', help="by how much a ready-filled bag holds more"
    )
    making.add_argument(
        "--syringes", metavar="best|second", default=_BEST, help="least error, or least but one"
    )
    making.add_argument(
        "--rounded-by",
        metavar="NAME",
        help="take the rounding that the site's policy offers, as this pharmacist",
    )


def choices(arguments: argparse.Namespace) -> Choices:
    """Return what the options choose; raises Refused for what cannot be read or used so."""
    total, kind, syringes = arguments.total, arguments.container, arguments.syringes
    if syringes not in (_BEST, _SECOND):
        raise Refused(f"“{syringes}” is not known for --syringes; it is {_BEST} or {_SECOND}.")
    by = arguments.rounded_by
    if by is not None and not by.strip():
        raise Refused("--rounded-by takes the name of the pharmacist who rounds the dose.")
    return Choices(
        container=None if kind is None else one_of(ContainerKind, kind, "--container"),
        total=None if total is None else parse(total, Measure.VOLUME),
        bag=_bag(arguments),
        second_best=syringes == _SECOND,
        rounded_by=by.strip() if by is not None else "",
    )


def _bag(arguments: argparse.Namespace) -> Bag:
    volume, overfill = arguments.bag_volume, arguments.overfill
    fill = Fill.EMPTY if arguments.bag is None else one_of(Fill, arguments.bag, "--bag")
    if fill is Fill.EMPTY:
        if volume is not None or overfill is not None:
            raise Refused(
                "--bag-volume and --overfill are of a full bag; add --bag ready-filled, or leave "
                "them out."
            )
        return EMPTY
    if volume is None:
        article = "An" if fill is Fill.EXACT_VOLUME else "A"
        raise Refused(
            f"{article} {fill.words} states a volume; add it, such as --bag-volume “50 mL”."
        )
    if fill is Fill.READY_FILLED:
        over = None if overfill is None else parse(overfill, Measure.VOLUME, zero=True)
        return Bag(fill, parse(volume, Measure.VOLUME), over, "stated with --overfill")
    if overfill is not None:
        raise Refused("An exact-volume bag has no overfill; leave --overfill out.")
    return Bag(fill, parse(volume, Measure.VOLUME), quantity(0, "mL"), "filled to its volume")
