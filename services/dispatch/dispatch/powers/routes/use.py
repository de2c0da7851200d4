"""What does the outside see of the use of a power, before it is judged?"""

from fastapi import APIRouter

from dispatch.powers.repository import use as repository
from dispatch.powers.routes.access import After, CanRead, Limit, key_of
from dispatch.powers.schemas.use import ActPage, ActShown, UseShown
from dispatch.powers.service import use
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.queries import AsOf
from shared.runtime.text import Code, RegionCode

router = APIRouter(prefix="/powers", tags=["powers 权力调整"])


@router.get("/{region}/{code}/use", summary="What the platform has counted of the use of a power, by a day")
async def read_use(region: RegionCode, code: Code, who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> UseShown:
    return UseShown.of(region, code, await use.use_of(work, who.scope, (region, code), as_of or town_day(now)))


@router.get("/{region}/{code}/use/acts", summary="What the volume is made of, one by one")
async def list_acts(
    region: RegionCode,
    code: Code,
    who: CanRead,
    work: Work,
    now: Now,
    as_of: AsOf = None,
    after: After = "",
    limit: Limit = 100,
) -> ActPage:
    pair = region, code
    days = await use.days_of_use(work, who.scope, pair, as_of or town_day(now))
    rows = await repository.acts(work.connection, who.scope, pair, days, after=key_of(after), limit=limit)
    items = [ActShown.model_validate(row) for row in rows]
    return ActPage(items=items, next=f"{items[-1].kind}:{items[-1].id}" if len(items) == limit else None)
