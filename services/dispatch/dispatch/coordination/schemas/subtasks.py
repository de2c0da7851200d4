"""What is said of a sub-task, and what does a caller see of it?"""

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from dispatch.coordination.domain.subtasks import SubtaskAsked, SubtaskState
from dispatch.coordination.schemas.handovers import Reason
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, Prose
from shared.schemas.vocabulary import Result


class SubtaskGiven(Body):
    """Who shall do what of a case; `due_at`: earlier than the limit says."""

    unit: Code
    what: Reason
    text: Prose | None = None
    due_at: AwareDatetime | None = None

    def as_asked(self) -> SubtaskAsked:
        return SubtaskAsked(self.unit, self.what, self.text, self.due_at)


class SubtaskRefusalGiven(Body):
    reason: Reason
    text: Prose | None = None


class SubtaskResultGiven(Body):
    result: Result
    text: Prose | None = None


class SentBackGiven(Body):
    reason: Reason
    due_at: AwareDatetime | None = None


class RecallGiven(Body):
    reason: Reason


class Parted(Shown):
    """A sub-task after an act; `version` is the case's."""

    id: UUID
    case_id: UUID
    unit: str
    state: SubtaskState
    due_at: datetime | None
    version: int


class SubtaskShown(Shown):
    """`number` and `lead` are the case's; `due_at` is by when it is done, while that is open."""

    id: UUID
    case_id: UUID
    number: str
    lead: str | None
    region: str
    unit: str
    what: str
    state: SubtaskState
    given_by: str
    given_at: datetime
    due_at: datetime | None
    answered_by: str | None
    answered_at: datetime | None
    refused_because: str | None
    done_by: str | None
    done_at: datetime | None
    result: Result | None
    sent_back: int
    sent_back_because: str | None
    ended_by: str | None
    ended_at: datetime | None
    recalled_because: str | None
    late_at: datetime | None


class SubtaskPage(BaseModel):
    items: list[SubtaskShown]
    next: UUID | None


class SubtaskTextShown(BaseModel):
    """What was written: by who gave it, by who refused it, and of what was done."""

    text: str | None
    refusal: str | None
    result: str | None
