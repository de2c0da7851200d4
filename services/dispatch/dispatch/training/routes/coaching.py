"""Who coaches whom, whose certificate runs out, and what was done where?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from dispatch.training.domain.coaching import weeks_begun
from dispatch.training.domain.refusals import MalformedPage
from dispatch.training.repository import coaching as coaching_rows
from dispatch.training.repository import courses as course_rows
from dispatch.training.repository import own, register
from dispatch.training.routes.access import CanManage, CanRead, CanReadOwn, Region
from dispatch.training.schemas.coaching import (
    FigureShown,
    Grouping,
    HistoryLine,
    PairGiven,
    PairPage,
    PairShown,
    ReminderPage,
    ReminderShown,
    WeekNotedShown,
)
from dispatch.training.schemas.courses import Made
from dispatch.training.schemas.own import OwnCertificate, OwnSession, OwnTraining
from dispatch.training.service import coaching
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.bodies import FIRST_DAY, LAST_DAY
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import EverAsOf, Limit

Since = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, alias="from")]
Until = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, alias="to")]
# The `next` of the page before: priority, day and certificate.
AfterReminder = Annotated[str | None, Query(pattern=r"^[12]~\d{4}-\d{2}-\d{2}~[0-9a-f\-]{36}$")]
Subject = Annotated[str, StringConstraints(min_length=1, max_length=128)]

router = APIRouter(prefix="/training", tags=["training 全员培训"], route_class=IdempotentRoute)


@router.post("/pairs", summary="Let a qualified person coach another (传帮带)", status_code=201)
async def pair_up(body: PairGiven, who: CanManage, work: Work, now: Now) -> Made:
    return Made(id=await coaching.pair_up(work, who.scope, body.as_pair(), now=now))


@router.get("/pairs", summary="Coaching pairs, all or those of a day, with their weekly notes, the newest first")
async def list_pairs(
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> PairPage:
    rows = await coaching_rows.list_pairs(
        work.connection, who.scope, region=region or "", on=as_of, after=after, limit=limit
    )
    items = [PairShown.model_validate(row) for row in rows]
    for item, row in zip(items, rows, strict=True):
        item.weeks_begun = weeks_begun(coaching_rows.pair_of(row), town_day(now))
    return PairPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/pairs/{pair_id}/notes", summary="Note that the pair worked together this week")
async def note_week(pair_id: UUID, who: CanManage, work: Work, now: Now) -> WeekNotedShown:
    return WeekNotedShown(week=await coaching.note_week(work, who.scope, pair_id, now=now))


@router.post("/pairs/{pair_id}/end", summary="End a pair before its day", status_code=204)
async def give_up(pair_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await coaching.give_up(work, who.scope, pair_id, now=now)


@router.get("/reminders", summary="Whose certificate runs out, safety first, the nearest day first")
async def list_reminders(
    who: CanRead, work: Work, now: Now, region: Region = None, after: AfterReminder = None, limit: Limit = 50
) -> ReminderPage:
    rows = await coaching_rows.list_reminders(
        work.connection, who.scope, region=region or "", today=town_day(now), after=_reminder(after), limit=limit
    )
    items = [ReminderShown.model_validate(row) for row in rows]
    more = f"{items[-1].priority}~{items[-1].valid_to}~{items[-1].id}" if len(items) == limit else None
    return ReminderPage(items=items, next=more)


@router.get("/own", summary="One's own certificates, what of them runs out, and where one is expected")
async def read_own(who: CanReadOwn, work: Work, now: Now) -> OwnTraining:
    asked = (work.connection, who.scope.person_id, town_day(now))
    held, expected = await own.certificates_of(*asked), await own.sessions_of(*asked)
    return OwnTraining(
        certificates=[OwnCertificate.model_validate(row) for row in held],
        sessions=[OwnSession.model_validate(row) for row in expected],
    )


def _reminder(after: str | None) -> tuple[int, date, UUID] | None:
    if after is None:
        return None
    priority, day, certificate_id = after.split("~")
    try:
        return int(priority), date.fromisoformat(day), UUID(certificate_id)
    except ValueError as error:
        raise MalformedPage("this is no `next` of a page", after=after) from error


@router.get("/figures", summary="Courses, sessions, persons and person-times of some days, by field or place")
async def read_figures(
    since: Since, until: Until, by: Grouping, who: CanRead, work: Work, region: Region = None
) -> list[FigureShown]:
    rows = await course_rows.figures(
        work.connection, who.scope, region=region or "", since=since, until=until, by=str(by)
    )
    return [FigureShown.model_validate(row) for row in rows]


@router.get("/history/{subject}", summary="What happened to a course, session, person, activity or region")
async def read_history(subject: Subject, who: CanRead, work: Work) -> list[HistoryLine]:
    return [HistoryLine.model_validate(row) for row in await register.history_of(work.connection, who.scope, subject)]
