"""What does the calendar look like over HTTP?"""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from shared.runtime.text import Line


class DayGiven(BaseModel):
    model_config = ConfigDict(extra="forbid")

    day: date
    is_workday: bool


class WorkdaysOverride(BaseModel):
    """`source` names the notice, e.g. 国办发明电〔2025〕7号; `version` the table that was read."""

    model_config = ConfigDict(extra="forbid")

    source: Line
    days: list[DayGiven] = Field(min_length=1, max_length=366)
    version: int | None = Field(default=None, ge=0)


class DayRead(BaseModel):
    day: date
    is_workday: bool
    source: str


class YearRead(BaseModel):
    year: int
    version: int
    days: list[DayRead]
