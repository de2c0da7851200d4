"""How many licences hold of which there are only so many, and who was accepted before?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, tuple_

from approval_window.applications.domain.states import ApplicationState
from approval_window.applications.models import applications, licences
from shared.runtime.db import Connection

UNDECIDED = (ApplicationState.ACCEPTED, ApplicationState.PAUSED)


async def lock_quota(connection: Connection, item: str, township: str) -> None:
    """Let nobody else grant a licence for an item in a township until the transaction ends."""
    key = f"licences of {item} in {township}"
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def held_of(connection: Connection, item: str, township: str) -> int:
    """Return how many licences for an item hold in a township."""
    c = licences.c
    holds = c.item == item, c.region.startswith(township, autoescape=True), c.ended_on.is_(None)
    return (await connection.execute(select(func.count()).select_from(licences).where(*holds))).scalar_one()


async def waiting_for(connection: Connection, item: str, township: str) -> int:
    """Return how many accepted applications for an item are undecided in a township."""
    query = select(func.count()).select_from(applications).where(_wait_for(item, township))
    return (await connection.execute(query)).scalar_one()


async def accepted_before(connection: Connection, row: Row[Any], township: str) -> Sequence[str]:
    """Return the numbers of undecided applications for the same that were accepted before this one, in that order."""
    c = applications.c
    before = tuple_(c.accepted_at, c.id) < tuple_(row.accepted_at, row.id)
    query = select(c.number).where(_wait_for(row.item, township), before).order_by(c.accepted_at, c.id)
    return (await connection.execute(query)).scalars().all()


def _wait_for(item: str, township: str) -> ColumnElement[bool]:
    """Tell of applications whether they want a licence that is not there yet; an extension takes no place."""
    c = applications.c
    here = c.item == item, c.region.startswith(township, autoescape=True)
    return and_(*here, c.state.in_(UNDECIDED), c.handed_to.is_(None), c.renews.is_(None))
