"""Which random steps does the machine take with what is sealed up or seized? Often right, often a little wrong."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

STOVE = {"kind": "goods", "name": "灶具", "amount": 1, "related": True}
PATHS = {
    "ask-measure": "measures",
    "impose-urgent-measure": "measures/urgent",
    "approve-measure": "measures/{serial}/approve",
    "impose-measure": "measures/{serial}/impose",
    "report-urgent-measure": "measures/{serial}/report",
    "extend-measure": "measures/{serial}/extend",
    "examine-measure": "measures/{serial}/examine",
    "end-examination": "measures/{serial}/examine/end",
    "sell-perishables": "measures/{serial}/sell",
    "lift-measure": "measures/{serial}/lift",
    "return-measure": "measures/{serial}/return",
    "dispose-measure": "measures/{serial}/dispose",
}
# How something was seized before the random steps begin.
SEIZED = ("ask-measure", "approve-measure", "impose-measure")
SEIZED_URGENTLY = ("impose-urgent-measure", "report-urgent-measure")
# What is possible for some days alone, and so is drawn more often while it is.
SHORT = frozenset({"extend-measure", "examine-measure", "end-examination", "report-urgent-measure", "return-measure"})
# More than so many things are not begun in one case.
ENOUGH = 2

things = st.sampled_from(
    (
        *[[STOVE]] * 6,
        [],
        [STOVE | {"related": False}],
        [STOVE | {"necessity": True}],
        [STOVE | {"sealed_by": "他局"}],
        [STOVE | {"kind": "place"}],
    )
)
left_out: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    (
        *[{}] * 8,
        {"credentials_shown": False},
        {"told": False},
        {"heard": False},
        {"signed": False},
        {"signed": False, "refusal_noted": True},
        {"party_present": False, "told": False, "heard": False, "handed_over": False},
        {"party_present": False, "witness": "见证人", "handed_over": False},
        {"handed_over": False},
        {"inventory_copies": 1},
    )
)


def wanted() -> dict[str, Any]:
    """Return what is asked for, as it should be."""
    return {"kind": "seize", "days": 30, "reasons": "理由", "basis": "条例", "things": [STOVE]}


def site(officers: list[str], **changes: Any) -> dict[str, Any]:
    """Return what is done on the spot, as it should be."""
    done = ("credentials_shown", "party_called", "party_present", "told", "heard", "signed", "handed_over")
    more = {"record": "笔录", "refusal_noted": False, "witness": None, "inventory_copies": 2}
    return dict.fromkeys(done, True) | {"officers": officers} | more | changes


def _wanted(data: st.DataObject) -> dict[str, Any]:
    days = data.draw(st.sampled_from((30, 30, 7, 1, 0, 31)))
    kind = data.draw(st.sampled_from(("seize", "seal")))
    return wanted() | {"days": days, "kind": kind, "things": data.draw(things)}


def _site(data: st.DataObject, model: Any) -> dict[str, Any]:
    present = data.draw(st.sampled_from((model.officers, model.officers, model.officers, model.officers[:1])))
    return site(list(present), **data.draw(left_out))


def _serial(data: st.DataObject, model: Any) -> int:
    """Draw which of the things: one there is, seldom one there is not."""
    return int(data.draw(st.sampled_from((*range(1, len(model.held) + 1), *range(1, len(model.held) + 2)))))


def _day(data: st.DataObject, today: date, *shifts: int) -> str:
    return (today + timedelta(days=data.draw(st.sampled_from(shifts)))).isoformat()


def _with(**body: st.SearchStrategy[Any]) -> Callable[..., dict[str, Any]]:
    """Return how a step with one of the things is drawn."""
    return lambda data, model, *_: (
        data.draw(st.fixed_dictionaries({"words": st.just("说明"), **body})) | {"serial": _serial(data, model)}
    )


def _examined(data: st.DataObject, model: Any, today: date, _: str) -> dict[str, Any]:
    begins = _day(data, today, 0, 0, 0, 5, -1, 40)
    until = _day(data, date.fromisoformat(begins), 0, 3, 20, 20, -1)
    payer = data.draw(st.sampled_from(("organ", "organ", "organ", "party")))
    said = {"begins_on": begins, "until": until, "payer": payer, "kind": "testing", "words": "检测"}
    return said | {"serial": _serial(data, model)}


def _returned(data: st.DataObject, model: Any, *_: object) -> dict[str, Any]:
    serial = _serial(data, model)
    owed = model.held[serial - 1].owed() if serial <= len(model.held) else 0
    paid, receipt = data.draw(st.sampled_from((owed, owed, owed + 1))), data.draw(st.sampled_from(("收条", "收条", "")))
    return {"serial": serial, "paid_fen": paid, "receipt": receipt}


BODIES: dict[str, Callable[..., dict[str, Any]]] = {
    "ask-measure": lambda data, *_: _wanted(data),
    "impose-urgent-measure": lambda data, model, *_: _wanted(data) | {"site": _site(data, model)},
    "impose-measure": lambda data, model, *_: {"site": _site(data, model), "serial": _serial(data, model)},
    "approve-measure": _with(granted=st.sampled_from((True, True, True, False))),
    "report-urgent-measure": _with(),
    "extend-measure": _with(days=st.sampled_from((10, 30, 0, 31))),
    "examine-measure": _examined,
    "end-examination": lambda data, model, today, _: {
        "serial": _serial(data, model),
        "on": _day(data, today, 0, 0, -1, -30),
        "words": "检测报告",
    },
    "sell-perishables": _with(proceeds_fen=st.sampled_from((70, 69)), market_fen=st.just(100)),
    "lift-measure": _with(
        ground=st.sampled_from(("no-violation", "unrelated", "decided", "expired", "not-needed", "not-needed"))
    ),
    "return-measure": _returned,
    "dispose-measure": _with(
        disposal=st.sampled_from(("confiscate", "confiscate", "destroy")),
        basis=st.sampled_from((None, None, None, "食品安全法")),
    ),
}
