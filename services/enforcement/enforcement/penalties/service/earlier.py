"""What has the same party been punished for before? Found by its number's mark: the number itself is sealed."""

from uuid import UUID

from enforcement.penalties import repository
from enforcement.penalties.domain.course import Conclusion
from enforcement.penalties.domain.earlier import Earlier
from enforcement.penalties.domain.states import PenaltyState
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork

from .acting import COURSE

PARTY = "penalty.party"
# So many cases of one party are looked at.
LOOKED_AT = 100


async def earlier_of_number(work: UnitOfWork, number: str, region: str) -> list[Earlier]:
    """Return the newest cases of who has a number, in a county; none where no key marks numbers."""
    blind = work.sealer.blind
    return await _earlier(work, blind.marks(PARTY, number) if blind.current else [], region)


async def earlier_of_case(work: UnitOfWork, case: UUID, mark: bytes | None, region: str) -> list[Earlier]:
    """Return the newest other cases of a case's party, in a county."""
    return await _earlier(work, [mark] if mark else [], region, case)


def mark_of(work: UnitOfWork, number: str) -> bytes | None:
    """Return by what a party is found again."""
    return work.sealer.blind.mark(PARTY, number)


async def _earlier(work: UnitOfWork, marks: list[bytes], region: str, beside: UUID | None = None) -> list[Earlier]:
    county = region[: RegionLevel.COUNTY.digits]
    rows = await repository.cases_of_party(work.connection, marks, county, LOOKED_AT) if marks else []
    found = []
    for row in rows:
        decided = COURSE.validate_python(row.course).decided
        punished = row.outcome == Conclusion.PUNISH
        fined = punished and decided is not None and decided.fine_fen > 0
        if row.id != beside:
            is_open = row.state != PenaltyState.CLOSED
            found.append(Earlier(row.number, row.matter, row.ended_on, is_open, punished, fined))
    return found
