"""Whom does a notice reach, by which ways, and who is told next where nobody answers?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.notices.domain import Recipient, RecipientKind
from dispatch.notices.domain.choice import Chosen, Outcome, Target, choose, county_targets
from dispatch.notices.domain.deliveries import NOBODY, DeliveryState
from dispatch.notices.domain.rules import Channel, Rule, quiet_until, rule_for
from dispatch.notices.repository import rules as rule_rows
from dispatch.notices.repository import telling
from shared.clock import town_day
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork, new_id

BATCH = 200


@dataclass(frozen=True, slots=True)
class Telling:
    """One step of one notice: for whom it is meant, and by which rule."""

    row: Row[Any]
    target: Target
    rule: Rule
    step: int


async def spread(work: UnitOfWork, now: datetime) -> int:
    """Find those for whom new notices are meant, oldest first, and tell them; return how many notices.

    Whom the case complains of is never among them; where nobody is left the county's centre is told.
    """
    await telling.one_at_a_time(work.connection)
    due = await telling.lock_unspread(work.connection, BATCH)
    if not due:
        return 0
    rules = await rule_rows.load_rules(work.connection)
    tellings = [_first(row, rules) for row in due]
    told = await _tell(work, tellings, now)
    await telling.save_notices(work.connection, [_spread(one, told.get(one.row.id), now) for one in tellings])
    for one in tellings:
        metrics.notices_told.labels(str(_outcome(told.get(one.row.id)))).inc()
    return len(due)


def _first(row: Row[Any], rules: Sequence[Rule]) -> Telling:
    to = Recipient(RecipientKind(row.to_kind), row.to_id, row.to_region)
    role = row.to_id if to.kind is RecipientKind.ROLE else None
    rule = rule_for(rules, row.what, role, row.region, urgent=row.urgent)
    return Telling(row, Target(row.id, to, row.case_id), rule, 0)


def _outcome(chosen: Chosen | None) -> Outcome:
    if chosen is None:
        return Outcome.NOBODY
    return Outcome.DIVERTED if chosen.diverted else Outcome.TOLD


def _spread(one: Telling, chosen: Chosen | None, now: datetime) -> dict[str, Any]:
    minutes = one.rule.acknowledge_minutes
    begins = quiet_until(one.rule, now, urgent=one.row.urgent) or now
    return {
        "id": one.row.id,
        "spread_at": now,
        "outcome": str(_outcome(chosen)),
        "ladder": list(one.rule.ladder),
        "acknowledge_minutes": minutes,
        "acknowledge_by": begins + timedelta(minutes=minutes) if minutes else None,
    }


async def escalate_unanswered(work: UnitOfWork, now: datetime) -> int:
    """Tell the next role of each notice that nobody has answered in time, once a step; return how many notices.

    After an outage each takes one step and has its term again: nobody is told everything at once.
    """
    await telling.one_at_a_time(work.connection)
    due = await telling.lock_unanswered(work.connection, now, BATCH)
    if not due:
        return 0
    rules = await rule_rows.load_rules(work.connection)
    await _tell(work, [_next(row, rules) for row in due if row.step < len(row.ladder)], now)
    await telling.save_notices(work.connection, [_climbed(row, now) for row in due])
    metrics.notices_escalated.inc(len(due))
    return len(due)


def _next(row: Row[Any], rules: Sequence[Rule]) -> Telling:
    role = row.ladder[row.step]
    rule = rule_for(rules, row.what, role, row.region, urgent=row.urgent)
    return Telling(row, Target(row.id, Recipient.role(role, row.region), row.case_id), rule, row.step + 1)


def _climbed(row: Row[Any], now: datetime) -> dict[str, Any]:
    goes_on = row.step < len(row.ladder)
    again = now + timedelta(minutes=row.acknowledge_minutes) if goes_on else None
    return {"id": row.id, "step": row.step + 1 if goes_on else row.step, "acknowledge_by": again}


async def _tell(work: UnitOfWork, tellings: Sequence[Telling], now: datetime) -> dict[UUID, Chosen]:
    """Write whom each telling reaches; return the chosen by notice."""
    today = town_day(now)
    targets = [one.target for one in tellings]
    chosen = choose(targets, await telling.candidates(work.connection, targets, today, now))
    lost = [one for one in tellings if one.target.notice_id not in chosen]
    if lost:
        further = [target for one in lost for target in county_targets(one.target, one.row.region)]
        found = choose(further, await telling.candidates(work.connection, further, today, now))
        chosen |= {notice_id: Chosen(one.persons, diverted=True) for notice_id, one in found.items()}
    systems = await telling.open_webhooks(work.connection, targets)
    rows = [row for one in tellings for row in _rows(one, chosen.get(one.row.id), systems.get(one.row.id), now)]
    await telling.add_deliveries(work.connection, rows)
    return chosen


def _rows(one: Telling, chosen: Chosen | None, system: str | None, now: datetime) -> Iterable[dict[str, Any]]:
    if chosen is None:
        yield _row(one, "", Channel.INBOX, now) | {"state": str(DeliveryState.FAILED), "last_error": NOBODY}
    for channel in one.rule.channels:
        if channel is Channel.WEBHOOK:
            if system is not None:
                yield _row(one, system, channel, now)
            continue
        for person in chosen.persons if chosen else ():
            yield _row(one, person, channel, now)
    if chosen and Channel.INBOX not in one.rule.channels:
        # However else somebody is told: what he has been told can be read again.
        for person in chosen.persons:
            yield _row(one, person, Channel.INBOX, now)


def _row(one: Telling, recipient: str, channel: Channel, now: datetime) -> dict[str, Any]:
    quiet = None if channel is Channel.INBOX else quiet_until(one.rule, now, urgent=one.row.urgent)
    state = DeliveryState.HELD if quiet else DeliveryState.WAITING
    if channel is Channel.INBOX:
        state = DeliveryState.DELIVERED
    return {
        "id": new_id(),
        "notice_id": one.row.id,
        "recipient": recipient,
        "channel": str(channel),
        "region": one.row.region,
        "step": one.step,
        "state": str(state),
        "attempts": 0,
        "first_at": quiet or now,
        "next_at": quiet or now,
        "last_error": None,
        "delivered_at": now if channel is Channel.INBOX else None,
        "digest_over": one.rule.digest_over,
    }
