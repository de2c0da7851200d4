"""How are a campaign's messages made, claimed by one process alone, and what became of them noted?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Text, and_, case, exists, func, literal, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.types import DateTime, Uuid

from grid.outreach.domain.messages import GONE_OUT, Dropped, MessageState, ToldBefore
from grid.outreach.models import outreach_campaigns, outreach_messages, outreach_templates
from grid.outreach.repository.people import each_once, why_not
from grid.registry.models import residents
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, update_rows

C, M, R = outreach_campaigns.c, outreach_messages.c, residents.c
_WAITING, _HANDING = str(MessageState.WAITING), str(MessageState.HANDING_OVER)


async def freeze_audience(connection: Connection, campaign_id: UUID, people: Select[Any], now: datetime) -> int:
    """Make a message for each person that is meant, by one statement; return how many."""
    each = each_once(people).c
    names = [
        "id",
        "campaign_id",
        "region",
        "resident_id",
        "phone_mark",
        "person_mark",
        "state",
        "attempts",
        "next_at",
        "posts",
    ]
    made = select(
        func.uuidv7(),
        literal(campaign_id, Uuid()),
        each.region,
        each.id,
        each.phone_mark,
        each.id_number_mark,
        literal(_WAITING),
        literal(0),
        literal(now, DateTime(timezone=True)),
        literal([], JSONB),
    )
    done = await connection.execute(insert(outreach_messages).from_select(names, made))
    return int(done.rowcount)


async def claim_waiting(connection: Connection, campaign_id: UUID, now: datetime, limit: int) -> list[UUID]:
    """Hold the rows of messages that are due; another process passes them by."""
    due = (
        select(M.id)
        .where(M.campaign_id == campaign_id, M.state == _WAITING, M.next_at <= now)
        .order_by(M.next_at, M.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list((await connection.execute(due)).scalars().all())


async def with_residents(connection: Connection, ids: Iterable[UUID], today: date) -> Sequence[Row[Any]]:
    """Return held messages with the resident as he is now, and why he is sent nothing any more, if so."""
    query = (
        select(
            *(M.id.label("message_id"), M.phone_mark.label("frozen_mark"), M.attempts, M.resident_id),
            *(R.id, R.region, R.consent_on, R.phone, R.id_number),
            why_not(today).label("why_not"),
        )
        .select_from(outreach_messages.outerjoin(residents, R.id == M.resident_id))
        .where(among(M.id, ids))
        .order_by(M.next_at, M.id)
    )
    return (await connection.execute(query)).all()


async def told_before(
    connection: Connection, campaign: Row[Any], ids: Iterable[UUID], since: datetime
) -> dict[UUID, ToldBefore]:
    """Return what those of held messages were told since a moment, by other campaigns, in the same words.

    By record, number and person, each for itself. What is in the gateway's hands counts as told.
    """
    mine, other = outreach_messages.alias("mine"), outreach_messages.alias("other")
    m, o, t = mine.c, other.c, outreach_templates.c
    told = [str(one) for one in (*GONE_OUT, MessageState.HANDING_OVER)]
    columns = (m.id, o.campaign_id, o.posts)
    same = (o.resident_id == m.resident_id, o.phone_mark == m.phone_mark, o.person_mark == m.person_mark)
    found = union_all(
        *(
            select(*columns).where(
                among(m.id, ids), one, o.campaign_id != m.campaign_id, o.state.in_(told), o.handed_at >= since
            )
            for one in same
        )
    ).subquery("found")
    query = (
        select(found.c.id, found.c.posts, C.link)
        .join(outreach_campaigns, C.id == found.c.campaign_id)
        .join(outreach_templates, t.id == C.template_id)
        .where(t.text == campaign.text)
    )
    before: dict[UUID, ToldBefore] = {}
    for row in await connection.execute(query):
        known = before.get(row.id, ToldBefore())
        before[row.id] = ToldBefore(known.posts | set(row.posts), known.link or row.link == campaign.link)
    return before


async def save_messages(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write back rows that are held."""
    await update_rows(connection, outreach_messages, rows)


async def note_handed(connection: Connection, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Note what the gateway made of messages: {id, claim_id, state, reason, next_at}; a receipt may have come first."""
    if not rows:
        return
    moment = DateTime(timezone=True)
    given = arrays(rows, id=Uuid(), claim_id=Uuid(), state=Text(), reason=Text(), next_at=moment)
    gone = given.c.state.in_([str(one) for one in GONE_OUT])
    changed = update(outreach_messages).where(
        M.id == given.c.id, M.claim_id == given.c.claim_id, M.state.in_([_HANDING, str(MessageState.UNKNOWN)])
    )
    values = {name: given.c[name] for name in ("state", "reason", "next_at")}
    await connection.execute(changed.values(values | {"sent_at": case((gone, literal(now, moment)))}))


async def settle_cancelled(connection: Connection, campaign_id: UUID) -> None:
    """Let what came back to wait in a campaign that was cancelled meanwhile wait no more."""
    cancelled = select(C.id).where(C.id == campaign_id, C.state == "cancelled").with_for_update(read=True)
    if (await connection.execute(cancelled)).one_or_none() is not None:
        await cancel_waiting(connection, campaign_id)


async def left_over(connection: Connection, before: datetime, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return messages that a process left in its hands, kept for this one, of whatever campaign."""
    left = (
        select(M.id)
        .where(M.state == _HANDING, M.handed_at < before)
        .order_by(M.handed_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = update(outreach_messages).where(M.id.in_(left)).values(handed_at=now)
    return (await connection.execute(claimed.returning(M.id, M.claim_id, M.campaign_id, M.attempts))).all()


async def is_over(connection: Connection, campaign_id: UUID) -> bool:
    """Tell whether nothing of a campaign waits or is being handed over."""
    open_still = exists().where(M.campaign_id == campaign_id, M.state.in_([_WAITING, _HANDING]))
    return not (await connection.execute(select(open_still))).scalar_one()


async def cancel_waiting(connection: Connection, campaign_id: UUID) -> int:
    """Let nothing more of a campaign go out; return how many messages that concerns."""
    waiting = update(outreach_messages).where(M.campaign_id == campaign_id, M.state == _WAITING)
    done = await connection.execute(waiting.values(state=str(MessageState.CANCELLED)))
    return int(done.rowcount)


async def drop_for(
    connection: Connection, *, resident_ids: Sequence[UUID], phones: Sequence[bytes], persons: Sequence[bytes]
) -> int:
    """Drop what waits for somebody who wants none, in whatever campaign; return how many messages."""
    theirs = or_(among(M.resident_id, resident_ids), among(M.phone_mark, phones), among(M.person_mark, persons))
    dropped = update(outreach_messages).where(theirs, M.state == _WAITING)
    values = {"state": str(MessageState.DROPPED), "reason": str(Dropped.OPTED_OUT)}
    return int((await connection.execute(dropped.values(values))).rowcount)


async def lock_messages(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Return messages by id and hold their rows, in the order of ids."""
    query = select(outreach_messages).where(among(M.id, sorted(ids))).order_by(M.id).with_for_update()
    return {row.id: row for row in (await connection.execute(query)).all()}


async def message_to(connection: Connection, campaign_id: UUID, resident_id: UUID) -> Row[Any] | None:
    """Return the message of a campaign that went out to a resident."""
    gone = M.state.in_([str(one) for one in GONE_OUT])
    query = select(outreach_messages).where(and_(M.campaign_id == campaign_id, M.resident_id == resident_id, gone))
    return (await connection.execute(query)).one_or_none()


async def last_to(connection: Connection, marks: Iterable[bytes]) -> Row[Any] | None:
    """Return the last message that went out to a number."""
    gone = M.state.in_([str(one) for one in GONE_OUT])
    query = select(outreach_messages).where(among(M.phone_mark, marks), gone).order_by(M.sent_at.desc().nulls_last())
    return (await connection.execute(query.limit(1).with_for_update())).one_or_none()


async def list_messages(
    connection: Connection, scope: Scope, campaign_id: UUID, *, state: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the messages of a campaign that the caller was let see, in order of their ids."""
    mine = select(outreach_campaigns.c.id).where(visible_in(scope, outreach_campaigns))
    query = select(outreach_messages).where(M.campaign_id == campaign_id, M.campaign_id.in_(mine))
    if state is not None:
        query = query.where(M.state == state)
    if after is not None:
        query = query.where(M.id > after)
    return (await connection.execute(query.order_by(M.id).limit(limit))).all()
