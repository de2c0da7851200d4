"""What may a worker say of a stop, where must he stand, and until when does it count?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from grid.patrols.domain.reports import Sighting
from grid.patrols.domain.rounds import StopKind
from shared.errors import Conflict, Invalid, NotFound
from shared.geo import Position
from shared.schemas.vocabulary import Result


class StopState(StrEnum):
    """Where a stop stands: open, missed, or what was found there."""

    OPEN = "open"
    MISSED = "missed"
    FINE = "fine"
    HAZARD = "hazard"
    CLOSED = "closed"
    NOT_FOUND = "not-found"
    WELL = "well"
    NEEDS_HELP = "needs-help"
    NOT_MET = "not-met"
    MOVED = "moved"


class CheckResult(StrEnum):
    """What was found: at a place (fine, a hazard, closed, not to be found), with a person (well, in need, …)."""

    FINE = "fine"
    HAZARD = "hazard"
    CLOSED = "closed"
    NOT_FOUND = "not-found"
    WELL = "well"
    NEEDS_HELP = "needs-help"
    NOT_MET = "not-met"
    MOVED = "moved"


class AwayReason(StrEnum):
    """Why no position bears out that a worker was there."""

    NO_POSITION = "no-position"
    MAP_WRONG = "map-wrong"
    NO_ACCESS = "no-access"
    MET_ELSEWHERE = "met-elsewhere"


class MissedReason(StrEnum):
    """Why a stop was not visited: another duty, a sick worker, the weather, no access, too much for one day."""

    OTHER_DUTY = "other-duty"
    WORKER_ILL = "worker-ill"
    WEATHER = "weather"
    NO_ACCESS = "no-access"
    TOO_MANY = "too-many"


class Action(StrEnum):
    MAKE = "make"
    CHECK = "check"
    MISS = "miss"
    EXPLAIN = "explain"
    END = "end"


RESULTS: Final = {
    StopKind.PLACE: (CheckResult.FINE, CheckResult.HAZARD, CheckResult.CLOSED, CheckResult.NOT_FOUND),
    StopKind.PERSON: (CheckResult.WELL, CheckResult.NEEDS_HELP, CheckResult.NOT_MET, CheckResult.MOVED),
}
# These go to the centre as a report, which becomes a case.
REPORTED: Final = frozenset({CheckResult.HAZARD, CheckResult.NEEDS_HELP})
# What a worker saw with his own eyes confirms the registry's record.
CONFIRMING: Final = frozenset({CheckResult.FINE, CheckResult.HAZARD, CheckResult.WELL, CheckResult.NEEDS_HELP})
# What the registry says is not so any more.
TO_MEND: Final = frozenset({CheckResult.CLOSED, CheckResult.NOT_FOUND, CheckResult.MOVED})
# From where a check leads on: what was missed may turn out to have been checked without signal.
CHECKED_FROM: Final = frozenset({StopState.OPEN, StopState.MISSED})


class StopNotFound(NotFound):
    code = "patrols.stop-not-found"
    said = "没有这个巡查走访点"


class RoundNotFound(NotFound):
    code = "patrols.round-not-found"
    said = "没有这次巡查"


class StopAnswered(Conflict):
    """Somebody has checked it; `state` is what was found."""

    code = "patrols.stop-answered"
    said = "该点已有人签到"


class StopOver(Conflict):
    """The day is over (`until`), or had not begun (`since`): the next round has this stop again."""

    code = "patrols.stop-over"
    said = "签到时间不在当日巡查时段内，将列入下一次巡查"


class CheckIdReused(Conflict):
    """The phone used the id of one check for another."""

    code = "patrols.check-id-reused"
    said = "该终端编号已用于另一次签到"


class ResultUnfit(Invalid):
    """It cannot be found there; `possible` names what can."""

    code = "patrols.result-unfit"
    said = "签到结果与对象类型不符"


class TooFar(Invalid):
    """Not near the place, and no reason given; `distance_m` (none without a position) and `tolerance_m` in metres."""

    code = "patrols.too-far"
    said = "签到位置超出范围，请填写原因"


class ReportMissing(Invalid):
    """A hazard or a need is told with what it is, and nothing else is."""

    code = "patrols.report-missing"
    said = "发现隐患或需要帮助时须填写情况说明；其他结果不填"


class NotMissed(Conflict):
    """Only what was missed has a reason why; `state` is where the stop stands."""

    code = "patrols.not-missed"
    said = "该点未漏巡，无须说明原因"


@dataclass(frozen=True, slots=True)
class CheckGiven:
    """What a phone says of a stop; `report`: what goes to the centre."""

    client_id: UUID
    device_at: datetime
    result: CheckResult
    position: Position | None
    away_reason: AwayReason | None
    note: str
    report: Sighting | None


@dataclass(frozen=True, slots=True)
class Stop:
    """What is asked of a stop before it is checked; `has_place`: the registry knows where it is."""

    kind: StopKind
    state: StopState
    since: datetime
    until: datetime
    tolerance_m: int
    has_place: bool


def decide_check(stop: Stop, given: CheckGiven, distance_m: int | None) -> StopState:
    """Return where a check leads. `distance_m`: how far from the place, None where that cannot be said.

    The phone's time counts, so that who was without signal loses nothing. Raises ResultUnfit, StopAnswered, StopOver,
    TooFar, ReportMissing.
    """
    possible = RESULTS[stop.kind]
    if given.result not in possible:
        raise ResultUnfit("this cannot be found there", result=given.result, possible=list(possible))
    if stop.state not in CHECKED_FROM:
        raise StopAnswered("somebody has checked it", state=stop.state)
    if not stop.since <= given.device_at <= stop.until:
        raise StopOver("this was not on that day's round", since=stop.since, until=stop.until)
    if (given.result in REPORTED) != (given.report is not None):
        raise ReportMissing("what was found is told with a hazard or a need, and only then", result=given.result)
    is_away = stop.has_place and (distance_m is None or distance_m > stop.tolerance_m)
    if is_away and given.away_reason is None:
        raise TooFar("too far from the place", distance_m=distance_m, tolerance_m=stop.tolerance_m)
    return StopState(str(given.result))


def is_to_mend(kind: StopKind, given: CheckGiven) -> bool:
    """Tell whether the registry's record is wrong: it is not there any more, or not where the map has it."""
    return given.result in TO_MEND or (kind is StopKind.PLACE and given.away_reason is AwayReason.MAP_WRONG)


def check_same_check(before: StopState, given: CheckResult, *, same_stop: bool) -> None:
    """Raise CheckIdReused unless a check sent again says what the first one said."""
    if not same_stop or str(before) != str(given):
        raise CheckIdReused("this client_id belongs to another check", taken=before)


def result_of_round(states: set[StopState]) -> Result:
    """Return what a round found: what goes on elsewhere, or nothing."""
    return Result.NEEDS_OTHERS if states & {StopState.HAZARD, StopState.NEEDS_HELP} else Result.NOTHING_FOUND


def reason_for(state: StopState) -> None:
    """Raise NotMissed where there is nothing to explain."""
    if state is not StopState.MISSED:
        raise NotMissed("only what was missed has a reason", state=state)
