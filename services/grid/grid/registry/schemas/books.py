"""How is told what became of a file, and of its lines?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, computed_field

from grid.registry.domain.imports import ImportState, Mode, Verdict
from grid.registry.domain.kinds import RecordKind
from shared.errors import said_of
from shared.runtime.bodies import Shown


class ImportSeen(Shown):
    """How far a file has come: of its `rows`, so many are checked, and so many became what.

    `problem`: why the file as a whole could not be read, or was set aside; `problem_said` the same in Chinese. `tries`:
    how often the step at hand has failed in a row; it is done again after `again_at`.
    """

    id: UUID
    region: str
    kind: RecordKind
    mode: Mode
    state: ImportState
    by: str
    problem: str | None
    tries: int
    again_at: datetime | None
    rows: int
    checked: int
    added: int
    changed: int
    same: int
    refused: int
    given_at: datetime
    changed_at: datetime
    ended_at: datetime | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def problem_said(self) -> str | None:
        return said_of(self.problem) if self.problem else None


class ImportList(BaseModel):
    items: list[ImportSeen]
    next: UUID | None


class ImportTaken(BaseModel):
    """The file is kept and will be dealt with: ask for it by its id."""

    id: UUID


class LineSeen(Shown):
    """A line as the spreadsheet numbers it; `flaws` name column, rule and its sentence, never a value."""

    line: int
    state: Verdict
    flaws: list[dict[str, Any]] = Field(description="column, code, message, detail")
    record_id: UUID | None


class LineList(BaseModel):
    items: list[LineSeen]
    next: int | None
