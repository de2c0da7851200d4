"""What does the outside see of posts and referrals?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from grid.outreach.domain.jobs import PostState, ReferralState
from grid.outreach.routes.permits import CanJobs, CanPrepare
from grid.outreach.schemas.jobs import (
    FitList,
    FitSeen,
    OutcomeGiven,
    PostChange,
    PostList,
    PostSeen,
    PostsGiven,
    PostsKept,
    ReferralGiven,
    ReferralList,
    ReferralSeen,
)
from grid.outreach.service import jobs
from grid.outreach.service.desk import Desk
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

router = APIRouter(prefix="/outreach", tags=["outreach 精准发送"], route_class=IdempotentRoute)


@router.post("/posts", status_code=status.HTTP_201_CREATED, summary="Post jobs; all or none 岗位发布")
async def add_posts(body: PostsGiven, who: CanPrepare, work: Work, now: Now) -> PostsKept:
    posts = [one.read() for one in body.posts]
    return PostsKept(ids=await jobs.add_posts(Desk(work, who.scope, now), body.region, posts))


@router.get("/posts", summary="Posts")
async def list_posts(
    who: CanJobs,
    work: Work,
    now: Now,
    state: PostState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> PostList:
    rows = await jobs.list_posts(Desk(work, who.scope, now), state=state, after=after, limit=limit)
    items = [PostSeen.model_validate(row) for row in rows]
    return PostList(items=items, next=items[-1].id if len(items) == limit else None)


@router.patch("/posts/{post_id}", summary="The employer wants more or fewer, for longer, or nobody any more")
async def change_post(post_id: UUID, body: PostChange, who: CanPrepare, work: Work, now: Now) -> PostSeen:
    changed = await jobs.change_post(Desk(work, who.scope, now), post_id, **body.model_dump())
    return PostSeen.model_validate(changed)


@router.get("/residents/{resident_id}/posts", summary="The posts that fit somebody best, and why")
async def posts_for(
    resident_id: UUID, who: CanJobs, work: Work, now: Now, most: Annotated[int, Query(ge=1, le=50)] = 10
) -> FitList:
    found = await jobs.posts_for(Desk(work, who.scope, now), resident_id, most)
    return FitList(items=[FitSeen.model_validate(one) for one in found])


@router.post("/referrals", status_code=status.HTTP_201_CREATED, summary="Refer a resident to a post, once 岗位推荐")
async def refer(body: ReferralGiven, who: CanJobs, work: Work, now: Now) -> ReferralSeen:
    return ReferralSeen.model_validate(await jobs.refer(Desk(work, who.scope, now), **body.model_dump()))


@router.get("/referrals", summary="Referrals")
async def list_referrals(
    who: CanJobs,
    work: Work,
    now: Now,
    post_id: UUID | None = None,
    state: ReferralState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ReferralList:
    desk = Desk(work, who.scope, now)
    rows = await jobs.list_referrals(desk, post_id=post_id, state=state, after=after, limit=limit)
    items = [ReferralSeen.model_validate(row) for row in rows]
    return ReferralList(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/referrals/{referral_id}/outcome", summary="Placed, declined, not hired 录用、本人放弃、未录用")
async def note_outcome(referral_id: UUID, body: OutcomeGiven, who: CanJobs, work: Work, now: Now) -> ReferralSeen:
    desk = Desk(work, who.scope, now)
    return ReferralSeen.model_validate(await jobs.note_outcome(desk, referral_id, body.version, body.outcome))
