"""How are cases seen and moved over HTTP?"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.cases.domain.requests import RequestKind, RequestState
from dispatch.cases.repository import reading
from dispatch.cases.repository import requests as asked_for
from dispatch.cases.repository.reading import Lateness
from dispatch.cases.routes.access import AtDesk
from dispatch.cases.schemas.given import (
    CallBackGiven,
    CaseAct,
    CasesAct,
    ContactGiven,
    DecisionGiven,
    PartsGiven,
    RequestGiven,
)
from dispatch.cases.schemas.shown import (
    CallBackShown,
    CaseActed,
    CaseOutcome,
    CasePage,
    CasesActed,
    CaseShown,
    CaseSummary,
    CaseVersion,
    ClockShown,
    HistoryLine,
    MergeShown,
    Parts,
    PartShown,
    RequestActed,
    RequestListed,
    RequestPage,
    RequestRead,
    RequestShown,
    SupervisedShown,
    TaskShown,
)
from dispatch.cases.service import bulk, calling_back, contacting, requests, splitting, steps
from dispatch.cases.service.docket import rules_now
from dispatch.cases.service.reading import CaseFile, read_case
from dispatch.cases.service.standing import Caller
from dispatch.memory import memory_of
from dispatch.supervision.domain.lights import Light, worst_of
from dispatch.supervision.domain.orders import UNANSWERED
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed, principal_of, require
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Code, RegionCode
from shared.schemas.vocabulary import CaseState, Executor

MANY = "/cases/actions"
# Ten thousand ids with their versions.
MOST_BYTES = 2 * 1024 * 1024

router = APIRouter(prefix="/cases", tags=["cases 协调办理"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CASES))]
CanAct = Annotated[Principal, Depends(allowed(Permission.ACT_ON_CASES))]
CanApprove = Annotated[Principal, Depends(allowed(Permission.APPROVE_CASES))]

# A dispatcher, or a handler of the unit with which the case lies; and who has it as a task may ask, too.
STEPPING = frozenset({Permission.ACT_ON_CASES, Permission.HANDLE_CASES})
ASKING = STEPPING | {Permission.WORK_TASKS, Permission.WORK_CLUES}


async def _stepping(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    return who if who.permissions & STEPPING else require(who, Permission.ACT_ON_CASES)


async def _asking(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    return who if who.permissions & ASKING else require(who, Permission.ACT_ON_CASES)


_stepping.permissions = STEPPING  # type: ignore[attr-defined] # read by tests/architecture: every route has some
_asking.permissions = ASKING  # type: ignore[attr-defined] # as above

CanStep = Annotated[Principal, Depends(_stepping)]
CanAsk = Annotated[Principal, Depends(_asking)]


def _caller(who: Principal) -> Caller:
    return Caller(who.scope, who.permissions)


async def _filters(
    state: CaseState | None = None,
    matter: Code | None = None,
    executor: Executor | None = None,
    queue: Code | None = None,
    worker_id: Code | None = None,
) -> dict[str, str]:
    given = {"state": state, "matter": matter, "executor": executor, "queue": queue, "worker_id": worker_id}
    return {name: str(value) for name, value in given.items() if value is not None}


async def _page(
    now: Now,
    region: RegionCode | None = None,
    overdue: bool | None = None,
    light: Light | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    return {"region": region or "", "late": Lateness(now, overdue, light), "after": after, "limit": limit}


@router.get("", summary="Cases, newest first; those under an urgent supervision order before all")
async def list_cases(
    who: CanRead,
    work: Work,
    filters: Annotated[dict[str, str], Depends(_filters)],
    page: Annotated[dict[str, Any], Depends(_page)],
    now: Now,
) -> CasePage:
    rows = await reading.list_cases(work.connection, who.scope, filters=filters, **page)
    items = [CaseSummary.of(row, now) for row in rows]
    return CasePage(items=items, next=items[-1].id if len(items) == page["limit"] else None)


@router.post("/actions", summary="Take one step with up to 10,000 cases; each has its own result")
async def act_on_many(body: CasesAct, who: CanStep, work: Work, desk: AtDesk) -> CasesActed:
    asked, step = {case.id: case.version for case in body.cases}, body.as_step(version=0)
    done = await bulk.act_on_many(work, _caller(who), desk.rules, desk.who_may, asked, step=step, now=desk.now)
    results = [CaseOutcome.of(one) for one in done]
    count = sum(one.done for one in results)
    return CasesActed(done=count, refused=len(results) - count, results=results)


async def _request_filters(
    state: RequestState | None = RequestState.ASKED, kind: RequestKind | None = None, case_id: UUID | None = None
) -> dict[str, Any]:
    given = {"state": state and str(state), "kind": kind and str(kind), "case_id": case_id}
    return {name: value for name, value in given.items() if value is not None}


@router.get("/requests", summary="What is asked for and waits for approval, the oldest first")
async def list_requests(
    who: CanRead,
    work: Work,
    filters: Annotated[dict[str, Any], Depends(_request_filters)],
    after: UUID | None = None,
    limit: Limit = 50,
) -> RequestPage:
    rows = await asked_for.list_requests(work.connection, who.scope, filters=filters, after=after, limit=limit)
    items = [RequestListed.model_validate(row) for row in rows]
    for item in items:
        waits = item.state is RequestState.ASKED and Permission.APPROVE_CASES in who.permissions
        item.may_decide = waits and item.asked_by != who.person_id and who.scope.covers(item.region)
    return RequestPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/{case_id}", summary="One case with its history, clocks and tasks, and what this caller may do")
async def read_one(case_id: UUID, who: CanRead, work: Work, held: Held, now: Now) -> CaseShown:
    rules = await rules_now(work.connection, memory_of(held))
    return _shown(await read_case(work, _caller(who), rules, case_id), now)


def _shown(file: CaseFile, now: datetime) -> CaseShown:
    shown = CaseShown.model_validate(file.case)
    shown.reports, shown.possible, shown.may_ask = file.reports, file.possible, file.may_ask
    shown.history = [HistoryLine.model_validate(row) for row in file.history]
    shown.clocks = [ClockShown.of(clock, now) for clock in file.clocks]
    shown.light = worst_of(clock.light for clock in shown.clocks)
    shown.supervised = [SupervisedShown.model_validate(row) for row in file.supervised]
    shown.pressed = any(order.urgent and order.state in UNANSWERED for order in file.supervised)
    shown.tasks = [TaskShown.model_validate(row) for row in file.tasks]
    shown.parts = [PartShown.model_validate(row) for row in file.children]
    shown.merges = [MergeShown.model_validate(row) for row in file.merges]
    shown.requests = [RequestShown.model_validate(row) for row in file.requests]
    shown.call_backs = [CallBackShown.model_validate(row) for row in file.call_backs]
    return shown


@router.post("/{case_id}/actions", summary="Take one step with a case")
async def act(case_id: UUID, body: CaseAct, who: CanStep, work: Work, desk: AtDesk) -> CaseActed:
    step = body.as_step(body.version, body.into)
    acted = await steps.act_on_case(work, _caller(who), desk.rules, desk.who_may, case_id, step=step, now=desk.now)
    case, possible = acted.case, list(acted.possible)
    return CaseActed(id=case.id, state=case.state, version=case.version, possible=possible, warning=acted.warning)


@router.post("/{case_id}/parts", summary="Split parts off a case, each a case of its own", status_code=201)
async def split(case_id: UUID, body: PartsGiven, who: CanAct, work: Work, desk: AtDesk) -> Parts:
    parent, *moves = await splitting.split(
        *(work, _caller(who), desk.rules, desk.who_may, case_id),
        parts=[part.as_part() for part in body.parts],
        version=body.version,
        reason=body.reason,
        now=desk.now,
    )
    shown = [PartShown.model_validate(move.case) for move in moves]
    return Parts(id=parent.case.id, version=parent.case.version, parts=shown)


@router.post("/{case_id}/call-backs", summary="Keep what a caller said of the result; a bad review reopens the case")
async def call_back(case_id: UUID, body: CallBackGiven, who: CanAct, work: Work, desk: AtDesk) -> CaseActed:
    caller, heard = _caller(who), body.as_call_back()
    move = await calling_back.call_back(
        work, caller, desk.rules, case_id, heard=heard, version=body.version, now=desk.now
    )
    case, possible = move.case, steps.possible_now(caller, move)
    return CaseActed(id=case.id, state=case.state, version=case.version, possible=possible)


@router.post(
    "/{case_id}/contacts", summary="Note that who reported was spoken with, or was not reached", status_code=204
)
async def note_contact(case_id: UUID, body: ContactGiven, who: CanAsk, work: Work, desk: AtDesk) -> None:
    given = body.model_dump()
    await contacting.note_contact(work, _caller(who), desk.rules, case_id, **given, now=desk.now)


@router.post("/{case_id}/requests", summary="Ask for what another person has to approve", status_code=201)
async def ask(case_id: UUID, body: RequestGiven, who: CanAsk, work: Work, desk: AtDesk) -> RequestActed:
    acted = await requests.ask(
        work, _caller(who), desk.rules, case_id, asked=body.as_asked(), version=body.version, now=desk.now
    )
    return _acted(acted)


@router.get("/{case_id}/requests/{request_id}", summary="A request with what it explains; each look is logged")
async def read_request(case_id: UUID, request_id: UUID, who: CanRead, work: Work, now: Now) -> RequestRead:
    row, explanation = await requests.look_at_request(work, _caller(who), case_id, request_id, now)
    shown = RequestRead.model_validate(row)
    shown.explanation = explanation
    return shown


@router.post("/{case_id}/requests/{request_id}/decision", summary="Grant or refuse what another person asked for")
async def decide(
    case_id: UUID, request_id: UUID, body: DecisionGiven, who: CanApprove, work: Work, desk: AtDesk
) -> RequestActed:
    acted = await requests.decide(
        *(work, _caller(who), desk.rules, desk.who_may, case_id, request_id),
        decision=body.as_decision(),
        now=desk.now,
    )
    return _acted(acted)


@router.post("/{case_id}/requests/{request_id}/withdrawal", summary="Take one's own request back")
async def withdraw(case_id: UUID, request_id: UUID, who: CanAsk, work: Work, desk: AtDesk) -> RequestActed:
    return _acted(await requests.withdraw(work, _caller(who), desk.rules, case_id, request_id, desk.now))


def _acted(acted: requests.RequestActed) -> RequestActed:
    version = CaseVersion(id=acted.case.id, version=acted.case.version)
    return RequestActed(
        id=acted.id, state=acted.state, case=version, case_state=acted.case.state, warning=acted.warning
    )
