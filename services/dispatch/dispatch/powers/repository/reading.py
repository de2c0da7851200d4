"""How are the powers of townships read, as they stand and as they stood?"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from dispatch.powers.domain.life import Action, State
from dispatch.powers.domain.standing import DECIDES_DAYS, Told
from dispatch.powers.models import (
    power_history,
    power_terms,
    powers,
)
from dispatch.powers.repository.lives import with_catalogue
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which powers are asked for: `region` is a prefix."""

    region: str
    state: str | None = None
    in_force_only: bool = False


def state_before(moment: datetime) -> ColumnElement[Any]:
    """Return how a power stood before a moment, None where nothing was noted of it by then."""
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
    mine = power_terms.c.power_id == powers.c.id
    held = select(power_terms.c.power_id).where(mine, in_force(power_terms, on)).exists()
    # What was taken over was in force before the platform noted anything of it.
    stood = func.coalesce(state_before(before), State.FORMAL).label("stood")
    lives = (
        with_catalogue()
        .add_columns(stood, held.label("in_force"))
        .where(visible_in(scope, powers), powers.c.region.startswith(chosen.region, autoescape=True))
        .where(or_(powers.c.chosen_at < before, held))
        .where(tuple_(powers.c.region, powers.c.code) > tuple_(*after))
        .ext(distinct_on(powers.c.region, powers.c.code))
        .order_by(powers.c.region, powers.c.code, held.desc(), powers.c.id.desc())
        .subquery()
    )
    query = select(lives).order_by(lives.c.region, lives.c.code).limit(limit)
    if chosen.state is not None:
        query = query.where(lives.c.stood == chosen.state)
    if chosen.in_force_only:
        query = query.where(lives.c.in_force)
    return (await connection.execute(query)).all()


async def told_of(connection: Connection, ids: Collection[UUID], before: datetime) -> dict[UUID, list[Told]]:
    """Return what was decided of the days of powers before a moment, by life, in order.

    What was taken over was in force before the platform noted anything of it.
    """
    c = power_history.c
    about_days = c.action.in_([str(action) for action in DECIDES_DAYS])
    by_then = or_(c.at < before, c.action == str(Action.TAKE_OVER))
    query = select(c.power_id, c.action, c.facts).where(among(c.power_id, ids), about_days, by_then).order_by(c.id)
    found: defaultdict[UUID, list[Told]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.power_id].append((Action(row.action), row.facts))
    return found


async def history_of(connection: Connection, scope: Scope, region: str, code: str) -> Sequence[Row[Any]]:
    """Return what happened to a power in a township, over all its lives, the oldest first."""
    query = (
        select(power_history)
        .join(powers, powers.c.id == power_history.c.power_id)
        .where(powers.c.region == region, powers.c.code == code, visible_in(scope, powers))
        .order_by(power_history.c.id)
    )
    return (await connection.execute(query)).all()
