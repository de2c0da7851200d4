"""How many people does an audience mean, before anything is sent?"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from grid.cells.repository import cells
from grid.outreach.domain.audience import Audience, CampaignKind, check_audience, shown_count
from grid.outreach.domain.refusals import AudienceRefused, Flaw, TooFew
from grid.outreach.repository import people, rules
from grid.outreach.service.desk import Desk


@dataclass(frozen=True, slots=True)
class Counted:
    """`about`: the number was rounded down, because people are chosen by what they are cared for."""

    count: int
    about: bool


async def people_of(desk: Desk, region: str, kind: CampaignKind, audience: Audience) -> Select[Any]:
    """Return the query of whom an audience means. Raises OutsideRegion, AudienceRefused."""
    desk.require_inside(region)
    check_audience(audience, region)
    unknown = set(audience.cells) - set(await cells.known_cells(desk.work.connection, set(audience.cells)))
    if unknown:
        raise AudienceRefused("there are no such cells", *(("cells", Flaw.CELL_UNKNOWN) for _ in unknown))
    return people.meant(desk.scope, region, kind, audience, desk.today)


async def count_audience(desk: Desk, region: str, kind: CampaignKind, audience: Audience) -> Counted:
    """Return how many would be written to. Raises OutsideRegion, AudienceRefused, TooFew."""
    query = await people_of(desk, region, kind, audience)
    found = await people.count_people(desk.work.connection, query)
    return await _shown(desk, region, audience, found)


async def _shown(desk: Desk, region: str, audience: Audience, found: int) -> Counted:
    least = (await rules.rules_for(desk.work.connection, region)).least_with_care
    shown = shown_count(found, audience, least)
    if shown is None:
        raise TooFew("so few that one of them could be known", least=least)
    return Counted(shown, about=bool(audience.care))
