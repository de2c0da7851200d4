"""How many messages, answers, referrals and placements were there, of a campaign or in a month?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, distinct, func, select, true

from grid.outreach.domain.jobs import ReferralState
from grid.outreach.domain.messages import GONE_OUT, Dropped, MessageState
from grid.outreach.domain.receipts import Reply
from grid.outreach.models import outreach_campaigns, outreach_messages, outreach_referrals
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

C, M, F = outreach_campaigns.c, outreach_messages.c, outreach_referrals.c
GONE = [str(one) for one in GONE_OUT]


async def count_messages(connection: Connection, which: ColumnElement[bool]) -> dict[str, int]:
    """Return the counts of messages for which a condition holds."""

    def of(condition: ColumnElement[bool]) -> Any:
        return func.count().filter(condition)

    query = select(
        func.count().label("audience"),
        of(M.state.in_(GONE)).label("sent"),
        of(M.state == str(MessageState.UNKNOWN)).label("unknown"),
        of(M.delivery == "delivered").label("delivered"),
        of(M.delivery == "failed").label("undelivered"),
        of(M.reply.is_not(None)).label("answered"),
        of(M.reply == str(Reply.INTERESTED)).label("interested"),
        of(M.reply == str(Reply.OPT_OUT)).label("opted_out"),
        of(M.state == str(MessageState.DROPPED)).label("dropped"),
        of((M.state == str(MessageState.DROPPED)) & (M.reason == str(Dropped.ALREADY_TOLD))).label("already_told"),
        of(M.state == str(MessageState.FAILED)).label("failed"),
    ).where(which)
    return dict((await connection.execute(query)).mappings().one())


async def count_posts(connection: Connection, which: ColumnElement[bool]) -> int:
    """Return how many posts messages that went out told of."""
    told = (
        select(func.jsonb_array_elements_text(M.posts).label("post")).where(which, M.state.in_(GONE)).subquery("told")
    )
    return int((await connection.execute(select(func.count(distinct(told.c.post))))).scalar_one())


async def count_referrals(connection: Connection, which: ColumnElement[bool]) -> dict[str, int]:
    placed = func.count().filter(F.state == str(ReferralState.PLACED))
    query = select(func.count().label("referred"), placed.label("placed")).where(which)
    return dict((await connection.execute(query)).mappings().one())


def of_campaign(campaign_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions of a campaign's messages, and of referrals that came of it."""
    return M.campaign_id == campaign_id, F.campaign_id == campaign_id


def within(
    scope: Scope, region: str, since: datetime, until: datetime
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions of messages of a region's campaigns that started in a time, and of referrals made in it."""
    inside = C.region.startswith(region, autoescape=True) if region else true()
    started = and_(visible_in(scope, outreach_campaigns), inside, C.started_at >= since, C.started_at < until)
    mine: Select[Any] = select(C.id).where(started)
    referred = and_(visible_in(scope, outreach_referrals), F.at >= since, F.at < until)
    if region:
        referred = and_(referred, F.region.startswith(region, autoescape=True))
    return M.campaign_id.in_(mine), referred
