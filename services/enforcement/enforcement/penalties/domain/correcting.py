"""What is ordered to be corrected with a penalty, and which gains are taken (administrative penalty law art. 28)?"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.errors import Conflict, Invalid

from .sanctions import Sanction, SanctionKind

ARTICLE = "行政处罚法 28"
# An order to correct names a day within so many days.
LONGEST_ORDER = timedelta(days=365)


class CorrectionWay(StrEnum):
    """At once, by a day, or corrected already when it was decided."""

    AT_ONCE = "at-once"
    BY_DAY = "by-day"
    CORRECTED = "corrected"


class CorrectionMissing(Invalid):
    """Who is punished is ordered to correct what he did, by a day after today within a year, or has done so (28)."""

    code = "penalties.correction-missing"
    said = "实施行政处罚时，应当责令当事人改正或者限期改正违法行为"


class NothingToCorrect(Conflict):
    code = "penalties.nothing-to-correct"
    said = "没有待复查的责令改正，或者违法行为已经改正"


class CorrectionRuns(Conflict):
    """Until the day of the order is over nobody is late; `due_on` is that day (28)."""

    code = "penalties.correction-runs"
    said = "责令改正期限尚未届满，不能认定逾期未改正"


class NotCorrected(Conflict):
    """What was ordered to be corrected has not been found corrected (28, 66)."""

    code = "penalties.not-corrected"
    said = "责令改正的违法行为尚未查实已经改正，不能结案"


class GainsMisfit(Invalid):
    """Nobody gives back more than he gained."""

    code = "penalties.gains-misfit"
    said = "退赔金额不得超过违法所得"


class GainsNotTaken(Invalid):
    """Unlawful gains are confiscated but for what is given back by law (28 (2)); `gains_fen` is what is to be taken."""

    code = "penalties.gains-not-taken"
    said = "当事人有违法所得的，除依法应当退赔的外，应当予以没收"


@dataclass(frozen=True, slots=True)
class Correction:
    """What was ordered; `late`: two officers found it not corrected after its day."""

    way: CorrectionWay
    due_on: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Ordered:
    """What is to be corrected, in words, and how."""

    correction: Correction
    what: str


def require_correction(correction: Correction | None, today: date, *, punished: bool) -> None:
    """Raise CorrectionMissing: with each penalty, and with nothing else (art. 28 (1))."""
    if not punished and correction is None:
        return
    is_dated = correction is not None and (correction.way is CorrectionWay.BY_DAY) is (correction.due_on is not None)
    if not punished or correction is None or not is_dated:
        raise CorrectionMissing("ordered to correct, at once or by a day", article=ARTICLE)
    if correction.due_on is not None:
        require_order_day(correction.due_on, today)


def is_order_day(due_on: date, today: date) -> bool:
    """Tell whether something may be ordered to be corrected by a day: after today, within a year (art. 28 (1))."""
    return today < due_on <= today + LONGEST_ORDER


def require_order_day(due_on: date, today: date) -> None:
    """Raise CorrectionMissing (art. 28 (1))."""
    if not is_order_day(due_on, today):
        raise CorrectionMissing("after today, within a year", due_on=due_on.isoformat(), article=ARTICLE)


def is_open(correction: Correction | None) -> bool:
    """Tell whether something that was ordered has not been found corrected."""
    return correction is not None and correction.way is not CorrectionWay.CORRECTED


def require_open_correction(correction: Correction | None) -> None:
    """Raise NothingToCorrect (art. 28 (1))."""
    if not is_open(correction):
        raise NothingToCorrect("nothing waits to be corrected", article=ARTICLE)


def require_corrected(correction: Correction | None) -> None:
    """Raise NotCorrected: a case is closed when its order is performed, too (art. 28, 66)."""
    if is_open(correction):
        raise NotCorrected("found corrected first", article="行政处罚法 28、66")


def checked_correction(correction: Correction, today: date, *, corrected: bool, due_on: date | None) -> Correction:
    """Return what is ordered after two officers looked: nothing any more, or anew by a day, or it is late.

    Raises CorrectionRuns, CorrectionMissing for a day that does not fit.
    """
    if corrected and due_on is None:
        return Correction(CorrectionWay.CORRECTED)
    if corrected:
        raise CorrectionMissing("nothing is left to be ordered", article=ARTICLE)
    if correction.due_on is not None and today <= correction.due_on:
        raise CorrectionRuns("its term runs", due_on=correction.due_on.isoformat(), article=ARTICLE)
    if due_on is None:
        return Correction(correction.way, correction.due_on, late=True)
    require_order_day(due_on, today)
    return Correction(CorrectionWay.BY_DAY, due_on)


def gains_to_take(gains_fen: int, returned_fen: int) -> int:
    """Return which gains are confiscated, in fen: all but what is given back by law. Raises GainsMisfit (28 (2))."""
    if returned_fen > gains_fen:
        raise GainsMisfit("more than was gained", gains_fen=gains_fen, returned_fen=returned_fen, article=ARTICLE)
    return gains_fen - returned_fen


def require_gains_taken(sanction: Sanction, gains_fen: int) -> None:
    """Raise GainsNotTaken (art. 28 (2))."""
    taken = sanction.confiscated_fen if SanctionKind.CONFISCATE_GAINS in sanction.kinds else 0
    if taken < gains_fen:
        raise GainsNotTaken("gains are confiscated", gains_fen=gains_fen, article=ARTICLE)
