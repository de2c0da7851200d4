"""How does the grid's support of a re-check look over HTTP?"""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import AwareDatetime
from sqlalchemy import Row

from enforcement.inspections.schemas.inspections import InspectionShown, InspectionStep
from shared.runtime.bodies import Place
from shared.runtime.supporting import SupportKept
from shared.runtime.text import Code
from shared.supports import Wanted


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


class SupportShown(SupportKept):
    """And with which officers the worker goes."""

    officials: list[str]


class InspectionDetail(InspectionShown):
    """An inspection with the support of the grid at its re-checks."""

    supports: list[SupportShown]

    @classmethod
    def of(cls, row: Row[Any], supports: Sequence[Row[Any]]) -> Self:
        """Return an inspection as it is read alone."""
        shown = [SupportShown.model_validate(one) for one in supports]
        return cls.model_validate({**row._mapping, "supports": shown})  # noqa: SLF001 - SQLAlchemy's public name
