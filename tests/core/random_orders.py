"""Random orders as the command line takes them: plausible bodies, and areas that end on a half."""

import random
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction as F

from tests.core import second_arithmetic as again


@dataclass(frozen=True)
class Case:
    """An order as text, as the command line takes it."""

    monograph: str
    height: str
    weight: str
    cycle: int
    day: int
    response: str
    reduced: bool
    total: str
    ordered: str | None
    prepare: str

    def second(self) -> again.Second:
        return again.second(
            self.height,
            self.weight,
            self.cycle,
            self.day,
            self.response != "none",
            self.reduced,
            self.total,
            self.ordered if self.prepare == "ordered" else None,
        )


def decimals(chance: random.Random, low: int, high: int, most: int) -> str:
    """Return a number between two whole ones with up to `most` decimals, any of them likely."""
    places = chance.randint(0, most)
    number = chance.randint(low * 10**places, high * 10**places)
    return str(Decimal(number).scaleb(-places))


def decimal(number: F) -> Decimal:
    return Decimal(number.numerator) / number.denominator


def body(chance: random.Random) -> tuple[str, str]:
    """Return a height and a weight that go together, or give an area that ends on a half."""
    if chance.random() < 0.1:
        half = F(2 * chance.randint(30, 260) + 1, 200)
        side = chance.choice((50, 60, 72, 75, 80, 90, 96, 100, 120, 125, 144, 150, 160, 180))
        return f"{side} cm", f"{decimal(half * half * 3600 / side):f} kg"
    heights = (
        f"{decimals(chance, 50, 200, 3)} cm",
        f"{decimals(chance, 50, 200, 0)} cm",
        f"{Decimal(chance.randint(50, 200)).scaleb(-2)} m",
        f"{decimals(chance, 20, 78, 2)} in",
        f"{decimals(chance, 2, 6, 2)} ft",
    )
    height = heights[chance.choices(range(5), (8, 4, 1, 1, 1))[0]]
    metres = again.value(height, again.CENTIMETRES) / 100
    usual = chance.randint(130, 400) * metres * metres / 10
    places = chance.randint(0, 3)
    if chance.random() < 0.1:
        return height, f"{decimal(usual / again.KILOGRAMS['lb']):.{places}f} lb"
    return height, f"{decimal(usual):.{places}f} kg"


def case(chance: random.Random) -> Case:
    height, weight = body(chance)
    ordered = None
    if chance.random() < 0.15:
        vials = Decimal(chance.randint(1, 4)) * Decimal("0.9")
        ordered = chance.choice(
            (
                f"{decimals(chance, 1, 4, 4)} mg",
                f"{chance.randint(200, 4000)} mcg",
                f"{vials} mg",
                f"{vials + Decimal('0.001')} mg",
            )
        )
    return Case(
        monograph=chance.choice(("besponsa-us",) * 4 + ("besponsa-eu",)),
        height=height,
        weight=weight,
        cycle=chance.randint(1, 6),
        day=chance.choice((1, 8, 15)),
        response=chance.choice(("none", "cr", "cri")),
        reduced=chance.random() < 0.3,
        total=chance.choice(("50 mL",) * 8 + ("0.05 L", "100 mL", "62.04 mL")),
        ordered=ordered,
        prepare=chance.choice(("ordered", "calculated")) if ordered else "calculated",
    )
