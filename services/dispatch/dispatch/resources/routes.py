"""What does the outside see of posts, people and money, and who moves them?"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.resources.domain.agencies import Agencies
from dispatch.resources.domain.proposals import Proposal
from dispatch.resources.repository import people as people_rows
from dispatch.resources.repository import posts as posts_rows
from dispatch.resources.repository import proposals as proposals_rows
from dispatch.resources.schemas import (
    AccountPage,
    AccountShown,
    AgenciesProposed,
    BookingPage,
    BookingShown,
    ConfirmedShown,
    EntryPage,
    EntryShown,
    HistoryLine,
    HistoryPage,
    MoneyPage,
    MovesBack,
    PersonToMoveBack,
    PlacementPage,
    PlacementShown,
    PostsToMoveBack,
    PowerMoneyShown,
    ProposalConfirmed,
    ProposalKept,
    ProposalPage,
    ProposalShown,
    ProposalWhole,
)
from dispatch.resources.schemas.township import (
    Comparison,
    HeadPage,
    HeadShown,
    LimitsShown,
    LoadPage,
    LoadShown,
    SummaryShown,
)
from dispatch.resources.service import agencies, limits, proposals, views
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import FIRST_DAY, LAST_DAY
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf, EverAsOf, Limit
from shared.runtime.text import Code, RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_RESOURCES))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_RESOURCES))]
Day = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY)]

router = APIRouter(prefix="/resources", tags=["resources 资源下沉"], route_class=IdempotentRoute)


# ------------------------------------------------------------------------------------------------------------ proposals
@router.post("/proposals", summary="Draw up what another person confirms", status_code=201)
async def draw_up(body: Proposal, who: CanManage, work: Work, now: Now) -> ProposalKept:
    return ProposalKept(id=await proposals.draw_up(work, who.scope, body, now=now))


@router.post("/proposals/{proposal_id}/confirm", summary="Let hold what somebody else drew up")
async def confirm(proposal_id: UUID, who: CanManage, work: Work, now: Now) -> ProposalConfirmed:
    row = await proposals.confirm(work, who.scope, proposal_id, now=now)
    return ProposalConfirmed(id=row.id, what=row.what, region=row.region)


@router.post("/proposals/{proposal_id}/withdraw", summary="Take an open proposal away", status_code=204)
async def withdraw(proposal_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await proposals.withdraw(work, who.scope, proposal_id, now=now)


@router.get("/proposals", summary="What was drawn up, the newest first")
async def list_proposals(
    who: CanRead, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> ProposalPage:
    rows = await proposals_rows.list_proposals(
        work.connection, who.scope, region=region or "", after=after, limit=limit
    )
    items = [ProposalShown.model_validate(row) for row in rows]
    return ProposalPage(items=items, next=_next(items, limit))


@router.get("/proposals/{proposal_id}", summary="One proposal with all its lines")
async def read_proposal(proposal_id: UUID, who: CanRead, work: Work) -> ProposalWhole:
    return ProposalWhole.model_validate(await proposals.find(work, who.scope, proposal_id))


# ----------------------------------------------------------------------------------------------------- posts and people
@router.get("/posts", summary="Establishment, posts and people on them on a day, unit by unit")
async def list_posts(
    region: RegionCode,
    who: CanRead,
    work: Work,
    now: Now,
    as_of: AsOf = None,
    after: Code | None = None,
    limit: Limit = 100,
) -> AccountPage:
    rows = await posts_rows.accounts_in(work.connection, who.scope, region, after=after or "", limit=limit)
    items = [AccountShown.of(row, as_of or town_day(now)) for row in rows]
    # Each unit has an account of each kind.
    return AccountPage(items=items, next=items[-1].unit_id if len({one.unit_id for one in items}) == limit else None)


@router.get("/transfers", summary="Both sides of each transfer of posts (up to a day), the newest first")
async def list_transfers(
    who: CanRead,
    work: Work,
    region: RegionCode | None = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> EntryPage:
    page: Any = {"region": region or "", "after": after, "limit": limit, "on": as_of}
    rows = await proposals_rows.list_entries(work.connection, who.scope, **page)
    items = [EntryShown.model_validate(row) for row in rows]
    return EntryPage(items=items, next=_next(items, limit))


@router.get("/placements", summary="Who sits on whose post and works where on a day")
async def list_placements(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    as_of: AsOf = None,
    after: Code | None = None,
    limit: Limit = 100,
) -> PlacementPage:
    rows = await people_rows.list_placements(
        work.connection, who.scope, region=region or "", on=as_of or town_day(now), after=after or "", limit=limit
    )
    items = [PlacementShown.model_validate(row) for row in rows]
    return PlacementPage(items=items, next=items[-1].person_id if len(items) == limit else None)


@router.get("/to-move-back", summary="Posts and people whose power was taken back: they follow it to the county")
async def list_to_move_back(
    region: RegionCode,
    who: CanRead,
    work: Work,
    now: Now,
    as_of: AsOf = None,
    after: Code | None = None,
    limit: Limit = 100,
) -> MovesBack:
    posts, people = await views.to_move_back(
        work, who.scope, region, as_of or town_day(now), after=after or "", limit=limit
    )
    items = [PersonToMoveBack.model_validate(row) for row in people]
    kept = [PostsToMoveBack.model_validate(row) for row in posts]
    return MovesBack(posts=kept, people=items, next=items[-1].person_id if len(items) == limit else None)


@router.get("/history", summary="Who drew up, confirmed, booked and opened, the newest first")
async def list_history(
    who: CanRead, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> HistoryPage:
    rows = await proposals_rows.list_history(work.connection, who.scope, region=region or "", after=after, limit=limit)
    items = [HistoryLine.model_validate(row) for row in rows]
    return HistoryPage(items=items, next=_next(items, limit))


def _next(items: Sequence[ProposalShown | EntryShown | BookingShown | HistoryLine], limit: int) -> UUID | None:
    return items[-1].id if len(items) == limit else None


# ---------------------------------------------------------------------------------------------------------------- money
@router.get("/bookings", summary="What was booked of powers (up to a day), counter-entries too, the newest first")
async def list_bookings(
    who: CanRead,
    work: Work,
    region: RegionCode | None = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> BookingPage:
    page: Any = {"region": region or "", "after": after, "limit": limit, "on": as_of}
    rows = await proposals_rows.list_bookings(work.connection, who.scope, **page)
    items = [BookingShown.model_validate(row) for row in rows]
    return BookingPage(items=items, next=_next(items, limit))


@router.get("/money", summary="Need, agreement, given and spent by power in the year of a day, up to it")
async def read_money(
    region: RegionCode,
    who: CanRead,
    work: Work,
    now: Now,
    as_of: AsOf = None,
    after_region: RegionCode | None = None,
    after_power: Code | None = None,
    limit: Limit = 100,
) -> MoneyPage:
    after = (after_region or "", after_power or "")
    rows = await views.money_of(work, who.scope, region, as_of or town_day(now), after=after, limit=limit)
    items = [PowerMoneyShown.model_validate(row) for row in rows]
    return MoneyPage(items=items, next=f"{items[-1].region} {items[-1].power}" if len(items) == limit else None)


@router.get("/confirmed", summary="Are the posts and the money of a power confirmed? Before that it turns not formal")
async def read_confirmed(
    power: Code, region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> ConfirmedShown:
    on = as_of or town_day(now)
    views.require_visible(who.scope, region)
    return ConfirmedShown.of(await views.backing_of(work, region, power, on), power, region, on)


# ------------------------------------------------------------------------------------------------ agencies and overview
@router.post("/agencies", summary="Propose which agencies open and close: seven to nine, no sections", status_code=201)
async def propose_agencies(body: Agencies, who: CanManage, work: Work, now: Now) -> AgenciesProposed:
    proposal_id = await proposals.draw_up(work, who.scope, body, now=now)
    number = await agencies.number_after(work, body)
    too_few = agencies.is_below_fewest(number)
    return AgenciesProposed(id=proposal_id, region=body.region, agencies=number, too_few=too_few)


@router.get("/load", summary="Open work by head, in the pool of a township (or county) and in each unit")
async def read_load(region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> LoadShown:
    on = as_of or town_day(now)
    load = await views.load_of(work, who.scope, region, on)
    return LoadShown.of(load, await limits.limits_on(work, region, on), region, on)


@router.get("/load/townships", summary="Open work by head in each township of a region, pool by pool")
async def list_loads(
    region: RegionCode,
    who: CanRead,
    work: Work,
    now: Now,
    as_of: AsOf = None,
    after: RegionCode | None = None,
    limit: Limit = 50,
) -> LoadPage:
    on = as_of or town_day(now)
    loads = await views.loads_of(work, who.scope, region, on, after=after or "", limit=limit)
    said = await limits.limits_of(work, loads, on)
    items = [LoadShown.of(load, said[town], town, on) for town, load in loads.items()]
    return LoadPage(items=items, next=items[-1].region if len(items) == limit else None)


@router.get("/load/heads", summary="Open tasks of each person of a township's pool at the end of a day")
async def read_heads(
    region: RegionCode,
    who: CanRead,
    work: Work,
    now: Now,
    as_of: AsOf = None,
    after: Code | None = None,
    limit: Limit = 100,
) -> HeadPage:
    rows = await views.heads_of(work, who.scope, region, as_of or town_day(now), after=after or "", limit=limit)
    items = [HeadShown.model_validate(row) for row in rows]
    return HeadPage(items=items, next=items[-1].person_id if len(items) == limit else None)


@router.get("/load-limits", summary="What counts as uneven in a region on a day, and who has said so")
async def read_limits(region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> LimitsShown:
    views.require_visible(who.scope, region)
    return LimitsShown.model_validate(await limits.limits_on(work, region, as_of or town_day(now)))


@router.get("/summary", summary="Agencies, posts, people and money of a region on a day")
async def read_summary(region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> SummaryShown:
    return SummaryShown.model_validate(await views.summarise(work, who.scope, region, as_of or town_day(now)))


@router.get("/comparison", summary="The same on two days: before and after")
async def compare(region: RegionCode, before: Day, after: Day, who: CanRead, work: Work) -> Comparison:
    shown = [
        SummaryShown.model_validate(await views.summarise(work, who.scope, region, day)) for day in (before, after)
    ]
    return Comparison.of(shown[0], shown[1])
