"""Which random steps does the machine of penalty cases take? Where they are asked for, by whom, and with what."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.support.evidence_steps import BODIES as OF_EVIDENCE
from tests.support.evidence_steps import PATHS as PATHS_OF_EVIDENCE
from tests.support.goods_steps import BODIES as OF_GOODS
from tests.support.goods_steps import PATHS as PATHS_OF_GOODS
from tests.support.goods_steps import decided_goods
from tests.support.hearing_steps import BODIES as OF_HEARINGS
from tests.support.measure_steps import BODIES as OF_MEASURES
from tests.support.measure_steps import PATHS as PATHS_OF_MEASURES
from tests.support.measure_steps import SEIZED, SEIZED_URGENTLY
from tests.support.penalty_model import HEAD_DOES, OFFICERS_DO, Model
from tests.support.penalty_party_steps import mitigated, service, spared

WAITS = (1, 3, 8, 16, 40, 95, 190)
PATHS = {
    **{one: one for one in ("preserve", "conclude", "supplement", "notify", "review", "discuss", "decide", "serve")},
    **{one: one for one in ("hand-in", "put-off", "appeal", "demand", "close", "suspend", "resume", "terminate")},
    "extend": "extend",
    **{one: one for one in ("transfer", "take-back")},
    "name-address": "address",
    "add-evidence": "evidence",
    "settle-preserved": "preserve/settle",
    "ask-recusal": "recusal",
    "decide-recusal": "recusal/decide",
    "state-defence": "defence",
    "check-defence": "defence/check",
    "waive-defence": "defence/waive",
    "ask-hearing": "hearing",
    "fix-hearing": "hearing/fix",
    "hold-hearing": "hearing/hold",
    "pay": "payments",
    "end-appeal": "appeal/end",
    "apply-to-court": "court",
    "check-correction": "correction",
    "approve-deviation": "deviation",
    **PATHS_OF_EVIDENCE,
    **PATHS_OF_MEASURES,
    **PATHS_OF_GOODS,
}
ROLES = {
    **dict.fromkeys((*OFFICERS_DO, "ask-recusal"), "officer"),
    **dict.fromkeys((*HEAD_DOES, "discuss", "hold-hearing", "exclude-evidence"), "leader"),
    **dict.fromkeys(("review", "fix-hearing"), "legal-reviewer"),
}
TOLD = ("add-evidence", "conclude", "notify")
AT_POLICE = ("conclude", "decide", "transfer", "wait")
READY = (*TOLD, "waive-defence", "wait", "review", "discuss")
SERVED = (*READY, "decide", "serve")
# How far a case is led before the random steps begin.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "new": (),
    "told": TOLD,
    "weakened": ("add-evidence", *TOLD, "exclude-evidence"),
    "ready": READY,
    "decided": (*READY, "decide"),
    "served": SERVED,
    "paid": (*SERVED, "pay"),
    "sued": (*SERVED, "appeal"),
    "heavy": (*TOLD, "waive-defence", "ask-hearing"),
    "fixed": (*TOLD, "waive-defence", "ask-hearing", "fix-hearing", "wait"),
    "pressed": (*SERVED, "wait", "wait", "demand", *["wait"] * 12),
    "spot": (),
    "at-police": AT_POLICE,
    "taken-back": (*AT_POLICE, "take-back"),
    "seized": SEIZED,
    "lifted": (*SEIZED, "lift-measure"),
    "seized-urgently": SEIZED_URGENTLY,
    "seized-and-decided": (*SEIZED, *SERVED),
    "confiscated": SERVED,
    "taken": (*SERVED, "take-goods"),
    "freed": (*SERVED, "take-goods", "appeal", "end-appeal"),
}

# An act that was over when it was decided.
CORRECTED = {"way": "corrected", "what": "摊位已经撤走"}
BASIS = "城市市容管理条例第三十六条"

words = st.just("说明")
# Least and most fine of a circumstance, in fen, and the kinds beside it, where a discretion table is published.
TABLE: dict[str, tuple[int, int, set[str]]] = {
    "light": (0, 50_000, {"warning", "confiscate-goods"}),
    "ordinary": (50_000, 200_000, {"warning"}),
    "heavy": (200_000, 10_000_000, {"stop-business"}),
}
bases = st.sampled_from((BASIS, BASIS, BASIS, None))
sanctions: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    (
        {"kinds": ["fine"], "fine_fen": 100_000},
        {"kinds": ["fine"], "fine_fen": 40_000},
        {"kinds": ["fine"], "fine_fen": 600_000},
        {"kinds": ["fine"], "fine_fen": 9_000_000},
        {"kinds": ["fine", "warning"], "fine_fen": 60_000},
        {"kinds": ["warning"]},
        {"kinds": ["fine", "stop-business"], "fine_fen": 100_000},
        {"kinds": ["confiscate-gains"], "confiscated_fen": 30_000},
        {"kinds": ["confiscate-goods"], "goods_fen": 30_000},
        {"kinds": ["confiscate-goods", "fine"], "goods_fen": 3_000, "fine_fen": 60_000},
        {"kinds": ["confiscate-goods"], "confiscated_fen": 30_000},
        {"kinds": []},
        {"kinds": ["fine"]},
    )
)
grounds = st.sampled_from((None, None, "minor"))


def person_for(action: str, model: Model, region: str) -> str:
    """Return who should take a step."""
    if action in OFFICERS_DO or (action == "exclude-evidence" and model.state == "investigating"):
        return model.officers[0]
    if action == "hold-hearing" and model.chair:
        return model.chair
    return f"{region}-r" if ROLES[action] == "legal-reviewer" else f"{region}-h"


def spot_form(data: st.DataObject, form: dict[str, Any], *, weighed: bool) -> tuple[dict[str, Any], bool]:
    """Return what is decided on the spot, and whether the fine is taken there."""
    fen = data.draw(st.sampled_from((0, 5_000, 200_000 if form["party"]["kind"] == "organisation" else 20_000)))
    sanction = {"kinds": ["fine"], "fine_fen": fen} if fen else {"kinds": ["warning"]}
    taken = bool(fen) and data.draw(st.booleans())
    by_table = {"circumstance": "light" if fen <= 50_000 else "ordinary"} if weighed else {}
    collected = {"ground": "hard-later", "invoice": "票据"} if taken else None
    return form | by_table | {
        "sanction": sanction,
        "basis": "条例",
        "credentials_shown": True,
        "signed": True,
        "mitigated": "从轻",
        "correction": CORRECTED | {"way": data.draw(st.sampled_from(("corrected", "at-once")))},
        "collected": collected,
    }, taken


def body_of(action: str, data: st.DataObject, model: Model, today: date, region: str) -> dict[str, Any]:
    """Draw what a step is asked for with: often right, often a little wrong."""
    draw = BODIES.get(action)
    return draw(data, model, today, region) if draw else {"words": "说明"}


def _near(data: st.DataObject, model: Model, today: date) -> str:
    """Draw a day that may be right: today, that of the service, the last one to pay, and days beside them."""
    known = [today, model.served_on, model.due, model.decided_on, *(day for day, _ in model.plan)]
    day = data.draw(st.sampled_from([one for one in known if one is not None and one is not date.max] + [today]))
    return (day + timedelta(days=data.draw(st.sampled_from((0, 0, 0, 0, -1, 1, 20))))).isoformat()


def _pay(data: st.DataObject, model: Model, today: date, _: str) -> dict[str, Any]:
    on = _near(data, model, today)
    owed = max(model.owed(date.fromisoformat(on)), 1)
    amount = data.draw(st.sampled_from((owed, owed, owed // 2, owed + 1, 1)))
    return {"on": on, "amount_fen": amount, "receipt": "银行回单"}


def _correction(data: st.DataObject, today: date) -> dict[str, Any] | None:
    """Draw what is ordered to be corrected: mostly as the law has it."""
    way = data.draw(st.sampled_from(("corrected", "at-once", "by-day", "by-day", None)))
    if way is None:
        return None
    days = data.draw(st.sampled_from((10, 30, 0, 366))) if way == "by-day" else None
    return {
        "way": way,
        "what": "改正",
        "due_on": (today + timedelta(days=days)).isoformat() if days is not None else None,
    }


def _circumstance(data: st.DataObject, model: Model) -> str | None:
    usual = ("ordinary", "ordinary", "light", None) if model.table else (None, None, None, None, None, "light")
    return data.draw(st.sampled_from(usual))


def _noticed(data: st.DataObject, model: Model, *_: object) -> dict[str, Any]:
    proposed = model.approved[1] if model.approved and data.draw(st.booleans()) else data.draw(sanctions)
    return {
        "proposed": proposed,
        "told": "告知",
        "basis": data.draw(bases),
        "circumstance": _circumstance(data, model),
    }


def _deviation(data: st.DataObject, model: Model, *_: object) -> dict[str, Any]:
    sanction = model.told if model.told and data.draw(st.booleans()) else data.draw(sanctions)
    return {
        "circumstance": data.draw(st.sampled_from(("light", "ordinary", "heavy"))),
        "sanction": sanction,
        "words": "理由",
    }


def _correction_checked(data: st.DataObject, _: Model, today: date, __: str) -> dict[str, Any]:
    days = data.draw(st.sampled_from((None, None, 20, 0)))
    again = (today + timedelta(days=days)).isoformat() if days is not None else None
    return {"corrected": data.draw(st.booleans()), "found": "复查", "due_on": again}


def _decided(data: st.DataObject, model: Model, today: date, __: str) -> dict[str, Any]:
    outcome = data.draw(st.sampled_from((model.conclusion or "punish",) * 3 + ("punish", "spare", "crime")))
    usual = model.told if model.told and data.draw(st.integers(0, 2)) else data.draw(sanctions)
    ground = spared(data, model) if outcome == "spare" else data.draw(grounds)
    correction = _correction(data, today) if outcome == "punish" or not data.draw(st.integers(0, 7)) else None
    return {
        "correction": correction,
        "basis": data.draw(bases),
        "circumstance": _circumstance(data, model),
        "outcome": outcome,
        "sanction": usual if outcome == "punish" else None,
        "goods": decided_goods(data, model, usual if outcome == "punish" else None),
        "ground": None if outcome == "punish" and data.draw(st.integers(0, 3)) else ground,
        "reasons": "理由",
        "mitigated": mitigated(data, model),
    }


def _concluded(data: st.DataObject, model: Model, *_: object) -> dict[str, Any]:
    conclusion = data.draw(st.sampled_from(("punish", "punish", "punish", "spare", "unfounded", "crime")))
    ground = spared(data, model) if conclusion == "spare" and data.draw(st.integers(0, 3)) else None
    gains = data.draw(st.sampled_from(((0, 0), (0, 0), (0, 0), (40_000, 10_000), (0, 1))))
    said = {"conclusion": conclusion, "ground": ground, "report": "报告"}
    return said | {"gained_fen": gains[0], "returned_fen": gains[1]}


def _served(data: st.DataObject, model: Model, today: date, _: str) -> dict[str, Any]:
    return service(data, model, _near(data, model, today), today)


def _transferred(data: st.DataObject, model: Model, today: date, _: str) -> dict[str, Any]:
    organ = data.draw(st.sampled_from(("公安局", "公安局", "公安局", None)))
    on = data.draw(st.sampled_from((today.isoformat(), _near(data, model, today))))
    return {"organ": organ, "on": on, "words": "回执"}


def _taken_back(data: st.DataObject, model: Model, today: date, _: str) -> dict[str, Any]:
    days = data.draw(st.sampled_from((0, 0, 0, 0, -1, 1)))
    since = data.draw(st.sampled_from((today, today, model.transferred_on or today)))
    return {"organ": "公安局", "document": "决定书", "on": (since + timedelta(days=days)).isoformat()}


def _fixed(**body: st.SearchStrategy[Any]) -> Callable[..., dict[str, Any]]:
    return lambda data, *_: data.draw(st.fixed_dictionaries(body))


def _dated(**body: st.SearchStrategy[Any]) -> Callable[..., dict[str, Any]]:
    """Return how a step is drawn that says a day, too."""
    return lambda data, model, today, _: (
        data.draw(st.fixed_dictionaries(body | {"words": words})) | {"on": _near(data, model, today)}
    )


def _put_off(data: st.DataObject, model: Model, today: date, _: str) -> dict[str, Any]:
    to = max(model.due or today, today) + timedelta(days=data.draw(st.sampled_from((0, 1, 30, 30))))
    owed, said = model.owed(today), {"to": to.isoformat(), "words": "困难"}
    first = owed // 2 + data.draw(st.sampled_from((0, 0, 0, 1)))
    if owed < 2 or not data.draw(st.booleans()):
        return said
    soon = today + timedelta(days=data.draw(st.sampled_from((1, 10, 10, 40))))
    plan = [{"on": soon.isoformat(), "amount_fen": first}, {"on": said["to"], "amount_fen": owed - owed // 2}]
    return said | {"instalments": plan}


BODIES: dict[str, Callable[..., dict[str, Any]]] = {
    "name-address": _fixed(address=st.just("新路 2 号")),
    "settle-preserved": _fixed(settlement=st.sampled_from(("recorded", "seized", "released", "released")), words=words),
    "conclude": _concluded,
    "notify": _noticed,
    "check-correction": _correction_checked,
    "approve-deviation": _deviation,
    "check-defence": _fixed(accepted=st.booleans(), found=words),
    "review": _fixed(passed=st.sampled_from((True, True, False)), opinion=words),
    "discuss": _fixed(present=st.sampled_from((["a", "b"], ["a", "a"])), minutes=words),
    "decide": _decided,
    "serve": _served,
    "pay": _pay,
    "put-off": _put_off,
    "extend": _fixed(days=st.sampled_from((10, 30, 0, 31)), words=words),
    "appeal": _dated(kind=st.sampled_from(("reconsideration", "suit"))),
    "end-appeal": _dated(
        result=st.sampled_from(("upheld", "upheld", "changed", "changed", "revoked")),
        sanction=sanctions,
        keeps=st.sampled_from((None, None, None, [1], [])),
    ),
    "demand": _dated(),
    "suspend": _fixed(ground=st.just("court"), words=words),
    "terminate": _fixed(ground=st.just("party-died"), words=words),
    "transfer": _transferred,
    "take-back": _taken_back,
    **OF_HEARINGS,
    **OF_EVIDENCE,
    **OF_MEASURES,
    **OF_GOODS,
}
