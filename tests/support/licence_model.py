"""What does the licence law allow with an application? A model for tests, written from the articles, not from the code.

It knows one application: where it stands, what is here of its materials, who verified it. For a step it names every
refusal that the law or the item would give; none: the step is possible, and the model takes it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

FORM, PLAN, PHOTO = "application-form", "site-plan", "photo"
REQUIRED, DEFERRABLE = (FORM, PLAN), {PLAN}
OPEN = {"received", "correcting", "accepted", "paused"}
# Who may come to the counter: who received it, two officials, the head, one who does both.
CLERK, LIN, ZHOU, HEAD = "clerk-li", "p-lin", "p-zhou", "p-head"
STAFF = {LIN, ZHOU}

FROM = {
    **{action: {"received"} for action in ("reject", "correct", "notify")},
    "hand-in": {"received", "correcting", "accepted"},
    "accept": {"received", "correcting"},
    **{action: {"accepted"} for action in ("name-officials", "verify", "sign", "extend", "pause")},
    **{action: {"accepted"} for action in ("grant", "refuse", "complete")},
    "resume": {"paused"},
    "deliver": {"granted", "refused"},
    **dict.fromkeys(("withdraw", "terminate"), OPEN),
    "archive": {"delivered", "rejected", "withdrawn", "terminated"},
}
TO = {
    "reject": "rejected",
    "notify": "correcting",
    "accept": "accepted",
    "pause": "paused",
    "resume": "accepted",
    "grant": "granted",
    "complete": "granted",
    "refuse": "refused",
    "deliver": "delivered",
    "withdraw": "withdrawn",
    "terminate": "terminated",
    "archive": "archived",
}


@dataclass(slots=True)
class Model:
    """`item`: licence, on-site, service or one-hand; days are those of the town."""

    item: str
    today: date
    accepted_on: date
    state: str = "received"
    here: set[str] = field(default_factory=set)
    promised: set[str] = field(default_factory=set)
    officials: list[str] = field(default_factory=list)
    signed: set[str] = field(default_factory=set)
    passed: bool | None = None
    extended: bool = False
    late_for_notice: bool = False
    late_for_decision: bool = False

    def missing(self) -> set[str]:
        return set(REQUIRED) - self.here - self.promised

    def refusals(self, action: str, person: str, body: dict[str, Any]) -> set[str]:
        """Return every reason for which a step is not possible."""
        if self.state not in FROM[action]:
            return {"illegal-action"}
        return set(getattr(self, "_" + action.replace("-", "_"), self._anything)(person, body))

    def take(self, action: str, person: str, body: dict[str, Any]) -> None:
        """Let a step that is possible happen."""
        self.state = TO.get(action, self.state)
        if action in {"hand-in", "correct"}:
            self._bring(body)
        if action == "notify":
            gone = self.missing() | set(body.get("defects", ()))
            self.here -= gone
            self.promised -= gone
        if action == "hand-in" and self.state == "correcting" and not self.missing():
            self.state = "accepted"
        if action == "name-officials":
            self.officials, self.signed, self.passed = list(dict.fromkeys(body["officials"])), set(), None
        if action == "verify":
            self.signed, self.passed = {person}, body["passed"]
        if action == "sign":
            self.signed.add(person)
        self.extended |= action == "extend"

    def _bring(self, body: dict[str, Any]) -> None:
        given = body.get("materials", body)
        here = set(given.get("handed_in", ()))
        promised = {one["code"] for one in given.get("promised", ())} - here
        self.here, self.promised = (self.here | here) - promised, (self.promised | promised) - here

    # ------------------------------------------------------------------------------------- why a step is not possible
    def _anything(self, person: str, body: dict[str, Any]) -> list[str]:
        del person, body
        return []

    def _materials(self, given: dict[str, Any]) -> list[str]:
        here = set(given.get("handed_in", ()))
        later = {one["code"]: date.fromisoformat(one["until"]) for one in given.get("promised", ())}
        later = {code: until for code, until in later.items() if code not in here}
        found = ["material-unknown"] if not here | set(later) <= {FORM, PLAN, PHOTO} else []
        found += ["material-not-deferrable"] if set(later) & {FORM, PHOTO} else []
        return found + (["promise-in-the-past"] if any(until < self.today for until in later.values()) else [])

    def _correct(self, person: str, body: dict[str, Any]) -> list[str]:
        del person
        return self._materials(body["materials"])

    def _hand_in(self, person: str, body: dict[str, Any]) -> list[str]:
        del person
        return self._materials(body)

    def _reject(self, person: str, body: dict[str, Any]) -> list[str]:
        del person
        unnamed = body["ground"] == "not-ours" and not body.get("organ")
        return ["organ-not-named"] * unnamed + ["notice-too-late"] * self.late_for_notice

    def _notify(self, person: str, body: dict[str, Any]) -> list[str]:
        del person
        defects = set(body.get("defects", ()))
        found = ["notice-too-late"] * self.late_for_notice
        found += ["material-unknown"] * (not defects <= {FORM, PLAN, PHOTO})
        return found + ["nothing-missing"] * (not self.missing() | defects)

    def _accept(self, person: str, body: dict[str, Any]) -> list[str]:
        del person, body
        return ["materials-missing"] * bool(self.missing())

    def _whole(self) -> bool:
        return self.passed is not None and not set(self.officials) - self.signed

    def _name_officials(self, person: str, body: dict[str, Any]) -> list[str]:
        del person
        named = set(body["officials"])
        found = ["two-officials-needed"] * (len(named) < 2) + ["official-unknown"] * (not named <= STAFF | {"p-worker"})
        return found + ["not-an-official"] * ("p-worker" in named) + ["verified-already"] * self._whole()

    def _verify(self, person: str, body: dict[str, Any]) -> list[str]:
        if not self.officials:
            return ["no-verification"]
        found = ["not-named-for-this"] * (person not in self.officials) + ["verified-already"] * self._whole()
        on = date.fromisoformat(body["on"])
        return found + ["verified-later"] * (not self.accepted_on <= on <= self.today)

    def _sign(self, person: str, body: dict[str, Any]) -> list[str]:
        del body
        if not self.officials:
            return ["no-verification"]
        return ["not-named-for-this"] * (person not in self.officials) + ["no-verification"] * (self.passed is None)

    def _extend(self, person: str, body: dict[str, Any]) -> list[str]:
        del person, body
        return ["already-extended"] * self.extended + ["term-over"] * self.late_for_decision

    def _pause(self, person: str, body: dict[str, Any]) -> list[str]:
        del person
        return ["time-not-told"] * (not 1 <= body["days"] <= 365)

    def _decide(self, person: str) -> list[str]:
        found = ["same-person"] * (person == CLERK and self.item != "one-hand")
        return found + ["not-verified"] * (self.item == "on-site" and not self._whole())

    def _fit(self) -> list[str]:
        return ["materials-missing"] * (set(REQUIRED) > self.here & set(REQUIRED)) + ["verification-failed"] * (
            self.passed is False
        )

    def _grant(self, person: str, body: dict[str, Any]) -> list[str]:
        ends = body.get("valid_to")
        found = ["no-licence"] * (self.item == "service") + self._decide(person) + self._fit()
        return found + ["ends-before-it-begins"] * (ends is not None and date.fromisoformat(ends) < self.today)

    def _refuse(self, person: str, body: dict[str, Any]) -> list[str]:
        del body
        return ["no-licence"] * (self.item == "service") + self._decide(person)

    def _complete(self, person: str, body: dict[str, Any]) -> list[str]:
        del body
        return ["is-a-licence"] * (self.item != "service") + self._decide(person) + self._fit()

    def days_pass(self, days: int) -> None:
        """Let so many days pass for its clocks; forty are more than five working days, and than twenty or thirty."""
        if self.state == "received":
            self.late_for_notice |= days >= 40
        elif self.state in {"accepted", "paused"}:
            self.late_for_decision |= days >= 90
            self.accepted_on -= timedelta(days=days)
