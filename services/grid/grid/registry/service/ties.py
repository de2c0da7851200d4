"""How is it said that two records hang together, and that they do no more?"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.registry.domain.kinds import RecordKind, State
from grid.registry.domain.refusals import HeadThere, RecordEnded, TieNotFound, TieThere
from grid.registry.domain.ties import Relation, check_tie
from grid.registry.repository import records, ties
from grid.registry.service.desk import Desk
from grid.registry.service.looking import find
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


async def tie(
    desk: Desk,
    first: tuple[RecordKind, UUID],
    second: tuple[RecordKind, UUID],
    relation: Relation,
    valid_from: date | None,
) -> UUID:
    """Say that one record hangs on another; return the tie's id.

    Raises TieImpossible, RecordNotFound, RecordEnded, HeadThere, TieThere.
    """
    check_tie(first[0], second[0], relation)
    row = await find(desk.work, desk.scope, *first)
    other = await find(desk.work, desk.scope, *second)
    if State.ENDED in {row.state, other.state}:
        raise RecordEnded("what has ended hangs on nothing", record=row.id if row.state == State.ENDED else other.id)
    if relation is Relation.HEADS:
        await _headless(desk, other, first[1])
    new = tie_row(desk, first, second, relation, valid_from, row.region)
    if not await ties.add_ties(desk.work.connection, [new]):
        raise TieThere("this is so already")
    return UUID(str(new["id"]))


async def _headless(desk: Desk, household: Row[Any], person_id: UUID) -> None:
    """Raise HeadThere where another person heads a household; nobody else comes to head it meanwhile."""
    # As who takes in a file does: of two who say it at once, the second sees what the first said.
    await records.lock_townships(desk.work.connection, [household.township])
    head = await ties.head_of(desk.work.connection, household.id)
    if head not in {None, person_id}:
        raise HeadThere("the household has a head", head=head)


def tie_row(
    desk: Desk,
    first: tuple[RecordKind, UUID],
    second: tuple[RecordKind, UUID],
    relation: Relation,
    valid_from: date | None,
    region: str,
) -> dict[str, Any]:
    """Return the row of a tie that was checked."""
    return {
        "id": new_id(),
        "region": region,
        "from_kind": str(first[0]),
        "from_id": first[1],
        "to_kind": str(second[0]),
        "to_id": second[1],
        "relation": str(relation),
        "valid_from": valid_from or desk.today,
        "by": desk.actor,
    }


async def untie(desk: Desk, tie_id: UUID) -> None:
    """Say that two records hang together no more; a second time nothing happens. Raises TieNotFound."""
    row = await ties.find_tie(desk.work.connection, desk.scope, tie_id)
    if row is None:
        raise TieNotFound("no such tie", tie=tie_id)
    await find(desk.work, desk.scope, RecordKind(row.from_kind), row.from_id)
    await ties.end_ties(desk.work.connection, [tie_id], on=max(desk.today, row.valid_from), by=desk.actor)


async def list_ties(
    work: UnitOfWork, scope: Scope, kind: RecordKind, record_id: UUID, *, ended: bool
) -> Sequence[Row[Any]]:
    """Return what a record hangs on, and what hangs on it. Raises RecordNotFound."""
    await find(work, scope, kind, record_id)
    return await ties.ties_of(work.connection, scope, record_id, ended=ended)
