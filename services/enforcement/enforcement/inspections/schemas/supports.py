"""How does the grid's support of a re-check look over HTTP?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import AwareDatetime
from sqlalchemy import Row

from enforcement.inspections.domain.supports import Wanted
from enforcement.inspections.schemas.inspections import InspectionShown, InspectionStep
from shared.runtime.bodies import Place, Shown
from shared.runtime.text import Code
from shared.schemas.vocabulary import TaskState


class SupportAsked(InspectionStep):
    """Two officers check again: who sends this, and `second_officer_id`. `position`: where, `due_at`: until when.

    Without a position the grid leader says who goes.
    """

    second_officer_id: Code | None = None
    position: Place | None = None
    due_at: AwareDatetime | None = None

    def wanted(self) -> Wanted:
        """Return it as the rules see it. Raises BadPosition."""
        return Wanted(self.position.read() if self.position else None, self.due_at)


class SupportShown(Shown):
    """How far the grid is; `result` says that a worker was there or took photos, and is no record of what was found."""

    id: UUID
    wanted: bool
    officials: list[str]
    due_at: datetime | None
    asked_by: str
    asked_at: datetime
    task_state: TaskState | None
    role: str | None
    result: str | None
    done_at: datetime | None


class InspectionDetail(InspectionShown):
    """An inspection with the support of the grid at its re-checks."""

    supports: list[SupportShown]

    @classmethod
    def of(cls, row: Row[Any], supports: Sequence[Row[Any]]) -> Self:
        """Return an inspection as it is read alone."""
        shown = [SupportShown.model_validate(one) for one in supports]
        return cls.model_validate({**row._mapping, "supports": shown})  # noqa: SLF001 - SQLAlchemy's public name
