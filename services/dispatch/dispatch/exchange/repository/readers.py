"""Which rows does each set consist of? One reader a set, over the platform's own facts, within a grant's frame.

Nothing here knows who reported a case, nor what he said: there is no column that could be asked for.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.cases.models import cases
from dispatch.cases.repository.sight import hides_from_nobody
from dispatch.duties.models import duty_lines, duty_lists
from dispatch.exchange.domain.refusals import KeyMalformed
from dispatch.organisation.models import persons, unit_terms
from dispatch.powers.models import power_catalogue, power_terms, powers
from dispatch.training.models import training_attendances, training_certificates, training_courses, training_sessions
from dispatch.training.repository.courses import first_day_there
from dispatch.triage.models import matters
from shared.clock import SHANGHAI
from shared.codes import RegionLevel
from shared.runtime.db import Connection, among
from shared.runtime.fields import Sealer


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose rows, of which fields of duty, on which days (both inside)."""

    place: str
    fields: Sequence[str]
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Reader:
    """`rows` selects the set's columns with `sort`, the key of a row, and `about`, which a sealed column is bound to.

    `key` reads what a caller gives as the key he has come to.
    """

    rows: Callable[[Frame], Select[Any]]
    key: Callable[[str], object] = str
    sealed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it leaves: its key, which names no person, and the columns that were granted."""

    key: str
    row: Mapping[str, Any]
    digest: str


def _within(table: Table, frame: Frame) -> ColumnElement[bool]:
    return table.c.region.startswith(frame.place, autoescape=True)


def _overlaps(first: ColumnElement[Any], last: ColumnElement[Any], frame: Frame) -> ColumnElement[bool]:
    return and_(first <= frame.until, or_(last.is_(None), last >= frame.since))


def _day(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.timezone("Asia/Shanghai", moment), Date)


def _minus(day: ColumnElement[Any], other: ColumnElement[Any], kind: Any) -> ColumnElement[Any]:
    return type_coerce(day.op("-")(other), kind)


def _cases(frame: Frame) -> Select[Any]:
    c, first = cases.c, datetime.combine(frame.since, time.min, SHANGHAI)
    after = datetime.combine(frame.until, time.min, SHANGHAI) + timedelta(days=1)
    opened, closed = _day(c.opened_at), _day(c.closed_at)
    return (
        select(
            c.id.label("sort"),
            null().label("about"),
            *(c.number, c.region, c.cell, c.matter, c.urgency, c.source, c.state, c.outcome, c.result),
            matters.c.field,
            opened.label("opened_on"),
            closed.label("closed_on"),
            _minus(closed, opened, Integer()).label("days"),
        )
        .join(matters, matters.c.code == c.matter)
        .where(_within(cases, frame), among(matters.c.field, frame.fields))
        # Who asks is a department's system, and behind it anybody: what is about somebody leaves to nobody.
        .where(c.opened_at >= first, c.opened_at < after, hides_from_nobody())
    )


def _duty_lists(frame: Frame) -> Select[Any]:
    head, line = duty_lists.c, duty_lines.c
    return (
        select(
            func.concat(cast(head.id, Text), ":", line.matter).label("sort"),
            null().label("about"),
            *(head.region, head.version, head.valid_from, head.valid_to),
            *(line.matter, matters.c.name, matters.c.field, line.kind, line.lead, line.support, line.legal_basis),
        )
        .join(duty_lines, line.list_id == head.id)
        .join(matters, matters.c.code == line.matter)
        .where(_within(duty_lists, frame), among(matters.c.field, frame.fields))
        .where(_overlaps(head.valid_from, head.valid_to, frame))
    )


def _powers_in_force(frame: Frame) -> Select[Any]:
    term, power, entry = power_terms.c, powers.c, power_catalogue.c
    return (
        select(
            func.concat(cast(term.power_id, Text), ":", cast(term.valid_from, Text)).label("sort"),
            null().label("about"),
            *(term.region, term.code, power.state),
            *(entry.name, entry.kind, entry.mode, entry.field, entry.principal, entry.legal_basis),
            term.valid_from.label("in_force_from"),
            term.valid_to.label("in_force_to"),
        )
        .join(powers, power.id == term.power_id)
        .join(power_catalogue, and_(entry.code == power.code, entry.version == power.catalogue_version))
        .where(_within(power_terms, frame), among(entry.field, frame.fields))
        .where(_overlaps(term.valid_from, term.valid_to, frame))
    )


def _agencies(frame: Frame) -> Select[Any]:
    term = unit_terms.c
    return select(
        func.concat(term.unit_id, ":", cast(term.valid_from, Text)).label("sort"),
        null().label("about"),
        *(term.region, term.unit_id, term.kind, term.name, term.valid_from, term.valid_to),
    ).where(
        _within(unit_terms, frame),
        func.length(term.region) == RegionLevel.TOWNSHIP.digits,
        _overlaps(term.valid_from, term.valid_to, frame),
    )


def _qualified_officers(frame: Frame) -> Select[Any]:
    held = training_certificates.c
    # Revoked: it held up to the day before. NULL does not count for `least`.
    last = func.least(held.valid_to, _minus(held.revoked_on, literal(1), Date()))
    return (
        select(
            held.id.label("sort"),
            held.person_id.label("about"),
            *(held.region, held.person_id, held.field, held.valid_from),
            last.label("valid_to"),
            func.encode(persons.c.name, "base64").label("name"),
        )
        .join(persons, persons.c.id == held.person_id)
        .where(_within(training_certificates, frame), among(held.field, frame.fields))
        .where(last >= held.valid_from, _overlaps(held.valid_from, last, frame))
    )


def _training_person_times(frame: Frame) -> Select[Any]:
    attended, session, course = training_attendances.c, training_sessions.c, training_courses.c
    of_course = and_(course.code == session.course_code, course.version == session.course_version)
    month, first = func.to_char(attended.day, "YYYY-MM").label("month"), first_day_there().label("first")
    flat = (
        select(session.region, course.field, month, attended.day, attended.person_id, attended.hours, first)
        .join(training_sessions, session.id == attended.session_id)
        .join(training_courses, of_course)
        .where(_within(training_sessions, frame), among(course.field, frame.fields))
        .subquery()
    )
    by = (flat.c.region, flat.c.field, flat.c.month)
    query = select(
        func.concat_ws(":", *by).label("sort"),
        null().label("about"),
        *by,
        func.count().filter(flat.c.first).label("person_times"),
        func.count(flat.c.person_id.distinct()).label("persons"),
        func.sum(flat.c.hours).label("hours"),
    )
    return query.where(flat.c.day.between(frame.since, frame.until)).group_by(*by)


READERS: Mapping[str, Reader] = {
    "cases-by-matter": Reader(_cases, UUID),
    "duty-lists": Reader(_duty_lists),
    "powers-in-force": Reader(_powers_in_force),
    "agencies": Reader(_agencies),
    "qualified-officers": Reader(_qualified_officers, UUID, frozenset({"name"})),
    "training-person-times": Reader(_training_person_times),
}


def granted_rows(code: str, frame: Frame, columns: Sequence[str]) -> Subquery:
    """Return the rows of a set within a frame: sort, key, about, row (the granted columns as JSON), digest."""
    base = READERS[code].rows(frame).subquery("base")
    named = [part for name in columns for part in (literal(name), base.c[name])]
    row = func.jsonb_build_object(*named, type_=JSONB)
    found = select(base.c.sort, cast(base.c.sort, Text).label("key"), cast(base.c.about, Text).label("about"))
    return found.add_columns(row.label("row"), func.md5(cast(row, Text)).label("digest")).subquery("found")


async def rows_after(
    connection: Connection, code: str, frame: Frame, columns: Sequence[str], *, after: str | None, limit: int
) -> Sequence[Row[Any]]:
    """Return rows by key: sort, key, about, row, digest. Raises KeyMalformed."""
    found = granted_rows(code, frame, columns)
    query = select(found).order_by(found.c.sort).limit(limit)
    if after is not None:
        try:
            query = query.where(found.c.sort > READERS[code].key(after))
        except ValueError as error:
            raise KeyMalformed("no row of this set has such a key", field="after") from error
    return (await connection.execute(query)).all()


def opened(code: str, row: Row[Any], sealer: Sealer) -> Read:
    """Return a row with what is sealed in it open."""
    shown = dict(row.row)
    for name in READERS[code].sealed & shown.keys():
        shown[name] = sealer.open(b64decode(shown[name]), about=row.about)
    return Read(row.key, shown, row.digest)
