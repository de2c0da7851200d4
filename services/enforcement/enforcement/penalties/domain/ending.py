"""How does a case end otherwise than by a penalty (art. 27, 57)?"""

from shared.errors import Conflict

from .course import Conclusion, Course


class NoCrime(Conflict):
    """Only what is a crime goes to the police, and what goes there is not served (art. 27, 57 (4))."""

    code = "penalties.no-crime"
    said = "只有涉嫌犯罪的案件移送司法机关"


def require_crime(course: Course) -> None:
    """Raise NoCrime (art. 27, 57 (4))."""
    if course.conclusion is not Conclusion.CRIME:
        raise NoCrime("no crime is suspected", article="行政处罚法 27")


def require_no_crime(course: Course) -> None:
    """Raise NoCrime: what goes to the police is handed over, not served (art. 57 (4))."""
    if course.conclusion is Conclusion.CRIME:
        raise NoCrime("handed over, not served", article="行政处罚法 57")
