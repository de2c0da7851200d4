"""What stands on the receipt that a citizen takes home? A number without gaps, and a code that only he knows."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from approval_window.models import paper_counters
from shared.runtime import numbering
from shared.runtime.db import UnitOfWork

# Without the signs that are mistaken for each other on paper: 0 O, 1 I L.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


class Paper(StrEnum):
    """The kinds of numbered paper, by the initials of their Chinese names.

    诉求, 办件, 补正告知, 受理, 不予受理, 准予许可, 不予许可, 准予延续, 不予延续, 听证公告, 送达, 更正.
    """

    APPEAL = "SQ"
    APPLICATION = "BJ"
    NOTICE = "BZ"
    SLIP = "SL"
    REJECTION = "BS"
    GRANT = "ZY"
    REFUSAL = "BY"
    RENEWAL = "YX"
    NO_RENEWAL = "BX"
    ANNOUNCEMENT = "TG"
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
    """Return the next number of a kind of paper of the township of `region` in the year of `now`; they have no gaps."""
    return await numbering.draw_number(work.connection, paper_counters, paper, region, now)


def new_code() -> str:
    """Return a random receipt code, about 40 bits."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
