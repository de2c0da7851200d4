"""What does the law allow with money and goods that are taken? The fourth part of the model of penalty cases.

Written from the articles (penalty law 9, 44, 45, 59, 66, 73, 74; state compensation law 36), not from the code.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.support.measure_model import LOW_PERCENT, Held

AMOUNTS = {"fine": "fine_fen", "confiscate-gains": "confiscated_fen", "confiscate-goods": "goods_fen"}
HAND_OVER = timedelta(days=15)
STEPS = {"take-goods", "dispose-goods", "return-goods"}
FROM = {key: {"served"} for key in STEPS}
GONE = {"auction": "auctioned", "prescribed": "handled", "destroy": "destroyed"}


@dataclass(slots=True)
class Taken:
    """One of the goods that a decision confiscates. `by`: the number of the measure that had it already."""

    state: str
    worth: int
    by: int | None = None
    since: date = date.min
    brought: int = 0
    free: bool = False

    def back(self) -> bool:
        return self.free and self.state != "returned"


def takes_goods(sanction: dict[str, Any] | None) -> bool:
    return sanction is not None and "confiscate-goods" in sanction["kinds"]


def money(sanction: dict[str, Any]) -> int:
    """Return what is owed in money (66): goods are not."""
    return int(sanction.get("fine_fen", 0) + sanction.get("confiscated_fen", 0))


def heaviest(sanction: dict[str, Any]) -> int:
    """Return what counts for a hearing (63): the fine, the gains, or the goods."""
    return max(sanction.get(name, 0) for name in AMOUNTS.values())


def unsound(sanction: dict[str, Any]) -> list[str]:
    """Return what a sanction lacks (art. 59 (3)): kinds, and an amount for what has one alone."""
    kinds = set(sanction["kinds"])
    misfit = any((kind in kinds) != (sanction.get(name, 0) > 0) for kind, name in AMOUNTS.items())
    return ["nothing-imposed"] * (not kinds) + ["amount-misfit"] * (bool(kinds) and misfit)


def heavier(sanction: dict[str, Any], told: dict[str, Any]) -> list[str]:
    """Return whether more is imposed than was told (art. 44, 45): a warning only instead of something else."""
    added, dropped = set(sanction["kinds"]) - set(told["kinds"]), set(told["kinds"]) - set(sanction["kinds"])
    more = any(sanction.get(name, 0) > told.get(name, 0) for name in AMOUNTS.values())
    return ["heavier"] * bool(more or added - {"warning"} or (added and not dropped))


def listed_wrongly(body: dict[str, Any], imposed: dict[str, Any] | None, held: list[Held], today: date) -> list[str]:
    """Return what is wrong with the goods that a decision names (59; coercion law 25, 27)."""
    goods = body.get("goods") or []
    worth = sum(one["value_fen"] for one in goods)
    misfit = bool(goods) != takes_goods(imposed) or worth != (imposed or {}).get("goods_fen", 0)
    found = ["goods-misfit"] * misfit
    for number in sorted({one["measure"] for one in goods if one.get("measure")}):
        found += held[number - 1].unfit(today) if number <= len(held) else ["no-measure"]
    return found


def named_by(body: dict[str, Any]) -> list[Taken]:
    """Return what a decision confiscates."""
    goods = body.get("goods") or []
    return [Taken("held" if one.get("measure") else "due", one["value_fen"], one.get("measure")) for one in goods]


def settled(imposed: dict[str, Any] | None, goods: list[Taken]) -> set[int]:
    """Return which measures a decision settles (27): those that have what it confiscates."""
    stays = (one for one in goods if not one.free and one.state not in {"released", "returned"})
    return {one.by for one in stays if one.by} if takes_goods(imposed) else set()


def follow(goods: list[Taken], held: list[Held], today: date) -> None:
    """Let goods be where the measures are that had them (27, 28)."""
    after = {"confiscate": "taken", "destroy": "destroyed", "lifted": "due"}
    for one in goods:
        was, of = one.state, held[one.by - 1].state if one.by else ""
        # What an appeal freed goes with the rest that is taken, and is given back (state compensation law 32, 36).
        if of in after and (was == "held" or (was == "released" and of != "lifted" and not one.free)):
            one.state, one.free = after[of], was == "released"
            # Perishables that were sold are gone: the party has their price (coercion law 28 (2)).
            one.state = "released" if one.state == "due" and one.by and held[one.by - 1].sold else one.state
            one.since = today


def numbered(goods: list[Taken], *states: str, free: bool = False) -> list[int]:
    return [number for number, one in enumerate(goods, 1) if one.state in states and one.free is free]


def to_give_back(goods: list[Taken]) -> list[int]:
    return [number for number, one in enumerate(goods, 1) if one.back()]


def is_open(goods: list[Taken]) -> bool:
    """Tell whether something is still to be handed over, disposed of or given back (66, 74)."""
    return bool(numbered(goods, "due") or numbered(goods, "taken") or to_give_back(goods))


def is_late(goods: list[Taken], served_on: date, on: date) -> bool:
    return served_on is not date.max and on > served_on + HAND_OVER and bool(numbered(goods, "due"))


def barred_with(goods: list[Taken], action: str, *, appealed: bool) -> list[str]:
    """Return why a step cannot be taken with any of the goods."""
    if action not in STEPS:
        return []
    possible = {
        "take-goods": numbered(goods, "due"),
        "dispose-goods": numbered(goods, "taken"),
        "return-goods": to_give_back(goods),
    }[action]
    return ["no-goods"] * (not possible) + ["appeal-runs"] * (appealed and action == "dispose-goods")


def owed_back(goods: list[Taken], held: list[Held]) -> int:
    """Return what is paid for what is gone: what it brought, or what it was worth (state compensation law 36)."""
    paid = 0
    for one in (one for one in goods if one.back()):
        was_sold = one.by is not None and held[one.by - 1].sold is not None
        low = one.brought * 100 < one.worth * LOW_PERCENT
        gone = one.state in {"handled", "destroyed"} or (one.state == "taken" and was_sold)
        paid += one.worth if gone or (one.state == "auctioned" and low) else one.brought
    return paid


def sale_of(goods: list[Taken], held: list[Held], numbers: list[int]) -> int | None:
    """Return what the perishables brought that are among some goods; None where none are."""
    sold = {one.by for number, one in enumerate(goods, 1) if number in numbers and one.by and held[one.by - 1].sold}
    return sum((held[one - 1].sold or (0, 0))[0] for one in sold) if sold else None


def misfits_of(action: str, body: dict[str, Any], today: date, course: Any) -> list[str]:
    """Return what forbids a step with these goods and this input; `course` knows what was decided and served."""
    if action == "take-goods":
        return _taking(body, today, course)
    if action == "dispose-goods":
        return _disposal(body, today, course)
    if action == "return-goods":
        wrong = not body["receipt"] or body["paid_fen"] != owed_back(course.goods, course.held)
        return ["goods-not-given-back"] * wrong
    return []


def _unlike(numbers: list[int], possible: list[int]) -> list[str]:
    return ["no-goods"] * (len(set(numbers)) < len(numbers) or not set(numbers) <= set(possible))


def _taking(body: dict[str, Any], today: date, course: Any) -> list[str]:
    found = _unlike(body["goods"], numbered(course.goods, "due"))
    found += ["dates-in-order"] * (not course.served_on <= date.fromisoformat(body["on"]) <= today)
    found += ["goods-officers"] * (len(set(body["officers"])) < 2)
    return found + ["goods-unsigned"] * (not (body["signed"] or body["refusal_noted"]))


def _disposal(body: dict[str, Any], today: date, course: Any) -> list[str]:
    goods, on, way = course.goods, date.fromisoformat(body["on"]), body["way"]
    brought = {one["number"]: one["proceeds_fen"] for one in body["goods"]}
    found = _unlike(list(brought), numbered(goods, "taken"))
    if found:
        return found
    since = max([course.served_on, *(goods[one - 1].since for one in brought)])
    found += ["dates-in-order"] * (not since <= on <= today)
    ran = any(began <= on and (ended is None or on < ended) for _, began, ended in course.appeals)
    found += ["appeal-runs"] * ran + ["goods-basis-missing"] * (way != "auction" and not body["basis"])
    total = sum(brought.values())
    kept = body["treasury_fen"] != total or (total > 0 and not body["receipt"])
    kept = kept or (way == "destroy" and total > 0) or (way == "auction" and 0 in brought.values())
    return found + ["proceeds-kept"] * (kept or _sold_in_part(course, brought, way))


def _sold_in_part(course: Any, brought: dict[int, int], way: str) -> bool:
    """Tell whether what perishables brought is not paid in whole with all of them (74; coercion law 28 (2))."""
    for serial, measure in enumerate(course.held, 1):
        mine = {n: one for n, one in enumerate(course.goods, 1) if one.by == serial and one.since is not date.min}
        stays = {number for number, one in mine.items() if not one.free}
        named = stays & set(brought)
        if not measure.sold or not named:
            continue
        whole = len(stays) < len(mine) or sum(brought[one] for one in named) == measure.sold[0]
        if way == "destroy" or named != stays or not whole:
            return True
    return False


def take_with(action: str, body: dict[str, Any], goods: list[Taken]) -> None:
    """Let a step that is possible happen."""
    if action == "take-goods":
        for number in body["goods"]:
            goods[number - 1].state, goods[number - 1].since = "taken", date.fromisoformat(body["on"])
    elif action == "dispose-goods":
        for one in body["goods"]:
            goods[one["number"] - 1].state = GONE[body["way"]]
            goods[one["number"] - 1].brought = one["proceeds_fen"]
    elif action == "return-goods":
        for one in goods:
            one.state = "returned" if one.back() else one.state


def kept(goods: list[Taken], sanction: dict[str, Any] | None, keeps: list[int] | None) -> set[int]:
    """Return the numbers of what stays confiscated after an appeal."""
    still = {n for n, one in enumerate(goods, 1) if not one.free and one.state not in {"released", "returned"}}
    return set(keeps) if keeps is not None else still if takes_goods(sanction) else set()


def kept_wrongly(goods: list[Taken], sanction: dict[str, Any] | None, keeps: list[int] | None) -> list[str]:
    """Return what is wrong with the goods that an appeal leaves confiscated (59)."""
    still, stay = kept(goods, {"kinds": ["confiscate-goods"]}, None), kept(goods, sanction, keeps)
    worth = sum(one.worth for number, one in enumerate(goods, 1) if number in stay)
    unlike = bool(stay) != takes_goods(sanction) or (sanction or {}).get("goods_fen", 0) > worth
    return ["goods-misfit"] * (not stay <= still or (bool(goods) and unlike))


def free_all_but(goods: list[Taken], stay: set[int]) -> None:
    """Let an appeal take the confiscation away: what was taken is to be given back."""
    for number, one in enumerate(goods, 1):
        if number in stay or one.free or one.state in {"released", "returned"}:
            continue
        one.free = one.state not in {"due", "held"}
        one.state = one.state if one.free else "released"
