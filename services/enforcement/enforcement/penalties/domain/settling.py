"""What becomes of what was sealed up or seized (coercion law art. 21, 27, 28)?"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from shared.clock import town_day
from shared.errors import Conflict, Invalid

from .confiscating import confiscates_goods
from .course import Course
from .holding import is_over, require_in_force
from .measures import Disposal, LiftGround, Measure, MeasureOpen, MeasureState, Sale
from .performing import require_appeal


class LiftGroundMisfit(Conflict):
    """Not over, or nothing was decided: another of the five grounds (art. 28)."""

    code = "penalties.measure-lift-ground"
    said = "解除理由与案件情况不符"


class NotConfiscated(Conflict):
    """Confiscated is what a decision confiscates that came in the term and was served (art. 27)."""

    code = "penalties.measure-not-confiscated"
    said = "没有在期限内作出并已送达的没收决定"


class NoBasisToDestroy(Invalid):
    """Destroyed is what a law or administrative regulation says must be (art. 27)."""

    code = "penalties.measure-no-basis"
    said = "销毁须有法律、行政法规的规定"


class NotPaidBack(Invalid):
    """`owed_fen`: what perishables brought, and what is wanting where the price was clearly too low (art. 28 (2))."""

    code = "penalties.measure-not-paid-back"
    said = "应当退还变卖所得款项；价格明显偏低的，还应当补偿"


class NotReturned(Invalid):
    """Things are given back with a receipt (art. 28 (2))."""

    code = "penalties.measure-not-returned"
    said = "退还财物须有当事人签收的凭证"


class SoldAlready(Conflict):
    code = "penalties.measure-sold-already"
    said = "该批财物已经拍卖或者变卖"


def require_transferable(measures: Sequence[Measure], now: datetime) -> None:
    """Raise MeasureOpen: what may still be kept goes along with a crime, all else is given back first (art. 21, 28)."""
    stays = [one.serial for one in measures if one.state is MeasureState.LIFTED or _is_bad(one, now)]
    if stays:
        raise MeasureOpen("given back first", measures=stays, article="行政强制法 21、28")


def _is_bad(measure: Measure, now: datetime) -> bool:
    if measure.state is not MeasureState.IMPOSED:
        return False
    try:
        require_in_force(measure, now)
    except Conflict:
        return True
    return False


def handled(measure: Measure, settled: Collection[int], now: datetime) -> Measure:
    """Return a measure after a decision: one that confiscates its goods, in the term of art. 25, settles it (art. 27).

    What an appeal made of that decision counts, too: confiscated no more, the term is what it was. `settled`: the
    numbers of the measures whose goods are confiscated.
    """
    if measure.serial not in settled:
        return replace(measure, handled_on=None)
    if measure.handled_on is None and measure.state is MeasureState.IMPOSED and not _is_bad(measure, now):
        return replace(measure, handled_on=town_day(now))
    return measure


def require_lift_ground(ground: LiftGround, measure: Measure, course: Course, today: date) -> None:
    """Raise LiftGroundMisfit (art. 28 (1))."""
    undecided = ground is LiftGround.DECIDED and course.decided is None
    if undecided or (ground is LiftGround.EXPIRED and not is_over(measure, today)):
        raise LiftGroundMisfit("not so", ground=ground, article="行政强制法 28")


def require_disposal(disposal: Disposal, course: Course, measure: Measure, basis: str | None) -> None:
    """Raise NotConfiscated, NoBasisToDestroy (art. 27), AppealRuns: nothing confiscated is destroyed meanwhile (74)."""
    confiscated = confiscates_goods(course.decided)
    served = course.served_on is not None and measure.handled_on is not None
    if disposal is Disposal.CONFISCATE and not (confiscated and served):
        raise NotConfiscated("no decision in time", measure=measure.serial, article="行政强制法 27")
    if disposal is Disposal.DESTROY and not (basis or "").strip():
        raise NoBasisToDestroy("by which law?", article="行政强制法 27")
    if disposal is Disposal.DESTROY and measure.handled_on is not None:
        require_appeal(course, runs=False)


def require_saleable(measure: Measure, now: datetime) -> None:
    """Raise what `require_in_force` raises, SoldAlready (art. 28 (2))."""
    require_in_force(measure, now)
    if measure.sale is not None:
        raise SoldAlready("sold already", measure=measure.serial, article="行政强制法 28")


def owed_back_fen(sale: Sale | None, low_percent: int) -> int:
    """Return what is paid back instead of what was sold, in fen (art. 28 (2)).

    Where the price lies under `low_percent` of the market's the party gets what is wanting, too.
    """
    if sale is None:
        return 0
    is_low = sale.proceeds_fen * 100 < sale.market_fen * low_percent
    return sale.market_fen if is_low else sale.proceeds_fen


def require_returned(measure: Measure, receipt: str, paid_fen: int, low_percent: int) -> None:
    """Raise NotReturned, NotPaidBack (art. 28 (2))."""
    if not receipt.strip():
        raise NotReturned("with a receipt", article="行政强制法 28")
    owed = owed_back_fen(measure.sale, low_percent)
    if paid_fen != owed:
        raise NotPaidBack("all that is owed", owed_fen=owed, article="行政强制法 28")
