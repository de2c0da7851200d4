"""What is going on right now, in a region?"""

from collections.abc import Sequence
from datetime import datetime, time

from dispatch.situation import repository
from dispatch.situation.schemas import SituationShown
from dispatch.supervision.repository import late
from shared.clock import SHANGHAI, town_day
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.approval_window import ApplicationReceived
from shared.schemas.vocabulary import CaseState


async def see_applications(work: UnitOfWork, events: Sequence[ApplicationReceived]) -> None:
    """Count what the window takes."""
    rows = [
        {"application_id": e.application_id, "region": e.region, "item": e.item, "day": town_day(e.received_at)}
        for e in events
    ]
    await repository.add_applications(work.connection, rows)


async def read_situation(work: UnitOfWork, scope: Scope, *, region: str, now: datetime) -> SituationShown:
    connection, day = work.connection, town_day(now)
    midnight = datetime.combine(day, time(), SHANGHAI)
    return SituationShown(
        at=now,
        region=region or scope.region,
        by_state=await repository.count_cases(connection, scope, region, "state"),
        by_queue=await repository.count_cases(connection, scope, region, "queue"),
        overdue=await repository.count_overdue(connection, scope, region),
        by_light=await late.count_case_lights(connection, scope, region, now),
        ended_today=await repository.count_ended(connection, scope, region, midnight),
        applications_today=await repository.count_applications(connection, scope, region, day),
    )


async def measure(work: UnitOfWork) -> None:
    """Give the counts of open cases to the metrics."""
    counts = await repository.count_cases(work.connection, platform_scope("situation"), "", "state")
    for state in CaseState:
        metrics.cases_open.labels(state).set(counts.get(state, 0))
