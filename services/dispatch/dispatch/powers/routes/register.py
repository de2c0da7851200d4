"""What does the outside see of the powers of townships?"""

from fastapi import APIRouter

from dispatch.powers.domain.life import State
from dispatch.powers.repository import evaluations, reading
from dispatch.powers.repository.reading import Chosen
from dispatch.powers.routes.access import After, CanRead, Limit, key_of
from dispatch.powers.schemas.lives import Answer, HistoryLine, PowerPage, PowerShown
from dispatch.powers.schemas.use import EvaluationDue, EvaluationDuePage
from dispatch.powers.service import register
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import AsOf
from shared.runtime.text import Code, RegionCode

router = APIRouter(prefix="/powers", tags=["powers 权力调整"], route_class=IdempotentRoute)


@router.get("", summary="The powers of townships as they stood on a day")
async def list_powers(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    as_of: AsOf = None,
    state: State | None = None,
    in_force: bool = False,
    after: After = "",
    limit: Limit = 100,
) -> PowerPage:
    on = as_of or town_day(now)
    chosen = Chosen(region or "", str(state) if state else None, in_force_only=in_force)
    rows = await register.list_powers(work, who.scope, chosen, on=on, after=key_of(after), limit=limit)
    items = [PowerShown.of(row, days) for row, days in rows]
    return PowerPage(items=items, next=f"{items[-1].region}:{items[-1].code}" if len(items) == limit else None)


@router.get("/in-force", summary="May a township use a power on a day?")
async def is_in_force(code: Code, region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> Answer:
    del who
    on = as_of or town_day(now)
    in_force = await register.power_in_force(work.connection, code, region, on)
    return Answer(code=code, region=region, on=on, in_force=in_force)


@router.get("/evaluations-due", summary="Formal powers that nobody has evaluated for more than a year")
async def list_due(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    as_of: AsOf = None,
    after: After = "",
    limit: Limit = 100,
) -> EvaluationDuePage:
    on, place = as_of or town_day(now), key_of(after)
    rows = await evaluations.list_due(work.connection, who.scope, region=region or "", on=on, after=place, limit=limit)
    items = [EvaluationDue.model_validate(row) for row in rows]
    return EvaluationDuePage(items=items, next=f"{items[-1].region}:{items[-1].code}" if len(items) == limit else None)


@router.get("/{region}/{code}/history", summary="Every step of a power in a township, the oldest first")
async def read_history(region: RegionCode, code: Code, who: CanRead, work: Work) -> list[HistoryLine]:
    rows = await reading.history_of(work.connection, who.scope, region, code)
    return [HistoryLine.model_validate(row) for row in rows]
