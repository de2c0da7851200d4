"""How do photos come in, and out again?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from enforcement.inspections.routes.doors import CanRead as CanReadInspections
from enforcement.inspections.routes.doors import CanWork as CanInspect
from enforcement.inspections.service.steps import get_inspection
from enforcement.penalties.routes.doors import CanRead as CanReadPenalties
from enforcement.penalties.routes.doors import CanWork as CanInvestigate
from enforcement.penalties.service.acting import get_penalty
from shared.runtime.app import Held, Now, Runtime, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.store import HANDED_OUT, store_of
from shared.runtime.text import Line

from . import service
from .domain.taking import Limits
from .schemas import EvidencePhotoGiven, PhotoGiven, PhotoList, PhotoShown
from .service import Look

router = APIRouter(tags=["photos 现场照片"], route_class=IdempotentRoute)

# The most that any installation may allow a body; what it does allow a file is a setting.
LARGER_BODIES = dict.fromkeys(("/inspections/*/photos", "/penalties/*/photos"), 64 * 1024 * 1024)
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {}, "image/png": {}, "application/pdf": {}}, "description": "The photo or scan"}
}
Purpose = Annotated[Line, Query()]


def _limits(held: Runtime) -> Limits:
    store = held.settings.store
    return Limits(store.most_bytes, store.most_pixels, store.most_seconds, store.most_pages, store.most_of_a_case)


@router.post(
    "/inspections/{inspection_id}/photos",
    status_code=status.HTTP_201_CREATED,
    summary="What officers saw at their inspection (penalty law art. 47, 55)",
)
async def add_to_inspection(
    inspection_id: UUID, body: PhotoGiven, who: CanInspect, work: Work, held: Held, now: Now
) -> PhotoShown:
    store, given = store_of(held), body.given()
    photo = await service.add_to_inspection(work, store, who.scope, inspection_id, given, _limits(held), now)
    return PhotoShown.model_validate(photo)


@router.get("/inspections/{inspection_id}/photos", summary="The photos of an inspection, the oldest first")
async def list_of_inspection(inspection_id: UUID, who: CanReadInspections, work: Work) -> PhotoList:
    row = await get_inspection(work, who.scope, inspection_id=inspection_id)
    return PhotoList(items=[PhotoShown.model_validate(one) for one in await service.photos_of(work, row.id)])


@router.get(
    "/inspections/{inspection_id}/photos/{photo_id}",
    summary="A photo of an inspection; each look is a line of its record",
    response_class=Response,
    responses=_FILE,
)
async def open_of_inspection(
    inspection_id: UUID, photo_id: UUID, who: CanReadInspections, work: Work, held: Held, now: Now, purpose: Purpose
) -> Response:
    row = await get_inspection(work, who.scope, inspection_id=inspection_id)
    look = Look(who.person_id, purpose, now)
    kind, content = await service.open_photo(work, store_of(held), who.scope, row.id, photo_id, look)
    return Response(content, media_type=kind, headers=HANDED_OUT)


@router.post(
    "/penalties/{penalty_id}/photos",
    status_code=status.HTTP_201_CREATED,
    summary="A photo or scan of an entry of the evidence (art. 46)",
)
async def add_to_evidence(
    penalty_id: UUID, body: EvidencePhotoGiven, who: CanInvestigate, work: Work, held: Held, now: Now
) -> PhotoShown:
    store, given = store_of(held), body.given(body.evidence)
    photo = await service.add_to_evidence(work, store, who.scope, penalty_id, given, _limits(held), now)
    return PhotoShown.model_validate(photo)


@router.get("/penalties/{penalty_id}/photos", summary="The photos and scans of a case's evidence, the oldest first")
async def list_of_evidence(penalty_id: UUID, who: CanReadPenalties, work: Work) -> PhotoList:
    row = await get_penalty(work, who.scope, penalty_id=penalty_id)
    return PhotoList(items=[PhotoShown.model_validate(one) for one in await service.photos_of(work, row.id)])


@router.get(
    "/penalties/{penalty_id}/photos/{photo_id}",
    summary="A photo or scan of a case's evidence; each look is a line of its record",
    response_class=Response,
    responses=_FILE,
)
async def open_of_evidence(
    penalty_id: UUID, photo_id: UUID, who: CanReadPenalties, work: Work, held: Held, now: Now, purpose: Purpose
) -> Response:
    row = await get_penalty(work, who.scope, penalty_id=penalty_id)
    look = Look(who.person_id, purpose, now)
    kind, content = await service.open_photo(work, store_of(held), who.scope, row.id, photo_id, look)
    return Response(content, media_type=kind, headers=HANDED_OUT)
