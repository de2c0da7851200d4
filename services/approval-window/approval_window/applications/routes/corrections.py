"""How is an error in a delivered decision corrected?"""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from approval_window.applications.schemas.corrections import CorrectionAsked, CorrectionDecided, CorrectionTexts
from approval_window.applications.schemas.shown import ApplicationShown
from approval_window.applications.service import corrections as service
from approval_window.applications.service.receiving import Look
from shared.runtime.app import Now, Work
from shared.runtime.text import Line

from .doors import CanDecide, CanReceive, asked, new_router

router = new_router()


@router.post("/{application_id}/ask-correction", summary="Its holder, or the organ, found an error in the decision")
async def ask(application_id: UUID, body: CorrectionAsked, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    wanted = service.Wanted(body.paper, body.error, body.found_by, body.written, body.correct, body.reason)
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.ask(work, who.scope, step, wanted))


@router.post("/{application_id}/correct-decision", summary="Correct that error, with a paper that names the decision")
async def correct(
    application_id: UUID, body: CorrectionDecided, who: CanDecide, work: Work, now: Now
) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.correct(work, who.scope, step, body.reason))


@router.post("/{application_id}/decline-correction", summary="Say that there is no error, and why")
async def decline(
    application_id: UUID, body: CorrectionDecided, who: CanDecide, work: Work, now: Now
) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.decline(work, who.scope, step, body.reason))


@router.get("/{application_id}/corrections/{correction_id}", summary="What was written, what is right; a logged look")
async def read(
    application_id: UUID,
    correction_id: UUID,
    who: CanDecide,
    work: Work,
    now: Now,
    purpose: Annotated[Line, Query()],
) -> CorrectionTexts:
    look = Look(who.person_id, purpose, now)
    row, texts = await service.read_texts(work, who.scope, application_id, correction_id, look)
    return CorrectionTexts.model_validate(row).model_copy(update=texts)
