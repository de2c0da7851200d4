"""What does triage hear? New reports, what was said of them since, and how the grid stands."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.cases.service.docket import rules_now
from dispatch.intake.domain import Said
from dispatch.memory import Memory
from dispatch.orders.service.following import follow_up
from dispatch.triage import service
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.dispatch import ReportFollowedUp, ReportReceived
from shared.schemas.grid import CellChanged, WorkerChanged
from shared.schemas.topics import Topic


def handlers(memory: Memory) -> dict[str, Handler]:
    async def triage(work: UnitOfWork, events: Sequence[ReportReceived | ReportFollowedUp], now: datetime) -> None:
        await service.triage_reports(work, memory, [e for e in events if isinstance(e, ReportReceived)], now)
        said = [
            Said(e.report_id, e.kind, e.occurred_at, e.satisfied, e.granted, e.until)
            for e in events
            if isinstance(e, ReportFollowedUp)
        ]
        if said:
            await follow_up(work, await rules_now(work.connection, memory), said, now)

    async def follow_grid(work: UnitOfWork, events: Sequence[CellChanged | WorkerChanged], _: datetime) -> None:
        await service.follow_grid(work, events)

    return {Topic.REPORTS: triage, Topic.GRID_CELLS: follow_grid, Topic.GRID_WORKERS: follow_grid}
