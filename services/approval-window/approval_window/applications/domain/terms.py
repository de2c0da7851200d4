"""Until when must the window do what, and how long does a clock stand still? One function an article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.calendar import Deadline, Pause, TermUnit, WorkCalendar
from shared.clock import town_day
from shared.errors import Conflict, Invalid

# Licence law art. 32 (4): everything that is missing is told at once within five days; 44: delivered within ten. All of
# them are working days (art. 82).
NOTICE_WORKING_DAYS, DELIVERY_WORKING_DAYS = 5, 10
# Art. 42: by how much the head of the organ, and for what several handle together the head of the government, extends.
EXTENSION_WORKING_DAYS, JOINT_EXTENSION_WORKING_DAYS = 10, 15
LONGEST_TOLD_DAYS = 365


class PauseKind(StrEnum):
    """What the law does not count (art. 45); the inspection and the test are those of technical staff."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    TEST = "test"
    INSPECTION = "inspection"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert-review"


class AlreadyExtended(Conflict):
    code = "applications.already-extended"
    said = "办理期限只能延长一次"


class TermOver(Conflict):
    """What is extended is extended before it is over; `due_at` was its end."""

    code = "applications.term-over"
    said = "办理期限已届满，不能再延长"


class NoticeTooLate(Conflict):
    """The five days are over: it counts as accepted since the day of its receipt (licence law art. 32 (4))."""

    code = "applications.notice-too-late"
    said = "五个工作日内未一次告知，自收到申请材料之日起即为受理"


class TimeNotTold(Invalid):
    code = "applications.time-not-told"
    said = "须书面告知申请人所需时间（1 至 365 个工作日）"


@dataclass(frozen=True, slots=True)
class DecisionTerms:
    """Until when the law wants the decision, and until when the window promised it."""

    by_law: Deadline
    promised: Deadline


def deadline_for_notice(received_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when the one notice of what is missing must be given (licence law art. 32 (4), 82).

    After it the application counts as accepted from the day on which it was received.
    """
    return calendar.deadline_after(received_at, NOTICE_WORKING_DAYS, TermUnit.WORKING_DAYS)


def require_notice_in_time(now: datetime, notice_due_at: datetime) -> None:
    """Raise NoticeTooLate once the term of the notice is over (licence law art. 32 (4))."""
    if now > notice_due_at:
        raise NoticeTooLate(
            "accepted since its receipt", notice_due_at=notice_due_at.isoformat(), article="行政许可法 32"
        )


def deadlines_for_decision(
    accepted_at: datetime,
    calendar: WorkCalendar,
    *,
    legal_days: int,
    promised_days: int,
    extended_days: int = 0,
    pauses: Iterable[Pause] = (),
    renewal_due_at: datetime | None = None,
) -> DecisionTerms:
    """Return until when it must be decided on what was accepted (licence law art. 42, 45, 82).

    An extension lengthens both terms: what was promised, was promised for the usual case. What art. 45 names is not
    counted, where it lay within a term. Whether a licence is extended is decided before it ends, whatever else runs
    (art. 50 (2)).
    """
    stood = list(pauses)

    def deadline(days: int) -> Deadline:
        whole = calendar.deadline_after(accepted_at, days + extended_days, TermUnit.WORKING_DAYS)
        due = calendar.extend_for_pauses(whole, stood, TermUnit.WORKING_DAYS)
        return due if renewal_due_at is None else Deadline(min(due.due_at, renewal_due_at), due.provisional)

    return DecisionTerms(deadline(legal_days), deadline(promised_days))


def working_days_used(
    accepted_at: datetime, decided_at: datetime, calendar: WorkCalendar, pauses: Iterable[Pause] = ()
) -> int:
    """Return in how many working days it was decided (licence law art. 42, 45, 82).

    The day of the acceptance does not count, the day of the decision does; what art. 45 names is left out.
    """
    stood = {day for pause in pauses for day in _days_after(pause.started_at, pause.ended_at)}
    return sum(calendar.is_workday(day) for day in _days_after(accepted_at, decided_at) if day not in stood)


def _days_after(begun: datetime, ended: datetime) -> list[date]:
    first = town_day(begun)
    return [first + timedelta(days=n) for n in range(1, (town_day(ended) - first).days + 1)]


def decide_extension(*, joint: bool, extended_days: int, decision_due_at: datetime, now: datetime) -> int:
    """Return by how many working days a decision is put off (licence law art. 42 (1), joint: 42 (2)).

    Raises AlreadyExtended, TermOver.
    """
    if extended_days:
        raise AlreadyExtended("extended once already", extended_days=extended_days, article="行政许可法 42")
    if now > decision_due_at:
        raise TermOver("the term is over", due_at=decision_due_at.isoformat(), article="行政许可法 42")
    return JOINT_EXTENSION_WORKING_DAYS if joint else EXTENSION_WORKING_DAYS


def require_time_told(days: int) -> None:
    """Raise TimeNotTold unless the applicant is told how long it will take (licence law art. 45)."""
    if not 1 <= days <= LONGEST_TOLD_DAYS:
        raise TimeNotTold("how many working days it takes is told in writing", days=days, article="行政许可法 45")


def deadline_for_delivery(decided_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when a decision must be delivered (licence law art. 44, 82)."""
    return calendar.deadline_after(decided_at, DELIVERY_WORKING_DAYS, TermUnit.WORKING_DAYS)
