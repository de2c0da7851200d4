"""What the rules of phones and positions promise."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from grid.workers.domain.devices import (
    Device,
    DeviceAction,
    DeviceRevoked,
    DeviceState,
    DeviceTaken,
    DeviceUnknown,
    DeviceWaiting,
    IllegalDeviceStep,
    check_device,
    decide_registration,
    next_device_state,
)
from grid.workers.domain.positions import (
    Fix,
    NotOneTownship,
    PositionReason,
    Span,
    refusal_of,
    require_one_township,
)
from shared.geo import Position

# -------------------------------------------------------------------------------------------------------------- phones
STEPS = {
    (DeviceState.WAITING, DeviceAction.CONFIRM): DeviceState.ACTIVE,
    (DeviceState.WAITING, DeviceAction.REVOKE): DeviceState.REVOKED,
    (DeviceState.ACTIVE, DeviceAction.REVOKE): DeviceState.REVOKED,
    (DeviceState.REVOKED, DeviceAction.WIPE): DeviceState.WIPED,
}


@pytest.mark.parametrize("state", DeviceState)
@pytest.mark.parametrize("action", DeviceAction)
def test_each_step_of_a_phone_is_taken_where_it_is_lawful_and_nowhere_else(state: DeviceState, action: DeviceAction):
    if (state, action) in STEPS:
        assert next_device_state(state, action) is STEPS[state, action]
    else:
        with pytest.raises(IllegalDeviceStep):
            next_device_state(state, action)


def phone(state: DeviceState, worker: str = "wang", name: str = "p1") -> Device:
    return Device(name, worker, state)


def test_the_first_phone_is_active_and_a_later_one_waits():
    assert decide_registration("wang", None, {}) is DeviceState.ACTIVE
    own = {"p1": phone(DeviceState.REVOKED)}
    assert decide_registration("wang", None, own) is DeviceState.WAITING
    assert (
        decide_registration("wang", phone(DeviceState.WIPED), {"p1": phone(DeviceState.WIPED)}) is DeviceState.WAITING
    )
    assert decide_registration("li", phone(DeviceState.WIPED), {}) is DeviceState.ACTIVE


def test_a_phone_of_another_and_a_revoked_one_are_not_registered():
    with pytest.raises(DeviceTaken):
        decide_registration("li", phone(DeviceState.ACTIVE), {})
    with pytest.raises(DeviceRevoked):
        decide_registration("li", phone(DeviceState.REVOKED), {})


@pytest.mark.parametrize(
    ("named", "states", "foreign", "refusal"),
    [
        (None, {}, None, None),
        ("p1", {}, None, None),
        ("p1", {"p1": DeviceState.ACTIVE}, None, None),
        (None, {"p1": DeviceState.ACTIVE}, None, DeviceUnknown),
        ("p2", {"p1": DeviceState.ACTIVE}, None, DeviceUnknown),
        ("p1", {"p1": DeviceState.WIPED}, None, DeviceUnknown),
        ("p1", {"p1": DeviceState.WAITING}, None, DeviceWaiting),
        ("p1", {"p1": DeviceState.REVOKED, "p2": DeviceState.ACTIVE}, None, DeviceRevoked),
        ("p9", {}, DeviceState.REVOKED, DeviceRevoked),
        ("p9", {}, DeviceState.ACTIVE, None),
    ],
)
def test_a_call_is_heard_from_an_active_phone_or_before_any_was_registered(
    named: str | None,
    states: dict[str, DeviceState],
    foreign: DeviceState | None,
    refusal: type[Exception] | None,
):
    own = {name: phone(state, name=name) for name, state in states.items()}
    other = phone(foreign, "li", "p9") if foreign else None

    if refusal is None:
        check_device(named, own, other)
    else:
        with pytest.raises(refusal):
            check_device(named, own, other)


# ----------------------------------------------------------------------------------------------------------- positions
NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)
SPANS = [Span(NOW - timedelta(hours=5), NOW - timedelta(hours=3)), Span(NOW - timedelta(hours=1), None)]
HERE = Position(121.0, 31.5)


@pytest.mark.parametrize(
    ("hours", "place", "expected"),
    [
        (-4, HERE, None),
        (-5, HERE, None),
        (-3, HERE, PositionReason.OFF_DUTY),
        (-2, HERE, PositionReason.OFF_DUTY),
        (-0.5, HERE, None),
        (0.05, HERE, None),
        (0.5, HERE, PositionReason.IN_FUTURE),
        (-31 * 24, HERE, PositionReason.TOO_OLD),
        (-4, None, PositionReason.NO_PLACE),
    ],
)
def test_a_position_is_kept_that_was_taken_on_duty_and_no_other(
    hours: float, place: Position | None, expected: PositionReason | None
):
    fix = Fix(uuid4(), NOW + timedelta(hours=hours), place, None)

    assert refusal_of(fix, SPANS, now=NOW, kept_days=30) is expected


def test_positions_are_read_within_one_township():
    require_one_township("320585102")
    require_one_township("320585102001")

    for wider in ("", "32", "320585"):
        with pytest.raises(NotOneTownship):
            require_one_township(wider)
