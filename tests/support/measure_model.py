"""What does the coercion law allow with what is sealed up or seized? The third part of the model of penalty cases.

Written from the articles, not from the code; days are those of the town, and a day is more than twenty-four hours.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.support.day_oracle import kept_until

LEAST, MOST = 1, 30
# Art. 28 (2): which price is clearly too low is said by this installation.
LOW_PERCENT = 70
UNDECIDED = {"investigating", "concluded", "notified"}
BEFORE = {
    *("ask-measure", "approve-measure", "impose-measure", "impose-urgent-measure", "report-urgent-measure"),
    *("extend-measure", "examine-measure"),
}
UNTIL_SETTLED = {"end-examination", "sell-perishables", "lift-measure", "return-measure", "dispose-measure"}
FROM = {
    **dict.fromkeys(BEFORE, UNDECIDED),
    **dict.fromkeys(UNTIL_SETTLED, UNDECIDED | {"decided", "served"}),
}
OFFICERS_DO = {
    *("ask-measure", "impose-measure", "impose-urgent-measure", "report-urgent-measure", "examine-measure"),
    *("end-examination", "return-measure"),
}
HEAD_DOES = {"approve-measure", "extend-measure", "sell-perishables", "lift-measure", "dispose-measure"}
WITH_ONE = (BEFORE | UNTIL_SETTLED) - {"ask-measure", "impose-urgent-measure"}


@dataclass(slots=True)
class Held:
    """One thing of a case: how far it is, since when, for how long."""

    state: str
    days: int
    urgent: bool = False
    approved: bool = False
    reported: bool = False
    unneeded: bool = False
    imposed_on: date = date.max
    more: int = 0
    examined: list[tuple[date, date]] = field(default_factory=list)
    # The last one may end sooner.
    open_end: bool = False
    sold: tuple[int, int] | None = None
    handled: bool = False

    def last(self) -> date:
        return kept_until(self.imposed_on, self.days + self.more, self.examined)

    def over(self, today: date) -> bool:
        """Tell whether its days are over, and no decision dealt with it (25, 27, 28 (4))."""
        return self.state == "imposed" and not self.handled and today > self.last()

    def wrong(self, today: date) -> list[str]:
        """Return why nothing may be done but lift it (19, 25, 28)."""
        late = self.urgent and not self.reported and today > self.imposed_on
        found = ["measure-unneeded"] * self.unneeded + ["measure-reported-too-late"] * late
        return found + ["measure-over"] * self.over(today)

    def unfit(self, today: date) -> list[str]:
        """Return why it is not kept rightly: nothing of it is imposed, it is to be lifted, or nobody approved (18)."""
        if self.state != "imposed":
            return ["measure-stands"]
        return self.wrong(today) + ["measure-not-approved"] * (not self.approved)

    def owed(self) -> int:
        """Return what is paid back of what was sold (28 (2))."""
        brought, worth = self.sold or (0, 0)
        return worth if brought * 100 < worth * LOW_PERCENT else brought


def barred_with(one: Held, action: str, today: date) -> list[str]:
    """Return why a step cannot be taken with one of the things."""
    stands, upright = ["measure-stands"], one.state == "imposed"
    runs = bool(one.examined) and one.open_end and one.examined[-1][0] <= today < one.examined[-1][1]
    if action == "approve-measure" and one.state != "asked":
        done = stands * (not upright or one.approved)
        return one.wrong(today) * upright + (done or ["measure-not-reported"] * (not one.reported))
    found: dict[str, list[str]] = {
        "impose-measure": ["measure-not-approved"] if one.state == "asked" else stands * (one.state != "approved"),
        "report-urgent-measure": one.wrong(today) * upright + stands * (not upright or not one.urgent or one.reported),
        "extend-measure": one.unfit(today) + ["measure-extended-already"] * bool(one.more),
        "examine-measure": one.unfit(today)
        + ["no-examination"] * bool(one.examined and max(last for _, last in one.examined) >= today),
        "end-examination": stands * (not upright) + ["no-examination"] * (not runs),
        "sell-perishables": one.unfit(today) + ["measure-sold-already"] * (one.sold is not None),
        "lift-measure": stands * (not upright),
        "return-measure": stands * (one.state != "lifted"),
        "dispose-measure": one.unfit(today),
    }
    return found.get(action, [])


def barred_with_all(held: list[Held], action: str, today: date) -> list[str]:
    """Return why a step cannot be taken with any of them: none, if with one of them it can."""
    if action not in WITH_ONE:
        return []
    why = [barred_with(one, action, today) for one in held]
    return [] if any(not one for one in why) else ["no-measure", *(code for one in why for code in one)]


def is_held(held: list[Held]) -> bool:
    return any(one.state in {"imposed", "lifted"} for one in held)


def stays_here(held: list[Held], today: date) -> bool:
    """Tell whether something cannot go along with a crime (21, 28)."""
    return any(one.state == "lifted" or (one.state == "imposed" and one.unfit(today)) for one in held)


def misfits_of(held: list[Held], action: str, body: dict[str, Any], today: date, course: Any) -> list[str]:
    """Return what forbids a step with this thing and this input; `course` knows what was decided and served."""
    if action not in FROM:
        return []
    one = held[body["serial"] - 1] if 0 < body.get("serial", 0) <= len(held) else None
    if action in WITH_ONE and one is None:
        return ["no-measure"]
    found = barred_with(one, action, today) if one else []
    if action in {"ask-measure", "impose-urgent-measure"}:
        found += ["measure-too-long"] * (not LEAST <= body["days"] <= MOST) + _things(body)
    if action in {"impose-measure", "impose-urgent-measure"}:
        found += _site(body["site"])
    return found + (_with(one, action, body, today, course) if one else [])


def _things(body: dict[str, Any]) -> list[str]:
    things, seize = body["things"], body["kind"] == "seize"
    found = ["measure-incomplete"] * (not things or not body["reasons"])
    found += ["measure-not-seizable"] * (seize and any(one["kind"] != "goods" for one in things))
    found += ["measure-unrelated"] * any(not one["related"] for one in things)
    found += ["measure-necessities"] * any(one.get("necessity", False) for one in things)
    return found + ["measure-sealed-already"] * any(one.get("sealed_by") for one in things)


def _site(site: dict[str, Any]) -> list[str]:
    there, signed = site["party_present"], site["signed"] or site["refusal_noted"]
    found = ["measure-officers"] * (len(set(site["officers"])) < 2)
    found += ["measure-credentials"] * (not site["credentials_shown"]) + ["measure-not-told"] * (
        there and not site["told"]
    )
    found += ["measure-not-heard"] * (there and not site["heard"])
    found += ["measure-unsigned"] * (not signed if there else not site["witness"])
    return found + ["measure-not-handed-over"] * (site["inventory_copies"] != 2 or (there and not site["handed_over"]))


def _with(one: Held, action: str, body: dict[str, Any], today: date, course: Any) -> list[str]:
    found: list[str] = []
    if action == "extend-measure":
        found = ["measure-too-long"] * (not LEAST <= body["days"] <= MOST)
    if action == "examine-measure" and one.state == "imposed":
        begins, until = date.fromisoformat(body["begins_on"]), date.fromisoformat(body["until"])
        misfit = not today <= begins <= until or begins > one.last()
        found = ["examination-misfit"] * misfit + ["costs-on-party"] * (body["payer"] == "party")
    if action == "end-examination" and one.examined:
        found = ["dates-in-order"] * (not one.examined[-1][0] <= date.fromisoformat(body["on"]) <= today)
    if action == "lift-measure":
        wrong = {"expired": not one.over(today), "decided": course.imposed is None}
        found = ["measure-lift-ground"] * wrong.get(body["ground"], False)
    if action == "return-measure":
        found = ["measure-not-returned"] * (not body["receipt"]) + ["measure-not-paid-back"] * (
            body["paid_fen"] != one.owed()
        )
    if action == "dispose-measure":
        found = _disposal(one, body, course)
    return found


def _disposal(one: Held, body: dict[str, Any], course: Any) -> list[str]:
    if body["disposal"] == "destroy":
        waits = one.handled and course.runs()
        return ["measure-no-basis"] * (body["basis"] is None) + ["appeal-runs"] * waits
    confiscated = course.imposed is not None and "confiscate-goods" in course.imposed["kinds"]
    return ["measure-not-confiscated"] * (not (confiscated and one.handled and course.state == "served"))


def take_with(held: list[Held], action: str, body: dict[str, Any], today: date) -> None:
    """Let a step that is possible happen."""
    if action == "ask-measure":
        held.append(Held("asked", body["days"]))
    elif action == "impose-urgent-measure":
        held.append(Held("imposed", body["days"], urgent=True, imposed_on=today))
    elif action in WITH_ONE:
        _take(held[body["serial"] - 1], action, body, today)


def _take(one: Held, action: str, body: dict[str, Any], today: date) -> None:
    if action == "approve-measure":
        one.approved, one.unneeded = body["granted"], not body["granted"]
        if one.state == "asked":
            one.state = "approved" if body["granted"] else "refused"
    elif action == "impose-measure":
        one.state, one.imposed_on = "imposed", today
    elif action == "report-urgent-measure":
        one.reported = True
    elif action == "extend-measure":
        one.more = body["days"]
    elif action == "examine-measure":
        one.examined.append((date.fromisoformat(body["begins_on"]), date.fromisoformat(body["until"])))
        one.open_end = True
    elif action == "end-examination":
        one.examined[-1], one.open_end = (one.examined[-1][0], date.fromisoformat(body["on"])), False
    elif action == "sell-perishables":
        one.sold = body["proceeds_fen"], body["market_fen"]
    else:
        one.state = {"lift-measure": "lifted", "return-measure": "returned"}.get(action, body.get("disposal", ""))


def decide_on(held: list[Held], settled: set[int], today: date) -> None:
    """Let a decision, or what an appeal made of it, settle what it confiscates (27); `settled`: by number."""
    for number, one in enumerate(held, 1):
        one.handled = number in settled and (one.handled or (one.state == "imposed" and not one.unfit(today)))


def go_along(held: list[Held]) -> None:
    """Let what is held go to the police with a crime (21)."""
    for one in held:
        if one.state == "imposed":
            one.state = "transferred"
