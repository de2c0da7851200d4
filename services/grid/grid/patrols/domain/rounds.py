"""In which order does a worker walk the day's stops, and when is a round made?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.clock import SHANGHAI

# From then on (Asia/Shanghai) the day's rounds are made.
MADE_FROM: Final = time(5, 0)


class StopKind(StrEnum):
    """What a worker goes to: a place, or a person to look after."""

    PLACE = "place"
    PERSON = "person"


class RoundState(StrEnum):
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be visited; `due_on`: since when. `was_missed`: a round has missed it before."""

    record_id: UUID
    kind: StopKind
    cell: str
    due_on: date
    was_missed: bool
    lon: float | None = None
    lat: float | None = None


def is_time(now: datetime) -> bool:
    """Tell whether the day's rounds may be made."""
    return now.astimezone(SHANGHAI).time() >= MADE_FROM


def over_at(day: date, at: time) -> datetime:
    """Return the moment from which what was not visited on `day` is missed."""
    return datetime.combine(day, at, SHANGHAI)


def in_walking_order(due: Sequence[Due]) -> list[Due]:
    """Return stops as they are walked: from the most pressing one always to the nearest next; those nowhere last.

    No map is asked: straight lines, which within a cell of some hundred metres is near enough.
    """
    nowhere = [one for one in due if one.lon is None or one.lat is None]
    left = [one for one in due if one.lon is not None and one.lat is not None]
    walked = [left.pop(0)] if left else []
    while left:
        here = walked[-1]
        walked.append(left.pop(min(range(len(left)), key=lambda index: _apart(here, left[index]))))
    return [*walked, *nowhere]


def _apart(one: Due, other: Due) -> float:
    assert one.lat is not None
    assert one.lon is not None
    assert other.lat is not None
    assert other.lon is not None
    east = (other.lon - one.lon) * math.cos(math.radians(one.lat))
    return east * east + (other.lat - one.lat) ** 2
