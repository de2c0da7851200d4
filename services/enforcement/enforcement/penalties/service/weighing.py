"""How is a penalty weighed by the published table, approved beyond it, and compared with earlier ones (art. 34)?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.discretion.domain import (
    Circumstance,
    Deviation,
    Table,
    range_of,
    require_deviation,
    require_within,
)
from enforcement.discretion.service import table_for
from enforcement.penalties import repository
from enforcement.penalties.domain.procedure import require_decider
from enforcement.penalties.domain.sanctions import AMOUNTS, Sanction, require_sound
from enforcement.penalties.domain.states import PenaltyAction
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import COURSE, Asked, Taken, get_penalty, put_down, take_up

# So many earlier cases are shown.
SIMILAR = 20


async def weigh(
    work: UnitOfWork, taken: Taken, sanction: Sanction, named: Circumstance | None, decider: str | None
) -> dict[str, object]:
    """Return by which circumstance of which table a penalty stands; nothing where none was published.

    The table is that of the day on which the case was filed. Raises CircumstanceMissing, OutsideRange, ApproverDecides.
    """
    row, approved = taken.row, taken.case.course.deviation
    table = await table_for(work, row.region, row.matter, town_day(row.filed_at))
    return _within(table, named, sanction, approved, decider)


async def weigh_on_the_spot(
    work: UnitOfWork, region: str, matter: str, on: date, sanction: Sanction, named: Circumstance | None
) -> dict[str, object]:
    """Return the same of what is decided at once, never beyond the table. Raises CircumstanceMissing, OutsideRange."""
    return _within(await table_for(work, region, matter, on), named, sanction, None, None)


def _within(
    table: Table | None, named: Circumstance | None, sanction: Sanction, approved: Deviation | None, decider: str | None
) -> dict[str, object]:
    held = range_of(table, named)
    require_within(held, sanction, approved, decider)
    if table is None or held is None:
        return {}
    return {"circumstance": held.circumstance, "table": f"{table.region}/{table.version}", "basis": table.basis}


async def approve(
    work: UnitOfWork, scope: Scope, asked: Asked, named: Circumstance, sanction: Sanction, why: str
) -> Row[Any]:
    """Approve a penalty beyond the table, by another leader than who decides (art. 34).

    Raises what `take_up` raises, DeciderTookPart, NothingImposed, AmountMisfit, CircumstanceMissing, WithinRange.
    """
    taken = await take_up(work, scope, asked, PenaltyAction.APPROVE_DEVIATION)
    require_decider(taken.by, taken.case)
    require_sound(sanction)
    table = await table_for(work, taken.row.region, taken.row.matter, town_day(taken.row.filed_at))
    require_deviation(range_of(table, named), sanction)
    course = replace(taken.case.course, deviation=Deviation(named, sanction, taken.by))
    return await put_down(work, taken, course, facts={"circumstance": named, **said_of(sanction)}, words=why)


async def similar(
    work: UnitOfWork, scope: Scope, penalty_id: UUID, circumstance: Circumstance | None
) -> Sequence[dict[str, Any]]:
    """Return the newest punished cases of the county for the same matter and circumstance, without any person.

    `circumstance`: None takes the case's own. Raises PenaltyNotFound.
    """
    row = await get_penalty(work, scope, penalty_id=penalty_id)
    county = row.region[: RegionLevel.COUNTY.digits]
    like = await repository.punished_like(
        work.connection, row.matter, circumstance or row.circumstance, county, beside=row.id, limit=SIMILAR
    )
    return [_compared(one) for one in like]


def _compared(row: Row[Any]) -> dict[str, Any]:
    decided = COURSE.validate_python(row.course).decided or Sanction(())
    which = {"party": row.party, "circumstance": row.circumstance, "decided_on": town_day(row.decided_at)}
    return which | said_of(decided)


def said_of(sanction: Sanction) -> dict[str, object]:
    """Return kinds and amounts as a record's line says them."""
    amounts = {name: getattr(sanction, name) for name in AMOUNTS}
    return {"kinds": list(sanction.kinds), **amounts}


def named(basis: str | None) -> dict[str, object]:
    """Return by which law, where somebody said so."""
    return {"basis": basis} if basis else {}
