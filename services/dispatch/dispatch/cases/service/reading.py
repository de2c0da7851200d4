"""What does a caller see of one case?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.capacities import possible_for
from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import Clock
from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.domain.requests import RequestKind, askable
from dispatch.cases.domain.workflow import Actor
from dispatch.cases.repository import call_backs, clocks, family, reading, requests
from dispatch.cases.service.docket import Rules
from dispatch.cases.service.standing import Caller
from dispatch.intake.domain import about_there
from dispatch.supervision.repository import orders as supervised
from shared.runtime.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all that belongs to it, and what its reader may do: `possible` steps, `may_ask` for what."""

    case: Case
    supervised: Sequence[Row[Any]]
    possible: list[str]
    may_ask: list[RequestKind]
    reports: list[UUID]
    history: Sequence[Row[Any]]
    clocks: Sequence[Clock]
    tasks: Sequence[Row[Any]]
    children: Sequence[Row[Any]]
    merges: Sequence[Row[Any]]
    requests: Sequence[Row[Any]]
    call_backs: Sequence[Row[Any]]


async def read_case(work: UnitOfWork, caller: Caller, rules: Rules, case_id: UUID) -> CaseFile:
    """Return a case and what belongs to it. Raises CaseNotFound."""
    connection = work.connection
    case = await reading.find_case(connection, caller.scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    workflow, capacities = rules.workflows[case.workflow_version], caller.capacities(case)
    tasks = await reading.read_tasks(connection, case_id)
    has_task = any(task.ended_at is None for task in tasks)
    asks = capacities & {Actor.DISPATCHER, Actor.HANDLER, Actor.EXECUTOR}
    # Who may not know the reporter does not find his door, either.
    shown = replace(case, lon=about_there(case.lon), lat=about_there(case.lat)) if case.hides_reporter else case
    return CaseFile(
        case=shown,
        supervised=await supervised.of_case(connection, case_id),
        possible=possible_for(case, workflow, capacities, scope_region=caller.scope.region, has_task=has_task),
        may_ask=askable(case, workflow) if asks else [],
        reports=(await reading.reports_of_cases(connection, [case_id])).get(case_id, []),
        history=await reading.read_history(connection, case_id),
        clocks=await clocks.read_clocks(connection, [case_id], running=False),
        tasks=tasks,
        children=await family.children_of(connection, caller.scope, case_id),
        merges=await family.merged_into(connection, caller.scope, case_id),
        requests=await requests.requests_of(connection, case_id),
        call_backs=await call_backs.call_backs_of(connection, case_id),
    )
