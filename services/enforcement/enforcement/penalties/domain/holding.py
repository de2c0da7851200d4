"""How long is something kept that was sealed up or seized, and who pays for it (coercion law art. 19, 25, 26)?"""

from datetime import date, datetime, timedelta

from shared.clock import town_day
from shared.errors import Conflict, Invalid, Refusal

from .coercing import MeasureNotApproved
from .measures import Examination, Flag, Measure, MeasureState, Payer, require_state, stands
from .terms import DatesInOrder

MOST_DAYS = MOST_MORE_DAYS = 30
REPORT_HOURS = 24
DAY = timedelta(days=1)


class MeasureTooLong(Invalid):
    """Thirty days, and thirty more at most (art. 25); `most` is how many."""

    code = "penalties.measure-too-long"
    said = "查封、扣押的期限以及延长的期限均不得超过三十日"


class MeasureExtendedAlready(Conflict):
    code = "penalties.measure-extended-already"
    said = "查封、扣押的期限只能延长一次"


class MeasureOver(Conflict):
    """Its term is over: it can only be lifted (art. 25, 28); `last` was the last day."""

    code = "penalties.measure-over"
    said = "查封、扣押期限已届满，只能解除"


class MeasureReportedTooLate(Conflict):
    """Not reported within twenty-four hours: it can only be lifted (art. 19); `due_at` was their end."""

    code = "penalties.measure-reported-too-late"
    said = "当场实施后二十四小时内未报告，只能解除"


class MeasureNotReported(Conflict):
    """It is approved after it was reported (art. 19)."""

    code = "penalties.measure-not-reported"
    said = "当场实施的行政强制措施应当先向负责人报告"


class MeasureUnneeded(Conflict):
    """The head thinks that it should not be: it is lifted at once (art. 19)."""

    code = "penalties.measure-unneeded"
    said = "负责人认为不应当采取该措施，应当立即解除"


class ExaminationMisfit(Invalid):
    """Its days are clear, told beforehand, inside the term, and one period comes after the other (art. 25 (3))."""

    code = "penalties.examination-misfit"
    said = "检测、检验、检疫或者技术鉴定期间不明确或者不在期限内"


class NoExamination(Conflict):
    code = "penalties.no-examination"
    said = "没有正在进行的检测、检验、检疫或者技术鉴定，或者尚未结束"


class CostsOnParty(Invalid):
    code = "penalties.costs-on-party"
    said = "检测、检验、检疫、技术鉴定和保管费用由行政机关承担"


def require_term(days: int) -> None:
    """Raise MeasureTooLong (art. 25 (1)): no law that we know gives a township more."""
    if not 1 <= days <= MOST_DAYS:
        raise MeasureTooLong("thirty days at most", most=MOST_DAYS, article="行政强制法 25")


def require_more_days(days: int) -> None:
    """Raise MeasureTooLong (art. 25 (1))."""
    if not 1 <= days <= MOST_MORE_DAYS:
        raise MeasureTooLong("thirty more at most", most=MOST_MORE_DAYS, article="行政强制法 25")


def last_day_of(imposed_on: date, days: int, examinations: tuple[Examination, ...] = ()) -> date:
    """Return the last of so many calendar days after a day; days of examinations among them do not count (art. 25)."""
    last, counted = imposed_on + days * DAY, imposed_on
    for one in sorted(examinations, key=lambda each: each.begins_on):
        first = max(one.begins_on, counted + DAY)
        if first > last:
            break
        last += max((one.last - first).days + 1, 0) * DAY
        counted = max(counted, one.last)
    return last


def last_day(measure: Measure) -> date | None:
    """Return the last day of a measure, None where it was not imposed."""
    if measure.imposed_on is None:
        return None
    return last_day_of(measure.imposed_on, measure.days + measure.extended_days, measure.examinations)


def is_over(measure: Measure, today: date) -> bool:
    """Tell whether the term of a measure ended without a decision about its things (art. 25, 27)."""
    last = last_day(measure)
    return measure.state is MeasureState.IMPOSED and measure.handled_on is None and last is not None and today > last


def deadline_to_report(imposed_at: datetime) -> datetime:
    """Return until when what was urgent is reported to the head: twenty-four hours, no working days (art. 19)."""
    return imposed_at + timedelta(hours=REPORT_HOURS)


def require_moment(at: datetime, earliest: datetime | date, now: datetime) -> None:
    """Raise DatesInOrder: imposed after it was approved, what was urgent after it was found, and not in the future."""
    soon = at < earliest if isinstance(earliest, datetime) else town_day(at) < earliest
    if soon or at > now:
        said = {"at": at.isoformat(), "earliest": earliest.isoformat(), "now": now.isoformat()}
        raise DatesInOrder("approved, imposed, kept", article="行政强制法 18、19", **said)


def require_reported_in_time(measure: Measure, now: datetime) -> None:
    """Raise MeasureReportedTooLate (art. 19)."""
    due = measure.report_due_at
    if due is not None and measure.reported_at is None and now > due:
        raise MeasureReportedTooLate("lifted only", due_at=due.isoformat(), article="行政强制法 19")


def require_not_over(measure: Measure, today: date) -> None:
    """Raise MeasureOver (art. 25, 28 (4))."""
    last = last_day(measure)
    if last is not None and is_over(measure, today):
        said = {"measure": measure.serial, "last": last.isoformat()}
        raise MeasureOver("lifted only", article="行政强制法 25、28", **said)


def require_needed(measure: Measure) -> None:
    """Raise MeasureUnneeded (art. 19)."""
    if measure.unneeded:
        raise MeasureUnneeded("lifted at once", measure=measure.serial, article="行政强制法 19")


def require_upright(measure: Measure, now: datetime) -> None:
    """Raise MeasureStands, MeasureUnneeded, MeasureReportedTooLate, MeasureOver: it is imposed, and may be (19, 25)."""
    require_state(measure, MeasureState.IMPOSED, article="行政强制法 27、28")
    require_needed(measure)
    require_reported_in_time(measure, now)
    require_not_over(measure, town_day(now))


def must_lift(measure: Measure, now: datetime) -> Refusal | None:
    """Return why nothing may be done with what is held but lifting it (art. 19, 25, 28)."""
    if measure.state is not MeasureState.IMPOSED:
        return None
    try:
        require_upright(measure, now)
    except Refusal as refusal:
        return refusal
    return None


def due_flags(measure: Measure, now: datetime) -> list[Flag]:
    """Return of what is told that it is kept too long: past its term (25), or not reported in time (19)."""
    if measure.state is not MeasureState.IMPOSED:
        return []
    due = measure.report_due_at
    unreported = due is not None and measure.reported_at is None and now > due
    found = {Flag.TERM: is_over(measure, town_day(now)), Flag.REPORT: unreported}
    return [flag for flag, so in found.items() if so]


def require_in_force(measure: Measure, now: datetime) -> None:
    """Raise what `require_upright` raises, MeasureNotApproved: and it was approved (art. 18 (1), 19)."""
    require_upright(measure, now)
    if measure.approved_at is None:
        raise MeasureNotApproved("approved first", measure=measure.serial, article="行政强制法 19")


def require_reportable(measure: Measure, now: datetime) -> None:
    """Raise what `require_upright` raises: what was urgent is reported once, in time (art. 19)."""
    require_upright(measure, now)
    if not measure.urgent or measure.reported_at is not None:
        raise stands(measure, "行政强制法 19")


def require_approvable(measure: Measure, now: datetime) -> None:
    """Raise MeasureStands, MeasureNotReported, and what `require_upright` raises (art. 18 (1), 19)."""
    if measure.state is MeasureState.ASKED:
        return
    require_upright(measure, now)
    if measure.approved_at is not None:
        raise stands(measure, "行政强制法 18、19")
    if measure.reported_at is None:
        raise MeasureNotReported("reported first", measure=measure.serial, article="行政强制法 19")


def require_extendable(measure: Measure, now: datetime) -> None:
    """Raise what `require_in_force` raises, MeasureExtendedAlready: once, and before it is over (art. 25 (1))."""
    require_in_force(measure, now)
    if measure.extended_days:
        said = {"measure": measure.serial, "days": measure.extended_days}
        raise MeasureExtendedAlready("extended already", article="行政强制法 25", **said)


def require_examinable(measure: Measure, now: datetime) -> None:
    """Raise what `require_in_force` raises, NoExamination: one period after the other (art. 25 (3))."""
    require_in_force(measure, now)
    if any(one.last >= town_day(now) for one in measure.examinations):
        raise NoExamination("one runs", measure=measure.serial, article="行政强制法 25")


def require_examination(measure: Measure, begins_on: date, until: date, today: date) -> None:
    """Raise ExaminationMisfit: told before it begins, and begun before the term is over (art. 25 (3))."""
    last = last_day(measure)
    if last is None or not today <= begins_on <= min(until, last):
        raise ExaminationMisfit("clear and told", today=today.isoformat(), article="行政强制法 25")


def running_examination(measure: Measure, today: date) -> Examination | None:
    """Return the examination that may end on a day sooner than was told."""
    runs = (one for one in measure.examinations if one.ended_on is None and one.begins_on <= today < one.until)
    return next(runs, None)


def require_examination_runs(measure: Measure, now: datetime) -> None:
    """Raise MeasureStands, NoExamination (art. 25 (3))."""
    require_state(measure, MeasureState.IMPOSED, article="行政强制法 25")
    if running_examination(measure, town_day(now)) is None:
        raise NoExamination("none runs", measure=measure.serial, article="行政强制法 25")


def require_borne_by_organ(payer: Payer) -> None:
    """Raise CostsOnParty (art. 25 (3), 26 (3))."""
    if payer is not Payer.ORGAN:
        raise CostsOnParty("the organ pays", article="行政强制法 25、26")
