"""What does the penalty law allow with a case? A model for tests, written from the articles, not from the code.

It knows one case. For a step it names every refusal that the law would give: `barred` what stands in the way whoever
asks for whatever, `misfits` what is wrong with this person or this input. None of both: it is possible, and is taken.
"""

from datetime import date, datetime, timedelta
from typing import Any

from tests.support import evidence_model as proof
from tests.support import goods_model as goods
from tests.support import measure_model as measures
from tests.support import penalty_party as party
from tests.support.day_oracle import court
from tests.support.goods_model import heavier, unsound
from tests.support.penalty_course import EXTENSION_DAYS
from tests.support.penalty_hearing import HearingModel
from tests.support.penalty_party import between

UNDECIDED = {"investigating", "concluded", "notified"}
FROM = {
    **{key: {"investigating"} for key in ("add-evidence", "preserve", "settle-preserved", "conclude")},
    **dict.fromkeys(("ask-recusal", "decide-recusal", "suspend", "extend"), UNDECIDED),
    "supplement": {"concluded", "notified"},
    "notify": {"concluded"},
    **{key: {"notified"} for key in ("state-defence", "check-defence", "waive-defence")},
    **{key: {"notified"} for key in ("ask-hearing", "fix-hearing", "hold-hearing", "review", "discuss")},
    "decide": {"concluded", "notified"},
    "resume": {"suspended"},
    "terminate": UNDECIDED | {"suspended"},
    "transfer": {"decided"},
    **{key: {"served"} for key in ("pay", "hand-in", "put-off", "appeal", "end-appeal", "demand", "apply-to-court")},
    "check-correction": {"served"},
    "approve-deviation": {"concluded", "notified"},
    "close": {"served"},
    "take-back": {"closed"},
    **party.FROM,
    **measures.FROM,
    **goods.FROM,
    **proof.FROM,
}
OFFICERS_DO = {
    *("add-evidence", "settle-preserved", "conclude", "supplement", "notify", "state-defence", "check-defence"),
    *("waive-defence", "ask-hearing", "pay", "hand-in", "appeal", "end-appeal", "demand", "close"),
    *("check-correction", "take-back"),
    *party.OFFICERS_DO,
    *measures.OFFICERS_DO,
    *goods.STEPS,
}
HEAD_DOES = {
    *("preserve", "decide-recusal", "suspend", "resume", "terminate", "decide", "transfer", "put-off"),
    *("apply-to-court", "extend", "approve-deviation"),
    *measures.HEAD_DOES,
}


class Model(HearingModel):
    """A case, and what the law forbids in it."""

    __slots__ = ()

    def barred(self, action: str, today: date) -> set[str]:
        """Return why a step cannot be taken now, whoever asks for it."""
        if self.state not in FROM[action]:
            return {"illegal-step"}
        found: dict[str, list[str]] = {
            "preserve": ["nothing-preserved"] * (self.preserved_until is not None),
            "settle-preserved": ["nothing-preserved"] * (self.preserved_until is None),
            **dict.fromkeys(("conclude", "suspend", "terminate"), ["preserved-open"] * bool(self.preserved_until)),
            "ask-recusal": ["recusal-pending"] * (self.recusal_of is not None),
            "decide-recusal": ["recusal-pending"] * (self.recusal_of is None),
            "notify": ["conclusion-differs"] * (self.conclusion != "punish"),
            "check-defence": ["no-defence"] * (self.defence != "stated"),
            "waive-defence": ["defence-pending"] * (self.defence == "stated"),
            "serve": ["no-crime"] * (self.conclusion == "crime"),
            "transfer": ["no-crime"] * (self.conclusion != "crime"),
            "appeal": ["appeal-runs"] * self.runs() + ["decision-revoked"] * self.revoked,
            "end-appeal": ["appeal-runs"] * (not self.runs()),
            "check-correction": ["nothing-to-correct"] * (not self.to_correct),
            "take-back": ["not-transferred"] * (self.transferred_on is None),
            "hand-in": ["nothing-to-hand-in"] * (not self.with_officers),
        }
        more = getattr(self, "_bar_" + action.replace("-", "_"), None)
        with_held = measures.barred_with_all(self.held, action, today) + self._held_back(action, today)
        with_held += goods.barred_with(self.goods, action, appealed=self.runs())
        with_held += proof.barred_by(self, action)
        by_party = party.barred(self, action)
        return set(found.get(action, [])) | set(more(today) if more else ()) | set(with_held) | by_party

    def _held_back(self, action: str, today: date) -> list[str]:
        """Return whether something that is sealed up or seized stands in the way (coercion law 21, 27, 28)."""
        waits = {
            **dict.fromkeys(("suspend", "terminate", "close"), measures.is_held(self.held)),
            "decide": self.conclusion in {"spare", "unfounded"} and measures.is_held(self.held),
            "transfer": measures.stays_here(self.held, today),
        }
        return ["measure-open"] * waits.get(action, False)

    def _bar_decide(self, today: date) -> list[str]:
        found = ["decision-too-late"] * (today > self.decide_by) + ["recusal-pending"] * (self.recusal_of is not None)
        if self.conclusion != "punish":
            return found
        if self.told is None:
            return [*found, "not-notified", "defence-pending", "not-reviewed", "not-discussed"][: len(found) + 1]
        heard = self.defence in {"checked", "waived"} or (self.defence is None and today > self.defend_by)
        may_ask = self.hearing is None and self.ask_by is not None and today <= self.ask_by
        found += ["defence-pending"] * (not heard)
        found += ["hearing-pending"] * (self.hearing in {"asked", "fixed"} or may_ask)
        found += ["not-reviewed"] * ((self.weighty or self.hearing is not None) and not self.passed)
        return found + ["not-discussed"] * (self.weighty and not self.discussed)

    def _bar_extend(self, today: date) -> list[str]:
        return ["decision-too-late"] * (today > self.decide_by) + ["extended-already"] * bool(self.extended)

    def _bar_pay(self, today: date) -> list[str]:
        return ["nothing-to-pay"] * (self.owed(today) <= 0)

    _bar_put_off = _bar_pay

    def _bar_demand(self, today: date) -> list[str]:
        return ["not-overdue"] * (not self._presses(today))

    def _presses(self, on: date) -> bool:
        """Tell whether the party is late with money or goods, or was found late with what he had to correct."""
        late = self.found_late or goods.is_late(self.goods, self.served_on, on)
        return late or (self.due is not None and on > self.due_by(on) and self.owed(on) > 0)

    def _bar_apply_to_court(self, today: date) -> list[str]:
        why = court(self.served_on, self.demanded_on, self.put_off_to, self.appeals, today)
        return self._bar_demand(today) + ([why.removeprefix("penalties.")] if why else [])

    def _bar_close(self, today: date) -> list[str]:
        found = ["nothing-to-hand-in"] * self.with_officers + ["not-corrected"] * self.to_correct
        found += ["goods-open"] * goods.is_open(self.goods)
        return found + ["not-performed"] * (self.owed(today) > 0)

    # ----------------------------------------------------------------------------- what is wrong with who and what
    def misfits(self, action: str, person: str, body: dict[str, Any], now: datetime, today: date) -> set[str]:
        """Return what forbids this step to this person with this input."""
        found = party.misfits(self, action, body, today)
        if action in OFFICERS_DO and person not in self.officers:
            found.add("not-your-case")
        if action in HEAD_DOES and person in self.investigated | self.recused_chairs | {self.reviewer}:
            found.add("decider-took-part")
        look = getattr(self, "_" + action.replace("-", "_"), None)
        with_held = measures.misfits_of(self.held, action, body, today, self)
        with_held += goods.misfits_of(action, body, today, self)
        with_held += proof.misfits_of(self, action, person, body, today)
        return found | set(look(person, body, now, today) if look else ()) | set(with_held)

    def _settle_preserved(self, _: str, body: dict[str, Any], now: datetime, __: date) -> list[str]:
        is_late = self.preserved_until is not None and now > self.preserved_until
        none = body["settlement"] == "seized" and all(one.state != "imposed" for one in self.held)
        return ["settled-too-late"] * (is_late and body["settlement"] != "released") + ["no-measure"] * none

    def _conclude(self, _: str, body: dict[str, Any], *__: object) -> list[str]:
        found = ["gains-misfit"] * (body.get("returned_fen", 0) > body.get("gained_fen", 0))
        return found + ["ground-missing"] * ((body["conclusion"] == "spare") != (body.get("ground") is not None))

    def _notify(self, _: str, body: dict[str, Any], *__: object) -> list[str]:
        return self._unfit(body["proposed"], body, None)

    def _unfit(self, sanction: dict[str, Any], body: dict[str, Any], decider: str | None) -> list[str]:
        """Return what is wrong with a penalty as it is told or decided (art. 28 (2), 34, 44, 59)."""
        taken = sanction.get("confiscated_fen", 0) if "confiscate-gains" in sanction["kinds"] else 0
        found = unsound(sanction) + ["gains-not-taken"] * (taken < self.gains)
        found += ["basis-missing"] * (self.table is None and not body.get("basis"))
        named = body.get("circumstance")
        if named is None and self.table is None:
            return found
        if named not in (self.table or {}):
            return [*found, "circumstance-missing"]
        if self.lies_within(named, sanction):
            return found
        if self.approved is None or self.approved[:2] != (named, sanction):
            return [*found, "outside-range"]
        return found + ["approver-decides"] * (self.approved[2] == decider)

    def lies_within(self, named: str, sanction: dict[str, Any]) -> bool:
        """Tell whether a penalty lies inside the range of a circumstance of the table (art. 34)."""
        least, most, beside = (self.table or {})[named]
        return least <= sanction.get("fine_fen", 0) <= most and set(sanction["kinds"]) - {"fine"} <= beside

    def _approve_deviation(self, _: str, body: dict[str, Any], *__: object) -> list[str]:
        found = unsound(body["sanction"])
        if body["circumstance"] not in (self.table or {}):
            return [*found, "circumstance-missing"]
        return found + ["within-range"] * self.lies_within(body["circumstance"], body["sanction"])

    def _review(self, person: str, *_: object) -> list[str]:
        found = ["reviewer-investigated"] * (person in self.investigated | self.recused_chairs)
        return found + ["reviewer-unqualified"] * (person not in self.reviewers)

    def _discuss(self, _: str, body: dict[str, Any], *__: object) -> list[str]:
        return ["too-few-present"] * (len(set(body["present"])) < 2)

    def _decide(self, person: str, body: dict[str, Any], _: datetime, today: date) -> list[str]:
        outcome, ground, imposed = body["outcome"], body.get("ground"), body.get("sanction") or {"kinds": []}
        # Art. 57: less than was concluded may be decided, never more, and nothing else.
        other = outcome != self.conclusion and (outcome == "punish" or self.conclusion != "punish")
        found = ["conclusion-differs"] * other + ["ground-missing"] * ((outcome == "spare") != (ground is not None))
        correction = body.get("correction")
        if outcome != "punish":
            found += ["measure-open"] * (outcome != "crime" and measures.is_held(self.held))
            found += goods.listed_wrongly(body, None, self.held, today)
            return found + ["correction-missing"] * (correction is not None)
        found += ["correction-missing"] * (correction is None or disordered(correction, today))
        found += self._unfit(imposed, body, person) + goods.listed_wrongly(body, imposed, self.held, today)
        return found + (heavier(imposed, self.told) if self.told else ["not-notified"])

    def _check_correction(self, _: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        again = body.get("due_on")
        if body["corrected"]:
            return ["correction-missing"] * (again is not None)
        runs = self.correct_by is not None and today <= self.correct_by
        unfit = again is not None and not fits(again, today)
        return ["correction-runs"] * runs + ["correction-missing"] * unfit

    def _transfer(self, _: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        if not (body.get("organ") and body.get("on")):
            return ["transfer-unreceived"]
        return between(self.decided_on, body["on"], today)

    def _take_back(self, _: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        return between(self.transferred_on, body["on"], today) if self.transferred_on else []

    def _pay(self, _: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        on = date.fromisoformat(body["on"])
        found = between(self.served_on, body["on"], today)
        if self.paid:
            found += between(self.paid[-1][0], body["on"], today)
        return found + ["nothing-to-pay"] * (not 0 < body["amount_fen"] <= self.owed(on))

    def _put_off(self, _: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        found = ["not-later"] * (self.due is None or date.fromisoformat(body["to"]) <= max(self.due, today))
        return found + ["instalments-misfit"] * self._misplanned(body, today)

    def _misplanned(self, body: dict[str, Any], today: date) -> bool:
        """Tell whether instalments are not what art. 66 has put off: all that is owed, day by day, by the last day."""
        plan = body.get("instalments") or []
        if not plan:
            return False
        days = [date.fromisoformat(one["on"]) for one in plan]
        in_order = days == sorted(set(days)) and days[0] > today and days[-1] == date.fromisoformat(body["to"])
        return not in_order or sum(one["amount_fen"] for one in plan) != self.owed(today)

    def _appeal(self, _: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        after = max([self.served_on, *(ended for _, _, ended in self.appeals if ended)])
        return between(after, body["on"], today)

    def _end_appeal(self, _: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        found = between(self.appeals[-1][1], body["on"], today) if self.appeals else []
        if body["result"] != "changed":
            return found + ["measure-open"] * (body["result"] == "revoked" and measures.is_held(self.held))
        changed = body.get("sanction") or {"kinds": []}
        found += goods.kept_wrongly(self.goods, changed, body.get("keeps"))
        return found + unsound(changed) + (heavier(changed, self.imposed) if self.imposed else [])

    def _demand(self, _: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        on = date.fromisoformat(body["on"])
        return between(self.served_on, body["on"], today) + ["not-overdue"] * (not self._presses(on))

    def _extend(self, _: str, body: dict[str, Any], __: datetime, ___: date) -> list[str]:
        return ["extended-too-long"] * (not 1 <= body["days"] <= EXTENSION_DAYS)


def fits(due_on: str, today: date) -> bool:
    """Tell whether something is ordered by a day after today, within a year (art. 28 (1))."""
    return today < date.fromisoformat(due_on) <= today + timedelta(days=365)


def disordered(correction: dict[str, Any], today: date) -> bool:
    """Tell whether an order to correct has a day where it needs one, and no other (art. 28 (1))."""
    due_on = correction.get("due_on")
    if (correction["way"] == "by-day") is (due_on is None):
        return True
    return due_on is not None and not fits(due_on, today)
