"""Who goes where an officer has something to do with a case himself (art. 43)?"""

from collections.abc import Sequence

from shared.errors import Conflict, Invalid

from .course import Course


class RecusalPending(Conflict):
    code = "penalties.recusal-pending"
    said = "回避申请尚未决定，或者没有待决定的回避申请"


class NotOfTheTeam(Invalid):
    """He is none of the case's officers, or who shall come for him is one already (art. 43)."""

    code = "penalties.not-of-the-team"
    said = "该人员不是本案执法人员，或者接替人员不合适"


def require_recusal(course: Course, *, asked: bool) -> None:
    """Raise RecusalPending: one is decided after the other, and none that nobody asked for (art. 43)."""
    if (course.recusal_of is not None) is not asked:
        raise RecusalPending("one waits, or none does", article="行政处罚法 43")


def replaced_officers(officers: Sequence[str], recused: str, by: str | None, course: Course) -> tuple[str, ...]:
    """Return who investigates after an officer was recused. Raises NotOfTheTeam (art. 42, 43, 58, 64 (4)).

    Who chairs its hearing, has reviewed it or was recused himself does not investigate it.
    """
    aside = {course.hearing and course.hearing.chair, course.review and course.review.reviewer}
    if recused not in officers or by is None or by in {*officers, *aside, *course.former_officers}:
        raise NotOfTheTeam("another officer comes for him", article="行政处罚法 43")
    return tuple(by if officer == recused else officer for officer in officers)
