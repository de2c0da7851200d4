"""How do corrections of a decision look over HTTP?"""

from datetime import datetime
from uuid import UUID

from approval_window.applications.domain.corrections import CorrectionState, ErrorIn, FoundBy
from approval_window.applications.schemas.steps import StepAsked
from shared.runtime.bodies import Shown
from shared.runtime.text import Line, Prose


class CorrectionAsked(StepAsked):
    """`paper`: the decision's number. `written` is said where the window does not know it: an address, wording."""

    paper: Line
    error: ErrorIn
    found_by: FoundBy
    written: Line | None = None
    correct: Line
    reason: Prose


class CorrectionDecided(StepAsked):
    reason: Prose


class CorrectionShown(Shown):
    """`paper` is the decision, `number` the paper that corrects it; what was written is read for a purpose."""

    id: UUID
    paper: str
    error: ErrorIn
    found_by: FoundBy
    asked_by: str
    asked_at: datetime
    state: CorrectionState
    decided_by: str | None
    decided_at: datetime | None
    number: str | None


class CorrectionTexts(CorrectionShown):
    written: str = ""
    correct: str = ""
