"""What do appeals hear from the centre? The steps of their cases."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope
from shared.runtime.subscription import Handler
from shared.schemas.dispatch import CaseChanged
from shared.schemas.registers import DutyListPublished
from shared.schemas.topics import Topic
from shared.schemas.vocabulary import Origin

from . import repository, service
from .domain import CaseSeen

SCOPE = platform_scope("approval-window.flow")


async def follow(work: UnitOfWork, events: Sequence[CaseChanged], now: datetime) -> None:
    """Give the news of each case to the appeals among its reports. Raises ValueError for an appeal id that is none."""
    news = [
        (UUID(report.external_id), seen(event, hidden=report.hidden))
        for event in events
        for report in event.reports
        if report.origin is Origin.APPEAL
    ]
    if news:
        await service.follow_cases(work, SCOPE, news=news, now=now)


async def copy_duties(work: UnitOfWork, events: Sequence[DutyListPublished], now: datetime) -> None:
    """Keep each version of each duty list."""
    del now
    rows = [
        {
            "region": event.region,
            "version": event.version,
            "valid_from": event.valid_from,
            "kinds": {line.matter: line.kind for line in event.lines},
        }
        for event in events
    ]
    await repository.add_duties(work.connection, rows)


def seen(event: CaseChanged, *, hidden: bool) -> CaseSeen:
    return CaseSeen(
        case_id=event.case_id,
        version=event.version,
        number=event.number,
        state=event.state,
        outcome=event.outcome,
        result=event.result,
        changed_at=event.changed_at,
        hidden=hidden,
        contact=event.contact,
    )


HANDLERS: dict[str, Handler] = {Topic.CASES: follow, Topic.DUTIES: copy_duties}
