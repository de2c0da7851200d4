"""How do a worker's steps on a task look over HTTP?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from grid.tasks.domain.arriving import Unconfirmed
from grid.tasks.domain.states import Action, State
from grid.tasks.domain.steps import Given
from grid.tasks.domain.supporting import SupportResult
from shared.runtime.bodies import Body, Place
from shared.runtime.text import Code, Prose
from shared.schemas.vocabulary import Result, ReturnReason


class StepGiven(Body):
    """`client_id` is made by the phone, one for each step: sent again, nothing happens twice. `at` is the phone's."""

    client_id: UUID
    at: AwareDatetime
    position: Place | None = None
    version: int | None = None

    def read(self, **more: Any) -> Given:
        place = self.position.read() if self.position else None
        return Given(client_id=self.client_id, device_at=self.at, position=place, version=self.version, **more)


class ArriveGiven(StepGiven):
    """`accuracy_m` is the radius that the phone gives; `unconfirmed` says why no place bears the arrival out."""

    accuracy_m: float | None = Field(default=None, ge=0, le=100_000, allow_inf_nan=False)
    unconfirmed: Unconfirmed | None = None
    note: Prose = ""

    def read(self, **more: Any) -> Given:
        said = {"accuracy_m": self.accuracy_m, "unconfirmed": self.unconfirmed, "note": self.note}
        return super().read(**said, **more)


class FinishGiven(StepGiven):
    """`officials`: who is there, where a worker supports a formal verification."""

    result: Result | SupportResult
    note: Prose = ""
    officials: list[Code] = Field(default_factory=list, max_length=10)

    def read(self, **more: Any) -> Given:
        return super().read(result=self.result, note=self.note, officials=tuple(self.officials), **more)


class ReturnGiven(StepGiven):
    reason: ReturnReason
    note: Prose = ""

    def read(self, **more: Any) -> Given:
        return super().read(reason=self.reason, note=self.note, **more)


class NoteGiven(StepGiven):
    note: Prose = Field(min_length=1)

    def read(self, **more: Any) -> Given:
        return super().read(note=self.note, **more)


class StepTaken(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    task_id: UUID
    version: int
    action: Action
    state: State
    at: datetime
    # A lead is no record: on the answer of a worker who supported officials.
    lead: str | None = None
