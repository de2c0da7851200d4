"""Who gives a township a power, tries it, judges it and takes it back?"""

from fastapi import APIRouter

from dispatch.cases.service.docket import rules_now
from dispatch.memory import memory_of
from dispatch.powers.routes.access import CanManage, CanSupervise
from dispatch.powers.schemas import Taken
from dispatch.powers.schemas.lives import (
    ChoiceGiven,
    FormalGiven,
    ProclamationGiven,
    ProlongationGiven,
    ReadinessGiven,
    Stood,
    TakeBackGiven,
    ToldAgain,
    TrialGiven,
)
from dispatch.powers.schemas.use import EvaluationGiven
from dispatch.powers.service import choice, ending, lives, steps, trial
from dispatch.powers.service.lives import Caller
from shared.runtime.app import Held, Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.text import Code, RegionCode

router = APIRouter(prefix="/powers", tags=["powers 权力调整"], route_class=IdempotentRoute)


@router.post("/choices", summary="Choose powers of the catalogue for a township, all or none", status_code=201)
async def choose(body: ChoiceGiven, who: CanManage, work: Work, now: Now) -> Taken:
    return Taken(count=await choice.choose(work, Caller(who.scope, now), body.region, body.powers))


@router.post("/again", summary="Tell the powers of a county again, to who keeps more than before", status_code=202)
async def tell_again(region: RegionCode, who: CanManage, work: Work, now: Now) -> ToldAgain:
    return ToldAgain(powers=await lives.tell_again(work, Caller(who.scope, now), region))


@router.post("/{region}/{code}/report", summary="Say what the township has of people, training and equipment")
async def report(body: ReadinessGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    step = choice.Report({(region, code): body.as_readiness()})
    return Stood.of(await steps.one(work, Caller(who.scope, now), (region, code), step))


@router.post("/{region}/{code}/confirm", summary="Confirm, as the department whose power it is, that the town is ready")
async def confirm(region: RegionCode, code: Code, who: CanSupervise, work: Work, now: Now) -> Stood:
    return Stood.of(await steps.one(work, Caller(who.scope, now), (region, code), choice.Confirm()))


@router.post("/{region}/{code}/drop", summary="Give up a choice that was not proclaimed")
async def drop(region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    return Stood.of(await steps.one(work, Caller(who.scope, now), (region, code), choice.Drop()))


@router.post("/{region}/{code}/proclaim", summary="Announce the power; another person than the one who chose it")
async def proclaim(
    body: ProclamationGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now
) -> Stood:
    step = choice.Proclaim(body.document, body.announced_on)
    return Stood.of(await steps.one(work, Caller(who.scope, now), (region, code), step))


@router.post("/{region}/{code}/begin-trial", summary="Put the power on trial for one to three calendar months")
async def begin_trial(body: TrialGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    step = trial.BeginTrial(body.as_term(), {(region, code): body.coach})
    return Stood.of(await steps.one(work, Caller(who.scope, now), (region, code), step))


@router.post("/{region}/{code}/evaluate", summary="Judge the use of the power by what the platform has counted")
async def evaluate(
    body: EvaluationGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now
) -> Stood:
    return Stood.of(await steps.one(work, Caller(who.scope, now), (region, code), trial.Evaluate(body.as_stated())))


@router.post("/{region}/{code}/formalise", summary="Let the power hold until further notice, with posts and money")
async def formalise(body: FormalGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now) -> Stood:
    return Stood.of(await steps.one(work, Caller(who.scope, now), (region, code), trial.Formalise(body.begins_on)))


@router.post("/{region}/{code}/prolong", summary="Let the trial run on, once")
async def prolong(
    body: ProlongationGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now
) -> Stood:
    return Stood.of(await steps.one(work, Caller(who.scope, now), (region, code), trial.Prolong(body.ends_on)))


@router.post("/{region}/{code}/take-back", summary="Propose to end the power, handing what is open over to the county")
async def propose_take_back(
    body: TakeBackGiven, region: RegionCode, code: Code, who: CanManage, work: Work, now: Now
) -> Stood:
    step = ending.ProposeTakeBack(body.as_ending())
    return Stood.of(await steps.one(work, Caller(who.scope, now), (region, code), step))


@router.post("/{region}/{code}/take-back/confirm", summary="End the power as another person has proposed")
async def take_back(region: RegionCode, code: Code, who: CanManage, work: Work, held: Held, now: Now) -> Stood:
    rules = await rules_now(work.connection, memory_of(held))
    return Stood.of(await ending.take_back(work, Caller(who.scope, now), (region, code), rules))
