"""What does the outside see of who waits in the hall?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf
from shared.runtime.text import RegionCode

from . import repository, service
from .schemas import (
    CallAsked,
    HourShown,
    LoadShown,
    TicketAsked,
    TicketPage,
    TicketsAsked,
    TicketShown,
    TicketTaken,
    TransferAsked,
)

CanServe = Annotated[Principal, Depends(allowed(Permission.RECEIVE_APPLICATIONS))]
CanRead = Annotated[Principal, Depends(allowed(Permission.READ_APPLICATIONS))]

router = APIRouter(prefix="/queue", tags=["queue 排队叫号"], route_class=IdempotentRoute)


@router.post("/tickets", status_code=status.HTTP_201_CREATED, summary="Take a number of the day")
async def take(body: TicketAsked, who: CanServe, work: Work, now: Now) -> TicketTaken:
    row, ahead = await service.take(work, who.scope, region=body.region, line=body.line, now=now)
    return TicketTaken(ticket=TicketShown.of(row), ahead=ahead)


@router.get("/tickets", summary="Who waits today, in the order of being called, or is at a counter; `mine`: at mine")
async def list_(who: CanRead, work: Work, now: Now, asked: Annotated[TicketsAsked, Query()]) -> TicketPage:
    day, of = town_day(now), who.person_id if asked.mine else None
    page = repository.Page(asked.after, asked.limit)
    rows = await repository.list_tickets(work.connection, who.scope, asked.region, day, page, state=asked.state, of=of)
    waiting = await repository.waiting_by_line(work.connection, who.scope, asked.region, day)
    items = [TicketShown.of(row) for row in rows]
    return TicketPage(items=items, next=rows[-1].id if len(rows) == asked.limit else None, waiting=waiting)


@router.post("/call", summary="Call who waits longest to my counter")
async def call(body: CallAsked, who: CanServe, work: Work, now: Now) -> TicketShown:
    lines = set(body.lines)
    row = await service.call(work, who.scope, region=body.region, lines=lines, counter=body.counter, now=now)
    return TicketShown.of(row)


@router.post("/tickets/{ticket_id}/serve", summary="Who was called is done")
async def serve(ticket_id: UUID, who: CanServe, work: Work, now: Now) -> TicketShown:
    return TicketShown.of(await service.serve(work, who.scope, service.Asked(ticket_id, now)))


@router.post("/tickets/{ticket_id}/skip", summary="Who was called did not come")
async def skip(ticket_id: UUID, who: CanServe, work: Work, now: Now) -> TicketShown:
    return TicketShown.of(await service.skip(work, who.scope, service.Asked(ticket_id, now)))


@router.post("/tickets/{ticket_id}/transfer", summary="Send somebody to another line, with his place")
async def transfer(ticket_id: UUID, body: TransferAsked, who: CanServe, work: Work, now: Now) -> TicketShown:
    return TicketShown.of(await service.transfer(work, who.scope, service.Asked(ticket_id, now), body.line))


@router.get("/load", summary="How full the halls of a region were in each hour of a day")
async def load(region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> LoadShown:
    day = as_of or town_day(now)
    rows = await service.load(work, who.scope, region=region, day=day)
    return LoadShown(region=region, day=day, hours=[HourShown.model_validate(row) for row in rows])
