"""What lies on the bench at a step: nobody has real vials in practice.

Each package has the code that a scanner would send for it, and the words that a person would read
on it. The error of a drill lies among them until it is put aside; then what is right comes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.core.preparation import Preparation
from app.core.quantity import show
from app.core.step import Kind, Role, Step
from app.practice.drill import Drill, Package, SeedKind, packages

_GOOD_FOR, _OVER_SINCE = timedelta(days=400), timedelta(days=40)
_RIGHT = {
    Role.VIAL: "vial",
    Role.RECONSTITUTION_DILUENT: "water",
    Role.DILUTION_DILUENT: "saline",
    Role.CONTAINER: "bag",
    Role.LIGHT_COVER: "cover",
}


@dataclass(frozen=True, slots=True)
class Syringe:
    """A syringe and where its plunger stands, in mL; a diluent in it is `clear`, the drug not."""

    capacity: Decimal
    graduation: Decimal
    numbered: Decimal
    volume: Decimal
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Lying:
    """Something on the bench: what it is, what stands on it, and what a scanner sends for it.

    `code` is "" for what has none; `entry` is a part of what it is entered as, for telling it from
    the rest; `wrong` tells that it is the error of the drill.
    """

    words: str
    detail: str
    code: str = ""
    wrong: bool = False
    entry: str = ""
    syringe: Syringe | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """The bench of one run: which drill, on which local day, and whether its error was put aside.

    `run` makes serial numbers that no other run has. `label` is what a scanner reads on this
    preparation's label, `other` on that of another patient, each "" where there is none yet.
    """

    drill: Drill
    run: int
    today: date
    cleared: bool = False
    label: str = ""
    other: str = ""
    other_patient: str = ""

    def at(self, state: Preparation) -> tuple[Lying, ...]:
        """Return what lies there at the present step of a preparation."""
        step = state.step
        if step is None:
            return ()
        match step.kind:
            case Kind.SCAN:
                return tuple(self._packages(state, step))
            case Kind.MEASURE:
                return tuple(self._syringes(step))
            case Kind.SCAN_BACK:
                return tuple(self._labels(state))
            case _:
                return ()

    def codes(self) -> dict[Role, list[str]]:
        """Return right packages of every kind, as many as any preparation wants."""
        return {role: [self._right(role, at).code for at in range(1, 5)] for role in Role}

    def seeded(self) -> Lying | None:
        """Return the package that is the error of the drill, None where it is no package."""
        seed = self.drill.seed
        if seed is None or seed.kind is not SeedKind.PACKAGE:
            return None
        kind = packages()[seed.package]
        expiry = self.today - _OVER_SINCE if seed.expired else self.today + _GOOD_FOR
        return _package(kind, expiry, f"PR{self.run:04d}", f"9{self.run:04d}", wrong=True)

    def _right(self, role: Role, number: int) -> Lying:
        serial = f"{self.run:05d}{number:02d}"
        return _package(packages()[_RIGHT[role]], self.today + _GOOD_FOR, _lot(role), serial)

    def _packages(self, state: Preparation, step: Step) -> Iterator[Lying]:
        seed, wrong = self.drill.seed, self.seeded()
        if seed is not None and seed.step != step.identifier:
            wrong = None
        used = {each.scanned for each in state.materials}
        for need in step.needs:
            have = sum(
                each.step == step.identifier and each.role is need.role for each in state.materials
            )
            wanted = need.count - have
            there = [self._right(need.role, at) for at in range(1, 9)]
            fresh = [each for each in there if _unused(each, used)][:wanted]
            if (
                wrong is not None
                and seed is not None
                and _RIGHT[need.role] == seed.instead_of
                and not self.cleared
                and fresh
            ):
                fresh[0] = wrong
            yield from fresh

    def _syringes(self, step: Step) -> Iterator[Lying]:
        if not step.draws and step.amount is not None:
            yield self._water(step)
        for draw in step.draws:
            drawn = Syringe(
                draw.capacity.magnitude,
                draw.graduation.magnitude,
                draw.numbered.magnitude,
                draw.volume.magnitude,
                clear=step.identifier in ("fill-container", "withdraw-diluent"),
            )
            yield Lying(f"{show(draw.capacity)} syringe", _READ, syringe=drawn)

    def _water(self, step: Step) -> Lying:
        """Return the syringe of water for a vial, which no drawing of the plan is made for."""
        assert step.amount is not None
        volume, wrong, entry, seed = step.amount.magnitude, False, "", self.drill.seed
        if seed is not None and seed.kind is SeedKind.VOLUME and seed.step == step.identifier:
            wrong = not self.cleared
            volume = Decimal(seed.volume.partition(" ")[0]) if wrong else volume
            entry = seed.volume if wrong else ""
        drawn = Syringe(Decimal(5), Decimal("0.2"), Decimal(1), volume, clear=True)
        return Lying("5 mL syringe of water", _READ, "", wrong, entry, drawn)

    def _labels(self, state: Preparation) -> Iterator[Lying]:
        seed = self.drill.seed
        kind = None if seed is None else seed.kind
        patient, dose = state.order.patient, show(state.plan.delivered)
        own = f"{patient.name} · {patient.identifier} · {dose}"
        if kind is SeedKind.OTHER_LABEL and not self.cleared:
            whose, number = self.other_patient, number_on(self.other)
            yield Lying(_BAG, f"{whose} · {dose}", self.other, True, number)
        elif kind is SeedKind.ALTERED_LABEL and not self.cleared:
            code, changed = altered(self.label, dose)
            yield Lying(_BAG, own.replace(dose, changed), code, True, changed.replace(" ", ""))
        elif self.label:
            yield Lying(_BAG, own, self.label)


_BAG = "Bag with its label"
_READ = "read where the plunger stands"


def altered(label: str, dose: str) -> tuple[str, str]:
    """Return the code of a label with one sign of its dose changed, and the dose that it says."""
    first = "7" if dose[0] != "7" else "1"
    changed = first + dose[1:]
    return label.replace(dose.replace(" ", ""), changed.replace(" ", ""), 1), changed


def _lot(role: Role) -> str:
    return {Role.VIAL: "PR1234", Role.RECONSTITUTION_DILUENT: "PRW410"}.get(role, "PRS201")


def _unused(each: Lying, used: set[str]) -> bool:
    return each.code not in used or "\x1d" not in each.code


def _package(kind: Package, expiry: date, lot: str, serial: str, *, wrong: bool = False) -> Lying:
    """Return a package with the code that stands on it."""
    code, words = f"]d201{kind.gtin}", []
    if kind.traced:
        code += f"17{expiry:%y%m%d}10{lot}"
        words += [f"lot {lot}", f"exp {expiry:%Y-%m-%d}"]
    if kind.serial:
        code += f"\x1d21{serial}"
        words.append(f"serial {serial}")
    return Lying(kind.words, " · ".join(words), code, wrong, lot if wrong else "")


def written(code: str) -> str:
    """Return the code of a package as it is printed, its fields in brackets."""
    body = code.removeprefix("]d2")
    text, rest = f"(01){body[2:16]}", body[16:]
    if rest:
        text += f"(17){rest[2:8]}"
        lot, _, serial = rest[10:].partition("\x1d")
        text += f"(10){lot}" + (f"(21){serial[2:]}" if serial else "")
    return text


def number_on(scan: str) -> str:
    """Return the number of the preparation that a scanned label is of, which its code begins with.

    "" where there is no label.
    """
    return scan.removeprefix("]d291").partition("\x1d")[0]
