"""How are the catalogue, the powers of townships, their days and their supervision read and written?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from dispatch.cases.models import cases
from dispatch.organisation.models import roles_held, unit_terms
from dispatch.powers.domain.catalogue import CatalogueRow, Known
from dispatch.powers.domain.life import Action, Power, State
from dispatch.powers.domain.supervision import Supervision
from dispatch.powers.domain.terms import PowerRegister, Term
from dispatch.powers.models import (
    power_catalogue,
    power_checks,
    power_history,
    power_supervisions,
    power_terms,
    powers,
)
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

BATCH = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which powers are asked for: `region` is a prefix."""

    region: str
    state: str | None = None
    in_force_only: bool = False


# ----------------------------------------------------------------------------------------------------------- catalogue
async def newest_versions(connection: Connection, codes: Collection[str]) -> dict[str, Known]:
    """Return the newest version of each power in the catalogue, by code."""
    query = (
        select(power_catalogue)
        .where(among(power_catalogue.c.code, codes))
        .order_by(power_catalogue.c.version)
        .with_for_update()
    )
    rows = await connection.execute(query)
    return {row.code: Known(row.version, row.valid_from, row.valid_to) for row in rows}


async def add_catalogue(
    connection: Connection, rows: Sequence[CatalogueRow], versions: Mapping[str, int], beside: Mapping[str, Any]
) -> None:
    """Write the next version of each row; `beside` is the same for all: from when, by which document, by whom."""
    written = [
        asdict(row) | {"version": versions[row.code], "kind": str(row.kind), "mode": str(row.mode)} | dict(beside)
        for row in rows
    ]
    await insert_rows(connection, power_catalogue, written)


async def end_catalogue(connection: Connection, codes: Collection[str], last: date) -> None:
    """End what holds beyond a day on that day."""
    still = (power_catalogue.c.valid_to.is_(None)) | (power_catalogue.c.valid_to > last)
    mine = and_(among(power_catalogue.c.code, codes), still)
    await connection.execute(update(power_catalogue).where(mine).values(valid_to=last))


async def catalogue_on(connection: Connection, codes: Collection[str], on: date) -> dict[str, Row[Any]]:
    """Return the rows of the catalogue that hold on a day, by code."""
    query = select(power_catalogue).where(among(power_catalogue.c.code, codes), in_force(power_catalogue, on))
    return {row.code: row for row in await connection.execute(query)}


async def list_catalogue(
    connection: Connection, *, on: date, kind: str | None, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the catalogue of a day, by code; it is the same for every township of the province."""
    query = select(power_catalogue).where(in_force(power_catalogue, on), power_catalogue.c.code > after)
    if kind is not None:
        query = query.where(power_catalogue.c.kind == kind)
    return (await connection.execute(query.order_by(power_catalogue.c.code).limit(limit))).all()


# ---------------------------------------------------------------------------------------------- the town and its county
async def units_of(connection: Connection, county: str, on: date) -> dict[str, str]:
    """Return the kinds of a county's own units on a day, by id."""
    query = select(unit_terms.c.unit_id, unit_terms.c.kind).where(unit_terms.c.region == county)
    return {row.unit_id: row.kind for row in await connection.execute(query.where(in_force(unit_terms, on)))}


async def officers_among(connection: Connection, region: str, ids: Collection[str], on: date) -> set[str]:
    """Return who of `ids` holds the role officer in a township on a day."""
    here = and_(roles_held.c.region.startswith(region, autoescape=True), roles_held.c.role == "officer")
    query = select(roles_held.c.person_id).where(here, among(roles_held.c.person_id, ids), in_force(roles_held, on))
    return set((await connection.execute(query)).scalars())


async def open_cases(connection: Connection, region: str, of_matters: Collection[str]) -> list[str]:
    """Return the numbers of the open cases of these matters in a township."""
    here = and_(cases.c.region.startswith(region, autoescape=True), cases.c.closed_at.is_(None))
    query = select(cases.c.number).where(here, among(cases.c.matter, of_matters)).order_by(cases.c.number)
    return list((await connection.execute(query)).scalars())


# --------------------------------------------------------------------------------------------------------------- lives
def _with_catalogue() -> Select[Any]:
    shown = [power_catalogue.c[name] for name in ("name", "kind", "mode", "field", "principal", "matters")]
    beside = [power_catalogue.c[name] for name in ("legal_basis", "officers", "equipment")]
    same = and_(power_catalogue.c.code == powers.c.code, power_catalogue.c.version == powers.c.catalogue_version)
    return select(powers, *shown, *beside).join(power_catalogue, same)


_living = powers.c.state.not_in((State.TAKEN_BACK, State.DROPPED))


async def lock_power(connection: Connection, scope: Scope, region: str, code: str) -> Row[Any] | None:
    """Return a township's power that has not ended, with its row of the catalogue, held until the transaction ends."""
    query = _with_catalogue().where(powers.c.region == region, powers.c.code == code, _living)
    query = query.where(visible_in(scope, powers)).with_for_update(of=powers)
    found: Row[Any] | None = (await connection.execute(query)).one_or_none()
    return found


async def living_powers(connection: Connection, region: str, codes: Collection[str]) -> set[str]:
    query = select(powers.c.code).where(powers.c.region == region, among(powers.c.code, codes), _living)
    return set((await connection.execute(query)).scalars())


async def last_versions(connection: Connection, region: str, codes: Collection[str]) -> dict[str, int]:
    """Return the highest version that was told of each power in a township, over all its lives."""
    query = select(powers.c.code, func.max(powers.c.version).label("version")).group_by(powers.c.code)
    rows = await connection.execute(query.where(powers.c.region == region, among(powers.c.code, codes)))
    return {row.code: row.version for row in rows}


async def add_powers(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, powers, rows)


async def save_power(connection: Connection, row: Row[Any], power: Power, beside: Mapping[str, Any]) -> None:
    """Write a power's next state back, with its days."""
    decided = {"state": str(power.state), "announced_on": power.announced_on, "prolonged": power.prolonged}
    changed = {"id": row.id, "version": row.version + 1, **decided, "volume": power.volume, **beside}
    await update_rows(connection, powers, [changed])
    await connection.execute(delete(power_terms).where(power_terms.c.power_id == row.id))
    head = {"power_id": row.id, "region": row.region, "code": row.code}
    days = [head | {"valid_from": term.valid_from, "valid_to": term.valid_to} for term in power.terms]
    await insert_rows(connection, power_terms, days)


async def lock_silent(connection: Connection, today: date) -> Sequence[Row[Any]]:
    """Return powers whose trial is over without a decision, skipping what somebody else holds."""
    mine = power_terms.c.power_id == powers.c.id
    runs_on = select(power_terms.c.power_id).where(mine, func.coalesce(power_terms.c.valid_to, today) >= today).exists()
    on_trial = powers.c.state.in_((State.TRIAL, State.PROLONGED, State.EVALUATED))
    query = _with_catalogue().where(on_trial, ~runs_on).order_by(powers.c.id).limit(BATCH)
    found: Sequence[Row[Any]] = (await connection.execute(query.with_for_update(of=powers, skip_locked=True))).all()
    return found


async def load_register(connection: Connection) -> PowerRegister:
    """Return the days of all powers, as the process keeps them."""
    found: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
    for row in await connection.execute(select(power_terms)):
        found[row.region, row.code].append(Term(row.valid_from, row.valid_to))
    return PowerRegister(found)


# ------------------------------------------------------------------------------------------------------------- history
async def add_history(connection: Connection, steps: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, power_history, [{"id": new_id(), **step} for step in steps])


def step_of(
    power_id: UUID, action: Action, state: State, facts: Mapping[str, object], *, by: str, at: datetime
) -> dict[str, Any]:
    """Return a row of the history."""
    told = {"power_id": power_id, "action": str(action), "to_state": str(state)}
    return told | {"by": by, "at": at, "facts": dict(facts)}


async def history_of(connection: Connection, scope: Scope, region: str, code: str) -> Sequence[Row[Any]]:
    """Return what happened to a power in a township, over all its lives, the oldest first."""
    query = (
        select(power_history)
        .join(powers, powers.c.id == power_history.c.power_id)
        .where(powers.c.region == region, powers.c.code == code, visible_in(scope, powers))
        .order_by(power_history.c.id)
    )
    return (await connection.execute(query)).all()


# ------------------------------------------------------------------------------------------------------------- reading
def _state_before(moment: datetime) -> ColumnElement[Any]:
    return (
        select(power_history.c.to_state)
        .where(power_history.c.power_id == powers.c.id, power_history.c.at < moment)
        .order_by(power_history.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


async def list_powers(
    connection: Connection,
    scope: Scope,
    chosen: Chosen,
    *,
    on: date,
    before: datetime,
    after: tuple[str, str],
    limit: int,
) -> Sequence[Row[Any]]:
    """Return powers as they stood on a day (`before` is its midnight), by township and code.

    Of a power with several lives it is the newest of that day.
    """
    held = select(power_terms.c.power_id).where(in_force(power_terms, on))
    stood = _state_before(before).label("stood")
    lives = (
        _with_catalogue()
        .add_columns(stood, powers.c.id.in_(held).label("in_force"))
        .where(visible_in(scope, powers), powers.c.region.startswith(chosen.region, autoescape=True))
        .where(powers.c.chosen_at < before, tuple_(powers.c.region, powers.c.code) > tuple_(*after))
        .ext(distinct_on(powers.c.region, powers.c.code))
        .order_by(powers.c.region, powers.c.code, powers.c.id.in_(held).desc(), powers.c.id.desc())
        .subquery()
    )
    query = select(lives).order_by(lives.c.region, lives.c.code).limit(limit)
    if chosen.state is not None:
        query = query.where(lives.c.stood == chosen.state)
    if chosen.in_force_only:
        query = query.where(lives.c.in_force)
    return (await connection.execute(query)).all()


async def days_of(connection: Connection, where: ColumnElement[bool]) -> dict[UUID, list[Term]]:
    """Return the days of powers, by life, the earliest first."""
    query = select(power_terms).where(where).order_by(power_terms.c.valid_from)
    found: defaultdict[UUID, list[Term]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.power_id].append(Term(row.valid_from, row.valid_to))
    return found


def of_township(region: str, code: str) -> ColumnElement[bool]:
    """Return the condition for the days of one power in a township, over all its lives."""
    return and_(power_terms.c.region == region, power_terms.c.code == code)


def of_lives(ids: Collection[UUID]) -> ColumnElement[bool]:
    return among(power_terms.c.power_id, ids)


# --------------------------------------------------------------------------------------------------------- supervision
async def name_supervisor(connection: Connection, row: Mapping[str, Any]) -> None:
    """Name who watches over a power from a day on, over what was said on that day before."""
    first = insert(power_supervisions).values(**row)
    changed = {name: first.excluded[name] for name in row if name not in {"power_id", "named_on"}}
    await connection.execute(first.on_conflict_do_update(index_elements=["power_id", "named_on"], set_=changed))


async def supervisions_of(connection: Connection, ids: Collection[UUID], on: date) -> dict[UUID, Supervision]:
    """Return who watches over each of these powers on a day."""
    named = and_(among(power_supervisions.c.power_id, ids), power_supervisions.c.named_on <= on)
    query = select(power_supervisions).where(named).order_by(power_supervisions.c.named_on)
    rows = await connection.execute(query)
    return {row.power_id: Supervision(row.agency, row.plan, row.every_months) for row in rows}


async def add_check(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, power_checks, [dict(row)])


async def checks_of(connection: Connection, ids: Collection[UUID], on: date) -> Sequence[Row[Any]]:
    """Return the checks of these powers up to a day, the earliest first."""
    query = select(power_checks).where(among(power_checks.c.power_id, ids), power_checks.c.checked_on <= on)
    return (await connection.execute(query.order_by(power_checks.c.checked_on, power_checks.c.id))).all()
