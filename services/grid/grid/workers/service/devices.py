"""How is a phone registered, confirmed, revoked and wiped, and which may call?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from grid.workers.domain.devices import (
    DeviceAction,
    DeviceNotFound,
    DeviceState,
    check_device,
    decide_registration,
    next_device_state,
)
from grid.workers.repository import devices as repository
from grid.workers.service.assigning import require_worker
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def require_device(work: UnitOfWork, worker_id: str, named: str | None) -> None:
    """Raise DeviceRevoked, DeviceWaiting or DeviceUnknown unless the phone that a call names may speak for him."""
    own, foreign = await repository.known_for(work.connection, worker_id, named)
    check_device(named, own, foreign)


async def register(work: UnitOfWork, scope: Scope, *, device_id: str, name: str, now: datetime) -> Row[Any]:
    """Register a phone of the asking worker: his first is active at once, a later one waits to be confirmed.

    Raises NotAWorker, DeviceTaken, DeviceRevoked.
    """
    worker = await require_worker(work, scope, scope.person_id)
    known = await repository.find_device(work.connection, device_id)
    own, _ = await repository.known_for(work.connection, worker.worker_id, None)
    state = decide_registration(worker.worker_id, repository.device_of(known) if known else None, own)
    if known is not None and known.worker_id == worker.worker_id and known.state == state:
        return known
    row = {
        "device_id": device_id,
        "version": known.version + 1 if known else 1,
        "worker_id": worker.worker_id,
        "region": worker.region,
        "name": name,
        "state": str(state),
        "registered_at": now,
        "revoked_at": None,
        "wiped_at": None,
    }
    await repository.save_device(work.connection, row, action=str(DeviceAction.REGISTER), by=scope.person_id, now=now)
    return await _require(work, worker.worker_id, device_id)


async def confirm(work: UnitOfWork, scope: Scope, *, worker_id: str, device_id: str, now: datetime) -> Row[Any]:
    """Let a waiting phone be the worker's; the one before is revoked. Raises WorkerNotFound, DeviceNotFound.

    Raises IllegalDeviceStep.
    """
    await require_worker(work, scope, worker_id)
    row = await _require(work, worker_id, device_id)
    state = next_device_state(DeviceState(row.state), DeviceAction.CONFIRM)
    for other in await repository.devices_of(work.connection, scope, worker_id):
        if other.state == DeviceState.ACTIVE:
            await _step(work, other, DeviceAction.REVOKE, DeviceState.REVOKED, by=scope.person_id, now=now)
    await _step(work, row, DeviceAction.CONFIRM, state, by=scope.person_id, now=now)
    return await _require(work, worker_id, device_id)


async def revoke(work: UnitOfWork, scope: Scope, *, worker_id: str, device_id: str, now: datetime) -> Row[Any]:
    """Let a lost phone be refused everywhere and wiped. Raises WorkerNotFound, NotAWorker, DeviceNotFound.

    Raises IllegalDeviceStep.
    """
    await require_worker(work, scope, worker_id)
    row = await _require(work, worker_id, device_id)
    state = next_device_state(DeviceState(row.state), DeviceAction.REVOKE)
    await _step(work, row, DeviceAction.REVOKE, state, by=scope.person_id, now=now)
    return await _require(work, worker_id, device_id)


async def acknowledge_wipe(work: UnitOfWork, scope: Scope, *, device_id: str, now: datetime) -> Row[Any]:
    """Note that a revoked phone has wiped itself. Raises DeviceNotFound, IllegalDeviceStep."""
    row = await _require(work, scope.person_id, device_id)
    if row.state == DeviceState.WIPED:
        return row
    state = next_device_state(DeviceState(row.state), DeviceAction.WIPE)
    await _step(work, row, DeviceAction.WIPE, state, by=scope.person_id, now=now)
    return await _require(work, scope.person_id, device_id)


async def list_devices(work: UnitOfWork, scope: Scope, worker_id: str) -> Sequence[Row[Any]]:
    """Return a worker's devices. Raises WorkerNotFound, NotAWorker."""
    await require_worker(work, scope, worker_id, lock=False)
    return await repository.devices_of(work.connection, scope, worker_id)


async def show_own(work: UnitOfWork, scope: Scope, device_id: str) -> Row[Any]:
    """Return a device of the asking worker, however it stands. Raises DeviceNotFound."""
    return await _require(work, scope.person_id, device_id)


async def _require(work: UnitOfWork, worker_id: str, device_id: str) -> Row[Any]:
    row = await repository.find_device(work.connection, device_id)
    if row is None or row.worker_id != worker_id:
        raise DeviceNotFound("no such device of this worker")
    return row


async def _step(
    work: UnitOfWork, row: Row[Any], action: DeviceAction, state: DeviceState, *, by: str, now: datetime
) -> None:
    changed = dict(row._mapping) | {"version": row.version + 1, "state": str(state)}  # noqa: SLF001 (its public name)
    changed |= {"revoked_at": now} if state is DeviceState.REVOKED else {}
    changed |= {"wiped_at": now} if state is DeviceState.WIPED else {}
    await repository.save_device(work.connection, changed, action=str(action), by=by, now=now)
