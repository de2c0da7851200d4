"""How do members join and leave branches, sign up to cells, and who looked at whom?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.party.domain.members import Known, MemberGiven, SignUp, decide_leaving, decide_members, decide_sign_up
from dispatch.party.domain.refusals import CellUnknown, SignupNotFound
from dispatch.party.repository import members as repository
from dispatch.party.repository import organisations
from dispatch.party.service.organisations import tell_again
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


async def put_members(work: UnitOfWork, scope: Scope, *, rows: Sequence[MemberGiven], now: datetime) -> int:
    """Take members as of a date, all or none; return of how many something changed. Raises RowsRefused."""
    connection = work.connection
    ids, named = [row.person_id for row in rows], {row.branch for row in rows}
    await organisations.lock_heads(connection, sorted(named), make=False)
    known = Known(
        persons=await repository.hold_persons(connection, ids),
        members=await repository.memberships(connection, of=ids, branches=named),
        branches=await organisations.terms_of(connection, named),
    )
    changes = decide_members(rows, known, scope.region)
    await repository.save_members(connection, changes)
    branch_of = {row.person_id: row.branch for row in rows}
    history = [
        {"thing": "member", "thing_id": one, "step": str(change.action), "facts": {"branch": branch_of[one]}}
        for one, change in changes.items()
    ]
    await organisations.add_history(connection, history, by=scope.person_id, at=now)
    await tell_again(work, sorted({branch_of[one] for one in changes}), now=now)
    return len(changes)


async def look_at_members(
    work: UnitOfWork, scope: Scope, branch: str, page: repository.Page, *, purpose: str, now: datetime
) -> Sequence[Row[Any]]:
    """Return a branch's members on a day, and note the look with its purpose."""
    found = await repository.list_members(work.connection, scope, branch, page)
    await _note_look(work, scope, found, what="members", purpose=purpose, now=now)
    return found


async def look_at_signups(
    work: UnitOfWork, scope: Scope, cell: str, page: repository.Page, *, purpose: str, now: datetime
) -> Sequence[Row[Any]]:
    """Return who is signed up for a cell on a day, and note the look with its purpose."""
    found = await repository.list_signups(work.connection, scope, cell, page)
    await _note_look(work, scope, found, what="sign-ups", purpose=purpose, now=now)
    return found


async def _note_look(
    work: UnitOfWork, scope: Scope, found: Sequence[Row[Any]], *, what: str, purpose: str, now: datetime
) -> None:
    seen = [row.person_id for row in found]
    if seen:
        await organisations.note_look(
            work.connection, by=scope.person_id, at=now, purpose=purpose, what=what, seen=seen
        )


async def sign_up(work: UnitOfWork, scope: Scope, wanted: SignUp, *, now: datetime) -> UUID:
    """Let a member sign up to a cell; return the sign-up's id. A member of another branch reports to the cell's own.

    Raises CellUnknown and what `decide_sign_up` raises.
    """
    connection = work.connection
    region = await repository.find_cell(connection, scope, wanted.cell, wanted.valid_from)
    if region is None:
        raise CellUnknown("no such cell on that day", cell=wanted.cell, on=wanted.valid_from)
    await repository.hold_persons(connection, [wanted.person_id])
    leader = await repository.leader_of(connection, wanted.cell, wanted.valid_from)
    memberships = await repository.memberships(connection, of=[wanted.person_id])
    from_elsewhere = decide_sign_up(
        wanted,
        memberships=memberships.get(wanted.person_id, []),
        leader=leader,
        known=await repository.signups_of(connection, wanted.person_id, wanted.cell),
    )
    signup_id = new_id()
    row = {
        "id": signup_id,
        "person_id": wanted.person_id,
        "cell": wanted.cell,
        "region": region,
        "branch_id": leader,
        "duty": str(wanted.duty),
        "from_elsewhere": from_elsewhere,
        "valid_from": wanted.valid_from,
        "valid_to": wanted.valid_to,
    }
    await repository.add_signup(connection, row)
    await _note(work, scope, signup_id, "signed-up", wanted.valid_from, now)
    return signup_id


async def leave(work: UnitOfWork, scope: Scope, signup_id: UUID, *, last: date | None, now: datetime) -> date:
    """End a sign-up on a day, today if none is named; return it. Raises SignupNotFound and what it cannot be."""
    row = await repository.lock_signup(work.connection, scope, signup_id)
    if row is None:
        raise SignupNotFound("no such sign-up", signup=str(signup_id))
    last = last or town_day(now)
    decide_leaving(row.valid_from, row.valid_to, last)
    await repository.end_signup(work.connection, signup_id, last)
    await _note(work, scope, signup_id, "left", last, now)
    return last


async def _note(work: UnitOfWork, scope: Scope, signup_id: UUID, step: str, day: date, now: datetime) -> None:
    row = {"thing": "sign-up", "thing_id": str(signup_id), "step": step, "facts": {"day": day.isoformat()}}
    await organisations.add_history(work.connection, [row], by=scope.person_id, at=now)
