"""What is a line about the exchange with departments? An entry of a catalogue has one for each of its columns."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from dispatch.exchange.domain.catalogue import Sensitivity, SetGiven, Sharing
from dispatch.exchange.domain.requests import Mode, State
from dispatch.exchange.schemas import A_YEAR_OF_MINUTES, ColumnGiven, LimitsGiven, SetIn
from shared.errors import Unfit
from shared.runtime.bodies import Body, Day, Serial
from shared.runtime.text import Code, Line, Prose, RegionCode


class SetRow(Body):
    """A column of a set; the lines with the same code are one set, and what is not shared has a line without column."""

    region: RegionCode
    valid_from: Day
    adopted_by: Line
    code: Code
    name: Line
    owner: Code
    sharing: Sharing
    ground: Line | None = None
    refresh_minutes: int = Field(default=60, ge=0, le=A_YEAR_OF_MINUTES)
    limit_days: Serial = 366
    limit_grant_days: Serial = 366
    limit_queries: Serial = 1000
    limit_rows: Serial = 100_000
    column: Code | None = None
    meaning: Line | None = None
    sensitivity: Sensitivity | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len({self.column is None, self.meaning is None, self.sensitivity is None}) > 1:
            raise Unfit("a column has a name, a meaning and a sensitivity, or none", "字段须写明名称、含义和数据级别")
        return self

    @property
    def head(self) -> dict[str, object]:
        """What is said of the set, the same in each of its lines."""
        return self.model_dump(exclude={"column", "meaning", "sensitivity"})

    def as_set(self, lines: list[Self]) -> SetGiven:
        """Return the set that its lines make."""
        columns = [
            ColumnGiven(name=one.column, meaning=one.meaning, sensitivity=one.sensitivity)
            for one in lines
            if one.column is not None and one.meaning is not None and one.sensitivity is not None
        ]
        limits = LimitsGiven(
            days=self.limit_days,
            grant_days=self.limit_grant_days,
            queries_a_day=self.limit_queries,
            rows_a_day=self.limit_rows,
        )
        about = self.model_dump(include={"code", "name", "owner", "sharing", "ground", "refresh_minutes"})
        return SetIn(**about, columns=columns, limits=limits).as_set()


class RequestRow(Body):
    id: UUID
    region: RegionCode
    unit: Code
    owner: Code
    set_code: Code
    purpose: Prose
    legal_basis: Prose
    columns: list[Code]
    place: RegionCode
    fields: list[Code]
    since: date
    until: date
    mode: Mode
    last_day: date
    state: State
    asked_on: date


class QueryRow(Body):
    id: UUID
    request_id: UUID
    region: RegionCode
    unit: Code
    set_code: Code
    purpose: Prose
    by: Code
    day: date
    columns: list[Code]
    rows: int
