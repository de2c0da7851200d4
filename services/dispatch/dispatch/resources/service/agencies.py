"""How are the agencies of a township opened and closed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dispatch.organisation.domain.agencies import FEWEST
from dispatch.organisation.domain.rows import Given
from dispatch.organisation.domain.terms import Term, UnitFacts
from dispatch.organisation.repository import lock_region
from dispatch.organisation.service.registers import put_units
from dispatch.resources.domain.agencies import (
    Agency,
    agencies_on,
    check_number,
    closed_after,
    require_agency,
    require_township,
)
from dispatch.resources.domain.posts import ONE_DAY
from dispatch.resources.domain.proposals import Step
from dispatch.resources.domain.refusals import AgencyUnknown, PlaceUnknown
from dispatch.resources.repository import proposals as proposals_rows
from dispatch.resources.repository import township as township_rows
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Closing:
    id: str
    last_day: date


async def change_agencies(
    work: UnitOfWork,
    scope: Scope,
    region: str,
    *,
    opens: Sequence[Agency],
    closes: Sequence[Closing],
    synthetic: bool,
    now: datetime,
) -> int:
    """Open and close agencies of a township at once; return how many it has when the last of it has happened.

    Raises NotATownship, PlaceUnknown, AgencyUnknown, NoSections, NotAnAgencyKind, TooManyAgencies, RowsRefused.
    """
    require_township(region)
    if await lock_region(work.connection, scope, region) is None:
        raise PlaceUnknown("no such region", region=region)
    for one in opens:
        require_agency(one)
    before = await township_rows.agencies_of(work.connection, region)
    after, ended = _after(before, opens, closes)
    days = [*(one.valid_from for one in opens), *(one.last_day + ONE_DAY for one in closes)]
    check_number(after, min(days))
    rows = [_row(region, one, synthetic=synthetic) for one in (*ended, *opens)]
    await put_units(work, scope, given=rows, now=now)
    facts: dict[str, object] = {"opened": [one.id for one in opens], "closed": [one.id for one in closes]}
    await proposals_rows.add_history(work.connection, region, Step.AGENCIES_CHANGED, facts, by=scope.person_id, at=now)
    return agencies_on(after, max(days))


def _after(
    before: Sequence[Agency], opens: Sequence[Agency], closes: Sequence[Closing]
) -> tuple[list[Agency], list[Agency]]:
    """Return the agencies as they are then, and the terms that end."""
    after, ended = list(before), []
    for closing in closes:
        open_then = [one for one in after if one.id == closing.id and one.holds_on(closing.last_day)]
        if not open_then:
            raise AgencyUnknown("no such agency on that day", unit=closing.id, on=closing.last_day.isoformat())
        after = closed_after(after, closing.id, closing.last_day)
        ended += [one for one in after if one.id == closing.id and one.valid_to == closing.last_day]
    for one in opens:
        after = [*closed_after(after, one.id, one.valid_from - ONE_DAY), one]
    return after, ended


def _row(region: str, one: Agency, *, synthetic: bool) -> Given[UnitFacts]:
    return Given(one.id, Term(UnitFacts(region, one.kind, one.name), one.valid_from, one.valid_to), synthetic)


def is_below_fewest(agencies: int) -> bool:
    """Tell whether a township has fewer agencies than the reform foresees: reported, not refused."""
    return agencies < FEWEST
