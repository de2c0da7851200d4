"""What proves a case, and what becomes of what was preserved (art. 40, 46, 56)?"""

from datetime import datetime

from shared.errors import Conflict

from .course import Conclusion, Course, Settlement


class NoEvidence(Conflict):
    code = "penalties.no-evidence"
    said = "违法事实不清、证据不足的，不得给予行政处罚"


class PreservedOpen(Conflict):
    """What was preserved is settled before the investigation ends (art. 56)."""

    code = "penalties.preserved-open"
    said = "先行登记保存的证据尚未作出处理决定"


class NothingPreserved(Conflict):
    code = "penalties.nothing-preserved"
    said = "没有尚待处理的先行登记保存证据，或者已有一批待处理"


class SettledTooLate(Conflict):
    """Seven working days are over: it can only be released (art. 56); `due_at` was their end."""

    code = "penalties.settled-too-late"
    said = "先行登记保存已超过七个工作日，只能解除"


def require_evidence(conclusion: Conclusion, course: Course) -> None:
    """Raise NoEvidence where somebody shall be punished without any (art. 40, 46)."""
    if conclusion is Conclusion.PUNISH and not course.evidence:
        raise NoEvidence("nobody is punished without evidence", article="行政处罚法 40")


def require_nothing_preserved(course: Course) -> None:
    """Raise PreservedOpen (art. 56)."""
    if course.preserved_until is not None:
        raise PreservedOpen("settled first", until=course.preserved_until.isoformat(), article="行政处罚法 56")


def require_preservable(course: Course) -> None:
    """Raise NothingPreserved where some waits already: one list after the other (art. 56)."""
    if course.preserved_until is not None:
        raise NothingPreserved("one waits already", article="行政处罚法 56")


def require_preserved(course: Course) -> None:
    """Raise NothingPreserved (art. 56)."""
    if course.preserved_until is None:
        raise NothingPreserved("nothing waits", article="行政处罚法 56")


def require_settled_in_time(course: Course, settlement: Settlement, now: datetime) -> None:
    """Raise SettledTooLate (art. 56)."""
    due = course.preserved_until
    if due is not None and now > due and settlement is not Settlement.RELEASED:
        raise SettledTooLate("only released now", due_at=due.isoformat(), article="行政处罚法 56")
