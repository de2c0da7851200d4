"""Which notices are still to reach somebody, who might be told of each, and who must never be?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    Uuid,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)

from dispatch.cases.models import case_subjects, cases
from dispatch.notices.domain import RecipientKind
from dispatch.notices.domain.choice import Candidate, Target
from dispatch.notices.models import notice_deliveries, notice_webhooks, notices
from dispatch.organisation.models import posts_held, roles_held
from dispatch.roster.repository.duty import on_duty
from shared.runtime.db import Connection
from shared.runtime.permissions import Role
from shared.runtime.sets import arrays, insert_rows, update_rows
from shared.schemas.vocabulary import SubjectKind

N = notices.c
# One process at a time writes tellings: the order of their numbers is then the order in which they become visible,
# and whoever reads an inbox from a number on misses none.
_TELLING = 0x6E6F746963


async def add_notices(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, notices, rows)


async def one_at_a_time(connection: Connection) -> None:
    """Wait until no other process writes tellings, and let none until the transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(_TELLING)))


async def lock_unspread(connection: Connection, limit: int) -> Sequence[Row[Any]]:
    """Hold notices of which nobody has been told, the oldest first."""
    query = select(notices).where(N.spread_at.is_(None)).order_by(N.id).limit(limit)
    return (await connection.execute(query.with_for_update(skip_locked=True))).all()


async def lock_unanswered(connection: Connection, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Hold notices whose answer is overdue, the oldest first."""
    query = select(notices).where(N.acknowledge_by <= now).order_by(N.acknowledge_by).limit(limit)
    return (await connection.execute(query.with_for_update(skip_locked=True))).all()


async def save_notices(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await update_rows(connection, notices, rows)


async def add_deliveries(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep tellings; whoever is told of a notice by a way already is not told again."""
    await insert_rows(connection, notice_deliveries, rows, skip_known=True)


async def candidates(connection: Connection, targets: Sequence[Target], today: date, now: datetime) -> list[Candidate]:
    """Return who may be told of each target: whom it is meant for, without those whom its case complains of.

    What is sealed reaches discipline inspection alone. Roles are those held in a region that covers the target's.
    """
    given = _given(targets)
    posts, roles = posts_held.c, roles_held.c
    kind, region = given.c.kind, given.c.region
    facts = (given.c.notice_id, given.c.case_id)
    person = select(*facts, given.c.to_id.label("person_id"), literal(0).label("level"), false().label("on_duty"))
    unit = select(*facts, posts.person_id, literal(0), false()).join(
        posts_held, and_(posts.unit_id == given.c.to_id, posts.valid.contains(today))
    )
    held = and_(roles.role == given.c.to_id, region.startswith(roles.region), roles.valid.contains(today))
    role = select(*facts, roles.person_id, func.length(roles.region), false()).join(roles_held, held)
    duty = on_duty(now)
    # Who has left since the roster was planned is told nothing.
    works = and_(posts.person_id == duty.c.person_id, posts.valid.contains(today))
    shift = (
        select(*facts, duty.c.person_id, func.length(duty.c.region), literal(True))
        .join(duty, and_(duty.c.role == given.c.to_id, duty.c.region == region))
        .join(posts_held, works)
    )
    found = union_all(
        person.where(kind == str(RecipientKind.PERSON)),
        unit.where(kind == str(RecipientKind.UNIT)),
        role.where(kind == str(RecipientKind.ROLE)),
        shift.where(kind == str(RecipientKind.ROLE)),
    ).subquery("found")
    rows = await connection.execute(_open_to(found.c.person_id, found.c.case_id, select(found), today))
    return [Candidate(row.notice_id, row.person_id, row.level, row.on_duty) for row in rows]


def _given(targets: Sequence[Target]) -> Any:
    rows = [
        {
            "notice_id": t.notice_id,
            "kind": str(t.to.kind),
            "to_id": t.to.id,
            "region": t.to.region,
            "case_id": t.case_id,
        }
        for t in targets
    ]
    return arrays(rows, notice_id=Uuid(), kind=Text(), to_id=Text(), region=Text(), case_id=Uuid())


def _open_to(person: ColumnElement[str], case: ColumnElement[UUID], query: Select[Any], today: date) -> Select[Any]:
    """Leave out of a query the persons who may not know of the case: it complains of them, or it is sealed."""
    subject, roles = case_subjects.c, roles_held.c
    is_person = and_(subject.kind == str(SubjectKind.PERSON), subject.subject == person)
    works = select(posts_held.c.unit_id).where(posts_held.c.person_id == person, posts_held.c.valid.contains(today))
    is_unit = and_(subject.kind == str(SubjectKind.UNIT), subject.subject.in_(works))
    complained_of = exists().where(subject.case_id == case, or_(is_person, is_unit))
    inspects = exists().where(
        roles.person_id == person, roles.role == str(Role.DISCIPLINE), roles.valid.contains(today)
    )
    sealed = exists().where(cases.c.id == case, cases.c.sealed)
    return query.where(~complained_of, or_(~sealed, inspects))


async def open_webhooks(connection: Connection, targets: Sequence[Target]) -> dict[UUID, str]:
    """Return the unit whose own system may be told, by notice: one that has an address, and is no subject of the case.

    What is sealed leaves by no webhook.
    """
    given = _given([target for target in targets if target.to.kind is RecipientKind.UNIT])
    subject = case_subjects.c
    about = exists().where(
        subject.case_id == given.c.case_id, subject.kind == str(SubjectKind.UNIT), subject.subject == given.c.to_id
    )
    sealed = exists().where(cases.c.id == given.c.case_id, cases.c.sealed)
    query = select(given.c.notice_id, given.c.to_id).join(notice_webhooks, notice_webhooks.c.unit_id == given.c.to_id)
    return {row.notice_id: row.to_id for row in await connection.execute(query.where(~about, ~sealed))}


async def may_still_know(
    connection: Connection, pairs: Collection[tuple[UUID, str, UUID | None]], today: date
) -> set[UUID]:
    """Return the ids of those tellings (id, person, case) whose person may still know of the case."""
    rows = [{"id": one, "person_id": person, "case_id": case} for one, person, case in pairs]
    given = arrays(rows, id=Uuid(), person_id=Text(), case_id=Uuid())
    query = _open_to(given.c.person_id, given.c.case_id, select(given.c.id), today)
    return set((await connection.execute(query)).scalars())
