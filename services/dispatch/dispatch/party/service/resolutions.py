"""How does a committee's resolution come to bind, and what rests on it?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.party.domain.refusals import NumberTaken, OrganisationUnknown, ResolutionNotFound, SubjectUnknown
from dispatch.party.domain.resolutions import (
    HALF,
    Act,
    Decision,
    Meeting,
    Resolution,
    Share,
    State,
    Subject,
    SubjectKind,
    check_meeting,
    next_state,
    require_fit,
)
from dispatch.party.repository import organisations
from dispatch.party.repository import resolutions as repository
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Reach, Scope

THING = repository.THING


async def draw_up(
    work: UnitOfWork, scope: Scope, committee_id: str, meeting: Meeting, minutes: str, *, now: datetime
) -> UUID:
    """Keep what a committee decided until another person signs it; return its id. The minutes are sealed.

    Raises OrganisationUnknown, SubjectUnknown, NumberTaken, and what `check_meeting` raises.
    """
    connection = work.connection
    region = await organisations.region_of(connection, scope, committee_id)
    terms = (await organisations.terms_of(connection, [committee_id])).get(committee_id, [])
    committee = next((term.facts for term in terms if term.holds_on(meeting.decided_on)), None)
    if region is None or committee is None:
        raise OrganisationUnknown("no such organisation on that day", organisation=committee_id)
    waits = await repository.subject_waiting(connection, meeting.kind, meeting.subject)
    if waits is None or not (waits.region.startswith(scope.region) or scope.region.startswith(waits.region)):
        raise SubjectUnknown("nothing of the kind waits for a committee", subject=str(meeting.subject))
    share = (await shares(work))[meeting.kind]
    subject = Subject(meeting.kind, meeting.subject, waits.region)
    check_meeting(meeting, committee, subject, share=share, days=(town_day(waits.since), town_day(now)))
    await organisations.lock_heads(connection, [committee_id], make=False)
    if await repository.number_is_taken(connection, committee_id, meeting.number):
        raise NumberTaken("this committee has a resolution of that number", number=meeting.number)
    resolution_id = new_id()
    row = {
        "id": resolution_id,
        "committee_id": committee_id,
        "region": committee.region,
        "number": meeting.number,
        "decided_on": meeting.decided_on,
        "subject_kind": str(meeting.kind),
        "subject_id": meeting.subject,
        "seats": committee.seats,
        "present": meeting.present,
        "in_favour": meeting.in_favour,
        "decision": str(meeting.decision),
        "minutes": work.sealer.seal(minutes, about=str(resolution_id)),
        "state": str(State.DRAWN_UP),
        "version": 1,
        "drawn_up_by": scope.person_id,
        "drawn_up_at": now,
    }
    await repository.add_resolution(connection, row)
    await _note(work, resolution_id, "drawn-up", {"number": meeting.number}, by=scope.person_id, now=now)
    return resolution_id


async def act(work: UnitOfWork, scope: Scope, resolution_id: UUID, what: Act, *, version: int, now: datetime) -> State:
    """Sign or withdraw a resolution. Raises ResolutionNotFound, and what `next_state` raises."""
    resolution = await _held(work, scope, resolution_id)
    state = next_state(resolution, what, by=scope.person_id, version=version)
    signed = {"signed_by": scope.person_id} if what is Act.SIGN else {}
    await repository.save_state(work.connection, resolution_id, state, **signed)
    await _note(work, resolution_id, str(state), {}, by=scope.person_id, now=now)
    return state


async def use(
    work: UnitOfWork, scope: Scope, resolution_id: UUID, subject: Subject, decision: Decision, *, now: datetime
) -> Resolution:
    """Let a decision rest on a resolution, which is used by that; return it.

    Raises ResolutionNotFound, and what `require_fit` raises.
    """
    # Whoever decides names it by its id: that it is another committee's is said, not hidden, inside one's own city.
    near = Scope(Reach(region=scope.region[: RegionLevel.CITY.digits], person_id=scope.person_id))
    resolution = await _held(work, near, resolution_id)
    require_fit(resolution, subject, decision)
    await repository.save_state(work.connection, resolution_id, next_state(resolution, Act.USE, by=scope.person_id))
    await _note(work, resolution_id, str(State.USED), {"for": str(subject.id)}, by=scope.person_id, now=now)
    return resolution


async def shares(work: UnitOfWork) -> dict[SubjectKind, Share]:
    """Return what must be exceeded by those present, and by those in favour, of all members: half where nothing is
    said of a kind.
    """
    said = await repository.shares_by_kind(work.connection)
    return {kind: said.get(kind, HALF) for kind in SubjectKind}


async def read_minutes(work: UnitOfWork, scope: Scope, resolution_id: UUID, *, purpose: str, now: datetime) -> str:
    """Return what the minutes say, and note the look with its purpose. Raises ResolutionNotFound."""
    row = await find(work, scope, resolution_id)
    await organisations.note_look(
        work.connection, by=scope.person_id, at=now, purpose=purpose, what="minutes", seen=[str(resolution_id)]
    )
    return work.sealer.open(row.minutes, about=str(resolution_id))


async def find(work: UnitOfWork, scope: Scope, resolution_id: UUID) -> Row[Any]:
    """Return a resolution. Raises ResolutionNotFound."""
    row = await repository.find_resolution(work.connection, scope, resolution_id)
    if row is None:
        raise ResolutionNotFound("no such resolution", resolution=str(resolution_id))
    return row


async def _held(work: UnitOfWork, scope: Scope, resolution_id: UUID) -> Resolution:
    resolution = await repository.lock_resolution(work.connection, scope, resolution_id)
    if resolution is None:
        raise ResolutionNotFound("no such resolution", resolution=str(resolution_id))
    return resolution


async def _note(
    work: UnitOfWork, resolution_id: UUID, step: str, facts: dict[str, object], *, by: str, now: datetime
) -> None:
    row = {"thing": THING, "thing_id": str(resolution_id), "step": step, "facts": facts}
    await organisations.add_history(work.connection, [row], by=by, at=now)
