"""How are cases seen and moved over HTTP?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.cases import repository
from dispatch.cases.domain.workflow import Actor
from dispatch.cases.schemas import (
    CaseAct,
    CaseActed,
    CasePage,
    CaseShown,
    CaseSummary,
    ClockShown,
    HistoryLine,
    TaskShown,
)
from dispatch.cases.service import steps
from dispatch.cases.service.docket import rules_now
from dispatch.duties.service.authority import who_may_now
from dispatch.memory import memory_of
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.text import Code, RegionCode
from shared.schemas.vocabulary import CaseState, Executor

router = APIRouter(prefix="/cases", tags=["cases 协调办理"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CASES))]
CanAct = Annotated[Principal, Depends(allowed(Permission.ACT_ON_CASES))]


async def _filters(
    state: CaseState | None = None,
    matter: Code | None = None,
    executor: Executor | None = None,
    queue: Code | None = None,
    worker_id: Code | None = None,
) -> dict[str, str]:
    given = {"state": state, "matter": matter, "executor": executor, "queue": queue, "worker_id": worker_id}
    return {name: str(value) for name, value in given.items() if value is not None}


@router.get("", summary="Cases, newest first")
async def list_cases(
    who: CanRead,
    work: Work,
    filters: Annotated[dict[str, str], Depends(_filters)],
    region: RegionCode | None = None,
    overdue: bool | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CasePage:
    rows = await repository.list_cases(
        work.connection, who.scope, filters=filters, region=region or "", overdue=overdue, after=after, limit=limit
    )
    items = [CaseSummary.model_validate(row) for row in rows]
    return CasePage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/{case_id}", summary="One case with its history, clocks and tasks")
async def read_case(case_id: UUID, who: CanRead, work: Work, held: Held) -> CaseShown:
    file = await steps.read_case(work, who.scope, await rules_now(work.connection, memory_of(held)), case_id)
    shown = CaseShown.model_validate(file.case)
    shown.reports, shown.possible = file.reports, file.possible
    shown.history = [HistoryLine.model_validate(row) for row in file.history]
    shown.clocks = [ClockShown.model_validate(clock) for clock in file.clocks]
    shown.tasks = [TaskShown.model_validate(row) for row in file.tasks]
    return shown


@router.post("/{case_id}/actions", summary="Take one step with a case")
async def act(case_id: UUID, body: CaseAct, who: CanAct, work: Work, held: Held, now: Now) -> CaseActed:
    rules = await rules_now(work.connection, memory_of(held))
    who_may = await who_may_now(work.connection, memory_of(held), now)
    acted = await steps.act_on_case(work, who.scope, rules, who_may, case_id, step=_step(body), now=now)
    case, warning = acted.case, acted.warning
    possible = rules.workflows[case.workflow_version].possible(case.state, Actor.DISPATCHER)
    return CaseActed(id=case.id, state=case.state, version=case.version, possible=possible, warning=warning)


def _step(body: CaseAct) -> steps.AskedStep:
    facts = body.model_dump(mode="json", include={"reason", "result"}, exclude_none=True)
    given = body.model_dump(include={"matter", "executor", "unit", "worker_id", "cell"}, exclude_none=True)
    return steps.AskedStep(body.action, body.version, facts, given, body.into, body.emergency)
