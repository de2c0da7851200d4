"""Which agencies are asked for their opinion, which unit is that today, and what has it said?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, update

from approval_window.applications.domain.states import ApplicationState
from approval_window.applications.models import application_opinions, applications
from approval_window.items.models import item_versions
from shared.runtime.copies import in_force, person_copies, unit_copies
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

RUNNING = (ApplicationState.ACCEPTED, ApplicationState.PAUSED)
_A, _O = applications.c, application_opinions.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which opinions: of one agency or all, given already or not, late or not (an answer may have come late)."""

    of: tuple[str, str] | None
    given: bool | None
    late: bool | None
    limit: int


def _unit_asked(on: date) -> ColumnElement[Any]:
    """Return which unit is asked on a day: that of its kind in its region, the first by id where there are several."""
    c = unit_copies.c
    mine = c.region == _O.region, c.kind == _O.agency, in_force(unit_copies, on)
    query = select(c.unit_id).where(*mine).order_by(c.unit_id).limit(1)
    return query.correlate(application_opinions).scalar_subquery()


def _asked(scope: Scope, on: date) -> Select[Any]:
    of_version = and_(item_versions.c.code == _A.item, item_versions.c.version == _A.item_version)
    of_application = [_A[name] for name in ("number", "item", "item_version", "state", "clerk_id", "holder_id")]
    shown = [*_O, *of_application, _A.region.label("place"), item_versions.c.name, _unit_asked(on).label("unit_asked")]
    return (
        select(*shown)
        .join(applications, _A.id == _O.application_id)
        .join(item_versions, of_version)
        .where(visible_in(scope, applications))
    )


async def asked_of(connection: Connection, person: str, on: date) -> tuple[str, str] | None:
    """Return as which agency (region, kind) the unit of a person is asked on a day; None where it is not."""
    c, own = unit_copies.c, person_copies.c
    mine = select(own.unit_id).where(own.person_id == person, in_force(person_copies, on)).scalar_subquery()
    query = select(c.region, c.kind).where(c.unit_id == mine, in_force(unit_copies, on))
    here = (await connection.execute(query)).one_or_none()
    if here is None:
        return None
    alike = select(func.min(c.unit_id)).where(c.region == here.region, c.kind == here.kind, in_force(unit_copies, on))
    first = (await connection.execute(select(alike.scalar_subquery() == mine))).scalar_one()
    return (here.region, here.kind) if first else None


async def unit_of(connection: Connection, person: str, on: date) -> str | None:
    """Return the unit to which a person belongs on a day, by the register; None where it knows none."""
    own = person_copies.c
    query = select(own.unit_id).where(own.person_id == person, in_force(person_copies, on))
    return (await connection.execute(query)).scalar_one_or_none()


async def find_opinion(connection: Connection, scope: Scope, opinion_id: UUID, on: date) -> Row[Any] | None:
    """Return an opinion that is asked for, with its application and the unit that is asked on a day."""
    query = _asked(scope, on).where(_O.id == opinion_id)
    found: Row[Any] | None = (await connection.execute(query)).one_or_none()
    return found


async def list_opinions(
    connection: Connection, scope: Scope, wanted: Wanted, now: datetime, on: date
) -> Sequence[Row[Any]]:
    """Return what is asked in applications that run, what is due first first."""
    query = _asked(scope, on).where(_A.state.in_(RUNNING), _A.handed_to.is_(None))
    if wanted.of is not None:
        query = query.where(_O.region == wanted.of[0], _O.agency == wanted.of[1])
    if wanted.given is not None:
        query = query.where(_O.opinion.is_not(None) if wanted.given else _O.opinion.is_(None))
    if wanted.late is not None:
        late = func.coalesce(_O.given_at, now) > _O.due_at
        query = query.where(late if wanted.late else ~late)
    first = query.order_by(_O.due_at, _O.id).limit(wanted.limit)
    rows: Sequence[Row[Any]] = (await connection.execute(first)).all()
    return rows


async def opinions_of(connection: Connection, application_id: UUID, on: date) -> Sequence[Row[Any]]:
    """Return the opinions that are asked for of an application, with the unit that is asked on a day."""
    query = select(application_opinions, _unit_asked(on).label("unit_asked"))
    mine = query.where(_O.application_id == application_id)
    return (await connection.execute(mine.order_by(_O.region.desc(), _O.agency))).all()


async def add_opinions(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, application_opinions, rows)


async def save_opinion(connection: Connection, opinion_id: UUID, given: dict[str, Any]) -> None:
    await connection.execute(update(application_opinions).where(_O.id == opinion_id).values(given))


async def lock_provisional(connection: Connection) -> Sequence[Row[Any]]:
    """Return what is asked with days that were not published, of applications that run, held."""
    runs = _O.provisional, _O.opinion.is_(None), _A.state.in_(RUNNING)
    query = select(application_opinions).join(applications, _A.id == _O.application_id).where(*runs)
    return (await connection.execute(query.order_by(_A.id).with_for_update(of=applications))).all()


async def save_terms(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save until when agencies are asked, and with each application what is due of them first."""
    await update_rows(connection, application_opinions, rows, only=("due_at", "provisional"))
    first = select(func.min(_O.due_at)).where(_O.application_id == _A.id, _O.opinion.is_(None))
    changed = among(_A.id, {row["application_id"] for row in rows})
    await connection.execute(update(applications).where(changed).values(opinion_due_at=first.scalar_subquery()))
