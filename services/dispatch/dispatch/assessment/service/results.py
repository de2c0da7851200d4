"""How does the county fix what its townships' year came to, and how is that corrected?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.assessment.domain.figures import TownshipType
from dispatch.assessment.domain.objections import ObjectionState
from dispatch.assessment.domain.refusals import (
    CorrectionBegun,
    FixingIsDecided,
    FixingNotFound,
    NoRegister,
    SecondPersonNeeded,
)
from dispatch.assessment.domain.registers import Step, require_county, require_place
from dispatch.assessment.domain.results import (
    Fixing,
    FixingState,
    of_type,
    require_complete,
    require_decided,
    require_over,
    require_version,
)
from dispatch.assessment.domain.terms import last_day
from dispatch.assessment.domain.totals import YearTotal
from dispatch.assessment.repository import record, registers
from dispatch.assessment.repository import results as repository
from dispatch.assessment.schemas import HeadShown, ItemShown, ObjectionShown
from dispatch.assessment.schemas.figures import FigureShown
from dispatch.assessment.schemas.results import Document
from dispatch.assessment.schemas.totals import ScoreShown, TotalShown
from dispatch.assessment.service.figures import figures_of
from dispatch.assessment.service.objections import objection_days
from dispatch.assessment.service.registers import hold
from dispatch.assessment.service.scores import total
from dispatch.organisation.repository import lock_regions
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


async def propose(work: UnitOfWork, scope: Scope, given: Fixing, *, now: datetime) -> UUID:
    """Keep what is to be fixed until another person confirms it; return its id. What could not be is refused now.

    Raises NotTheCounty, PlaceUnknown, NoRegister, YearNotOver, ObjectionTermRuns, ObjectionOpen, YearFixed,
    YearNotFixed; ResultIncomplete where nothing is to be corrected first.
    """
    towns = await _check(work, scope, given, now)
    if given.reason is None:
        await _totals(work, scope, towns, given.year, now)
    row = given.model_dump(mode="json") | {
        "id": new_id(),
        "state": str(FixingState.OPEN),
        "drawn_up_by": scope.person_id,
        "drawn_up_at": now,
    }
    await repository.add_fixing(work.connection, row)
    await _note(work, scope, row, Step.FIXING_PROPOSED, now)
    return UUID(str(row["id"]))


async def confirm(work: UnitOfWork, scope: Scope, fixing_id: UUID, *, now: datetime) -> Sequence[dict[str, Any]]:
    """Fix what the townships come to now, each as a version of its own; return the results.

    Raises FixingNotFound, FixingIsDecided, SecondPersonNeeded, ResultIncomplete, and whatever proposing it may raise.
    """
    row = await _open(work, scope, fixing_id)
    SecondPersonNeeded.unless_two(row.drawn_up_by, scope.person_id)
    given = Fixing(**{name: getattr(row, name) for name in Fixing.model_fields})
    towns = await _check(work, scope, given, now)
    totals = await _totals(work, scope, towns, given.year, now)
    versions = await repository.versions_of(work.connection, towns, given.year)
    about = {"fixing_id": fixing_id, "year": given.year, "adopted_by": given.adopted_by, "reason": given.reason}
    about |= {"proposed_by": row.drawn_up_by, "confirmed_by": scope.person_id, "confirmed_at": now}
    results = []
    for town, found in totals.items():
        body = (await _document(work, scope, town, given.year, found, now)).model_dump(mode="json")
        version = versions.get(town, 0) + 1
        results.append(about | {"id": new_id(), "region": town, "version": version, "body": body})
    await repository.add_results(work.connection, results)
    await repository.decide_fixing(work.connection, fixing_id, FixingState.CONFIRMED, by=scope.person_id, at=now)
    await _note(work, scope, row._asdict(), Step.FIXED, now)
    return results


async def withdraw(work: UnitOfWork, scope: Scope, fixing_id: UUID, *, now: datetime) -> None:
    """Take an open proposal away; a further version only as long as nothing was changed for it.

    Raises FixingNotFound, FixingIsDecided, CorrectionBegun.
    """
    row = await _open(work, scope, fixing_id)
    if row.reason is not None:
        await _require_untouched(work, row)
    await repository.decide_fixing(work.connection, fixing_id, FixingState.WITHDRAWN, by=scope.person_id, at=now)
    await _note(work, scope, row._asdict(), Step.FIXING_WITHDRAWN, now)


async def _require_untouched(work: UnitOfWork, row: Row[Any]) -> None:
    towns = await _towns_of(work, row.region, row.type)
    # As whoever confirms a score does: none is confirmed while this looks.
    await lock_regions(work.connection, towns)
    if changed := await repository.scored_since(work.connection, towns, row.year, row.drawn_up_at):
        raise CorrectionBegun("scores were changed for this version; confirm it", regions=changed)


async def _towns_of(work: UnitOfWork, region: str, kind: TownshipType | None) -> list[str]:
    is_one = len(region) == RegionLevel.TOWNSHIP.digits
    return of_type([region] if is_one else await repository.townships_in(work.connection, region), kind)


async def _open(work: UnitOfWork, scope: Scope, fixing_id: UUID) -> Row[Any]:
    row = await repository.lock_fixing(work.connection, scope, fixing_id)
    if row is None:
        raise FixingNotFound("no such proposal", fixing=str(fixing_id))
    if row.state != FixingState.OPEN:
        raise FixingIsDecided("this proposal is decided", fixing=str(fixing_id), state=row.state)
    return row


async def _check(work: UnitOfWork, scope: Scope, given: Fixing, now: datetime) -> list[str]:
    """Return the townships whose year may be fixed; nobody else fixes or scores them until the transaction ends."""
    require_place(given.region, RegionLevel.COUNTY, RegionLevel.TOWNSHIP)
    require_county(scope.region)
    await hold(work, scope, given.region)
    towns = await _towns_of(work, given.region, given.type)
    await lock_regions(work.connection, towns)
    days = {town: await objection_days(work, town, last_day(given.year)) for town in towns}
    require_over(given.year, days, town_day(now))
    require_version(towns, await repository.versions_of(work.connection, towns, given.year), given.reason)
    raised = await repository.objections_of(work.connection, towns, given.year)
    require_decided([str(one.id) for one in raised if one.state == ObjectionState.OPEN])
    if not towns:
        raise NoRegister("there is no township of this type", region=given.region)
    return towns


async def _totals(
    work: UnitOfWork, scope: Scope, towns: Collection[str], year: int, now: datetime
) -> dict[str, YearTotal]:
    """Return what each township comes to. Raises NoRegister, ResultIncomplete."""
    found = {town: (await total(work, scope, town, year, now=now))[1] for town in towns}
    require_complete({town: one.missing for town, one in found.items()})
    return found


async def _document(work: UnitOfWork, scope: Scope, town: str, year: int, found: YearTotal, now: datetime) -> Document:
    """Return a township's year with all behind it, as it is shown now."""
    ids = {part.term.register_id for part, _ in found.parts}
    heads = await registers.heads_of(work.connection, ids)
    on, figures = await figures_of(work, scope, town, year, now=now)
    return Document(
        registers=[HeadShown.model_validate(row) for row in heads],
        items=[ItemShown.model_validate(row) for row in await registers.items_of(work.connection, ids)],
        figures=[FigureShown.of(one) for one in figures.values()],
        total=TotalShown.of(found, town, on),
        scores=[ScoreShown.model_validate(row) for row in await repository.scores_of(work.connection, town, ids)],
        objections=[
            ObjectionShown.model_validate(row) for row in await repository.objections_of(work.connection, [town], year)
        ],
    )


async def _note(work: UnitOfWork, scope: Scope, row: dict[str, Any], step: Step, now: datetime) -> None:
    facts = {"fixing": str(row["id"]), "year": row["year"], "type": row["type"], "reason": row["reason"]}
    await record.add_history(work.connection, row["region"], step, facts, by=scope.person_id, at=now)
