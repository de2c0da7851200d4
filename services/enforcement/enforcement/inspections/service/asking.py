"""Who are the officers that act, and under which name is it kept by which powers?"""

from datetime import datetime

from enforcement.officers.repository import officers_among
from shared.clock import town_day
from shared.runtime.db import UnitOfWork

# Under which name the history keeps by which powers the team acted.
USED = "powers"


async def officers_of(work: UnitOfWork, acting: str, second: str | None, at: datetime) -> dict[str, str]:
    """Return person id → region of those of the two who are officers on the day of `at`."""
    named = [acting, second] if second else [acting]
    return await officers_among(work.connection, named, town_day(at))
