"""How do two persons swap shifts, or one stand in for another, with the consent of both and an approver?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from dispatch.roster.domain import Post, ShiftState, SwapState
from dispatch.roster.domain.plan import Planned, decide_plan
from dispatch.roster.domain.refusals import (
    AlreadyHandedOver,
    NotYourShift,
    PlanRefused,
    ShiftBegun,
    ShiftNotFound,
    SwapImpossible,
    SwapNotFound,
    SwapUnderWay,
)
from dispatch.roster.domain.swaps import SwapAct, decide_swap
from dispatch.roster.repository import sheets
from dispatch.roster.repository import shifts as shift_rows
from dispatch.roster.repository import swaps as repository
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope

Shifts = Sequence[Any]


async def ask_swap(
    work: UnitOfWork, scope: Scope, shift_id: UUID, *, to_person: str, other_shift: UUID | None, now: datetime
) -> UUID:
    """Ask another to take the caller's shift, and to give his `other_shift` for it where one is named.

    Raises ShiftNotFound, NotYourShift, ShiftBegun, SwapUnderWay, SwapImpossible.
    """
    ids = [shift_id, *([other_shift] if other_shift else [])]
    shifts = await _lock(work, scope, ids, now)
    if shifts[0].person_id != scope.person_id:
        raise NotYourShift("one asks for one's own shift", shift=str(shift_id))
    if to_person == scope.person_id or (other_shift and shifts[1].person_id != to_person):
        raise SwapImpossible("the other gives a shift of his own, and is another", to_person=to_person)
    if await repository.is_under_way(work.connection, ids):
        raise SwapUnderWay("a swap of this shift is under way", shift=str(shift_id))
    await _require_possible(work, shifts, scope.person_id, to_person, now)
    swap_id, region = new_id(), shifts[0].region
    row = {
        "id": swap_id,
        "region": region,
        "shift_id": shift_id,
        "other_shift_id": other_shift,
        "from_person": scope.person_id,
        "to_person": to_person,
        "state": str(SwapState.ASKED),
        "asked_at": now,
    }
    await repository.add_swap(work.connection, row)
    await shift_rows.note(work.connection, region, swap_id, "asked", scope.person_id, now)
    await tell(work, [Notice("shift-swap-asked", Recipient.person(to_person), region)], now)
    return swap_id


async def _lock(work: UnitOfWork, scope: Scope, ids: Sequence[UUID], now: datetime) -> Shifts:
    found = await shift_rows.lock_shifts(work.connection, scope, ids)
    missing = [one for one in ids if one not in found or found[one].state != ShiftState.PLANNED]
    if missing:
        raise ShiftNotFound("no such shift", shift=str(missing[0]))
    shifts = [found[one] for one in ids]
    if begun := [shift for shift in shifts if shift.starts_at <= now]:
        raise ShiftBegun("what has begun is not swapped", starts_at=begun[0].starts_at)
    if await sheets.names_any(work.connection, ids):
        # What the sheet shows was made for him who was to take over.
        raise AlreadyHandedOver("this shift is named on a hand-over sheet", shift=str(ids[0]))
    return shifts


async def _require_possible(work: UnitOfWork, shifts: Shifts, from_person: str, to_person: str, now: datetime) -> None:
    """Raise SwapImpossible unless each may hold what he would get, and nobody is twice at once."""
    people = (from_person, to_person)
    await shift_rows.lock_persons(work.connection, people)
    held = await shift_rows.held_by(work.connection, people)
    swapped = {shift.id for shift in shifts}
    kept = [row for row in await shift_rows.shifts_of(work.connection, people, now) if row.id not in swapped]
    for shift, person in zip(shifts, (to_person, from_person), strict=False):
        got = Planned(Post(shift.post), person, shift.starts_at, shift.ends_at)
        try:
            decide_plan(shift.region, [got], held=held, known=map(shift_rows.planned, kept), now=now)
        except PlanRefused as refused:
            raise SwapImpossible("this swap cannot be", **refused.facts) from None


async def take_act(
    work: UnitOfWork, scope: Scope, swap_id: UUID, act: SwapAct, *, keeps_roster: bool, now: datetime
) -> SwapState:
    """Take a step of a swap; return how it stands then.

    Raises SwapNotFound, what `decide_swap` raises, and on approval what asking raises.
    """
    swap = await repository.lock_swap(work.connection, scope, swap_id)
    if swap is None:
        raise SwapNotFound("no such swap", swap=str(swap_id))
    people = {"from_person": swap.from_person, "to_person": swap.to_person}
    state = decide_swap(SwapState(swap.state), act, by=scope.person_id, **people, keeps_roster=keeps_roster)
    if state is SwapState.APPROVED:
        await _exchange(work, scope, swap, now)
    decided = {"decided_by": scope.person_id, "decided_at": now}
    noted = {"agreed_at": now} if state is SwapState.AGREED else decided
    await repository.change_swap(work.connection, swap_id, state=str(state), **noted)
    await shift_rows.note(work.connection, swap.region, swap_id, str(act), scope.person_id, now)
    await tell(work, _told(swap, state, scope.person_id), now)
    return state


def _told(swap: Any, state: SwapState, by: str) -> list[Notice]:
    if state is SwapState.AGREED:
        return [Notice("shift-swap-asked", Recipient.role(Role.SHIFT_LEADER, swap.region), swap.region)]
    others = [person for person in (swap.from_person, swap.to_person) if person != by]
    return [Notice("shift-swap-decided", Recipient.person(person), swap.region) for person in others]


async def _exchange(work: UnitOfWork, scope: Scope, swap: Any, now: datetime) -> None:
    ids = [swap.shift_id, *([swap.other_shift_id] if swap.other_shift_id else [])]
    shifts = await _lock(work, scope, ids, now)
    if [shift.person_id for shift in shifts] != [swap.from_person, swap.to_person][: len(shifts)]:
        raise SwapImpossible("the shifts have other holders since then", swap=str(swap.id))
    await _require_possible(work, shifts, swap.from_person, swap.to_person, now)
    # Both are let go before either is given: two shifts of one hour would else stand against each other.
    for shift in shifts:
        await shift_rows.change_shift(work.connection, shift.id, state=str(ShiftState.CANCELLED))
    for shift, person in zip(shifts, (swap.to_person, swap.from_person), strict=False):
        given = {"person_id": person, "state": str(ShiftState.PLANNED)}
        await shift_rows.change_shift(work.connection, shift.id, **given)
        facts = {"from": shift.person_id, "to": person, "swap": str(swap.id)}
        await shift_rows.note(work.connection, shift.region, shift.id, "swapped", scope.person_id, now, **facts)


async def list_swaps(work: UnitOfWork, scope: Scope, *, is_open: bool, after: UUID | None, limit: int) -> Sequence[Any]:
    return await repository.list_swaps(work.connection, scope, is_open=is_open, after=after, limit=limit)
