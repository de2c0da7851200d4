"""How does a case end otherwise than by a penalty, and go on where it comes back from the police (art. 27, 57)?"""

from dataclasses import dataclass, replace
from datetime import date

from shared.errors import Conflict, Invalid

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


class TransferUnreceived(Invalid):
    """The paper trail says which organ received a case, and on which day (art. 27 (2))."""

    code = "penalties.transfer-unreceived"
    said = "移送案件须载明接收机关和移送日期"


class NotTransferred(Conflict):
    """Only what the police has comes back from there, once (art. 27 (1))."""

    code = "penalties.not-transferred"
    said = "案件没有移送司法机关，不存在退回办理"


class CaseErased(Conflict):
    """Nobody can read any more whom it is about: what is to be punished is filed anew."""

    code = "penalties.erased"
    said = "案件中的个人信息已依法删除，不能继续办理，应当另行立案"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Which organ received a case, when, and by which paper of it."""

    organ: str | None
    on: date | None
    words: str


@dataclass(frozen=True, slots=True)
class SentBack:
    """Which organ sent a case back, by which document of which day."""

    organ: str
    document: str
    on: date


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


def received(receipt: Receipt) -> tuple[str, date]:
    """Return which organ received a case, and when. Raises TransferUnreceived (art. 27 (2))."""
    if receipt.organ is None or receipt.on is None:
        raise TransferUnreceived("who received it, and when?", article="行政处罚法 27")
    return receipt.organ, receipt.on


def require_transferred(course: Course) -> date:
    """Return since when the police has a case. Raises NotTransferred, CaseErased (art. 27 (1))."""
    if course.transferred_on is None:
        raise NotTransferred("the police does not have it", article="行政处罚法 27")
    if course.erased:
        raise CaseErased("nobody knows whom it is about", article="个人信息保护法 47")
    return course.transferred_on


def investigated_anew(course: Course) -> Course:
    """Return a course of which only the evidence is left, and who may not go on with it (art. 27, 40).

    What was concluded, told, heard and reviewed is void, and with its hearing the question whether its chair goes.
    """
    stays = ("age", "evidence", "excluded", "former_officers", "recused_chairs", "extended_days")
    waits = None if is_chair(course.recusal_of, course) else course.recusal_of
    return replace(Course(), recusal_of=waits, **{name: getattr(course, name) for name in stays})
