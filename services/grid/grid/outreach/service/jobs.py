"""How are posts kept, who is referred to them, and what becomes of it?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.outreach.domain.jobs import (
    Post,
    PostState,
    ReferralState,
    check_outcome,
    check_post,
    check_referral,
)
from grid.outreach.domain.refusals import (
    AlreadyReferred,
    EmployerUnknown,
    NotOfCampaign,
    PostNotFound,
    ReferralNotFound,
    ResidentUnknown,
    WantedBelowPlaced,
)
from grid.outreach.repository import jobs as repository
from grid.outreach.repository import messages
from grid.outreach.service.desk import Desk, require_version
from shared.codes import RegionLevel
from shared.runtime.db import new_id


# --------------------------------------------------------------------------------------------------------------- posts
async def add_posts(desk: Desk, region: str, posts: Sequence[Post]) -> list[UUID]:
    """Keep posts of employers; all or none. Raises OutsideRegion, PostRefused, LimitWithoutGround, EmployerUnknown."""
    desk.require_inside(region)
    rows: list[dict[str, Any]] = []
    for post in posts:
        check_post(post, desk.today)
        rows.append(await _row(desk, region, post))
    await repository.add_posts(desk.work.connection, rows)
    for row in rows:
        await desk.note("post", row["id"], 1, region, "add", wanted=row["wanted"])
    return [row["id"] for row in rows]


async def _row(desk: Desk, region: str, post: Post) -> dict[str, Any]:
    row = asdict(post) | {
        "id": new_id(),
        "version": 1,
        "region": region,
        "state": str(PostState.OPEN),
        "skills": sorted(set(post.skills)),
        "placed": 0,
        "by": desk.by,
        "at": desk.now,
    }
    if post.enterprise_id is not None:
        name = await repository.employer_name(desk.work.connection, desk.scope, post.enterprise_id)
        if name is None:
            raise EmployerUnknown("no such enterprise", enterprise=post.enterprise_id)
        row["employer"] = name
    return row


async def change_post(
    desk: Desk,
    post_id: UUID,
    version: int,
    *,
    wanted: int | None = None,
    valid_until: date | None = None,
    state: PostState | None = None,
) -> Row[Any]:
    """Let an employer want more or fewer, for longer, or nobody any more.

    Raises PostNotFound, CampaignStale, WantedBelowPlaced.
    """
    held = await find_post(desk, post_id, lock=True)
    require_version(held.version, version)
    if wanted is not None and wanted < held.placed:
        raise WantedBelowPlaced("more are placed already", placed=held.placed)
    said = {"wanted": wanted, "valid_until": valid_until, "state": str(state) if state else None}
    news = {name: value for name, value in said.items() if value is not None}
    await repository.save_post(desk.work.connection, {"id": post_id, "version": version + 1} | news)
    facts = {name: str(value) for name, value in news.items()}
    await desk.note("post", post_id, version + 1, held.region, "change", **facts)
    return await find_post(desk, post_id)


async def find_post(desk: Desk, post_id: UUID, *, lock: bool = False) -> Row[Any]:
    """Return a post within the scope. Raises PostNotFound."""
    found = await repository.find_post(desk.work.connection, desk.scope, post_id, lock=lock)
    if found is None:
        raise PostNotFound("no such post", post=post_id)
    return found


async def list_posts(desk: Desk, *, state: str | None, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    return await repository.list_posts(desk.work.connection, desk.scope, state=state, after=after, limit=limit)


async def posts_for(desk: Desk, resident_id: UUID, most: int) -> Sequence[Row[Any]]:
    """Return the posts that fit a resident best, with what makes each fit. Raises ResidentUnknown."""
    resident = await _resident(desk, resident_id)
    township = resident.region[: RegionLevel.TOWNSHIP.digits]
    return await repository.best_posts(desk.work.connection, [resident_id], township, desk.today, most)


# ----------------------------------------------------------------------------------------------------------- referrals
async def refer(desk: Desk, *, post_id: UUID, resident_id: UUID, campaign_id: UUID | None) -> Row[Any]:
    """Refer a resident to a post, once; `campaign_id`: the sending by which he heard of it.

    Raises PostNotFound, ResidentUnknown, PostClosed, PostFull, NotOfAge, LimitsUnmet, AlreadyReferred, NotOfCampaign.
    """
    resident = await _resident(desk, resident_id)
    post = await repository.find_post(desk.work.connection, desk.scope, post_id, lock=True)
    if post is None:
        raise PostNotFound("no such post", post=post_id)
    before = await repository.referral_of(desk.work.connection, post_id, resident_id)
    if before is not None:
        raise AlreadyReferred("a person is referred to a post once", referral=before.id)
    check_referral(post, born_on=resident.born_on, sex=resident.sex, today=desk.today)
    if campaign_id is not None:
        told = await messages.message_to(desk.work.connection, campaign_id, resident_id)
        if told is None:
            raise NotOfCampaign("the campaign sent this person nothing", campaign=campaign_id)
    row = {
        "id": new_id(),
        "version": 1,
        "region": resident.region,
        "post_id": post_id,
        "resident_id": resident_id,
        "campaign_id": campaign_id,
        "state": str(ReferralState.REFERRED),
        "by": desk.by,
        "at": desk.now,
    }
    await repository.add_referral(desk.work.connection, row)
    await desk.note("referral", row["id"], 1, resident.region, "refer", post=str(post_id))
    return await _referral(desk, row["id"])


async def note_outcome(desk: Desk, referral_id: UUID, version: int, outcome: ReferralState) -> Row[Any]:
    """Keep what became of a referral; who is placed takes one of the places.

    Raises ReferralNotFound, CampaignStale, ReferralDecided, PostFull.
    """
    held = await _referral(desk, referral_id)
    require_version(held.version, version)
    post = await repository.lock_post(desk.work.connection, held.post_id)
    check_outcome(held.state, outcome, placed=post.placed, wanted=post.wanted)
    decided = {"state": str(outcome), "decided_by": desk.by, "decided_at": desk.now}
    await repository.save_referral(desk.work.connection, {"id": referral_id, "version": version + 1} | decided)
    await desk.note("referral", referral_id, version + 1, held.region, outcome)
    if outcome is ReferralState.PLACED:
        step = {"id": post.id, "version": post.version + 1, "placed": post.placed + 1}
        await repository.save_post(desk.work.connection, step)
        await desk.note("post", post.id, post.version + 1, post.region, "place", referral=str(referral_id))
    return await _referral(desk, referral_id)


async def _resident(desk: Desk, resident_id: UUID) -> Row[Any]:
    found = await repository.find_resident(desk.work.connection, desk.scope, resident_id)
    if found is None:
        raise ResidentUnknown("no such resident, or not yours", resident=resident_id)
    return found


async def _referral(desk: Desk, referral_id: UUID) -> Row[Any]:
    found = await repository.find_referral(desk.work.connection, desk.scope, referral_id)
    if found is None:
        raise ReferralNotFound("no such referral", referral=referral_id)
    return found


async def list_referrals(
    desk: Desk, *, post_id: UUID | None, state: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    return await repository.list_referrals(
        desk.work.connection, desk.scope, post_id=post_id, state=state, after=after, limit=limit
    )
