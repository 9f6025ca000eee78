"""Two people approve monographs and label templates and confirm the products of a data folder.

Through the doors that the program uses.
"""

from collections.abc import Mapping

from app.formulary import Standing
from app.workplace import Workplace


def approve_all(work: Workplace, pins: Mapping[str, str]) -> None:
    """Approve every monograph that is no draft, and every label template, as each of `pins`.

    All of each monograph is confirmed.
    """
    for identifier in work.formulary.identifiers():
        standing = work.formulary.standing(identifier)
        if standing.monograph.draft:
            continue
        for name, pin in pins.items():
            person = work.people.named(name)
            work.formulary.approve(identifier, everything(standing), person, pin)
    approve_templates(work, pins)


def approve_templates(work: Workplace, pins: Mapping[str, str]) -> None:
    """Approve every label template as each of `pins`."""
    for identifier in work.templates.identifiers():
        for name, pin in pins.items():
            work.templates.approve(identifier, work.people.named(name), pin)


def everything(standing: Standing) -> frozenset[str]:
    """Return the addresses of all that a pharmacist could confirm."""
    return frozenset(each.path for each in standing.unconfirmed)


def confirm_products(work: Workplace, pins: Mapping[str, str]) -> None:
    """Let the first of `pins` propose every product on the list, and the second confirm them."""
    (proposing, first), (confirming, second) = list(pins.items())[:2]
    numbers = [each for each in work.products.numbers() if work.products.standing(each).waits]
    work.products.sign(numbers, work.people.named(proposing), first)
    work.products.sign(numbers, work.people.named(confirming), second)
