"""How does a worker report what he saw, and who reads what he wrote?"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.cells.service import locate
from grid.patrols.domain.reports import (
    Action,
    CaseSeen,
    ReportNotFound,
    Sighting,
    check_same,
    check_settled,
    is_news,
    region_of,
)
from grid.patrols.repository import reports as repository
from grid.patrols.service.photos import bind
from grid.tasks.domain.steps import check_device_time
from grid.workers.repository import find_worker
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.dispatch import CaseChanged
from shared.schemas.grid import PatrolReported
from shared.schemas.vocabulary import Category, Origin, Point

CENTRE = platform_scope("dispatch").person_id


async def report_sighting(
    work: UnitOfWork, scope: Scope, sighting: Sighting, now: datetime, *, cell: str | None = None
) -> Row[Any]:
    """Keep a worker's report and publish it, once for each `client_id`; return its row.

    `cell`: where it was seen, if that is known besides the position. A place outside every cell is no reason to refuse.
    Raises TimeImpossible, RegionUnknown, ClientIdReused, NotSettled, PhotosMissing.
    """
    check_device_time(sighting.seen_at, now)
    check_settled(sighting.settled)
    place = sighting.position
    cell = cell or (await locate(work.connection, scope, place, now) if place else None)
    worker = await find_worker(work.connection, scope, scope.person_id)
    region = region_of(cell, worker.region if worker else None, scope.region)
    report = _row(work, sighting, region, cell, by=scope.person_id, now=now)
    is_new = await repository.add_report(work.connection, report)
    kept = await repository.find_sent(work.connection, scope, sighting.client_id)
    assert kept is not None
    if is_new:
        step = {"report_id": kept.id, "seq": 1, "action": str(Action.REPORT), "from_state": None, "to_state": None}
        await repository.add_history(
            work.connection, [step | {"by": scope.person_id, "at": now, "facts": {"cell": cell}}]
        )
        await bind(work, kept)
        outbox.record(work, _told(kept))
    else:
        sent = ("scheme", "code", "urgency", "seen_at", "solved_result")
        check_same({name: getattr(kept, name) for name in sent}, {name: report[name] for name in sent})
    return kept


def _row(
    work: UnitOfWork, sighting: Sighting, region: str, cell: str | None, *, by: str, now: datetime
) -> dict[str, Any]:
    report_id, place, settled = new_id(), sighting.position, sighting.settled
    return {
        "id": report_id,
        "client_id": sighting.client_id,
        "worker_id": by,
        "version": 1,
        "region": region,
        "cell": cell,
        "scheme": sighting.category.scheme,
        "code": sighting.category.code,
        "urgency": sighting.urgency,
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "text": work.sealer.seal(sighting.text, about=str(report_id)),
        "seen_at": sighting.seen_at,
        "reported_at": now,
        "solved_result": str(settled.result) if settled else None,
        "solved_note": work.sealer.seal(settled.note, about=f"{report_id}:solved") if settled else None,
    }


def _told(kept: Row[Any]) -> PatrolReported:
    return PatrolReported(
        patrol_report_id=kept.id,
        version=kept.version,
        region=kept.region,
        cell=kept.cell,
        worker_id=kept.worker_id,
        category=Category(scheme=kept.scheme, code=kept.code),
        urgency=kept.urgency,
        position=None if kept.lon is None else Point(lon=kept.lon, lat=kept.lat),
        seen_at=kept.seen_at,
        solved=kept.solved_result,
    )


@dataclass(frozen=True, slots=True)
class Content:
    id: UUID
    text: str


async def read_contents(
    work: UnitOfWork, scope: Scope, *, ids: Collection[UUID], purpose: str, on_behalf_of: str, now: datetime
) -> Sequence[Content]:
    """Return the texts of those of the reports that the scope reaches; each look is logged."""
    rows = await repository.reports_of(work.connection, scope, ids)
    looks = [
        {
            "id": new_id(),
            "report_id": row.id,
            "by": scope.person_id,
            "on_behalf_of": on_behalf_of,
            "purpose": purpose,
            "at": now,
        }
        for row in rows
    ]
    await repository.log_looks(work.connection, looks)
    return [Content(row.id, _words(work, row)) for row in rows]


def _words(work: UnitOfWork, row: Row[Any]) -> str:
    """Return what a worker wrote: what he saw, and how he settled it."""
    text = work.sealer.open(row.text, about=str(row.id))
    if row.solved_note is None:
        return text
    return f"{text}\n现场处置：{work.sealer.open(row.solved_note, about=f'{row.id}:solved')}"


async def list_own(work: UnitOfWork, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return the reports of who asks, the newest first."""
    return await repository.own_reports(work.connection, scope, before=after, limit=limit)


async def show_own(work: UnitOfWork, scope: Scope, report_id: UUID) -> Row[Any]:
    """Return one of the reports of who asks. Raises ReportNotFound."""
    rows = await repository.reports_of(work.connection, scope, [report_id])
    if not rows:
        raise ReportNotFound("no such report", report=report_id)
    return rows[0]


# --------------------------------------------------------------------------------------------------------- their cases
async def follow_cases(work: UnitOfWork, events: Sequence[CaseChanged], now: datetime) -> None:
    """Note at each worker's report how far its case is; what is older than what is known changes nothing."""
    told = list(_patrol_reports(events))
    if not told:
        return
    rows = await repository.lock_reports(work.connection, {report_id for report_id, _, _ in told})
    changed: set[UUID] = set()
    steps: list[dict[str, Any]] = []
    for report_id, event, hidden in told:
        row = rows.get(report_id)
        heard = CaseSeen(event.case_id, event.version, event.changed_at)
        if row is not None and is_news(_known(row), heard):
            steps.append(_step(row, event, now))
            row |= _progress(event) | {"version": row["version"] + 1, "hidden": hidden}
            changed.add(report_id)
    await repository.save_progress(work.connection, [rows[report_id] for report_id in changed], steps)


def _patrol_reports(events: Sequence[CaseChanged]) -> Iterator[tuple[UUID, CaseChanged, bool]]:
    for event in events:
        for report in event.reports:
            if report.origin is Origin.PATROL:
                yield UUID(report.external_id), event, report.hidden


def _known(row: dict[str, Any]) -> CaseSeen | None:
    if row["case_id"] is None:
        return None
    return CaseSeen(row["case_id"], row["case_version"], row["case_changed_at"])


def _progress(event: CaseChanged) -> dict[str, Any]:
    return {
        "case_id": event.case_id,
        "case_version": event.version,
        "case_number": event.number,
        "case_state": str(event.state),
        "case_outcome": event.outcome,
        "case_result": event.result,
        "case_changed_at": event.changed_at,
    }


def _step(row: dict[str, Any], event: CaseChanged, now: datetime) -> dict[str, Any]:
    return {
        "report_id": row["id"],
        "seq": row["version"] + 1,
        "action": str(Action.PROGRESS),
        "from_state": row["case_state"],
        "to_state": str(event.state),
        "by": CENTRE,
        "at": now,
        "facts": {"case": str(event.case_id), "case_version": event.version},
    }
