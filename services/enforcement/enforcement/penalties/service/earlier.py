"""What has the same party been punished for before? Found by its number's mark: the number itself is sealed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.officers.service.keeping import PARTY
from enforcement.penalties import repository
from enforcement.penalties.domain.course import Conclusion
from enforcement.penalties.domain.earlier import Earlier
from enforcement.penalties.domain.states import PenaltyState
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork

from .acting import COURSE
from .party import party_of

# So many cases of one party are looked at.
LOOKED_AT = 100


async def earlier_of_number(work: UnitOfWork, number: str, region: str, beside: UUID | None = None) -> list[Earlier]:
    """Return the newest cases of who has a number, in a county, but `beside`; none without a key."""
    county, marks = region[: RegionLevel.COUNTY.digits], marks_of(work, number)
    rows = await repository.cases_of_party(work.connection, marks, county, LOOKED_AT) if marks else []
    return [_earlier(row) for row in rows if row.id != beside]


async def earlier_of_case(work: UnitOfWork, case: UUID, region: str) -> list[Earlier]:
    """Return the newest other cases of a case's party, in a county; none where its key is gone.

    By the number on the record, not by the case's own mark: other cases may be marked under another key.
    """
    party = await party_of(work, case)
    return [] if party is None else await earlier_of_number(work, party.number, region, case)


def marks_of(work: UnitOfWork, number: str) -> list[bytes]:
    """Return by which marks a party may have been kept, under whatever key."""
    blind = work.sealer.blind
    return list(blind.marks(PARTY, number)) if blind.current else []


def mark_of(work: UnitOfWork, number: str) -> bytes | None:
    """Return by what a party is found again."""
    return work.sealer.blind.mark(PARTY, number)


def _earlier(row: Row[Any]) -> Earlier:
    course = COURSE.validate_python(row.course)
    decided = course.decided
    punished = row.outcome == Conclusion.PUNISH
    fined = punished and decided is not None and decided.fine_fen > 0
    # What the police has may come back (art. 27 (1)).
    is_open = row.state != PenaltyState.CLOSED or course.transferred_on is not None
    return Earlier(row.number, row.matter, row.ended_on, is_open, punished, fined)
