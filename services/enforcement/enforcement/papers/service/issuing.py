"""How does a step of a case or inspection give its papers? Numbered, and in whose name, in the line of the step."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from enforcement.officers.repository import mode_of_powers
from enforcement.papers.domain import authority_of
from enforcement.penalties.models import paper_counters
from shared.clock import town_day
from shared.codes import RegionLevel, at_level
from shared.runtime.copies import unit_name
from shared.runtime.db import UnitOfWork
from shared.runtime.numbering import draw_number

# The kind of unit that a region's own government is.
GOVERNMENT = "government"


async def issue(
    work: UnitOfWork, kinds: Sequence[StrEnum], region: str, powers: Sequence[str], now: datetime
) -> dict[str, object]:
    """Return what stands in a step's line of its papers: their numbers without gaps, and in whose name they are."""
    if not kinds:
        return {}
    numbers = [await draw_number(work.connection, paper_counters, kind, region, now) for kind in kinds]
    return {"papers": numbers, **await authority(work, region, powers, now)}


async def authority(work: UnitOfWork, region: str, powers: Sequence[str], now: datetime) -> dict[str, object]:
    """Return by which kind of power a township punishes and in whose name (penalty law art. 20, 24)."""
    township, on = at_level(region, RegionLevel.TOWNSHIP), town_day(now)
    mode, kind = await mode_of_powers(work.connection, township, powers)
    own = await unit_name(work.connection, township, GOVERNMENT, on)
    county = at_level(township, RegionLevel.COUNTY)
    principal = await unit_name(work.connection, county, kind, on) if kind else None
    own = own or f"乡镇人民政府（街道办事处，区划代码{township}）"
    name = authority_of(mode, own, principal or f"县级主管部门（{kind}）")
    return {"mode": mode, "authority": name}
