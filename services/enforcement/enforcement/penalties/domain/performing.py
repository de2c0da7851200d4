"""What is owed, when may it be paid, and when does a court enforce it (art. 66, 67, 72, 73; coercion law 53, 54)?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from shared.errors import Conflict, Invalid
from shared.terms import add_months

from .confiscating import late_goods
from .course import Appeal, AppealKind, AppealResult, Course, Payment
from .terms import COURT_MONTHS, SUIT_AFTER_RECONSIDERATION_DAYS, SUIT_MONTHS, late_fee_fen


class NotPerformed(Conflict):
    """It is closed when what was imposed is performed; `open_fen` is still to be paid."""

    code = "penalties.not-performed"
    said = "处罚决定尚未履行完毕，不能结案"


class NothingToPay(Conflict):
    code = "penalties.nothing-to-pay"
    said = "没有待缴的罚款或者缴款金额超出应缴金额"


class AppealRuns(Conflict):
    """One appeal after the other, and none ends that has not begun (art. 73)."""

    code = "penalties.appeal-runs"
    said = "行政复议或者行政诉讼尚未结束，或者没有正在进行的复议、诉讼"


class DecisionRevoked(Conflict):
    """An appeal revoked the decision: what was taken is given back, and nothing is left to be appealed against (73)."""

    code = "penalties.decision-revoked"
    said = "处罚决定已被撤销"


class NotOverdue(Conflict):
    """Nobody is pressed before the day to pay, or to hand goods over, is over (coercion law 54)."""

    code = "penalties.not-overdue"
    said = "履行期限未届满或者已履行完毕，不能催告或者申请强制执行"


class NotDemanded(Conflict):
    """Ten working days after a demand was served (coercion law 54, 69); `until` is their last."""

    code = "penalties.not-demanded"
    said = "催告书送达十个工作日后当事人仍未履行的，方可申请人民法院强制执行"


class CourtTooSoon(Conflict):
    """Not before the party's remedies are over (coercion law 53); `until` is the last day of them."""

    code = "penalties.court-too-soon"
    said = "当事人申请复议、提起诉讼的期限尚未届满"


class CourtTooLate(Conflict):
    """Within three months after the remedies are over (coercion law 53); `last` was their last day."""

    code = "penalties.court-too-late"
    said = "已超过申请人民法院强制执行的三个月期限"


class InstalmentsMisfit(Invalid):
    """Day by day to come, the last one on the new day, together what is owed (art. 66); `owed_fen` is that."""

    code = "penalties.instalments-misfit"
    said = "分期缴纳计划与欠缴金额或者最后期限不符"


class NotLater(Invalid):
    """A payment is put off to a day to come, after the one that it was due on (art. 66)."""

    code = "penalties.not-later"
    said = "延期、分期缴纳的最后日期须晚于原缴款期限"


def due_by(course: Course, due: date, on: date) -> date:
    """Return since when everything is due, as it is seen on a day: the first instalment that was missed (art. 66, 72).

    Without one it is the last day to pay.
    """
    last = course.put_offs[-1] if course.put_offs else None
    planned = last.paid_fen if last else 0
    for one in last.instalments if last else ():
        planned += one.amount_fen
        paid = sum(payment.amount_fen for payment in course.payments if payment.on <= one.on)
        if one.on < on and paid < planned:
            return one.on
    return due


def require_instalments(instalments: Sequence[Payment], to: date, owed_fen: int, today: date) -> None:
    """Raise InstalmentsMisfit: from day to day, the last on the new day, and together what is owed (art. 66 (2))."""
    if not instalments:
        return
    days, sums = [one.on for one in instalments], sum(one.amount_fen for one in instalments)
    ascend = all(a < b for a, b in pairwise([today, *days]))
    if not ascend or days[-1] != to or sums != owed_fen or any(one.amount_fen <= 0 for one in instalments):
        raise InstalmentsMisfit(
            "instalments, day by day", owed_fen=owed_fen, to=to.isoformat(), article="行政处罚法 66"
        )


def days_late(course: Course, due: date, on: date) -> int:
    """Return on how many days until a day the party was late (art. 66, 72, 73 (3)).

    Days of an appeal do not count; what was late before a payment was put off stays late.
    """
    late = set(_days(due_by(course, due, on), on))
    for one in course.put_offs:
        late |= set(_days(one.was_due, min(one.on, on)))
    for appeal in course.appeals:
        late -= set(_days(appeal.began_on, min(appeal.ended_on or on, on)))
    return len(late)


def _days(after: date, until: date) -> range:
    return range(after.toordinal() + 1, until.toordinal() + 1)


def late_fen(course: Course, due: date | None, on: date) -> int:
    """Return what lateness had added to the fine by a day, in fen (art. 72 (1), 73 (3)).

    Once everything is paid nothing is added any more, whenever it is asked.
    """
    if due is None or course.decided is None:
        return 0
    if course.performed_on is not None:
        return course.late_fen
    return late_fee_fen(course.decided.fine_fen, days_late(course, due, on))


def require_later(new_day: date, due: date | None, today: date) -> None:
    """Raise NotLater (art. 66 (2))."""
    if due is None or new_day <= max(due, today):
        raise NotLater("a later day", due=due.isoformat() if due else None, article="行政处罚法 66")


def running_appeal(course: Course) -> Appeal | None:
    """Return the appeal that runs."""
    return next((appeal for appeal in course.appeals if appeal.ended_on is None), None)


def require_appeal(course: Course, *, runs: bool) -> None:
    """Raise AppealRuns (art. 73)."""
    if (running_appeal(course) is not None) is not runs:
        raise AppealRuns("one runs, or none does", article="行政处罚法 73")


def require_no_appeal_on(course: Course, on: date) -> None:
    """Raise AppealRuns for a day on which an appeal ran: goods are not disposed of while one does (73, 74)."""
    if any(one.began_on <= on and (one.ended_on is None or on < one.ended_on) for one in course.appeals):
        raise AppealRuns("one ran", on=on.isoformat(), article="行政处罚法 73、74")


def require_not_revoked(course: Course) -> None:
    """Raise DecisionRevoked (art. 73)."""
    if any(one.result is AppealResult.REVOKED for one in course.appeals):
        raise DecisionRevoked("revoked already", article="行政处罚法 73")


def require_overdue(course: Course, due: date | None, today: date) -> None:
    """Raise NotOverdue: the day to pay is over and something is owed, or it was found not corrected (54).

    Or the day to hand confiscated goods over is, and the party has some still.
    """
    owes = due is not None and today > due_by(course, due, today) and open_fen(course, late_fen(course, due, today)) > 0
    late = (course.correction is not None and course.correction.late) or late_goods(
        course.goods, course.served_on, today
    )
    if not owes and not late:
        raise NotOverdue("nothing is overdue", due=due.isoformat() if due else None, article="行政强制法 54")


def court_days(course: Course) -> tuple[date, date] | None:
    """Return the first and the last day on which a court is asked to enforce (coercion law 53; penalty law 72).

    Three months after the remedies are over: six months after service, or an appeal, or what was put off.
    """
    if course.served_on is None:
        return None
    over = _remedies_over(course, course.served_on)
    over = max(over, course.put_off_to) if course.put_off_to else over
    return date.fromordinal(over.toordinal() + 1), add_months(over, COURT_MONTHS)


def _remedies_over(course: Course, served_on: date) -> date:
    """Return the last day of the party's remedies: after a reconsideration he may still sue (litigation law 45, 46)."""
    ended = [(one.ended_on, one.kind is AppealKind.SUIT) for one in course.appeals if one.ended_on is not None]
    if not ended:
        return add_months(served_on, SUIT_MONTHS)
    last, was_sued = max(ended)
    return last if was_sued else last + timedelta(days=SUIT_AFTER_RECONSIDERATION_DAYS)


def require_court(course: Course, today: date) -> None:
    """Raise NotDemanded, AppealRuns, CourtTooSoon, CourtTooLate (coercion law 53, 54, 69)."""
    require_appeal(course, runs=False)
    until = course.demand_until
    if until is None or today <= until:
        said = until.isoformat() if until else None
        raise NotDemanded("ten days after a demand", until=said, article="行政强制法 54")
    window = court_days(course)
    if window is None or today < window[0]:
        raise CourtTooSoon("remedies run", first=window[0].isoformat() if window else None, article="行政强制法 53")
    if today > window[1]:
        raise CourtTooLate("three months are over", last=window[1].isoformat(), article="行政强制法 53")


def open_fen(course: Course, late_fen: int) -> int:
    """Return what is still to be paid, in fen: fine, confiscated gains and what lateness added (art. 66, 72)."""
    decided = course.decided
    return decided.fine_fen + decided.confiscated_fen + late_fen - course.paid_fen if decided else 0


def require_owed(course: Course, due: date | None, today: date) -> None:
    """Raise NothingToPay where nothing is owed any more (art. 66, 67)."""
    owed = open_fen(course, late_fen(course, due, today))
    if owed <= 0:
        raise NothingToPay("nothing is owed", owed_fen=max(owed, 0), article="行政处罚法 67")


def paid_up(course: Course, due: date | None) -> Course:
    """Return a course that says since when everything is paid, if it is: that of the last payment (art. 66, 72)."""
    on = course.last_paid_on
    if on is None or course.performed_on is not None:
        return course
    late = late_fen(course, due, on)
    return course if open_fen(course, late) > 0 else replace(course, late_fen=late, performed_on=on)


def require_payable(amount_fen: int, owed_fen: int) -> None:
    """Raise NothingToPay: nobody pays more than he owes (art. 67)."""
    if not 0 < amount_fen <= owed_fen:
        raise NothingToPay("nothing to pay, or less than that", owed_fen=owed_fen, article="行政处罚法 67")


def require_performed(owed_fen: int) -> None:
    """Raise NotPerformed (art. 66)."""
    if owed_fen > 0:
        raise NotPerformed("not performed yet", owed_fen=owed_fen, article="行政处罚法 66")
