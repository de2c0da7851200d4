"""How are applications for further duties, their steps and terms read and written, as of a day too?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, update

from dispatch.duties.domain.admissions import DECIDES, UNDER_WAY, Act, Body, State, Verdict
from dispatch.duties.models import duty_admission_steps, duty_admissions, duty_terms
from dispatch.organisation.models import unit_terms
from shared.clock import day_end
from shared.runtime.db import Connection, new_id, replaced, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def unit_region(connection: Connection, unit: str, on: date) -> str | None:
    """Return the region of a unit on a day."""
    query = select(unit_terms.c.region).where(unit_terms.c.unit_id == unit, unit_terms.c.valid.contains(on))
    return (await connection.execute(query)).scalar_one_or_none()


async def terms_of_acts(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return act → how many of which unit it may take."""
    return {row.act: (row.amount, row.unit) for row in await connection.execute(select(duty_terms))}


async def add_admission(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, duty_admissions, [dict(row)])


async def under_way(connection: Connection, matter: str, townships: Sequence[str]) -> Row[Any] | None:
    """Return an application about a matter for one of these townships that nobody has decided yet."""
    c = duty_admissions.c
    about = or_(*(c.townships.contains([one]) for one in townships))
    query: Select[Any] = select(c.id, c.townships).where(c.matter == matter, c.state.in_(UNDER_WAY), about)
    found: Row[Any] | None = (await connection.execute(query.order_by(c.id).limit(1))).one_or_none()
    return found


async def lock_admission(connection: Connection, scope: Scope, admission_id: UUID) -> Row[Any] | None:
    query = select(duty_admissions).where(duty_admissions.c.id == admission_id, _concerns(scope))
    return (await connection.execute(query.with_for_update())).one_or_none()


async def find_admission(connection: Connection, scope: Scope, admission_id: UUID) -> Row[Any] | None:
    query = select(duty_admissions).where(duty_admissions.c.id == admission_id, _concerns(scope))
    return (await connection.execute(query)).one_or_none()


async def list_admissions(
    connection: Connection,
    scope: Scope,
    *,
    state: str | None,
    late_at: datetime | None,
    after: UUID | None,
    limit: int,
    on: date | None = None,
) -> Sequence[Row[Any]]:
    """Return applications, as they stand or as they stood on a day, the newest first.

    `late_at`: only those whose next step was due before.
    """
    own = duty_admissions.c
    then = {} if on is None else _as_of(day_end(on))
    stood, due = then.get("state", own.state), then.get("due_at", own.due_at)
    query = select(*replaced(duty_admissions, **then)).where(_concerns(scope))
    if on is not None:
        query = query.where(own.applied_at < day_end(on))
    if state is not None:
        query = query.where(stood == state)
    if late_at is not None:
        query = query.where(stood.in_(UNDER_WAY), due < late_at)
    if after is not None:
        query = query.where(duty_admissions.c.id < after)
    return (await connection.execute(query.order_by(duty_admissions.c.id.desc()).limit(limit))).all()


def _as_of(end: datetime) -> dict[str, ColumnElement[Any]]:
    """Return what of an application was otherwise before a moment, by its steps; each keeps the term that it had."""
    step, own = duty_admission_steps.c, duty_admissions.c
    mine = and_(step.admission_id == own.id, step.at < end)
    refused = and_(step.act.in_([str(one) for one in DECIDES]), step.verdict == str(Verdict.REFUSED))
    stood = case(
        (func.bool_or(step.act == str(Act.WITHDRAW)), str(State.WITHDRAWN)),
        (func.bool_or(refused), str(State.REJECTED)),
        (func.count().filter(step.act == str(Act.RESOLVE)) == len(Body), str(State.APPROVED)),
        (func.bool_or(step.act == str(Act.REVIEW)), str(State.REVIEWED)),
        (func.bool_or(step.act == str(Act.CHECK)), str(State.CHECKED)),
        else_=str(State.APPLIED),
    )
    following = select(step.due_at).where(step.admission_id == own.id, step.at >= end).order_by(step.seq).limit(1)
    return {
        "state": select(stood).where(mine).scalar_subquery(),
        "version": select(func.max(step.seq)).where(mine).scalar_subquery(),
        "due_at": func.coalesce(following.scalar_subquery(), own.due_at),
    }


async def save_admission(connection: Connection, admission_id: UUID, **changed: Any) -> None:
    await connection.execute(update(duty_admissions).where(duty_admissions.c.id == admission_id).values(**changed))


async def add_step(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, duty_admission_steps, [{"id": new_id(), **row}])


async def steps_of(connection: Connection, admission_id: UUID) -> Sequence[Row[Any]]:
    steps = duty_admission_steps.c
    query = select(duty_admission_steps).where(steps.admission_id == admission_id).order_by(steps.seq)
    return (await connection.execute(query)).all()


def _concerns(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an application lies in the scope, or is about the township whose scope it is."""
    return or_(visible_in(scope, duty_admissions), duty_admissions.c.townships.contains([scope.region]))
