"""How are the steps that may be taken at an inspection offered over HTTP?"""

from collections.abc import Sequence
from typing import Any, Self

from sqlalchemy import Row

from enforcement.inspections.domain.inspections import InspectionAction, InspectionState
from enforcement.inspections.domain.steps import NextStep
from shared.runtime.bodies import Body


class InspectionStepOffered(Body):
    """A step: whether it may be taken now, and if not why: code of the refusal, Chinese sentence, article."""

    action: InspectionAction
    possible: bool
    code: str | None = None
    said: str | None = None
    article: str | None = None

    @classmethod
    def of(cls, step: NextStep) -> Self:
        """Return a step as it is offered."""
        if step.refusal is None:
            return cls(action=step.action, possible=True)
        article = step.refusal.facts.get("article")
        why = {"code": step.refusal.code, "said": step.refusal.said, "article": str(article) if article else None}
        return cls(action=step.action, possible=False, **why)


class InspectionNextSteps(Body):
    """`version` is what the next step names."""

    state: InspectionState
    version: int
    items: list[InspectionStepOffered]

    @classmethod
    def of(cls, row: Row[Any], steps: Sequence[NextStep]) -> Self:
        """Return what is offered of an inspection."""
        items = [InspectionStepOffered.of(step) for step in steps]
        return cls(state=InspectionState(row.state), version=row.version, items=items)
