"""What may a department ask for, who lets it, and what is it given?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.exchange.domain.grants import ROWS_A_PAGE, DeliveryState
from dispatch.exchange.domain.requests import Act, State
from dispatch.exchange.repository import catalogue as catalogue_rows
from dispatch.exchange.repository import pushes as pushed_rows
from dispatch.exchange.repository import requests as request_rows
from dispatch.exchange.schemas import (
    ActGiven,
    CatalogueGiven,
    DeliveryPage,
    DeliveryShown,
    DraftKept,
    HistoryLine,
    OpinionGiven,
    QueryPage,
    QueryShown,
    ReceiverGiven,
    ReceiverShown,
    RequestGiven,
    RequestPage,
    RequestShown,
    RequestState,
    RequestSummary,
    RowPage,
    SetPage,
    SetShown,
    SetsPublished,
    StepShown,
)
from dispatch.exchange.schemas.account import SetNamed, Use, UseLine
from dispatch.exchange.service import catalogue, queries, requests
from dispatch.memory import Group, memory_of
from dispatch.workdays.repository import load_calendar
from shared.calendar import WorkCalendar
from shared.clock import moment_of, town_day
from shared.runtime.app import Held, Now, Runtime, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import FIRST_DAY, LAST_DAY
from shared.runtime.db import UnitOfWork
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf, EverAsOf, Limit
from shared.runtime.settings import Profile
from shared.runtime.text import Code, Line, RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_EXCHANGE))]
CanAsk = Annotated[Principal, Depends(allowed(Permission.ASK_EXCHANGE))]
CanQuery = Annotated[Principal, Depends(allowed(Permission.QUERY_EXCHANGE))]
CanOpine = Annotated[Principal, Depends(allowed(Permission.OPINE_EXCHANGE))]
CanDecide = Annotated[Principal, Depends(allowed(Permission.DECIDE_EXCHANGE))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_EXCHANGE))]
AfterRow = Annotated[str, Query(max_length=300, description="From the page before")]
DayAsked = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY)]

router = APIRouter(prefix="/exchange", tags=["exchange 数据共享"], route_class=IdempotentRoute)


def key_of(after: str, parts: int) -> tuple[str, ...]:
    """Return what the last row of the page before is called: region, set and, of three parts, department."""
    return tuple([*after.split(":", parts - 1), "", ""][:parts])


def next_after(rows: Sequence[UseLine] | Sequence[SetNamed], limit: int) -> str | None:
    return rows[-1].key if len(rows) == limit else None


def _own(who: Principal) -> str | None:
    return requests.own_unit(who.scope, who.permissions)


async def _calendar(work: UnitOfWork, held: Runtime) -> WorkCalendar:
    (calendar,) = await memory_of(held).get(work.connection, (Group.CALENDAR, None, load_calendar))
    kept: WorkCalendar = calendar
    return kept


# ---------------------------------------------------------------------------------------------------------- catalogue
@router.post("/drafts", summary="Draw up entries of a county's catalogue; another person publishes", status_code=201)
async def draw_up(body: CatalogueGiven, who: CanManage, work: Work, now: Now) -> DraftKept:
    sets, given = [one.as_set() for one in body.sets], body.model_dump(exclude={"sets"})
    return DraftKept(id=await catalogue.draw_up(work, who.scope, **given, sets=sets, now=now))


@router.post("/drafts/{draft_id}/publish", summary="Let entries that somebody else drew up hold from their day on")
async def publish(draft_id: UUID, who: CanManage, work: Work, now: Now) -> SetsPublished:
    return SetsPublished(versions=await catalogue.publish(work, who.scope, draft_id, now=now))


@router.post("/drafts/{draft_id}/withdraw", summary="Take an open draft away", status_code=204)
async def withdraw_draft(draft_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await catalogue.withdraw(work, who.scope, draft_id, now=now)


@router.get("/sets", summary="The catalogue in force on a day")
async def list_sets(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    as_of: AsOf = None,
    after: Annotated[str, Query(pattern=r"^\d*:?[\w.:\-]*$", max_length=140)] = "",
    limit: Limit = 100,
) -> SetPage:
    county, _, code = after.partition(":")
    on = as_of or town_day(now)
    rows = await catalogue_rows.list_sets(
        work.connection, who.scope, region=region or "", on=on, after=(county, code), limit=limit
    )
    items = [SetShown.model_validate(row) for row in rows]
    return SetPage(items=items, next=f"{items[-1].region}:{items[-1].code}" if len(items) == limit else None)


@router.get("/sets/{region}/history", summary="Who drew up and published, the oldest first")
async def read_history(region: RegionCode, who: CanRead, work: Work) -> list[HistoryLine]:
    rows = await catalogue_rows.history_of(work.connection, who.scope, region)
    return [HistoryLine.model_validate(row) for row in rows]


@router.put(
    "/receivers/{unit}", summary="Note where a department is pushed to; it has a new secret then", status_code=204
)
async def note_receiver(unit: Code, body: ReceiverGiven, who: CanManage, work: Work, held: Held, now: Now) -> None:
    plain = held.settings.general.profile is not Profile.PRODUCTION
    await catalogue.note_receiver(work, who.scope, unit, body.url, plain_allowed=plain, now=now)


@router.get("/receiver", summary="Where one's own department is pushed to, and the secret that signs it")
async def read_receiver(who: CanQuery, work: Work) -> ReceiverShown:
    url, secret = await catalogue.secret_of(work, who.scope)
    return ReceiverShown(url=url, secret=secret)


# ------------------------------------------------------------------------------------------------------------ requests
@router.post("/requests", summary="Ask for data, with a purpose and a legal basis", status_code=201)
async def ask(body: RequestGiven, who: CanAsk, work: Work, held: Held, now: Now) -> RequestState:
    request_id, state = await requests.ask(work, who.scope, body.as_asked(), await _calendar(work, held), now=now)
    return RequestState(id=request_id, state=state)


@router.post("/requests/{request_id}/opinion", summary="The owner of the data says what he thinks")
async def opine(request_id: UUID, body: OpinionGiven, who: CanOpine, work: Work, held: Held, now: Now) -> RequestState:
    return await _take(Act.OPINE, request_id, body, who, work, held, now)


@router.post("/requests/{request_id}/approval", summary="Another person approves")
async def approve(request_id: UUID, body: ActGiven, who: CanDecide, work: Work, held: Held, now: Now) -> RequestState:
    return await _take(Act.APPROVE, request_id, body, who, work, held, now)


@router.post("/requests/{request_id}/refusal", summary="Another person refuses, and says why")
async def refuse(request_id: UUID, body: ActGiven, who: CanDecide, work: Work, held: Held, now: Now) -> RequestState:
    return await _take(Act.REFUSE, request_id, body, who, work, held, now)


@router.post("/requests/{request_id}/withdrawal", summary="The department takes its request back")
async def withdraw(request_id: UUID, body: ActGiven, who: CanAsk, work: Work, held: Held, now: Now) -> RequestState:
    return await _take(Act.WITHDRAW, request_id, body, who, work, held, now)


@router.post("/grants/{request_id}/suspension", summary="Stop a grant for a while, at once")
async def suspend(request_id: UUID, body: ActGiven, who: CanDecide, work: Work, held: Held, now: Now) -> RequestState:
    return await _take(Act.SUSPEND, request_id, body, who, work, held, now)


@router.post("/grants/{request_id}/resumption", summary="Let a suspended grant go on")
async def resume(request_id: UUID, body: ActGiven, who: CanDecide, work: Work, held: Held, now: Now) -> RequestState:
    return await _take(Act.RESUME, request_id, body, who, work, held, now)


@router.post("/grants/{request_id}/revocation", summary="End a grant for good, at once")
async def revoke(request_id: UUID, body: ActGiven, who: CanDecide, work: Work, held: Held, now: Now) -> RequestState:
    return await _take(Act.REVOKE, request_id, body, who, work, held, now)


async def _take(
    act: Act, request_id: UUID, body: ActGiven, who: Principal, work: UnitOfWork, held: Runtime, now: datetime
) -> RequestState:
    taken = body.as_taken(act, who.scope, body.verdict if isinstance(body, OpinionGiven) else None)
    calendar = await _calendar(work, held)
    state = await requests.take_act(work, who.scope, request_id, taken, calendar, unit=_own(who), now=now)
    return RequestState(id=request_id, state=state)


@router.get("/requests", summary="Requests, as of a day too, the newest first; late ones wait, stuck ones give nothing")
async def list_requests(
    who: CanRead,
    work: Work,
    now: Now,
    state: State | None = None,
    late: bool = False,
    stuck: bool = False,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> RequestPage:
    late_at = moment_of(as_of, now) if late else None
    page: Any = {"state": state, "late_at": late_at, "stuck": stuck, "on": as_of, "after": after, "limit": limit}
    rows = await request_rows.list_requests(work.connection, who.scope, _own(who), **page)
    items = [RequestSummary.model_validate(row) for row in rows]
    return RequestPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/requests/{request_id}", summary="One request with its steps")
async def read_request(request_id: UUID, who: CanRead, work: Work) -> RequestShown:
    row = await requests.read(work, who.scope, request_id, unit=_own(who))
    shown = RequestShown.model_validate(row)
    shown.steps = [StepShown.model_validate(one) for one in await request_rows.steps_of(work.connection, row.id)]
    return shown


# ---------------------------------------------------------------------------------------------------------------- rows
@router.get("/grants/{grant_id}/rows", summary="The granted columns of the granted rows; every query is noted")
async def read_rows(
    grant_id: UUID,
    who: CanQuery,
    work: Work,
    now: Now,
    after: Line | None = None,
    limit: Annotated[int, Query(ge=1, le=ROWS_A_PAGE)] = 200,
) -> RowPage:
    rows, more = await queries.read_rows(work, who.scope, grant_id, after=after, limit=limit, now=now)
    items = [{"key": one.key, **one.row} for one in rows]
    return RowPage(items=items, next=rows[-1].key if more else None)


@router.get("/grants/{grant_id}/queries", summary="Who queried by a grant, when and how many rows, the newest first")
async def list_queries(
    grant_id: UUID, who: CanRead, work: Work, after: UUID | None = None, limit: Limit = 50
) -> QueryPage:
    row = await requests.read(work, who.scope, grant_id, unit=_own(who))
    found = await request_rows.list_queries(work.connection, row.id, after=after, limit=limit)
    items = [QueryShown.model_validate(one) for one in found]
    return QueryPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/grants/{grant_id}/deliveries", summary="What was pushed by a grant and what waits, in its order")
async def list_deliveries(
    grant_id: UUID,
    who: CanRead,
    work: Work,
    state: DeliveryState | None = None,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Limit = 50,
) -> DeliveryPage:
    row = await requests.read(work, who.scope, grant_id, unit=_own(who))
    found = await pushed_rows.list_deliveries(work.connection, row.id, state=state, after=after, limit=limit)
    items = [DeliveryShown.model_validate(one) for one in found]
    return DeliveryPage(items=items, next=items[-1].number if len(items) == limit else None)


@router.get("/use", summary="Per set and department: asked, granted, refused, how soon, and what was had of it")
async def read_use(
    who: CanRead,
    work: Work,
    now: Now,
    since: DayAsked,
    until: DayAsked,
    region: RegionCode | None = None,
    after: AfterRow = "",
    after_unused: AfterRow = "",
    limit: Limit = 100,
) -> Use:
    page: Any = {"region": region or "", "limit": limit}
    days: Any = {"since": since, "until": until}
    line, named = key_of(after, 3), key_of(after_unused, 2)
    lines = await queries.account(work, who.scope, _own(who), after=line, **days, **page)
    unused = await request_rows.never_used(work.connection, who.scope, on=town_day(now), after=named, **page)
    items, sets = [UseLine.model_validate(one) for one in lines], [SetNamed.model_validate(one) for one in unused]
    more, unused_more = next_after(items, limit), next_after(sets, limit)
    return Use(items=items, next=more, never_used=sets, next_unused=unused_more, **days)
