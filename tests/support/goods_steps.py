"""Which random steps does the machine take with confiscated goods? Often right, often a little wrong."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

PATHS = {"take-goods": "goods/take", "dispose-goods": "goods/dispose", "return-goods": "goods/return"}
# What is possible for some days alone, and so is drawn more often while it is.
SHORT = frozenset(PATHS)


def named(sanction: dict[str, Any], *, parts: int = 1, **changes: Any) -> list[dict[str, Any]]:
    """Return the goods that a decision confiscates, so many, together worth what it says."""
    if "confiscate-goods" not in sanction.get("kinds", ()):
        return []
    worth = sanction.get("goods_fen", 0)
    values = [worth // parts] * (parts - 1)
    values.append(worth - sum(values))
    return [{"name": "假冒香烟", "amount": 2, "unit": "条", "value_fen": value} | changes for value in values]


def decided_goods(data: st.DataObject, model: Any, sanction: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Draw which goods a decision names: mostly as it should, some of them held by a measure."""
    goods = named(sanction or {}, parts=data.draw(st.sampled_from((1, 2, 2))))
    if data.draw(st.integers(0, 9)) == 0:
        return [*goods, {"name": "货架", "value_fen": 7}]
    held = [None, None, *range(1, len(model.held) + 1), *range(1, len(model.held) + 1)]
    return [one | {"measure": data.draw(st.sampled_from(held))} for one in goods]


def _day(data: st.DataObject, model: Any, today: date) -> str:
    known = [today, today, today, *([model.served_on] if model.served_on is not date.max else [])]
    day = data.draw(st.sampled_from(known)) + timedelta(days=data.draw(st.sampled_from((0, 0, 0, 0, -1, 1))))
    return day.isoformat()


def _numbers(data: st.DataObject, model: Any, possible: list[int]) -> list[int]:
    """Draw numbers of goods: all with which it may be done, one of them, or others."""
    every = list(range(1, len(model.goods) + 1)) or [1]
    return list(data.draw(st.sampled_from((possible or every, possible or every, (possible or every)[:1], every, [9]))))


def _taken(data: st.DataObject, model: Any, today: date, _: str) -> dict[str, Any]:
    signed = data.draw(st.sampled_from((True, True, False)))
    officers = data.draw(st.sampled_from((model.officers, model.officers, model.officers, model.officers[:1])))
    said = {"on": _day(data, model, today), "officers": list(officers), "signed": signed, "record": "交付"}
    return said | {"goods": _numbers(data, model, model.to_take()), "refusal_noted": data.draw(st.booleans())}


def _disposed(data: st.DataObject, model: Any, today: date, _: str) -> dict[str, Any]:
    way = data.draw(st.sampled_from(("auction", "auction", "auction", "prescribed", "destroy")))
    numbers = _numbers(data, model, model.to_dispose())
    usual = {"auction": 900, "prescribed": 0, "destroy": 0}[way]
    each = data.draw(st.sampled_from((usual, usual, usual, usual, 0, 900)))
    sold = model.sale_of(numbers)
    brought = [each] * len(numbers)
    if sold is not None and data.draw(st.integers(0, 3)):
        brought = [sold, *[0] * (len(numbers) - 1)]
        way = "prescribed"
    paid = sum(brought) + data.draw(st.sampled_from((0, 0, 0, 0, -1))) * bool(sum(brought))
    usual_basis = None if way == "auction" else "罚没财物管理办法"
    return {
        "way": way,
        "on": _day(data, model, today),
        "goods": [{"number": one, "proceeds_fen": fen} for one, fen in zip(numbers, brought, strict=True)],
        "basis": data.draw(st.sampled_from((usual_basis, usual_basis, usual_basis, None))),
        "treasury_fen": paid,
        "receipt": data.draw(st.sampled_from(("缴款书", "缴款书", "缴款书", None))),
        "record": "处理情况",
    }


def _returned(data: st.DataObject, model: Any, *_: object) -> dict[str, Any]:
    owed = model.owed_back()
    receipt = data.draw(st.sampled_from(("收条", "收条", "收条", "")))
    return {"paid_fen": data.draw(st.sampled_from((owed, owed, owed, owed + 1))), "receipt": receipt}


BODIES: dict[str, Callable[..., dict[str, Any]]] = {
    "take-goods": _taken,
    "dispose-goods": _disposed,
    "return-goods": _returned,
}
