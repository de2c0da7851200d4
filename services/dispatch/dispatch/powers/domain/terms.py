"""On which days is a power in force?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from shared.codes import RegionLevel

TOWNSHIP_DIGITS, COUNTY_DIGITS = RegionLevel.TOWNSHIP.digits, RegionLevel.COUNTY.digits


@dataclass(frozen=True, slots=True)
class Term:
    """A range of days, both ends inside it; `valid_to` is None until further notice."""

    valid_from: date
    valid_to: date | None

    def covers(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def overlaps(self, other: "Term") -> bool:
        begins_in = other.valid_to is None or self.valid_from <= other.valid_to
        return begins_in and (self.valid_to is None or other.valid_from <= self.valid_to)

    def until(self, last: date) -> "Term | None":
        """Return the term as it ends on `last` at the latest; None where nothing is left of it."""
        if last < self.valid_from:
            return None
        return self if self.valid_to is not None and self.valid_to <= last else replace(self, valid_to=last)


@dataclass(frozen=True, slots=True)
class PowerRegister:
    """The days of all powers, by (region, code)."""

    terms: Mapping[tuple[str, str], Sequence[Term]] = field(default_factory=dict)

    def power_in_force(self, code: str, region: str, on: date) -> bool:
        """Tell whether a township (or that of a place in it) may use a power on a day."""
        return any(term.covers(on) for term in self.terms.get((region[:TOWNSHIP_DIGITS], code), ()))
