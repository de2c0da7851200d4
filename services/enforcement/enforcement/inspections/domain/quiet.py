"""When may one enterprise be inspected again?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.errors import Conflict


class Reason(StrEnum):
    """Why an enterprise is inspected in its quiet time."""

    COMPLAINT = "complaint"
    CLUE = "clue"
    ACCIDENT = "accident"
    RECHECK = "recheck"


class QuietTime(Conflict):
    """It was inspected a short while ago; `earlier` is the number of that inspection, `until` the last quiet day."""

    code = "inspections.quiet-time"
    said = "该企业近期已被检查，无法定事由不得重复检查"


@dataclass(frozen=True, slots=True)
class EarlierInspection:
    number: str
    on: date


def last_quiet_day(inspected_on: date, quiet_days: int) -> date:
    """Return the last day on which an enterprise is left in peace; the day of the inspection is none of them."""
    return inspected_on + timedelta(days=quiet_days)


def require_quiet_over(earlier: Sequence[EarlierInspection], quiet_days: int, on: date, reason: Reason | None) -> None:
    """Raise QuietTime where an enterprise was inspected in the same field a short while ago and no reason is named."""
    newest = max(earlier, key=lambda one: one.on, default=None)
    if reason is not None or newest is None or quiet_days == 0:
        return
    until = last_quiet_day(newest.on, quiet_days)
    if on <= until:
        raise QuietTime("inspected a short while ago", earlier=newest.number, until=until.isoformat())
