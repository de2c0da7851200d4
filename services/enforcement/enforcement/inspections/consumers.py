"""What does the team hear? Its tasks, cases of its findings, licences, and how far the grid supports it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope
from shared.runtime.subscription import Handler
from shared.schemas.dispatch import CaseChanged, TaskAssigned, TaskRecalled
from shared.schemas.grid import SupportProgressed
from shared.schemas.topics import Topic
from shared.schemas.vocabulary import Executor, Origin

from .domain.findings import CaseSeen
from .service import clues, findings, objects, supports

SCOPE = platform_scope("enforcement.flow")


async def take(work: UnitOfWork, events: Sequence[TaskAssigned | TaskRecalled], now: datetime) -> None:
    """Take the team's tasks; those of other executors are none of ours."""
    ours = [event for event in events if event.executor is Executor.TEAM]
    assigned = [event for event in ours if isinstance(event, TaskAssigned)]
    recalled = [event for event in ours if isinstance(event, TaskRecalled)]
    if ours:
        await clues.take_tasks(work, SCOPE, assigned=assigned, recalled=recalled, now=now)


async def follow(work: UnitOfWork, events: Sequence[CaseChanged], now: datetime) -> None:
    """Give the news of each case to the findings among its reports. Raises ValueError for a finding id that is none."""
    news = [
        (UUID(report.external_id), seen(event, hidden=report.hidden))
        for event in events
        for report in event.reports
        if report.origin is Origin.FINDING
    ]
    if news:
        await findings.follow_cases(work, SCOPE, news=news, now=now)


def seen(event: CaseChanged, *, hidden: bool) -> CaseSeen:
    case = (event.case_id, event.version, event.number, event.state, event.outcome, event.changed_at)
    return CaseSeen(*case, hidden=hidden)


async def keep_licences(work: UnitOfWork, events: Sequence[objects.Licence], now: datetime) -> None:
    """Keep what the window licensed as objects that are supervised."""
    await objects.keep_licences(work, events, now)


async def hear_of_supports(work: UnitOfWork, events: Sequence[SupportProgressed], now: datetime) -> None:
    """Keep how far the grid is with what officers who check again have asked it for."""
    await supports.hear_of_supports(work, SCOPE, events, now)


HANDLERS: dict[str, Handler] = {
    Topic.TASKS: take,
    Topic.CASES: follow,
    Topic.LICENCES: keep_licences,
    Topic.GRID_SUPPORTS: hear_of_supports,
}
