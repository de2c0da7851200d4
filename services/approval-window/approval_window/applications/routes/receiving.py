"""How is an application received, found and read?"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, status

from approval_window.applications.domain.states import ApplicationState
from approval_window.applications.repository import applications as repository
from approval_window.applications.repository import corrections, hearings, supports
from approval_window.applications.schemas.corrections import CorrectionShown
from approval_window.applications.schemas.forms import ApplicationReceive, BundleReceive
from approval_window.applications.schemas.opinions import OpinionShown
from approval_window.applications.schemas.shown import (
    ApplicantShown,
    ApplicationDetail,
    ApplicationPage,
    ApplicationShown,
    ApplicationTaken,
    BundleTaken,
    FileShown,
    HearingShown,
    StepShown,
    VerificationShown,
    WordsList,
)
from approval_window.applications.service import files, opinions
from approval_window.applications.service import receiving as service
from shared.runtime.app import Now, Work
from shared.runtime.db import UnitOfWork
from shared.runtime.queries import Limit
from shared.runtime.scope import Scope
from shared.runtime.supporting import SupportKept
from shared.runtime.text import Line

from .doors import CanRead, CanReceive, new_router, taken_in

router = new_router()


@router.post("", status_code=status.HTTP_201_CREATED, summary="Receive an application for an item")
async def receive(body: ApplicationReceive, who: CanReceive, work: Work, now: Now) -> ApplicationTaken:
    taken = await service.receive_application(
        work, who.scope, item=body.item, form=body.form(), clerk_id=who.person_id, now=now
    )
    return taken_in(taken, now)


@router.post("/bundles", status_code=status.HTTP_201_CREATED, summary="Receive one form for all items of a bundle")
async def receive_bundle(body: BundleReceive, who: CanReceive, work: Work, now: Now) -> BundleTaken:
    bundle_id, received = await service.receive_bundle(
        work, who.scope, bundle=body.bundle, form=body.form(), clerk_id=who.person_id, now=now
    )
    return BundleTaken(bundle=body.bundle, bundle_id=bundle_id, applications=[taken_in(one, now) for one in received])


@router.get("", summary="The applications of the region, the newest first")
async def list_(
    who: CanRead,
    work: Work,
    state: ApplicationState | None = None,
    bundle_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ApplicationPage:
    rows = await repository.list_applications(
        work.connection, who.scope, state=state, bundle_id=bundle_id, after=after, limit=limit
    )
    shown = [ApplicationShown.model_validate(row) for row in rows]
    return ApplicationPage(items=shown, next=rows[-1].id if len(rows) == limit else None)


@router.get("/{application_id}", summary="An application, its materials, who verifies it, and every step of it")
async def read(application_id: UUID, who: CanRead, work: Work, now: Now) -> ApplicationDetail:
    row = await service.get_application(work, who.scope, application_id=application_id)
    parts = await _parts(work, who.scope, application_id, now)
    return ApplicationDetail.model_validate(row).model_copy(update=parts)


async def _parts(work: UnitOfWork, scope: Scope, application_id: UUID, now: datetime) -> dict[str, Any]:
    steps = await repository.history_of(work.connection, scope, application_id)
    found = await repository.verification_of(work.connection, application_id)
    heard = await hearings.hearing_of(work.connection, application_id)
    corrected = await corrections.corrections_of(work.connection, application_id)
    supported = await supports.supports_of(work.connection, application_id)
    asked = await opinions.of_application(work, application_id, now)
    return {
        "history": [StepShown.model_validate(step) for step in steps],
        "materials": await repository.materials_of(work.connection, application_id),
        "files": [FileShown.model_validate(one) for one in await files.list_files(work, application_id)],
        "verification": VerificationShown.model_validate(found) if found else None,
        "hearing": HearingShown.model_validate(heard) if heard else None,
        "corrections": [CorrectionShown.model_validate(one) for one in corrected],
        "supports": [SupportKept.model_validate(one) for one in supported],
        "opinions": [OpinionShown.of(one.row, one.light, late=one.late) for one in asked],
    }


@router.get("/{application_id}/applicant", summary="Who applied; the look is logged")
async def read_applicant(
    application_id: UUID, who: CanReceive, work: Work, now: Now, purpose: Annotated[Line, Query()]
) -> ApplicantShown:
    look = service.Look(who.person_id, purpose, now)
    found = await service.read_applicant(work, who.scope, application_id=application_id, look=look)
    return ApplicantShown.model_validate(found)


@router.get("/{application_id}/words", summary="What was written in its steps: reasons, findings; the look is logged")
async def read_words(
    application_id: UUID, who: CanRead, work: Work, now: Now, purpose: Annotated[Line, Query()]
) -> WordsList:
    look = service.Look(who.person_id, purpose, now)
    found = await service.read_words(work, who.scope, application_id=application_id, look=look)
    return WordsList.model_validate({"items": found})
