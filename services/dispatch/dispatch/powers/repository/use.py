"""How often was a power used in a township, how long did it take, and what became of it?"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Text, and_, cast, func, literal, select, tuple_, union_all

from dispatch.cases.domain.workflow import Action
from dispatch.cases.models import case_history, case_reports
from dispatch.cases.repository.sight import of_known_case
from dispatch.intake.models import feed_events
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.domain.use import Counted, Days
from dispatch.powers.models import licence_copies, power_applications, power_ratings, power_uses
from shared.clock import SHANGHAI
from shared.runtime.db import Connection
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import BAD_GRADES, FeedKind

CAME_BACK = (str(Action.REWORK), str(Action.REOPEN))
SECONDS_OF_A_DAY = 86_400
UNSATISFIED = "false"


async def add_uses(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, power_uses, rows, skip_known=True)


async def counted(connection: Connection, pair: Pair, days: Days) -> Counted:
    """Return what the platform knows of the use of a power on these days, as it stood at the end of the last."""
    team = (await connection.execute(_team(pair, days))).one()
    window = (await connection.execute(_window(pair, days))).one()
    saved = (await connection.execute(_received(pair, days))).scalar_one()
    return Counted(
        volume=team.volume + window.volume,
        days=float(team.days) + float(window.days),
        reversed=team.reversed,
        bad_ratings=team.bad_ratings + window.bad_ratings,
        visits_saved=saved,
    )


async def acts(
    connection: Connection, scope: Scope, pair: Pair, days: Days, *, after: tuple[str, str], limit: int
) -> Sequence[Row[Any]]:
    """Return what the volume is made of, by kind and id: the case of a clue, the number of a licence's application."""
    u, lic = power_uses.c, licence_copies.c
    clues = select(
        literal("clue").label("kind"),
        cast(u.task_id, Text).label("id"),
        cast(u.case_id, Text).label("about"),
        cast(func.timezone(SHANGHAI.key, u.ended_at), Date).label("ended_on"),
    ).where(*_used(pair, days), of_known_case(scope, u.case_id))
    licences = select(literal("licence"), cast(lic.licence_id, Text), lic.number, lic.granted_on)
    licences = licences.where(*_granted(pair, days))
    every = union_all(clues, licences).subquery()
    query = select(every).where(tuple_(every.c.kind, every.c.id) > tuple_(*after))
    return (await connection.execute(query.order_by(every.c.kind, every.c.id).limit(limit))).all()


def _midnights(days: Days) -> tuple[datetime, datetime]:
    """Return the first moment of the days and the first one after them."""
    first = datetime.combine(days.since, time(), SHANGHAI)
    return first, datetime.combine(days.until + timedelta(days=1), time(), SHANGHAI)


def _used(pair: Pair, days: Days) -> list[ColumnElement[bool]]:
    u, (first, end) = power_uses.c, _midnights(days)
    return [u.region.startswith(pair[0], autoescape=True), u.power == pair[1], u.ended_at >= first, u.ended_at < end]


def _granted(pair: Pair, days: Days) -> list[ColumnElement[bool]]:
    c = licence_copies.c
    here = c.region.startswith(pair[0], autoescape=True), c.power == pair[1]
    return [*here, c.granted_on.between(days.since, days.until)]


def _team(pair: Pair, days: Days) -> Any:
    u, h, end = power_uses.c, case_history.c, _midnights(days)[1]
    came_back = select(h.case_id).where(h.case_id == u.case_id, h.action.in_(CAME_BACK), h.at >= u.ended_at, h.at < end)
    called_back = and_(feed_events.c.kind == str(FeedKind.CALLED_BACK), feed_events.c.occurred_at < end)
    said = (
        select(feed_events.c.satisfied)
        .join(case_reports, case_reports.c.report_id == feed_events.c.report_id)
        .where(case_reports.c.case_id == u.case_id, called_back)
        .order_by(feed_events.c.occurred_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    seconds = func.extract("epoch", u.ended_at - u.assigned_at)
    return select(
        func.count().label("volume"),
        func.coalesce(func.sum(seconds) / SECONDS_OF_A_DAY, 0).label("days"),
        func.count().filter(came_back.exists()).label("reversed"),
        func.count().filter(said == UNSATISFIED).label("bad_ratings"),
    ).where(*_used(pair, days))


def _window(pair: Pair, days: Days) -> Any:
    a, r, end = power_applications.c, power_ratings.c, _midnights(days)[1]
    received_on = cast(func.timezone(SHANGHAI.key, a.received_at), Date)
    took = func.coalesce(func.sum(licence_copies.c.granted_on - received_on), 0)
    same = a.application_id == licence_copies.c.application_id
    # A licence is counted once, however many of its steps were rated badly: not more may be bad than was done.
    about = r.paper_id == licence_copies.c.application_id, r.power == pair[1]
    bad = select(r.rating_id).where(*about, r.grade.in_(sorted(BAD_GRADES)), r.given_at < end)
    rated = func.count().filter(bad.exists()).label("bad_ratings")
    granted = select(func.count().label("volume"), took.label("days"), rated).select_from(licence_copies)
    return granted.join(power_applications, same, isouter=True).where(*_granted(pair, days))


def _received(pair: Pair, days: Days) -> Any:
    a, (first, end) = power_applications.c, _midnights(days)
    here = a.region.startswith(pair[0], autoescape=True), a.power == pair[1]
    return select(func.count()).where(*here, a.received_at >= first, a.received_at < end)
