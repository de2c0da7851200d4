"""Over which doors is it set what a matter asks of a worker on the spot?"""

from fastapi import APIRouter

from grid.tasks.domain.rules import ANY
from grid.tasks.routes.access import CanReadRules, CanSetRules
from grid.tasks.schemas.rules import RuleGiven, RuleList, RuleSet, RuleShown
from grid.tasks.service import rules
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute

router = APIRouter(prefix="/task-rules", tags=["tasks 任务"], route_class=IdempotentRoute)


@router.get("", summary="The rules for tasks that hold in my region")
async def rules_here(who: CanReadRules, work: Work) -> RuleList:
    return RuleList(items=[RuleShown.model_validate(row) for row in await rules.list_rules(work, who.scope)])


@router.put("", summary="Set how near a worker must be, which photos he takes, and whose work a verification is")
async def set_rule(body: RuleGiven, who: CanSetRules, work: Work, now: Now) -> RuleSet:
    matter, rule = body.matter or ANY, body.read()
    version = await rules.set_rule(
        work, who.scope, region=body.region, matter=matter, version=body.version, rule=rule, now=now
    )
    return RuleSet(version=version)
