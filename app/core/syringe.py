"""The syringe, or the pair, that measures a volume with the least possible error.

The possible error is what the graduation cannot show plus what ISO 7886-1 allows the syringe.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.core.quantity import Measure, Quantity, exactly, magnitude, measured_in, parse, quantity
from app.core.sourced import Checked


@dataclass(frozen=True, slots=True)
class Syringe:
    """One size: its capacity, its graduation, where figures stand, and its tolerance as shares."""

    capacity: Quantity
    graduation: Quantity
    numbered: Quantity
    below_half_of_capacity: Decimal
    below_half_of_volume: Decimal
    from_half_of_volume: Decimal


@dataclass(frozen=True, slots=True)
class Syringes:
    """The sizes a site has, how full one may be, and when a second one is worth its transfer."""

    sizes: tuple[Syringe, ...]
    fill: Decimal
    second_saves: Decimal
    source: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Draw:
    """A volume in one syringe, on one of its graduations."""

    capacity: Quantity
    graduation: Quantity
    numbered: Quantity
    volume: Quantity


def read_syringes(text: str) -> Syringes:
    """Return the syringes of a TOML text; raises KeyError or ValueError where it is wrong."""
    data = tomllib.loads(text)
    return Syringes(
        sizes=tuple(_syringe(row) for row in data["syringe"]),
        fill=Decimal(data["rule"]["fill"]),
        second_saves=Decimal(data["rule"]["second_syringe_saves"]),
        source=data["rule"]["source"],
        checked=Checked(data["rule"]["checked"]),
    )


def most_held(syringes: Syringes) -> Quantity:
    """Return the largest volume that one syringe of the site may hold, in mL."""
    with exactly():
        most = max(magnitude(size.capacity, "mL") for size in syringes.sizes) * syringes.fill
    return quantity(most.normalize(), "mL")


def holding(volume: Quantity, syringes: Syringes) -> Syringe | None:
    """Return the smallest syringe that may hold `volume`, None where all are too small."""
    with exactly():
        wanted = magnitude(volume, "mL")
        fitting = (
            size
            for size in syringes.sizes
            if magnitude(size.capacity, "mL") * syringes.fill >= wanted
        )
        return min(fitting, key=lambda size: magnitude(size.capacity, "mL"), default=None)


def _syringe(row: dict[str, str]) -> Syringe:
    return Syringe(
        capacity=parse(row["capacity"], Measure.VOLUME),
        graduation=parse(row["graduation"], Measure.VOLUME),
        numbered=parse(row["numbered"], Measure.VOLUME),
        below_half_of_capacity=Decimal(row["below_half_of_capacity"]),
        below_half_of_volume=Decimal(row["below_half_of_volume"]),
        from_half_of_volume=Decimal(row["from_half_of_volume"]),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """A syringe in plain mL, `most` being as full as it may be: a search reads it very often."""

    syringe: Syringe
    capacity: Decimal
    graduation: Decimal
    numbered: Decimal
    most: Decimal

    def tolerance(self, volume: Decimal) -> Decimal:
        """Return by how many mL an expelled `volume` in mL may be off, as ISO 7886-1 allows."""
        allowed = self.syringe
        if volume * 2 >= self.capacity:
            return allowed.from_half_of_volume * volume
        of_capacity = allowed.below_half_of_capacity * self.capacity
        return of_capacity + allowed.below_half_of_volume * volume


def _scale(syringe: Syringe, fill: Decimal) -> _Scale:
    capacity = magnitude(syringe.capacity, "mL")
    return _Scale(
        syringe,
        capacity,
        magnitude(syringe.graduation, "mL"),
        magnitude(syringe.numbered, "mL"),
        capacity * fill,
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    error: Decimal
    parts: tuple[tuple[_Scale, Decimal], ...]

    def order(self) -> tuple[Decimal, Decimal, bool, Decimal]:
        scale, volume = self.parts[0]
        capacities = sum((part.capacity for part, _ in self.parts), Decimal(0))
        figure = volume % scale.numbered == 0
        return (self.error, capacities, not figure, -volume)


def draw(
    volume: Quantity,
    syringes: Syringes,
    *,
    at_least: Quantity,
    at_most: Quantity,
    exact: bool = False,
) -> tuple[Draw, ...]:
    """Return one or two draws for `volume` with the least possible error, () where none fits.

    The sum lies above `at_least` and not above `at_most`: what the vials hold is never
    exceeded, and no vial is saved by a syringe that cannot show the last drop. With `exact`, only
    draws that add up to the volume itself are considered.
    """
    with exactly():
        wanted = magnitude(volume, "mL")
        bounds = (magnitude(at_least, "mL"), magnitude(at_most, "mL"))
        scales = tuple(_scale(size, syringes.fill) for size in syringes.sizes)
        singles = tuple(_singles(wanted, bounds, scales))
        pairs = tuple(_pairs(wanted, bounds, scales))
        if exact:
            singles, pairs = _whole(singles, wanted), _whole(pairs, wanted)
        best = _best(singles, pairs, syringes.second_saves)
    if best is None:
        return ()
    return tuple(
        Draw(
            scale.syringe.capacity,
            scale.syringe.graduation,
            scale.syringe.numbered,
            quantity(part.normalize(), "mL"),
        )
        for scale, part in best.parts
    )


def draw_exactly(volume: Quantity, syringes: Syringes) -> tuple[Draw, ...]:
    """Return one to three draws that add up to `volume` itself, () where there are none.

    For a diluent: what the first syringe cannot show, a smaller one or a pair adds.
    """
    nothing = quantity(0, "mL")
    found = draw(volume, syringes, at_least=nothing, at_most=volume, exact=True)
    if found:
        return found
    for first in _fullest(volume, syringes):
        with exactly():
            rest = measured_in(volume - first.volume, "mL")
        found = draw(rest, syringes, at_least=nothing, at_most=rest, exact=True)
        if found:
            return (first, *found)
    return ()


_TRIED = 12


def _fullest(volume: Quantity, syringes: Syringes) -> Iterator[Draw]:
    """Yield the draws that leave the least to add, from the largest syringe that fits."""
    for size in reversed(syringes.sizes):
        with exactly():
            step = magnitude(size.graduation, "mL")
            most = magnitude(size.capacity, "mL") * syringes.fill
            wanted = magnitude(volume, "mL")
            count = int((min(most, wanted) / step).to_integral_value(ROUND_FLOOR))
            volumes = [step * each for each in range(count, max(count - _TRIED, 0), -1)]
        if volumes:
            for each in volumes:
                yield Draw(
                    size.capacity, size.graduation, size.numbered, quantity(each.normalize(), "mL")
                )
            return


def _whole(choices: tuple[_Choice, ...], wanted: Decimal) -> tuple[_Choice, ...]:
    return tuple(choice for choice in choices if sum(part for _, part in choice.parts) == wanted)


def _best(
    singles: tuple[_Choice, ...], pairs: tuple[_Choice, ...], saves: Decimal
) -> _Choice | None:
    single = min(singles, key=_Choice.order, default=None)
    pair = min(pairs, key=_Choice.order, default=None)
    if single is None or pair is None:
        return single or pair
    return pair if pair.error <= single.error * (1 - saves) else single


def _choice(
    wanted: Decimal,
    bounds: tuple[Decimal, Decimal],
    parts: tuple[tuple[_Scale, Decimal], ...],
) -> Iterator[_Choice]:
    total = sum((part for _, part in parts), Decimal(0))
    if bounds[0] < total <= bounds[1]:
        error = abs(total - wanted)
        for scale, part in parts:
            error += scale.tolerance(part)
        yield _Choice(error, parts)


def _near(wanted: Decimal, scale: _Scale) -> Iterator[Decimal]:
    count = wanted / scale.graduation
    low = count.to_integral_value(ROUND_FLOOR) * scale.graduation
    high = count.to_integral_value(ROUND_CEILING) * scale.graduation
    for volume in sorted({low, high}):
        if 0 < volume <= scale.most:
            yield volume


def _singles(
    wanted: Decimal, bounds: tuple[Decimal, Decimal], scales: tuple[_Scale, ...]
) -> Iterator[_Choice]:
    for scale in scales:
        for volume in _near(wanted, scale):
            yield from _choice(wanted, bounds, ((scale, volume),))


def _pairs(
    wanted: Decimal, bounds: tuple[Decimal, Decimal], scales: tuple[_Scale, ...]
) -> Iterator[_Choice]:
    for index, small in enumerate(scales):
        for large in scales[index:]:
            for first in _graduations(large, wanted, small):
                for second in _near(wanted - first, small):
                    yield from _choice(wanted, bounds, ((large, first), (small, second)))


def _graduations(large: _Scale, wanted: Decimal, small: _Scale) -> Iterator[Decimal]:
    step = large.graduation
    most = min(large.most, wanted)
    least = max(wanted - small.most - step, step)
    count = (least / step).to_integral_value(ROUND_CEILING)
    while count * step <= most:
        yield count * step
        count += 1
