"""What does the penalty law allow with a party by its age and address, and when is it served (art. 30, 59 (1), 61)?

The fourth part of the model of penalty cases, written from the articles, not from the code.
"""

from datetime import date, timedelta
from typing import Any

from tests.support.penalty_course import CourseModel

OFFICERS_DO = {"name-address", "serve"}
FROM = {"name-address": {"investigating", "concluded", "notified", "decided", "served"}, "serve": {"decided"}}
# Civil procedure law 95: thirty days go by, and the next one is that of the service.
ANNOUNCED_DAYS = 31


def barred(case: CourseModel, action: str) -> set[str]:
    """Return why a step cannot be taken with such a party: of a penalty no child is told (30)."""
    return {"child-not-punished"} if action == "notify" and case.age == "child" else set()


def misfits(case: CourseModel, action: str, body: dict[str, Any], today: date) -> set[str]:
    """Return what is wrong with a step because of who the party is, or how it is served."""
    if action in {"conclude", "decide"}:
        found = of_age(case.age, body.get("conclusion") or body["outcome"], body.get("ground"))
        return found | (of_penalty(case, body) if body.get("outcome") == "punish" else set())
    if action in {"ask-measure", "impose-urgent-measure"}:
        return set() if case.addressed else {"measure-incomplete"}
    return set(of_service(body) + of_days(case, body, today)) if action == "serve" else set()


def of_age(age: str | None, outcome: str, ground: str | None) -> set[str]:
    """Return whether a child is punished, or somebody is spared for another ground than his own (30)."""
    if outcome == "punish":
        return {"child-not-punished"} if age == "child" else set()
    return {"child-ground"} if outcome == "spare" and (ground == "child") != (age == "child") else set()


def of_penalty(case: CourseModel, body: dict[str, Any]) -> set[str]:
    """Return whether a decision names no address (59 (1)), or is not lighter for who is not eighteen (30)."""
    found = set() if case.addressed else {"address-missing"}
    if case.age != "youth":
        return found
    return found if is_lighter(case, body) else found | {"not-lighter"}


def is_lighter(case: CourseModel, body: dict[str, Any]) -> bool:
    """Tell whether it is 从轻, in the light range, or 减轻, below its own; without a table it is said how.

    A warning alone is the least of all (9).
    """
    imposed, named = body.get("sanction") or {"kinds": []}, body.get("circumstance")
    if case.table is None:
        return bool((body.get("mitigated") or "").strip())
    least, most, beside = case.table.get(named or "", (0, -1, set()))
    fen = imposed.get("fine_fen", 0)
    if set(imposed["kinds"]) == {"warning"}:
        return True
    return set(imposed["kinds"]) - {"fine"} <= beside and (fen < least or (named == "light" and fen <= most))


def of_service(body: dict[str, Any]) -> list[str]:
    """Return what the way of a service lacks (61; civil procedure law 89, 95)."""
    way, since = body["way"], body.get("announced_on")
    wrong = not body.get("receipt") or (way == "electronic" and not body["agreed"])
    found = ["not-served-rightly"] * wrong
    found += ["not-left-rightly"] * (way == "left" and not (body.get("witnessed_by") or body.get("pictured")))
    by_notice = way == "public-notice"
    unsaid = by_notice != bool(since) or (by_notice and not body.get("words"))
    return found + ["not-announced"] * unsaid


def of_days(case: CourseModel, body: dict[str, Any], today: date) -> list[str]:
    """Return what is wrong with the days of a service."""
    found, since = between(case.decided_on, body["on"], today), body.get("announced_on")
    if not since:
        return found
    right = date.fromisoformat(since) + timedelta(days=ANNOUNCED_DAYS)
    found += ["announced-days"] * (date.fromisoformat(body["on"]) != right)
    return found + between(case.decided_on, since, today)


def between(first: date, on: str, today: date) -> list[str]:
    return ["dates-in-order"] * (not first <= date.fromisoformat(on) <= today)
