"""What does performing a penalty, or appealing against it, do with a case? A part of its model (art. 66-73)."""

from datetime import date
from typing import Any

from tests.support import goods_model
from tests.support.measure_model import decide_on
from tests.support.penalty_course import CourseModel


class PerformingModel(CourseModel):
    """A case whose decision is performed, put off, appealed against and enforced."""

    __slots__ = ()

    def _take_pay(self, _: str, body: dict[str, Any], __: date) -> None:
        self.paid.append((date.fromisoformat(body["on"]), body["amount_fen"]))
        self._look_whether_paid()

    def _take_hand_in(self, *_: object) -> None:
        self.with_officers = False

    def _take_put_off(self, _: str, body: dict[str, Any], today: date) -> None:
        assert self.due is not None
        self.put_offs.append((today, self.due_by(today)))
        already, self.plan = sum(amount for _, amount in self.paid), []
        for one in body.get("instalments", ()):
            already += one["amount_fen"]
            self.plan.append((date.fromisoformat(one["on"]), already))
        self.due = self.put_off_to = date.fromisoformat(body["to"])

    def _take_appeal(self, _: str, body: dict[str, Any], __: date) -> None:
        self.appeals.append((body["kind"], date.fromisoformat(body["on"]), None))

    def _take_end_appeal(self, _: str, body: dict[str, Any], today: date) -> None:
        kind, began, _none = self.appeals[-1]
        self.appeals[-1] = kind, began, date.fromisoformat(body["on"])
        if body["result"] == "revoked":
            self.imposed = self.due = None
            goods_model.free_all_but(self.goods, set())
            waits, self.revoked = goods_model.to_give_back(self.goods), True
            # What was taken is given back before the case closes (state compensation law 32).
            self.state = self.state if waits else "closed"
            self.to_correct = self.found_late = False
        if body["result"] == "changed":
            self.imposed = body["sanction"]
            self._look_whether_paid()
            goods_model.free_all_but(self.goods, goods_model.kept(self.goods, self.imposed, body.get("keeps")))
            decide_on(self.held, goods_model.settled(self.imposed, self.goods), today)

    def _take_demand(self, _: str, body: dict[str, Any], __: date) -> None:
        self.demanded_on = date.fromisoformat(body["on"])
