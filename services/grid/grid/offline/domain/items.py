"""In which order does what a phone sends count, and what is each thing answered?

A phone numbers what it sends about one thing (a task, a report of its own) from 1 without a gap: its `clock`. A number
is dealt with after the one before it, whatever came first; until that comes it waits. So the same things lead to the
same state in whatever batches and order they come, and however often.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Refusal

MOST_ITEMS: Final = 200
# What a message takes on its way is no fault of the phone's clock.
ON_THE_WAY: Final = timedelta(minutes=2)


class ItemKind(StrEnum):
    """What a phone may send later than it was done."""

    ACCEPT = "accept"
    SET_OUT = "set-out"
    ARRIVE = "arrive"
    HANDLE = "handle"
    FINISH = "finish"
    RETURN = "return"
    NOTE = "note"
    PATROL_REPORT = "patrol-report"
    CHECK_IN = "check-in"


class Outcome(StrEnum):
    """What became of one item: done, done before by another door, refused, in conflict with what is so, or waiting."""

    DONE = "done"
    ALREADY_DONE = "already-done"
    REFUSED = "refused"
    CONFLICT = "conflict"
    WAITING = "waiting"


class WaitsFor(StrEnum):
    """What a waiting item waits for: one with a smaller number, or photos that are still on their way."""

    EARLIER = "earlier"
    PHOTOS = "photos"


class BadItem(Invalid):
    """The body does not fit the kind; `errors` names the fields."""

    code = "offline.bad-item"
    said = "离线记录内容不符合要求"


class ItemIdReused(Conflict):
    """The phone used the id of one item for another."""

    code = "offline.client-id-reused"
    said = "该终端编号已用于另一条离线记录"


class ClockReused(Conflict):
    """The phone gave one number twice about the same thing: what it is cannot be told."""

    code = "offline.clock-reused"
    said = "同一事项的离线序号重复"


@dataclass(frozen=True, slots=True)
class Item:
    """What a phone did: `subject` is a task's id or one that the phone made, `clock` its number about that subject.

    `device_at` is what the phone's clock said.
    """

    client_id: UUID
    subject: UUID
    clock: int
    kind: ItemKind
    device_at: datetime
    body: Mapping[str, Any]


def clock_offset(sent_at: datetime, now: datetime) -> timedelta:
    """Return what to add to a phone's times: how far its clock was off when it sent, nothing for a short way."""
    off = now - sent_at
    return off if abs(off) > ON_THE_WAY else timedelta(0)


def outcome_of(refusal: Refusal) -> Outcome:
    """Return what a refusal means for an item: right in itself, but not now, or never."""
    return Outcome.CONFLICT if isinstance(refusal, Conflict) else Outcome.REFUSED


def is_final(refusal: Refusal) -> bool:
    """Tell whether asking again could never help."""
    return isinstance(refusal, Invalid | Forbidden | NotFound | Conflict)
