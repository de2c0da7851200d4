"""Which phone may speak for a worker, and what happens when it is lost?

The first phone that a worker registers is his. A later one waits until somebody who leads workers confirms it, which
revokes the one before: else who finds a phone could register his own. A revoked phone is refused at every door of a
worker and told to wipe what it holds; what was entered on it before the loss and not sent is refused as well, because
nobody can tell any more who entered it. It may be registered anew only after it said that it has wiped itself.
Once a worker has registered a phone, his doors ask each call for the name of one that is his.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.errors import Conflict, Forbidden, NotFound


class DeviceState(StrEnum):
    WAITING = "waiting"
    ACTIVE = "active"
    REVOKED = "revoked"
    WIPED = "wiped"


class DeviceAction(StrEnum):
    REGISTER = "register"
    CONFIRM = "confirm"
    REVOKE = "revoke"
    WIPE = "wipe"


class DeviceRevoked(Forbidden):
    """The phone is to wipe what it holds: `wipe` is true."""

    code = "workers.device-revoked"
    said = "该设备已挂失，请立即清除本机数据"


class DeviceWaiting(Forbidden):
    code = "workers.device-waiting"
    said = "新设备须经网格长确认后才能使用"


class DeviceUnknown(Forbidden):
    """The call names no phone, or none of this worker's, though he has registered one."""

    code = "workers.device-unknown"
    said = "请求未注明已登记的设备"


class DeviceTaken(Conflict):
    code = "workers.device-taken"
    said = "该设备已登记在他人名下"


class DeviceNotFound(NotFound):
    code = "workers.device-not-found"
    said = "没有登记这台设备"


class IllegalDeviceStep(Conflict):
    """The device stands where this step is not taken; `state` says where."""

    code = "workers.illegal-device-step"
    said = "设备当前状态下不能这样办理"


@dataclass(frozen=True, slots=True)
class Device:
    device_id: str
    worker_id: str
    state: DeviceState


TRANSITIONS: dict[tuple[DeviceState, DeviceAction], DeviceState] = {
    (DeviceState.WAITING, DeviceAction.CONFIRM): DeviceState.ACTIVE,
    (DeviceState.WAITING, DeviceAction.REVOKE): DeviceState.REVOKED,
    (DeviceState.ACTIVE, DeviceAction.REVOKE): DeviceState.REVOKED,
    (DeviceState.REVOKED, DeviceAction.WIPE): DeviceState.WIPED,
}


def next_device_state(state: DeviceState, action: DeviceAction) -> DeviceState:
    """Return the state after `action`. Raises IllegalDeviceStep."""
    after = TRANSITIONS.get((state, action))
    if after is None:
        raise IllegalDeviceStep("this step is not taken there", state=state, action=action)
    return after


def decide_registration(worker: str, known: Device | None, own: Mapping[str, Device]) -> DeviceState:
    """Return in which state a device of `worker` is after he registers it; `own` are all that he ever had.

    Raises DeviceTaken, DeviceRevoked.
    """
    if known is not None and known.state is DeviceState.REVOKED:
        raise DeviceRevoked("this device was revoked", wipe=True)
    if known is not None and known.worker_id != worker and known.state is not DeviceState.WIPED:
        raise DeviceTaken("this device is another's")
    if known is not None and known.worker_id == worker and known.state in {DeviceState.ACTIVE, DeviceState.WAITING}:
        return known.state
    return DeviceState.WAITING if own else DeviceState.ACTIVE


def check_device(named: str | None, own: Mapping[str, Device], foreign: Device | None) -> None:
    """Raise unless the device that a call names may speak for the worker; `foreign`: it is known, and not his.

    Raises DeviceRevoked, DeviceWaiting, DeviceUnknown.
    """
    device = own.get(named) if named else None
    if any(one is not None and one.state is DeviceState.REVOKED for one in (device, foreign)):
        raise DeviceRevoked("this device was revoked", wipe=True)
    if device is not None and device.state is DeviceState.WAITING:
        raise DeviceWaiting("this device is not confirmed yet")
    if own and (device is None or device.state is not DeviceState.ACTIVE):
        raise DeviceUnknown("say in X-Device which of your devices calls")
