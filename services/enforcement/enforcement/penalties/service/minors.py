"""How is who is not eighteen punished more lightly, and where is it said (art. 30)?"""

from datetime import date, datetime
from uuid import UUID

from enforcement.discretion.domain import Circumstance, range_of
from enforcement.discretion.service import table_for
from enforcement.penalties.domain.course import AgeBand
from enforcement.penalties.domain.minors import LIGHTENED, require_lighter
from enforcement.penalties.domain.sanctions import Sanction
from enforcement.records.service import New, write
from shared.runtime.db import UnitOfWork


async def weigh_age(
    work: UnitOfWork,
    age: AgeBand | None,
    table: tuple[str, str, date],
    sanction: Sanction,
    named: Circumstance | None,
    mitigated: str | None,
) -> None:
    """See that a penalty is lighter by the table of a region, a matter and a day, or as is said where there is none.

    Raises NotLighter, CircumstanceMissing (art. 30, 34).
    """
    if age is AgeBand.YOUTH:
        require_lighter(age, range_of(await table_for(work, *table), named), sanction, mitigated)


async def lighten(work: UnitOfWork, penalty_id: UUID, mitigated: str | None, *, by: str, now: datetime) -> None:
    """Write down how a penalty is lighter, if somebody said so."""
    if mitigated:
        await write(work, penalty_id, [New(LIGHTENED, {}, mitigated)], by=by, now=now)
