"""Which positions of a worker may be kept, for how long, and who may look?

Where a worker is, is personal data. It is kept while he is on duty and at no other time, so that help reaches him and
the nearest can be sent; for as many days as the limits say (30) and no longer; sealed on disk, because a track tells
more than a place; and shown with a purpose that stands in a log, only within one's own township. He sees his own
track. No position of a worker stands in an event, a log or a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.errors import Forbidden, Reason
from shared.geo import Position

# A phone's clock may be a little fast.
AHEAD_MOST = timedelta(minutes=5)
TOWNSHIP_DIGITS = 9


class PositionReason(Reason):
    """Why one position of a batch is not kept."""

    OFF_DUTY = "positions.off-duty", "不在岗期间的位置不予保存"
    IN_FUTURE = "positions.in-future", "位置时间晚于当前时间"
    TOO_OLD = "positions.too-old", "位置时间早于保存期限"
    NO_PLACE = "positions.no-place", "坐标不正确"


class NotOneTownship(Forbidden):
    """Positions are read in one's own township; a scope of more than one sees none."""

    code = "workers.positions-one-township"
    said = "网格员位置只能在本乡镇（街道）范围内查看"


@dataclass(frozen=True, slots=True)
class Fix:
    """A position as a phone took it; `client_id` is the phone's own, so that a batch sent twice is kept once."""

    client_id: UUID
    at: datetime
    position: Position | None
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one position of a batch; `refused` None: it is kept."""

    client_id: UUID
    refused: PositionReason | None


@dataclass(frozen=True, slots=True)
class Seen:
    worker_id: str
    at: datetime
    lon: float
    lat: float
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Span:
    """When a worker was on duty; `ended_at` None: he still is."""

    started_at: datetime
    ended_at: datetime | None

    def holds(self, moment: datetime) -> bool:
        return self.started_at <= moment and (self.ended_at is None or moment < self.ended_at)


def refusal_of(fix: Fix, spans: Sequence[Span], *, now: datetime, kept_days: int) -> PositionReason | None:
    """Return why a position is not kept, None where it is."""
    if fix.position is None:
        return PositionReason.NO_PLACE
    if fix.at > now + AHEAD_MOST:
        return PositionReason.IN_FUTURE
    if fix.at < now - timedelta(days=kept_days):
        return PositionReason.TOO_OLD
    return None if any(span.holds(fix.at) for span in spans) else PositionReason.OFF_DUTY


def require_one_township(region: str) -> None:
    """Raise NotOneTownship unless a scope lies in one township."""
    if len(region) < TOWNSHIP_DIGITS:
        raise NotOneTownship("positions are read in one's own township", scope=region)
