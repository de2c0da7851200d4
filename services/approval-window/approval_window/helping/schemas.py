"""How does help with an application look over HTTP?"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from approval_window.applications.domain.states import ApplicationState
from approval_window.applications.schemas.steps import PersonId, StepAsked
from approval_window.progress.schemas import ReceiptGiven
from shared.runtime.bodies import Shown
from shared.runtime.text import Line, Prose

from .domain import Errand, HelpEnding, HelpMode, HelpState


class HelpWished(ReceiptGiven):
    """What stands on the receipt, and how its holder wants to be helped."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    mode: HelpMode = HelpMode.ACCOMPANIED


class HelpTaken(BaseModel):
    """What who asked may know: somebody will be named."""

    number: str
    mode: HelpMode
    state: HelpState
    asked_at: datetime


class HelperNamed(StepAsked):
    """`version` is that of the application; `authorisation`: by which paper somebody acts for another (art. 29)."""

    helper: PersonId
    authorisation: Line | None = None


class HelpGiven(HelperNamed):
    """`consent`: how the applicant agreed."""

    application_id: UUID
    mode: HelpMode
    consent: Line | None = None


class ErrandDone(StepAsked):
    words: Prose | None = None


class HelpEnded(StepAsked):
    ending: HelpEnding


class HelpShown(Shown):
    """`version` and `application_state` are those of the application; nothing here says who applied."""

    id: UUID
    application_id: UUID
    number: str
    item: str
    region: str
    version: int
    application_state: ApplicationState
    decision_due_at: datetime | None
    mode: HelpMode
    state: HelpState
    helper: str | None
    errands: list[Errand]
    asked_at: datetime | None
    given_at: datetime | None
    ended_at: datetime | None
    ending: HelpEnding | None


class HelpPage(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[HelpShown]
    next: UUID | None


class ErrandList(BaseModel):
    items: list[HelpShown]


class HelpedShown(BaseModel):
    """Whom somebody helps."""

    name: str
    note: str | None
