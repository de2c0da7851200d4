"""What came of the messages of a campaign, or of a month?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement

from grid.outreach.domain.funnel import COUNTS, Figure, figures
from grid.outreach.repository import funnel as repository
from grid.outreach.service.campaigns import find_campaign
from grid.outreach.service.desk import Desk
from shared.clock import day_start
from shared.sheets.short import csv_text

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Funnel:
    """The counts by name, and the rates that follow from them."""

    counts: Mapping[str, int]
    rates: list[Figure]


async def of_campaign(desk: Desk, campaign_id: UUID) -> Funnel:
    """Return what came of a campaign. Raises CampaignNotFound."""
    campaign = await find_campaign(desk, campaign_id)
    return await _funnel(desk, *repository.of_campaign(campaign.id))


async def of_month(desk: Desk, region: str, month: date) -> Funnel:
    """Return what came of the campaigns of a region that started in a month, and who was referred in it.

    Raises OutsideRegion.
    """
    desk.require_inside(region or desk.scope.region)
    first = month.replace(day=1)
    after = (
        first.replace(year=first.year + 1, month=1) if first.month == DECEMBER else first.replace(month=first.month + 1)
    )
    return await _funnel(desk, *repository.within(desk.scope, region, day_start(first), day_start(after)))


async def _funnel(desk: Desk, sent: ColumnElement[bool], referred: ColumnElement[bool]) -> Funnel:
    connection = desk.work.connection
    counts = await repository.count_messages(connection, sent)
    counts |= await repository.count_referrals(connection, referred)
    counts["posts"] = await repository.count_posts(connection, sent)
    return Funnel({name: counts[name] for name in COUNTS}, figures(counts))


def as_csv(funnel: Funnel) -> str:
    """Return a funnel as a file: counts first, then rates with what they are parts of."""
    head = ("figure", "value", "numerator", "denominator", "formula")
    counts = ((name, count, "", "", "") for name, count in funnel.counts.items())
    rates = ((one.code, one.value, one.numerator, one.denominator, one.formula) for one in funnel.rates)
    return csv_text([head, *counts, *rates])
