"""Who are the officials whom a worker supports?"""

from collections.abc import Sequence
from datetime import date

from grid.tasks.domain.rules import Article
from grid.tasks.domain.supporting import ROLE_OF
from shared.runtime.copies import persons_with_role
from shared.runtime.db import Connection


async def officials_known(
    connection: Connection, article: Article, persons: Sequence[str], region: str, on: date
) -> set[str]:
    """Return those of `persons` who on the day hold the role that the article asks for, at the place or above it."""
    rows = await persons_with_role(connection, persons, ROLE_OF[article], on)
    return {row.person_id for row in rows if region.startswith(row.region)}
