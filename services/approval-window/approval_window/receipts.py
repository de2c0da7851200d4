"""What stands on the receipt that a citizen takes home? A number without gaps, and a code that only he knows."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.dialects.postgresql import insert

from approval_window.models import paper_counters
from shared.clock import town_day
from shared.codes import RegionLevel, at_level
from shared.runtime.db import UnitOfWork

# Without the signs that are mistaken for each other on paper: 0 O, 1 I L.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


class Paper(StrEnum):
    """The kinds of numbered paper, by the initials of their Chinese names.

    诉求, 办件, 补正告知, 受理, 不予受理, 准予许可, 不予许可, 送达, 更正.
    """

    APPEAL = "SQ"
    APPLICATION = "BJ"
    NOTICE = "BZ"
    SLIP = "SL"
    REJECTION = "BS"
    GRANT = "ZY"
    REFUSAL = "BY"
    DELIVERY = "SD"
    CORRECTION = "GZ"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`number` is public within the office; `code` is told once, and kept sealed."""

    number: str
    code: str


async def draw_receipt(work: UnitOfWork, paper: Paper, region: str, now: datetime) -> Receipt:
    """Return the next receipt of the township of `region` in the year of `now`."""
    return Receipt(await draw_number(work, paper, region, now), new_code())


async def draw_number(work: UnitOfWork, paper: Paper, region: str, now: datetime) -> str:
    """Return the next number of a kind of paper of the township of `region` in the year of `now`.

    The numbers have no gaps: the counter's row is locked until the unit of work ends, and goes back when it fails.
    """
    township = at_level(region, RegionLevel.TOWNSHIP)
    year = town_day(now).year
    first = insert(paper_counters).values(kind=paper, township=township, year=year, last=1)
    drawn = first.on_conflict_do_update(
        index_elements=["kind", "township", "year"], set_={"last": paper_counters.c.last + 1}
    ).returning(paper_counters.c.last)
    serial = (await work.connection.execute(drawn)).scalar_one()
    return f"{paper}-{township}-{year}-{serial:06d}"


def new_code() -> str:
    """Return a random receipt code, about 40 bits."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
