"""What must a person have learnt to act in a township on a day, and what of it does he lack?

Derived from what the centre told; nobody is made qualified anywhere else (administrative penalty law 2021, art. 42).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate as it was told; both days belong to it."""

    field: str
    valid_from: date
    valid_to: date

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Term:
    """All of these fields are required from a day on."""

    valid_from: date
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Required:
    """What a power requires in a township on a day; `binding`: who lacks it is refused, else observed and counted."""

    activity: str
    fields: tuple[str, ...]
    binding: bool


def required_on(activity: str, terms: Sequence[Term], bound_from: date | None, on: date) -> Required | None:
    """Return what is required for an activity on a day; None where nothing is required yet. `terms` are in order."""
    begun = [term for term in terms if term.valid_from <= on]
    if not begun:
        return None
    return Required(activity, begun[-1].fields, binding=bound_from is not None and bound_from <= on)


def missing_fields(held: Collection[Held], fields: Collection[str], on: date) -> list[str]:
    """Return which of the required fields one's certificates do not cover on a day."""
    return sorted(set(fields) - {one.field for one in held if one.holds_on(on)})
