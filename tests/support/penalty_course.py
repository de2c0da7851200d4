"""What does a step do with a penalty case? The half of a model for tests that was written from the articles."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.support import goods_model
from tests.support.day_oracle import closing, free_days, late, nth_day, nth_workday
from tests.support.goods_model import Taken
from tests.support.measure_model import Held, decide_on, go_along, take_with

# Art. 63: what weighs heavily whatever it costs; the figures are those of this installation.
HEAVY = {"lower-grade", "revoke-licence", "stop-business", "close-down", "ban"}
LARGE_FEN, LARGE_FEN_OF_A_PERSON = 5_000_000, 500_000
# Art. 60: by so many days a rule of this installation lets a decision be put off.
EXTENSION_DAYS = 30
DECIDE_DAYS, DEFEND_DAYS, HEARING_DAYS, NOTICE_DAYS, PRESERVE_DAYS, PAY_DAYS = 90, 5, 5, 7, 7, 15


@dataclass(slots=True)
class CourseModel:
    """A case; `age` of a person, None of an organisation. `investigated`: who ever did; days are those of the town."""

    filed_on: date
    officers: list[str]
    able: set[str]
    reviewers: set[str]
    weighty: bool = False
    state: str = "investigating"
    investigated: set[str] = field(default_factory=set)
    evidence: int = 0
    excluded: set[int] = field(default_factory=set)
    decide_by: date = date.max
    extended: int = 0
    preserved_until: datetime | None = None
    recusal_of: str | None = None
    stood_since: tuple[str, date] | None = None
    conclusion: str | None = None
    told: dict[str, Any] | None = None
    defend_by: date = date.max
    ask_by: date | None = None
    defence: str | None = None
    hearing: str | None = None
    hearing_on: date = date.max
    chair: str | None = None
    recused_chairs: set[str] = field(default_factory=set)
    # Whether everybody may come (art. 64 (3)).
    hearing_open: bool = False
    reviewer: str | None = None
    passed: bool = False
    discussed: bool = False
    decided_on: date = date.max
    imposed: dict[str, Any] | None = None
    served_on: date = date.max
    due: date | None = None
    put_off_to: date | None = None
    # What is to have been paid by which day, all in all, where it is paid by instalments.
    plan: list[tuple[date, int]] = field(default_factory=list)
    put_offs: list[tuple[date, date]] = field(default_factory=list)
    # What the party gained and does not give back (art. 28 (2)).
    gains: int = 0
    # What was ordered to be corrected: still to be, by which day, and found late (art. 28 (1)).
    to_correct: bool = False
    correct_by: date | None = None
    found_late: bool = False
    # Circumstance → least and most fine, and the kinds beside it; None where no table is published (art. 34).
    table: dict[str, tuple[int, int, set[str]]] | None = None
    approved: tuple[str, dict[str, Any], str] | None = None
    with_officers: bool = False
    paid: list[tuple[date, int]] = field(default_factory=list)
    performed: tuple[date, int] | None = None
    appeals: list[tuple[str, date, date | None]] = field(default_factory=list)
    demanded_on: date | None = None
    held: list[Held] = field(default_factory=list)
    # What is confiscated in kind, as the decision names it (art. 59, 74); an appeal may have revoked it.
    goods: list[Taken] = field(default_factory=list)
    revoked: bool = False
    # The police has it since (art. 27).
    transferred_on: date | None = None
    # How old a person was when the act was over (art. 30), and whether it is known where the party lives (59 (1)).
    age: str | None = None
    addressed: bool = True

    def __post_init__(self) -> None:
        self.investigated |= set(self.officers)
        self.decide_by = nth_day(self.filed_on, DECIDE_DAYS)

    # ------------------------------------------------------------------------------------------------ what is owed
    def owed(self, on: date) -> int:
        """Return what is still to be paid on a day (art. 66, 72, 73)."""
        if self.imposed is None:
            return 0
        fine = self.imposed.get("fine_fen", 0)
        added = self.performed[1] if self.performed else self._late(fine, on)
        return int(goods_model.money(self.imposed) + added - sum(amount for _, amount in self.paid))

    def _late(self, fine: int, on: date) -> int:
        return late(fine, self.due_by(on), on, free_days(self.appeals, on), self.put_offs) if self.due else 0

    def due_by(self, on: date) -> date:
        """Return the day from which a party is late, as it is seen on a day: of the first instalment missed (66)."""
        assert self.due is not None
        for day, least in self.plan:
            if day < on and sum(amount for when, amount in self.paid if when <= day) < least:
                return day
        return self.due

    def _look_whether_paid(self) -> None:
        if self.paid and self.performed is None and self.imposed is not None:
            on = self.paid[-1][0]
            if self.owed(on) <= 0:
                self.performed = on, self._late(self.imposed.get("fine_fen", 0), on)

    def runs(self) -> bool:
        return any(ended is None for _, _, ended in self.appeals)

    def to_take(self) -> list[int]:
        return goods_model.numbered(self.goods, "due")

    def to_dispose(self) -> list[int]:
        return goods_model.numbered(self.goods, "taken")

    def sale_of(self, numbers: list[int]) -> int | None:
        return goods_model.sale_of(self.goods, self.held, numbers)

    def owed_back(self) -> int:
        return goods_model.owed_back(self.goods, self.held)

    # -------------------------------------------------------------------------------------------- what a step does
    def take(self, action: str, person: str, body: dict[str, Any], today: date) -> None:
        """Let a step that is possible happen."""
        step = getattr(self, "_take_" + action.replace("-", "_"), None)
        if step is not None:
            step(person, body, today)
        take_with(self.held, action, body, today)
        goods_model.take_with(action, body, self.goods)
        goods_model.follow(self.goods, self.held, today)
        self.state = {
            "conclude": "concluded",
            **dict.fromkeys(("supplement", "take-back"), "investigating"),
            "notify": "notified",
            "suspend": "suspended",
            "decide": "decided",
            "serve": "served",
            **dict.fromkeys(("terminate", "transfer", "close"), "closed"),
        }.get(action, self.state)

    def _take_name_address(self, *_: object) -> None:
        self.addressed = True

    def _take_add_evidence(self, *_: object) -> None:
        self.evidence += 1

    def left(self) -> int:
        """Return how much of the evidence still proves something (art. 46)."""
        return self.evidence - len(self.excluded)

    def _take_exclude_evidence(self, _: str, body: dict[str, Any], __: date) -> None:
        # What was reviewed and discussed before knew it (art. 58).
        self.excluded.add(body["serial"])
        self.reviewer, self.passed, self.discussed = None, False, False

    def _take_preserve(self, _: str, __: object, today: date) -> None:
        self.preserved_until = closing(nth_workday(today, PRESERVE_DAYS))

    def _take_settle_preserved(self, *_: object) -> None:
        self.preserved_until = None

    def chair_waits(self) -> bool:
        """Tell whether it is open that the chair of a hearing goes (art. 64 (4))."""
        return self.recusal_of is not None and self.recusal_of == self.chair and self.hearing in {"asked", "fixed"}

    def _take_conclude(self, _: str, body: dict[str, Any], __: date) -> None:
        self.conclusion = body["conclusion"]
        self.gains = body.get("gained_fen", 0) - body.get("returned_fen", 0)

    def _take_approve_deviation(self, person: str, body: dict[str, Any], _: date) -> None:
        self.approved = body["circumstance"], body["sanction"], person

    def _take_supplement(self, *_: object) -> None:
        if self.chair_waits():
            self.recusal_of = None
        for name in ("conclusion", "told", "ask_by", "defence", "hearing", "chair", "reviewer", "approved"):
            setattr(self, name, None)
        self.passed = self.discussed = False
        self.gains = 0

    def _take_notify(self, _: str, body: dict[str, Any], today: date) -> None:
        self.told, self.defend_by = body["proposed"], nth_workday(today, DEFEND_DAYS)
        of_a_person = LARGE_FEN_OF_A_PERSON if self.age else LARGE_FEN
        is_heavy = goods_model.heaviest(self.told) >= of_a_person or bool(HEAVY & set(self.told["kinds"]))
        self.ask_by = nth_workday(today, HEARING_DAYS) if is_heavy else None

    def _take_state_defence(self, *_: object) -> None:
        self.defence = "stated"

    def _take_check_defence(self, *_: object) -> None:
        self.defence = "checked"

    def _take_waive_defence(self, *_: object) -> None:
        self.defence = "waived"

    def _take_review(self, person: str, body: dict[str, Any], _: date) -> None:
        self.reviewer, self.passed = person, body["passed"]

    def _take_discuss(self, *_: object) -> None:
        self.discussed = True

    def _take_extend(self, _: str, body: dict[str, Any], __: date) -> None:
        self.extended = body["days"]
        self.decide_by += timedelta(days=self.extended)

    def _take_suspend(self, _: str, __: object, today: date) -> None:
        self.stood_since = self.state, today

    def _take_resume(self, _: str, __: object, today: date) -> None:
        assert self.stood_since is not None
        self.state, since = self.stood_since
        self.decide_by += today - since
        self.stood_since = None

    def _take_decide(self, _: str, body: dict[str, Any], today: date) -> None:
        self.decided_on, self.conclusion = today, body["outcome"]
        self.imposed = body["sanction"] if body["outcome"] == "punish" else None
        if self.imposed is not None:
            self._order(body["correction"])
        self.goods = goods_model.named_by(body)
        decide_on(self.held, goods_model.settled(self.imposed, self.goods), today)

    def _take_transfer(self, _: str, body: dict[str, Any], __: date) -> None:
        self.transferred_on = date.fromisoformat(body["on"])
        go_along(self.held)

    def _take_take_back(self, _: str, body: dict[str, Any], __: date) -> None:
        # What was told before is void, and the days at the police are not counted (art. 27, 60).
        assert self.transferred_on is not None
        self._take_supplement()
        self.decide_by += date.fromisoformat(body["on"]) - self.transferred_on
        self.transferred_on, self.decided_on = None, date.max

    def _order(self, correction: dict[str, Any]) -> None:
        self.to_correct, self.found_late = correction["way"] != "corrected", False
        self.correct_by = date.fromisoformat(correction["due_on"]) if correction.get("due_on") else None

    def _take_check_correction(self, _: str, body: dict[str, Any], __: date) -> None:
        if body["corrected"]:
            self.to_correct = self.found_late = False
        elif body.get("due_on"):
            self._order({"way": "by-day", "due_on": body["due_on"]})
        else:
            self.found_late = True

    def _take_serve(self, _: str, body: dict[str, Any], __: date) -> None:
        self.served_on = date.fromisoformat(body["on"])
        money = self.imposed and goods_model.money(self.imposed)
        self.due = self.served_on + timedelta(days=PAY_DAYS) if money else None

    def on_the_spot(
        self, sanction: dict[str, Any], correction: dict[str, Any], today: date, *, with_officers: bool
    ) -> None:
        """Decide and serve at once (art. 51, 52), order to correct (28), and take the fine if so (68)."""
        self._order(correction)
        self.state, self.conclusion, self.imposed = "served", "punish", sanction
        self.served_on = self.decided_on = self.decide_by = today
        self.due = today + timedelta(days=PAY_DAYS) if sanction.get("fine_fen") else None
        self.with_officers = with_officers
        if with_officers:
            self.paid.append((today, sanction["fine_fen"]))
            self._look_whether_paid()
