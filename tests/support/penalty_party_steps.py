"""What does the machine of penalty cases draw because of who the party is, and of how a decision is served?"""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.support.penalty_model import Model

WAYS = st.sampled_from(("handed-over", "handed-over", "electronic", "left", "public-notice"))


def spared(data: st.DataObject, model: Model) -> str:
    """Draw why somebody is spared: seldom for what is not his ground."""
    own, other = ("child", "minor") if model.age == "child" else ("minor", "child")
    return str(data.draw(st.sampled_from((own, own, own, own, other))))


def mitigated(data: st.DataObject, model: Model) -> str | None:
    """Draw whether it is said how a penalty is lighter, where it must be."""
    return data.draw(st.sampled_from(("从轻", "从轻", None, " "))) if model.age == "youth" else None


def service(data: st.DataObject, model: Model, on: str, today: date) -> dict[str, Any]:
    """Draw how a decision is served on a day, or as a public notice counts."""
    way, agreed = data.draw(WAYS), data.draw(st.booleans())
    receipt = data.draw(st.sampled_from(("回证", "回证", "回证", None)))
    said = {"on": on, "way": way, "receipt": receipt, "agreed": agreed}
    if way == "left":
        witness = data.draw(st.sampled_from(("见证人", None)))
        return said | {"witnessed_by": witness, "pictured": data.draw(st.booleans())}
    return said | _announced(data, model, today) if way == "public-notice" or not data.draw(st.integers(0, 7)) else said


def _announced(data: st.DataObject, model: Model, today: date) -> dict[str, Any]:
    """Draw since when a public notice runs: mostly since thirty days and one."""
    decided_on = min(model.decided_on, today)
    since = max(decided_on, today - timedelta(days=31)) - timedelta(days=data.draw(st.sampled_from((0, 0, 0, 1))))
    on = since + timedelta(days=data.draw(st.sampled_from((31, 31, 31, 30, 32))))
    why = data.draw(st.sampled_from(("下落不明", "下落不明", "下落不明", None)))
    return {"announced_on": since.isoformat(), "on": on.isoformat(), "words": why}
