"""How are certificates read and written, and who is qualified by them on a day?"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy import update as change

from dispatch.organisation.models import posts_held
from dispatch.training.domain.certificates import Certificate
from dispatch.training.models import training_certificates, training_heads
from dispatch.training.repository.register import Rows
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

K = training_certificates.c


async def add_certificates(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, training_certificates, rows)


async def lock_heads(connection: Connection, persons: Collection[str]) -> dict[str, int]:
    """Let nobody else change the certificates of these persons; return the versions that were told."""
    new = [{"person_id": person, "version": 0} for person in sorted(set(persons))]
    await insert_rows(connection, training_heads, new, skip_known=True)
    query = select(training_heads).where(among(training_heads.c.person_id, persons))
    rows = await connection.execute(query.order_by(training_heads.c.person_id).with_for_update())
    return {row.person_id: row.version for row in rows}


async def count_versions(connection: Connection, persons: Collection[str]) -> None:
    mine = among(training_heads.c.person_id, persons)
    await connection.execute(change(training_heads).where(mine).values(version=training_heads.c.version + 1))


def certificate_of(row: Row[Any]) -> Certificate:
    return Certificate(row.field, row.valid_from, row.valid_to, row.revoked_on)


async def certificates_of(connection: Connection, persons: Collection[str]) -> dict[str, list[Row[Any]]]:
    """Return all certificates of persons, in order."""
    query = select(training_certificates).where(among(K.person_id, persons)).order_by(K.field, K.valid_from)
    found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.person_id].append(row)
    return found


async def save_certificates(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await update_rows(connection, training_certificates, rows)


# Where the holder is; of whoever left the organisation, where he was examined.
_PLACE = func.coalesce(posts_held.c.region, K.region)


def _placed(scope: Scope, on: date, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return certificates, each with the place of its holder on a day as `region`, of places within the scope."""
    there = and_(posts_held.c.person_id == K.person_id, in_force(posts_held, on))
    query = select(*columns, _PLACE.label("region")).select_from(training_certificates).outerjoin(posts_held, there)
    return query.where(_PLACE.startswith(scope.region, autoescape=True))


async def find_certificate(connection: Connection, scope: Scope, certificate_id: UUID, on: date) -> Row[Any] | None:
    """Return a certificate whose holder is within the scope on a day, with his place then as `region`."""
    query = _placed(scope, on, K.id, K.person_id, K.field, K.valid_from, K.valid_to, K.revoked_on)
    found: Row[Any] | None = (await connection.execute(query.where(K.id == certificate_id))).one_or_none()
    return found


def held_on(on: date) -> ColumnElement[bool]:
    """Return the condition that a certificate holds on a day."""
    return and_(K.valid.contains(on), or_(K.revoked_on.is_(None), K.revoked_on > on))


async def list_certificates(
    connection: Connection, scope: Scope, *, region: str, on: date, after: UUID | None, limit: int
) -> Rows:
    """Return the certificates that hold on a day, by where their holders are then, the newest first."""
    query = _placed(scope, on, K.id, K.person_id, K.field, K.valid_from, K.valid_to, K.session_id)
    query = query.where(held_on(on), _PLACE.startswith(region, autoescape=True))
    if after is not None:
        query = query.where(K.id < after)
    rows: Rows = (await connection.execute(query.order_by(K.id.desc()).limit(limit))).all()
    return rows


async def list_qualified(
    connection: Connection, scope: Scope, fields: Collection[str], *, region: str, on: date, after: str, limit: int
) -> Rows:
    """Return who is in the organisation on a day and has all of the fields then, and until when, by person."""
    query: Select[Any] = (
        select(posts_held.c.person_id, posts_held.c.region, func.min(K.valid_to).label("until"))
        .join(training_certificates, K.person_id == posts_held.c.person_id)
        .where(visible_in(scope, posts_held), in_force(posts_held, on), held_on(on), among(K.field, fields))
        .where(posts_held.c.region.startswith(region, autoescape=True), posts_held.c.person_id > after)
        .group_by(posts_held.c.person_id, posts_held.c.region)
        .having(func.count(func.distinct(K.field)) == len(set(fields)))
    )
    rows: Rows = (await connection.execute(query.order_by(posts_held.c.person_id).limit(limit))).all()
    return rows
