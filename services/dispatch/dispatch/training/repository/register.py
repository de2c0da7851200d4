"""Who is in the organisation, which region exists, and what happened in training?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Text, and_, func, literal, or_, select

from dispatch.organisation.models import posts_held, regions
from dispatch.training.models import training_history
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

Rows = Sequence[Row[Any]]
# (subject, step, facts)
Step = tuple[str, str, Mapping[str, object]]


def on_branch(scope: Scope, region: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a region lies in the scope or above it: a county sees what its city offers."""
    return or_(region.startswith(scope.region, autoescape=True), literal(scope.region).startswith(region))


async def add_history(
    connection: Connection,
    steps: Iterable[Step],
    *,
    region: str,
    by: str,
    at: datetime,
) -> None:
    """Note steps of one region."""
    await add_histories(connection, {region: steps}, {"by": by, "at": at})


async def add_histories(
    connection: Connection, steps: Mapping[str, Iterable[Step]], noted: Mapping[str, object]
) -> None:
    """Note steps of several regions by one statement; `noted`: by whom and when."""
    rows = [
        {"id": new_id(), "region": region, "subject": subject, "step": step, "facts": dict(facts), **noted}
        for region, taken in steps.items()
        for subject, step, facts in taken
    ]
    await insert_rows(connection, training_history, rows)


async def history_of(connection: Connection, scope: Scope, subject: str) -> Rows:
    """Return what happened to a course, a session, a person, an activity or a region, the oldest first."""
    table = training_history.c
    query = select(training_history).where(table.subject == subject, visible_in(scope, training_history))
    return (await connection.execute(query.order_by(table.id))).all()


async def hold(connection: Connection, name: str) -> None:
    """Let nobody else number the versions of `name` until the transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"training:{name}"))))


async def knows_region(connection: Connection, scope: Scope, region: str) -> bool:
    query = select(regions.c.code).where(regions.c.code == region)
    return scope.covers(region) and (await connection.execute(query)).one_or_none() is not None


async def present_on(connection: Connection, scope: Scope, persons: Collection[str], on: date) -> dict[str, str]:
    """Return person → region of those who are in the organisation on a day, within the scope."""
    query = select(posts_held.c.person_id, posts_held.c.region).where(
        among(posts_held.c.person_id, persons), in_force(posts_held, on), visible_in(scope, posts_held)
    )
    return {row.person_id: row.region for row in await connection.execute(query)}


async def present_among(
    connection: Connection, scope: Scope, given: Collection[tuple[str, date]]
) -> set[tuple[str, date]]:
    """Return those (person, day) on which the person was in the organisation, within the scope."""
    asked = arrays([{"person": person, "day": day} for person, day in given], person=Text(), day=Date())
    held = and_(posts_held.c.person_id == asked.c.person, posts_held.c.valid.contains(asked.c.day))
    query = select(asked.c.person, asked.c.day).join(posts_held, held).where(visible_in(scope, posts_held))
    return {(row.person, row.day) for row in await connection.execute(query)}
