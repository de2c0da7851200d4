"""Which steps may be taken in a case now, and why not the others?

Everything that can be said of a step before anybody says what it shall be; the rest is looked at when it comes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.clock import town_day
from shared.errors import Refusal

from .confiscating import DISPOSED, GIVEN_BACK, HANDED_OVER, require_goods_settled, require_some
from .correcting import require_corrected, require_open_correction
from .course import Case, Conclusion
from .ending import require_crime, require_no_crime, require_transferred
from .evidence import (
    require_evidence,
    require_nothing_preserved,
    require_preservable,
    require_preserved,
    require_some_left,
)
from .goods import to_dispose, to_give_back, to_take
from .measured import BEGINNING, require_measure_step
from .measured import CHECKS as OF_MEASURES
from .measures import require_nothing_held
from .minors import require_punishable
from .performing import (
    late_fen,
    open_fen,
    require_appeal,
    require_court,
    require_not_revoked,
    require_overdue,
    require_owed,
    require_performed,
)
from .procedure import (
    require_askable,
    require_defence_heard,
    require_discussed,
    require_heard,
    require_hearing_open,
    require_notified,
    require_reviewed,
    require_stated,
    require_to_punish,
    require_waivable,
)
from .recusal import require_free_chair, require_recusal
from .sanctions import NoHearingRight
from .settling import require_transferable
from .simple import require_handed_in, require_to_hand_in
from .states import TRANSITIONS, PenaltyAction, next_state, require_not_handed_over
from .terms import require_asked_in_time, require_decided_in_time, require_extendable

Check = Callable[[Case, datetime], None]


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step, and what stands in its way: the refusal that it would meet now."""

    action: PenaltyAction
    refusal: Refusal | None


def require_decidable(case: Case, now: datetime) -> None:
    """Raise what stands in the way of a decision: told, heard, reviewed, discussed, in time (art. 43-65).

    What is not punished needs none of it but the time (art. 57 (2), (3)), that nobody's recusal waits (43), and that
    nothing is sealed up or seized any more, but for a crime (coercion law 21, 28).
    """
    require_decided_in_time(now, case.decide_due_at)
    require_recusal(case.course, asked=False)
    if case.course.conclusion is not Conclusion.PUNISH:
        require_outcome_frees(case.course.conclusion, case)
        return
    require_notified(case.course)
    require_defence_heard(case.course, now)
    require_heard(case.course, now)
    require_reviewed(case)
    require_discussed(case)


def require_outcome_frees(outcome: Conclusion | None, case: Case) -> None:
    """Raise MeasureOpen where nobody is punished and something is held: given back first (coercion law 28 (1))."""
    if outcome in {Conclusion.SPARE, Conclusion.UNFOUNDED}:
        require_nothing_held(case.measures)


def _notify(case: Case, _: datetime) -> None:
    require_to_punish(case.course)
    require_punishable(case.course.age)
    require_evidence(Conclusion.PUNISH, case.course)


def _ask_hearing(case: Case, now: datetime) -> None:
    require_askable(case.course)
    if case.course.hearing_due_at is None:
        raise NoHearingRight("no hearing is offered for this", article="行政处罚法 63")
    require_asked_in_time(now, case.course.hearing_due_at)


def _demand(case: Case, now: datetime) -> None:
    require_overdue(case.course, case.pay_due_on, town_day(now))


def _apply_to_court(case: Case, now: datetime) -> None:
    _demand(case, now)
    require_court(case.course, town_day(now))


def _appeal(case: Case, _: datetime) -> None:
    require_appeal(case.course, runs=False)
    require_not_revoked(case.course)


def _dispose_goods(case: Case, _: datetime) -> None:
    require_appeal(case.course, runs=False)
    require_some(to_dispose(case.course.goods), DISPOSED)


def _pay(case: Case, now: datetime) -> None:
    require_owed(case.course, case.pay_due_on, town_day(now))


def _hear(case: Case, *, fixed: bool) -> None:
    require_hearing_open(case.course, fixed=fixed)
    require_free_chair(case.course)


def _take_back(case: Case, _: datetime) -> None:
    require_transferred(case.course)


def _stop(case: Case, _: datetime) -> None:
    require_nothing_preserved(case.course)
    require_nothing_held(case.measures)


def _transfer(case: Case, now: datetime) -> None:
    require_crime(case.course)
    require_transferable(case.measures, now)


def _close(case: Case, now: datetime) -> None:
    require_nothing_held(case.measures)
    require_handed_in(case.course)
    require_corrected(case.course.correction)
    require_goods_settled(case.course.goods)
    require_performed(open_fen(case.course, late_fen(case.course, case.pay_due_on, town_day(now))))


A = PenaltyAction
CHECKS: dict[PenaltyAction, Check] = {
    A.EXTEND: lambda case, now: require_extendable(case.decide_due_at, now, case.course.extended_days),
    A.EXCLUDE_EVIDENCE: lambda case, _: require_some_left(case.course),
    A.PRESERVE: lambda case, _: require_preservable(case.course),
    A.SETTLE_PRESERVED: lambda case, _: require_preserved(case.course),
    A.CONCLUDE: lambda case, _: require_nothing_preserved(case.course),
    A.ASK_RECUSAL: lambda case, _: require_recusal(case.course, asked=False),
    A.DECIDE_RECUSAL: lambda case, _: require_recusal(case.course, asked=True),
    A.NOTIFY: _notify,
    A.SUSPEND: _stop,
    A.TERMINATE: _stop,
    A.TRANSFER: _transfer,
    A.TAKE_BACK: _take_back,
    A.SERVE: lambda case, _: require_no_crime(case.course),
    A.CHECK_DEFENCE: lambda case, _: require_stated(case.course),
    A.WAIVE_DEFENCE: lambda case, _: require_waivable(case.course),
    A.ASK_HEARING: _ask_hearing,
    A.FIX_HEARING: lambda case, _: _hear(case, fixed=False),
    A.HOLD_HEARING: lambda case, _: _hear(case, fixed=True),
    A.APPEAL: _appeal,
    A.END_APPEAL: lambda case, _: require_appeal(case.course, runs=True),
    A.CHECK_CORRECTION: lambda case, _: require_open_correction(case.course.correction),
    A.TAKE_GOODS: lambda case, _: require_some(to_take(case.course.goods), HANDED_OVER),
    A.DISPOSE_GOODS: _dispose_goods,
    A.RETURN_GOODS: lambda case, _: require_some(to_give_back(case.course.goods), GIVEN_BACK),
    A.HAND_IN: lambda case, _: require_to_hand_in(case.course),
    A.PAY: _pay,
    A.PUT_OFF: _pay,
    A.DEMAND: _demand,
    A.APPLY_TO_COURT: _apply_to_court,
    A.CLOSE: _close,
    A.DECIDE: require_decidable,
}


def require_step(case: Case, action: PenaltyAction, now: datetime) -> None:
    """Raise what stands in the way of a step now, IllegalStep where the case does not stand where it could come.

    And HandedOver, whatever the step.
    """
    require_not_handed_over(case.handed_to)
    next_state(case.state, action)
    if action in {*BEGINNING, *OF_MEASURES}:
        require_measure_step(case, action, now)
    if action in CHECKS:
        CHECKS[action](case, now)


def next_steps(case: Case, now: datetime) -> list[NextStep]:
    """Return every step there is, with what stands in its way."""
    return [NextStep(action, _refusal(case, action, now)) for action in sorted({done for _, done in TRANSITIONS})]


def _refusal(case: Case, action: PenaltyAction, now: datetime) -> Refusal | None:
    try:
        require_step(case, action, now)
    except Refusal as refusal:
        return refusal
    return None
