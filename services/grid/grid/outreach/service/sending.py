"""Which messages go out now, in which words, and what became of each?

Three parts, between which the process may die at any moment: `claim` marks messages as being handed over and commits;
the gateway is called; `note` keeps its answer. `settle` asks about those that a dead process left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import Row

from grid.outreach.domain.audience import CampaignKind
from grid.outreach.domain.messages import (
    AFTER_ASKING,
    FIRST_WAIT,
    LEASE,
    Dropped,
    Handed,
    MessageState,
    Told,
    ToldBefore,
    after_handing,
    new_posts,
)
from grid.outreach.domain.rules import allowance, free_after, is_quiet
from grid.outreach.domain.templates import PostInBrief, message_text, wage_words
from grid.outreach.repository import campaigns, jobs, messages, receipts, rules
from grid.outreach.service.campaigns import finish_where_over
from grid.outreach.service.desk import Desk
from grid.registry.domain.kinds import RecordKind
from grid.registry.service.desk import mark_kind, normal, opened
from grid.registry.service.looking import Look, keep_looks
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import platform_scope

SCOPE = platform_scope("outreach")
WAY = "sms"
CAMPAIGNS_A_ROUND = 20
LEFT_A_ROUND = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it leaves; the number is open here, and nowhere else."""

    id: UUID
    resident_id: UUID
    number: str = field(repr=False)
    text: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one campaign that this process alone hands over; `taken` rows in all, some of which were dropped."""

    claim_id: UUID
    campaign_id: UUID
    letters: Sequence[Letter]
    taken: int


async def claim(work: UnitOfWork, now: datetime, *, most: int, per_second: int) -> Batch | None:
    """Return messages of a campaign whose turn it is, marked as being handed over; None where nothing goes now.

    `per_second`: how many the gateway takes of all campaigns together.
    """
    candidates = await campaigns.campaigns_to_send(work.connection, CAMPAIGNS_A_ROUND)
    for candidate in candidates:
        allowed = await rules.rules_for(work.connection, candidate.region)
        if is_quiet(allowed, now, urgent=candidate.urgent):
            continue
        campaign = await campaigns.claim_campaign(work.connection, candidate.id)
        if campaign is not None and (batch := await _claim_of(work, campaign, now, most, per_second)) is not None:
            return batch
    return None


async def _claim_of(work: UnitOfWork, campaign: Row[Any], now: datetime, most: int, gateway_pace: int) -> Batch | None:
    connection = work.connection
    way_free_at = await campaigns.lock_way(connection, WAY, now)
    by_campaign = allowance(campaign.free_at, now, campaign.per_second)
    count = min(most, by_campaign, allowance(way_free_at, now, gateway_pace))
    if count == 0:
        return None
    ids = await messages.claim_waiting(connection, campaign.id, now, count)
    if not ids:
        await finish_where_over(Desk(work, SCOPE, now), campaign)
        return None
    batch = await _addressed(work, campaign, ids, now)
    gone = len(batch.letters)
    await campaigns.pace_campaign(connection, campaign.id, free_after(campaign.free_at, now, gone, campaign.per_second))
    await campaigns.pace_way(connection, WAY, free_after(way_free_at, now, gone, gateway_pace))
    return batch


async def _addressed(work: UnitOfWork, campaign: Row[Any], ids: Sequence[UUID], now: datetime) -> Batch:
    """Return held messages as they leave; who may not be written to any more is dropped in the same breath."""
    rows = await messages.with_residents(work.connection, ids, town_day(now))
    numbers, reasons = await _numbers(work, rows)
    chosen, repeated = await _news(work, campaign, [row for row in rows if row.message_id in numbers], now)
    reasons |= dict.fromkeys(repeated, Dropped.ALREADY_TOLD)
    if campaign.kind == CampaignKind.JOBS:
        reasons |= {one: Dropped.NO_POST for one in numbers if one not in chosen and one not in repeated}
    written = [row for row in rows if row.message_id not in reasons]
    claim_id = new_id()
    told = await jobs.posts_in_brief(work.connection, {post for posts in chosen.values() for post in posts})
    letters = [
        Letter(
            row.message_id,
            row.resident_id,
            numbers[row.message_id],
            _text(campaign, [told[post] for post in chosen.get(row.message_id, ())]),
            row.attempts + 1,
        )
        for row in written
    ]
    kept = [_kept(row, reasons.get(row.message_id), chosen.get(row.message_id, ()), claim_id, now) for row in rows]
    await messages.save_messages(work.connection, kept)
    await keep_looks(
        work,
        SCOPE,
        RecordKind.RESIDENT,
        written,
        Look.SEND,
        purpose=f"outreach:{campaign.id}",
        names=("phone",),
        now=now,
        on_behalf_of=campaign.approved_by,
    )
    return Batch(claim_id, campaign.id, letters, len(rows))


def _kept(
    row: Row[Any], reason: Dropped | None, posts: Sequence[UUID], claim_id: UUID, now: datetime
) -> dict[str, Any]:
    goes = reason is None
    return {
        "id": row.message_id,
        "state": str(MessageState.HANDING_OVER if goes else MessageState.DROPPED),
        "reason": None if reason is None else str(reason),
        "attempts": row.attempts + 1 if goes else row.attempts,
        "claim_id": claim_id,
        "handed_at": now if goes else None,
        "posts": [str(one) for one in posts] if goes else [],
    }


async def _numbers(work: UnitOfWork, rows: Sequence[Row[Any]]) -> tuple[dict[UUID, str], dict[UUID, Dropped]]:
    """Return the numbers of those who may be written to by message, and why the others may not.

    Number and person are compared by their marks under every key, so that a rotation of keys neither loses nor frees
    anybody.
    """
    reasons = {row.message_id: Dropped(row.why_not) for row in rows if row.why_not is not None}
    numbers: dict[UUID, str] = {}
    asked: list[dict[str, Any]] = []
    for row in rows:
        if row.message_id in reasons:
            continue
        number, person = _said(work, row)
        marks = work.sealer.blind.marks(mark_kind("phone"), number) if number else []
        if number is None:
            reasons[row.message_id] = Dropped.UNREADABLE
        elif bytes(row.frozen_mark) not in marks:
            reasons[row.message_id] = Dropped.NUMBER_CHANGED
        else:
            numbers[row.message_id] = number
            marks += work.sealer.blind.marks(mark_kind("id_number"), person) if person else []
            asked += [{"id": row.message_id, "mark": mark, "since": row.consent_on} for mark in marks]
    out = await receipts.out_by_mark(work.connection, asked)
    reasons |= dict.fromkeys(out, Dropped.OPTED_OUT)
    return {one: number for one, number in numbers.items() if one not in out}, reasons


def _said(work: UnitOfWork, row: Row[Any]) -> tuple[str | None, str | None]:
    """Return a resident's numbers as they are compared: of his phone, and his own; neither where one cannot be read."""
    try:
        found = opened(work.sealer, RecordKind.RESIDENT, row, ("phone", "id_number"))
    except (LookupError, ValueError, InvalidTag):
        return None, None
    phone, person = (normal(name, value) if (value := found[name]) else None for name in ("phone", "id_number"))
    return phone, person


async def _news(
    work: UnitOfWork, campaign: Row[Any], rows: Sequence[Row[Any]], now: datetime
) -> tuple[dict[UUID, list[UUID]], set[UUID]]:
    """Return the posts that each message tells of, by message: those that are open now, and new to who reads it.

    And which messages would say what another campaign has said to the same person within the region's term.
    """
    days = (await rules.rules_for(work.connection, campaign.region)).same_after_days
    ids = [row.message_id for row in rows]
    since = now - timedelta(days=days)
    before = await messages.told_before(work.connection, campaign, ids, since) if days and ids else {}
    if campaign.posts_each == 0:
        return {}, {one for one, told in before.items() if told.link}
    best = await _best_posts(work, campaign, rows, now, max((len(told.posts) for told in before.values()), default=0))
    chosen = {one: new_posts(posts, before.get(one, ToldBefore()), campaign.posts_each) for one, posts in best.items()}
    return {one: posts for one, posts in chosen.items() if posts}, {one for one, posts in chosen.items() if not posts}


async def _best_posts(
    work: UnitOfWork, campaign: Row[Any], rows: Sequence[Row[Any]], now: datetime, more: int
) -> dict[UUID, list[UUID]]:
    """Return the posts that fit best by message, so many `more` than it tells of."""
    message_of = {row.resident_id: row.message_id for row in rows}
    if not message_of:
        return {}
    most = campaign.posts_each + more
    found: dict[UUID, list[UUID]] = {}
    for fit in await jobs.best_posts(work.connection, message_of, campaign.region, town_day(now), most):
        found.setdefault(message_of[fit.person], []).append(fit.post)
    return found


def _text(campaign: Row[Any], posts: Sequence[Row[Any]]) -> str:
    said = [PostInBrief(one.title, one.employer, one.place, wage_words(one.wage_from, one.wage_to)) for one in posts]
    return message_text(campaign.text, campaign.signature, posts=said, link=campaign.link)


# -------------------------------------------------------------------------------------------------------------- noting
async def note(
    work: UnitOfWork, batch: Batch, outcomes: Mapping[UUID, tuple[Handed, str | None]], now: datetime, *, can_tell: bool
) -> None:
    """Keep what the gateway made of a batch; one that takes nothing at all is left alone for a while."""
    rows: list[dict[str, Any]] = []
    for letter in batch.letters:
        outcome, error = outcomes[letter.id]
        state, next_at = after_handing(outcome, letter.attempts, now, can_tell=can_tell)
        row = {"id": letter.id, "claim_id": batch.claim_id, "state": str(state), "reason": error, "next_at": next_at}
        rows.append(row)
    await messages.note_handed(work.connection, rows, now)
    await messages.settle_cancelled(work.connection, batch.campaign_id)
    if rows and all(outcome is Handed.NOT_TAKEN for outcome, _ in outcomes.values()):
        await campaigns.lock_way(work.connection, WAY, now)
        await campaigns.pace_way(work.connection, WAY, now + FIRST_WAIT)


async def left_over(work: UnitOfWork, now: datetime) -> Sequence[Row[Any]]:
    """Return messages that a process died with, kept for this one."""
    return await messages.left_over(work.connection, now - LEASE, now, LEFT_A_ROUND)


async def settle(work: UnitOfWork, left: Sequence[Row[Any]], told: Mapping[UUID, Told], now: datetime) -> None:
    """Keep what the gateway says of messages that were left; of which it says nothing, they stay open."""
    rows = [
        {
            "id": row.id,
            "claim_id": row.claim_id,
            "state": str(AFTER_ASKING[told[row.id]]),
            "reason": str(told[row.id]),
            "next_at": now,
        }
        for row in left
        if row.id in told
    ]
    await messages.note_handed(work.connection, rows, now)
    for campaign_id in sorted({row.campaign_id for row in left}):
        await messages.settle_cancelled(work.connection, campaign_id)
