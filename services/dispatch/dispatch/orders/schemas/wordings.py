"""What does a caller see of approved wordings, and what does he send?"""

from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import model_validator

from dispatch.orders.domain.wordings import Proposal, WordingState
from dispatch.orders.schemas.orders import Text
from shared.errors import Unfit
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Code, RegionCode
from shared.schemas.vocabulary import Result


class Outcome(StrEnum):
    """How a case ends of which a caller is told."""

    CLOSED = "closed"
    REJECTED = "rejected"
    VOIDED = "voided"


class WordingProposed(Body):
    """`matter`, `result`: what it is for, any where left out. It says nothing of a particular caller."""

    region: RegionCode
    matter: Code | None = None
    outcome: Outcome = Outcome.CLOSED
    result: Result | None = None
    text: Text
    valid_from: Day

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.result is not None and self.outcome is not Outcome.CLOSED:
            raise Unfit("only what was closed has a result", "只有办结的案件才有处置结果")
        return self

    def as_proposal(self) -> Proposal:
        result = str(self.result) if self.result else None
        return Proposal(self.region, self.matter, str(self.outcome), result, self.text, self.valid_from)


class WordingShown(Shown):
    """`region`: a prefix; "" is everywhere."""

    id: UUID
    region: str
    matter: str | None
    outcome: str
    result: Result | None
    text: str
    valid_from: date
    state: WordingState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None


class WordingPage(Shown):
    items: list[WordingShown]
    next: UUID | None


class WordingActed(Shown):
    id: UUID
    state: WordingState
