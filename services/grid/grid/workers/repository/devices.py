"""Which phones has a worker registered, and how does each stand?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from grid.workers.domain.devices import Device, DeviceState
from grid.workers.models import device_history, worker_devices
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def devices_of(connection: Connection, scope: Scope, worker_id: str) -> Sequence[Row[Any]]:
    """Return all devices that a worker registered, the first first."""
    query = select(worker_devices).where(visible_in(scope, worker_devices), worker_devices.c.worker_id == worker_id)
    return (await connection.execute(query.order_by(worker_devices.c.registered_at, worker_devices.c.device_id))).all()


async def find_device(connection: Connection, device_id: str) -> Row[Any] | None:
    """Return a device, whoever's it is, and hold its row: whether it is free is asked across all townships."""
    query = select(worker_devices).where(worker_devices.c.device_id == device_id).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def known_for(
    connection: Connection, worker_id: str, named: str | None
) -> tuple[dict[str, Device], Device | None]:
    """Return the devices of a worker, and the one that a call names where it is another's."""
    query = select(worker_devices).where(
        (worker_devices.c.worker_id == worker_id) | (worker_devices.c.device_id == (named or ""))
    )
    found = {row.device_id: device_of(row) for row in await connection.execute(query)}
    own = {key: device for key, device in found.items() if device.worker_id == worker_id}
    return own, next((device for device in found.values() if device.worker_id != worker_id), None)


def device_of(row: Row[Any]) -> Device:
    return Device(row.device_id, row.worker_id, DeviceState(row.state))


async def save_device(connection: Connection, row: dict[str, Any], *, action: str, by: str, now: datetime) -> None:
    """Save a whole row of a device, and the step in its history."""
    statement = insert(worker_devices).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "device_id"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["device_id"], set_=changed))
    facts = {"state": row["state"], "worker": row["worker_id"]}
    step = {
        "device_id": row["device_id"],
        "version": row["version"],
        "action": action,
        "by": by,
        "at": now,
        "facts": facts,
    }
    await insert_rows(connection, device_history, [step])
