"""How are confiscated goods named, handed over, disposed of, and given back (penalty law art. 66, 74)?"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.penalties.domain.confiscating import (
    confiscates_goods,
    disposed,
    freed,
    given_back,
    hand_over_by,
    kept_by_appeal,
    last_taken,
    owed_back_of,
    require_taking,
    require_whole,
    taken_over,
)
from enforcement.penalties.domain.course import Course
from enforcement.penalties.domain.goods import Goods, GoodsDisposal, NamedGoods, Taking, to_give_back, to_take
from enforcement.penalties.domain.performing import require_no_appeal_on
from enforcement.penalties.domain.sanctions import Sanction
from enforcement.penalties.domain.settling import owed_back_fen
from enforcement.penalties.domain.states import ARTICLES, PenaltyAction
from enforcement.penalties.domain.terms import require_after
from enforcement.records.service import New, write
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, Taken, case_of, get_penalty, put_down, take_up_as_officer
from .limits import low_price_percent

A = PenaltyAction
# The line of a record that says what a decision confiscates, sealed.
NAMED = "name-goods"


@dataclass(frozen=True, slots=True)
class Confiscated:
    """The goods of a case, and until when they are handed over; None: it is not served, or nothing is left to be."""

    goods: Sequence[Goods]
    hand_over_by: date | None


async def name_goods(work: UnitOfWork, taken: Taken, named: Sequence[NamedGoods]) -> None:
    """Write down which goods a decision confiscates, before its own line, whose paper lists them (59)."""
    if named:
        words = json.dumps([asdict(one) for one in named], ensure_ascii=False)
        await write(work, taken.row.id, [New(NAMED, {"goods": len(named)}, words)], by=taken.by, now=taken.now)


async def take(work: UnitOfWork, scope: Scope, asked: Asked, taking: Taking) -> Row[Any]:
    """Keep that the party handed goods over, to two officers, against an inventory (66).

    Raises what `take_up_as_officer` raises, DatesInOrder, GoodsOfficers, GoodsUnsigned, NoGoods.
    """
    taken = await take_up_as_officer(work, scope, asked, A.TAKE_GOODS)
    course = taken.case.course
    require_after(course.served_on or taking.on, taking.on, town_day(asked.now), ARTICLES[A.TAKE_GOODS])
    require_taking(taking, taken.case.officers, taken.by)
    after = replace(course, goods=taken_over(course.goods, taking))
    facts = {"goods": sorted(taking.numbers), "on": taking.on.isoformat(), "signed": taking.signed}
    facts |= {"officers": sorted(set(taking.officers))}
    return await put_down(work, taken, after, facts=facts, words=taking.record)


async def dispose(work: UnitOfWork, scope: Scope, asked: Asked, disposal: GoodsDisposal) -> Row[Any]:
    """Keep how goods were auctioned, handled or destroyed, and that what they brought is the treasury's (74).

    Raises what `take_up_as_officer` raises, AppealRuns, NoGoods, DatesInOrder, GoodsBasisMissing, ProceedsKept.
    """
    taken = await take_up_as_officer(work, scope, asked, A.DISPOSE_GOODS)
    course, on = taken.case.course, disposal.on
    after = replace(course, goods=disposed(course.goods, disposal))
    since = last_taken(course.goods, disposal.numbers, course.served_on or on)
    require_after(since, on, town_day(asked.now), ARTICLES[A.DISPOSE_GOODS])
    require_no_appeal_on(course, on)
    require_whole(disposal, course.goods, taken.case.measures)
    brought = [{"goods": number, "proceeds_fen": fen} for number, fen in disposal.brought]
    facts: dict[str, object] = {
        "goods": sorted(disposal.numbers),
        "disposal": disposal.way,
        "on": on.isoformat(),
        "basis": disposal.basis,
    }
    facts |= {"brought": brought, "treasury_fen": disposal.treasury_fen}
    words = json.dumps({"record": disposal.record, "receipt": disposal.receipt}, ensure_ascii=False)
    return await put_down(work, taken, after, facts=facts, words=words)


async def give_back(work: UnitOfWork, scope: Scope, asked: Asked, receipt: str, paid_fen: int) -> Row[Any]:
    """Give back what an appeal confiscates no more, or pay for what is gone (state compensation law 32, 36).

    Raises what `take_up_as_officer` raises, NoGoods, GoodsNotGivenBack.
    """
    taken = await take_up_as_officer(work, scope, asked, A.RETURN_GOODS)
    goods = taken.case.course.goods
    percent = low_price_percent()
    owed = owed_back_of(goods, taken.case.measures, lambda sale: owed_back_fen(sale, percent))
    after = replace(taken.case.course, goods=given_back(goods, receipt, paid_fen, owed))
    facts = {"goods": to_give_back(goods), "paid_fen": paid_fen}
    return await put_down(work, taken, after, facts=facts, words=receipt)


def after_appeal(course: Course, changed: Sanction | None, keeps: Sequence[int] | None) -> tuple[Goods, ...]:
    """Return the goods of a case after an appeal changed or revoked its decision. Raises GoodsMisfit."""
    return freed(course.goods, kept_by_appeal(course.goods, changed, keeps))


def undelivered(course: Course) -> dict[str, object]:
    """Return what a demand and a court are told of goods that were not handed over (coercion law 53, 54)."""
    waits = to_take(course.goods)
    return {"goods": waits} if waits else {}


async def of_case(work: UnitOfWork, scope: Scope, penalty_id: UUID) -> Confiscated:
    """Return the confiscated goods of a case, without their names. Raises PenaltyNotFound."""
    row = await get_penalty(work, scope, penalty_id=penalty_id)
    course = case_of(row).course
    waits = confiscates_goods(course.decided) and to_take(course.goods) and course.served_on
    return Confiscated(course.goods, hand_over_by(course.served_on) if waits and course.served_on else None)
