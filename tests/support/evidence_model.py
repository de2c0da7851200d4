"""What does the penalty law allow with evidence? The part of the model that was written from art. 40-42, 46 and 55."""

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.penalty_course import CourseModel

FROM = {"exclude-evidence": {"investigating", "concluded", "notified"}}
# Art. 55: somebody is asked, or a place looked at, and a record made. Art. 41: a device may have recorded it.
ON_RECORD, RECORDED = {"witness", "statement", "site-record"}, {"recording", "electronic"}


def barred_by(model: "CourseModel", action: str) -> list[str]:
    """Return what stands in the way of a step because of the evidence there is (art. 40, 46)."""
    if action == "exclude-evidence" and not model.evidence:
        return ["no-such-evidence"]
    none_left = not model.left()
    return {"exclude-evidence": ["evidence-excluded"], "notify": ["no-evidence"]}.get(action, []) * none_left


def misfits_of(model: "CourseModel", action: str, person: str, body: dict[str, Any], today: date) -> list[str]:
    """Return what is wrong with evidence that is added or excluded, or with a punishment without any."""
    if action == "add-evidence":
        return _on_record(model, body) + _by_device(body, today)
    if action == "exclude-evidence":
        return _excluding(model, person, body["serial"])
    outcome = {"conclude": "conclusion", "decide": "outcome"}.get(action)
    return ["no-evidence"] * (outcome is not None and body[outcome] == "punish" and not model.left())


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


def _excluding(model: "CourseModel", person: str, serial: int) -> list[str]:
    if model.state == "investigating":
        found = ["not-your-case"] * (person not in model.officers)
    else:
        found = ["decider-took-part"] * (person in model.investigated | {model.reviewer})
    found += ["no-such-evidence"] * (serial > model.evidence)
    return found + ["evidence-excluded"] * (serial in model.excluded)
