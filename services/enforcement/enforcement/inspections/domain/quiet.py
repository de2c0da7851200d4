"""When may one enterprise be inspected again, and which reason lifts that?

国办发〔2024〕54号: how often a year an enterprise is inspected at most is published; it does not bind where a
complaint, a clue or the like asks for an inspection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Invalid

GUIDANCE = "国办发〔2024〕54号"


class Reason(StrEnum):
    """Why an enterprise is inspected in its quiet time, and beyond its cap."""

    COMPLAINT = "complaint"
    CLUE = "clue"
    ACCIDENT = "accident"
    RECHECK = "recheck"


class QuietTime(Conflict):
    """It was inspected a short while ago; `earlier` is the number of that inspection, `until` the last quiet day."""

    code = "inspections.quiet-time"
    said = "该企业近期已被检查，无法定事由不得重复检查"


class YearlyCapReached(Conflict):
    """It was inspected as often in this field as the year allows; `cap` and `year`."""

    code = "inspections.yearly-cap-reached"
    said = "该企业本年度接受检查的次数已达上限，无法定事由不得再次检查"


class ReasonUnproved(Invalid):
    """A reason names what it rests on, and nothing else does: `needs` says what.

    A complaint and an accident their number (`proof`), a re-check the inspection that ordered to correct
    (`recheck_of`); a clue is the ground of the inspection.
    """

    code = "inspections.reason-unproved"
    said = "例外事由须写明依据：投诉、事故写明编号，复查写明原检查，线索须为检查依据"


class RecheckUnfit(Conflict):
    """What is checked again is what the same enterprise was ordered to correct in the same field."""

    code = "inspections.recheck-unfit"
    said = "原检查不是对同一对象、同一领域的检查，或者未曾责令改正"


_RESTS = {Reason.COMPLAINT: {"proof"}, Reason.ACCIDENT: {"proof"}, Reason.RECHECK: {"recheck_of"}}


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


def require_below_cap(earlier: Sequence[EarlierInspection], cap: int | None, on: date, reason: Reason | None) -> None:
    """Raise YearlyCapReached where an enterprise bore as many inspections in the calendar year as a field allows."""
    borne = sum(one.on.year == on.year for one in earlier)
    if reason is None and cap is not None and borne >= cap:
        raise YearlyCapReached("as often as a year allows", cap=cap, year=on.year, article=GUIDANCE)


def require_proved(reason: Reason | None, recheck_of: UUID | None, proof: str | None, *, of_clue: bool) -> None:
    """Raise ReasonUnproved: a reason names what it rests on, and where there is none nothing is named."""
    named = {name for name, given in (("recheck_of", recheck_of), ("proof", proof)) if given is not None}
    needs = _RESTS.get(reason, set()) if reason else set()
    if named != needs or (reason is Reason.CLUE and not of_clue):
        raise ReasonUnproved("a reason names what it rests on", reason=reason, needs=sorted(needs))


def require_recheckable(*, same: bool, ordered: bool) -> None:
    """Raise RecheckUnfit. `same`: the same enterprise and field; `ordered`: to correct something."""
    if not (same and ordered):
        raise RecheckUnfit("nothing of the kind was ordered there", same=same, ordered=ordered)
