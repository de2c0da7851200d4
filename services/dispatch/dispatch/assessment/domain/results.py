"""What did a township's year come to as a document (定档), and when may it be fixed?

After the year, when its objections are over and decided: one person of the county proposes, another confirms, and what
the township came to stays as it stood then, with all behind it. What turns out to be wrong makes a further version with
a reason; the one before stays as it is.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dispatch.assessment.domain.figures import TownshipType, type_of
from dispatch.assessment.domain.refusals import (
    ObjectionOpen,
    ObjectionTermRuns,
    ResultIncomplete,
    YearFixed,
    YearNotFixed,
    YearNotOver,
)
from dispatch.assessment.domain.terms import last_day
from shared.codes import RegionLevel
from shared.errors import Unfit
from shared.runtime.text import Line, RegionCode


class FixingState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Fixing(BaseModel):
    """What one person proposes to fix: a township's year, or that of a county's townships of a `type`.

    `adopted_by`: the number of the document; `reason`: why a year that is fixed gets a further version.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    region: RegionCode
    year: int = Field(ge=2000, le=2100)
    type: TownshipType | None = None
    adopted_by: Line
    reason: Line | None = None

    @model_validator(mode="after")
    def _a_township_or_a_type(self) -> Self:
        if (len(self.region) == RegionLevel.COUNTY.digits) != (self.type is not None):
            raise Unfit("the townships of a type are those of a county", "按类型定档须填县区代码")
        return self


def of_type(towns: Iterable[str], wanted: TownshipType | None) -> list[str]:
    return sorted(town for town in towns if wanted is None or type_of(town) is wanted)


def require_over(year: int, objection_days: Mapping[str, int], today: date) -> None:
    """Raise YearNotOver, ObjectionTermRuns; `objection_days`: township → how long after the year it may object."""
    if today <= last_day(year):
        raise YearNotOver("this year is not over 年度尚未结束", year=year)
    until = {town: last_day(year) + timedelta(days=days) for town, days in objection_days.items()}
    runs = {town: day.isoformat() for town, day in until.items() if today <= day}
    if runs:
        raise ObjectionTermRuns("townships may still object 异议期限未满", year=year, until=runs)


def require_decided(open_objections: Collection[str]) -> None:
    """Raise ObjectionOpen."""
    if open_objections:
        raise ObjectionOpen("objections wait for their decision 异议尚未办结", objections=sorted(open_objections))


def require_version(towns: Collection[str], fixed: Mapping[str, int], reason: str | None) -> None:
    """Raise YearFixed, YearNotFixed: fixed once, and again only with a reason; `fixed`: township → version."""
    if reason is None and fixed:
        raise YearFixed("this year is fixed; a further version needs a reason", regions=sorted(fixed))
    if reason is not None and (never := sorted(set(towns) - set(fixed))):
        raise YearNotFixed("there is no version to correct", regions=never)


def require_complete(missing: Mapping[str, Collection[str]]) -> None:
    """Raise ResultIncomplete; `missing`: township → its items without a score."""
    if bad := {town: sorted(items) for town, items in missing.items() if items}:
        raise ResultIncomplete("items have no score 指标尚未评分", missing=bad)
