"""How does a random history begin, and how is it led on to where it is interesting?"""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.integration.enforcement.goods_desk import taking
from tests.integration.enforcement.penalty_desk import DAY, FINE, LARGE, PenaltyDesk, company, person, years_before
from tests.support.goods_steps import named
from tests.support.measure_steps import site
from tests.support.measure_steps import wanted as measure_wanted
from tests.support.penalty_model import Model
from tests.support.penalty_steps import BASIS, CORRECTED, SCRIPTS

# The matter for which a discretion table is published.
WEIGHED = "MP17"
# The histories before whose decision the address may be named.
# Those of what weighs heavily.
WEIGHTY = {"heavy", "fixed"}
ADDRESSLESS = {"new", "told", "ready", "heavy", "fixed"}
# What is lighter by the table, and no heavier than what anybody is told of.
SMALL = {"kinds": ["fine"], "fine_fen": 50_000}
CONFISCATION = {"kinds": ["confiscate-goods"], "goods_fen": 30_000}


def party_of(desk: PenaltyDesk, age: str | None, *, addressed: bool) -> dict[str, Any]:
    """Return a party that nobody else has; a person's act was over on the last day of an age, or on the first."""
    born = {"child": (14, 0), "youth": (18, 0), "grown": (18, 1)}
    years, days = born.get(age or "", (0, 0))
    party = person(years_before(desk.today - DAY, years) - days * DAY) if age else company(desk.region)
    return party if addressed else party | {"address": None}


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a case begins: which script leads it on, and whom it is about."""

    how: str
    weighed: bool = False
    weighty: bool = False
    age: str | None = None
    addressed: bool = True
    way: str = "corrected"

    def matter(self, desk: PenaltyDesk) -> dict[str, Any]:
        """Return what its form says beside the usual."""
        party = party_of(desk, self.age, addressed=self.addressed)
        return {"matter": WEIGHED if self.weighed else desk.matter, "party": party}


def drawn(data: st.DataObject) -> Beginning:
    how = data.draw(st.sampled_from([*sorted(SCRIPTS), "ready", "ready"]))
    weighed = data.draw(st.booleans())
    weighty = how in WEIGHTY or data.draw(st.sampled_from((False, False, True)))
    age = data.draw(st.sampled_from((None, None, None, "grown", "youth", "youth", "child")))
    how = "new" if age == "child" else how
    addressed = how not in ADDRESSLESS or data.draw(st.sampled_from((True, True, False)))
    way = data.draw(st.sampled_from(("corrected", "at-once", "by-day")))
    return Beginning(how, weighed, weighty and how != "spot", age, addressed, way)


def scripted_body(
    desk: PenaltyDesk, model: Model, action: str, *, confiscates: bool, crime: bool, way: str
) -> dict[str, Any]:
    """Return what a step of a script sends; `way`: how it is ordered to correct."""
    sanction = CONFISCATION if confiscates else LARGE if model.weighty else FINE
    circumstance = "light" if confiscates else "heavy" if model.weighty else "ordinary"
    weighed = {"circumstance": circumstance} if model.table else {}
    decided: dict[str, Any] = {"outcome": "crime", "reasons": "涉嫌犯罪"}
    if not crime:
        decided = {"outcome": "punish", "reasons": "理由"} | _imposed(desk, model, sanction, weighed, way)
    bodies: dict[str, dict[str, Any]] = {
        "conclude": {"conclusion": "crime" if crime else "punish", "report": "报告"},
        "notify": {"proposed": sanction, "told": "告知", "basis": BASIS} | weighed,
        "decide": decided,
    }
    return (_usual(desk) | bodies)[action]


def _imposed(
    desk: PenaltyDesk, model: Model, sanction: dict[str, Any], weighed: dict[str, Any], way: str
) -> dict[str, Any]:
    by_day = {"due_on": (desk.today + 10 * DAY).isoformat()} if way == "by-day" else {}
    held = {"measure": 1} if model.held else {}
    said: dict[str, Any] = {"correction": CORRECTED | {"way": way} | by_day, "mitigated": "从轻", "basis": BASIS}
    said |= {"goods": named(sanction, parts=2 - len(held), **held)}
    if model.age == "youth" and model.table and sanction is not CONFISCATION:
        return said | {"sanction": SMALL, "circumstance": "light"}
    return said | {"sanction": sanction} | weighed


def _usual(desk: PenaltyDesk) -> dict[str, dict[str, Any]]:
    today = desk.today.isoformat()
    police = {"organ": "公安局", "on": today}
    on_the_spot = {"site": site(list(desk.officers))}
    return {
        "add-evidence": {"kind": "document", "what": "照片"},
        "exclude-evidence": {"serial": 1, "words": "来源不明"},
        "waive-defence": {"words": "放弃"},
        "review": {"passed": True, "opinion": "同意"},
        "discuss": {"present": ["h-1", "h-2"], "minutes": "记录"},
        "transfer": police | {"words": "回执"},
        "take-back": police | {"document": "不予立案通知书"},
        "serve": {"on": today, "way": "handed-over", "receipt": "回证", "agreed": False},
        "ask-hearing": {"by_whom": "当事人"},
        "fix-hearing": {"on": (desk.today + 14 * DAY).isoformat(), "chair": f"{desk.region}-c", "place": "会议室"},
        "pay": {"on": today, "amount_fen": FINE["fine_fen"], "receipt": "缴款书"},
        "take-goods": taking(desk, 1),
        "demand": {"on": today, "words": "催告书"},
        "appeal": {"on": today, "kind": "suit", "words": "起诉状"},
        "end-appeal": {"on": today, "result": "revoked", "words": "判决书"},
        "ask-measure": measure_wanted(),
        "approve-measure": {"serial": 1, "granted": True, "words": "同意"},
        "impose-measure": on_the_spot | {"serial": 1},
        "impose-urgent-measure": measure_wanted() | on_the_spot,
        "lift-measure": {"serial": 1, "ground": "not-needed", "words": "已查清"},
        "report-urgent-measure": {"serial": 1, "words": "报告"},
    }
