"""What does the outside see of duty lists, and who draws them up?"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from dispatch.duties.domain.admissions import Act, AdmissionNotFound, State, next_act, not_heard
from dispatch.duties.domain.authority import DutyKind
from dispatch.duties.repository import admissions as applications
from dispatch.duties.repository import bindings as proposed
from dispatch.duties.repository import exits
from dispatch.duties.repository import lists as kept
from dispatch.duties.schemas.admissions import (
    ActGiven,
    AdmissionGiven,
    AdmissionPage,
    AdmissionShown,
    AdmissionState,
    AdmissionStep,
    AdmissionSummary,
    ResolutionGiven,
    WithdrawalGiven,
)
from dispatch.duties.schemas.lists import (
    AnswerShown,
    BindingGiven,
    BindingKept,
    BindingProposalPage,
    BindingProposalShown,
    BindingProposed,
    DraftKept,
    DraftPage,
    DraftShown,
    DraftSummary,
    DutyShown,
    ExitPage,
    ExitShown,
    HistoryLine,
    ListGiven,
    ListPage,
    ListPublished,
    ListShown,
    ListSummary,
    Observed,
    ObservedShown,
)
from dispatch.duties.service import admissions, bindings, lists
from dispatch.duties.service.authority import registers_now
from dispatch.memory import memory_of
from shared.clock import moment_of, town_day
from shared.runtime.app import Held, Now, Runtime, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import FIRST_DAY, LAST_DAY
from shared.runtime.db import UnitOfWork
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf, EverAsOf, Limit
from shared.runtime.text import Code, RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_DUTIES))]
CanApply = Annotated[Principal, Depends(allowed(Permission.APPLY_ADMISSIONS))]
CanDecide = Annotated[Principal, Depends(allowed(Permission.DECIDE_ADMISSIONS))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_DUTIES))]


async def _days(since: AsOf = None, until: AsOf = None) -> tuple[date, date]:
    """Return the first and the last of the days asked about; both are among them."""
    return since or FIRST_DAY, until or LAST_DAY


Days = Annotated[tuple[date, date], Depends(_days)]

router = APIRouter(prefix="/duties", tags=["duties 职责准入"], route_class=IdempotentRoute)


@router.post("/drafts", summary="Draw up a duty list; another person publishes it", status_code=201)
async def draw_up(body: ListGiven, who: CanManage, work: Work, now: Now) -> DraftKept:
    return DraftKept(id=await lists.draw_up(work, who.scope, body.as_draft(), now=now))


@router.get("/drafts", summary="Drafts that wait for another person, the newest first")
async def list_drafts(
    who: CanManage, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> DraftPage:
    rows = await kept.list_drafts(work.connection, who.scope, region=region or "", after=after, limit=limit)
    items = [DraftSummary.model_validate(row) for row in rows]
    return DraftPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/drafts/{draft_id}", summary="A draft line by line, and what it changes")
async def read_draft(draft_id: UUID, who: CanManage, work: Work) -> DraftShown:
    draft, change = await lists.read_draft(work, who.scope, draft_id)
    shown = draft._asdict() | {"lines": len(draft.lines), "duties": draft.lines} | asdict(change)
    return DraftShown.model_validate(shown)


@router.post("/drafts/{draft_id}/publish", summary="Let a list that somebody else drew up hold from its day on")
async def publish(draft_id: UUID, who: CanManage, work: Work, now: Now) -> ListPublished:
    told = await lists.publish(work, who.scope, draft_id, now=now)
    return ListPublished(region=told.region, version=told.version, valid_from=told.valid_from, lines=len(told.lines))


@router.post("/drafts/{draft_id}/withdraw", summary="Take an open draft away", status_code=204)
async def withdraw(draft_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await lists.withdraw(work, who.scope, draft_id, now=now)


@router.put("/bindings/{region}", summary="Propose from when on a township is held to its list; another confirms it")
async def propose_binding(
    region: RegionCode, body: BindingGiven, who: CanManage, work: Work, now: Now
) -> BindingProposed:
    proposal_id = await bindings.propose(work, who.scope, region, body.bound_from, now=now)
    return BindingProposed(id=proposal_id, region=region, bound_from=body.bound_from)


@router.get("/bindings/proposals", summary="Proposals that wait for another person, the newest first")
async def list_binding_proposals(
    who: CanManage, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> BindingProposalPage:
    rows = await proposed.PROPOSALS.list_open(work.connection, who.scope, region=region or "", after=after, limit=limit)
    items = [BindingProposalShown.model_validate(row) for row in rows]
    return BindingProposalPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/bindings/proposals/{proposal_id}/confirm", summary="Hold a township to its list as somebody proposed")
async def confirm_binding(proposal_id: UUID, who: CanManage, work: Work, now: Now) -> BindingKept:
    return BindingKept.model_validate(await bindings.confirm(work, who.scope, proposal_id, now=now))


@router.post("/bindings/proposals/{proposal_id}/withdraw", summary="Take an open proposal away", status_code=204)
async def withdraw_binding(proposal_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await bindings.withdraw(work, who.scope, proposal_id, now=now)


@router.get("/lists", summary="The lists in force on a day")
async def list_lists(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    as_of: AsOf = None,
    after: RegionCode | None = None,
    limit: Limit = 100,
) -> ListPage:
    rows = await kept.list_lists(
        work.connection, who.scope, region=region or "", on=as_of or town_day(now), after=after or "", limit=limit
    )
    items = [ListSummary.model_validate(row) for row in rows]
    return ListPage(items=items, next=items[-1].region if len(items) == limit else None)


@router.get("/lists/{region}", summary="The list of a county or a township on a day, line by line")
async def read_list(
    region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None, kind: DutyKind | None = None
) -> ListShown:
    found, lines = await lists.read_list(work, who.scope, region, on=as_of, kind=kind, now=now)
    shown = ListShown.model_validate(found)
    shown.lines = [DutyShown.model_validate(line) for line in lines]
    return shown


@router.get("/lists/{region}/history", summary="Who drew up, published and bound, the oldest first")
async def read_history(region: RegionCode, who: CanRead, work: Work) -> list[HistoryLine]:
    rows = await kept.history_of(work.connection, region) if who.scope.covers(region) else []
    return [HistoryLine.model_validate(row) for row in rows]


@router.get("/who-may", summary="Whose is a matter in a region on a day?")
async def who_may(
    matter: Code, region: RegionCode, who: CanRead, work: Work, held: Held, now: Now, as_of: AsOf = None
) -> AnswerShown:
    on = as_of or town_day(now)
    lists.require_near(who.scope, region)
    registers = await registers_now(work.connection, memory_of(held))
    return AnswerShown.of(registers.who_may(matter, region, on), matter, region, on)


@router.get("/exits", summary="What went to townships past their lists because of danger, the newest first")
async def list_exits(
    who: CanRead,
    work: Work,
    days: Days,
    region: RegionCode | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ExitPage:
    total, rows = await exits.list_exits(
        work.connection, who.scope, region=region or "", days=days, after=after, limit=limit
    )
    items = [ExitShown.model_validate(row) for row in rows]
    return ExitPage(total=total, items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/observed", summary="What townships were given that their lists, once they bind, refuse; the most first")
async def list_observed(
    who: CanRead, work: Work, days: Days, region: RegionCode | None = None, limit: Limit = 100
) -> Observed:
    rows = await exits.list_observed(work.connection, who.scope, region=region or "", days=days, limit=limit)
    return Observed(items=[ObservedShown.model_validate(row) for row in rows])


# ---------------------------------------------------------------------------------------------------------- admissions
@router.post("/admissions", summary="Apply for a matter to come onto townships' lists", status_code=201)
async def apply(body: AdmissionGiven, who: CanApply, work: Work, held: Held, now: Now) -> AdmissionState:
    known = await admissions.known_now(work, memory_of(held))
    admission_id = await admissions.apply(work, who.scope, body.as_application(), known, now=now)
    return AdmissionState(id=admission_id, state=State.APPLIED)


@router.post("/admissions/{admission_id}/opinion", summary="Say what the township thinks")
async def opine(admission_id: UUID, body: ActGiven, who: CanDecide, work: Work, held: Held, now: Now) -> AdmissionState:
    return await _take(Act.OPINE, admission_id, body, who, work, held, now)


@router.post("/admissions/{admission_id}/check", summary="The county's org office checks")
async def check(admission_id: UUID, body: ActGiven, who: CanManage, work: Work, held: Held, now: Now) -> AdmissionState:
    return await _take(Act.CHECK, admission_id, body, who, work, held, now)


@router.post("/admissions/{admission_id}/review", summary="The city's org office reviews")
async def review(
    admission_id: UUID, body: ActGiven, who: CanManage, work: Work, held: Held, now: Now
) -> AdmissionState:
    return await _take(Act.REVIEW, admission_id, body, who, work, held, now)


@router.post("/admissions/{admission_id}/resolution", summary="The county's Party committee or government resolves")
async def resolve(
    admission_id: UUID, body: ResolutionGiven, who: CanDecide, work: Work, held: Held, now: Now
) -> AdmissionState:
    return await _take(Act.RESOLVE, admission_id, body, who, work, held, now)


@router.post("/admissions/{admission_id}/withdrawal", summary="The department takes its application back")
async def withdraw_admission(
    admission_id: UUID, body: WithdrawalGiven, who: CanApply, work: Work, held: Held, now: Now
) -> AdmissionState:
    return await _take(Act.WITHDRAW, admission_id, ActGiven(version=body.version), who, work, held, now)


async def _take(
    act: Act, admission_id: UUID, body: ActGiven, who: Principal, work: UnitOfWork, held: Runtime, now: datetime
) -> AdmissionState:
    known, taken = await admissions.known_now(work, memory_of(held)), body.as_taken(act, who.scope)
    state = await admissions.take_act(work, who.scope, admission_id, taken, known, now=now)
    return AdmissionState(id=admission_id, state=state)


@router.get("/admissions", summary="Applications, as of a day too, the newest first; late ones wait beyond their term")
async def list_admissions(
    who: CanRead,
    work: Work,
    now: Now,
    state: State | None = None,
    late: bool = False,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> AdmissionPage:
    late_at = moment_of(as_of, now) if late else None
    rows = await applications.list_admissions(
        work.connection, who.scope, state=state, late_at=late_at, on=as_of, after=after, limit=limit
    )
    items = [AdmissionSummary.model_validate(row) for row in rows]
    return AdmissionPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/admissions/{admission_id}", summary="One application with its steps, and who is next")
async def read_admission(admission_id: UUID, who: CanRead, work: Work) -> AdmissionShown:
    row = await applications.find_admission(work.connection, who.scope, admission_id)
    if row is None:
        raise AdmissionNotFound("no such application", admission=str(admission_id))
    shown = AdmissionShown.model_validate(row)
    shown.steps = [AdmissionStep.model_validate(s) for s in await applications.steps_of(work.connection, row.id)]
    standing = await admissions.standing(work, row)
    shown.next, shown.not_heard = next_act(standing), not_heard(standing)
    return shown
