"""What does the outside see of the province's catalogue, and who keeps it?"""

from fastapi import APIRouter

from dispatch.powers.domain.catalogue import PowerKind
from dispatch.powers.repository import catalogue as kept
from dispatch.powers.routes.access import After, CanManage, CanRead, Limit
from dispatch.powers.schemas import Taken
from dispatch.powers.schemas.catalogue import CatalogueGiven, CataloguePage, CatalogueRowShown
from dispatch.powers.service import catalogue as intake
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import AsOf

router = APIRouter(prefix="/powers", tags=["powers 权力调整"], route_class=IdempotentRoute)


@router.put("/catalogue", summary="Let powers stand in the province's catalogue from a day on, all or none")
async def put_catalogue(body: CatalogueGiven, who: CanManage, work: Work, now: Now) -> Taken:
    rows = [row.as_row() for row in body.powers]
    count = await intake.put_catalogue(
        work, who.scope, rows, valid_from=body.valid_from, adopted_by=body.adopted_by, now=now
    )
    return Taken(count=count)


@router.get("/catalogue", summary="What the province allows to be handed over, on a day")
async def list_catalogue(
    who: CanRead,
    work: Work,
    now: Now,
    kind: PowerKind | None = None,
    as_of: AsOf = None,
    after: After = "",
    limit: Limit = 100,
) -> CataloguePage:
    del who
    rows = await kept.list_catalogue(work.connection, on=as_of or town_day(now), kind=kind, after=after, limit=limit)
    items = [CatalogueRowShown.of(row) for row in rows]
    return CataloguePage(items=items, next=items[-1].code if len(items) == limit else None)
