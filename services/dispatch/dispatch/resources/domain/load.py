"""Who drowns and who idles? Open work by head, in the township's pool and in each of its units."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Uneven:
    """What a township calls uneven (忙闲不均): a head of a unit carries more than `over`, or less than `under`, times
    what a head of the pool carries.
    """

    over: Fraction
    under: Fraction


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that hold for a region: whose they are, None for the product's own, and by which document."""

    over_percent: int
    under_percent: int
    set_by: str | None = None
    document: str | None = None

    @property
    def uneven(self) -> Uneven:
        return Uneven(over=Fraction(self.over_percent, 100), under=Fraction(self.under_percent, 100))


@dataclass(frozen=True, slots=True)
class UnitLoad:
    unit_id: str | None
    people: int
    open_cases: int
    open_tasks: int = 0

    @property
    def per_head(self) -> Fraction | None:
        """Open cases a head; None where there is nobody."""
        return Fraction(self.open_cases, self.people) if self.people else None


@dataclass(frozen=True, slots=True)
class PoolLoad:
    """The pool of a township: all its people, whoever keeps their posts."""

    units: Sequence[UnitLoad]

    @property
    def people(self) -> int:
        return sum(one.people for one in self.units)

    @property
    def open_cases(self) -> int:
        return sum(one.open_cases for one in self.units)

    @property
    def open_tasks(self) -> int:
        return sum(one.open_tasks for one in self.units)

    @property
    def per_head(self) -> Fraction | None:
        return Fraction(self.open_cases, self.people) if self.people else None

    def overloaded(self, uneven: Uneven) -> list[UnitLoad]:
        """Return the units that carry too much, with work and nobody to do it among them; the worst first."""
        mean = self.per_head
        heavy = [one for one in self.units if one.open_cases and _is_heavy(one, mean, uneven.over)]
        return sorted(heavy, key=lambda one: (one.per_head is not None, -(one.per_head or 0), one.unit_id or ""))

    def idle(self, uneven: Uneven) -> list[UnitLoad]:
        """Return the units that have people and too little open work, or none; the idlest first."""
        mean = self.per_head
        idle = [one for one in self.units if one.per_head is not None and _is_light(one.per_head, mean, uneven.under)]
        return sorted(idle, key=lambda one: (one.per_head or 0, one.unit_id or ""))


def _is_heavy(one: UnitLoad, mean: Fraction | None, over: Fraction) -> bool:
    return one.per_head is None or (mean is not None and one.per_head > over * mean)


def _is_light(per_head: Fraction, mean: Fraction | None, under: Fraction) -> bool:
    return per_head == 0 or (mean is not None and per_head < under * mean)
