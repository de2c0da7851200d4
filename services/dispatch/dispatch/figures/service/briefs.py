"""How are the daily briefs of all regions made at once, and kept as they were?"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.figures.domain.brief import COURSE_DAYS, RATE_DAYS, Late, Tallies, Words, content_of
from dispatch.figures.domain.formulas import variants_in
from dispatch.figures.domain.periods import Period
from dispatch.figures.domain.refusals import BeyondYourRegion, BriefNotFound, NoSuchRegion, NotOverYet, NotWanted
from dispatch.figures.domain.terms import GroupBy
from dispatch.figures.repository import briefs as repository
from dispatch.figures.repository import counts
from dispatch.figures.repository import formulas as kept
from dispatch.figures.repository.counts import Asked, Keys
from dispatch.figures.repository.names import matter_names, names_of
from dispatch.figures.service.figures import numbers_of
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from shared.clock import SHANGHAI, day_end, town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope, platform_scope

SYSTEM = "system:briefs"
# Late enough that what happened before midnight has been told.
BEGIN = time(0, 20)


async def make_due(work: UnitOfWork, now: datetime) -> int:
    """Make yesterday's brief of every region that wants one and has none; return how many. One replica at a time."""
    if now.astimezone(SHANGHAI).time() < BEGIN or not await repository.alone(work.connection):
        return 0
    day = town_day(now) - timedelta(days=1)
    wanted = await repository.still_wanted(work.connection, day)
    if not wanted:
        return 0
    made = await _make(work, wanted, day, now)
    rows = [_row(content, day, 1, by=SYSTEM, now=now) for content in made]
    await repository.add(work.connection, rows)
    await tell(work, [_notice(content) for content in made], now)
    return len(rows)


async def make_again(work: UnitOfWork, scope: Scope, region: str, day: date, *, now: datetime) -> UUID:
    """Make a brief of a day that is over, as a new version beside those there are; return its id.

    Raises BeyondYourRegion, NoSuchRegion, NotOverYet.
    """
    _require(scope, region)
    if day >= town_day(now) or day < town_day(now) - timedelta(days=366):
        raise NotOverYet("a brief is made of a day of the last year that is over", field="day")
    if region not in await repository.region_names(work.connection, [region]):
        raise NoSuchRegion("no such region", field="region", region=region)
    version = await repository.next_version(work.connection, region, day)
    (content,) = await _make(work, [region], day, now)
    row = _row(content, day, version, by=scope.person_id, now=now)
    await repository.add(work.connection, [row])
    return UUID(str(row["id"]))


async def want(work: UnitOfWork, scope: Scope, regions: Sequence[str], *, now: datetime) -> None:
    """Let briefs be made for these regions from the next night on. Raises BeyondYourRegion, NoSuchRegion."""
    for region in regions:
        _require(scope, region)
    unknown = sorted(set(regions) - set(await repository.region_names(work.connection, regions)))
    if unknown:
        raise NoSuchRegion("no such regions", field="regions", regions=unknown[:20])
    await repository.want(work.connection, sorted(set(regions)), by=scope.person_id, at=now)


async def unwant(work: UnitOfWork, scope: Scope, region: str) -> None:
    """Let no more briefs be made for a region. Raises BeyondYourRegion, NotWanted."""
    _require(scope, region)
    if not await repository.unwant(work.connection, region):
        raise NotWanted("no briefs are made for it", region=region)


async def list_wanted(work: UnitOfWork, scope: Scope, *, after: str, limit: int) -> list[str]:
    return await repository.list_wanted(work.connection, scope.region, after=after, limit=limit)


async def list_briefs(
    work: UnitOfWork, scope: Scope, region: str, *, day: date | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the briefs of a region. Raises BeyondYourRegion."""
    _require(scope, region)
    return await repository.list_briefs(work.connection, region, day=day, after=after, limit=limit)


async def read(work: UnitOfWork, scope: Scope, brief_id: UUID) -> Row[Any]:
    """Return a brief as it was made. Raises BriefNotFound."""
    found = await repository.find(work.connection, scope, brief_id)
    if found is None:
        raise BriefNotFound("no such brief", brief=str(brief_id))
    return found


# ------------------------------------------------------------------------------------------------------------ making
async def _make(work: UnitOfWork, regions: Sequence[str], day: date, now: datetime) -> list[dict[str, Any]]:
    """Return what the briefs of these regions say, all from the same few statements."""
    tallies = Tallies(regions)
    await _count_days(work, tallies, day)
    await _count_waiting(work, tallies, now)
    figures = await _count_rates(work, tallies, day, now)
    names = await repository.region_names(work.connection, regions)
    late = {late.unit for tally in tallies.of.values() for late in tally.latest if late.unit}
    units = await names_of(work.connection, GroupBy.UNIT, sorted(late), day)
    words = Words(names, await matter_names(work.connection), units, figures)
    return [content_of(region, tally, words, day, now) for region, tally in tallies.of.items()]


async def _count_days(work: UnitOfWork, tallies: Tallies, day: date) -> None:
    connection, end = work.connection, day_end(day)
    of_day, of_week = (end - timedelta(days=1), end), (end - timedelta(days=RATE_DAYS), end)
    course = (end - timedelta(days=COURSE_DAYS), end)
    for column, name in (("opened_at", "opened"), ("closed_at", "closed")):
        _add(tallies, name, await repository.by_day(connection, column, course))
    for column, name in (("appeal_kind", "kinds"), ("source", "sources"), ("matter", "matters_of_day")):
        _add(tallies, name, await repository.opened_by(connection, column, of_day))
    for column, name in (("matter", "matters"), ("cell", "cells")):
        _add(tallies, name, await repository.opened_by(connection, column, of_week))
    _add(tallies, "steps", await repository.steps_by(connection, of_day))


async def _count_waiting(work: UnitOfWork, tallies: Tallies, now: datetime) -> None:
    for column, name in (("state", "states"), ("queue", "queues")):
        _add(tallies, name, await repository.open_by(work.connection, column))
    async for row in repository.late_cases(work.connection, now):
        late = Late(row.number, row.matter or "", row.unit, row.due_at.isoformat(), (now - row.due_at).days)
        for tally in tallies.above(row.place):
            tally.add_late(late)


async def _count_rates(work: UnitOfWork, tallies: Tallies, day: date, now: datetime) -> dict[str, str]:
    """Add up each rate of the week to this day, and of the week before; return code → name of the figures."""
    variants = variants_in(await kept.in_force(work.connection, day), "")
    week_before = day - timedelta(days=RATE_DAYS)
    for name, end in (("week", day), ("before", week_before)):
        asked = Asked(platform_scope("briefs"), "", Period.days_before(end, RATE_DAYS, now), shown_to_all=True)
        counted = await counts.count(work.connection, asked, variants, Keys(GroupBy.TOWNSHIP))
        for place, numbers in counted.items():
            for number in numbers_of(variants, numbers):
                for tally in tallies.above(place):
                    tally.add_rate(number.code, name, (number.numerator, number.denominator, number.excluded))
    return {variant.version.code: variant.version.name for variant in variants}


def _add(tallies: Tallies, name: str, rows: Sequence[Row[Any]]) -> None:
    for row in rows:
        place, value, count = tuple(row)
        for tally in tallies.above(place):
            getattr(tally, name)[value] += count


def _row(content: dict[str, Any], day: date, version: int, *, by: str, now: datetime) -> dict[str, Any]:
    named = {"id": new_id(), "region": content["region"], "day": day, "version": version}
    return named | {"as_of": now, "made_by": by, "content": content}


def _notice(content: dict[str, Any]) -> Notice:
    facts = {"day": content["day"], "opened": content["opened"], "late": content["late"]}
    return Notice("brief-ready", Recipient.role(Role.LEADER, content["region"]), content["region"], facts=facts)


def _require(scope: Scope, region: str) -> None:
    if not scope.covers(region):
        raise BeyondYourRegion("not your region", field="region", region=region)
