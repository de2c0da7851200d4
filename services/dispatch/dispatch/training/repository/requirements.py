"""How are requirements, and what was told of them, read and written?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy import update as change
from sqlalchemy.dialects.postgresql import distinct_on, insert

from dispatch.powers.domain.catalogue import PowerKind
from dispatch.powers.models import power_catalogue
from dispatch.training.domain.certificates import Requirement
from dispatch.training.models import training_courses, training_requirements, training_tellings
from dispatch.training.repository.register import Rows
from dispatch.triage.models import matters
from shared.runtime.db import Connection
from shared.runtime.sets import insert_rows

Q = training_requirements.c
PENALTY = str(PowerKind.PENALTY)


async def fields_with_course(connection: Connection) -> set[str]:
    return set((await connection.execute(select(training_courses.c.field).distinct())).scalars())


async def is_known(connection: Connection, activity: str) -> bool:
    """Tell whether the catalogue holds, or has held, the power of that kind, or a power or matter is of that field."""
    kind, _, name = activity.partition(":")
    c = power_catalogue.c
    # To license is to use any power that is none to penalise: a service, too.
    same_kind = (c.kind == PENALTY) if kind == PENALTY else (c.kind != PENALTY)
    power = exists().where(or_(c.field == name, and_(c.code == name, same_kind)))
    return bool((await connection.execute(select(or_(power, exists().where(matters.c.field == name))))).scalar_one())


async def requirements_of(connection: Connection, activity: str) -> list[Requirement]:
    """Return all versions of what a power requires, drafts included, the oldest first."""
    query = select(training_requirements).where(Q.activity == activity).order_by(Q.version)
    return [requirement_of(row) for row in await connection.execute(query)]


def requirement_of(row: Row[Any]) -> Requirement:
    return Requirement(row.activity, row.version, tuple(row.fields), row.valid_from, row.drawn_up_by, row.confirmed_by)


async def list_requirements(connection: Connection, on: date | None = None) -> Rows:
    """Return every version of every requirement, or what holds on a day: the same for all of the province."""
    query = select(training_requirements)
    if on is not None:
        begun = query.where(Q.confirmed_by.is_not(None), Q.valid_from <= on).ext(distinct_on(Q.activity))
        query = select(begun.order_by(Q.activity, Q.valid_from.desc(), Q.version.desc()).subquery())
        return (await connection.execute(query.order_by("activity"))).all()
    return (await connection.execute(query.order_by(Q.activity, Q.version))).all()


async def add_requirement(connection: Connection, one: Requirement, *, at: datetime) -> None:
    row = {
        "activity": one.activity,
        "version": one.version,
        "fields": list(one.fields),
        "valid_from": one.valid_from,
        "drawn_up_by": one.drawn_up_by,
        "confirmed_by": one.confirmed_by,
        "at": at,
    }
    await insert_rows(connection, training_requirements, [row])


async def confirm_requirement(connection: Connection, activity: str, version: int, *, by: str) -> None:
    mine = (Q.activity == activity) & (Q.version == version)
    await connection.execute(change(training_requirements).where(mine).values(confirmed_by=by))


# ------------------------------------------------------------------------------------------------------------- tellings
async def matters_by_name(connection: Connection) -> Mapping[str, set[str]]:
    """Return a field, or a power as the catalogue has it now → the codes of its matters."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in await connection.execute(select(matters.c.field, matters.c.code)):
        found[row.field].add(row.code)
    c = power_catalogue.c
    newest = select(c.code, c.matters).ext(distinct_on(c.code)).order_by(c.code, c.version.desc())
    for row in await connection.execute(newest):
        found[row.code].update(row.matters)
    return found


async def lock_tellings(connection: Connection) -> Rows:
    """Return what was told of each activity, held until the transaction ends; skip what others hold."""
    query = select(training_tellings).order_by(training_tellings.c.activity)
    return (await connection.execute(query.with_for_update(skip_locked=True))).all()


async def note_telling(connection: Connection, activity: str, told: Sequence[str]) -> int:
    """Keep what is told of an activity; return its next version."""
    first = insert(training_tellings).values(activity=activity, version=1, matters=list(told))
    again = {"version": training_tellings.c.version + 1, "matters": first.excluded.matters}
    noted = first.on_conflict_do_update(index_elements=["activity"], set_=again).returning(training_tellings.c.version)
    return int((await connection.execute(noted)).scalar_one())
