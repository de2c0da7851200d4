"""How is it agreed what a power takes and what it is given, from which day on?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Table

from dispatch.organisation.repository import known_regions
from dispatch.resources.domain.bad_lines import (
    merged,
    overlapping,
    refuse_lines,
    strange_townships,
    twice,
)
from dispatch.resources.domain.proposals import Agreement, Need
from dispatch.resources.models import money_agreements, power_needs
from dispatch.resources.repository import terms as terms_rows
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def check_need(work: UnitOfWork, given: Need) -> None:
    """Raise LinesRefused."""
    await _check_terms(work, power_needs, given)


async def check_agreement(work: UnitOfWork, given: Agreement) -> None:
    """Raise LinesRefused."""
    await _check_terms(work, money_agreements, given)


async def _check_terms(work: UnitOfWork, table: Table, given: Need | Agreement) -> None:
    keys = [(line.region, line.power) for line in given.lines]
    known = await known_regions(work.connection, [region for region, _ in keys])
    rows: list[dict[str, object]] = [{"region": region, "power": power} for region, power in keys]
    terms = await terms_rows.terms_since(work.connection, table, rows, given.valid_from)
    begun = [((term.region, term.power), term.valid_from) for term in terms]
    strange = strange_townships([region for region, _ in keys], known, given.region)
    refuse_lines(merged(twice(keys), strange, overlapping(keys, begun, given.valid_from)))


async def put_need(work: UnitOfWork, scope: Scope, given: Need, proposal_id: UUID, *, now: datetime) -> None:
    del scope, now
    await _put_terms(work, power_needs, given, proposal_id)


async def put_agreement(work: UnitOfWork, scope: Scope, given: Agreement, proposal_id: UUID, *, now: datetime) -> None:
    del scope, now
    await _put_terms(work, money_agreements, given, proposal_id)


async def _put_terms(work: UnitOfWork, table: Table, given: Need | Agreement, proposal_id: UUID) -> None:
    day = given.valid_from
    rows = [line.model_dump() | {"valid_from": day, "proposal_id": proposal_id} for line in given.lines]
    await terms_rows.follow_terms(work.connection, table, rows, day)
