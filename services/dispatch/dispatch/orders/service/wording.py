"""How does a wording come to be approved, and to hold no more?"""

from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Row

from dispatch.orders.domain.refusals import OutsideYourRegion, WordingDecided, WordingNotFound
from dispatch.orders.domain.wordings import CLOSED, OUTCOME_WORDS, RESULT_WORDS, Proposal, WordingState
from dispatch.orders.repository import wordings as repository
from dispatch.triage.domain.refusals import UnknownMatter
from dispatch.triage.repository import known_matters
from shared.errors import SecondPersonNeeded
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

STARTER, CENTRE = "system:starter", "system:centre"


async def propose_wording(work: UnitOfWork, scope: Scope, proposal: Proposal, *, now: datetime) -> UUID:
    """Propose a wording for another person to approve; return its id. Raises OutsideYourRegion, UnknownMatter."""
    if not scope.covers(proposal.region):
        raise OutsideYourRegion("this region is not yours", region=proposal.region)
    if proposal.matter is not None and proposal.matter not in await known_matters(work.connection):
        raise UnknownMatter("no such matter", matters=[proposal.matter])
    wording_id = new_id()
    row = {
        "id": wording_id,
        "region": proposal.region,
        "matter": proposal.matter,
        "outcome": proposal.outcome,
        "result": proposal.result,
        "text": proposal.text,
        "valid_from": proposal.valid_from,
        "state": str(WordingState.PROPOSED),
        "proposed_by": scope.person_id,
        "proposed_at": now,
    }
    await repository.add_wordings(work.connection, [row])
    return wording_id


async def decide_wording(
    work: UnitOfWork, scope: Scope, wording_id: UUID, *, approved: bool, now: datetime
) -> WordingState:
    """Approve a wording, or turn it down, as another person.

    Raises WordingNotFound, WordingDecided, SecondPersonNeeded.
    """
    row = await _in_state(work, scope, wording_id, WordingState.PROPOSED)
    SecondPersonNeeded.unless_two(row.proposed_by, scope.person_id)
    state = WordingState.APPROVED if approved else WordingState.TURNED_DOWN
    decided = {"state": str(state), "decided_by": scope.person_id, "decided_at": now}
    await repository.save_wording(work.connection, wording_id, decided)
    return state


async def withdraw_wording(work: UnitOfWork, scope: Scope, wording_id: UUID, *, now: datetime) -> WordingState:
    """Let an approved wording answer nobody any more. Raises WordingNotFound, WordingDecided."""
    await _in_state(work, scope, wording_id, WordingState.APPROVED)
    withdrawn = {"state": str(WordingState.WITHDRAWN), "withdrawn_by": scope.person_id, "withdrawn_at": now}
    await repository.save_wording(work.connection, wording_id, withdrawn)
    return WordingState.WITHDRAWN


async def _in_state(work: UnitOfWork, scope: Scope, wording_id: UUID, state: WordingState) -> Row[Any]:
    row = await repository.lock_wording(work.connection, scope, wording_id)
    if row is None:
        raise WordingNotFound("no such wording", wording=str(wording_id))
    if row.state != state:
        raise WordingDecided("it is not at this stage", wording=str(wording_id), state=row.state)
    return row


async def seed_wordings(work: UnitOfWork, *, now: datetime) -> None:
    """Load the wordings that a new installation answers with; what it has withdrawn since stays withdrawn."""
    endings = [(outcome, None, words) for outcome, words in OUTCOME_WORDS.items()]
    results = [(CLOSED, str(result), words) for result, words in RESULT_WORDS.items()]
    rows = [
        {
            "id": uuid5(NAMESPACE_URL, f"onefour:wording:{outcome}:{result}"),
            "region": "",
            "matter": None,
            "outcome": outcome,
            "result": result,
            "text": words,
            "valid_from": date(2020, 1, 1),
            "state": str(WordingState.APPROVED),
            "proposed_by": STARTER,
            "proposed_at": now,
            "decided_by": CENTRE,
            "decided_at": now,
        }
        for outcome, result, words in [*endings, *results]
    ]
    await repository.add_wordings(work.connection, rows)
