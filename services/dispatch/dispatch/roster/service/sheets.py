"""How does a shift hand over what is open (交接班), and who stays responsible until the next one has confirmed it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from dispatch.roster.domain import HANDS_OVER, Post, ShiftState
from dispatch.roster.domain.refusals import (
    AlreadyConfirmed,
    AlreadyHandedOver,
    HandsNothingOver,
    NoSuccessor,
    NotBegun,
    NotYourShift,
    SheetNotFound,
    ShiftNotFound,
)
from dispatch.roster.repository import open_work
from dispatch.roster.repository import sheets as repository
from dispatch.roster.repository import shifts as shift_rows
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Sheet:
    """A hand-over sheet with its remarks opened."""

    row: Any
    remarks: str | None


async def make_sheet(work: UnitOfWork, scope: Scope, shift_id: UUID, *, remarks: str | None, now: datetime) -> UUID:
    """Hand over the caller's shift to the next of its post: what is open, as both may see it, and sealed remarks.

    Raises ShiftNotFound, NotYourShift, HandsNothingOver, NotBegun, AlreadyHandedOver, NoSuccessor.
    """
    shift = await _own_shift(work, scope, shift_id, now)
    following = await shift_rows.next_shift(work.connection, shift, now)
    if following is None:
        raise NoSuccessor("nobody is planned to take over", shift=str(shift_id))
    sheet_id = new_id()
    # The caller's sight, and what the other would see of the same region: what either may not know of is left out.
    other = Scope(replace(scope, person_id=following.person_id, unit=None, sees_sealed=False))
    found = await open_work.snapshot(work.connection, (scope, other), shift.region, now)
    row = {
        "id": sheet_id,
        "region": shift.region,
        "post": shift.post,
        "from_shift": shift_id,
        "to_shift": following.id,
        "from_person": shift.person_id,
        "to_person": following.person_id,
        "snapshot": found,
        "remarks": work.sealer.seal(remarks, about=str(sheet_id)) if remarks else None,
        "made_at": now,
    }
    await repository.add_sheet(work.connection, row)
    await shift_rows.note(work.connection, shift.region, sheet_id, "handed-over", scope.person_id, now)
    await tell(work, [Notice("shift-handed-over", Recipient.person(following.person_id), shift.region)], now)
    return sheet_id


async def _own_shift(work: UnitOfWork, scope: Scope, shift_id: UUID, now: datetime) -> Any:
    shift = (await shift_rows.lock_shifts(work.connection, scope, [shift_id])).get(shift_id)
    if shift is None or shift.state != ShiftState.PLANNED:
        raise ShiftNotFound("no such shift", shift=str(shift_id))
    if shift.person_id != scope.person_id:
        raise NotYourShift("one hands over one's own shift", shift=str(shift_id))
    if Post(shift.post) not in HANDS_OVER:
        raise HandsNothingOver("this post hands nothing over", post=shift.post)
    if (shift.taken_at or shift.starts_at) > now:
        raise NotBegun("the shift has not begun", starts_at=shift.starts_at)
    if await repository.sheet_of(work.connection, shift_id) is not None:
        raise AlreadyHandedOver("this shift has been handed over", shift=str(shift_id))
    return shift


async def confirm_sheet(work: UnitOfWork, scope: Scope, sheet_id: UUID, *, now: datetime) -> None:
    """Take over: from now on the next one is on duty, and who went is not any more.

    Raises SheetNotFound, NotYourShift, AlreadyConfirmed.
    """
    sheet = await _found(work, scope, sheet_id, hold=True)
    if sheet.to_person != scope.person_id:
        raise NotYourShift("who takes over confirms", sheet=str(sheet_id))
    if sheet.confirmed_at is not None:
        raise AlreadyConfirmed("this has been confirmed", at=sheet.confirmed_at)
    shifts = await shift_rows.lock_shifts(work.connection, scope, [sheet.from_shift, sheet.to_shift])
    await repository.confirm(work.connection, sheet_id, now)
    await shift_rows.change_shift(work.connection, sheet.from_shift, relieved_at=now)
    if shifts[sheet.to_shift].starts_at > now:
        await shift_rows.change_shift(work.connection, sheet.to_shift, taken_at=now)
    await shift_rows.note(work.connection, sheet.region, sheet_id, "confirmed", scope.person_id, now)


async def read_sheet(work: UnitOfWork, scope: Scope, sheet_id: UUID, *, now: datetime) -> Sheet:
    """Return a sheet that the caller gave or got; the look at its remarks is noted. Raises SheetNotFound."""
    row = await _found(work, scope, sheet_id)
    if row.remarks is None:
        return Sheet(row, None)
    await shift_rows.note(work.connection, row.region, sheet_id, "remarks-read", scope.person_id, now)
    return Sheet(row, work.sealer.open(row.remarks, about=str(sheet_id)))


async def list_sheets(work: UnitOfWork, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Any]:
    return await repository.list_sheets(work.connection, scope, after=after, limit=limit)


async def _found(work: UnitOfWork, scope: Scope, sheet_id: UUID, *, hold: bool = False) -> Any:
    row = await repository.find_sheet(work.connection, scope, sheet_id, hold=hold)
    if row is None:
        raise SheetNotFound("no such sheet of yours", sheet=str(sheet_id))
    return row
