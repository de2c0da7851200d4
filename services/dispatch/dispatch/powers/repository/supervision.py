"""How is it kept who watches over powers, licences and duties, and what was found?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Row,
    Select,
    Subquery,
    Text,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from dispatch.duties.models import duty_lines, duty_lists
from dispatch.powers.domain.supervision import ABOVE, Subject, SubjectKind, Supervision
from dispatch.powers.domain.terms import COUNTY_DIGITS, TOWNSHIP_DIGITS
from dispatch.powers.models import licence_copies, power_terms, supervision_checks, supervision_history, supervisions
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, new_id
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

# Region, kind and key of the last subject of a page.
After = tuple[str, str, str]
# Without either of these nobody knows how it is watched over.
WATCHED_BY = ("plan", "every_months")
Named = dict[tuple[str, str], Supervision]


# ------------------------------------------------------------------------------------------------ what is watched over
def _subjects(on: date) -> Subquery:
    """Return what somebody must watch over on a day: powers in force, licences granted, duties on the lists."""
    return union_all(*(query(on) for query in _SUBJECTS.values())).subquery("subjects")


def _powers(on: date) -> Select[Any]:
    key, code, none = cast(power_terms.c.power_id, Text), power_terms.c.code, cast(null(), Text)
    head = literal(str(SubjectKind.POWER)).label("kind"), key.label("key")
    tail = none.label("under"), power_terms.c.valid_from.label("since")
    return select(*head, power_terms.c.region, code.label("code"), *tail).where(in_force(power_terms, on))


def _licences(on: date) -> Select[Any]:
    c = licence_copies.c
    township = func.left(c.region, TOWNSHIP_DIGITS)
    # The agency of the power watches over what was granted by it, unless the licence has one of its own.
    under = (
        select(cast(power_terms.c.power_id, Text))
        .where(power_terms.c.region == township, power_terms.c.code == c.power, in_force(power_terms, on))
        .scalar_subquery()
    )
    head = literal(str(SubjectKind.LICENCE)).label("kind"), cast(c.licence_id, Text).label("key")
    tail = under.label("under"), c.granted_on.label("since")
    query = select(*head, c.region, func.coalesce(c.power, c.item).label("code"), *tail)
    holds = or_(c.ended_on.is_(None), c.ended_on > on)
    return query.where(c.granted_on <= on, or_(c.valid_to.is_(None), c.valid_to >= on), holds)


def _duties(on: date) -> Select[Any]:
    """Return the lines of the lists: what a county's list gives to its townships is watched over once for all of them,
    and who does so watches over a township's own line of the matter, too, unless that has an agency of its own.
    """
    region, matter = duty_lists.c.region, duty_lines.c.matter
    head = literal(str(SubjectKind.DUTY)).label("kind"), func.concat(region, ":", matter).label("key")
    above = func.concat(func.left(region, COUNTY_DIGITS), ":", matter).label("under")
    query = select(*head, region, matter.label("code"), above, duty_lists.c.valid_from.label("since"))
    given = duty_lines.c.kind != "taken-back"
    return query.join(duty_lists, duty_lists.c.id == duty_lines.c.list_id).where(given, duty_lists.c.valid.contains(on))


_SUBJECTS: Mapping[SubjectKind, Callable[[date], Select[Any]]] = {
    SubjectKind.POWER: _powers,
    SubjectKind.LICENCE: _licences,
    SubjectKind.DUTY: _duties,
}


def unwatched(kind: SubjectKind, on: date) -> Subquery:
    """Return what of a kind no agency watches over on a day: key, region, code, and `since` when it stands."""
    subjects = _SUBJECTS[kind](on).subquery()
    own, above = _is_watched(kind, subjects.c.key, on), _is_watched(ABOVE[kind], subjects.c.under, on)
    return select(subjects).where(~own, ~above).subquery("unwatched")


def _is_watched(kind: SubjectKind, key: ColumnElement[Any], on: date) -> ColumnElement[bool]:
    named = supervisions.c
    return exists().where(named.kind == str(kind), named.subject == key, named.named_on <= on)


def _subject(row: Any) -> Subject:
    return Subject(SubjectKind(row.kind), row.key, row.region, row.code, row.under)


async def find_subject(connection: Connection, scope: Scope, kind: SubjectKind, key: str, on: date) -> Subject | None:
    """Return what is to be watched over on a day, within the scope."""
    s = _subjects(on).c
    mine = s.kind == str(kind), s.key == key, s.region.startswith(scope.region, autoescape=True)
    row = (await connection.execute(select(s.kind, s.key, s.region, s.code, s.under).where(*mine))).one_or_none()
    return _subject(row) if row else None


def _in_a_vacuum(query: Select[Any], s: Any, on: date) -> Select[Any]:
    """Return those of a query's subjects whose supervision lacks something on a day, as `vacuum_of` says it of one."""
    own = _named_last(s.kind, s.key, on)
    above = _named_last(case({str(kind): str(ABOVE[kind]) for kind in ABOVE}, value=s.kind), s.under, on)
    plan, months = (case((own.c.agency.is_(None), above.c[name]), else_=own.c[name]) for name in WATCHED_BY)
    c = supervision_checks.c
    looked = select(func.max(c.checked_on)).where(c.kind == s.kind, c.subject == s.key, c.checked_on <= on)
    last = looked.scalar_subquery()
    late = cast(last.op("+")(func.make_interval(0, months)), Date) < on
    # Where no agency is named there is no plan.
    lacks = or_(plan.is_(None), months.is_(None), last.is_(None), late)
    return query.outerjoin(own, true()).outerjoin(above, true()).where(lacks)


def _named_last(kind: ColumnElement[Any], key: ColumnElement[Any], on: date) -> FromClause:
    """Return who was named last, up to a day, to watch over a row's subject."""
    named = supervisions.c
    query = select(named.agency, *(named[name] for name in WATCHED_BY))
    query = query.where(named.kind == kind, named.subject == key, named.named_on <= on)
    return query.order_by(named.named_on.desc()).limit(1).lateral()


async def list_subjects(
    connection: Connection,
    scope: Scope,
    *,
    region: str,
    kind: SubjectKind | None,
    on: date,
    after: After,
    limit: int,
    vacant: bool = False,
) -> list[Subject]:
    """Return what is to be watched over on a day, by township and kind; `vacant`: whose supervision lacks something."""
    subjects = _subjects(on)
    s = subjects.c
    query = (
        select(s.kind, s.key, s.region, s.code, s.under)
        .select_from(subjects)
        .where(s.region.startswith(scope.region, autoescape=True), s.region.startswith(region, autoescape=True))
        .where(tuple_(s.region, s.kind, s.key) > tuple_(*after))
        .order_by(s.region, s.kind, s.key)
        .limit(limit)
    )
    if kind is not None:
        query = query.where(s.kind == str(kind))
    if vacant:
        query = _in_a_vacuum(query, s, on)
    return [_subject(row) for row in await connection.execute(query)]


# -------------------------------------------------------------------------------------------------- agencies and checks
async def name_supervisor(connection: Connection, row: Mapping[str, Any]) -> None:
    """Name who watches over a subject from a day on, over what was said on that day before."""
    first = insert(supervisions).values(**row)
    keys = ["kind", "subject", "named_on"]
    changed = {name: first.excluded[name] for name in row if name not in keys}
    await connection.execute(first.on_conflict_do_update(index_elements=keys, set_=changed))


async def supervisions_of(connection: Connection, keys: Collection[str], on: date) -> Named:
    """Return who watches over each of these on a day, by kind and key."""
    query = select(supervisions).where(among(supervisions.c.subject, keys), supervisions.c.named_on <= on)
    rows = await connection.execute(query.order_by(supervisions.c.named_on))
    return {(row.kind, row.subject): Supervision(row.agency, row.plan, row.every_months) for row in rows}


async def add_check(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, supervision_checks, [dict(row)])


async def checks_of(connection: Connection, keys: Collection[str], on: date) -> Sequence[Row[Any]]:
    """Return the checks of these up to a day, the earliest first."""
    c = supervision_checks.c
    query = select(supervision_checks).where(among(c.subject, keys), c.checked_on <= on)
    return (await connection.execute(query.order_by(c.checked_on, c.id))).all()


async def add_history(
    connection: Connection, subject: Subject, action: str, facts: Mapping[str, object], *, by: str, at: datetime
) -> None:
    head = {"id": new_id(), "kind": str(subject.kind), "subject": subject.key, "action": action}
    await insert_rows(connection, supervision_history, [head | {"by": by, "at": at, "facts": dict(facts)}])


async def history_of(connection: Connection, subject: Subject) -> Sequence[Row[Any]]:
    """Return who was named and what was checked, the oldest first."""
    c = supervision_history.c
    query = select(supervision_history).where(c.kind == str(subject.kind), c.subject == subject.key)
    return (await connection.execute(query.order_by(c.id))).all()
