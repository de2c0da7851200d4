"""Which applications does a caller see, and how are they saved?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, func, insert, literal_column, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from approval_window.applications.domain.materials import HandedIn, MaterialState
from approval_window.applications.domain.states import OPEN, TIMED, WAITING, ApplicationState
from approval_window.applications.models import (
    application_history,
    application_looks,
    application_materials,
    application_pauses,
    application_verifications,
    applications,
    licences,
)
from approval_window.items.models import item_versions
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

TERM_COLUMNS = ("version", "notice_due_at", "decision_due_at", "promise_due_at", "delivery_due_at", "provisional")
EARLIER_COLUMNS = ("id", "number", "item", "received_at", "applicant")
HANDED_COLUMNS = ("version", "handed_to", "handed_on")
SILENT_COLUMNS = (
    *("version", "state", "accepted_at", "by_silence", "slip_number"),
    *("decision_due_at", "promise_due_at", "provisional", "opinions_asked", "opinions_open", "opinion_due_at"),
)


async def add_application(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, applications, [row])


async def find_application(connection: Connection, scope: Scope, application_id: UUID) -> Row[Any] | None:
    """Return the application, or None where the scope does not reach it."""
    query = select(applications).where(applications.c.id == application_id, visible_in(scope, applications))
    return (await connection.execute(query)).one_or_none()


async def lock_application(connection: Connection, scope: Scope, application_id: UUID) -> Row[Any] | None:
    """Return the application, held until the transaction ends, or None where the scope does not reach it."""
    query = select(applications).where(applications.c.id == application_id, visible_in(scope, applications))
    return (await connection.execute(query.with_for_update())).one_or_none()


async def save(connection: Connection, application_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    """Write changes to an application that is held; return it as it is now."""
    mine = update(applications).where(applications.c.id == application_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(applications))).one()
    return saved


async def add_licence(connection: Connection, row: dict[str, Any]) -> Row[Any]:
    written: Row[Any] = (await connection.execute(insert(licences).values(row).returning(licences))).one()
    return written


async def earlier_of(connection: Connection, scope: Scope, marks: Sequence[bytes], limit: int) -> Sequence[Row[Any]]:
    """Return what is looked at of the newest applications of who has one of these marks, the newest first."""
    c = applications.c
    mine = among(c.applicant_mark, marks), visible_in(scope, applications)
    query = select(*(c[name] for name in EARLIER_COLUMNS)).where(*mine)
    query = query.order_by(c.received_at.desc(), c.id.desc()).limit(limit)
    return (await connection.execute(query)).all()


async def list_applications(
    connection: Connection,
    scope: Scope,
    *,
    state: ApplicationState | None,
    bundle_id: UUID | None = None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return at most `limit` applications, the newest first, older than `after`."""
    query = select(applications).where(visible_in(scope, applications)).order_by(applications.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(applications.c.state == state)
    if bundle_id is not None:
        query = query.where(applications.c.bundle_id == bundle_id)
    if after is not None:
        query = query.where(applications.c.id < after)
    return (await connection.execute(query)).all()


async def list_waiting(
    connection: Connection, scope: Scope, *, holder: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return what waits for somebody and until when (`due_at`), what is due first first; what no term runs for last.

    What stands behind `after`; nothing, where that is out of reach.
    """
    c, received = applications.c, ApplicationState.RECEIVED
    decided = c.state.in_([ApplicationState.GRANTED, ApplicationState.REFUSED])
    due = case(
        (c.state == received, c.notice_due_at),
        (c.state == ApplicationState.ACCEPTED, c.decision_due_at),
        (decided, c.delivery_due_at),
        # Nothing else runs, but a licence goes on by itself when nobody decides (licence law art. 50 (2)).
        else_=c.renewal_due_at,
    )
    place = func.coalesce(due, literal_column("'infinity'::timestamptz"))
    waits = c.handed_to.is_(None), c.state.in_(WAITING), visible_in(scope, applications)
    query = select(applications, due.label("due_at")).where(*waits).order_by(place, c.id).limit(limit)
    if holder is not None:
        query = query.where(c.holder_id == holder)
    if after is not None:
        last = select(place, c.id).where(c.id == after, visible_in(scope, applications)).correlate(None)
        query = query.where(tuple_(place, c.id) > last.scalar_subquery())
    return (await connection.execute(query)).all()


async def lock_provisional(connection: Connection, scope: Scope) -> Sequence[Row[Any]]:
    """Return the applications of which a running term was computed with unpublished days, held."""
    runs = applications.c.state.in_(TIMED)
    query = select(applications).where(applications.c.provisional, runs, visible_in(scope, applications))
    return (await connection.execute(query.order_by(applications.c.id).with_for_update())).all()


async def lock_silent(connection: Connection, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return what was received and has heard nothing in time, the oldest first, held; who holds others keeps them."""
    waits = applications.c.state == ApplicationState.RECEIVED, applications.c.handed_to.is_(None)
    query = select(applications).where(*waits, applications.c.notice_due_at < now)
    query = query.order_by(applications.c.notice_due_at).limit(limit)
    return (await connection.execute(query.with_for_update(skip_locked=True))).all()


async def applications_of(connection: Connection, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return applications, each with the `power` that its item needs, and whose `opinions` it asks for."""
    of_version = item_versions.c.code == applications.c.item, item_versions.c.version == applications.c.item_version
    said = item_versions.c.power, item_versions.c.opinions
    query = select(applications, *said).join(item_versions, and_(*of_version))
    return (await connection.execute(query.where(applications.c.id.in_(ids)))).all()


async def save_silent(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save what counts as accepted, by one statement."""
    await update_rows(connection, applications, rows, only=SILENT_COLUMNS)


async def lock_open_by(
    connection: Connection, scope: Scope, township: str, power: str, before: datetime
) -> Sequence[Row[Any]]:
    """Return what a township received by a power before a moment, is not decided, and nobody was given, held."""
    of_version = item_versions.c.code == applications.c.item, item_versions.c.version == applications.c.item_version
    mine = select(applications).join(item_versions, and_(*of_version))
    waits = applications.c.state.in_(OPEN), applications.c.handed_to.is_(None)
    here = applications.c.region.startswith(township, autoescape=True), visible_in(scope, applications)
    query = mine.where(*waits, *here, item_versions.c.power == power, applications.c.received_at < before)
    return (await connection.execute(query.order_by(applications.c.id).with_for_update(of=applications))).all()


async def save_terms(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save the terms of the applications, by one statement."""
    await update_rows(connection, applications, rows, only=TERM_COLUMNS)


async def save_handed(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save who goes on with the applications, by one statement."""
    await update_rows(connection, applications, rows, only=HANDED_COLUMNS)


async def history_of(connection: Connection, scope: Scope, application_id: UUID) -> Sequence[Row[Any]]:
    query = (
        select(application_history)
        .join(applications, applications.c.id == application_history.c.application_id)
        .where(applications.c.id == application_id, visible_in(scope, applications))
        .order_by(application_history.c.seq)
    )
    return (await connection.execute(query)).all()


async def add_history(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, application_history, rows)


async def add_look(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(application_looks).values(row))


async def keep_materials(
    connection: Connection,
    application_id: UUID,
    states: dict[str, MaterialState],
    given: HandedIn,
    at: datetime,
    by: str,
) -> None:
    """Write what became of materials, by one statement; what is not among `states` stays."""
    if not states:
        return
    promised = {code for code, state in states.items() if state is MaterialState.PROMISED}
    of_all = {"application_id": application_id, "at": at, "by": by}
    rows = [
        of_all
        | {"code": code, "state": state, "promised_until": given.promises.get(code) if code in promised else None}
        for code, state in states.items()
    ]
    first = upsert(application_materials).values(rows)
    changed = {name: first.excluded[name] for name in ("state", "promised_until", "at", "by")}
    await connection.execute(first.on_conflict_do_update(index_elements=["application_id", "code"], set_=changed))


async def materials_of(connection: Connection, application_id: UUID) -> dict[str, MaterialState]:
    """Return by code what was handed in or promised; what is not among them is missing."""
    c = application_materials.c
    rows = await connection.execute(select(c.code, c.state).where(c.application_id == application_id))
    return {row.code: MaterialState(row.state) for row in rows}


async def pauses_of(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Return by application when its clock stood still, in order; the last may still run."""
    c = application_pauses.c
    found: dict[UUID, list[Row[Any]]] = {}
    query = select(application_pauses).where(c.application_id.in_(ids)).order_by(c.began_at)
    for row in await connection.execute(query):
        found.setdefault(row.application_id, []).append(row)
    return found


async def add_pause(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(application_pauses).values(row))


async def end_pauses(connection: Connection, ids: Collection[UUID], at: datetime) -> None:
    """Let no clock of these applications stand still any more."""
    c = application_pauses.c
    running = update(application_pauses).where(among(c.application_id, ids), c.ended_at.is_(None))
    await connection.execute(running.values(ended_at=at))


async def verification_of(connection: Connection, application_id: UUID) -> Row[Any] | None:
    query = select(application_verifications).where(application_verifications.c.application_id == application_id)
    return (await connection.execute(query)).one_or_none()


async def keep_verification(connection: Connection, application_id: UUID, row: dict[str, Any]) -> None:
    """Write who verifies an application, or what they found."""
    first = upsert(application_verifications).values(row | {"application_id": application_id})
    await connection.execute(first.on_conflict_do_update(index_elements=["application_id"], set_=row))


async def words_of(connection: Connection, application_id: UUID) -> Sequence[Row[Any]]:
    """Return the steps of an application in which somebody wrote something, sealed."""
    c = application_history.c
    wrote = select(application_history).where(c.application_id == application_id, c.words.is_not(None))
    return (await connection.execute(wrote.order_by(c.seq))).all()
