"""How do the opinions of agencies look over HTTP?"""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from approval_window.applications.domain.lights import Light
from approval_window.applications.domain.opinions import AgencyOpinion
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Prose


class AnswerGiven(Body):
    opinion: AgencyOpinion
    words: Prose


class OpinionShown(Shown):
    """An agency that is asked: the unit of kind `agency` of `region`, today `unit_asked`, None where there is none.

    `late`: not answered when it was due, or answered after; the light of what was answered stands still. What it wrote
    is read for a purpose, like all words of an application.
    """

    id: UUID
    application_id: UUID
    region: str
    agency: str
    unit_asked: str | None
    days: int
    silence_agrees: bool
    asked_at: datetime
    due_at: datetime
    opinion: AgencyOpinion | None
    given_at: datetime | None
    by: str | None
    late: bool = False
    light: Light = Light.STILL

    @classmethod
    def of(cls, row: Any, light: Light, *, late: bool) -> Self:
        return cls.model_validate(row).model_copy(update={"light": light, "late": late})


class OpinionAsked(OpinionShown):
    """With the application that it is about; who applied is read for a purpose."""

    number: str
    item: str
    name: str
    place: str


class OpinionList(BaseModel):
    items: list[OpinionAsked]
