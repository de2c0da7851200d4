"""With what is evidence added and excluded in tests? As the law has it, and in the machine a little wrong, too."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.support.evidence_model import ON_RECORD, RECORDED
from tests.support.penalty_course import CourseModel

PATHS = {"add-evidence": "evidence", "exclude-evidence": "evidence/{serial}/exclude"}


def gathered(kind: str, officers: Sequence[str]) -> dict[str, Any]:
    """Return how evidence of a kind is gathered by the officers of a case (art. 41, 42, 55)."""
    if kind in ON_RECORD:
        return {"credentials_shown": True, "taken_by": list(officers), "signed": True}
    return {"by_device": False} if kind in RECORDED else {}


def device(today: date, **changes: Any) -> dict[str, Any]:
    """Return a device whose recordings may be used (art. 41), but for what is changed."""
    reviewed = (today - timedelta(days=30)).isoformat()
    return {"number": "JK-0001", "reviewed_on": reviewed, "checked": True, "told_on": today.isoformat()} | changes


def _added(data: st.DataObject, model: CourseModel, today: date, _: str) -> dict[str, Any]:
    kind = data.draw(st.sampled_from(("document", "statement", "site-record", "recording", "recording")))
    tomorrow = (today + timedelta(days=1)).isoformat()
    devices: list[dict[str, Any]] = [{}, {}, {"checked": False}, {"reviewed_on": None}]
    devices += [{"reviewed_on": tomorrow}, {"told_on": tomorrow}]
    wrong: tuple[dict[str, Any], ...] = (
        *[{}] * 6,
        {"credentials_shown": False},
        {"taken_by": model.officers[:1]},
        {"taken_by": [*model.officers, "somebody"]},
        {"signed": False},
        {"signed": False, "refusal_noted": True},
        {"by_device": None},
        {"by_device": True},
        *[{"by_device": True, "device": device(today, **data.draw(st.sampled_from(devices)))}] * 3,
    )
    return {"kind": kind, "what": "说明"} | gathered(kind, model.officers) | data.draw(st.sampled_from(wrong))


def _excluded(data: st.DataObject, model: CourseModel, *_: object) -> dict[str, Any]:
    return {"serial": data.draw(st.integers(1, model.evidence + 1)), "words": "来源不明"}


BODIES: dict[str, Callable[..., dict[str, Any]]] = {"add-evidence": _added, "exclude-evidence": _excluded}
