"""What does the outside see of help with applications (帮代办)?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from approval_window.applications.schemas.steps import StepAsked
from approval_window.applications.service.acting import Asked
from approval_window.applications.service.receiving import Look
from approval_window.progress.routes import Holder
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Line

from . import repository, service
from .domain import Errand, HelpState
from .schemas import (
    ErrandDone,
    ErrandList,
    HelpedShown,
    HelpEnded,
    HelperNamed,
    HelpGiven,
    HelpPage,
    HelpShown,
    HelpTaken,
    HelpWished,
)

CanArrange = Annotated[Principal, Depends(allowed(Permission.RECEIVE_APPLICATIONS))]
CanHelp = Annotated[Principal, Depends(allowed(Permission.HELP_APPLICANTS))]

router = APIRouter(prefix="/helping", tags=["helping 帮代办"], route_class=IdempotentRoute)


# The receipt is proved, and its attempt counted, before the wish's own transaction begins. Both read the same body, so
# it has the same name in both.
@router.post(
    "/asked", status_code=status.HTTP_201_CREATED, summary="Ask for help with one's own application 申请帮代办"
)
async def ask(holder: Holder, given: HelpWished, held: Held, now: Now) -> HelpTaken:
    async with held.database.begin() as work:
        made = await service.ask(work, holder=holder, mode=given.mode, now=now)
    return HelpTaken(number=holder.view.number, mode=given.mode, state=made["state"], asked_at=now)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Let somebody of the township help with an application")
async def give(body: HelpGiven, who: CanArrange, work: Work, now: Now) -> HelpShown:
    naming = service.Naming(body.helper, body.mode, body.consent, body.authorisation)
    row = await service.give(work, who.scope, _asked(body, now, body.application_id), naming)
    return HelpShown.model_validate(row)


@router.get("", summary="The help that is asked for and given in the region, the newest first")
async def list_(
    who: CanArrange, work: Work, state: HelpState | None = None, after: UUID | None = None, limit: Limit = 50
) -> HelpPage:
    rows = await repository.list_helps(work.connection, who.scope, state=state, after=after, limit=limit)
    shown = [HelpShown.model_validate(row) for row in rows]
    return HelpPage(items=shown, next=rows[-1].id if len(rows) == limit else None)


@router.get("/mine", summary="What I have to do for others, what is due first first")
async def list_own(who: CanHelp, work: Work, limit: Limit = 50) -> ErrandList:
    rows = await repository.list_own(work.connection, who.person_id, limit)
    return ErrandList(items=[HelpShown.model_validate(row) for row in rows])


@router.post("/{help_id}/assign", summary="Name who helps where the citizen asked for it")
async def assign(help_id: UUID, body: HelperNamed, who: CanArrange, work: Work, now: Now) -> HelpShown:
    row = await service.find(work, who.scope, help_id)
    naming = service.Naming(body.helper, row.mode, None, body.authorisation)
    done = await service.assign(work, who.scope, help_id, _asked(body, now, row.application_id), naming)
    return HelpShown.model_validate(done)


@router.post("/{help_id}/end", summary="End it: done, not wanted any more, or nobody can")
async def end(help_id: UUID, body: HelpEnded, who: CanArrange, work: Work, now: Now) -> HelpShown:
    row = await service.find(work, who.scope, help_id)
    done = await service.end(work, who.scope, help_id, _asked(body, now, row.application_id), body.ending)
    return HelpShown.model_validate(done)


@router.get("/{help_id}/applicant", summary="Whom I help; the look is logged")
async def read_applicant(
    help_id: UUID, who: CanHelp, work: Work, now: Now, purpose: Annotated[Line, Query()]
) -> HelpedShown:
    look = Look(who.person_id, purpose, now)
    return HelpedShown.model_validate(await service.who_is_helped(work, help_id, look))


@router.post("/{help_id}/errands/{errand}", summary="Note what I did: collected, brought to the counter, delivered")
async def run(help_id: UUID, errand: Errand, body: ErrandDone, who: CanHelp, work: Work, now: Now) -> HelpShown:
    row = await service.find_own(work, who.person_id, help_id)
    step = _asked(body, now, row.application_id)
    return HelpShown.model_validate(await service.run(work, who.person_id, help_id, step, errand, body.words))


def _asked(body: StepAsked, now: Now, application_id: UUID) -> Asked:
    return Asked(application_id, body.version, now)
