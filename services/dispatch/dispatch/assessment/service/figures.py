"""How are a township's figures computed, compared and ranked?"""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime

from dispatch.assessment.domain.facts import CASE_FIGURES, Facts, OfficerFacts
from dispatch.assessment.domain.figures import (
    Compared,
    Figure,
    Ranked,
    alike,
    by_township,
    compute,
    rank,
    type_of,
)
from dispatch.assessment.domain.refusals import PlaceUnknown, RankingOff
from dispatch.assessment.domain.registers import FigureKind, require_place
from dispatch.assessment.domain.terms import Period, first_day, known_day_of
from dispatch.assessment.repository import facts as repository
from dispatch.assessment.repository import record
from dispatch.assessment.repository.registers import items_of, registers_on
from dispatch.training.service.requirements import qualified_among
from shared.clock import SHANGHAI, day_end, town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope

TOWNSHIP, COUNTY = RegionLevel.TOWNSHIP, RegionLevel.COUNTY
ALL = tuple(FigureKind)


async def figures_of(
    work: UnitOfWork,
    scope: Scope,
    region: str,
    year: int,
    as_of: date | None = None,
    *,
    now: datetime,
    kinds: Collection[FigureKind] = ALL,
) -> tuple[date, dict[FigureKind, Figure]]:
    """Return until which day of a year a township is looked at, and its figures until then.

    Raises NotAnAssessedPlace, PlaceUnknown, DayOutsideYear, DayNotCome.
    """
    require_place(region, TOWNSHIP)
    if not scope.covers(region):
        raise PlaceUnknown("no such region", region=region)
    on = known_day_of(year, as_of, town_day(now))
    return on, await figures_over(work, scope, region, Period(first_day(year), on, now, decided_by(as_of)), kinds)


def decided_by(as_of: date | None) -> datetime | None:
    """Return until when decisions count that are asked about as of a day; None: all that there are.

    What a year came to is scored and objected to after its end: who names no day asks what is known now.
    """
    return None if as_of is None else day_end(as_of)


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
    upheld = await record.upheld_subjects(work.connection, region, period.first.year, period.decided_by)
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


def _a_year_before(on: date, now: datetime, known: datetime | None) -> Period:
    """Return the same days of the year before, until the same hour where the day is today."""
    local = now.astimezone(SHANGHAI)
    # The 29th of February has the 28th before it.
    day = date(on.year - 1, on.month, on.day - 1 if (on.month, on.day) == (2, 29) else on.day)
    until = datetime.combine(day, local.timetz()) if local.date() == on else now
    return Period(first_day(day.year), day, until.astimezone(UTC), known)


async def compare(
    work: UnitOfWork, scope: Scope, region: str, year: int, as_of: date | None = None, *, now: datetime
) -> tuple[date, list[Compared]]:
    """Return a township's figures beside its own past and the townships of its type in the county, and until when.

    Raises NotAnAssessedPlace, PlaceUnknown, DayOutsideYear, DayNotCome.
    """
    on, mine = await figures_of(work, scope, region, year, as_of, now=now)
    before = await figures_over(work, scope, region, _a_year_before(on, now, decided_by(as_of)))
    # Of the others only the rate of all together is told, whatever the caller may see of them.
    everybody = platform_scope("assessment")
    county = await _computed(
        work, everybody, region[: COUNTY.digits], Period(first_day(year), on, now, decided_by(as_of)), ALL
    )
    weights = await _weights(work, region, on)
    return on, [
        Compared(mine[kind], before[kind], alike(county[kind], type_of(region)), weights.get(str(kind)))
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

    Raises NotAnAssessedPlace, PlaceUnknown, DayOutsideYear, DayNotCome, RankingOff.
    """
    require_place(county, COUNTY)
    if not scope.covers(county):
        raise PlaceUnknown("no such region", region=county)
    on = known_day_of(year, as_of, town_day(now))
    register = next(iter(await registers_on(work.connection, county, on)), None)
    if register is None or not register.ranking:
        raise RankingOff("townships are not ranked here", region=county, year=year, on=on.isoformat())
    period = Period(first_day(year), on, now, decided_by(as_of))
    figures = (await _computed(work, scope, county, period, [kind]))[kind]
    return rank(figures, register.minimum_cases)
