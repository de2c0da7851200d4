"""How does the grid's support of a verification look over HTTP?"""

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime

from approval_window.applications.schemas.steps import StepAsked
from shared.runtime.bodies import Place, Shown
from shared.schemas.vocabulary import TaskState


class SupportAsked(StepAsked):
    """`position`: where it is verified; without it the grid leader says who goes."""

    position: Place | None = None
    due_at: AwareDatetime | None = None


class SupportShown(Shown):
    """How far the grid is; `result` says that a worker was there or took photos, and is no record of what was found."""

    id: UUID
    wanted: bool
    due_at: datetime | None
    asked_by: str
    asked_at: datetime
    task_state: TaskState | None
    role: str | None
    result: str | None
    done_at: datetime | None
