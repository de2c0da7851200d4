"""How do attendances leave the system as a file that a spreadsheet may open?"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from dispatch.training.domain.exports import MAX_EXPORTED, defused
from dispatch.training.domain.refusals import TooManyRows
from dispatch.training.repository import courses as repository
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

HEAD = ("day", "course", "name", "field", "region", "session", "person", "hours")


async def attendances_csv(work: UnitOfWork, scope: Scope, *, region: str, since: date, until: date) -> str:
    """Return the attendances of a region and some days as CSV. Raises TooManyRows."""
    limit = MAX_EXPORTED + 1
    rows = await repository.list_attendances(
        work.connection, scope, region=region, since=since, until=until, limit=limit
    )
    if len(rows) > MAX_EXPORTED:
        raise TooManyRows("more rows than one file holds: ask for fewer days", most=MAX_EXPORTED)
    return _written(HEAD, rows)


def _written(head: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    file = StringIO()
    # A byte order mark, or a Chinese spreadsheet takes it for GBK.
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([defused(str(cell)) for cell in row] for row in rows)
    return file.getvalue()
