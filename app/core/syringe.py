"""The syringe, or the pair, that measures a volume with the least possible error.

The possible error is what the graduation cannot show plus what ISO 7886-1 allows the syringe.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from app.core.quantity import (
    Measure,
    Quantity,
    exactly,
    magnitude,
    measured_in,
    quantity,
    show,
)
from app.core.refused import Refused
from app.core.sourced import Checked, Unsound
from app.core.stated import Section, shown


@dataclass(frozen=True, slots=True)
class Syringe:
    """One size: its capacity, its graduation, where figures stand, and its tolerance as shares.

    `dead_space` is what stays in hub and needle after expelling, in mL; None where the site does
    not know it.
    """

    capacity: Quantity
    graduation: Quantity
    numbered: Quantity
    below_half_of_capacity: Decimal
    below_half_of_volume: Decimal
    from_half_of_volume: Decimal
    dead_space: Quantity | None = None


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


_RULE = ("fill", "second_syringe_saves", "source", "checked")
_RULE_SOURCES = ("fill_source", "second_syringe_source")
_OF_A_SYRINGE = (
    "capacity",
    "graduation",
    "numbered",
    "below_half_of_capacity",
    "below_half_of_volume",
    "from_half_of_volume",
)
# More marks than any syringe has; a search for a volume goes through all of them.
_MOST_GRADUATIONS = 1000


def read_syringes(text: str) -> Syringes:
    """Return the syringes of a TOML text.

    Raises ValueError where it is no TOML, Refused for an entry that is missing, unknown or cannot
    be read, and Unsound where it contradicts itself.
    """
    data = tomllib.loads(text)
    Section("The file", data).require_known(("rule", "syringe"))
    rule, rows = Section("[rule]", data["rule"]), data["syringe"]
    if not isinstance(rule.row, dict):
        raise Refused("rule is not a section; expected one that begins with [rule].")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused("syringe is not a list of sections; expected each to begin with [[syringe]].")
    rule.require_known(_RULE, _RULE_SOURCES)
    for key in _RULE_SOURCES:
        if key in rule.row:
            rule.words(key)
    found = Syringes(
        sizes=tuple(_syringe(row) for row in rows),
        fill=rule.share("fill"),
        second_saves=rule.share("second_syringe_saves"),
        source=rule.words("source"),
        checked=_checked(rule),
    )
    for holds, fault in _sound(found):
        if not holds:
            raise Unsound(fault)
    return found


def _checked(rule: Section) -> Checked:
    said = [each for each in Checked if each.value == rule.row["checked"]]
    if not said:
        raise rule.refused("checked", " or ".join(f'"{each.value}"' for each in Checked))
    return said[0]


def _sound(syringes: Syringes) -> Iterator[tuple[bool, str]]:
    capacities = [magnitude(size.capacity, "mL") for size in syringes.sizes]
    yield bool(capacities), "there is no syringe"
    yield capacities == sorted(set(capacities)), "the syringes do not stand by size, each once"
    yield syringes.fill > 0, "a syringe may not be filled at all"
    for size in syringes.sizes:
        yield from _scaled(size)
        yield from _off(size)
        dead = size.dead_space
        named = show(size.capacity)
        yield dead is None or dead < size.capacity, f"the {named} syringe keeps all that it holds"


def _scaled(size: Syringe) -> Iterator[tuple[bool, str]]:
    """Yield whether graduations, figures and the end of a scale fit each other."""
    named = show(size.capacity)
    with exactly():
        capacity, step = magnitude(size.capacity, "mL"), magnitude(size.graduation, "mL")
        figures = magnitude(size.numbered, "mL")
        few = capacity <= step * _MOST_GRADUATIONS
        whole = few and not capacity % step and not figures % step
    yield few, f"the {named} syringe has more than {_MOST_GRADUATIONS} graduations"
    yield whole, f"the graduations of the {named} syringe do not meet its figures and its end"
    yield figures <= capacity, f"the figures of the {named} syringe lie beyond its end"


def _off(size: Syringe) -> Iterator[tuple[bool, str]]:
    """Yield whether what a syringe may be off is something, and less than all."""
    named = show(size.capacity)
    below = (size.below_half_of_capacity, size.below_half_of_volume)
    yield max(*below, size.from_half_of_volume) < 1, f"the {named} syringe may be off by everything"
    # Every syringe may be off, as ISO 7886-1 allows it.
    exact = f"the {named} syringe is said to have no possible error"
    yield size.from_half_of_volume > 0 and max(below) > 0, exact


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


def _syringe(row: dict[str, Any]) -> Syringe:
    section = Section(f"[[syringe]] of {shown(row.get('capacity', 'no capacity'))}", row)
    section.require_known(_OF_A_SYRINGE, ("dead_space",))
    dead = section.measured("dead_space", Measure.VOLUME) if "dead_space" in row else None
    return Syringe(
        capacity=section.measured("capacity", Measure.VOLUME),
        graduation=section.measured("graduation", Measure.VOLUME),
        numbered=section.measured("numbered", Measure.VOLUME),
        below_half_of_capacity=section.share("below_half_of_capacity"),
        below_half_of_volume=section.share("below_half_of_volume"),
        from_half_of_volume=section.share("from_half_of_volume"),
        dead_space=dead,
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
    other_than: tuple[Draw, ...] = (),
) -> tuple[Draw, ...]:
    """Return one or two draws for `volume` with the least possible error, () where none fits.

    The sum lies above `at_least` and not above `at_most`: what the vials hold is never
    exceeded, and no vial is saved by a syringe that cannot show the last drop. With `exact`, only
    draws that add up to the volume itself are considered; with `other_than`, only draws that do
    without one of those sizes, so that the second-best choice can be asked for.
    """
    with exactly():
        wanted = magnitude(volume, "mL")
        search = _Search(
            wanted,
            (magnitude(at_least, "mL"), magnitude(at_most, "mL")),
            exact,
            frozenset(magnitude(each.capacity, "mL") for each in other_than),
        )
        scales = tuple(_scale(size, syringes.fill) for size in syringes.sizes)
        singles, pairs = tuple(search.singles(scales)), tuple(search.pairs(scales))
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


def possible_error(draws: tuple[Draw, ...], volume: Quantity, syringes: Syringes) -> Quantity:
    """Return by how many mL the expelled sum of `draws` may be off `volume`.

    What the graduations cannot show, and what ISO 7886-1 allows each syringe. Raises
    KeyError for a draw in a syringe that the site does not have.
    """
    with exactly():
        sizes = {magnitude(size.capacity, "mL"): size for size in syringes.sizes}
        parts = [(magnitude(d.capacity, "mL"), magnitude(d.volume, "mL")) for d in draws]
        error = abs(sum((part for _, part in parts), Decimal(0)) - magnitude(volume, "mL"))
        for capacity, part in parts:
            error += _scale(sizes[capacity], syringes.fill).tolerance(part)
    return quantity(error.normalize(), "mL")


def dead_space(draws: tuple[Draw, ...], syringes: Syringes) -> Quantity | None:
    """Return what hubs and needles of these draws keep, in mL, None where that is not known."""
    sizes = {magnitude(size.capacity, "mL"): size.dead_space for size in syringes.sizes}
    kept = [sizes[magnitude(each.capacity, "mL")] for each in draws]
    known = [magnitude(each, "mL") for each in kept if each is not None]
    if not kept or len(known) != len(kept):
        return None
    with exactly():
        return quantity(sum(known, Decimal(0)).normalize(), "mL")


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


def _best(
    singles: tuple[_Choice, ...], pairs: tuple[_Choice, ...], saves: Decimal
) -> _Choice | None:
    single = min(singles, key=_Choice.order, default=None)
    pair = min(pairs, key=_Choice.order, default=None)
    if single is None or pair is None:
        return single or pair
    return pair if pair.error <= single.error * (1 - saves) else single


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for, in plain mL: the sum of a choice lies above the first bound and not above
    the second, or is `wanted` itself where it is `exact`; a choice does without one of the
    capacities in `missing`, for a syringe of that size may be the one that is not there.
    """

    wanted: Decimal
    bounds: tuple[Decimal, Decimal]
    exact: bool
    missing: frozenset[Decimal]

    def singles(self, scales: tuple[_Scale, ...]) -> Iterator[_Choice]:
        for scale in scales:
            if self._may(scale):
                for volume in self._near(self.wanted, scale):
                    yield from self._choice(((scale, volume),))

    def pairs(self, scales: tuple[_Scale, ...]) -> Iterator[_Choice]:
        for index, small in enumerate(scales):
            for large in scales[index:]:
                if not self._may(small, large):
                    continue
                for first in _graduations(large, self.wanted, small):
                    for second in self._near(self.wanted - first, small):
                        yield from self._choice(((large, first), (small, second)))

    def _may(self, *scales: _Scale) -> bool:
        return not self.missing or not self.missing <= {each.capacity for each in scales}

    def _near(self, wanted: Decimal, scale: _Scale) -> Iterator[Decimal]:
        """Yield the graduations next to `wanted`; where it is exact, only `wanted` itself."""
        count = wanted / scale.graduation
        low = count.to_integral_value(ROUND_FLOOR) * scale.graduation
        high = count.to_integral_value(ROUND_CEILING) * scale.graduation
        if self.exact and low != high:
            return
        for volume in sorted({low, high}):
            if 0 < volume <= scale.most:
                yield volume

    def _choice(self, parts: tuple[tuple[_Scale, Decimal], ...]) -> Iterator[_Choice]:
        total = sum((part for _, part in parts), Decimal(0))
        if self.bounds[0] < total <= self.bounds[1]:
            error = abs(total - self.wanted)
            for scale, part in parts:
                error += scale.tolerance(part)
            yield _Choice(error, parts)


def _graduations(large: _Scale, wanted: Decimal, small: _Scale) -> Iterator[Decimal]:
    step = large.graduation
    most = min(large.most, wanted)
    least = max(wanted - small.most - step, step)
    count = (least / step).to_integral_value(ROUND_CEILING)
    while count * step <= most:
        yield count * step
        count += 1
