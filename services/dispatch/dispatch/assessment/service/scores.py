"""Who says what an item scores that no figure computes, and what does a township come to?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.assessment.domain.duties import require_own_duty
from dispatch.assessment.domain.refusals import (
    NoRegister,
    PlaceUnknown,
    ScoreNotFound,
    SecondPersonNeeded,
)
from dispatch.assessment.domain.registers import FigureKind, Step, require_place
from dispatch.assessment.domain.terms import Period, Term, YearPart, first_day, known_day_of, parts_of
from dispatch.assessment.domain.totals import (
    WHOLE,
    About,
    ScoreState,
    Total,
    Weighed,
    YearTotal,
    check_subject,
    require_confirmer,
    require_giver,
    require_open,
    require_standing,
    total_of,
)
from dispatch.assessment.repository import record, registers
from dispatch.assessment.repository import scores as repository
from dispatch.assessment.service.figures import decided_by, figures_over
from dispatch.assessment.service.fixed import require_changeable
from dispatch.assessment.service.registers import hold
from dispatch.duties.service.authority import registers_now
from dispatch.memory import Memory
from dispatch.organisation.repository import lock_regions
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

Values = Mapping[FigureKind, Fraction | None]


async def give(
    work: UnitOfWork,
    scope: Scope,
    memory: Memory,
    *,
    region: str,
    year: int,
    about: About,
    subject: str,
    points: int,
    reason: str,
    on: date | None,
    corrects: UUID | None,
    now: datetime,
) -> UUID:
    """Keep a score, by the register of its day, until another person confirms it; return its id.

    `corrects`: the confirmed score whose place it is to take.

    Raises NotAnAssessedPlace, NotTheTownship, PlaceUnknown, DayOutsideYear, DayNotCome, NoRegister, ItemUnknown,
    ItemIsComputed, DutyPassedDown, ScoreStands, ScoreNotFound, YearFixed.
    """
    require_place(region, RegionLevel.TOWNSHIP)
    require_giver(about, scope.region)
    await _hold(work, scope, region)
    await require_changeable(work, region, year)
    day = known_day_of(year, on, town_day(now))
    register = await _register(work, region, day)
    await _require_scorable(work, memory, register, region, day, about, subject)
    row = {
        "id": new_id(),
        "region": region,
        "register_id": register.id,
        "day": day,
        "about": str(about),
        "subject": subject,
        "points": points,
        "reason": reason,
        "state": str(ScoreState.OPEN),
        "given_by": scope.person_id,
        "given_at": now,
        "corrects": corrects,
    }
    await _require_standing(work, row)
    await repository.add_score(work.connection, row)
    await _note(work, scope, row, Step.SCORED, now)
    return UUID(str(row["id"]))


async def _require_scorable(
    work: UnitOfWork, memory: Memory, register: Row[Any], region: str, day: date, about: About, subject: str
) -> None:
    """Raise ItemUnknown, ItemIsComputed, DutyPassedDown."""
    items = {row.code: row for row in await registers.items_of(work.connection, [register.id])}
    figures = {code: row.figure for code, row in items.items()}
    shares = await _shares(work, region, [register.id])
    check_subject(about, subject, figures, shares.get(register.id, {}))
    if about is About.ITEM:
        require_own_duty(await registers_now(work.connection, memory), items[subject].matter, region, day)


async def confirm(work: UnitOfWork, scope: Scope, score_id: UUID, *, now: datetime) -> Row[Any]:
    """Let a score count, and the one that it corrects no more.

    Raises ScoreNotFound, ScoreIsDecided, SecondPersonNeeded, NotTheTownship, NotTheCounty, ScoreStands, YearFixed.
    """
    row = await _open(work, scope, score_id)
    SecondPersonNeeded.unless_two(row.given_by, scope.person_id)
    require_confirmer(About(row.about), scope.region)
    await hold(work, scope, row.region)
    await require_changeable(work, row.region, row.day.year)
    await _require_standing(work, row._asdict())
    if row.corrects is not None:
        await repository.replace_score(work.connection, row.corrects, ScoreState.CORRECTED)
    await repository.decide_score(work.connection, score_id, ScoreState.CONFIRMED, by=scope.person_id, at=now)
    await _note(work, scope, row._asdict(), Step.SCORE_CONFIRMED, now)
    return row


async def withdraw(work: UnitOfWork, scope: Scope, score_id: UUID, *, now: datetime) -> None:
    """Take an open score away. Raises ScoreNotFound, ScoreIsDecided."""
    row = await _open(work, scope, score_id)
    await repository.decide_score(work.connection, score_id, ScoreState.WITHDRAWN, by=scope.person_id, at=now)
    await _note(work, scope, row._asdict(), Step.SCORE_WITHDRAWN, now)


async def _open(work: UnitOfWork, scope: Scope, score_id: UUID) -> Row[Any]:
    row = await repository.lock_score(work.connection, scope, score_id)
    if row is None:
        raise ScoreNotFound("no such score", score=str(score_id))
    require_open(row.state, str(score_id))
    return row


async def total(
    work: UnitOfWork, scope: Scope, region: str, year: int, as_of: date | None = None, *, now: datetime
) -> tuple[date, YearTotal]:
    """Return what a township comes to over a year until a day, and that day; of what was decided later, nothing.

    Each part of the year is weighed by its days and scored by its own register: by what fell due in its days, or by
    the whole year's figure where nothing did.

    Raises NotAnAssessedPlace, PlaceUnknown, DayOutsideYear, DayNotCome, NoRegister.
    """
    require_place(region, RegionLevel.TOWNSHIP)
    if not scope.covers(region):
        raise PlaceUnknown("no such region", region=region)
    on = known_day_of(year, as_of, town_day(now))
    parts, until = await _parts(work, region, first_day(year), on), decided_by(as_of)
    ids = [part.term.register_id for part in parts]
    given = await repository.confirmed_scores(work.connection, region, ids, until)
    shares = await _shares(work, region, ids)
    items = await registers.items_of(work.connection, ids)
    year_long = Period(first_day(year), on, now, until)
    whole = await _values(work, scope, region, year_long)
    found = []
    for part in parts:
        mine = [row for row in items if row.register_id == part.term.register_id]
        alone = part.days == (on - first_day(year)).days + 1
        values = whole if alone else await _part(work, scope, region, part, year_long)
        known = {kind: whole[kind] if value is None else value for kind, value in values.items()}
        of_register = part.term.register_id
        found.append((part, _total(mine, given.get(of_register, {}), known, shares.get(of_register, {}))))
    return on, YearTotal(found)


async def _part(work: UnitOfWork, scope: Scope, region: str, part: YearPart, year: Period) -> Values:
    return await _values(work, scope, region, replace(year, first=part.first, last=part.last))


async def _values(work: UnitOfWork, scope: Scope, region: str, period: Period) -> Values:
    figures = await figures_over(work, scope, region, period)
    return {kind: figure.goodness for kind, figure in figures.items()}


async def _parts(work: UnitOfWork, region: str, first: date, last: date) -> list[YearPart]:
    """Return the parts of a range of days by their registers. Raises NoRegister."""
    own, county = await _terms(work, region, first.year)
    parts = parts_of(own, county, first, last)
    if not parts:
        raise NoRegister("no register was in force", region=region, until=last.isoformat())
    return parts


async def _terms(work: UnitOfWork, region: str, year: int) -> tuple[Sequence[Term], Sequence[Term]]:
    """Return the registers of a township and of its county in a year."""
    county = region[: RegionLevel.COUNTY.digits]
    terms = await registers.terms_of(work.connection, [region, county], year)
    return terms[region], terms[county]


def _total(rows: Sequence[Row[Any]], given: repository.Given, values: Values, shares: Mapping[str, int]) -> Total:
    """Return what a township comes to by the items of one register."""
    items = [Weighed(row.code, row.weight, *_score(row, given, values)) for row in rows]
    return total_of(items, shares, given)


def _score(row: Row[Any], given: repository.Given, values: Values) -> tuple[Fraction | None, bool]:
    if row.figure is not None:
        computed = values[FigureKind(row.figure)]
        return (None if computed is None else computed * WHOLE), True
    points = given.get((About.ITEM, row.code))
    return (None if points is None else Fraction(points)), False


async def _hold(work: UnitOfWork, scope: Scope, region: str) -> None:
    """Hold a township, and its county, whose register must not change meanwhile. Raises PlaceUnknown."""
    if scope.covers(region):
        await lock_regions(work.connection, [region[: RegionLevel.COUNTY.digits], region])
    await hold(work, scope, region)


async def _register(work: UnitOfWork, region: str, on: date) -> Row[Any]:
    """Return the township's own register of a day, else its county's. Raises NoRegister."""
    found = await registers.registers_on(work.connection, region, on)
    if not found:
        raise NoRegister("no register is in force on this day", region=region, on=on.isoformat())
    return found[-1]


async def _shares(work: UnitOfWork, region: str, ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Return a township's shares in the agencies that stand in it, by register and agency."""
    found: dict[UUID, dict[str, int]] = {}
    for row in await registers.shares_of(work.connection, ids, region):
        found.setdefault(row.register_id, {})[row.unit_id] = row.township_percent
    return found


async def _require_standing(work: UnitOfWork, row: Mapping[str, Any]) -> None:
    about = {name: row[name] for name in ("about", "subject")}
    standing = await repository.standing_score(work.connection, row["region"], row["register_id"], **about)
    require_standing(standing, row["corrects"], **about)


async def _note(work: UnitOfWork, scope: Scope, row: dict[str, Any], step: Step, now: datetime) -> None:
    facts = {
        "score": str(row["id"]),
        "day": row["day"].isoformat(),
        "about": row["about"],
        "subject": row["subject"],
        "points": row["points"],
        "corrects": row["corrects"] and str(row["corrects"]),
    }
    await record.add_history(work.connection, row["region"], step, facts, by=scope.person_id, at=now)
