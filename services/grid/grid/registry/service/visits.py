"""How does what a worker sees at a door refresh a record, once whatever his phone sends again?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row

from grid.registry.domain.kinds import FORMS, Given, RecordKind
from grid.registry.domain.refusals import AlreadyThere, FieldUnknown, RecordsRefused, VisitLater, VisitOfAnother
from grid.registry.repository import visits
from grid.registry.schemas.visits import PARTS
from grid.registry.service.checking import check_records, refused
from grid.registry.service.desk import Desk, opened, plain_of
from grid.registry.service.keeping import Kept, Outcome, hold_record, save_seen
from grid.registry.service.looking import find
from grid.tasks.domain.local import TaskKind
from grid.tasks.domain.states import IllegalStep
from grid.tasks.domain.steps import TaskNotFound
from grid.tasks.service.local import finish_local, recall_local
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Result
from shared.sheets.refusals import Problem
from shared.wording import field_message

# How far a phone's clock may run ahead.
AHEAD_SECONDS = 300
_VISITS = 50


@dataclass(frozen=True, slots=True)
class Visit:
    """What a worker says: `changed` field → value as it came."""

    client_id: UUID
    device_at: datetime
    version: int
    confirmed: tuple[str, ...]
    changed: Mapping[str, Any]
    note: str


async def visit_record(desk: Desk, kind: RecordKind, record_id: UUID, visit: Visit) -> Kept:
    """Keep a visit: the record was seen, and says what was changed; open tasks to mend it are finished.

    A visit that is sent again is answered as it was. Raises RecordNotFound, RecordEnded, RecordStale, RecordsRefused,
    AlreadyThere, FieldUnknown, VisitLater, VisitOfAnother.
    """
    before = await visits.find_visit(desk.work.connection, visit.client_id)
    if before is not None:
        return _again(desk, record_id, before)
    if (visit.device_at - desk.now).total_seconds() > AHEAD_SECONDS:
        raise VisitLater("nobody was there yet", device_at=visit.device_at.isoformat())
    strange = sorted(set(visit.confirmed) - set(FORMS[kind].fields))
    if strange:
        raise FieldUnknown("a record of this kind does not say that", fields=strange, possible=FORMS[kind].fields)
    changed = _read(kind, visit.changed)
    # Who only says that it is so needs not have seen the last change of it.
    held = await hold_record(desk, kind, record_id, visit.version if changed else None)
    if not await visits.add_visit(desk.work.connection, _row(desk, kind, held, visit)):
        # The same visit at the same moment: it waited for the first to be kept.
        return _again(desk, record_id, await visits.find_visit(desk.work.connection, visit.client_id))
    said = await _checked(desk, kind, held, changed) if changed else {}
    kept = await save_seen(desk, kind, held, said, seen_at=min(visit.device_at, desk.now))
    task_id = await _finish(desk, record_id)
    await visits.save_visit(desk.work.connection, visit.client_id, version=kept.version, task_id=task_id)
    return kept


def _again(desk: Desk, record_id: UUID, before: Row[Any] | None) -> Kept:
    if before is None or (before.record_id, before.worker_id) != (record_id, desk.actor):
        raise VisitOfAnother("this id belongs to another visit")
    return Kept(record_id, before.version, Outcome.CHANGED if before.changed else Outcome.SAME)


def _read(kind: RecordKind, changed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is changed in the forms of its fields. Raises RecordsRefused."""
    try:
        read = PARTS[kind].model_validate(dict(changed))
    except ValidationError as error:
        rows = [
            {
                "index": 0,
                "field": str(one["loc"][0]),
                "code": str(Problem.BAD_VALUE),
                "message": field_message(one["type"], one.get("ctx", {})),
            }
            for one in error.errors(include_input=False, include_url=False)
        ]
        raise RecordsRefused("what is changed cannot be right", rows=rows) from error
    return read.model_dump(mode="python", exclude_unset=True)


async def _checked(desk: Desk, kind: RecordKind, held: Row[Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the record says from now on, all of it. Raises RecordsRefused, AlreadyThere."""
    whole = plain_of(kind, held) | opened(desk.work.sealer, kind, held) | dict(changed)
    good, bad = await check_records(desk, kind, [Given(whole)])
    if bad:
        raise refused(bad)
    if good[0].held not in {None, held.id}:
        raise AlreadyThere("the township has another record of the same thing", record=good[0].held)
    return dict(good[0].given.fields)


def _row(desk: Desk, kind: RecordKind, held: Row[Any], visit: Visit) -> dict[str, Any]:
    sealer = desk.work.sealer
    return {
        "id": visit.client_id,
        "record_id": held.id,
        "kind": str(kind),
        "region": held.region,
        "cell": held.cell,
        "worker_id": desk.actor,
        "device_at": visit.device_at,
        "at": desk.now,
        "confirmed": sorted(set(visit.confirmed)),
        "changed": sorted(visit.changed),
        "version": held.version,
        "task_id": None,
        "note": sealer.seal(visit.note, about=str(visit.client_id)) if visit.note else None,
        "sealed_under": sealer.current_name,
    }


async def _finish(desk: Desk, record_id: UUID) -> UUID | None:
    """Finish what workers are asked to mend of the record; another's task is taken back. Return one of one's own."""
    work, mine = desk.work, None
    waiting = await visits.hold_open_mendings(work.connection, record_id)
    for task_id in {one.task_id for one in waiting}:
        try:
            async with work.connection.begin_nested():
                await finish_local(work, desk.scope, task_id=task_id, result=Result.SOLVED, now=desk.now)
            mine = task_id
        except (TaskNotFound, IllegalStep):
            keys = [str(record_id)]
            await recall_local(work, kind=TaskKind.MEND_RECORD, keys=keys, reason="visited", now=desk.now)
    await visits.close_mendings(work.connection, [one.key for one in waiting], desk.now)
    return mine


async def list_visits(work: UnitOfWork, scope: Scope, kind: RecordKind, record_id: UUID) -> list[Row[Any]]:
    """Return who saw a record, the last first; what he noted beside stays sealed. Raises RecordNotFound."""
    await find(work, scope, kind, record_id)
    return list(await visits.list_visits(work.connection, scope, record_id, _VISITS))
