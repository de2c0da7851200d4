"""How does a plan look over HTTP, and how is it drawn up, changed and ended?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import Row

from enforcement.inspections.domain.plans import Plan, PlannedField, PlanState
from shared.runtime.bodies import Body, Day, Serial, Shown
from shared.runtime.text import Code, Line

# 6 digits a county, 9 a township.
PlanRegion = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5}(?:[0-9]{3})?$")]
# Opened and closed, by field.
Progress = Mapping[str, tuple[int, int]]


class FieldGiven(Body):
    field: Code
    inspections: Annotated[int, Field(ge=1, le=100_000)]


class PlanContent(Body):
    """What is inspected from a day until a day, a year at the longest: how often, in which fields."""

    name: Line
    first_day: Day
    last_day: Day
    fields: Annotated[list[FieldGiven], Field(min_length=1, max_length=200)]

    def plan(self, region: str) -> Plan:
        """Return it as the rules see it."""
        fields = tuple(PlannedField(one.field, one.inspections) for one in self.fields)
        return Plan(region, self.name, self.first_day, self.last_day, fields)


class PlanDrawnUp(PlanContent):
    region: PlanRegion


class PlanStep(Body):
    """`version` is that of the plan which was read."""

    version: Serial


class PlanRevised(PlanContent):
    """The next edition, and why there is one."""

    version: Serial
    why: Line


class PlanEnded(PlanStep):
    """`why` is published."""

    why: Line


class FieldShown(Shown):
    """`inspections`: how many are planned; `opened` and `closed`: how many there are."""

    field: str
    inspections: int
    opened: int
    closed: int


class PlanShown(Shown):
    """A plan as its edition in force says it, or its newest where that waits; `edition` is in force, 0 none."""

    id: UUID
    region: str
    state: PlanState
    version: int
    edition: int
    name: str
    first_day: date
    last_day: date
    fields: list[FieldShown]
    approved_at: datetime | None
    ended_on: date | None
    why_ended: str | None

    @classmethod
    def of(cls, row: Row[Any], progress: Progress) -> Self:
        """Return a plan as everybody reads it."""
        said = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
        return cls.model_validate(said | {"fields": with_progress(row.fields, progress)})


class PlanPage(Body):
    """`next` goes into `after` for the page that follows."""

    items: list[PlanShown]
    next: UUID | None


class EditionShown(Shown):
    """What one person drew up, and another approved where `approved_by` is there."""

    edition: int
    name: str
    first_day: date
    last_day: date
    fields: list[FieldGiven]
    why: str | None
    drawn_up_by: str
    drawn_up_at: datetime
    approved_by: str | None
    approved_at: datetime | None


class PlanDetail(Shown):
    """A plan with all its editions. `edition` is in force, 0 none; `progress` of every field of it."""

    id: UUID
    region: str
    state: PlanState
    version: int
    edition: int
    editions: list[EditionShown]
    progress: list[FieldShown]
    ended_on: date | None
    why_ended: str | None

    @classmethod
    def of(cls, row: Row[Any], editions: list[Row[Any]], progress: Progress) -> Self:
        """Return a plan as who works with it reads it."""
        said = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
        in_force: list[dict[str, Any]] = next((one.fields for one in editions if one.edition == row.edition), [])
        shown = [EditionShown.model_validate(one) for one in editions]
        return cls.model_validate(said | {"editions": shown, "progress": with_progress(in_force, progress)})


def with_progress(fields: list[dict[str, Any]], progress: Progress) -> list[FieldShown]:
    """Return what is planned of each field, and how far it is."""
    far = {one["field"]: progress.get(one["field"], (0, 0)) for one in fields}
    return [FieldShown(**one, opened=far[one["field"]][0], closed=far[one["field"]][1]) for one in fields]
