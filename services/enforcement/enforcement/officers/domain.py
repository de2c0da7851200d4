"""May an officer act in a matter today? By the powers that his township was given, and by what he has learnt.

Derived from what the centre told; nobody can be made qualified here (administrative penalty law 2021, art. 24 and 42).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from shared.errors import Conflict, Forbidden


class PowerNotInForce(Conflict):
    """The township was given powers for this matter, and none of them is in force on the day of the act."""

    code = "enforcement.power-not-in-force"


@dataclass(frozen=True, slots=True)
class PowerHeld:
    """A penalty power of a township for a matter: the ranges of days on which it is in force, both ends inside."""

    code: str
    terms: Sequence[tuple[date, date | None]]

    def is_in_force(self, on: date) -> bool:
        return any(begins <= on and (ends is None or on <= ends) for begins, ends in self.terms)


def require_power(held: Sequence[PowerHeld], *, matter: str, region: str, on: date) -> None:
    """Raise PowerNotInForce where a township was given powers for a matter and may use none of them on a day.

    A township of which nothing was told for this matter is only observed.
    """
    if held and not any(power.is_in_force(on) for power in held):
        codes = sorted(power.code for power in held)
        raise PowerNotInForce(
            "no power for this matter is in force here", matter=matter, region=region, on=on.isoformat(), powers=codes
        )


class NotQualified(Forbidden):
    """The facts name who, what he would do, and which fields are missing."""

    code = "inspections.officer-not-qualified"


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


def require_qualified(person: str, held: Collection[Held], required: Required, on: date) -> bool:
    """Tell whether a person is qualified. Raises NotQualified where the township is held to it and he is not."""
    missing = missing_fields(held, required.fields, on)
    if missing and required.binding:
        facts = {"person": person, "activity": required.activity, "on": on.isoformat()}
        raise NotQualified("not qualified for this today", missing=missing, article="行政处罚法 42", **facts)
    return not missing
