"""What does the outside see of ratings? Who holds a receipt rates; the township reads, follows up and counts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from approval_window.progress.routes import Holder
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import Day
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Line, RegionCode

from . import repository
from .domain.figures import GroupBy
from .domain.follow_up import FollowUpAction
from .domain.rating import GRADE_WORDS, STEP_WORDS
from .schemas import (
    CallBackBody,
    FollowUpStepShown,
    RatingBody,
    RatingDetail,
    RatingFigures,
    RatingPage,
    RatingShown,
    RatingsOf,
    RatingTaken,
    RatingWords,
    StepBody,
)
from .service import following, giving, reading

router = APIRouter(prefix="/ratings", tags=["ratings 好差评"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_APPLICATIONS))]
CanFollowUp = Annotated[Principal, Depends(allowed(Permission.FOLLOW_UP_RATINGS))]


# The receipt is proved, and its attempt counted, before the rating's own transaction begins. Both read the same body,
# so it has the same name in both.
@router.post("", status_code=status.HTTP_201_CREATED, summary="Rate a step of one's own paper, with its receipt 评价")
async def give(holder: Holder, given: RatingBody, held: Held, now: Now) -> RatingTaken:
    new = giving.NewRating(given.step, given.grade, given.text or None)
    async with held.database.begin() as work:
        await giving.give_rating(work, giving.SCOPE, holder=holder, new=new, now=now)
    said = {"step_said": STEP_WORDS[given.step], "grade_said": GRADE_WORDS[given.grade]}
    return RatingTaken(number=holder.view.number, step=given.step, grade=given.grade, given_at=now, **said)


@router.get("", summary="Bad ratings not called back yet, the oldest first, with their light; or all, the newest first")
async def list_(
    who: CanRead, work: Work, now: Now, of: RatingsOf = RatingsOf.OPEN, after: UUID | None = None, limit: Limit = 50
) -> RatingPage:
    late = of is RatingsOf.LATE
    if of is RatingsOf.ALL:
        rows = await repository.list_ratings(work.connection, who.scope, after, limit)
    else:
        rows = await repository.list_open(work.connection, who.scope, after, limit, late=late)
    shown = [RatingShown.of(one.row, one.light) for one in await reading.light(work, rows, now)]
    return RatingPage(items=shown, next=rows[-1].id if len(rows) == limit else None)


async def counts_asked(
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
    region: RegionCode | None = None,
    by: GroupBy | None = None,
) -> reading.CountsAsked:
    """Return which ratings somebody wants counted."""
    return reading.CountsAsked(region, first, last, by)


@router.get("/figures", summary="What the ratings of a period come to, with formula and denominator")
async def figures(
    asked: Annotated[reading.CountsAsked, Depends(counts_asked)], who: CanRead, work: Work, now: Now
) -> RatingFigures:
    counted = await reading.count_ratings(work, who.scope, asked, now=now)
    return RatingFigures.of(asked.first, asked.last, counted, grouped=asked.by is not None)


@router.get("/{rating_id}", summary="A rating, and every step of its follow-up")
async def read_one(rating_id: UUID, who: CanRead, work: Work, now: Now) -> RatingDetail:
    row = await following.get_rating(work, who.scope, rating_id)
    (lit,) = await reading.light(work, [row], now)
    steps = await repository.history_of(work.connection, rating_id)
    history = [FollowUpStepShown.model_validate(step) for step in steps]
    return RatingDetail.of(lit.row, lit.light).model_copy(update={"history": history})


@router.get("/{rating_id}/words", summary="What was written; not for who was rated, and the look is logged")
async def read_words(
    rating_id: UUID, who: CanFollowUp, _: CanRead, work: Work, now: Now, purpose: Annotated[Line, Query()]
) -> RatingWords:
    look = reading.Look(who.person_id, purpose, now)
    return RatingWords.model_validate(await reading.read_words(work, who.scope, rating_id=rating_id, look=look))


@router.post("/{rating_id}/verify", summary="Verify a bad rating 核实")
async def verify(rating_id: UUID, body: StepBody, who: CanFollowUp, _: CanRead, work: Work, now: Now) -> RatingShown:
    asked = following.StepAsked(rating_id, body.version, FollowUpAction.VERIFY, body.text, now)
    return await _taken(work, who, asked)


@router.post("/{rating_id}/correct", summary="Correct what a bad rating was about 整改")
async def correct(rating_id: UUID, body: StepBody, who: CanFollowUp, _: CanRead, work: Work, now: Now) -> RatingShown:
    asked = following.StepAsked(rating_id, body.version, FollowUpAction.CORRECT, body.text, now)
    return await _taken(work, who, asked)


@router.post("/{rating_id}/call-back", summary="Call back who gave a bad rating 回访")
async def call_back(
    rating_id: UUID, body: CallBackBody, who: CanFollowUp, _: CanRead, work: Work, now: Now
) -> RatingShown:
    facts: dict[str, object] = {"satisfied": body.satisfied}
    asked = following.StepAsked(rating_id, body.version, FollowUpAction.CALL_BACK, body.text, now, facts)
    return await _taken(work, who, asked)


async def _taken(work: Work, who: Principal, asked: following.StepAsked) -> RatingShown:
    row = await following.take_step(work, who.scope, asked)
    (lit,) = await reading.light(work, [row], asked.now)
    return RatingShown.of(lit.row, lit.light)
