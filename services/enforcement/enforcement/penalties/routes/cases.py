"""How is a penalty case filed, found and read, and what may be done in it next?"""

from uuid import UUID

from fastapi import status

from enforcement.penalties import repository
from enforcement.penalties.domain.states import PenaltyState
from enforcement.penalties.domain.steps import NextStep, next_steps
from enforcement.penalties.schemas.shown import (
    NextSteps,
    PenaltyPage,
    PenaltyShown,
    StepOffered,
)
from enforcement.penalties.schemas.steps import (
    DecidedOnTheSpot,
    PenaltyFiled,
)
from enforcement.penalties.service import acting, filing, simple
from shared.runtime.app import Now, Work
from shared.runtime.queries import Limit

from .doors import CanRead, CanWork, new_router

router = new_router()


@router.post("", status_code=status.HTTP_201_CREATED, summary="File a case (ordinary procedure)")
async def file_case(body: PenaltyFiled, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    row = await filing.file_case(work, who.scope, filing=body.filing(), now=now)
    return PenaltyShown.model_validate(row)


@router.post("/simple", status_code=status.HTTP_201_CREATED, summary="Decide on the spot (simple procedure, art. 51)")
async def decide_on_the_spot(body: DecidedOnTheSpot, who: CanWork, work: Work, now: Now) -> PenaltyShown:
    return PenaltyShown.model_validate(await simple.decide_on_the_spot(work, who.scope, spot=body.spot(), now=now))


@router.get("", summary="The cases of the region, the newest first")
async def list_(
    who: CanRead, work: Work, state: PenaltyState | None = None, after: UUID | None = None, limit: Limit = 50
) -> PenaltyPage:
    rows = await repository.list_penalties(work.connection, who.scope, state=state, after=after, limit=limit)
    shown = [PenaltyShown.model_validate(row) for row in rows]
    return PenaltyPage(items=shown, next=rows[-1].id if len(rows) == limit else None)


@router.get("/{penalty_id}", summary="A case; its whole process stands in its record")
async def read(penalty_id: UUID, who: CanRead, work: Work) -> PenaltyShown:
    return PenaltyShown.model_validate(await acting.get_penalty(work, who.scope, penalty_id=penalty_id))


@router.get("/{penalty_id}/next-steps", summary="What may be done now, and what may not, with the article")
async def offer(penalty_id: UUID, who: CanRead, work: Work, now: Now) -> NextSteps:
    row = await acting.get_penalty(work, who.scope, penalty_id=penalty_id)
    items = [_offered(step) for step in next_steps(await acting.case_now(work, row, now), now)]
    return NextSteps(state=PenaltyState(row.state), version=row.version, items=items)


def _offered(step: NextStep) -> StepOffered:
    if step.refusal is None:
        return StepOffered(action=step.action, possible=True)
    article = step.refusal.facts.get("article")
    why = {"code": step.refusal.code, "said": step.refusal.said, "article": str(article) if article else None}
    return StepOffered(action=step.action, possible=False, **why)
