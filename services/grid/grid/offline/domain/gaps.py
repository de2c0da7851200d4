"""When may a number that a phone never sent be given up, so that what waits for it is dealt with?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, NotFound


class GapReason(StrEnum):
    """Why a number is not waited for any longer."""

    PHONE_LOST = "phone-lost"
    APP_REINSTALLED = "app-reinstalled"
    DATA_DAMAGED = "data-damaged"
    DONE_OTHERWISE = "done-otherwise"


class GapNotFound(NotFound):
    """Of this phone and this thing nothing waits, or it is not the caller's to see."""

    code = "offline.gap-not-found"
    said = "没有等待处理的离线记录，或不在您的数据范围内"


class NoGap(Conflict):
    """What waits does not wait for a number: its photos are on their way (`clock` is its number)."""

    code = "offline.no-gap"
    said = "没有缺号，该记录在等待照片上传"


class GapChanged(Conflict):
    """More has come since the caller looked; now the numbers `missing_from` to `missing_to` are missing."""

    code = "offline.gap-changed"
    said = "缺号情况已变化，请重新查看"


class GapTooYoung(Conflict):
    """The missing number may still be on its way: it may be given up from `from_at` on."""

    code = "offline.gap-too-young"
    said = "缺失的记录可能仍在上传途中，请稍后再处理"


class NumberGivenUp(Conflict):
    """The number came after it had been given up: what came behind it has been dealt with without it."""

    code = "offline.number-given-up"
    said = "该离线记录迟到，其序号已被放弃，未予办理"


@dataclass(frozen=True, slots=True)
class Chain:
    """What a phone sent about one thing: `last` number dealt with, `first` that waits, and since when one waits."""

    worker_id: str
    device_id: str
    subject: UUID
    last: int
    first: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """The numbers that are missing, the ends included."""

    first: int
    last: int


def missing_of(chain: Chain) -> Missing | None:
    """Return which numbers a chain waits for; None where its next number is there."""
    return Missing(chain.last + 1, chain.first - 1) if chain.first > chain.last + 1 else None


def is_late(chain: Chain, *, now: datetime, term: timedelta) -> bool:
    """Tell whether what waits has waited so long that nothing may be on its way any more."""
    return chain.since + term <= now


def decide_giving_up(chain: Chain, *, seen: Missing, now: datetime, term: timedelta) -> Missing:
    """Return which numbers are given up, where they are the ones that the caller saw missing.

    Raises NoGap, GapChanged, GapTooYoung.
    """
    missing = missing_of(chain)
    if missing is None:
        raise NoGap("no number is missing", clock=chain.first)
    if missing != seen:
        raise GapChanged("other numbers are missing", missing_from=missing.first, missing_to=missing.last)
    if not is_late(chain, now=now, term=term):
        raise GapTooYoung("it may still come", from_at=(chain.since + term).isoformat())
    return missing
