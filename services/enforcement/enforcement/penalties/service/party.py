"""What does a record say of the party, for a rule of the platform and nobody's eyes?"""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.penalties.domain.course import AgeBand
from enforcement.penalties.domain.filing import Party
from enforcement.penalties.domain.minors import age_band
from enforcement.penalties.domain.sanctions import PartyKind
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.records.service import last_words_of, words_of
from shared.runtime.db import UnitOfWork

# Where the party stands on a record.
FIRST_LINE = 1


async def party_of(work: UnitOfWork, case: UUID) -> Party | None:
    """Return whom a case is about, as it was filed; None where its key is gone."""
    said = await words_of(work, case, FIRST_LINE)
    if said is None:
        return None
    party = json.loads(said)["party"]
    return Party(PartyKind(party["kind"]), party["name"], party["number"], party["address"])


async def age_of(work: UnitOfWork, row: Row[Any]) -> AgeBand | None:
    """Return how old the party of a case was that was filed before that was kept; None where its key is gone."""
    party = await party_of(work, row.id)
    return age_band(party, row.ended_on) if party else None


async def address_of(work: UnitOfWork, case: UUID) -> str | None:
    """Return where the party lives, as it was named last, or filed; None where nobody said so."""
    named = await last_words_of(work, case, PenaltyAction.NAME_ADDRESS)
    party = None if named else await party_of(work, case)
    return named or (party.address if party else None)
