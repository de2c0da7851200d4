"""How is one step of an inspection taken? Held and checked, saved, and written on its record, which tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row

from enforcement.inspections.domain.inspections import (
    Inspected,
    InspectionAction,
    InspectionNotFound,
    InspectionState,
    require_own,
    require_version,
)
from enforcement.inspections.domain.papers import papers_given
from enforcement.inspections.domain.steps import Standing, require_step
from enforcement.inspections.repository import inspections
from enforcement.inspections.repository.supports import supports_of
from enforcement.officers.service.asking import require_one_today, require_two_today
from enforcement.papers.service.issuing import issue
from enforcement.records.service import New, write
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

DONE = TypeAdapter(Inspected)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which inspection somebody would take a step of, as he read it, and when."""

    inspection_id: UUID
    version: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """An inspection that is held for a step, and where the step leads."""

    row: Row[Any]
    done: Inspected
    action: InspectionAction
    leads_to: InspectionState
    by: str
    now: datetime

    @property
    def officers(self) -> tuple[str, ...]:
        return tuple(self.row.officers)


async def get_inspection(work: UnitOfWork, scope: Scope, *, inspection_id: UUID, lock: bool = False) -> Row[Any]:
    """Return an inspection's row. Raises InspectionNotFound, also for one of another region."""
    row = await inspections.find_inspection(work.connection, scope, inspection_id, lock=lock)
    if row is None:
        raise InspectionNotFound("no such inspection", inspection=str(inspection_id))
    return row


async def standing_of(work: UnitOfWork, row: Row[Any]) -> Standing:
    """Return an inspection as its rules see it."""
    asked = await supports_of(work.connection, row.id)
    supported = any(one.wanted for one in asked)
    return Standing(InspectionState(row.state), DONE.validate_python(row.course), supported)


async def take_up(work: UnitOfWork, scope: Scope, asked: Asked, action: InspectionAction) -> Taken:
    """Hold an inspection for a step of which nothing stands in the way.

    Raises InspectionNotFound, VersionConflict, IllegalStep, and what `require_step` raises.
    """
    row = await get_inspection(work, scope, inspection_id=asked.inspection_id, lock=True)
    require_version(row.version, asked.version)
    standing = await standing_of(work, row)
    leads_to = require_step(standing, action, scope.person_id)
    return Taken(row, standing.done, action, leads_to, scope.person_id, asked.now)


async def take_up_as_own(work: UnitOfWork, scope: Scope, asked: Asked, action: InspectionAction) -> Taken:
    """Hold an inspection for a step of who inspects: both are officers today, and qualified (penalty law art. 42).

    Raises what `take_up` raises, NotYourInspection, and what `require_two_today` raises.
    """
    taken = await take_up(work, scope, asked, action)
    require_own(taken.by, taken.officers)
    await require_two_today(work, taken.officers, taken.row.matter, taken.row.region, taken.row.powers, asked.now)
    return taken


async def take_up_as_seen(work: UnitOfWork, scope: Scope, asked: Asked, action: InspectionAction) -> Taken:
    """Hold an inspection for what an officer saw there: one of its own, and of the day where it is checked again.

    Raises what `take_up_as_own` raises.
    """
    taken = await take_up(work, scope, asked, action)
    if taken.by in taken.officers or taken.row.state not in {InspectionState.ORDERED, InspectionState.UNCORRECTED}:
        return await take_up_as_own(work, scope, asked, action)
    row = taken.row
    await require_one_today(work, taken.by, row.matter, row.region, row.powers, asked.now)
    return taken


async def take_up_as_two(
    work: UnitOfWork, scope: Scope, asked: Asked, action: InspectionAction, second: str | None
) -> tuple[Taken, tuple[str, ...]]:
    """Hold an inspection for a step of any two officers of the day; return who they are (penalty law art. 42).

    Raises what `take_up` raises, and what `require_two_today` raises.
    """
    taken = await take_up(work, scope, asked, action)
    officers = (taken.by, *((second,) if second else ()))
    await require_two_today(work, officers, taken.row.matter, taken.row.region, taken.row.powers, asked.now)
    return taken, officers


async def put_down(
    work: UnitOfWork,
    taken: Taken,
    done: Inspected,
    changes: dict[str, Any] | None = None,
    *,
    facts: Mapping[str, object] | None = None,
    words: str | None = None,
) -> Row[Any]:
    """Save a step, give its papers, and write it on the record; return the inspection as it is now.

    `words`: what was written, sealed.
    """
    version = taken.row.version + 1
    kept = {"state": taken.leads_to, "version": version, "course": DONE.dump_python(done, mode="json")}
    saved = await inspections.save(work.connection, taken.row.id, kept | (changes or {}))
    kinds = papers_given(taken.action, InspectionState(saved.state))
    papers = await issue(work, kinds, saved.region, saved.powers, taken.now)
    told = {"version": version, "state": saved.state, **(facts or {}), **papers}
    await write(work, taken.row.id, [New(taken.action, told, words)], by=taken.by, now=taken.now)
    return saved
