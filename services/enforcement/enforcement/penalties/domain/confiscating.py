"""Which goods does a decision confiscate, when are they handed over, disposed of, or given back (art. 9, 66, 74)?"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from .filing import LEAST_OFFICERS, are_two_of
from .goods import (
    DisposalWay,
    Goods,
    GoodsBasisMissing,
    GoodsDisposal,
    GoodsMisfit,
    GoodsNotGivenBack,
    GoodsOfficers,
    GoodsOpen,
    GoodsState,
    GoodsUnsigned,
    NamedGoods,
    NoGoods,
    ProceedsKept,
    Taking,
    is_free,
    to_dispose,
    to_give_back,
    to_take,
)
from .holding import require_in_force
from .measures import Measure, MeasureState, NoMeasure, Sale
from .sanctions import Sanction, SanctionKind

# Until when goods are handed over the law leaves to the decision (66 (1)): as long as money may be paid (67 (3)).
HAND_OVER_DAYS = timedelta(days=15)
NAMED, HANDED_OVER, DISPOSED, GIVEN_BACK = "行政处罚法 59", "行政处罚法 66", "行政处罚法 74", "国家赔偿法 32、36"
S, W = GoodsState, DisposalWay
_GONE = {W.AUCTION: S.AUCTIONED, W.PRESCRIBED: S.HANDLED, W.DESTROY: S.DESTROYED}
# Where goods that a measure held are after a step with it.
_AFTER = {MeasureState.CONFISCATED: S.TAKEN, MeasureState.DESTROYED: S.DESTROYED, MeasureState.LIFTED: S.DUE}


def confiscates_goods(sanction: Sanction | None) -> bool:
    """Tell whether a decision confiscates goods (art. 9 (2))."""
    return sanction is not None and SanctionKind.CONFISCATE_GOODS in sanction.kinds


def named_goods(
    sanction: Sanction | None, named: Sequence[NamedGoods], measures: Sequence[Measure], now: datetime
) -> tuple[Goods, ...]:
    """Return what a decision confiscates. Raises GoodsMisfit (59), NoMeasure, and what `require_in_force` raises."""
    worth = sum(one.value_fen for one in named)
    if bool(named) is not confiscates_goods(sanction) or worth != (sanction.goods_fen if sanction else 0):
        raise GoodsMisfit("each is named, with its value", worth_fen=worth, article=NAMED)
    held = {one.serial: one for one in measures}
    for number in sorted({one.measure for one in named if one.measure is not None}):
        if number not in held:
            raise NoMeasure("no such measure", measure=number, article="行政强制法 27")
        require_in_force(held[number], now)
    return tuple(Goods(S.DUE if one.measure is None else S.HELD, one.value_fen, one.measure) for one in named)


def settled_measures(sanction: Sanction | None, goods: Sequence[Goods], measures: Sequence[Measure]) -> set[int]:
    """Return the numbers of the measures that a decision settles: those that hold what it confiscates (27).

    Until decisions named their goods, those that confiscated some settled every measure.
    """
    if not confiscates_goods(sanction):
        return set()
    if not goods:
        return {one.serial for one in measures}
    return {one.measure for one in goods if one.measure is not None and not is_free(one)}


def followed(goods: tuple[Goods, ...], measure: Measure, today: date) -> tuple[Goods, ...]:
    """Return goods after a step with the measure that holds them: taken, destroyed, or with the party again (27).

    Of perishables that were sold and lifted the party has the price (28 (2)), and nothing to hand over. What an appeal
    had freed of a measure's goods goes with the rest of them where they are taken or destroyed, and is given back.
    """
    if measure.state not in _AFTER:
        return goods
    is_lifted = measure.state is MeasureState.LIFTED
    after = S.RELEASED if is_lifted and measure.sale is not None else _AFTER[measure.state]
    leaves = {S.HELD} if is_lifted else {S.HELD, S.RELEASED}
    mine = [one.state in leaves and one.measure == measure.serial for one in goods]
    taken = today if after is S.TAKEN else None
    changed = (
        replace(one, state=after, taken_on=taken, freed=one.state is S.RELEASED) if is_mine else one
        for one, is_mine in zip(goods, mine, strict=True)
    )
    return tuple(changed)


def hand_over_by(served_on: date) -> date:
    """Return the last day to hand goods over (66 (1))."""
    return served_on + HAND_OVER_DAYS


def late_goods(goods: Sequence[Goods], served_on: date | None, on: date) -> list[int]:
    """Return the numbers of goods that should have been handed over before a day (66; coercion law 53, 54)."""
    if served_on is None or on <= hand_over_by(served_on):
        return []
    return to_take(goods)


def require_some(possible: Collection[int], article: str) -> None:
    """Raise NoGoods where there is nothing with which something may be done (66, 74)."""
    if not possible:
        raise NoGoods("no such goods", goods=[], article=article)


def require_among(numbers: Sequence[int], possible: Sequence[int], article: str) -> None:
    """Raise NoGoods for other goods than those with which it may be done, or one twice (66, 74)."""
    if not numbers or not set(numbers) <= set(possible) or len(set(numbers)) < len(numbers):
        raise NoGoods("not these", goods=list(possible), article=article)


def require_taking(taking: Taking, officers: Collection[str], acting: str) -> None:
    """Raise GoodsOfficers, GoodsUnsigned (42, 66)."""
    if not are_two_of(taking.officers, officers) or acting not in taking.officers:
        raise GoodsOfficers("two of the case's officers", least=LEAST_OFFICERS, article="行政处罚法 42")
    if not (taking.signed or taking.refusal_noted):
        raise GoodsUnsigned("signed, or noted", article=HANDED_OVER)


def taken_over(goods: Sequence[Goods], taking: Taking) -> tuple[Goods, ...]:
    """Return goods after some were handed over. Raises NoGoods (66)."""
    require_among(taking.numbers, to_take(goods), HANDED_OVER)
    return _changed(goods, {one: {"state": S.TAKEN, "taken_on": taking.on} for one in taking.numbers})


def require_whole(disposal: GoodsDisposal, goods: Sequence[Goods], measures: Sequence[Measure]) -> None:
    """Raise GoodsBasisMissing, ProceedsKept (74)."""
    way, proceeds = disposal.way, disposal.proceeds_fen
    if way is not W.AUCTION and not (disposal.basis or "").strip():
        raise GoodsBasisMissing("by which rule?", article=DISPOSED)
    fails = way is W.AUCTION and any(fen <= 0 for _, fen in disposal.brought)
    unpaid = disposal.treasury_fen != proceeds or (proceeds > 0 and not (disposal.receipt or "").strip())
    if fails or unpaid or (way is W.DESTROY and proceeds) or not _sold_whole(disposal, goods, measures):
        raise ProceedsKept("all of it, to the treasury", proceeds_fen=proceeds, article=DISPOSED)


def _sold_whole(disposal: GoodsDisposal, goods: Sequence[Goods], measures: Sequence[Measure]) -> bool:
    """Tell whether what a measure's perishables brought is paid in with all of them (coercion law 28 (2))."""
    brought = dict(disposal.brought)
    for measure in measures:
        mine = [(number, one) for number, one in enumerate(goods, 1) if one.measure == measure.serial and one.taken_on]
        here = [number for number, one in mine if not one.freed]
        among = [number for number in here if number in brought]
        if measure.sale is None or not among:
            continue
        fits = len(here) < len(mine) or sum(brought[one] for one in among) == measure.sale.proceeds_fen
        if disposal.way is W.DESTROY or among != here or not fits:
            return False
    return True


def disposed(goods: Sequence[Goods], disposal: GoodsDisposal) -> tuple[Goods, ...]:
    """Return goods after some were disposed of. Raises NoGoods (74)."""
    require_among(disposal.numbers, to_dispose(goods), DISPOSED)
    gone = _GONE[disposal.way]
    return _changed(goods, {number: {"state": gone, "proceeds_fen": fen} for number, fen in disposal.brought})


def last_taken(goods: Sequence[Goods], numbers: Sequence[int], served_on: date) -> date:
    """Return the day on which the last of some goods was taken over."""
    return max([served_on, *(day for one in numbers if (day := goods[one - 1].taken_on) is not None)])


def kept_by_appeal(goods: Sequence[Goods], sanction: Sanction | None, keeps: Sequence[int] | None) -> set[int]:
    """Return the numbers of what stays confiscated after an appeal: those named, else all or none, as it imposes.

    Raises GoodsMisfit: none of those, or they are not worth what it imposes (59).
    """
    still = {number for number, one in enumerate(goods, 1) if not is_free(one)}
    takes = confiscates_goods(sanction)
    stay = (still if takes else set()) if keeps is None else set(keeps)
    worth = sum(goods[one - 1].value_fen for one in stay & still)
    dearer = sanction is not None and sanction.goods_fen > worth
    if not stay <= still or (bool(goods) and (bool(stay) is not takes or dearer)):
        raise GoodsMisfit("those that were confiscated", worth_fen=worth, article=NAMED)
    return stay


def freed(goods: Sequence[Goods], stay: Collection[int]) -> tuple[Goods, ...]:
    """Return goods after an appeal: what it does not confiscate any more stays with the party, or is given back."""
    left = {S.DUE, S.HELD}
    changes: dict[int, dict[str, object]] = {
        number: {"state": S.RELEASED} if one.state in left else {"freed": True}
        for number, one in enumerate(goods, 1)
        if number not in stay and not is_free(one)
    }
    return _changed(goods, changes)


def owed_back_of(goods: Sequence[Goods], measures: Sequence[Measure], worth: Callable[[Sale], int]) -> int:
    """Return what is paid for goods that cannot be given back, in fen (state compensation law 36 (4), (5)).

    `worth`: what an auction is worth to the party, who gets what is wanting where the price was clearly too low.
    """
    sold = {measure.serial for measure in measures if measure.sale is not None}
    back = [goods[number - 1] for number in to_give_back(goods)]
    auctioned = sum(worth(Sale(one.proceeds_fen, one.value_fen)) for one in back if one.state is S.AUCTIONED)
    gone = (
        one for one in back if one.state in {S.HANDLED, S.DESTROYED} or (one.state is S.TAKEN and one.measure in sold)
    )
    return auctioned + sum(one.value_fen for one in gone)


def given_back(goods: Sequence[Goods], receipt: str, paid_fen: int, owed_fen: int) -> tuple[Goods, ...]:
    """Return goods after all that was freed was given back. Raises GoodsNotGivenBack."""
    if not receipt.strip() or paid_fen != owed_fen:
        raise GoodsNotGivenBack("with a receipt, and what is gone paid", owed_fen=owed_fen, article=GIVEN_BACK)
    return _changed(goods, {number: {"state": S.RETURNED} for number in to_give_back(goods)})


def require_goods_settled(goods: Sequence[Goods]) -> None:
    """Raise GoodsOpen: taken over, disposed of, and given back where they are free (66, 74)."""
    waits = sorted([*to_take(goods), *to_dispose(goods), *to_give_back(goods)])
    if waits:
        raise GoodsOpen("settled first", goods=waits, article="行政处罚法 66、74")


def _changed(goods: Sequence[Goods], changes: dict[int, dict[str, object]]) -> tuple[Goods, ...]:
    return tuple(replace(one, **changes.get(number, {})) for number, one in enumerate(goods, 1))  # type: ignore[arg-type]
