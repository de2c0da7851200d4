"""What does the outside see of Party organisations, members, resolutions and of what is stuck?"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.cases.service.docket import rules_now
from dispatch.memory import memory_of
from dispatch.party.domain.organisations import Kind
from dispatch.party.domain.resolutions import Act, State
from dispatch.party.domain.stuck import Stuck
from dispatch.party.repository import members as member_rows
from dispatch.party.repository import organisations as organisation_rows
from dispatch.party.repository import resolutions as resolution_rows
from dispatch.party.repository import stuck as stuck_rows
from dispatch.party.schemas import (
    CellCode,
    CellPage,
    CellShown,
    HistoryLine,
    LeavingGiven,
    MajorGiven,
    MajorKept,
    MemberPage,
    MembersGiven,
    MemberShown,
    Minutes,
    OrganisationPage,
    OrganisationsGiven,
    OrganisationShown,
    ResolutionGiven,
    ResolutionPage,
    ResolutionShown,
    ResolutionState,
    ResolutionSummary,
    ShareShown,
    SignUpGiven,
    SignUpKept,
    SignUpLeft,
    SignUpPage,
    SignUpShown,
    StuckCount,
    StuckCounts,
    StuckPage,
    StuckShown,
    Taken,
    VersionSeen,
)
from dispatch.party.service import marking, members, organisations, resolutions
from shared.clock import town_day
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf, EverAsOf, Limit
from shared.runtime.text import Code, Line, RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_PARTY))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_PARTY))]
CanResolve = Annotated[Principal, Depends(allowed(Permission.RESOLVE))]
CanMark = Annotated[Principal, Depends(allowed(Permission.MARK_MAJOR_CASES))]
Purpose = Annotated[Line, Query(description="What the look is for; it is noted")]
Region = Annotated[RegionCode | None, Query(description="A region; all that lies in it")]
Cursor = Annotated[str | None, Query(pattern=r"^[0-9T:.+\-]{20,40}~[A-Za-z0-9_.:\-]{1,160}$")]

router = APIRouter(prefix="/party", tags=["party 党建引领"], route_class=IdempotentRoute)


@router.put("/organisations", summary="Take Party organisations as of a date, all or none")
async def put_organisations(body: OrganisationsGiven, who: CanManage, work: Work, now: Now) -> Taken:
    rows = [one.as_row() for one in body.organisations]
    changed = await organisations.put_organisations(work, who.scope, rows=rows, now=now)
    return Taken(given=len(rows), changed=changed)


@router.get("/organisations", summary="Party organisations as of a day, with their cells and how many members")
async def list_organisations(
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    kind: Kind | None = None,
    as_of: AsOf = None,
    after: Code | None = None,
    limit: Limit = 100,
) -> OrganisationPage:
    on = as_of or town_day(now)
    rows = await organisation_rows.list_organisations(
        work.connection, who.scope, region=region or "", kind=kind, on=on, after=after or "", limit=limit
    )
    items = [OrganisationShown.model_validate(row) for row in rows]
    return OrganisationPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/organisations/{organisation_id}/history", summary="What happened to an organisation, the oldest first")
async def read_history(organisation_id: Code, who: CanRead, work: Work) -> list[HistoryLine]:
    if await organisation_rows.region_of(work.connection, who.scope, organisation_id) is None:
        return []
    rows = await organisation_rows.history_of(work.connection, organisations.THING, organisation_id)
    return [HistoryLine.model_validate(row) for row in rows]


# ------------------------------------------------------------------------------------------------------------- members
@router.put("/members", summary="Take members of branches as of a date, all or none")
async def put_members(body: MembersGiven, who: CanManage, work: Work, now: Now) -> Taken:
    rows = [one.as_given() for one in body.members]
    return Taken(given=len(rows), changed=await members.put_members(work, who.scope, rows=rows, now=now))


@router.get("/members", summary="Who is a member of a branch on a day; the look is noted")
async def list_members(
    branch: Code,
    purpose: Purpose,
    who: CanManage,
    work: Work,
    now: Now,
    as_of: AsOf = None,
    after: Code | None = None,
    limit: Limit = 100,
) -> MemberPage:
    page = member_rows.Page(as_of or town_day(now), after or "", limit)
    rows = await members.look_at_members(work, who.scope, branch, page, purpose=purpose, now=now)
    items = [MemberShown.model_validate(row) for row in rows]
    return MemberPage(items=items, next=items[-1].person_id if len(items) == limit else None)


@router.post("/signups", summary="Let a member sign up to a cell", status_code=201)
async def sign_up(body: SignUpGiven, who: CanManage, work: Work, now: Now) -> SignUpKept:
    return SignUpKept(id=await members.sign_up(work, who.scope, body.as_wanted(), now=now))


@router.post("/signups/{signup_id}/leave", summary="Let a sign-up end")
async def leave(signup_id: UUID, body: LeavingGiven, who: CanManage, work: Work, now: Now) -> SignUpLeft:
    last = await members.leave(work, who.scope, signup_id, last=body.last, now=now)
    return SignUpLeft(id=signup_id, valid_to=last)


@router.get("/signups", summary="Who is signed up to a cell on a day; the look is noted")
async def list_signups(
    cell: CellCode,
    purpose: Purpose,
    who: CanManage,
    work: Work,
    now: Now,
    as_of: AsOf = None,
    after: Code | None = None,
    limit: Limit = 100,
) -> SignUpPage:
    page = member_rows.Page(as_of or town_day(now), after or "", limit)
    rows = await members.look_at_signups(work, who.scope, cell, page, purpose=purpose, now=now)
    items = [SignUpShown.model_validate(row) for row in rows]
    return SignUpPage(items=items, next=items[-1].person_id if len(items) == limit else None)


@router.get("/cells", summary="Which branch leads each cell on a day, and how many are signed up there")
async def list_cells(
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    as_of: AsOf = None,
    after: CellCode | None = None,
    limit: Limit = 100,
) -> CellPage:
    on = as_of or town_day(now)
    rows = await member_rows.cells_with_branches(
        work.connection, who.scope, region=region or "", on=on, after=after or "", limit=limit
    )
    items = [CellShown.model_validate(row) for row in rows]
    return CellPage(items=items, next=items[-1].cell if len(items) == limit else None)


# --------------------------------------------------------------------------------------------------------- resolutions
@router.post("/resolutions", summary="Draw up what a committee decided; another person signs it", status_code=201)
async def draw_up(body: ResolutionGiven, who: CanManage, work: Work, now: Now) -> ResolutionState:
    made = await resolutions.draw_up(work, who.scope, body.committee, body.as_meeting(), body.minutes, now=now)
    return ResolutionState(id=made, state=State.DRAWN_UP)


@router.post("/resolutions/{resolution_id}/sign", summary="Sign what somebody else drew up: from now on it binds")
async def sign(resolution_id: UUID, body: VersionSeen, who: CanResolve, work: Work, now: Now) -> ResolutionState:
    state = await resolutions.act(work, who.scope, resolution_id, Act.SIGN, version=body.version, now=now)
    return ResolutionState(id=resolution_id, state=state)


@router.post("/resolutions/{resolution_id}/withdraw", summary="Take away what nobody has signed")
async def withdraw(resolution_id: UUID, body: VersionSeen, who: CanManage, work: Work, now: Now) -> ResolutionState:
    state = await resolutions.act(work, who.scope, resolution_id, Act.WITHDRAW, version=body.version, now=now)
    return ResolutionState(id=resolution_id, state=state)


@router.get("/resolutions", summary="Resolutions, as they stand or stood on a day, the newest first")
async def list_resolutions(
    who: CanRead,
    work: Work,
    region: Region = None,
    state: State | None = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ResolutionPage:
    rows = await resolution_rows.list_resolutions(
        work.connection, who.scope, region=region or "", state=state, on=as_of, after=after, limit=limit
    )
    items = [ResolutionSummary.model_validate(row) for row in rows]
    return ResolutionPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/resolutions/{resolution_id}", summary="One resolution with its history, without its minutes")
async def read_resolution(resolution_id: UUID, who: CanRead, work: Work) -> ResolutionShown:
    shown = ResolutionShown.model_validate(await resolutions.find(work, who.scope, resolution_id))
    rows = await organisation_rows.history_of(work.connection, resolutions.THING, str(resolution_id))
    shown.history = [HistoryLine.model_validate(row) for row in rows]
    return shown


@router.get("/resolutions/{resolution_id}/minutes", summary="What the minutes say; the look is noted")
async def read_minutes(resolution_id: UUID, purpose: Purpose, who: CanResolve, work: Work, now: Now) -> Minutes:
    said = await resolutions.read_minutes(work, who.scope, resolution_id, purpose=purpose, now=now)
    return Minutes(id=resolution_id, text=said)


@router.get("/shares", summary="Which share of all members a resolution must exceed, by what it is about")
async def list_shares(_who: CanRead, work: Work) -> list[ShareShown]:
    found = (await resolutions.shares(work)).items()
    return [ShareShown(subject_kind=kind, of=share.of, among=share.among) for kind, share in found]


@router.post("/major-cases", summary="Mark a case as major: it does not end before its committee", status_code=201)
async def mark_major(body: MajorGiven, who: CanMark, work: Work, held: Held, now: Now) -> MajorKept:
    rules = await rules_now(work.connection, memory_of(held))
    made = await marking.mark_major(work, who.scope, rules, body.case_id, reason=body.reason, now=now)
    return MajorKept(id=made, case_id=body.case_id)


# --------------------------------------------------------------------------------------------------------------- stuck
@router.get("/stuck", summary="What is stuck: how many by kind and by region one level below, since when")
async def count_stuck(who: CanRead, work: Work, now: Now, region: Region = None) -> StuckCounts:
    asked = stuck_rows.Asked(who.scope, region or "", now)
    rows = await stuck_rows.count_stuck(work.connection, asked)
    return StuckCounts(items=[StuckCount.model_validate(row) for row in rows])


@router.get("/stuck/{kind}", summary="What is stuck for one reason, the oldest first")
async def list_stuck(
    kind: Stuck, who: CanRead, work: Work, now: Now, region: Region = None, after: Cursor = None, limit: Limit = 50
) -> StuckPage:
    asked = stuck_rows.Asked(who.scope, region or "", now)
    rows = await stuck_rows.list_stuck(work.connection, kind, asked, after=_read(after), limit=limit)
    return StuckPage.of([StuckShown.model_validate(row) for row in rows], limit)


def _read(cursor: str | None) -> tuple[datetime, str] | None:
    since, _, about = (cursor or "").partition("~")
    return (datetime.fromisoformat(since), about) if about else None
