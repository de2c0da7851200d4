"""How are a township's papers numbered without gaps? One counter a kind, township and year, held until the commit."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Integer, MetaData, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import insert

from shared.clock import town_day
from shared.codes import RegionLevel, at_level
from shared.runtime.db import Connection


def counters_in(metadata: MetaData) -> Table:
    """Return the table of a service's counters."""
    return Table(
        "paper_counters",
        metadata,
        Column("kind", Text, primary_key=True),
        Column("township", Text, primary_key=True),
        Column("year", SmallInteger, primary_key=True),
        Column("last", Integer, nullable=False),
        CheckConstraint("last >= 1", name="last_positive"),
    )


async def draw_number(connection: Connection, counters: Table, kind: str, region: str, now: datetime) -> str:
    """Return the next number of a kind of paper of the township of `region` in the year of `now`.

    The numbers have no gaps: the counter's row is locked until the transaction ends, and goes back when it fails.
    """
    township, year = at_level(region, RegionLevel.TOWNSHIP), town_day(now).year
    first = insert(counters).values(kind=kind, township=township, year=year, last=1)
    drawn = first.on_conflict_do_update(
        index_elements=["kind", "township", "year"], set_={"last": counters.c.last + 1}
    ).returning(counters.c.last)
    serial = (await connection.execute(drawn)).scalar_one()
    return f"{kind}-{township}-{year}-{serial:06d}"
