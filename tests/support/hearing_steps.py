"""What does the machine of penalty cases draw for a hearing, and for who shall go (art. 43, 64)?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.support.penalty_model import Model

# Who came for the party, and why he was not heard: mostly as art. 64 (5), (6) have it.
CAME: tuple[tuple[bool, list[str]], ...] = (
    *((True, []), (True, []), (False, ["甲"]), (True, ["甲", "乙"])),
    *((False, ["甲", "乙", "丙"]), (False, [])),
)
NOT_HEARD = (
    *(("stayed-away", False), ("excused", False), ("excused", False)),
    *(("left", True), ("left", False), (None, False)),
)


def _recusal_asked(data: st.DataObject, model: Model, _: date, region: str) -> dict[str, Any]:
    usual = [f"{region}-{one}" for one in "1223"]
    return {"officer": data.draw(st.sampled_from(usual + [model.chair] * 4 * bool(model.chair))), "words": "亲属"}


def _recusal_decided(data: st.DataObject, model: Model, _: date, region: str) -> dict[str, Any]:
    chairs = "dddc" if model.chair_waits() else "333"
    comes = data.draw(st.sampled_from([*(f"{region}-{one}" for one in (*chairs, "1", "r")), None]))
    return {"granted": data.draw(st.booleans()), "replacement": comes, "words": "决定"}


def _fixed(data: st.DataObject, model: Model, today: date, region: str) -> dict[str, Any]:
    on = today + timedelta(days=data.draw(st.sampled_from((3, 9, 10, 14, 15))))
    names = [f"{region}-{one}" for one in "ccd123"]
    chair = data.draw(st.sampled_from(names + sorted(model.recused_chairs)))
    closed = data.draw(st.sampled_from((None, None, "privacy")))
    return {"on": on.isoformat(), "chair": chair, "place": "会议室", "closed": closed}


def _held(data: st.DataObject, model: Model, *_: object) -> dict[str, Any]:
    heard = data.draw(st.booleans())
    in_person, agents = data.draw(st.sampled_from(CAME)) if heard else (False, [])
    why: str | None = None
    if not heard:
        why, in_person = data.draw(st.sampled_from(NOT_HEARD))
    elif not data.draw(st.integers(0, 7)):
        why = "left"
    there = data.draw(st.sampled_from((model.officers, model.officers[:1], model.officers, [], ["stranger"])))
    signed = {"signed": data.draw(st.integers(0, 3)) > 0, "refusal_noted": not data.draw(st.integers(0, 3))}
    came = {"in_person": in_person, "agents": agents, "investigators_present": there}
    return {"record": "笔录", "attended": heard, "absence": why} | signed | came


def _asked(*_: object) -> dict[str, Any]:
    return {"by_whom": "当事人"}


BODIES: dict[str, Callable[..., dict[str, Any]]] = {
    "ask-recusal": _recusal_asked,
    "decide-recusal": _recusal_decided,
    "ask-hearing": _asked,
    "fix-hearing": _fixed,
    "hold-hearing": _held,
}
