"""Was the worker there? What his phone says is weighed against the cell's boundary."""

from dataclasses import dataclass
from enum import StrEnum

from grid.tasks.domain.rules import Rule
from shared.errors import Conflict


class Arrival(StrEnum):
    """Whether a place bears an arrival out."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


class Unconfirmed(StrEnum):
    """Why no place bears an arrival out: the first three say workers, the others are found here."""

    NO_SIGNAL = "no-signal"
    MAP_WRONG = "map-wrong"
    MET_ELSEWHERE = "met-elsewhere"
    # Outside, and sent later, when nobody could be asked any more.
    SENT_LATE = "sent-late"
    NO_POSITION = "no-position"
    NO_BOUNDARY = "no-boundary"


class OutsideTheCell(Conflict):
    """The phone is not in the task's cell: `distance_m` from its border, where `allowed_m` would be near enough.

    Whoever says why (`unconfirmed`) is taken to have arrived, unconfirmed.
    """

    code = "tasks.outside-the-cell"
    said = "您不在任务所在网格内，确已到场请说明原因"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What comes of an arrival; `distance_m` is from the cell's border, 0 inside, None where nothing is measured."""

    arrival: Arrival
    reason: Unconfirmed | None = None
    distance_m: int | None = None


def decide_arrival(
    rule: Rule,
    *,
    has_position: bool,
    distance_m: float | None,
    accuracy_m: float | None,
    reason: Unconfirmed | None,
) -> Weighed:
    """Decide whether a worker is there.

    `distance_m` is how far his phone is from the task's cell, None where no boundary is known; `accuracy_m` is the
    radius that the phone gives. Raises OutsideTheCell.
    """
    said = None if reason is Unconfirmed.SENT_LATE else reason
    if not has_position:
        return Weighed(Arrival.UNCONFIRMED, said or Unconfirmed.NO_POSITION)
    if distance_m is None:
        return Weighed(Arrival.UNCONFIRMED, said or Unconfirmed.NO_BOUNDARY)
    allowed = rule.tolerance_m + min(accuracy_m or 0, rule.most_accuracy_m)
    away = round(distance_m)
    if distance_m <= allowed:
        return Weighed(Arrival.CONFIRMED, distance_m=away)
    if reason is None:
        raise OutsideTheCell("the phone is not in the task's cell", distance_m=away, allowed_m=round(allowed))
    return Weighed(Arrival.UNCONFIRMED, reason, away)
