"""Which steps may be taken with what is sealed up or seized in a case now, and with which of it?"""

from collections.abc import Callable
from datetime import datetime

from shared.errors import Refusal

from .coercing import require_approved, require_delegated
from .course import Case
from .holding import (
    require_approvable,
    require_examinable,
    require_examination_runs,
    require_extendable,
    require_in_force,
    require_reportable,
)
from .measures import Measure, MeasureStands, MeasureState, NoMeasure, require_state
from .settling import require_saleable
from .states import PenaltyAction

Check = Callable[[Measure, datetime], None]

A, S = PenaltyAction, MeasureState
# What is looked at in a measure before anybody says more of the step.
CHECKS: dict[PenaltyAction, Check] = {
    A.APPROVE_MEASURE: require_approvable,
    A.IMPOSE_MEASURE: lambda measure, _: require_approved(measure),
    A.REPORT_URGENT_MEASURE: require_reportable,
    A.EXTEND_MEASURE: require_extendable,
    A.EXAMINE_MEASURE: require_examinable,
    A.END_EXAMINATION: require_examination_runs,
    A.SELL_PERISHABLES: require_saleable,
    A.LIFT_MEASURE: lambda measure, _: require_state(measure, S.IMPOSED, article="行政强制法 28"),
    A.RETURN_MEASURE: lambda measure, _: require_state(measure, S.LIFTED, article="行政强制法 28"),
    A.DISPOSE_MEASURE: require_in_force,
}
# Only who may coerce on the day seals up or seizes (art. 17).
BEGINNING = (A.ASK_MEASURE, A.IMPOSE_MEASURE, A.IMPOSE_URGENT_MEASURE)


def require_measure_step(case: Case, action: PenaltyAction, now: datetime) -> None:
    """Raise NotDelegated, NoMeasure, and what stands in the way with each of a case's measures."""
    if action in BEGINNING:
        require_delegated(case.delegated)
    if action not in CHECKS:
        return
    refusals = [_refusal(measure, action, now) for measure in case.measures]
    met = [one for one in refusals if one is not None]
    if not refusals:
        raise NoMeasure("no measure at all", article="行政强制法 18")
    if len(met) == len(refusals):
        raise next((one for one in met if not isinstance(one, MeasureStands)), met[-1])


def measure_for(case: Case, action: PenaltyAction, serial: int, now: datetime) -> Measure:
    """Return the measure with a number, for a step that nothing stands in the way of. Raises NoMeasure, and that."""
    for measure in case.measures:
        if measure.serial == serial:
            CHECKS[action](measure, now)
            return measure
    raise NoMeasure("no such measure", measure=serial, article="行政强制法 18")


def _refusal(measure: Measure, action: PenaltyAction, now: datetime) -> Refusal | None:
    try:
        CHECKS[action](measure, now)
    except Refusal as refusal:
        return refusal
    return None
