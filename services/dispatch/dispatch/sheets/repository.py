"""How are registers read line by line, page by page, where no list of their own gives all that a sheet needs?"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Row,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    cast,
    func,
    null,
    select,
    tuple_,
    union_all,
)

from dispatch.assessment.models import (
    assessment_drafts,
    assessment_items,
    assessment_registers,
    assessment_rewards,
)
from dispatch.exchange.models import exchange_queries, exchange_requests
from dispatch.party.models import party_signups
from dispatch.powers.models import licence_copies, powers, supervision_checks
from dispatch.resources.models import TEMPORAL_KEYS, money_entries, post_entries, resource_proposals
from dispatch.training.models import (
    training_attendances,
    training_courses,
    training_pair_weeks,
    training_pairs,
    training_results,
    training_sessions,
)
from dispatch.training.repository.courses import enrolled_on
from dispatch.triage.models import crosswalk, matters
from shared.codes import RegionLevel
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope

PAGE = 5_000
Rows = Sequence[Row[Any]]
Item = TypeVar("Item")


async def pages(
    fetch: Callable[[Any], Awaitable[Sequence[Item]]], after: Any, next_of: Callable[[Item], Any], size: int = PAGE
) -> AsyncIterator[Sequence[Item]]:
    """Return page after page of what `fetch` finds after a key."""
    while rows := await fetch(after):
        yield rows
        if len(rows) < size:
            return
        after = next_of(rows[-1])


async def _keyset(connection: Connection, query: Select[Any], keys: Sequence[Any], after: Any) -> Rows:
    """Return the page of a query that follows a key."""
    if after is not None:
        query = query.where(tuple_(*keys) > tuple_(*after))
    rows: Rows = (await connection.execute(query.order_by(*keys).limit(PAGE))).all()
    return rows


# ------------------------------------------------------------------------------------------------- matters, crosswalk
async def matters_after(connection: Connection, after: Any) -> Rows:
    """Return matters, which are the same for every township."""
    return await _keyset(connection, select(matters), [matters.c.code], after)


async def crosswalk_after(connection: Connection, after: Any) -> Rows:
    """Return which matter each category is, the same for every township."""
    return await _keyset(connection, select(crosswalk), [crosswalk.c.scheme, crosswalk.c.code], after)


# ------------------------------------------------------------------------------------------------------------ training
def _of_sessions(table: Table | Subquery, scope: Scope, region: str) -> Select[Any]:
    sessions = training_sessions
    return (
        select(table)
        .join(sessions, sessions.c.id == table.c.session_id)
        .where(visible_in(scope, sessions), sessions.c.region.startswith(region, autoescape=True))
    )


async def enrolments_after(connection: Connection, scope: Scope, region: str, on: date, after: Any) -> Rows:
    """Return who was enrolled at the end of a day."""
    table = enrolled_on(on)
    query = _of_sessions(table, scope, region)
    return await _keyset(connection, query, [table.c.session_id, table.c.person_id], after)


async def attendances_after(connection: Connection, scope: Scope, region: str, on: date, after: Any) -> Rows:
    """Return attendances up to a day, with course and place."""
    table, sessions, courses = training_attendances, training_sessions, training_courses
    same = and_(sessions.c.course_code == courses.c.code, sessions.c.course_version == courses.c.version)
    beside = (sessions.c.course_code.label("course"), courses.c.name, courses.c.field, sessions.c.region)
    query = _of_sessions(table, scope, region).join(courses, same).add_columns(*beside).where(table.c.day <= on)
    return await _keyset(connection, query, [table.c.session_id, table.c.person_id, table.c.day], after)


async def results_after(connection: Connection, scope: Scope, region: str, on: date, after: Any) -> Rows:
    """Return examinations up to a day."""
    table = training_results
    query = _of_sessions(table, scope, region).where(table.c.examined_on <= on)
    return await _keyset(connection, query, [table.c.session_id, table.c.person_id, table.c.attempt], after)


async def results_of(connection: Connection, scope: Scope, session_id: UUID) -> Rows:
    query = _of_sessions(training_results, scope, "").where(training_results.c.session_id == session_id)
    rows: Rows = (await connection.execute(query)).all()
    return rows


async def pairs_after(connection: Connection, scope: Scope, region: str, on: date, after: Any) -> Rows:
    """Return the coaching pairs of a day, with the number of their weekly notes."""
    table, weeks = training_pairs, training_pair_weeks
    noted = select(func.count()).where(weeks.c.pair_id == table.c.id).scalar_subquery().label("weeks_noted")
    here = and_(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    query = select(table, noted).where(here, table.c.valid_from <= on, table.c.valid_to >= on)
    return await _keyset(connection, query, [table.c.id], after)


async def pairs_of(connection: Connection, trainees: Collection[str]) -> Rows:
    query = select(training_pairs).where(among(training_pairs.c.trainee_id, sorted(set(trainees))))
    rows: Rows = (await connection.execute(query)).all()
    return rows


# ----------------------------------------------------------------------------------------------------------- resources
def _papers(table: Table, proposal: str, here: ColumnElement[bool]) -> CTE:
    """Return the document of each proposal behind rows of a table, read once each.

    The body of a proposal may have twenty thousand lines: read with each row that came of it, that takes minutes.
    """
    behind = select(table.c[proposal]).where(here).distinct()
    adopted_by = resource_proposals.c.body["adopted_by"].astext.label("adopted_by")
    query = select(resource_proposals.c.id, adopted_by).where(resource_proposals.c.id.in_(behind))
    return query.cte("papers").prefix_with("MATERIALIZED", dialect="postgresql")


async def confirmed_after(
    connection: Connection, scope: Scope, table: Table, region: str, on: date, after: Any
) -> Rows:
    """Return the terms of a table that hold on a day, with the document by which they came to hold."""
    county = func.left(table.c.region, RegionLevel.COUNTY.digits).label("county")
    here = and_(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    held = and_(here, table.c.valid.contains(on))
    papers = _papers(table, "proposal_id", held)
    query = select(table, county, papers.c.adopted_by).join(papers, papers.c.id == table.c.proposal_id).where(held)
    keys = [table.c[name] for name in TEMPORAL_KEYS[table.name][:-1]]
    return await _keyset(connection, query, keys, after)


async def bookings_after(connection: Connection, scope: Scope, region: str, on: date, after: Any) -> Rows:
    """Return what was booked up to a day and stands, with its voucher: neither reversals nor what they reverse.

    What was booked twice alike by one voucher is one line with the sum.
    """
    table, again = money_entries, money_entries.alias("again")
    here = and_(visible_in(scope, table), table.c.region.startswith(region, autoescape=True), table.c.day <= on)
    stands = and_(here, table.c.reverses.is_(None), ~select(again.c.id).where(again.c.reverses == table.c.id).exists())
    papers = _papers(table, "proposal_id", stands)
    alike = (table.c.region, table.c.power, table.c.kind, table.c.day, table.c.fen.label("each"), papers.c.adopted_by)
    query = select(*alike, cast(func.sum(table.c.fen), BigInteger).label("fen")).join(
        papers, papers.c.id == table.c.proposal_id
    )
    lines = query.where(stands).group_by(*alike).subquery("lines")
    return await _keyset(connection, select(lines), [lines.c[one.name] for one in alike], after)


async def transfers_after(connection: Connection, scope: Scope, region: str, on: date, after: Any) -> Rows:
    """Return both sides of the transfers of posts up to a day, with the document; one line for an account."""
    table = post_entries
    here = and_(visible_in(scope, table), table.c.region.startswith(region, autoescape=True), table.c.day <= on)
    papers = _papers(table, "transfer_id", here)
    alike = (
        func.left(table.c.region, RegionLevel.COUNTY.digits).label("county"),
        table.c.day.label("valid_from"),
        papers.c.adopted_by,
        func.coalesce(table.c.unit_id, "").label("account"),
        table.c.kind,
        func.coalesce(table.c.power, "").label("follows"),
    )
    posts = func.sum(table.c.posts)
    query = select(*alike, posts.label("posts")).join(papers, papers.c.id == table.c.transfer_id).where(here)
    lines = query.group_by(*alike).having(posts != 0).subquery("lines")
    return await _keyset(connection, select(lines), [lines.c[one.name] for one in alike], after)


# --------------------------------------------------------------------------------------------------------- supervision
def _checked(kind: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return the checks of one kind of thing; `columns`: where it is, by which code and by which key it is known."""
    place, code, key = columns
    named = (place.label("region"), code.label("code"), key.label("key"))
    return select(supervision_checks, *named).where(supervision_checks.c.kind == kind)


async def checks_after(connection: Connection, scope: Scope, region: str, on: date, after: Any) -> Rows:
    """Return what supervising agencies found up to a day, of powers, licences and duties."""
    subject, none = supervision_checks.c.subject, cast(null(), Text)
    licence, part = licence_copies.c, partial(func.split_part, subject, ":")
    every = union_all(
        _checked("power", powers.c.region, powers.c.code, none).join(powers, cast(powers.c.id, Text) == subject),
        _checked("licence", licence.region, func.coalesce(licence.power, licence.item), subject).join(
            licence_copies, cast(licence.licence_id, Text) == subject
        ),
        _checked("duty", part(1), part(2), none),
    ).subquery("checks")
    here = and_(visible_in(scope, every), every.c.region.startswith(region, autoescape=True))  # type: ignore[arg-type]
    return await _keyset(connection, select(every).where(here, every.c.checked_on <= on), [every.c.id], after)


# -------------------------------------------------------------------------------------------------- Party and exchange
async def held_after(
    connection: Connection, scope: Scope, table: Table, keys: Sequence[str], region: str, on: date, after: Any
) -> Rows:
    """Return the rows of a table that hold on a day."""
    here = and_(visible_in(scope, table), table.c.region.startswith(region, autoescape=True), in_force(table, on))
    return await _keyset(connection, select(table).where(here), [table.c[key] for key in keys], after)


async def signups_of(connection: Connection, persons: Collection[str]) -> Rows:
    query = select(party_signups).where(among(party_signups.c.person_id, sorted(set(persons))))
    rows: Rows = (await connection.execute(query)).all()
    return rows


async def queries_after(connection: Connection, requests: Collection[UUID], on: date, after: Any) -> Rows:
    """Return the queries by these grants up to a day, with what they were for."""
    log, asked = exchange_queries, exchange_requests
    beside = (asked.c.region, asked.c.unit, asked.c.set_code, asked.c.purpose)
    query = select(log, *beside).join(asked, asked.c.id == log.c.request_id)
    query = query.where(among(log.c.request_id, requests), log.c.day <= on)
    return await _keyset(connection, query, [log.c.request_id, log.c.id], after)


# ---------------------------------------------------------------------------------------------------------- assessment
async def items_after(connection: Connection, scope: Scope, region: str, on: date, after: Any) -> Rows:
    """Return the items of the registers of a day, with the head of each register."""
    items, held = assessment_items, assessment_registers
    query = (
        select(items, held.c.valid_from, held.c.adopted_by, held.c.ranking, held.c.minimum_cases, held.c.objection_days)
        .join(held, held.c.id == items.c.register_id)
        .where(visible_in(scope, items), items.c.region.startswith(region, autoescape=True))
        .where(held.c.valid.contains(on))
    )
    return await _keyset(connection, query, [items.c.region, items.c.code], after)


async def rewards_after(connection: Connection, scope: Scope, region: str, year: int, after: Any) -> Rows:
    """Return what persons were given for a year by the approved lists, with the head of each list."""
    lines, drafts = assessment_rewards, assessment_drafts
    document = drafts.c.body["adopted_by"].astext.label("adopted_by")
    query = (
        select(lines, drafts.c.region, drafts.c.year, document)
        .join(drafts, drafts.c.id == lines.c.list_id)
        .where(visible_in(scope, drafts), drafts.c.region.startswith(region, autoescape=True), drafts.c.year == year)
    )
    return await _keyset(connection, query, [drafts.c.region, lines.c.person_id], after)
