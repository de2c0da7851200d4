"""May an officer act in a matter today? By the powers that his township was given, and by what he has learnt.

Derived from what the centre told; nobody can be made qualified here (administrative penalty law 2021, art. 24 and 42).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from shared.errors import Conflict, Forbidden, NotFound
from shared.qualified import Held, Required, missing_fields


class PowerNotInForce(Conflict):
    """The township was given powers for this matter, and none of them is in force on the day of the act."""

    code = "enforcement.power-not-in-force"
    said = "该事项的赋权当日不在有效期内"


class RegionUnknown(NotFound):
    code = "enforcement.region-unknown"
    said = "没有这个乡镇（街道）"


@dataclass(frozen=True, slots=True)
class PowerHeld:
    """A penalty power of a township for a matter: the ranges of days on which it is in force, both ends inside."""

    code: str
    terms: Sequence[tuple[date, date | None]]

    def is_in_force(self, on: date) -> bool:
        return any(begins <= on and (ends is None or on <= ends) for begins, ends in self.terms)


def powers_in_force(held: Sequence[PowerHeld], on: date) -> list[str]:
    """Return the powers that may be used on a day, by code."""
    return sorted(power.code for power in held if power.is_in_force(on))


def require_power(
    held: Sequence[PowerHeld], *, matter: str, region: str, on: date, named: str | None = None
) -> list[str]:
    """Return by which powers a township acts in a matter on a day: the one that is named, else all that it may use.

    Raises PowerNotInForce where it was given powers for the matter and may use none of them, or not the one named. A
    township of which nothing was told for this matter is only observed.
    """
    usable = powers_in_force(held, on)
    if (held and not usable) or (named is not None and named not in usable):
        codes = sorted(power.code for power in held)
        raise PowerNotInForce(
            "no power for this matter is in force here", matter=matter, region=region, on=on.isoformat(), powers=codes
        )
    return usable if named is None else [named]


class NotQualified(Forbidden):
    """The facts name who, what he would do, and which fields are missing."""

    code = "inspections.officer-not-qualified"
    said = "执法人员不具备该领域的上岗资格"


def require_qualified(person: str, held: Collection[Held], required: Required, on: date) -> bool:
    """Tell whether a person is qualified. Raises NotQualified where the township is held to it and he is not."""
    missing = missing_fields(held, required.fields, on)
    if missing and required.binding:
        facts = {"person": person, "activity": required.activity, "on": on.isoformat()}
        raise NotQualified("not qualified for this today", missing=missing, article="行政处罚法 42", **facts)
    return not missing
