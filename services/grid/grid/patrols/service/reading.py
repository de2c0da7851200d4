"""What does a caller see of rounds, of visits to people to look after, and of whom nobody met?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.patrols.domain.checks import RoundNotFound
from grid.patrols.repository import stops as repository
from grid.registry.domain.kinds import RecordKind
from grid.registry.repository.records import records_by_id
from grid.registry.service.looking import Seen, masked
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class About:
    """A row about a person (a visit, a count of those in vain), and his record with its personal fields masked.

    No record where it has ended, or lies with somebody else by now.
    """

    row: Row[Any]
    person: Seen | None


async def list_rounds(
    work: UnitOfWork, scope: Scope, *, day: date, cell: str | None, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the rounds of a day, in order of their cells."""
    return await repository.rounds_of(work.connection, scope, day=day, cell=cell, after=after, limit=limit)


async def show_round(work: UnitOfWork, scope: Scope, round_id: UUID) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return a round with its stops in the order in which they are walked. Raises RoundNotFound."""
    row = await repository.find_round(work.connection, scope, round_id)
    if row is None:
        raise RoundNotFound("no such round", round=round_id)
    return row, await repository.stops_of(work.connection, scope, round_id)


async def list_visits(work: UnitOfWork, scope: Scope, **asked: Any) -> list[About]:
    """Return the visits of a day to people to look after, with their records masked."""
    return await _with_persons(work, scope, await repository.visits_of(work.connection, scope, **asked))


async def list_not_met(work: UnitOfWork, scope: Scope, *, after: UUID | None, limit: int) -> list[About]:
    """Return whom nobody met at the last visits, with their records masked."""
    return await _with_persons(work, scope, await repository.not_met(work.connection, scope, after=after, limit=limit))


async def _with_persons(work: UnitOfWork, scope: Scope, rows: Sequence[Row[Any]]) -> list[About]:
    ids = {row.record_id for row in rows}
    known = {one.id: one for one in await records_by_id(work.connection, scope, RecordKind.RESIDENT, ids)}
    return [
        About(
            row,
            masked(work.sealer, RecordKind.RESIDENT, known[row.record_id]) if row.record_id in known else None,
        )
        for row in rows
    ]
