"""Which replies wait, and what became of each?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Row, Text, Uuid, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from dispatch.cases.models import case_reports
from dispatch.intake.models import reports
from dispatch.notices.domain import ReplyState
from dispatch.notices.models import replies
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays
from shared.schemas.vocabulary import Origin


async def add_replies(connection: Connection, closed: Sequence[dict[str, Any]], now: datetime) -> None:
    """Have every outside reporter of the closed cases told; `closed`: {case_id, region, body}.

    A case that was reopened and closed again is told again, under a new id: the receiver knows the old one, and an
    attempt that is still under way must not count for the new one.
    """
    given = arrays(closed, case_id=Uuid(), region=Text(), body=JSONB())
    chosen = (
        select(
            reports.c.id,
            given.c.case_id,
            given.c.region,
            reports.c.source,
            reports.c.external_id,
            given.c.body.op("||")(func.jsonb_build_object("external_id", reports.c.external_id)),
            literal(str(ReplyState.WAITING)),
            literal(0),
            literal(now, DateTime(timezone=True)),
            literal(now, DateTime(timezone=True)),
        )
        .join(case_reports, case_reports.c.report_id == reports.c.id)
        .join(given, given.c.case_id == case_reports.c.case_id)
        .where(reports.c.origin == str(Origin.FEED))
    )
    names = [
        "report_id",
        "case_id",
        "region",
        "source",
        "external_id",
        "body",
        "state",
        "attempts",
        "first_at",
        "next_at",
    ]
    statement = insert(replies).from_select(names, chosen, include_defaults=False)
    kept = statement.excluded
    again = {name: kept[name] for name in names[1:]} | {"id": func.uuidv7(), "last_error": None, "delivered_at": None}
    await connection.execute(statement.on_conflict_do_update(index_elements=["report_id"], set_=again))


async def claim_due(connection: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[Row[Any]]:
    """Return replies that are due and keep them for this process during `lease`."""
    due = (
        select(replies.c.id)
        .where(replies.c.state == str(ReplyState.WAITING), replies.c.next_at <= now)
        .order_by(replies.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = update(replies).where(replies.c.id.in_(due)).values(next_at=now + lease).returning(replies)
    return list((await connection.execute(claimed)).all())


async def save_attempts(connection: Connection, attempts: Sequence[dict[str, Any]]) -> None:
    """Note what became of each attempt: {id, state, next_at, last_error, delivered_at}."""
    moment = DateTime(timezone=True)
    given = arrays(attempts, id=Uuid(), state=Text(), next_at=moment, last_error=Text(), delivered_at=moment)
    values = {name: given.c[name] for name in ("state", "next_at", "last_error", "delivered_at")}
    changed = update(replies).where(replies.c.id == given.c.id)
    await connection.execute(changed.values(values | {"attempts": replies.c.attempts + 1}))


async def list_replies(
    connection: Connection, scope: Scope, *, state: ReplyState | None, after: UUID | None, limit: int
) -> list[Row[Any]]:
    query = select(replies).where(visible_in(scope, replies))
    if state:
        query = query.where(replies.c.state == str(state))
    if after:
        query = query.where(replies.c.id > after)
    return list((await connection.execute(query.order_by(replies.c.id).limit(limit))).all())


async def lock_reply(connection: Connection, scope: Scope, reply_id: UUID) -> Row[Any] | None:
    query = select(replies).where(replies.c.id == reply_id, visible_in(scope, replies)).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def send_again(connection: Connection, reply_id: UUID, now: datetime) -> None:
    waiting = {"state": str(ReplyState.WAITING), "first_at": now, "next_at": now, "attempts": 0}
    await connection.execute(update(replies).where(replies.c.id == reply_id).values(waiting))


async def count_waiting(connection: Connection) -> dict[str, int]:
    """Return how many replies wait, by source."""
    query = select(replies.c.source, func.count()).where(replies.c.state == str(ReplyState.WAITING))
    return {row[0]: row[1] for row in (await connection.execute(query.group_by(replies.c.source))).all()}
