"""What is said of a hand-up, and what does a caller see of it?"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from dispatch.coordination.domain.hand_ups import HandUpAsked, HandUpState, Wants
from dispatch.coordination.schemas.handovers import Reason
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, Line, Prose
from shared.schemas.vocabulary import CaseState


class HandUpGiven(Body):
    """Which department shall say what it thinks, or handle it, and why."""

    unit: Code
    wants: Wants
    reason: Reason
    text: Prose | None = None

    def as_asked(self) -> HandUpAsked:
        return HandUpAsked(self.unit, self.wants, self.reason, self.text)


class OpinionGiven(Body):
    text: Prose
    basis: Line | None = None


class NotOursGiven(Body):
    """That it is not the department's, and by which rule."""

    basis: Line
    text: Prose | None = None


class HandUpRecallGiven(Body):
    reason: Reason


class HandedUp(Shown):
    """A hand-up after an act; `version` and `holder` are the case's."""

    id: UUID
    case_id: UUID
    unit: str
    state: HandUpState
    due_at: datetime | None
    version: int
    holder: str | None


class HandUpShown(Shown):
    """`number` and `case_state` are the case's; `due_at` is by when it is answered, while it is open."""

    id: UUID
    case_id: UUID
    number: str
    case_state: CaseState
    region: str
    unit: str
    matter: str
    wants: Wants
    reason: str
    state: HandUpState
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    basis: str | None
    ended_by: str | None
    ended_at: datetime | None
    recalled_because: str | None
    late_at: datetime | None


class HandUpPage(BaseModel):
    items: list[HandUpShown]
    next: UUID | None


class HandUpTextShown(BaseModel):
    text: str | None
    answer: str | None
