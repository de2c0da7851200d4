"""How is triage asked why, tried without effect, and given its tables and rules?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.intake.domain import UnknownSource
from dispatch.intake.sources import SOURCES
from dispatch.memory import memory_of
from dispatch.triage import repository, service
from dispatch.triage.schemas import (
    ConflictList,
    ConflictShown,
    Decided,
    Explained,
    Explanation,
    RulesGiven,
    TablesGiven,
    TriageTry,
)
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission

router = APIRouter(tags=["triage 研判"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CASES))]
CanTry = Annotated[Principal, Depends(allowed(Permission.TRY_TRIAGE))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_TRIAGE))]


@router.get("/cases/{case_id}/explanation", summary="Why a case is as it is: rule, tables, place, score")
async def explain(case_id: UUID, who: CanRead, work: Work) -> Explanation:
    rows = await repository.decisions_of(work.connection, who.scope, case_id)
    if not rows:
        raise CaseNotFound("no such case", case=str(case_id))
    return Explanation(case_id=case_id, reports=[Explained.model_validate(row) for row in rows])


@router.post("/triage/try", summary="What would be decided? Nothing is kept")
async def try_triage(body: TriageTry, _: CanTry, work: Work, held: Held, now: Now) -> Decided:
    source = SOURCES.get(body.source)
    if source is None:
        raise UnknownSource("no such source", source=body.source, known=sorted(SOURCES))
    knowledge = await service.knowledge_now(work.connection, memory_of(held), now)
    facts = service.facts_of_event(source, body.event)
    return Decided.model_validate(service.decide_all([facts], knowledge)[0])


@router.get("/triage/rules", summary="The routing rules, in the order in which they are tried")
async def read_rules(_: CanManage, work: Work) -> RulesGiven:
    return RulesGiven(rules=await repository.load_rules(work.connection))


@router.put("/triage/rules", summary="Replace the routing rules; those that can never win are named")
async def put_rules(body: RulesGiven, _: CanManage, work: Work) -> ConflictList:
    conflicts = await service.replace_rules(work, body.rules)
    return ConflictList(conflicts=[ConflictShown.model_validate(one) for one in conflicts])


@router.get("/triage/rules/conflicts", summary="Which rules contradict one another, or can never win")
async def read_conflicts(_: CanManage, work: Work) -> ConflictList:
    conflicts = await service.conflicts_of(work, await repository.load_rules(work.connection))
    return ConflictList(conflicts=[ConflictShown.model_validate(one) for one in conflicts])


@router.post("/triage/rules/conflicts", summary="What would be in conflict, were these the rules? Nothing is kept")
async def try_rules(body: RulesGiven, _: CanManage, work: Work) -> ConflictList:
    conflicts = await service.conflicts_of(work, body.rules)
    return ConflictList(conflicts=[ConflictShown.model_validate(one) for one in conflicts])


@router.put("/triage/tables", status_code=status.HTTP_204_NO_CONTENT, summary="Add matters, words and crosswalk rows")
async def put_tables(body: TablesGiven, _: CanManage, work: Work) -> None:
    await service.load_tables(work, body.model_dump(mode="json"))
