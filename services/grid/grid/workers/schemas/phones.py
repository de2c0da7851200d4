"""How do phones and positions look over HTTP?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import Row

from grid.workers.domain.devices import DeviceState
from grid.workers.domain.positions import Fix, Kept, Seen
from shared.errors import said_of
from shared.geo import BadPosition, Position
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, Line


class DeviceRegister(Body):
    """`device_id` is made by the app and stays with the phone; `name` is what people call it."""

    device_id: Code
    name: Line


class DeviceSeen(Shown):
    device_id: str
    worker_id: str
    name: str
    state: DeviceState
    registered_at: datetime
    revoked_at: datetime | None
    wiped_at: datetime | None


class OwnDevice(BaseModel):
    """`wipe`: the phone is to delete what it holds, and to say that it has done so."""

    device_id: str
    state: DeviceState
    wipe: bool


class DeviceList(BaseModel):
    items: list[DeviceSeen]


class PositionGiven(Body):
    """A position, WGS-84 degrees; `at` is the phone's time, `client_id` the phone's name of it."""

    client_id: UUID
    at: AwareDatetime
    lon: float
    lat: float
    accuracy_m: Annotated[float, Field(ge=0, le=100_000)] | None = None

    def read(self) -> Fix:
        try:
            position: Position | None = Position(self.lon, self.lat)
        except BadPosition:
            position = None
        return Fix(self.client_id, self.at, position, self.accuracy_m)


class PositionsSent(Body):
    positions: list[PositionGiven] = Field(min_length=1, max_length=200)


class PositionKept(BaseModel):
    """`refused` is the code of why it is not kept, null where it is."""

    client_id: UUID
    kept: bool
    refused: str | None
    message: str | None


class PositionsKept(BaseModel):
    items: list[PositionKept]


class PositionSeen(Shown):
    worker_id: str
    at: datetime
    lon: float
    lat: float
    accuracy_m: float | None


class PositionList(BaseModel):
    items: list[PositionSeen]


class LookSeen(Shown):
    by: str
    at: datetime
    purpose: str


class LookList(BaseModel):
    items: list[LookSeen]


def own_device(row: Row[Any]) -> OwnDevice:
    return OwnDevice(device_id=row.device_id, state=row.state, wipe=row.state == DeviceState.REVOKED)


def device_list(rows: Sequence[Row[Any]]) -> DeviceList:
    return DeviceList(items=[DeviceSeen.model_validate(row) for row in rows])


def positions_kept(kept: Sequence[Kept]) -> PositionsKept:
    items = [
        PositionKept(
            client_id=one.client_id,
            kept=one.refused is None,
            refused=str(one.refused) if one.refused else None,
            message=said_of(one.refused) if one.refused else None,
        )
        for one in kept
    ]
    return PositionsKept(items=items)


def position_list(found: Sequence[Seen]) -> PositionList:
    return PositionList(items=[PositionSeen.model_validate(one) for one in found])
