"""How do departments' codes and our cells look over HTTP, and how does a line of a department's file?"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from grid.cells.domain.mappings import Asked, MappingState, ProposalState
from shared.runtime.bodies import Body, Day, Serial, Shown
from shared.runtime.text import Code
from shared.sheets.columns import columns_of
from shared.sheets.lines import Shape

FINE = "fine"
CellCode = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{14}$")]


class MappingLine(BaseModel):
    """A line of a department's file: what it calls an area, and which cells that is; `valid_to` is no day of it."""

    code: Code
    cells: Annotated[list[CellCode], Field(min_length=1, max_length=200)]
    valid_from: Day
    valid_to: Day | None = None

    def read(self, line: int) -> Asked:
        return Asked(line, self.code, tuple(sorted(set(self.cells))), self.valid_from, self.valid_to)


TITLES = {"code": "部门编码", "cells": "网格编码", "valid_from": "起期", "valid_to": "止期"}
SHAPE = Shape(columns_of(MappingLine, TITLES, {}), MappingLine, ())


class LineJudged(Shown):
    """`verdict`: fine, or the code of what is wrong with `column`, which `said` tells in Chinese."""

    line: int
    verdict: str
    column: str | None = None
    said: str | None = None
    detail: str | None = None


class FileJudged(BaseModel):
    """`id` of the proposal that another person decides on; none where it was only tried."""

    id: UUID | None
    lines: list[LineJudged]


class LineShown(Shown):
    line: int
    code: str
    cells: list[str]
    valid_from: date
    valid_to: date | None


class MappingProposal(Shown):
    id: UUID
    department: str
    region: str
    state: ProposalState
    lines: list[LineShown]
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class MappingProposalList(BaseModel):
    items: list[MappingProposal]
    next: UUID | None


class Decision(Body):
    grant: bool


class EndGiven(Body):
    """`valid_to`: the first day on which it does not hold; `version`: the one that was read."""

    version: Serial
    valid_to: Day


class MappingShown(Shown):
    """`state` stale: one of the cells has ended, and the department is to say anew what its code is."""

    id: UUID
    version: int
    department: str
    region: str
    code: str
    cells: list[str]
    valid_from: date
    valid_to: date | None
    state: MappingState


class MappingList(BaseModel):
    items: list[MappingShown]
    next: UUID | None


class MappingStep(Shown):
    version: int
    action: str
    by: str
    at: datetime
    facts: dict[str, Any]


class MappingWhole(MappingShown):
    history: list[MappingStep]
