"""How are a county's catalogue, its drafts, its history and the addresses that it pushes to read and written?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from dispatch.duties.models import duty_lines, duty_lists
from dispatch.exchange.domain.catalogue import Column, Limits, Published, Sensitivity, SetGiven, Sharing, Step
from dispatch.exchange.models import (
    exchange_drafts,
    exchange_history,
    exchange_receivers,
    exchange_sets,
    exchange_terms,
)
from dispatch.organisation.models import unit_terms
from dispatch.powers.models import power_catalogue
from dispatch.triage.models import matters
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

Rows = Sequence[Row[Any]]
S = exchange_sets.c


# ------------------------------------------------------------------------------------------------------------ the sets
async def versions_of(connection: Connection, region: str, code: str) -> list[Published]:
    query = select(S.version, S.valid_from, S.valid_to).where(S.region == region, S.code == code)
    return [Published(row.version, row.valid_from, row.valid_to) for row in await connection.execute(query)]


async def add_set(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, exchange_sets, [dict(row)])


async def end_set(connection: Connection, region: str, code: str, version: int, valid_to: date) -> None:
    mine = (S.region == region) & (S.code == code) & (S.version == version)
    await connection.execute(update(exchange_sets).where(mine).values(valid_to=valid_to))


async def set_on(connection: Connection, region: str, code: str, on: date) -> SetGiven | None:
    """Return an entry of a county's catalogue on a day."""
    query = select(exchange_sets).where(S.region == region, S.code == code, S.valid.contains(on))
    row = (await connection.execute(query)).one_or_none()
    return set_of(row) if row else None


def set_of(row: Row[Any]) -> SetGiven:
    columns = [Column(one["name"], one["meaning"], Sensitivity(one["sensitivity"])) for one in row.columns]
    limits = Limits(row.limit_days, row.limit_grant_days, row.limit_queries, row.limit_rows)
    sharing = Sharing(row.sharing)
    return SetGiven(row.code, row.name, row.owner, sharing, row.ground, columns, row.refresh_minutes, limits)


async def list_sets(
    connection: Connection, scope: Scope, *, region: str, on: date, after: tuple[str, str], limit: int
) -> Rows:
    """Return the entries in force on a day, by county and code; a township sees its county's."""
    near = or_(visible_in(scope, exchange_sets), S.region == scope.region[:6])
    query = select(exchange_sets).where(near, S.region.startswith(region, autoescape=True), S.valid.contains(on))
    later = or_(S.region > after[0], (S.region == after[0]) & (S.code > after[1]))
    return (await connection.execute(query.where(later).order_by(S.region, S.code).limit(limit))).all()


# ---------------------------------------------------------------------------------------------------- drafts, history
async def add_draft(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, exchange_drafts, [dict(row)])


async def lock_draft(connection: Connection, scope: Scope, draft_id: UUID) -> Row[Any] | None:
    query = select(exchange_drafts).where(exchange_drafts.c.id == draft_id, visible_in(scope, exchange_drafts))
    return (await connection.execute(query.with_for_update())).one_or_none()


async def decide_draft(connection: Connection, draft_id: UUID, state: str) -> None:
    await connection.execute(update(exchange_drafts).where(exchange_drafts.c.id == draft_id).values(state=state))


async def add_history(
    connection: Connection, region: str, step: Step, facts: Mapping[str, object], *, by: str, at: datetime
) -> None:
    row = {"id": new_id(), "region": region, "step": str(step), "by": by, "at": at, "facts": dict(facts)}
    await insert_rows(connection, exchange_history, [row])


async def history_of(connection: Connection, scope: Scope, region: str) -> Rows:
    """Return what happened to a county's catalogue, the oldest first."""
    mine = (exchange_history.c.region == region) & visible_in(scope, exchange_history)
    query = select(exchange_history).where(mine).order_by(exchange_history.c.id)
    return (await connection.execute(query)).all()


# ---------------------------------------------------------------------------------------------- units, duties, terms
async def units_in(connection: Connection, region: str, units: Collection[str], on: date) -> set[str]:
    """Return which of the units are in force in a county (or in a township of it) on a day."""
    term = unit_terms.c
    query = select(term.unit_id).where(
        among(term.unit_id, units), term.region.startswith(region, autoescape=True), term.valid.contains(on)
    )
    return set((await connection.execute(query)).scalars())


async def unit_on(connection: Connection, unit: str, on: date) -> Row[Any] | None:
    """Return (region, kind) of a unit on a day."""
    term = unit_terms.c
    query: Select[Any] = select(term.region, term.kind).where(term.unit_id == unit, term.valid.contains(on))
    found: Row[Any] | None = (await connection.execute(query)).one_or_none()
    return found


async def fields_of_duty(connection: Connection, county: str, kind: str, on: date) -> frozenset[str]:
    """Return the fields in which a kind of county department has a part on a day.

    By the table of matters, by the county's duty list (it leads, or supports), and as the principal of powers.
    """
    listed = (
        select(matters.c.field)
        .join(duty_lines, duty_lines.c.matter == matters.c.code)
        .join(duty_lists, duty_lists.c.id == duty_lines.c.list_id)
        .where(duty_lists.c.region == county, duty_lists.c.valid.contains(on))
        .where(or_(duty_lines.c.lead == kind, duty_lines.c.support.contains([kind])))
    )
    entry = power_catalogue.c
    query = select(matters.c.field).where(matters.c.unit_kind == kind)
    query_all = query.union(listed, select(entry.field).where(entry.principal == kind, entry.valid.contains(on)))
    return frozenset((await connection.execute(query_all)).scalars())


async def terms_of_acts(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return act → how many of which unit it may take."""
    return {row.act: (row.amount, row.unit) for row in await connection.execute(select(exchange_terms))}


# ----------------------------------------------------------------------------------------------------------- receivers
async def note_receiver(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep a department's address and secret, over what was noted before."""
    first = insert(exchange_receivers).values(dict(row))
    changed = {name: first.excluded[name] for name in row if name != "unit"}
    await connection.execute(first.on_conflict_do_update(index_elements=["unit"], set_=changed))


async def receiver_of(connection: Connection, unit: str) -> Row[Any] | None:
    query = select(exchange_receivers).where(exchange_receivers.c.unit == unit)
    return (await connection.execute(query)).one_or_none()
