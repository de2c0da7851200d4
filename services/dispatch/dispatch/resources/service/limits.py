"""What does a township's city, or its county, call uneven on a day? A row that two persons set, else the product's."""

import json
from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from uuid import UUID

from dispatch.resources.domain.bad_lines import overlapping, refuse_lines
from dispatch.resources.domain.load import Limits
from dispatch.resources.domain.proposals import LoadLimits
from dispatch.resources.models import load_limits
from dispatch.resources.repository import limits as limits_rows
from dispatch.resources.repository import terms as terms_rows
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@cache
def packaged() -> Limits:
    """Return what holds where no city has said anything."""
    return Limits(**json.loads(files("dispatch.resources").joinpath("data/load.json").read_text(encoding="utf-8")))


async def limits_on(work: UnitOfWork, region: str, on: date) -> Limits:
    """Return the limits of a region on a day: its county's, else its city's, else the product's."""
    row = await limits_rows.find_limits(work.connection, region, on)
    return Limits(row.over_percent, row.under_percent, row.region, row.adopted_by) if row else packaged()


async def limits_of(work: UnitOfWork, regions: Collection[str], on: date) -> dict[str, Limits]:
    """Return the limits of many regions on a day, each that of its county."""
    counties = {region[: RegionLevel.COUNTY.digits] for region in regions}
    said = {county: await limits_on(work, county, on) for county in sorted(counties)}
    return {region: said[region[: RegionLevel.COUNTY.digits]] for region in regions}


async def check_limits(work: UnitOfWork, given: LoadLimits) -> None:
    """Raise LinesRefused where limits that begin on that day or later stand already."""
    terms = await terms_rows.terms_since(work.connection, load_limits, [{"region": given.region}], given.valid_from)
    begun = [(term.region, term.valid_from) for term in terms]
    refuse_lines(overlapping([given.region], begun, given.valid_from))


async def put_limits(work: UnitOfWork, scope: Scope, given: LoadLimits, proposal_id: UUID, *, now: datetime) -> None:
    """Let the limits hold from their day on."""
    del scope, now
    about = {"region": given.region, "valid_from": given.valid_from, "proposal_id": proposal_id}
    rows = [about | line.model_dump() | {"adopted_by": given.adopted_by} for line in given.lines]
    await terms_rows.follow_terms(work.connection, load_limits, rows, given.valid_from)
