"""How do workers and their cells look over HTTP?"""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Row

from grid.workers.domain.holdings import Employment, Holding
from grid.workers.domain.load import Load
from grid.workers.domain.shifts import DutyReason
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
    reason: DutyReason | None = None


class ProfileSet(BaseModel):
    """What a worker is and can do, whole."""

    model_config = ConfigDict(extra="forbid")

    employment: Employment | None = None
    skills: list[Code] = Field(default_factory=list, max_length=50)


class WorkerSeen(BaseModel):
    """`cells` is what he holds, `answers_for` what of it and in others' stead is his today."""

    worker_id: str
    region: str
    on_duty: bool
    cells: list[CellHeld]
    answers_for: list[CellHeld]
    employment: Employment | None
    skills: list[str]
    version: int


class WorkerList(BaseModel):
    items: list[WorkerSeen]
    next: str | None


class SkillList(BaseModel):
    """Code → Chinese name."""

    skills: dict[str, str]


class LoadSeen(BaseModel):
    worker_id: str
    on_duty: bool
    cells_in_role_a: int
    cells_in_role_b: int
    counted: dict[str, int]


class LoadList(BaseModel):
    items: list[LoadSeen]
    next: str | None


def loads_seen(found: Sequence[Load], most: int) -> LoadList:
    items = [
        LoadSeen(
            worker_id=one.worker_id,
            on_duty=one.on_duty,
            cells_in_role_a=one.cells_in_role_a,
            cells_in_role_b=one.cells_in_role_b,
            counted=dict(one.counted),
        )
        for one in found
    ]
    return LoadList(items=items, next=found[-1].worker_id if len(found) == most else None)


def seen(row: Row[Any], held: Sequence[Holding], answers: Sequence[Holding]) -> WorkerSeen:
    return WorkerSeen(
        worker_id=row.worker_id,
        region=row.region,
        on_duty=row.on_duty,
        cells=[CellHeld(cell=holding.cell, role=holding.role) for holding in held],
        answers_for=[CellHeld(cell=holding.cell, role=holding.role) for holding in answers],
        employment=row.employment,
        skills=row.skills,
        version=row.version,
    )
