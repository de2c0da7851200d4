"""Who may take which steps of a penalty case, and how is a step asked for?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path

from enforcement.penalties.schemas.steps import (
    StepAsked,
)
from enforcement.penalties.service.acting import Asked
from shared.runtime.app import Now
from shared.runtime.auth import Principal, allowed, principal_of, require
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission

# The number of a measure, or of an item of evidence, in its case.
Serial = Annotated[int, Path(ge=1, le=2**31 - 1)]
CanRead = Annotated[Principal, Depends(allowed(Permission.READ_PENALTIES))]
CanWork = Annotated[Principal, Depends(allowed(Permission.WORK_PENALTIES))]
CanReview = Annotated[Principal, Depends(allowed(Permission.REVIEW_PENALTIES))]
# Decides as the head of the organ, or for him.
CanDecide = Annotated[Principal, Depends(allowed(Permission.DECIDE_PENALTIES))]


async def _excludes(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    """Who excludes evidence: the officers, or the head when they have concluded."""
    return who if Permission.DECIDE_PENALTIES in who.permissions else require(who, Permission.WORK_PENALTIES)


# Read by tests/architecture: every route has some.
_excludes.permissions = {Permission.WORK_PENALTIES, Permission.DECIDE_PENALTIES}  # type: ignore[attr-defined]
CanExclude = Annotated[Principal, Depends(_excludes)]


def new_router() -> APIRouter:
    return APIRouter(prefix="/penalties", tags=["penalties 处罚案件"], route_class=IdempotentRoute)


def asked(penalty_id: UUID, body: StepAsked, now: Now) -> Asked:
    """Return which step somebody asks for."""
    return Asked(penalty_id, body.version, now)
