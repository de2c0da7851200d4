"""How do workers and their cells look over HTTP?"""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Row

from grid.workers.domain import Holding
from shared.runtime.text import Code
from shared.schemas.grid import CellHeld
from shared.schemas.vocabulary import CellRole

CellCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{15}$")]


class HolderGiven(BaseModel):
    """A person in a role of a cell; `on_duty` is left as it is where it is not said."""

    model_config = ConfigDict(extra="forbid")

    person_id: Code
    cell: CellCode
    role: CellRole
    on_duty: bool | None = None


class HoldersReplace(BaseModel):
    """The holders of all the cells that are named, whole; `vacated` are cells that nobody holds any more."""

    model_config = ConfigDict(extra="forbid")

    workers: list[HolderGiven] = Field(max_length=5000)
    vacated: list[CellCode] = Field(default_factory=list, max_length=5000)


class HoldersReplaced(BaseModel):
    changed: list[str]


class DutySet(BaseModel):
    model_config = ConfigDict(extra="forbid")

    on_duty: bool


class WorkerSeen(BaseModel):
    worker_id: str
    region: str
    on_duty: bool
    cells: list[CellHeld]
    version: int


class WorkerList(BaseModel):
    items: list[WorkerSeen]
    next: str | None


def seen(row: Row[Any], held: Sequence[Holding]) -> WorkerSeen:
    cells = [CellHeld(cell=holding.cell, role=holding.role) for holding in held]
    return WorkerSeen(worker_id=row.worker_id, region=row.region, on_duty=row.on_duty, cells=cells, version=row.version)
