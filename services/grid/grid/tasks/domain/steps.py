"""What may a worker's phone say of a task, and what is it answered?"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from grid.tasks.domain.arriving import Unconfirmed
from grid.tasks.domain.local import TaskKind
from grid.tasks.domain.states import Action, State
from grid.tasks.domain.supporting import SupportResult
from shared.errors import Conflict, Invalid, NotFound
from shared.geo import Position
from shared.schemas.vocabulary import Result, ReturnReason, Urgency

# A phone's clock may run ahead a little; a phone without signal may send late, but not years late.
MAX_AHEAD = timedelta(minutes=5)
MAX_AGE = timedelta(days=366)

# Where a list puts what has no due time.
END_OF_TIME: Final = datetime(9999, 1, 1, tzinfo=UTC)

EARTH_RADIUS_M: Final = 6_371_008.8  # the mean radius (IUGG)

# Lists show the urgent first.
URGENCY_RANK: Final = {Urgency.URGENT: 0, Urgency.NORMAL: 1, Urgency.LOW: 2}


class TaskNotFound(NotFound):
    code = "tasks.not-found"
    said = "没有这个任务"


class Stale(Conflict):
    """Somebody else took a step meanwhile; `version` is the task's now."""

    code = "tasks.stale"
    said = "任务已被他人更新，请重新读取"


class ClientIdReused(Conflict):
    """The phone used the id of one step for another."""

    code = "tasks.client-id-reused"
    said = "该终端编号已用于另一步骤"


class TimeImpossible(Invalid):
    """The device's time is ahead of ours, or too long ago; `earliest` and `latest` are the limits."""

    code = "tasks.time-impossible"
    said = "手机时间不正确，请校准后重试"


class BadCursor(Invalid):
    code = "tasks.bad-cursor"
    said = "翻页标记不正确"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks a list shows; an empty field means any."""

    states: Collection[State] = ()
    region: str | None = None
    cell: str | None = None
    case_id: UUID | None = None
    kinds: Collection[TaskKind] = ()


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where in the order of a list somebody stopped reading."""

    urgency_rank: int
    due_order_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Given:
    """What a phone says with a step; `version` is the task's as the worker saw it, if he says."""

    client_id: UUID
    device_at: datetime
    position: Position | None = None
    version: int | None = None
    result: Result | SupportResult | None = None
    reason: ReturnReason | None = None
    note: str = ""
    # The radius in metres within which the phone says that it is.
    accuracy_m: float | None = None
    # Why no place bears an arrival out, where the worker says so.
    unconfirmed: Unconfirmed | None = None
    # The officials who are there, where the law asks for them.
    officials: tuple[str, ...] = ()
    # What the phone's clock said, where `device_at` is put right.
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it was taken: the same answer, however often the phone sends it."""

    task_id: UUID
    version: int
    action: Action
    state: State
    at: datetime
    # A lead is no record: what a worker found while he supported officials.
    lead: str | None = None


# ------------------------------------------------------------------------------------------------------ a worker's step
def check_version(held: int, given: int | None) -> None:
    """Raise Stale where the caller saw another version than the one that is held; who names none takes any."""
    if given is not None and given != held:
        raise Stale("the task has changed since you saw it", version=held, given=given)


def check_device_time(at: datetime, now: datetime) -> None:
    """Raise TimeImpossible unless a phone can have meant `at` when it sent it."""
    if not now - MAX_AGE <= at <= now + MAX_AHEAD:
        raise TimeImpossible("the device's time cannot be right", earliest=now - MAX_AGE, latest=now + MAX_AHEAD)


def distance_m(one: Position, other: Position) -> int:
    """Return the distance in metres on a sphere (haversine), right to half a percent."""
    latitude, other_latitude = math.radians(one.lat), math.radians(other.lat)
    north = math.sin((other_latitude - latitude) / 2) ** 2
    east = math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    part = north + math.cos(latitude) * math.cos(other_latitude) * east
    return round(2 * EARTH_RADIUS_M * math.asin(math.sqrt(part)))
