"""How is a decision made public when it is served, hidden by the head, and taken back?"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row

from enforcement.penalties.domain.course import Case, Conclusion
from enforcement.penalties.domain.procedure import require_decider
from enforcement.penalties.domain.sanctions import AMOUNTS, Sanction
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.penalties.service.acting import case_of, get_penalty
from enforcement.records.service import New, read_facts, words_of, write
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope

from . import repository
from .domain import (
    HiddenGround,
    Rules,
    deadline_to_withdraw,
    hidden_by_itself,
    in_order,
    is_of_interest,
    public_name,
    require_hideable,
    require_withdrawable,
    why_replaced,
)

PUBLIC = platform_scope("publications")
PUBLISHED, HIDDEN, WITHDRAWN, AGAIN = "publish", "hide-publication", "withdraw-publication", "publish-again"
# Where the party stands on a record.
FIRST_LINE = 1
_DECISIONS = {PenaltyAction.DECIDE, PenaltyAction.DECIDE_ON_THE_SPOT}
_CONTENT = ("published_at", "party", "withdraw_due_at", "withdrawn_at", "why_withdrawn", "republished_at")


@cache
def rules() -> Rules:
    """Return what is of public interest: data of the installation."""
    text = files("enforcement.publications").joinpath("data/rules.json").read_text(encoding="utf-8")
    return TypeAdapter(Rules).validate_json(text)


async def publish_served(work: UnitOfWork, scope: Scope, row: Row[Any], now: datetime) -> None:
    """Make a decision public that is decided and served, where it is of interest and nothing hides it (art. 48)."""
    case = case_of(row)
    imposed = case.course.decided
    if row.outcome != Conclusion.PUNISH or imposed is None:
        return
    kept, words = await repository.find(work.connection, row.id), await words_of(work, row.id, FIRST_LINE)
    if words is None or (kept is not None and kept.hidden is not None):
        return
    if not is_of_interest(imposed, case.party, rules(), weighty=row.weighty):
        return
    party = json.loads(words)["party"]
    ground = hidden_by_itself(case.party, party["number"], row.ended_on)
    if ground is not None:
        await _hide(work, row, ground, by=scope.person_id, now=now)
        return
    shown = await _content(work, scope, row, case, imposed, str(party["name"]))
    await repository.keep(work.connection, shown | {"published_at": now})
    await write(work, row.id, [New(PUBLISHED, {"number": shown["number"]})], by=scope.person_id, now=now)


async def _content(
    work: UnitOfWork, scope: Scope, row: Row[Any], case: Case, imposed: Sanction, name: str
) -> dict[str, Any]:
    """Return what is shown of a decision: nothing that somebody wrote freely, and of a person the surname alone."""
    lines = await read_facts(work, scope, case_id=row.id)
    decided = next(json.loads(line.facts) for line in reversed(lines) if line.kind in _DECISIONS)
    number = next(iter(decided.get("papers", ())), row.number)
    about = {"penalty_id": row.id, "region": row.region, "matter": row.matter, "number": number}
    who = {"party_kind": case.party, "party": public_name(case.party, name), "authority": decided.get("authority")}
    amounts = {name: getattr(imposed, name) for name in AMOUNTS}
    what = {"kinds": in_order(imposed.kinds), "basis": decided.get("basis"), "decided_on": town_day(row.decided_at)}
    return about | who | amounts | what


async def hide(
    work: UnitOfWork, scope: Scope, penalty_id: UUID, ground: HiddenGround, why: str, now: datetime
) -> Row[Any]:
    """Let a decision never be public, or no more, as the head says (art. 48, 50).

    Raises PenaltyNotFound, DeciderTookPart, HiddenAlready.
    """
    row = await _as_head(work, scope, penalty_id)
    kept = await repository.find(work.connection, row.id)
    require_hideable(HiddenGround(kept.hidden) if kept is not None and kept.hidden else None)
    await _hide(work, row, ground, why, by=scope.person_id, now=now)
    return await _kept(work, row.id)


async def _hide(
    work: UnitOfWork, row: Row[Any], ground: HiddenGround, why: str | None = None, *, by: str, now: datetime
) -> None:
    gone = dict.fromkeys(_CONTENT)
    await repository.keep(work.connection, gone | {"penalty_id": row.id, "region": row.region, "hidden": ground})
    await write(work, row.id, [New(HIDDEN, {"ground": ground}, why)], by=by, now=now)


async def fall_due(work: UnitOfWork, penalty_id: UUID, now: datetime) -> None:
    """Say until when a publication is taken back, because an appeal changed or revoked its decision (art. 48 (2))."""
    kept = await repository.find(work.connection, penalty_id)
    if kept is None or kept.published_at is None:
        return
    if kept.withdraw_due_at is None or kept.republished_at is not None:
        due = deadline_to_withdraw(now, await load_calendar_copy(work.connection)).due_at
        waits = {"withdraw_due_at": due, "withdrawn_at": None, "why_withdrawn": None, "republished_at": None}
        await repository.change(work.connection, penalty_id, waits)


async def withdraw(work: UnitOfWork, scope: Scope, penalty_id: UUID, why: str, now: datetime) -> Row[Any]:
    """Take a publication back and say publicly what an appeal made of it (art. 48 (2)); `why` is for the record.

    What the appeal changed is shown in its place, where it is still of interest. Raises PenaltyNotFound,
    DeciderTookPart, NothingToWithdraw.
    """
    row = await _as_head(work, scope, penalty_id)
    kept = await repository.find(work.connection, row.id)
    due, done = (kept.withdraw_due_at, kept.withdrawn_at) if kept is not None else (None, None)
    require_withdrawable(due, done)
    replaced = why_replaced(case_of(row).course.appeals)
    await repository.change(work.connection, row.id, {"withdrawn_at": now, "why_withdrawn": replaced})
    facts = {"late": due is not None and now > due, "replaced": replaced}
    await write(work, row.id, [New(WITHDRAWN, facts, why)], by=scope.person_id, now=now)
    await _publish_again(work, scope, row, now)
    return await _kept(work, row.id)


async def _publish_again(work: UnitOfWork, scope: Scope, row: Row[Any], now: datetime) -> None:
    """Show what an appeal made of a decision, where something is still imposed that is of interest (art. 48)."""
    case = case_of(row)
    changed = case.course.decided
    if changed is None or not is_of_interest(changed, case.party, rules(), weighty=row.weighty):
        return
    amounts = {name: getattr(changed, name) for name in AMOUNTS}
    shown = amounts | {"kinds": in_order(changed.kinds), "republished_at": now}
    await repository.change(work.connection, row.id, shown)
    await write(work, row.id, [New(AGAIN, {"kinds": shown["kinds"], **amounts})], by=scope.person_id, now=now)


async def list_public(work: UnitOfWork, *, region: str, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return what everybody may see of a region."""
    return await repository.published_in(work.connection, PUBLIC, region, after, limit)


async def _as_head(work: UnitOfWork, scope: Scope, penalty_id: UUID) -> Row[Any]:
    row = await get_penalty(work, scope, penalty_id=penalty_id, lock=True)
    require_decider(scope.person_id, case_of(row))
    return row


async def _kept(work: UnitOfWork, penalty_id: UUID) -> Row[Any]:
    kept = await repository.find(work.connection, penalty_id)
    if kept is None:
        raise AssertionError("written above")
    return kept
