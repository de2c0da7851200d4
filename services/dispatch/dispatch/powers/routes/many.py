"""Who takes one step with many powers of many townships in one request, all or none?"""

from fastapi import APIRouter

from dispatch.powers.routes.access import CanManage, CanSupervise
from dispatch.powers.schemas import Taken
from dispatch.powers.schemas.many import FormalMany, Pairs, ProclamationMany, ReadinessMany, TrialMany
from dispatch.powers.service import choice, steps, trial
from dispatch.powers.service.lives import Caller
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute

router = APIRouter(prefix="/powers/many", tags=["powers 权力调整"], route_class=IdempotentRoute)


@router.post("/choose", summary="Choose powers for many townships", status_code=201)
async def choose(body: Pairs, who: CanManage, work: Work, now: Now) -> Taken:
    return Taken(count=await choice.choose_many(work, Caller(who.scope, now), body.pairs()))


@router.post("/report", summary="Say what townships have of people, training and equipment")
async def report(body: ReadinessMany, who: CanManage, work: Work, now: Now) -> Taken:
    step = choice.Report({row.pair: row.as_readiness() for row in body.rows})
    return Taken(count=await steps.many(work, Caller(who.scope, now), body.pairs(), step))


@router.post("/confirm", summary="Confirm, as the department whose powers they are, that the townships are ready")
async def confirm(body: Pairs, who: CanSupervise, work: Work, now: Now) -> Taken:
    return Taken(count=await steps.many(work, Caller(who.scope, now), body.pairs(), choice.Confirm()))


@router.post("/proclaim", summary="Announce powers of many townships by one document")
async def proclaim(body: ProclamationMany, who: CanManage, work: Work, now: Now) -> Taken:
    step = choice.Proclaim(body.document, body.announced_on)
    return Taken(count=await steps.many(work, Caller(who.scope, now), body.pairs(), step))


@router.post("/begin-trial", summary="Put powers of many townships on trial")
async def begin_trial(body: TrialMany, who: CanManage, work: Work, now: Now) -> Taken:
    step = trial.BeginTrial(body.as_term(), {row.pair: row.coach for row in body.rows})
    return Taken(count=await steps.many(work, Caller(who.scope, now), body.pairs(), step))


@router.post("/formalise", summary="Let powers of many townships hold until further notice")
async def formalise(body: FormalMany, who: CanManage, work: Work, now: Now) -> Taken:
    return Taken(count=await steps.many(work, Caller(who.scope, now), body.pairs(), trial.Formalise(body.begins_on)))
