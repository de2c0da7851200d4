"""What makes a hearing one (art. 64)?"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Forbidden, Invalid

from .course import Case, ClosedGround, Course, Hearing

ARTICLE = "行政处罚法 64"
MOST_AGENTS = 2


class ChairInvestigated(Forbidden):
    """Who investigated does not chair the hearing (art. 64 (4))."""

    code = "penalties.chair-investigated"
    said = "听证主持人不得是本案调查人员"


class ChairRecused(Forbidden):
    """Who was recused as chair of this hearing does not chair it (art. 64 (4))."""

    code = "penalties.chair-recused"
    said = "已经回避的人员不得主持本案听证"


class NotHeldYet(Conflict):
    code = "penalties.hearing-not-held"
    said = "尚未到举行听证之日"


class OnlyTheChair(Forbidden):
    """Who was named to chair it hands in its record (art. 64 (4))."""

    code = "penalties.only-the-chair"
    said = "听证笔录由指定的听证主持人提交"


class TooManyAgents(Invalid):
    """One or two come for the party (art. 64 (5)); `most`: two."""

    code = "penalties.hearing-agents"
    said = "当事人可以委托一至二人代理参加听证"


class AttendanceUnclear(Invalid):
    """The record says who came for the party: he himself, his agents, or nobody (art. 64 (5))."""

    code = "penalties.hearing-attendance"
    said = "听证笔录须载明当事人本人或者其代理人是否到场"


class AbsenceUnclear(Invalid):
    """Where the party was not heard the record says why, and nowhere else (art. 64 (6))."""

    code = "penalties.hearing-absence"
    said = "当事人未出席或者中途退出听证的，笔录须载明原因"


class InvestigatorsAbsent(Invalid):
    """Officers of the case say what they found and propose (art. 64 (7)); nobody else does it for them."""

    code = "penalties.hearing-investigators"
    said = "举行听证须有本案调查人员到场提出事实、证据和行政处罚建议"


class RecordUnsigned(Invalid):
    """The party signs the record, or the chair notes that he would not (art. 64 (8))."""

    code = "penalties.hearing-unsigned"
    said = "听证笔录须由当事人签字；拒绝签字的，由听证主持人注明"


class Absence(StrEnum):
    """Why a party was not heard (art. 64 (6)): he did not come or left without leave, and so gave it up; or excused."""

    STAYED_AWAY = "stayed-away"
    LEFT = "left"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Fixed:
    """When and where a hearing shall be held, and by whom; `closed`: why it is not public."""

    on: date
    chair: str
    place: str
    closed: ClosedGround | None


@dataclass(frozen=True, slots=True)
class Held:
    """How a hearing went. `attended`: the party was heard; else `absence`; `signed`: he signed the record.

    `refusal_noted`: he would not, and the chair noted it; `in_person`: he came himself; `agents`: who came for him;
    `investigators`: who of the case's officers was there.
    """

    record: str
    attended: bool
    signed: bool
    refusal_noted: bool
    in_person: bool
    agents: tuple[str, ...]
    absence: Absence | None
    investigators: tuple[str, ...]


def require_chair(chair: str, case: Case) -> None:
    """Raise ChairInvestigated, ChairRecused (art. 64 (4))."""
    if chair in case.investigators:
        raise ChairInvestigated("another person chairs", article=ARTICLE)
    if chair in case.course.recused_chairs:
        raise ChairRecused("another person chairs", article=ARTICLE)


def fixed_hearing(hearing: Hearing, fixed: Fixed) -> Hearing:
    """Return a hearing with a day and a chair; where it is held is said openly if everybody may come (art. 64 (3))."""
    place = fixed.place if fixed.closed is None else None
    return replace(hearing, fixed_for=fixed.on, chair=fixed.chair, closed=fixed.closed, place=place)


def without_day(hearing: Hearing) -> Hearing:
    """Return a hearing that is to be fixed anew, seven working days ahead (art. 64 (2))."""
    return replace(hearing, fixed_for=None, closed=None, place=None)


def require_record(held: Held, hearing: Hearing, officers: Collection[str], *, by: str, today: date) -> None:
    """Raise NotHeldYet, OnlyTheChair, RecordUnsigned, and what `_require_heard` raises (art. 64 (4)-(8))."""
    if hearing.fixed_for is None or today < hearing.fixed_for:
        raise NotHeldYet("its day has not come", article=ARTICLE)
    if by != hearing.chair:
        raise OnlyTheChair("the chair hands it in", article=ARTICLE)
    _require_heard(held, officers)
    if held.attended and not (held.signed or held.refusal_noted):
        raise RecordUnsigned("signed, or the refusal noted", article=ARTICLE)


def _require_heard(held: Held, officers: Collection[str]) -> None:
    """Raise TooManyAgents, AbsenceUnclear, AttendanceUnclear, InvestigatorsAbsent (art. 64 (5)-(7))."""
    if len(held.agents) > MOST_AGENTS:
        raise TooManyAgents("one or two", most=MOST_AGENTS, article=ARTICLE)
    if held.attended is (held.absence is not None):
        raise AbsenceUnclear("why was he not heard?", article=ARTICLE)
    # Who left had come.
    came = held.attended or held.absence is Absence.LEFT
    if came is not (held.in_person or bool(held.agents)):
        raise AttendanceUnclear("who came for the party?", article=ARTICLE)
    there = set(held.investigators)
    if there - set(officers) or (held.attended and not there):
        raise InvestigatorsAbsent("an officer of the case is there", article=ARTICLE)


def after_hearing(course: Course, hearing: Hearing, held: Held, today: date) -> Course:
    """Return a course after a hearing: held, given up, or to be fixed anew where the party was excused (64 (6)).

    Who reviewed or discussed the case before did not know its record: that is done again (art. 58, 65).
    """
    if held.absence is Absence.EXCUSED:
        return replace(course, hearing=replace(without_day(hearing), chair=None))
    return replace(course, hearing=replace(hearing, held_on=today), review=None, discussed_by=())
