"""How does a penalty case look over HTTP?"""

from datetime import date, datetime
from uuid import UUID

from enforcement.discretion.domain import Circumstance
from enforcement.penalties.domain.course import (
    Conclusion,
    Procedure,
)
from enforcement.penalties.domain.sanctions import PartyKind
from enforcement.penalties.domain.states import PenaltyAction, PenaltyState
from shared.runtime.bodies import Body, Shown


class PenaltyShown(Shown):
    """A case without anybody's name."""

    id: UUID
    number: str
    region: str
    matter: str
    powers: list[str]
    state: PenaltyState
    version: int
    procedure: Procedure
    party: PartyKind
    officers: list[str]
    weighty: bool
    ended_on: date
    found_on: date
    filed_at: datetime
    decide_due_at: datetime
    decided_at: datetime | None
    serve_due_at: datetime | None
    pay_due_on: date | None
    outcome: Conclusion | None
    circumstance: Circumstance | None
    closed_at: datetime | None
    handed_to: str | None
    handed_on: date | None
    inspection_id: UUID | None
    clue_id: UUID | None


class PenaltyPage(Body):
    items: list[PenaltyShown]
    next: UUID | None


class StepOffered(Body):
    """A step: whether it may be taken now, and if not why: code of the refusal, Chinese sentence, article."""

    action: PenaltyAction
    possible: bool
    code: str | None = None
    said: str | None = None
    article: str | None = None


class NextSteps(Body):
    state: PenaltyState
    version: int
    items: list[StepOffered]
