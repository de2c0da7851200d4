"""How are resolutions and major cases read and written?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Text, and_, cast, exists, func, or_, select, tuple_, update

from dispatch.cases.models import cases
from dispatch.cases.repository.sight import of_known_case
from dispatch.duties.domain.admissions import Act
from dispatch.duties.domain.admissions import State as Admission
from dispatch.duties.models import duty_admission_steps, duty_admissions
from dispatch.party.domain.resolutions import Decision, Resolution, Share, State, SubjectKind
from dispatch.party.models import party_history, party_major_cases, party_resolutions, party_shares
from shared.clock import day_end
from shared.codes import RegionLevel
from shared.runtime.db import Connection, among_ids, replaced, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

THING = "resolution"


def to_resolution(row: Row[Any]) -> Resolution:
    """Return a row as the domain knows it."""
    return Resolution(
        row.id,
        row.region,
        row.number,
        SubjectKind(row.subject_kind),
        row.subject_id,
        Decision(row.decision),
        State(row.state),
        row.version,
        row.drawn_up_by,
    )


async def shares_by_kind(connection: Connection) -> dict[SubjectKind, Share]:
    """Return the shares that the installation has rows for."""
    rows = (await connection.execute(select(party_shares))).all()
    return {SubjectKind(row.subject_kind): Share(row.of, row.among) for row in rows}


async def subject_waiting(connection: Connection, kind: SubjectKind, subject: UUID) -> Row[Any] | None:
    """Return (region, since) of what waits for a committee: whose committee resolves on it, and since when it may.

    An application waits for its county's since the city's review, a major case for its township's since it was marked.
    """
    if kind is SubjectKind.ADMISSION:
        steps, one = duty_admission_steps.c, duty_admissions.c
        query: Select[Any] = (
            select(one.region, func.max(steps.at).label("since"))
            .join(duty_admission_steps, and_(steps.admission_id == one.id, steps.act == str(Act.REVIEW)))
            .where(one.id == subject, one.state == str(Admission.REVIEWED))
            .group_by(one.region)
        )
    else:
        columns = _township().label("region"), party_major_cases.c.marked_at.label("since")
        query = _open_marks().with_only_columns(*columns).where(cases.c.id == subject)
    found: Row[Any] | None = (await connection.execute(query)).one_or_none()
    return found


async def add_resolution(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, party_resolutions, [dict(row)])


async def number_is_taken(connection: Connection, committee: str, number: str) -> bool:
    mine = and_(party_resolutions.c.committee_id == committee, party_resolutions.c.number == number)
    return (await connection.execute(select(exists().where(mine)))).scalar_one()


async def lock_resolution(connection: Connection, scope: Scope, resolution_id: UUID) -> Resolution | None:
    """Return a resolution and hold its row until the transaction ends, where the scope reaches it."""
    mine = and_(party_resolutions.c.id == resolution_id, _known(scope))
    row = (await connection.execute(select(party_resolutions).where(mine).with_for_update())).one_or_none()
    return to_resolution(row) if row else None


async def find_resolution(connection: Connection, scope: Scope, resolution_id: UUID) -> Row[Any] | None:
    mine = and_(party_resolutions.c.id == resolution_id, _known(scope))
    return (await connection.execute(select(party_resolutions).where(mine))).one_or_none()


def _known(scope: Scope) -> ColumnElement[bool]:
    """Return the condition of resolutions that the caller may know of: none about a case that is hidden from him."""
    table = party_resolutions
    is_case = table.c.subject_kind == str(SubjectKind.MAJOR_CASE)
    return visible_in(scope, table) & or_(~is_case, of_known_case(scope, table.c.subject_id))


async def list_resolutions(
    connection: Connection,
    scope: Scope,
    *,
    region: str,
    state: str | None,
    after: UUID | None,
    limit: int,
    on: date | None = None,
) -> Sequence[Row[Any]]:
    """Return resolutions, as they stand or as they stood on a day, the newest first."""
    table = party_resolutions
    then = {} if on is None else _as_of(day_end(on))
    query = select(*replaced(table, **then))
    query = query.where(_known(scope), table.c.region.startswith(region, autoescape=True))
    if on is not None:
        query = query.where(table.c.drawn_up_at < day_end(on))
    if state is not None:
        query = query.where(then.get("state", table.c.state) == state)
    if after is not None:
        query = query.where(party_resolutions.c.id < after)
    return (await connection.execute(query.order_by(party_resolutions.c.id.desc()).limit(limit))).all()


def _as_of(end: datetime) -> dict[str, ColumnElement[Any]]:
    """Return what of a resolution was otherwise before a moment, by its history: each step is a version."""
    step = party_history.c
    mine = and_(step.thing == THING, step.thing_id == cast(party_resolutions.c.id, Text), step.at < end)
    last = select(step.step).where(mine).order_by(step.id.desc()).limit(1).scalar_subquery()
    # The first time: what a case gives back is signed still, by nobody anew.
    signed = select(step.by).where(mine, step.step == str(State.SIGNED)).order_by(step.id).limit(1).scalar_subquery()
    return {"state": last, "version": select(func.count()).where(mine).scalar_subquery(), "signed_by": signed}


async def save_state(connection: Connection, resolution_id: UUID, state: State, **changed: Any) -> None:
    """Save a new state of a resolution that is held; each is a new version."""
    table = party_resolutions
    values = {"state": str(state), "version": table.c.version + 1, **changed}
    await connection.execute(update(table).where(table.c.id == resolution_id).values(**values))


# --------------------------------------------------------------------------------------------------------- major cases
def _township() -> ColumnElement[str]:
    return func.left(cases.c.region, RegionLevel.TOWNSHIP.digits)


def _open_marks() -> Any:
    marks = party_major_cases
    return select(marks).join(cases, cases.c.id == marks.c.case_id).where(marks.c.ended_at.is_(None))


def approval() -> ColumnElement[bool]:
    """Return the condition that the committee of a case's township has approved how it was handled.

    Since it was marked, and it has not decided otherwise since then: what was resolved on an earlier mark, or was
    overtaken by a later meeting, carries nothing.
    """
    mine, later = party_resolutions, party_resolutions.alias("later")
    overtaken = and_(
        later.c.subject_id == mine.c.subject_id,
        later.c.state == str(State.SIGNED),
        later.c.decision == str(Decision.REFUSE),
        tuple_(later.c.decided_on, later.c.id) > tuple_(mine.c.decided_on, mine.c.id),
    )
    return and_(
        mine.c.subject_id == cases.c.id,
        mine.c.subject_kind == str(SubjectKind.MAJOR_CASE),
        mine.c.state == str(State.SIGNED),
        mine.c.decision == str(Decision.APPROVE),
        mine.c.region == _township(),
        mine.c.drawn_up_at >= party_major_cases.c.marked_at,
        ~exists().where(overtaken),
    )


async def held_cases(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these cases wait for their committee: marked as major, and not approved yet."""
    return set((await connection.execute(_waiting(), {"ids": list(ids)})).scalars())


@cache
def _waiting() -> Any:
    waits = ~exists().where(approval())
    return _open_marks().with_only_columns(cases.c.id).where(among_ids(party_major_cases.c.case_id), waits)


async def approved_marks(connection: Connection, ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the open marks of these cases with the oldest resolution that approves each; it is held."""
    return (await connection.execute(_approved(), {"ids": list(ids)})).all()


@cache
def _approved() -> Any:
    query = (
        _open_marks()
        .join(party_resolutions, approval())
        .with_only_columns(party_major_cases.c.id, party_resolutions.c.id.label("resolution"))
        .where(among_ids(party_major_cases.c.case_id))
        .order_by(party_resolutions.c.id)
    )
    return query.with_for_update(of=party_resolutions)


async def is_marked(connection: Connection, case_id: UUID) -> bool:
    marks = party_major_cases.c
    return (
        await connection.execute(select(exists().where(marks.case_id == case_id, marks.ended_at.is_(None))))
    ).scalar_one()


async def add_mark(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, party_major_cases, [dict(row)])


async def end_mark(connection: Connection, mark_id: UUID, resolution_id: UUID, now: datetime) -> None:
    marks = party_major_cases
    values = {"resolution_id": resolution_id, "ended_at": now}
    await connection.execute(update(marks).where(marks.c.id == mark_id).values(**values))


async def mark_ended_at(connection: Connection, case_id: UUID, moment: datetime) -> Row[Any] | None:
    """Return the mark that a case's end at `moment` had done with."""
    marks = party_major_cases
    query = select(marks).where(marks.c.case_id == case_id, marks.c.ended_at == moment)
    return (await connection.execute(query)).one_or_none()


async def open_mark(connection: Connection, mark_id: UUID) -> None:
    marks = party_major_cases
    values = {"resolution_id": None, "ended_at": None}
    await connection.execute(update(marks).where(marks.c.id == mark_id).values(**values))
