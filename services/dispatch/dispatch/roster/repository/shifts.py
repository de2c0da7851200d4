"""How are shifts and the rules of a roster read, locked and saved?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, func, literal, null, select, union_all, update
from sqlalchemy.dialects.postgresql import insert

from dispatch.organisation.models import persons, posts_held, regions, roles_held
from dispatch.roster.domain import Post, ShiftState
from dispatch.roster.domain.plan import Held, Planned
from dispatch.roster.models import roster_history, roster_rules, shifts
from dispatch.roster.repository.duty import is_on_duty
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

S = shifts.c
PLANNED = S.state == str(ShiftState.PLANNED)


def planned(row: Any) -> Planned:
    return Planned(Post(row.post), row.person_id, row.starts_at, row.ends_at)


async def is_region(connection: Connection, region: str) -> bool:
    found = await connection.execute(select(regions.c.code).where(regions.c.code == region))
    return found.one_or_none() is not None


async def lock_persons(connection: Connection, ids: Collection[str]) -> None:
    """Let nobody else plan for these persons until the transaction ends."""
    query = select(persons.c.id).where(among(persons.c.id, sorted(set(ids)))).order_by(persons.c.id)
    await connection.execute(query.with_for_update(key_share=True))


async def held_by(connection: Connection, ids: Collection[str]) -> list[Held]:
    """Return what persons are, ever: their posts and roles."""
    p, r = posts_held.c, roles_held.c
    post = select(p.person_id, null().cast(Text).label("role"), p.region, p.valid_from, p.valid_to)
    role = select(r.person_id, r.role, r.region, r.valid_from, r.valid_to)
    wanted = sorted(set(ids))
    both = union_all(post.where(among(p.person_id, wanted)), role.where(among(r.person_id, wanted)))
    return [Held(*row) for row in await connection.execute(both)]


async def shifts_of(connection: Connection, ids: Collection[str], since: datetime) -> list[Any]:
    """Return the planned shifts of persons that end after a moment, wherever they are."""
    query = select(shifts).where(among(S.person_id, sorted(set(ids))), PLANNED, S.ends_at > since)
    return list((await connection.execute(query)).all())


async def add_shifts(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, shifts, rows)


async def list_shifts(
    connection: Connection, scope: Scope, region: str, since: datetime, until: datetime
) -> Sequence[Any]:
    """Return the planned shifts of a region that touch a time, in order."""
    query = select(shifts).where(visible_in(scope, shifts), S.region == region, PLANNED)
    touching = query.where(S.starts_at < until, S.ends_at > since).order_by(S.starts_at, S.post, S.id)
    found: Sequence[Any] = (await connection.execute(touching)).all()
    return found


async def on_duty_in(connection: Connection, scope: Scope, region: str, at: datetime) -> Sequence[Any]:
    """Return the shifts that hold their persons at a moment."""
    query = select(shifts).where(visible_in(scope, shifts), S.region == region, is_on_duty(at))
    found: Sequence[Any] = (await connection.execute(query.order_by(S.post, S.starts_at, S.id))).all()
    return found


async def lock_shifts(connection: Connection, scope: Scope, ids: Collection[UUID]) -> dict[UUID, Any]:
    """Hold shifts of the scope until the transaction ends, in the order of ids."""
    query = select(shifts).where(among(S.id, sorted(ids)), visible_in(scope, shifts)).order_by(S.id)
    return {row.id: row for row in await connection.execute(query.with_for_update())}


async def find_on_duty(connection: Connection, scope: Scope, shift_id: UUID, at: datetime) -> Any:
    query = select(shifts).where(S.id == shift_id, visible_in(scope, shifts), is_on_duty(at))
    return (await connection.execute(query)).one_or_none()


async def change_shift(connection: Connection, shift_id: UUID, **values: Any) -> None:
    changed = update(shifts).where(S.id == shift_id).values(values | {"version": S.version + 1})
    await connection.execute(changed)


async def next_shift(connection: Connection, shift: Any, now: datetime) -> Any:
    """Return the shift that follows on one: of the same post and region, of another person, not over yet."""
    query = (
        select(shifts)
        .where(PLANNED, S.region == shift.region, S.post == shift.post, S.person_id != shift.person_id)
        .where(S.starts_at > shift.starts_at, S.ends_at > func.greatest(literal(now), shift.ends_at))
        .order_by(S.starts_at, S.id)
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


# ---------------------------------------------------------------------------------------------------------------- rules
async def rules_for(connection: Connection, region: str) -> Any:
    """Return the rules of the nearest region that has some; None where none has."""
    c = roster_rules.c
    query = select(roster_rules).where(literal(region).startswith(c.region))
    return (await connection.execute(query.order_by(func.length(c.region).desc()).limit(1))).one_or_none()


async def all_rules(connection: Connection) -> Sequence[Any]:
    found: Sequence[Any] = (await connection.execute(select(roster_rules))).all()
    return found


async def lock_rules(connection: Connection, region: str) -> Any:
    query = select(roster_rules).where(roster_rules.c.region == region).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def save_rules(connection: Connection, row: dict[str, Any]) -> None:
    statement = insert(roster_rules).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "region"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["region"], set_=changed))


# -------------------------------------------------------------------------------------------------------------- history
async def note_planned(connection: Connection, region: str, ids: Sequence[UUID], by: str, at: datetime) -> None:
    row = {"region": region, "action": "planned", "by": by, "at": at, "facts": {}}
    await insert_rows(connection, roster_history, [{"id": new_id(), "about": str(one), **row} for one in ids])


async def note(
    connection: Connection, region: str, about: object, action: str, by: str, at: datetime, **facts: object
) -> None:
    """Note what was done about a shift, a swap, a sheet or the rules of a region."""
    row = {"id": new_id(), "region": region, "about": str(about), "action": action, "by": by, "at": at}
    await insert_rows(connection, roster_history, [row | {"facts": facts}])


async def history_of(connection: Connection, scope: Scope, about: str) -> Sequence[Any]:
    c = roster_history.c
    query = select(roster_history).where(c.about == about, visible_in(scope, roster_history)).order_by(c.id)
    found: Sequence[Any] = (await connection.execute(query)).all()
    return found
