"""How are the agencies of a township opened and closed? As somebody proposed it, once another person confirms it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from dispatch.organisation.domain.agencies import FEWEST
from dispatch.organisation.domain.rows import Given
from dispatch.organisation.domain.terms import Term, UnitFacts
from dispatch.organisation.service.registers import put_units
from dispatch.resources.domain.agencies import (
    Agencies,
    Agency,
    AgencyClosed,
    agencies_on,
    check_number,
    closed_after,
    require_agency,
)
from dispatch.resources.domain.posts import ONE_DAY
from dispatch.resources.domain.proposals import Step
from dispatch.resources.domain.refusals import AgencyUnknown
from dispatch.resources.repository import proposals as proposals_rows
from dispatch.resources.repository import township as township_rows
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.runtime.trying import undone


async def check_agencies(work: UnitOfWork, given: Agencies) -> None:
    """Raise AgencyUnknown, NoSections, NotAnAgencyKind, TooManyAgencies, as things stand now."""
    for one in given.opens:
        require_agency(one.as_agency())
    after, _ = await _changed(work, given)
    check_number(after, min(_days(given)))


async def try_agencies(work: UnitOfWork, scope: Scope, given: Agencies, *, now: datetime) -> None:
    """Raise RowsRefused where the register of units would not take it; nothing is left behind."""
    async with undone(work):
        await _put(work, scope, given, now)


async def put_agencies(work: UnitOfWork, scope: Scope, given: Agencies, proposal_id: UUID, *, now: datetime) -> None:
    """Open and close agencies of a township at once. Raises RowsRefused."""
    await _put(work, scope, given, now)
    ids = {"opened": [one.id for one in given.opens], "closed": [one.id for one in given.closes]}
    facts: dict[str, object] = {"proposal": str(proposal_id), **ids}
    by = scope.person_id
    await proposals_rows.add_history(work.connection, given.region, Step.AGENCIES_CHANGED, facts, by=by, at=now)


async def number_after(work: UnitOfWork, given: Agencies) -> int:
    """Return how many agencies a township has when the last of what is proposed has happened. Raises AgencyUnknown."""
    after, _ = await _changed(work, given)
    return agencies_on(after, max(_days(given)))


def is_below_fewest(agencies: int) -> bool:
    """Tell whether a township has fewer agencies than the reform foresees: reported, not refused."""
    return agencies < FEWEST


async def _put(work: UnitOfWork, scope: Scope, given: Agencies, now: datetime) -> None:
    _, ended = await _changed(work, given)
    opens = [one.as_agency() for one in given.opens]
    rows = [_row(given.region, one, synthetic=given.synthetic) for one in (*ended, *opens)]
    await put_units(work, scope, given=rows, now=now)


async def _changed(work: UnitOfWork, given: Agencies) -> tuple[list[Agency], list[Agency]]:
    before = await township_rows.agencies_of(work.connection, given.region)
    return _after(before, [one.as_agency() for one in given.opens], given.closes)


def _days(given: Agencies) -> list[date]:
    """Return the first day of each change."""
    return [*(one.valid_from for one in given.opens), *(one.last_day + ONE_DAY for one in given.closes)]


def _after(
    before: Sequence[Agency], opens: Sequence[Agency], closes: Sequence[AgencyClosed]
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
