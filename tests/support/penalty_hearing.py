"""What does the penalty law allow with a hearing and with who goes? A part of the model of penalty cases (43, 64)."""

from datetime import date, datetime
from typing import Any

from tests.support.day_oracle import nth_workday
from tests.support.penalty_course import NOTICE_DAYS
from tests.support.penalty_performing import PerformingModel

MOST_AGENTS = 2


class HearingModel(PerformingModel):
    """A case that is heard, and what the law forbids in it."""

    __slots__ = ()

    def _bar_ask_hearing(self, today: date) -> list[str]:
        found = ["hearing-asked"] * (self.hearing is not None)
        if self.ask_by is None:
            return [*found, "no-hearing-right"]
        return found + ["hearing-asked-too-late"] * (today > self.ask_by)

    def _bar_fix_hearing(self, _: date) -> list[str]:
        return ["no-hearing"] * (self.hearing not in {"asked", "fixed"}) + ["recusal-pending"] * self.chair_waits()

    def _bar_hold_hearing(self, _: date) -> list[str]:
        return ["no-hearing"] * (self.hearing != "fixed") + ["recusal-pending"] * self.chair_waits()

    def _ask_recusal(self, _: str, body: dict[str, Any], *__: object) -> list[str]:
        chairs = self.hearing in {"asked", "fixed"} and body["officer"] == self.chair
        return ["not-of-the-team"] * (body["officer"] not in self.officers and not chairs)

    def _decide_recusal(self, person: str, body: dict[str, Any], *__: object) -> list[str]:
        own, comes = ["decider-took-part"] * (person == self.recusal_of), body.get("replacement")
        if not body["granted"]:
            return own
        if self.chair_waits():
            recused = comes in self.recused_chairs | {self.chair}
            unfit = ["chair-investigated"] * (comes in self.investigated) + ["chair-recused"] * recused
            return own + ["not-of-the-team"] * (comes is None) + unfit
        if comes in self.investigated | self.recused_chairs | {self.reviewer, self.chair, None}:
            return [*own, "not-of-the-team"]
        return own if comes in self.able else [*own, "not-an-officer"]

    def _fix_hearing(self, _: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        found = ["hearing-too-soon"] * (date.fromisoformat(body["on"]) <= nth_workday(today, NOTICE_DAYS))
        found += ["chair-recused"] * (body["chair"] in self.recused_chairs)
        return found + ["chair-investigated"] * (body["chair"] in self.investigated)

    def _hold_hearing(self, person: str, body: dict[str, Any], __: datetime, today: date) -> list[str]:
        found = ["hearing-not-held"] * (today < self.hearing_on) + ["only-the-chair"] * (person != self.chair)
        heard, why, agents = body["attended"], body.get("absence"), body.get("agents") or []
        there = set(body.get("investigators_present") or [])
        found += ["hearing-unsigned"] * (heard and not (body["signed"] or body["refusal_noted"]))
        found += ["hearing-agents"] * (len(agents) > MOST_AGENTS) + ["hearing-absence"] * (heard == bool(why))
        nobody = not agents and not body.get("in_person")
        found += ["hearing-attendance"] * (nobody == (heard or why == "left"))
        return found + ["hearing-investigators"] * (bool(there - set(self.officers)) or (heard and not there))

    # -------------------------------------------------------------------------------------------- what a step does
    def _take_ask_recusal(self, _: str, body: dict[str, Any], __: date) -> None:
        self.recusal_of = body["officer"]

    def _after_chair(self, body: dict[str, Any], today: date) -> None:
        if body["granted"]:
            self.recused_chairs |= {str(self.chair)}
            self.chair = body["replacement"]
        # It was not held on its day, so it is told anew (64 (2)).
        if self.hearing == "fixed" and today > self.hearing_on:
            self.hearing = "asked"

    def _take_decide_recusal(self, _: str, body: dict[str, Any], today: date) -> None:
        if self.chair_waits():
            self._after_chair(body, today)
        elif body["granted"]:
            self.officers = [body["replacement"] if one == self.recusal_of else one for one in self.officers]
            self.investigated |= set(self.officers)
        self.recusal_of = None

    def _take_ask_hearing(self, *_: object) -> None:
        self.hearing = "asked"

    def _take_fix_hearing(self, _: str, body: dict[str, Any], __: date) -> None:
        self.hearing, self.hearing_on, self.chair = "fixed", date.fromisoformat(body["on"]), body["chair"]
        self.hearing_open = body.get("closed") is None

    def _take_hold_hearing(self, _: str, body: dict[str, Any], __: date) -> None:
        if body.get("absence") == "excused":
            self.hearing, self.chair = "asked", None
            return
        # What was reviewed and discussed before it did not know its record (art. 58, 65).
        self.hearing, self.reviewer, self.passed, self.discussed = "held", None, False, False
