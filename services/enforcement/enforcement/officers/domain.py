"""May the team of a township act in a matter today? By the powers that the county has given it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.errors import Conflict


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
