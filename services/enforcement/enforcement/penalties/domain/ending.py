"""How does a case end otherwise than by a penalty (art. 27, 57)?"""

from dataclasses import replace

from shared.errors import Conflict

from .course import Conclusion, Course
from .recusal import is_chair
from .states import PenaltyState


class NoCrime(Conflict):
    """Only what is a crime goes to the police, and what goes there is not served (art. 27, 57 (4))."""

    code = "penalties.no-crime"
    said = "只有涉嫌犯罪的案件移送司法机关"


class NotOver(Conflict):
    """What is personal in a case is erased when the case is over, and its appeals with it."""

    code = "penalties.not-over"
    said = "案件尚未结案，不能删除个人信息"


def require_over(state: PenaltyState) -> None:
    """Raise NotOver (personal information protection law art. 19, 47: no longer than it is needed)."""
    if state is not PenaltyState.CLOSED:
        raise NotOver("the case runs", state=state, article="个人信息保护法 47")


def require_crime(course: Course) -> None:
    """Raise NoCrime (art. 27, 57 (4))."""
    if course.conclusion is not Conclusion.CRIME:
        raise NoCrime("no crime is suspected", article="行政处罚法 27")


def require_no_crime(course: Course) -> None:
    """Raise NoCrime: what goes to the police is handed over, not served (art. 57 (4))."""
    if course.conclusion is Conclusion.CRIME:
        raise NoCrime("handed over, not served", article="行政处罚法 57")


def investigated_anew(course: Course) -> Course:
    """Return a course of which only the evidence is left, and who may not go on with it (art. 40).

    What was concluded, told, heard and reviewed is void, and with its hearing the question whether its chair goes.
    """
    stays = ("evidence", "former_officers", "recused_chairs", "extended_days")
    waits = None if is_chair(course.recusal_of, course) else course.recusal_of
    return replace(Course(), recusal_of=waits, **{name: getattr(course, name) for name in stays})
