"""What is kept of what the window told? What rests on a power, which licences were granted, and how it was rated."""

from collections.abc import Sequence

from dispatch.powers.repository import window as repository
from shared.runtime.db import UnitOfWork
from shared.schemas.approval_window import (
    ApplicationChanged,
    ApplicationReceived,
    LicenceCorrected,
    LicenceEnded,
    LicenceGranted,
    LicenceRenewed,
    RatingGiven,
)


async def keep_applications(work: UnitOfWork, events: Sequence[ApplicationReceived | ApplicationChanged]) -> None:
    """Keep which applications rest on a power of the county, and which of them have ended; what was kept stays."""
    names = ("application_id", "number", "region", "item", "power", "received_at")
    rows = {event.application_id: event.model_dump(include=set(names)) for event in events if event.power is not None}
    await repository.add_applications(work.connection, [{name: row[name] for name in names} for row in rows.values()])
    changed = [event for event in events if isinstance(event, ApplicationChanged)]
    ended = {event.application_id: event.changed_at for event in changed if event.ended and event.power is not None}
    await repository.end_applications(work.connection, ended)


async def keep_licences(
    work: UnitOfWork, events: Sequence[LicenceGranted | LicenceRenewed | LicenceCorrected | LicenceEnded]
) -> None:
    """Keep the newest state of each licence, extended, corrected or at its end; what is older changes nothing."""
    for event in sorted(events, key=lambda event: event.version):
        kept = event.model_dump(exclude={"renewed_from", "by_silence", "corrected_on"})
        await repository.keep_licence(work.connection, kept)


async def keep_ratings(work: UnitOfWork, events: Sequence[RatingGiven]) -> None:
    """Keep how that was rated which rests on a power of the county; a rating never changes, so what was kept stays."""
    names = {"rating_id", "paper_id", "region", "item", "power", "step", "grade", "given_at"}
    rows = {event.rating_id: event.model_dump(include=names) for event in events if event.power is not None}
    await repository.add_ratings(work.connection, list(rows.values()))
