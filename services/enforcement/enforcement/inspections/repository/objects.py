"""Which supervised objects and checklists does a caller see, and how are they saved?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from enforcement.inspections.domain.checklists import Checklist, Question
from enforcement.inspections.domain.objects import ObjectKind
from enforcement.inspections.models.inspections import checklists, object_looks, supervised_objects
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.resealing import SealedColumn
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

NAMES = SealedColumn(supervised_objects, "sealed")
_OF_LICENCE = ("version", "region", "item", "power", "valid_to", "ended_on")


# ------------------------------------------------------------------------------------------------------------- objects
async def keep_licence(connection: Connection, row: dict[str, Any]) -> None:
    """Keep the newest state of a licence; what is older than the copy changes nothing."""
    first = insert(supervised_objects).values(row)
    changed = {name: first.excluded[name] for name in _OF_LICENCE}
    newer = supervised_objects.c.version < first.excluded.version
    await connection.execute(first.on_conflict_do_update(index_elements=["id"], set_=changed, where=newer))


async def add_object(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, supervised_objects, [row])


async def hold_enterprises(connection: Connection, township: str, field: str) -> None:
    """Let nobody else enter an enterprise of a township and field until the transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{township}\n{field}", 0))))


async def find_object(connection: Connection, scope: Scope, object_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """Return an object, None where the scope does not reach it; held until the transaction ends if asked."""
    mine = supervised_objects.c.id == object_id, visible_in(scope, supervised_objects)
    query = select(supervised_objects).where(*mine)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def save_object(connection: Connection, object_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    """Write changes to an object that is held; return it as it is now."""
    mine = update(supervised_objects).where(supervised_objects.c.id == object_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(supervised_objects))).one()
    return saved


async def list_objects(
    connection: Connection,
    scope: Scope,
    *,
    kind: ObjectKind | None,
    there_on: date | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return at most `limit` objects by id, after `after`; `there_on`: only who is there on that day."""
    c = supervised_objects.c
    query = select(supervised_objects).where(visible_in(scope, supervised_objects)).order_by(c.id).limit(limit)
    if kind is not None:
        query = query.where(c.kind == kind)
    if there_on is not None:
        query = query.where(_there(there_on))
    if after is not None:
        query = query.where(c.id > after)
    return (await connection.execute(query)).all()


async def objects_of_field(connection: Connection, region: str, checklist: Checklist, on: date) -> list[UUID]:
    """Return the objects of a field that are there on a day in a region, by id."""
    c = supervised_objects.c
    mine = or_(c.field == checklist.field, among(c.item, checklist.items))
    query = select(c.id).where(c.region.startswith(region, autoescape=True), mine, _there(on)).order_by(c.id)
    return list((await connection.execute(query)).scalars())


async def same_enterprises(connection: Connection, marks: Collection[bytes], region: str, field: str) -> list[Row[Any]]:
    """Return the objects of a field in a region whose number one of these marks is of."""
    c = supervised_objects.c
    mine = among(c.party_mark, marks), c.region.startswith(region, autoescape=True), c.field == field
    return list(await connection.execute(select(c.id, c.region, c.ended_on).where(*mine).order_by(c.id)))


async def add_look(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, object_looks, [row])


def _there(on: date) -> ColumnElement[bool]:
    c = supervised_objects.c
    return or_(c.valid_to.is_(None), c.valid_to >= on) & or_(c.ended_on.is_(None), c.ended_on > on)


# ---------------------------------------------------------------------------------------------------------- checklists
async def find_checklist(connection: Connection, region: str, field: str) -> Checklist | None:
    """Return what holds for a field in a region: the newest version of the nearest region above."""
    c = checklists.c
    query = select(checklists).where(literal(region).startswith(c.region), c.field == field)
    newest = query.order_by(func.length(c.region).desc(), c.version.desc()).limit(1)
    row = (await connection.execute(newest)).one_or_none()
    return checklist_of(row) if row else None


async def checklists_for(connection: Connection, region: str) -> list[Checklist]:
    """Return what holds in a region, by field: the newest version of the nearest region above."""
    c = checklists.c
    query = select(checklists).ext(distinct_on(c.field)).where(literal(region).startswith(c.region))
    newest = query.order_by(c.field, func.length(c.region).desc(), c.version.desc())
    return [checklist_of(row) for row in await connection.execute(newest)]


async def find_version(connection: Connection, region: str, field: str, version: int) -> Checklist:
    """Return a version of a checklist that is known to be there."""
    c = checklists.c
    query = select(checklists).where(c.region == region, c.field == field, c.version == version)
    return checklist_of((await connection.execute(query)).one())


async def newest_version(connection: Connection, region: str, field: str) -> int:
    """Return the newest version that a region itself published for a field, 0 where there is none."""
    c = checklists.c
    query = select(func.coalesce(func.max(c.version), 0)).where(c.region == region, c.field == field)
    return int((await connection.execute(query)).scalar_one())


async def add_checklist(connection: Connection, row: dict[str, Any]) -> bool:
    """Add a version; False where somebody else published it meanwhile."""
    return bool(await insert_rows(connection, checklists, [row], skip_known=True, returning="version"))


def checklist_of(row: Row[Any]) -> Checklist:
    questions = tuple(Question(**one) for one in row.questions)
    often = (row.quiet_days, row.yearly_cap)
    return Checklist(row.region, row.field, row.version, row.matter, *often, tuple(row.items), questions)
