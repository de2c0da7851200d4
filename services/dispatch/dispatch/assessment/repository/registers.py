"""How are drafts, registers with their days, items, shares and rewards read and written?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, or_, select, update

from dispatch.assessment.domain.registers import Posts
from dispatch.assessment.domain.terms import Term
from dispatch.assessment.models import (
    assessment_drafts,
    assessment_items,
    assessment_registers,
    assessment_rewards,
    assessment_shares,
)
from dispatch.organisation.models import posts_held, unit_terms
from shared.codes import RegionLevel
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

R = assessment_registers.c
COUNTY_DIGITS, TOWNSHIP_DIGITS = RegionLevel.COUNTY.digits, RegionLevel.TOWNSHIP.digits


# -------------------------------------------------------------------------------------------------------------- drafts
async def add_draft(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, assessment_drafts, [dict(row)])


async def lock_draft(connection: Connection, scope: Scope, draft_id: UUID) -> Row[Any] | None:
    mine = and_(assessment_drafts.c.id == draft_id, visible_in(scope, assessment_drafts))
    return (await connection.execute(select(assessment_drafts).where(mine).with_for_update())).one_or_none()


async def decide_draft(connection: Connection, draft_id: UUID, state: str, *, by: str, at: datetime) -> None:
    decided = update(assessment_drafts).where(assessment_drafts.c.id == draft_id)
    await connection.execute(decided.values(state=state, decided_by=by, decided_at=at))


async def has_rewards(connection: Connection, region: str, year: int) -> bool:
    """Tell whether a list of rewards is approved for a year."""
    a = assessment_drafts.c
    mine = and_(a.region == region, a.year == year, a.what == "rewards", a.state == "approved")
    return (await connection.execute(select(a.id).where(mine))).one_or_none() is not None


# ----------------------------------------------------------------------------------------------------------- registers
def above(region: str) -> list[str]:
    """Return whose registers speak of a region: its own and that of its county."""
    return [region[:digits] for digits in (COUNTY_DIGITS, TOWNSHIP_DIGITS) if len(region) >= digits]


async def add_register(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, assessment_registers, [dict(row)])


async def end_register(connection: Connection, register_id: UUID, valid_to: date) -> None:
    ended = update(assessment_registers).where(R.id == register_id)
    await connection.execute(ended.values(valid_to=valid_to))


async def terms_of(connection: Connection, regions: Collection[str], year: int) -> dict[str, list[Term]]:
    """Return the days of the registers of a year, by region, the earliest first."""
    query = select(assessment_registers).where(R.region.in_(sorted(regions)), R.year == year).order_by(R.valid_from)
    found: defaultdict[str, list[Term]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.region].append(Term(row.id, row.region, row.valid_from, row.valid_to))
    return found


async def registers_on(connection: Connection, region: str, on: date) -> Sequence[Row[Any]]:
    """Return the registers that speak of a region on a day: the county's first, the nearest last."""
    query = select(assessment_registers).where(R.region.in_(above(region)), R.valid.contains(on))
    return (await connection.execute(query.order_by(R.region))).all()


async def heads_of(connection: Connection, registers: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return registers with their days, the earliest first."""
    query = select(assessment_registers).where(among(R.id, registers))
    return (await connection.execute(query.order_by(R.valid_from, R.region))).all()


async def add_items(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, assessment_items, rows)


async def add_shares(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, assessment_shares, rows)


async def add_rewards(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, assessment_rewards, rows)


async def items_of(connection: Connection, registers: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the items of registers, by region and code."""
    query = select(assessment_items).where(among(assessment_items.c.register_id, registers))
    return (await connection.execute(query.order_by(assessment_items.c.region, assessment_items.c.code))).all()


async def shares_of(connection: Connection, registers: Collection[UUID], region: str) -> Sequence[Row[Any]]:
    """Return the shares of registers in the agencies that stand in a region while each register holds."""
    u = unit_terms.c
    meanwhile = and_(u.valid_from <= R.valid_to, or_(u.valid_to.is_(None), u.valid_to >= R.valid_from))
    here = and_(u.unit_id == assessment_shares.c.unit_id, u.region.startswith(region, autoescape=True), meanwhile)
    query = (
        select(assessment_shares)
        .join(assessment_registers, R.id == assessment_shares.c.register_id)
        .where(among(assessment_shares.c.register_id, registers), exists(select(u.unit_id).where(here)))
    )
    return (await connection.execute(query.order_by(assessment_shares.c.unit_id))).all()


async def unit_kinds(connection: Connection, region: str, on: date) -> dict[str, str]:
    """Return the units in a region on a day, by id, with their kinds."""
    here = and_(unit_terms.c.region.startswith(region, autoescape=True), in_force(unit_terms, on))
    query = select(unit_terms.c.unit_id, unit_terms.c.kind).where(here)
    return {row.unit_id: row.kind for row in await connection.execute(query)}


async def posts_in(connection: Connection, region: str, first: date, last: date) -> Posts:
    """Return who worked in a region in a range of days, and who holds which post there on the last of them."""
    p = posts_held.c
    meanwhile = and_(p.valid_from <= last, or_(p.valid_to.is_(None), p.valid_to >= first))
    query = select(p.person_id, p.post, in_force(posts_held, last).label("still"))
    of_year: defaultdict[str, set[str]] = defaultdict(set)
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for row in await connection.execute(query.where(p.region.startswith(region, autoescape=True), meanwhile)):
        of_year[row.person_id].update([row.post] if row.post else [])
        if row.post and row.still:
            holders[row.post].add(row.person_id)
    return Posts(of_year, holders)
