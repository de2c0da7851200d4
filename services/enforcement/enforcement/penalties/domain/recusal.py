"""Who goes where an officer has something to do with a case himself (art. 43), or the chair of its hearing (64 (4))?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from shared.errors import Conflict, Invalid

from .course import Case, Course
from .hearing import require_chair, without_day
from .procedure import DeciderTookPart

ARTICLES = "行政处罚法 43、64"


class RecusalPending(Conflict):
    code = "penalties.recusal-pending"
    said = "回避申请尚未决定，或者没有待决定的回避申请"


class NotOfTheTeam(Invalid):
    """He is none of the case's officers nor chairs its hearing, or who shall come for him is one already (art. 43)."""

    code = "penalties.not-of-the-team"
    said = "该人员不是本案执法人员或者听证主持人，或者接替人员不合适"


def require_recusal(course: Course, *, asked: bool) -> None:
    """Raise RecusalPending: one is decided after the other, and none that nobody asked for (art. 43)."""
    if (course.recusal_of is not None) is not asked:
        raise RecusalPending("one waits, or none does", article="行政处罚法 43")


def is_chair(person: str | None, course: Course) -> bool:
    """Tell whether somebody shall chair a hearing that is not over (art. 64 (4))."""
    hearing = course.hearing
    return person is not None and hearing is not None and hearing.held_on is None and hearing.chair == person


def require_recusable(person: str, case: Case) -> None:
    """Raise NotOfTheTeam (art. 43, 64 (4))."""
    if person not in case.officers and not is_chair(person, case.course):
        raise NotOfTheTeam("none of the case's officers, and no chair", article=ARTICLES)


def require_free_chair(course: Course) -> None:
    """Raise RecusalPending: no hearing is held, or fixed anew, while it is open whether its chair goes (64 (4))."""
    if is_chair(course.recusal_of, course):
        raise RecusalPending("whether the chair goes is decided first", article=ARTICLES)


def require_not_himself(decider: str, course: Course) -> None:
    """Raise DeciderTookPart: nobody decides whether he goes himself (art. 43, 64 (4))."""
    if decider == course.recusal_of:
        raise DeciderTookPart("another person decides", article=ARTICLES)


def replaced_officers(officers: Sequence[str], recused: str, by: str | None, course: Course) -> tuple[str, ...]:
    """Return who investigates after an officer was recused. Raises NotOfTheTeam (art. 42, 43, 58, 64 (4)).

    Who chairs its hearing or was recused from that, has reviewed it or was recused himself does not investigate it.
    """
    aside = {course.hearing and course.hearing.chair, course.review and course.review.reviewer}
    if recused not in officers or by is None or by in {*officers, *aside, *course.former_officers}:
        raise NotOfTheTeam("another officer comes for him", article="行政处罚法 43")
    if by in course.recused_chairs:
        raise NotOfTheTeam("he was recused himself", article=ARTICLES)
    return tuple(by if officer == recused else officer for officer in officers)


def replaced_chair(case: Case, by: str | None) -> Course:
    """Return a course after its chair was recused, whose place another takes (art. 64 (4)).

    Raises NotOfTheTeam, ChairInvestigated, ChairRecused.
    """
    course = case.course
    if by is None or course.hearing is None or course.recusal_of is None:
        raise NotOfTheTeam("another person chairs", article=ARTICLES)
    gone = replace(course, recused_chairs=(*course.recused_chairs, course.recusal_of))
    require_chair(by, replace(case, course=gone))
    return replace(gone, hearing=replace(course.hearing, chair=by))


def without_missed_day(course: Course, today: date) -> Course:
    """Return a course whose hearing is fixed anew where its day went by while its chair's recusal waited (64 (2))."""
    hearing = course.hearing
    if hearing is None or hearing.fixed_for is None or today <= hearing.fixed_for:
        return course
    return replace(course, hearing=without_day(hearing))
