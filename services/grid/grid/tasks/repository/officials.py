"""Who are the officials whom a worker supports?"""

from collections.abc import Sequence
from datetime import date

from grid.tasks.domain.rules import Article
from grid.tasks.domain.supporting import ROLES_OF
from shared.runtime.copies import persons_with_role
from shared.runtime.db import Connection


async def officials_known(
    connection: Connection, article: Article, persons: Sequence[str], region: str, on: date
) -> set[str]:
    """Return those of `persons` who on the day hold a role that the article asks for, at the place or above it."""
    found = [await persons_with_role(connection, persons, role, on) for role in ROLES_OF[article]]
    return {row.person_id for rows in found for row in rows if region.startswith(row.region)}
