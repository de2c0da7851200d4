"""How do asks for help and for a hand-over look over HTTP?"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from grid.tasks.domain.asking import Asked, AskKind, AskState
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, Prose


class AskGiven(Body):
    """`id` is made by the phone. Help without `to` is asked of the grid leader; a hand-over goes to who stands in."""

    id: UUID
    kind: AskKind
    to: Code | None = None
    text: Prose = ""

    def read(self) -> Asked:
        return Asked(self.id, self.kind, self.to, self.text)


class AnswerGiven(Body):
    accept: bool
    text: Prose = ""


class AskSeen(Shown):
    id: UUID
    task_id: UUID
    kind: AskKind
    state: AskState
    by: str
    to: str | None
    at: datetime
    answered_by: str | None
    answered_at: datetime | None


class AskList(BaseModel):
    items: list[AskSeen]


class AskDetail(BaseModel):
    ask: AskSeen
    text: str | None
    answer: str | None
