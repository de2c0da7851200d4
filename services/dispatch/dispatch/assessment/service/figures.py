"""How are a township's figures computed, compared and objected to?"""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.assessment.domain.facts import CASE_FIGURES, Facts, OfficerFacts, Subject
from dispatch.assessment.domain.figures import (
    Compared,
    Figure,
    Part,
    Ranked,
    by_township,
    compute,
    pooled,
    rank,
    type_of,
)
from dispatch.assessment.domain.objections import Decision, Ground, ObjectionState, decide_objection
from dispatch.assessment.domain.refusals import (
    NotCounted,
    ObjectionNotFound,
    ObjectionStands,
    PlaceUnknown,
    RankingOff,
    SecondPersonNeeded,
)
from dispatch.assessment.domain.registers import FigureKind, Step, require_place
from dispatch.assessment.domain.terms import Period, day_of, first_day, last_day
from dispatch.assessment.repository import facts as repository
from dispatch.assessment.repository import record
from dispatch.assessment.repository.registers import items_of, registers_on
from dispatch.assessment.service.registers import hold
from dispatch.training.service.requirements import qualified_among
from shared.clock import SHANGHAI, moment_of, town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope

TOWNSHIP, COUNTY = RegionLevel.TOWNSHIP, RegionLevel.COUNTY
STEPS: Mapping[ObjectionState, Step] = {
    ObjectionState.UPHELD: Step.UPHELD,
    ObjectionState.DISMISSED: Step.DISMISSED,
}


ALL = tuple(FigureKind)


async def figures_of(
    work: UnitOfWork,
    scope: Scope,
    region: str,
    year: int,
    *,
    as_of: date | None = None,
    now: datetime,
    kinds: Collection[FigureKind] = ALL,
) -> dict[FigureKind, Figure]:
    """Return a township's figures of a year, as far as it has come, or up to a day of it.

    Raises NotAnAssessedPlace, PlaceUnknown, DayOutsideYear.
    """
    require_place(region, TOWNSHIP)
    if not scope.covers(region):
        raise PlaceUnknown("no such region", region=region)
    return await figures_over(work, scope, region, _whole(year, now, as_of), kinds)


async def figures_over(
    work: UnitOfWork, scope: Scope, region: str, period: Period, kinds: Collection[FigureKind] = ALL
) -> dict[FigureKind, Figure]:
    """Return a township's figures of some days."""
    by_town = await _computed(work, scope, region, period, kinds)
    return {kind: _of(by_town, kind, region) for kind in kinds}


def _of(by_town: Mapping[FigureKind, Mapping[str, Figure]], kind: FigureKind, region: str) -> Figure:
    return by_town[kind].get(region, compute(kind, Facts()))


async def _computed(
    work: UnitOfWork, scope: Scope, region: str, period: Period, kinds: Collection[FigureKind]
) -> dict[FigureKind, dict[str, Figure]]:
    """Return each figure by township."""
    facts = await _facts(work, scope, region, period, kinds)
    upheld = await record.upheld_subjects(work.connection, region, period.first.year)
    return {kind: by_township(kind, facts, upheld.get(kind, {}), TOWNSHIP.digits) for kind in kinds}


async def _facts(work: UnitOfWork, scope: Scope, region: str, period: Period, kinds: Collection[FigureKind]) -> Facts:
    """Return what some figures are made of, and nothing else."""
    connection = work.connection
    by_cases = any(kind in CASE_FIGURES for kind in kinds)
    by_trials = FigureKind.POWERS_EVALUATED in kinds
    on = period.known_on if FigureKind.OFFICERS_QUALIFIED in kinds else None
    return Facts(
        cases=await repository.due_cases(connection, scope, region, period) if by_cases else (),
        officers=await _officers(work, scope, region, on) if on is not None else (),
        trials=await repository.trials_ended(connection, scope, region, period) if by_trials else (),
    )


async def _officers(work: UnitOfWork, scope: Scope, region: str, on: date) -> list[OfficerFacts]:
    rows = await repository.officers_on(work.connection, scope, region, on)
    needed = await repository.officers_needed(work.connection, scope, region, on)
    wanted = {one for of_town in needed.values() for one in of_town}
    fit = await qualified_among(work, {person_id for person_id, _ in rows}, wanted, on)
    found = []
    for person_id, place in rows:
        powers = needed.get(place[: TOWNSHIP.digits], set())
        able = all(person_id in fit[one] for one in powers)
        found.append(OfficerFacts(person_id, place, needed=bool(powers), fit=able))
    return found


def _whole(year: int, now: datetime, as_of: date | None = None) -> Period:
    until = last_day(year) if as_of is None else day_of(year, as_of, town_day(now))
    return Period(first_day(year), until, now)


def _a_year_before(year: int, now: datetime) -> datetime:
    """Return until when the year before is looked at: its same days, where this year is not over."""
    local = now.astimezone(SHANGHAI)
    if local.year != year:
        return now
    # The 29th of February has the 28th before it.
    day = local.day - 1 if (local.month, local.day) == (2, 29) else local.day
    return local.replace(year=year - 1, day=day).astimezone(UTC)


async def compare(
    work: UnitOfWork, scope: Scope, region: str, year: int, as_of: date | None = None, *, now: datetime
) -> list[Compared]:
    """Return a township's figures beside its own past and the townships of its type in the county, up to a day.

    Raises NotAnAssessedPlace, PlaceUnknown, DayOutsideYear.
    """
    same_days = _a_year_before(year, moment_of(as_of, now))
    before = await figures_of(work, scope, region, year - 1, now=same_days)
    # Of the others only the rate of all together is told, whatever the caller may see of them.
    everybody = platform_scope("assessment")
    county = await _computed(work, everybody, region[: COUNTY.digits], _whole(year, now, as_of), ALL)
    weights = await _weights(work, region, day_of(year, as_of, town_day(now)))
    return [
        Compared(_of(county, kind, region), before[kind], pooled(_alike(county[kind], region)), weights.get(str(kind)))
        for kind in FigureKind
    ]


async def _weights(work: UnitOfWork, region: str, on: date) -> Mapping[str, int]:
    """Return how much each figure weighs in the nearest register of a day."""
    nearest = (await registers_on(work.connection, region, on))[-1:]
    found: dict[str, int] = {}
    for item in await items_of(work.connection, [head.id for head in nearest]):
        if item.figure is not None:
            found[item.figure] = found.get(item.figure, 0) + item.weight
    return found


def _alike(figures: Mapping[str, Figure], region: str) -> list[Figure]:
    return [figure for town, figure in figures.items() if type_of(town) is type_of(region)]


async def rank_townships(
    work: UnitOfWork,
    scope: Scope,
    county: str,
    year: int,
    kind: FigureKind,
    *,
    as_of: date | None = None,
    now: datetime,
) -> list[Ranked]:
    """Return the townships of a county by rank, by the county's register of a day.

    Raises NotAnAssessedPlace, PlaceUnknown, DayOutsideYear, RankingOff.
    """
    require_place(county, COUNTY)
    if not scope.covers(county):
        raise PlaceUnknown("no such region", region=county)
    on = day_of(year, as_of, town_day(now))
    register = next(iter(await registers_on(work.connection, county, on)), None)
    if register is None or not register.ranking:
        raise RankingOff("townships are not ranked here", region=county, year=year, on=on.isoformat())
    period = Period(first_day(year), on, now)
    figures = (await _computed(work, scope, county, period, [kind]))[kind]
    return rank(figures, register.minimum_cases)


# ---------------------------------------------------------------------------------------------------------- objections
async def object_to(
    work: UnitOfWork,
    scope: Scope,
    *,
    region: str,
    year: int,
    figure: FigureKind,
    subject: Subject,
    ground: Ground,
    document: str,
    now: datetime,
) -> UUID:
    """Keep a township's objection to a thing in a figure until the county decides; return its id.

    Raises NotAnAssessedPlace, PlaceUnknown, ObjectionStands, NotCounted.
    """
    require_place(region, TOWNSHIP)
    await hold(work, scope, region)
    about = {"figure": figure, "kind": subject.kind, "subject": subject.id}
    if await record.standing_objection(work.connection, region, year, figure, subject) is not None:
        raise ObjectionStands("an objection to this stands", **about)
    found = (await figures_of(work, scope, region, year, now=now, kinds=[figure]))[figure]
    if found.part_of(subject) not in {Part.COUNTED, Part.MISSED}:
        raise NotCounted("this is not in the denominator", **about)
    objection_id = new_id()
    row = {
        "id": objection_id,
        "region": region,
        "year": year,
        "figure": str(figure),
        "subject_kind": str(subject.kind),
        "subject": subject.id,
        "ground": str(ground),
        "document": document,
        "state": str(ObjectionState.OPEN),
        "raised_by": scope.person_id,
        "raised_at": now,
    }
    await record.add_objection(work.connection, row)
    await _note(work, scope, region, Step.OBJECTED, objection_id, figure, now)
    return objection_id


async def decide(
    work: UnitOfWork, scope: Scope, objection_id: UUID, decision: Decision, *, now: datetime
) -> tuple[Row[Any], Figure, Figure]:
    """Decide an objection; return it, and the figure as it was and as it is now.

    Raises ObjectionNotFound, SecondPersonNeeded, NotTheCounty, ObjectionIsDecided.
    """
    row = await record.lock_objection(work.connection, scope, objection_id)
    if row is None:
        raise ObjectionNotFound("no such objection", objection=str(objection_id))
    SecondPersonNeeded.unless_two(row.raised_by, scope.person_id)
    state = decide_objection(ObjectionState(row.state), decision, scope=scope.region)
    kind = FigureKind(row.figure)
    before = await _figure(work, scope, row, now)
    await record.decide_objection(work.connection, objection_id, str(state), by=scope.person_id, at=now)
    await _note(work, scope, row.region, STEPS[state], objection_id, kind, now)
    return row, before, await _figure(work, scope, row, now)


async def _figure(work: UnitOfWork, scope: Scope, row: Row[Any], now: datetime) -> Figure:
    """Return the figure that an objection is about."""
    kind = FigureKind(row.figure)
    return (await figures_of(work, scope, row.region, row.year, now=now, kinds=[kind]))[kind]


async def _note(
    work: UnitOfWork, scope: Scope, region: str, step: Step, objection_id: UUID, kind: FigureKind, now: datetime
) -> None:
    facts: dict[str, object] = {"objection": str(objection_id), "figure": str(kind)}
    await record.add_history(work.connection, region, step, facts, by=scope.person_id, at=now)
