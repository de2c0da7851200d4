"""What does the penalty law allow with evidence? The part of the model that was written from art. 41, 42 and 55."""

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.penalty_course import CourseModel

# Art. 55: somebody is asked, or a place looked at, and a record made. Art. 41: a device may have recorded it.
ON_RECORD, RECORDED = {"witness", "statement", "site-record"}, {"recording", "electronic"}


def misfits_of(model: "CourseModel", action: str, body: dict[str, Any], today: date) -> list[str]:
    """Return what is wrong with evidence that is added."""
    return _on_record(model, body) + _by_device(body, today) if action == "add-evidence" else []


def _on_record(model: "CourseModel", body: dict[str, Any]) -> list[str]:
    recorded, there = body["kind"] in ON_RECORD, set(body.get("taken_by", ()))
    found = ["two-officers-needed"] * ((recorded or bool(there)) and there != set(model.officers))
    if recorded:
        found += ["credentials-not-shown"] * (not body.get("credentials_shown"))
        found += ["evidence-unsigned"] * (not (body.get("signed") or body.get("refusal_noted")))
    return found


def _by_device(body: dict[str, Any], today: date) -> list[str]:
    said, device, is_recorded = body.get("by_device"), body.get("device"), body["kind"] in RECORDED
    if (is_recorded and said is None) or (said is True) != (device is not None) or (device and not is_recorded):
        return ["device-misfit"]
    if device is None:
        return []
    reviewed, told = device.get("reviewed_on"), device.get("told_on")
    if reviewed is None or date.fromisoformat(reviewed) > today:
        return ["device-not-reviewed"]
    found = ["recording-not-checked"] * (not device.get("checked"))
    return found + ["dates-in-order"] * (told is not None and not reviewed <= told <= today.isoformat())
