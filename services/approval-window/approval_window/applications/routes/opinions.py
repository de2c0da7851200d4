"""What are agencies asked, and what do they say (licence law art. 26 (2))?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from approval_window.applications.repository.opinions import Wanted
from approval_window.applications.schemas.opinions import AnswerGiven, OpinionAsked, OpinionList
from approval_window.applications.schemas.shown import ApplicantShown
from approval_window.applications.service import opinions as service
from approval_window.applications.service.receiving import Look
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Line

from .doors import CanOpine, CanRead

router = APIRouter(prefix="/opinions", tags=["applications 办件"], route_class=IdempotentRoute)


@router.get("", summary="What my unit is asked, with its light, what is due first first; `given`: what it has answered")
async def mine(who: CanOpine, work: Work, now: Now, given: bool = False, limit: Limit = 50) -> OpinionList:
    found = await service.mine(work, who.scope, given, limit, now)
    return OpinionList(items=[_shown(one) for one in found])


@router.get("/asked", summary="What all agencies are asked about what runs here; `late`: what was not answered in time")
async def asked(
    who: CanRead, work: Work, now: Now, given: bool | None = None, late: bool | None = None, limit: Limit = 50
) -> OpinionList:
    found = await service.worklist(work, who.scope, Wanted(None, given, late, limit), now)
    return OpinionList(items=[_shown(one) for one in found])


@router.get("/{opinion_id}", summary="What my unit is asked")
async def read(opinion_id: UUID, who: CanOpine, work: Work, now: Now) -> OpinionAsked:
    return _shown(await service.get_mine(work, who.scope, opinion_id, now))


@router.get("/{opinion_id}/applicant", summary="Who applied for what my unit is asked about; the look is logged")
async def read_applicant(
    opinion_id: UUID, who: CanOpine, work: Work, now: Now, purpose: Annotated[Line, Query()]
) -> ApplicantShown:
    look = Look(who.person_id, purpose, now)
    return ApplicantShown.model_validate(await service.read_applicant_for(work, who.scope, opinion_id, look))


@router.post("/{opinion_id}/answer", summary="Say for my unit that it agrees or disagrees, and why")
async def answer(opinion_id: UUID, body: AnswerGiven, who: CanOpine, work: Work, now: Now) -> OpinionAsked:
    given = service.Given(body.opinion, body.words)
    return _shown(await service.answer(work, who.scope, opinion_id, given, now))


def _shown(one: service.Lit) -> OpinionAsked:
    return OpinionAsked.of(one.row, one.light, late=one.late)
