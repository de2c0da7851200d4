"""What do the powers hear of window and team? What rests on them, came of them, and how it was rated."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.powers.service import hand_over, use, window
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.approval_window import (
    ApplicationChanged,
    ApplicationReceived,
    LicenceCorrected,
    LicenceEnded,
    LicenceGranted,
    LicenceRenewed,
    RatingGiven,
)
from shared.schemas.enforcement import ClueProgressed, PenaltyHandedOver
from shared.schemas.topics import Topic


async def keep_applications(
    work: UnitOfWork, events: Sequence[ApplicationReceived | ApplicationChanged], _: datetime
) -> None:
    await window.keep_applications(work, events)


async def keep_licences(
    work: UnitOfWork, events: Sequence[LicenceGranted | LicenceRenewed | LicenceCorrected | LicenceEnded], _: datetime
) -> None:
    await window.keep_licences(work, events)


async def keep_ratings(work: UnitOfWork, events: Sequence[RatingGiven], _: datetime) -> None:
    await window.keep_ratings(work, events)


async def keep_uses(work: UnitOfWork, events: Sequence[ClueProgressed], _: datetime) -> None:
    await use.keep_uses(work, events)


async def note_penalties(work: UnitOfWork, events: Sequence[PenaltyHandedOver], _: datetime) -> None:
    await hand_over.note_penalties(work, events)


HANDLERS: dict[str, Handler] = {
    Topic.APPLICATIONS: keep_applications,
    Topic.LICENCES: keep_licences,
    Topic.RATINGS: keep_ratings,
    Topic.CLUES: keep_uses,
    Topic.PENALTIES: note_penalties,
}
