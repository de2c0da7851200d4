"""Does a township take an item on a day?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PowerHeld:
    """A township's power: the ranges of days on which it is in force, both ends inside.

    Entrusted, what is decided by it is decided in the name of the principal (licence law art. 24).
    """

    mode: str
    principal: str
    field: str | None
    terms: Sequence[tuple[date, date | None]]

    def is_in_force(self, on: date) -> bool:
        return any(begins <= on and (ends is None or on <= ends) for begins, ends in self.terms)


def is_offered(power: str | None, held: PowerHeld | None, on: date) -> bool:
    """Tell whether a township takes an item on a day: the power that it needs is in force, or it needs none."""
    return power is None or (held is not None and held.is_in_force(on))
