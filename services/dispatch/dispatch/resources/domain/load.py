"""Who drowns and who idles? Open work by head, in the township's pool and in each of its units."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

# A unit carries too much where a head of it has more than twice what a head of the pool has.
UNEVEN = 2


@dataclass(frozen=True, slots=True)
class UnitLoad:
    unit_id: str | None
    people: int
    open_cases: int

    @property
    def per_head(self) -> Fraction | None:
        """Open cases a head; None where there is nobody."""
        return Fraction(self.open_cases, self.people) if self.people else None


@dataclass(frozen=True, slots=True)
class PoolLoad:
    """The pool of a township: all its people, whoever keeps their posts."""

    people: int
    open_cases: int
    open_tasks: int
    units: Sequence[UnitLoad]

    @property
    def per_head(self) -> Fraction | None:
        return Fraction(self.open_cases, self.people) if self.people else None

    def overloaded(self) -> list[UnitLoad]:
        """Return the units that carry too much, with work and nobody to do it among them; the worst first."""
        mean = self.per_head
        heavy = [one for one in self.units if one.open_cases and _is_heavy(one, mean)]
        return sorted(heavy, key=lambda one: (one.per_head is not None, -(one.per_head or 0), one.unit_id or ""))

    def idle(self) -> list[UnitLoad]:
        """Return the units that have people and no open work."""
        return [one for one in self.units if one.people and not one.open_cases]


def _is_heavy(one: UnitLoad, mean: Fraction | None) -> bool:
    return one.per_head is None or (mean is not None and one.per_head > UNEVEN * mean)
