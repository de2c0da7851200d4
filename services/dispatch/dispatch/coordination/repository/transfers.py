"""Which transfers between townships does a caller see, and how are they held and saved?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select, update

from dispatch.cases.models import case_clocks, cases
from dispatch.cases.repository.sight import not_hidden_from
from dispatch.coordination.domain.transfers import TransferState
from dispatch.coordination.models import transfers
from dispatch.coordination.repository.handovers import TAKE_CLOCK
from dispatch.duties.domain.authority import COUNTY_DIGITS
from dispatch.organisation.models import regions
from shared.runtime.db import Connection, among
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

_OPEN = transfers.c.state == str(TransferState.OPEN)
# What a township sees of a case before it takes it, and what it had of one that it gave away.
_OF_CASE = ("number", "version", "source", "matter", "urgency", "lon", "lat", "opened_at")


def _runs() -> ColumnElement[bool]:
    clock = case_clocks.c
    return and_(clock.case_id == transfers.c.case_id, clock.kind == TAKE_CLOCK, clock.stopped_at.is_(None), _OPEN)


def _with_case() -> Select[*tuple[Any, ...]]:
    shown = [cases.c[name] for name in _OF_CASE]
    return (
        select(transfers, *shown, cases.c.state.label("case_state"), case_clocks.c.due_at)
        .join(cases, cases.c.id == transfers.c.case_id)
        .outerjoin(case_clocks, _runs())
    )


def _seen(scope: Scope) -> ColumnElement[bool]:
    """Return the condition of what a caller may know of: what his region gives or is offered, and is not hidden."""
    ends = (transfers.c.from_region, transfers.c.to_region, transfers.c.designated)
    return not_hidden_from(scope) & or_(*(end.startswith(scope.region, autoescape=True) for end in ends))


async def find_transfer(connection: Connection, scope: Scope, transfer_id: UUID) -> Row[Any] | None:
    query = _with_case().where(transfers.c.id == transfer_id, _seen(scope))
    return (await connection.execute(query)).one_or_none()


async def lock_transfer(connection: Connection, transfer_id: UUID) -> Row[Any]:
    """Return a transfer whose case is held, as it stands now, and hold it until the transaction ends."""
    query = select(transfers, case_clocks.c.due_at).outerjoin(case_clocks, _runs())
    held = query.where(transfers.c.id == transfer_id).with_for_update(of=transfers)
    return (await connection.execute(held)).one()


async def list_transfers(
    connection: Connection,
    scope: Scope,
    *,
    filters: Mapping[str, Any],
    waiting_at: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return transfers, the newest first; `filters`: column → value; `waiting_at`: what waits for the caller now."""
    query = _with_case().where(_seen(scope))
    for name, value in filters.items():
        query = query.where(transfers.c[name] == value)
    if waiting_at is not None:
        query = query.where(_waits(scope, waiting_at))
    if after is not None:
        query = query.where(transfers.c.id < after)
    return (await connection.execute(query.order_by(transfers.c.id.desc()).limit(limit))).all()


def _waits(scope: Scope, now: datetime) -> ColumnElement[bool]:
    """A township takes or declines what it is offered; the county designates what is disputed, or late."""
    if len(scope.region) > COUNTY_DIGITS:
        return _OPEN & transfers.c.to_region.startswith(scope.region, autoescape=True)
    return or_(transfers.c.state == str(TransferState.DISPUTED), _OPEN & (case_clocks.c.due_at < now))


async def was_designated(connection: Connection, case_id: UUID) -> bool:
    designated = transfers.c.state == str(TransferState.DESIGNATED)
    return bool(
        (await connection.execute(select(exists().where(transfers.c.case_id == case_id, designated)))).scalar_one()
    )


async def is_region(connection: Connection, code: str) -> bool:
    return bool((await connection.execute(select(exists().where(regions.c.code == code)))).scalar_one())


async def add_transfer(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, transfers, [dict(row)])


async def save_transfers(connection: Connection, changed: Sequence[dict[str, Any]]) -> None:
    await update_rows(connection, transfers, changed)


async def lapse(connection: Connection, case_ids: Iterable[UUID], *, by: str, now: datetime) -> None:
    """End the transfers of cases that their first receivers have dealt with after all."""
    live = transfers.c.settled_at.is_(None)
    ended = {"state": str(TransferState.LAPSED), "settled_by": by, "settled_at": now}
    await connection.execute(update(transfers).where(among(transfers.c.case_id, case_ids), live).values(**ended))


async def lock_late(connection: Connection, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return transfers that nobody took in time and of which nobody was told; skip what others hold."""
    query = (
        select(transfers, case_clocks.c.due_at)
        .join(case_clocks, _runs() & case_clocks.c.paused_at.is_(None))
        .where(transfers.c.late_at.is_(None), case_clocks.c.due_at < now)
        .order_by(case_clocks.c.due_at)
        .limit(limit)
        .with_for_update(of=transfers, skip_locked=True)
    )
    return (await connection.execute(query)).all()
