"""What does the outside see of powers, and who gives, judges and watches over them?"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from dispatch.memory import memory_of
from dispatch.powers import repository
from dispatch.powers.domain.catalogue import PowerKind
from dispatch.powers.domain.life import State
from dispatch.powers.repository import Chosen
from dispatch.powers.schemas import (
    Answer,
    CatalogueGiven,
    CataloguePage,
    CatalogueRowShown,
    CheckGiven,
    CheckKept,
    ChoiceGiven,
    FiguresGiven,
    FormalGiven,
    HistoryLine,
    PowerPage,
    PowerShown,
    ProclamationGiven,
    ProlongationGiven,
    ReadinessGiven,
    Stood,
    SupervisionGiven,
    SupervisionShown,
    TakeBackGiven,
    Taken,
    TrialGiven,
    VacuumPage,
)
from dispatch.powers.service import catalogue, choice, register, supervision, trial
from dispatch.powers.service.lives import Asked
from shared.clock import town_day
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.text import Code, RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_POWERS))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_POWERS))]
CanSupervise = Annotated[Principal, Depends(allowed(Permission.SUPERVISE_POWERS))]
AsOf = Annotated[
    date | None, Query(ge=date(1949, 10, 1), le=date(2100, 12, 31), description="The day asked about; today by default")
]
After = Annotated[str, Query(max_length=160, description="region:code, from `next`")]
Limit = Annotated[int, Query(ge=1, le=500)]

router = APIRouter(prefix="/powers", tags=["powers 权力调整"], route_class=IdempotentRoute)


# ----------------------------------------------------------------------------------------------------------- catalogue
@router.put("/catalogue", summary="Let powers stand in the province's catalogue from a day on, all or none")
async def put_catalogue(body: CatalogueGiven, who: CanManage, work: Work, now: Now) -> Taken:
    rows = [row.as_row() for row in body.powers]
    count = await catalogue.put_catalogue(
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
    rows = await repository.list_catalogue(
        work.connection, on=as_of or town_day(now), kind=kind, after=after, limit=limit
    )
    items = [CatalogueRowShown.of(row) for row in rows]
    return CataloguePage(items=items, next=items[-1].code if len(items) == limit else None)


# ------------------------------------------------------------------------------------------------------------- reading
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
    rows = await register.list_powers(work, who.scope, chosen, on=on, after=_key(after), limit=limit)
    days = await repository.days_of(work.connection, repository.of_lives([row.id for row in rows]))
    items = [PowerShown.of(row, days.get(row.id, [])) for row in rows]
    return PowerPage(items=items, next=f"{rows[-1].region}:{rows[-1].code}" if len(rows) == limit else None)


def _key(after: str) -> tuple[str, str]:
    region, _, code = after.partition(":")
    return region, code


@router.get("/in-force", summary="May a township use a power on a day?")
async def is_in_force(
    code: Code, region: RegionCode, who: CanRead, work: Work, held: Held, now: Now, as_of: AsOf = None
) -> Answer:
    del who
    on = as_of or town_day(now)
    kept = await register.register_now(work.connection, memory_of(held))
    return Answer(code=code, region=region, on=on, in_force=kept.power_in_force(code, region, on))


@router.get("/vacuum", summary="The powers in force that nobody watches, and what is missing")
async def list_vacuum(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    as_of: AsOf = None,
    after: After = "",
    limit: Limit = 100,
) -> VacuumPage:
    on = as_of or town_day(now)
    found, last = await supervision.list_vacuum(
        work, who.scope, region=region or "", on=on, after=_key(after), limit=limit
    )
    items = [SupervisionShown.of(watched, on) for watched in found]
    return VacuumPage(items=items, next=f"{last.region}:{last.code}" if last else None)


@router.get("/{region}/{code}/history", summary="Every step of a power in a township, the oldest first")
async def read_history(region: RegionCode, code: Code, who: CanRead, work: Work) -> list[HistoryLine]:
    rows = await repository.history_of(work.connection, who.scope, region, code)
    return [HistoryLine.model_validate(row) for row in rows]


# -------------------------------------------------------------------------------------------------------------- actions
@router.post("/choices", summary="Choose powers of the catalogue for a township, all or none", status_code=201)
async def choose(body: ChoiceGiven, who: CanManage, work: Work, now: Now) -> Taken:
    return Taken(count=await choice.choose(work, who.scope, body.region, body.powers, now=now))


@router.post("/{region}/{code}/report", summary="Say what the township has of people, training and equipment")
async def report(body: ReadinessGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    return Stood.of(await choice.report(work, Asked(who.scope, region, code, now), body.as_readiness()))


@router.post("/{region}/{code}/confirm", summary="Confirm, as the department whose power it is, that the town is ready")
async def confirm(region: RegionCode, code: Code, who: CanSupervise, work: Work, now: Now) -> Stood:
    return Stood.of(await choice.confirm(work, Asked(who.scope, region, code, now)))


@router.post("/{region}/{code}/drop", summary="Give up a choice that was not proclaimed")
async def drop(region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    return Stood.of(await choice.drop(work, Asked(who.scope, region, code, now)))


@router.post("/{region}/{code}/proclaim", summary="Announce the power; another person than the one who chose it")
async def proclaim(
    body: ProclamationGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now
) -> Stood:
    told = await choice.proclaim(
        work, Asked(who.scope, region, code, now), document=body.document, announced_on=body.announced_on
    )
    return Stood.of(told)


@router.post("/{region}/{code}/begin-trial", summary="Put the power on trial for one to three calendar months")
async def begin_trial(body: TrialGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    return Stood.of(
        await trial.begin_trial(work, Asked(who.scope, region, code, now), trial=body.as_term(), coach=body.coach)
    )


@router.post("/{region}/{code}/evaluate", summary="Note what came of the use of the power")
async def evaluate(body: FiguresGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    return Stood.of(await trial.evaluate(work, Asked(who.scope, region, code, now), body.as_figures()))


@router.post("/{region}/{code}/formalise", summary="Let the power hold until further notice")
async def formalise(body: FormalGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    return Stood.of(await trial.formalise(work, Asked(who.scope, region, code, now), begins_on=body.begins_on))


@router.post("/{region}/{code}/prolong", summary="Let the trial run on, once")
async def prolong(
    body: ProlongationGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now
) -> Stood:
    return Stood.of(await trial.prolong(work, Asked(who.scope, region, code, now), ends_on=body.ends_on))


@router.post("/{region}/{code}/take-back", summary="End the power, handing its open cases over to the county")
async def take_back(body: TakeBackGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    hand_over = {one.case: one.to for one in body.hand_over}
    told = await trial.take_back(
        work, Asked(who.scope, region, code, now), from_day=body.from_day, document=body.document, hand_over=hand_over
    )
    return Stood.of(told)


# --------------------------------------------------------------------------------------------------------- supervision
@router.put("/{region}/{code}/supervision", summary="Name the agency that watches over the power", status_code=204)
async def name_supervisor(
    body: SupervisionGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now
) -> None:
    await supervision.name_supervisor(work, Asked(who.scope, region, code, now), body.as_supervision())


@router.get("/{region}/{code}/supervision", summary="Who watches over the power, and what was found")
async def read_supervision(
    region: RegionCode, code: Code, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> SupervisionShown:
    on = as_of or town_day(now)
    return SupervisionShown.of(await supervision.read_watched(work, Asked(who.scope, region, code, now), on=on), on)


@router.post("/{region}/{code}/supervision/checks", summary="Record a sampling and its findings", status_code=201)
async def record_check(
    body: CheckGiven, region: RegionCode, code: Code, who: CanSupervise, work: Work, now: Now
) -> CheckKept:
    return CheckKept(id=await supervision.record_check(work, Asked(who.scope, region, code, now), body.as_check()))
