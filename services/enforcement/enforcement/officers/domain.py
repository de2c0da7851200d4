"""May an officer act in a matter today? By the powers that his township was given, and by what he has learnt.

Derived from what the centre told; nobody can be made qualified here (administrative penalty law 2021, art. 24 and 42).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from shared.errors import Conflict, Forbidden
from shared.qualified import Held, Required, missing_fields


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


def require_qualified(person: str, held: Collection[Held], required: Required, on: date) -> bool:
    """Tell whether a person is qualified. Raises NotQualified where the township is held to it and he is not."""
    missing = missing_fields(held, required.fields, on)
    if missing and required.binding:
        facts = {"person": person, "activity": required.activity, "on": on.isoformat()}
        raise NotQualified("not qualified for this today", missing=missing, article="行政处罚法 42", **facts)
    return not missing
