"""Is a township's year fixed, so that nothing of it changes beside a further version?"""

from dispatch.assessment.domain.refusals import YearFixed
from dispatch.assessment.repository import results
from shared.runtime.db import UnitOfWork


async def require_changeable(work: UnitOfWork, town: str, year: int) -> None:
    """Raise YearFixed, unless somebody has proposed a further version of the year, with a reason."""
    fixed = await results.versions_of(work.connection, [town], year)
    if fixed and not await results.is_corrected(work.connection, town, year):
        raise YearFixed("this year is fixed; propose a further version first", region=town, year=year)


async def require_none_fixed(work: UnitOfWork, region: str, year: int) -> None:
    """Raise YearFixed where a township by the registers of a region has its year fixed."""
    if await results.is_any_fixed(work.connection, region, year):
        raise YearFixed("this year is fixed; its registers stay", region=region, year=year)
