"""The arithmetic of a plan a second time, in fractions and whole numbers.

It shares nothing with app.core: the figures of the label are written out again here, roots are
taken with whole numbers, and nothing is rounded that a person at a desk would not round.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction as F
from math import ceil, floor, isqrt

CENTIMETRES = {"cm": F(1), "m": F(100), "in": F("2.54"), "ft": F("30.48")}
KILOGRAMS = {"kg": F(1), "lb": F("0.45359237")}
MILLIGRAMS = {"mg": F(1), "mcg": F("0.001"), "g": F(1000)}
MILLILITRES = {"mL": F(1), "L": F(1000)}

STRENGTH = F("0.25")
VIAL_DOSE = F("0.9")
VIAL_VOLUME = F("3.6")
UNIT = F("0.1")
UNITS_PER_VIAL = 9

# Capacity and graduation in mL, and the three shares of the tolerance.
SYRINGES = tuple(
    tuple(F(number) for number in row.split())
    for row in (
        "1  0.01 0.015 0.02 0.05",
        "3  0.1  0.015 0.02 0.05",
        "5  0.2  0.015 0.01 0.04",
        "10 0.2  0.015 0.01 0.04",
        "20 1    0.015 0.01 0.04",
        "30 1    0.015 0.01 0.04",
        "60 1    0.015 0.01 0.04",
    )
)


def value(text: str, units: dict[str, F]) -> F:
    """Return what "1.7 m" is in the first of the units."""
    number, unit = text.split(" ")
    return F(number) * units[unit]


def half_up(number: F, places: int) -> F:
    """Return the number with so many decimals, halves away from zero."""
    scale = 10**places
    rounded = F(floor(abs(number) * scale + F(1, 2)), scale)
    return rounded if number >= 0 else -rounded


def root_half_up(square: F, places: int) -> F:
    """Return the square root with so many decimals, halves up, by comparing whole numbers.

    n is right where (n - 1/2) / 10^p is at most the root, that is (2n - 1)^2 at most 4 * 10^2p
    times the square; the left side is whole, so the right one may lose its fraction.
    """
    scale = 10**places
    return F((isqrt(floor(4 * scale * scale * square)) + 1) // 2, scale)


def dose_per_area(cycle: int, day: int, responded: bool, reduced: bool) -> F:
    """Return mg per m2 as the table of the label has it."""
    high = day == 1 and (cycle == 1 or not responded)
    full = F("0.8") if high else F("0.5")
    return full * 3 / 4 if reduced else full


@dataclass(frozen=True)
class Second:
    """What a plan must say, given what its syringes hold."""

    area: F
    area_squared: F
    per_area: F
    calculated: F
    dose: F
    volume_exact: F
    vials: int
    total: F

    def each_vial(self, drawn: F) -> list[F]:
        """Return what every vial gives: all but the last give all they can."""
        full = [VIAL_VOLUME] * (self.vials - 1)
        return [*full, drawn - sum(full)]

    def diluent(self, drawn: F) -> F:
        """Return how much diluent makes up the total."""
        return self.total - drawn

    def delivered(self, drawn: F) -> F:
        """Return the mg in the drawn volume."""
        return drawn * STRENGTH

    def concentration(self, drawn: F) -> F:
        """Return mg per mL in the bag."""
        return self.delivered(drawn) / self.total

    def deviation(self, drawn: F) -> F:
        """Return by how many percent the drawn dose differs, to two decimals."""
        return half_up((self.delivered(drawn) / self.dose - 1) * 100, 2)

    @property
    def waste(self) -> F:
        """Return the mg that are left over."""
        return self.vials * VIAL_DOSE - self.dose

    @property
    def units(self) -> tuple[int, int, str]:
        """Return units given, units discarded, and the modifier."""
        given = ceil(self.dose / UNIT)
        discarded = UNITS_PER_VIAL * self.vials - given
        return given, discarded, "JW" if discarded else "JZ"

    def concentration_fits(self, drawn: F) -> bool:
        """Tell whether both the dose and what is drawn give 0.01 to 0.1 mg/mL."""
        both = (self.dose / self.total, self.concentration(drawn))
        return all(F("0.01") <= each <= F("0.1") for each in both)


def second(
    height: str,
    weight: str,
    cycle: int,
    day: int,
    responded: bool,
    reduced: bool,
    total: str,
    ordered: str | None,
) -> Second:
    """Return the plan of an order; `ordered` is given where the ordered dose is prepared."""
    square = value(height, CENTIMETRES) * value(weight, KILOGRAMS) / 3600
    area = root_half_up(square, 2)
    per_area = dose_per_area(cycle, day, responded, reduced)
    calculated = area * per_area
    dose = calculated if ordered is None else value(ordered, MILLIGRAMS)
    return Second(
        area=area,
        area_squared=square,
        per_area=per_area,
        calculated=calculated,
        dose=dose,
        volume_exact=dose / STRENGTH,
        vials=ceil(dose / VIAL_DOSE),
        total=value(total, MILLILITRES),
    )


def error_of(capacity: F, volume: F) -> F:
    """Return by how much a syringe of that capacity may be off, as ISO 7886-1 allows."""
    (row,) = (row for row in SYRINGES if row[0] == capacity)
    _, _, of_capacity, below, above = row
    return above * volume if 2 * volume >= capacity else of_capacity * capacity + below * volume


def least_error(wanted: F, above: F, at_most: F) -> F | None:
    """Return the possible error of the syringe or pair to take, trying every one there is.

    A second syringe is taken where there is no other way, or where it saves a quarter. Volumes
    are whole numbers of 10 fL here, for the speed of it; errors are whole thousandths of that.
    """
    goal, low, high = (whole(volume) for volume in (wanted, above, at_most))
    marks = [
        (whole(row[0]), whole(volume), int(error_of(row[0], volume) * 10**11))
        for row in SYRINGES
        for number in range(1, floor(row[0] * F(3, 4) / row[1]) + 1)
        if (volume := number * row[1]) < wanted + 2
    ]
    single = min(
        (1000 * abs(volume - goal) + error for _, volume, error in marks if low < volume <= high),
        default=None,
    )
    pair = min(
        (
            1000 * abs(first + second - goal) + error + another
            for large, first, error in marks
            for small, second, another in marks
            if large >= small and low < first + second <= high
        ),
        default=None,
    )
    if single is None or pair is None:
        best = single if pair is None else pair
    else:
        best = pair if 4 * pair <= 3 * single else single
    return None if best is None else F(best, 10**11)


def whole(volume: F) -> int:
    """Return a volume in mL as a whole number of 10 fL; raises ValueError where it is not."""
    scaled = volume * 10**8
    if scaled.denominator != 1:
        raise ValueError(f"{volume} mL is not a whole number of 10 fL")
    return scaled.numerator


HOURS = timedelta(hours=1)


def deadlines(
    region: str, reconstituted: datetime, diluted: datetime | None, storage: str | None
) -> dict[str, datetime]:
    """Return each deadline by its name, from the hours of facts 1 and 2."""
    found = {
        "dilute-by": reconstituted + 4 * HOURS,
        "start-by": reconstituted + 7 * HOURS,
        "end-by": reconstituted + 8 * HOURS,
    }
    if storage == "refrigerated":
        found["take-out-of-refrigerator-by"] = reconstituted + 6 * HOURS
    if region == "us" and diluted is not None:
        cold = storage == "refrigerated"
        found["start-by"] = min(found["start-by"], diluted + 4 * HOURS)
        if cold:
            out = found["take-out-of-refrigerator-by"]
            found["take-out-of-refrigerator-by"] = min(out, diluted + 3 * HOURS)
    return found
