"""Which rates does the dashboard show? Those of the whole platform on the last full day."""

from datetime import datetime, timedelta

from dispatch.figures.domain.formulas import variants_in
from dispatch.figures.domain.periods import Period
from dispatch.figures.repository import counts, facts
from dispatch.figures.repository import formulas as kept
from dispatch.figures.repository.counts import Asked, Keys
from dispatch.figures.service.figures import numbers_of
from shared.clock import town_day
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope


async def measure(work: UnitOfWork, now: datetime) -> None:
    """Give the metrics numerator and denominator of each figure, and how many cases wait for their facts.

    A rate over nothing is none: whoever draws it divides the two, and gets nothing.
    """
    yesterday = town_day(now) - timedelta(days=1)
    variants = variants_in(await kept.in_force(work.connection, yesterday), "")
    asked = Asked(platform_scope("figures"), "", Period.day(yesterday, now))
    counted = await counts.count(work.connection, asked, variants, Keys())
    for number in numbers_of(variants, counted.get("", {})):
        metrics.figures_counted.labels(number.code, "numerator").set(number.numerator)
        metrics.figures_counted.labels(number.code, "denominator").set(number.denominator)
    metrics.figures_waiting.set(await facts.behind(work.connection))
