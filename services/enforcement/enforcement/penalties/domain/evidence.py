"""What proves a case, and what becomes of what was preserved (art. 40, 46, 56)?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shared.errors import Conflict, Forbidden, NotFound

from .course import Conclusion, Course, Settlement
from .states import PenaltyState


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


class NoSuchEvidence(NotFound):
    """`serial` is no entry of the case's evidence, or there is none at all."""

    code = "penalties.no-such-evidence"
    said = "案件没有这一号证据"


class ExcludedAlready(Conflict):
    """An entry is excluded once, and nothing more is proved by it (art. 46); `excluded` are those that are."""

    code = "penalties.evidence-excluded"
    said = "该证据已经排除"


class HeadExcludes(Forbidden):
    """What an investigation came to is the head's to examine (art. 57), and so what it rests on no more."""

    code = "penalties.head-excludes"
    said = "调查终结后，由负责人决定排除证据"


def left(course: Course) -> int:
    """Return how many entries of the evidence still prove something (art. 46)."""
    return course.evidence - len(course.excluded)


def require_evidence(conclusion: Conclusion, course: Course) -> None:
    """Raise NoEvidence where somebody shall be punished without any that is left (art. 40, 46)."""
    if conclusion is Conclusion.PUNISH and not left(course):
        raise NoEvidence(
            "nobody is punished without evidence", excluded=list(course.excluded), article="行政处罚法 40、46"
        )


def require_not_excluded(serial: int | None, excluded: Sequence[int]) -> None:
    """Raise ExcludedAlready (art. 46)."""
    if serial in excluded:
        raise ExcludedAlready("excluded", excluded=list(excluded), article="行政处罚法 46")


def require_some_left(course: Course) -> None:
    """Raise NoSuchEvidence, ExcludedAlready where there is nothing to be excluded (art. 46)."""
    if not course.evidence:
        raise NoSuchEvidence("no evidence", article="行政处罚法 46")
    if not left(course):
        raise ExcludedAlready("all of it is", excluded=list(course.excluded), article="行政处罚法 46")


def require_excluder(state: PenaltyState, *, decides: bool) -> None:
    """Raise HeadExcludes: the case's officers exclude while they investigate, afterwards who decides (art. 46, 57)."""
    if state is not PenaltyState.INVESTIGATING and not decides:
        raise HeadExcludes("the head excludes", article="行政处罚法 46、57")


def without(course: Course, serial: int) -> Course:
    """Return a course in which an entry proves nothing any more; what was reviewed and discussed knew it (58, 65).

    Raises NoSuchEvidence, ExcludedAlready (art. 46 (2), (3)).
    """
    if not 1 <= serial <= course.evidence:
        raise NoSuchEvidence("no such entry", serial=serial, most=course.evidence, article="行政处罚法 46")
    require_not_excluded(serial, course.excluded)
    return replace(course, excluded=(*course.excluded, serial), review=None, discussed_by=())


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
