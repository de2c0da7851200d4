"""Which phones are a worker's, which are lost, and has a lost one wiped itself?"""

from typing import Annotated

from fastapi import APIRouter, Header

from grid.workers.routes.access import CanGoOnDuty, CanLeadWorkers
from grid.workers.schemas.phones import (
    DeviceList,
    DeviceRegister,
    DeviceSeen,
    OwnDevice,
    device_list,
    own_device,
)
from grid.workers.service import devices
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.text import Code

DeviceCalling = Annotated[Code, Header(alias="X-Device", description="The phone that calls")]

open_router = APIRouter(prefix="/workers/me", route_class=IdempotentRoute)
router = APIRouter(prefix="/workers", route_class=IdempotentRoute)


@open_router.post("/devices", status_code=201, summary="Register my phone; a second one waits to be confirmed")
async def register(body: DeviceRegister, who: CanGoOnDuty, work: Work, now: Now) -> OwnDevice:
    row = await devices.register(work, who.scope, device_id=body.device_id, name=body.name, now=now)
    return own_device(row)


@open_router.get("/device", summary="How this phone stands, and whether it is to wipe what it holds")
async def device(who: CanGoOnDuty, work: Work, x_device: DeviceCalling) -> OwnDevice:
    return own_device(await devices.show_own(work, who.scope, x_device))


@open_router.post("/device/wiped", summary="This phone has wiped what it held")
async def wiped(who: CanGoOnDuty, work: Work, now: Now, x_device: DeviceCalling) -> OwnDevice:
    return own_device(await devices.acknowledge_wipe(work, who.scope, device_id=x_device, now=now))


@router.post("/me/devices/{device_id}/revoke", summary="I have lost this phone 挂失")
async def revoke_own(device_id: Code, who: CanGoOnDuty, work: Work, now: Now) -> DeviceSeen:
    row = await devices.revoke(work, who.scope, worker_id=who.person_id, device_id=device_id, now=now)
    return DeviceSeen.model_validate(row)


@router.get("/{worker_id}/devices", summary="A worker's phones, and which have wiped themselves")
async def list_devices(worker_id: Code, who: CanLeadWorkers, work: Work) -> DeviceList:
    return device_list(await devices.list_devices(work, who.scope, worker_id))


@router.post("/{worker_id}/devices/{device_id}/confirm", summary="Let a new phone be the worker's, in place of the old")
async def confirm(worker_id: Code, device_id: Code, who: CanLeadWorkers, work: Work, now: Now) -> DeviceSeen:
    row = await devices.confirm(work, who.scope, worker_id=worker_id, device_id=device_id, now=now)
    return DeviceSeen.model_validate(row)


@router.post(
    "/{worker_id}/devices/{device_id}/revoke", summary="A phone is lost: refuse it everywhere, let it wipe 挂失"
)
async def revoke(worker_id: Code, device_id: Code, who: CanLeadWorkers, work: Work, now: Now) -> DeviceSeen:
    row = await devices.revoke(work, who.scope, worker_id=worker_id, device_id=device_id, now=now)
    return DeviceSeen.model_validate(row)
