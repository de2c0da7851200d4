"""How are a township's figures computed, compared and objected to?"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.assessment import repository
from dispatch.assessment.domain.figures import CaseFacts, Compared, Figure, Part, Ranked, compute, pooled, rank, type_of
from dispatch.assessment.domain.objections import Decision, Ground, ObjectionState, decide_objection
from dispatch.assessment.domain.refusals import (
    CaseNotCounted,
    ObjectionNotFound,
    ObjectionStands,
    PlaceUnknown,
    RankingOff,
)
from dispatch.assessment.domain.registers import FigureKind, Step, require_place, require_second_person
from dispatch.assessment.service.registers import hold
from shared.clock import SHANGHAI
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope

TOWNSHIP, COUNTY = RegionLevel.TOWNSHIP, RegionLevel.COUNTY
STEPS: Mapping[ObjectionState, Step] = {
    ObjectionState.UPHELD: Step.UPHELD,
    ObjectionState.DISMISSED: Step.DISMISSED,
}


async def figures_of(
    work: UnitOfWork, scope: Scope, region: str, year: int, *, now: datetime
) -> dict[FigureKind, Figure]:
    """Return a township's three figures of a year, as far as cases have fallen due.

    Raises NotAnAssessedPlace, PlaceUnknown.
    """
    require_place(region, TOWNSHIP)
    if not scope.covers(region):
        raise PlaceUnknown("no such region", region=region)
    by_town = await _computed(work, scope, region, year, now)
    return {kind: by_town[kind].get(region, compute(kind, [])) for kind in FigureKind}


async def _computed(
    work: UnitOfWork, scope: Scope, region: str, year: int, now: datetime
) -> dict[FigureKind, dict[str, Figure]]:
    """Return each figure by township."""
    since, until = _year(year, now)
    by_town: defaultdict[str, list[CaseFacts]] = defaultdict(list)
    for case in await repository.due_cases(work.connection, scope, region, since, until, now):
        by_town[case.region[: TOWNSHIP.digits]].append(case)
    upheld = await repository.upheld_cases(work.connection, region, year)
    return {
        kind: {town: compute(kind, cases, upheld.get(kind, ())) for town, cases in by_town.items()}
        for kind in FigureKind
    }


def _year(year: int, now: datetime) -> tuple[datetime, datetime]:
    begins, ends = (datetime(number, 1, 1, tzinfo=SHANGHAI).astimezone(UTC) for number in (year, year + 1))
    return begins, min(ends, now)


async def compare(work: UnitOfWork, scope: Scope, region: str, year: int, *, now: datetime) -> list[Compared]:
    """Return a township's figures beside its own past and the townships of its type in the county.

    Raises NotAnAssessedPlace, PlaceUnknown.
    """
    mine = await figures_of(work, scope, region, year, now=now)
    before = await figures_of(work, scope, region, year - 1, now=now)
    # Of the others only the rate of all together is told, whatever the caller may see of them.
    county = await _computed(work, platform_scope("assessment"), region[: COUNTY.digits], year, now)
    items = await repository.items_for(work.connection, region, year)
    weights = {row.figure: row.weight for row in items if row.figure is not None}
    return [
        Compared(mine[kind], before[kind], pooled(_alike(county[kind], region)), weights.get(str(kind)))
        for kind in FigureKind
    ]


def _alike(figures: Mapping[str, Figure], region: str) -> list[Figure]:
    return [figure for town, figure in figures.items() if type_of(town) is type_of(region)]


async def rank_townships(
    work: UnitOfWork, scope: Scope, county: str, year: int, kind: FigureKind, *, now: datetime
) -> list[Ranked]:
    """Return the townships of a county by rank. Raises NotAnAssessedPlace, PlaceUnknown, RankingOff."""
    require_place(county, COUNTY)
    if not scope.covers(county):
        raise PlaceUnknown("no such region", region=county)
    register = await repository.approved_draft(work.connection, county, year, "register")
    if register is None or not register.body["ranking"]:
        raise RankingOff("townships are not ranked here", region=county, year=year)
    figures = (await _computed(work, scope, county, year, now))[kind]
    return rank(figures, register.body["minimum_cases"])


# ---------------------------------------------------------------------------------------------------------- objections
async def object_to(
    work: UnitOfWork,
    scope: Scope,
    *,
    region: str,
    year: int,
    figure: FigureKind,
    case_id: UUID,
    ground: Ground,
    document: str,
    now: datetime,
) -> UUID:
    """Keep a township's objection to a case in a figure until the county decides; return its id.

    Raises NotAnAssessedPlace, PlaceUnknown, ObjectionStands, CaseNotCounted.
    """
    require_place(region, TOWNSHIP)
    await hold(work, scope, region)
    if await repository.standing_objection(work.connection, year, figure, case_id) is not None:
        raise ObjectionStands("an objection to this case stands", case=str(case_id), figure=figure)
    found = (await figures_of(work, scope, region, year, now=now))[figure]
    if found.part_of(case_id) not in {Part.COUNTED, Part.MISSED}:
        raise CaseNotCounted("this case is not in the denominator", case=str(case_id), figure=figure)
    objection_id = new_id()
    row = {
        "id": objection_id,
        "region": region,
        "year": year,
        "figure": str(figure),
        "case_id": case_id,
        "ground": str(ground),
        "document": document,
        "state": str(ObjectionState.OPEN),
        "raised_by": scope.person_id,
        "raised_at": now,
    }
    await repository.add_objection(work.connection, row)
    await _note(work, scope, region, Step.OBJECTED, objection_id, figure, now)
    return objection_id


async def decide(
    work: UnitOfWork, scope: Scope, objection_id: UUID, decision: Decision, *, now: datetime
) -> tuple[Row[Any], Figure, Figure]:
    """Decide an objection; return it, and the figure as it was and as it is now.

    Raises ObjectionNotFound, SecondPersonNeeded, NotTheCounty, ObjectionIsDecided.
    """
    row = await repository.lock_objection(work.connection, scope, objection_id)
    if row is None:
        raise ObjectionNotFound("no such objection", objection=str(objection_id))
    require_second_person(row.raised_by, scope.person_id)
    state = decide_objection(ObjectionState(row.state), decision, scope=scope.region)
    kind = FigureKind(row.figure)
    before = (await figures_of(work, scope, row.region, row.year, now=now))[kind]
    await repository.decide_objection(work.connection, objection_id, str(state), by=scope.person_id, at=now)
    await _note(work, scope, row.region, STEPS[state], objection_id, kind, now)
    return row, before, (await figures_of(work, scope, row.region, row.year, now=now))[kind]


async def _note(
    work: UnitOfWork, scope: Scope, region: str, step: Step, objection_id: UUID, kind: FigureKind, now: datetime
) -> None:
    facts: dict[str, object] = {"objection": str(objection_id), "figure": str(kind)}
    await repository.add_history(work.connection, region, step, facts, by=scope.person_id, at=now)
