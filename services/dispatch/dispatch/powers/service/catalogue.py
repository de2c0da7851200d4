"""How does the province's catalogue of powers come in, version by version?"""

from collections.abc import Sequence
from datetime import date, datetime

from dispatch.duties.repository.lists import known_matters
from dispatch.powers.domain.catalogue import ONE_DAY, CatalogueRow, check_rows, require_province
from dispatch.powers.repository import catalogue
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def put_catalogue(
    work: UnitOfWork,
    scope: Scope,
    rows: Sequence[CatalogueRow],
    *,
    valid_from: date,
    adopted_by: str,
    now: datetime,
) -> int:
    """Let the rows hold from a day on, all or none; the version before each ends on the day before. Return how many.

    Raises NotTheProvince, RowsRefused.
    """
    require_province(scope.region)
    connection, codes = work.connection, [row.code for row in rows]
    known = await catalogue.newest_versions(connection, codes)
    named = {matter for row in rows for matter in row.matters}
    check_rows(rows, valid_from, known, await known_matters(connection, named))
    await catalogue.end_catalogue(connection, codes, valid_from - ONE_DAY)
    versions = {code: known[code].version + 1 if code in known else 1 for code in codes}
    beside = {"valid_from": valid_from, "adopted_by": adopted_by, "by": scope.person_id, "at": now}
    await catalogue.add_catalogue(connection, rows, versions, beside)
    return len(rows)
