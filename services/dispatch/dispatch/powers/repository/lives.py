"""How is the life of a power in a township found, held and written, with its days and its history?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Text, and_, delete, func, or_, select
from sqlalchemy.sql.selectable import TableValuedAlias

from dispatch.powers.domain.life import Action, Power, State
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.domain.terms import Term
from dispatch.powers.models import (
    power_catalogue,
    power_history,
    power_terms,
    powers,
)
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows, update_rows

BATCH = 500


def with_catalogue() -> Select[Any]:
    shown = [power_catalogue.c[name] for name in ("name", "kind", "mode", "field", "principal", "matters")]
    beside = [power_catalogue.c[name] for name in ("legal_basis", "officers", "equipment")]
    same = and_(power_catalogue.c.code == powers.c.code, power_catalogue.c.version == powers.c.catalogue_version)
    return select(powers, *shown, *beside).join(power_catalogue, same)


is_living = powers.c.state.not_in((State.TAKEN_BACK, State.DROPPED))


def given_pairs(pairs: Collection[Pair]) -> TableValuedAlias:
    """Return pairs of township and power as a table in a query."""
    rows = [{"region": region, "code": code} for region, code in pairs]
    return arrays(rows, region=Text(), code=Text())


async def lock_powers(connection: Connection, scope: Scope, pairs: Collection[Pair]) -> Sequence[Row[Any]]:
    """Return the powers that have not ended, with their rows of the catalogue, held until the transaction ends."""
    given = given_pairs(pairs)
    same = and_(powers.c.region == given.c.region, powers.c.code == given.c.code)
    query = with_catalogue().join(given, same).where(is_living, visible_in(scope, powers)).order_by(powers.c.id)
    found: Sequence[Row[Any]] = (await connection.execute(query.with_for_update(of=powers))).all()
    return found


async def lock_powers_in(connection: Connection, scope: Scope, region: str) -> Sequence[Row[Any]]:
    """Return the powers of a region that have not ended, as `lock_powers` does."""
    here = powers.c.region.startswith(region, autoescape=True), is_living, visible_in(scope, powers)
    query = with_catalogue().where(*here).order_by(powers.c.id).with_for_update(of=powers)
    found: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return found


async def find_power(connection: Connection, scope: Scope, region: str, code: str) -> Row[Any] | None:
    """Return a township's power that has not ended."""
    query = with_catalogue().where(powers.c.region == region, powers.c.code == code, is_living)
    found: Row[Any] | None = (await connection.execute(query.where(visible_in(scope, powers)))).one_or_none()
    return found


async def find_life(connection: Connection, scope: Scope, region: str, code: str, on: date) -> Row[Any] | None:
    """Return the life by which a township holds a power on a day, else the one that has not ended."""
    mine = power_terms.c.power_id == powers.c.id
    held = select(power_terms.c.power_id).where(mine, in_force(power_terms, on)).exists()
    here = powers.c.region == region, powers.c.code == code, visible_in(scope, powers)
    query = select(powers.c.id).where(*here, or_(is_living, held)).order_by(held.desc(), powers.c.id.desc())
    return (await connection.execute(query.limit(1))).one_or_none()


async def state_of(connection: Connection, power_id: UUID) -> State:
    return State((await connection.execute(select(powers.c.state).where(powers.c.id == power_id))).scalar_one())


async def terms_by_life(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, list[tuple[UUID, Term]]]:
    """Return the days of each pair with the life that they are of, the earliest first."""
    given = given_pairs(pairs)
    same = and_(power_terms.c.region == given.c.region, power_terms.c.code == given.c.code)
    query = select(power_terms).join(given, same).order_by(power_terms.c.valid_from)
    found: defaultdict[Pair, list[tuple[UUID, Term]]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.region, row.code].append((row.power_id, Term(row.valid_from, row.valid_to)))
    return found


async def add_powers(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, powers, rows)


# A row as it was found, the power then and now, and columns beside it.
Saved = tuple[Row[Any], Power, Power, Mapping[str, Any]]


async def save_powers(connection: Connection, steps: Sequence[Saved]) -> None:
    """Write the next states of powers back, and their days where they have changed."""
    await update_rows(connection, powers, [_changed(row, power, beside) for row, _, power, beside in steps])
    moved = [(row, power) for row, before, power, _ in steps if power.terms != before.terms]
    if moved:
        ids = [row.id for row, _ in moved]
        await connection.execute(delete(power_terms).where(among(power_terms.c.power_id, ids)))
    days = [
        {"power_id": row.id, "region": row.region, "code": row.code, "valid_from": t.valid_from, "valid_to": t.valid_to}
        for row, power in moved
        for t in power.terms
    ]
    await insert_rows(connection, power_terms, days)


def _changed(row: Row[Any], power: Power, beside: Mapping[str, Any]) -> dict[str, Any]:
    decided = {"state": str(power.state), "announced_on": power.announced_on, "prolonged": power.prolonged}
    return {"id": row.id, "version": row.version + 1, **decided, "volume": power.volume, **beside}


async def lock_silent(connection: Connection, today: date) -> Sequence[Row[Any]]:
    """Return powers whose trial is over without a decision, skipping what somebody else holds."""
    mine = power_terms.c.power_id == powers.c.id
    runs_on = select(power_terms.c.power_id).where(mine, func.coalesce(power_terms.c.valid_to, today) >= today).exists()
    on_trial = powers.c.state.in_((State.TRIAL, State.PROLONGED, State.EVALUATED))
    query = with_catalogue().where(on_trial, ~runs_on).order_by(powers.c.id).limit(BATCH)
    found: Sequence[Row[Any]] = (await connection.execute(query.with_for_update(of=powers, skip_locked=True))).all()
    return found


async def lock_to_hand_over(connection: Connection, today: date, only: Pair | None) -> Sequence[Row[Any]]:
    """Return powers that are the county's again and whose open cases are still the township's, skipping what is held.

    `only`: of one power in one township.
    """
    waits = and_(powers.c.hand_over.is_not(None), powers.c.handed_over_at.is_(None))
    due = powers.c.ending["from_day"].astext <= today.isoformat()
    query = with_catalogue().where(waits, due, powers.c.state == str(State.TAKEN_BACK)).order_by(powers.c.id)
    if only is not None:
        query = query.where(powers.c.region == only[0], powers.c.code == only[1])
    rows = await connection.execute(query.limit(BATCH).with_for_update(of=powers, skip_locked=True))
    found: Sequence[Row[Any]] = rows.all()
    return found


async def note_handed_over(connection: Connection, ids: Collection[UUID], now: datetime) -> None:
    await update_rows(connection, powers, [{"id": one, "handed_over_at": now} for one in ids])


async def ids_among(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    """Return those of `ids` that are a power's."""
    return set((await connection.execute(select(powers.c.id).where(among(powers.c.id, ids)))).scalars())


async def add_history(connection: Connection, steps: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, power_history, [{"id": new_id(), **step} for step in steps])


def step_of(
    power_id: UUID, action: Action, state: State, facts: Mapping[str, object], *, by: str, at: datetime
) -> dict[str, Any]:
    """Return a row of the history."""
    told = {"power_id": power_id, "action": str(action), "to_state": str(state)}
    return told | {"by": by, "at": at, "facts": dict(facts)}
