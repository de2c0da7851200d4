"""To whom may a case never go, and who may say that it is not about somebody after all?

A complaint or a report is neither given nor shown to the unit or the person complained of (petition regulation; Jinan
rule 32). The other services know nothing of subjects, and show their tasks to whoever leads there: what complains of
somebody is dealt with by a unit that the centre names, and goes neither to the grid nor to the team.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.errors import Conflict, Invalid, NotFound, SecondPersonNeeded
from shared.schemas.vocabulary import Executor, SubjectKind

MOST_SUBJECTS = 8
# Why a task is taken back, and the reason with the step: it says nothing of whom.
HIDDEN = "hidden"
BY_TASK = frozenset({Executor.GRID, Executor.TEAM})


class SubjectOfCase(Conflict):
    code = "cases.subject-of-case"
    said = "案件不得交给被投诉举报的单位或个人办理"


class HiddenStaysAtCentre(Conflict):
    code = "cases.hidden-stays-at-centre"
    said = "涉及被投诉举报对象的案件不派网格员和执法队，须交其他单位承办"


class UnknownSubject(Invalid):
    code = "recusal.unknown-subject"
    said = "被投诉举报对象不在机构人员台账中"


class TooManySubjects(Invalid):
    code = "recusal.too-many-subjects"
    said = "被投诉举报对象过多"


class RemovalNeedsTwo(Conflict):
    """Who is named is not left out by naming others: another person approves of that, by a request of its own."""

    code = "recusal.removal-needs-two"
    said = "解除回避须另行申请并由他人审批"


class RemovalNotFound(NotFound):
    code = "recusal.removal-not-found"
    said = "没有这件解除回避申请"


class AlreadyDecided(Conflict):
    code = "recusal.already-decided"
    said = "该申请已经审批"


class NotASubject(Invalid):
    code = "recusal.not-a-subject"
    said = "案件没有列明该对象"


class SealedAlready(Conflict):
    code = "recusal.sealed-already"
    said = "案件已密封或未密封，无需再办"


class NothingHidden(Conflict):
    code = "recusal.nothing-hidden"
    said = "该案件的举报人当前已是所需状态"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a case complains of."""

    kind: SubjectKind
    id: str


@dataclass(frozen=True, slots=True)
class About:
    """Whom a case is about, and where those persons work today; `sealed`: a matter of discipline."""

    subjects: frozenset[Subject]
    sealed: bool = False

    @property
    def hides(self) -> bool:
        return self.sealed or bool(self.subjects)

    def names_unit(self, unit: str | None) -> bool:
        return unit is not None and Subject(SubjectKind.UNIT, unit) in self.subjects

    def names_person(self, person: str | None, units: Collection[str] = ()) -> bool:
        """Tell whether it is about a person, or about one of the units in which he works."""
        is_named = person is not None and Subject(SubjectKind.PERSON, person) in self.subjects
        return is_named or any(self.names_unit(unit) for unit in units)


def require_no_subject(about: About, *, unit: str | None, person: str | None, works_in: Collection[str] = ()) -> None:
    """Raises SubjectOfCase where a case would go to whom it is about."""
    if about.names_unit(unit) or about.names_person(person, works_in):
        raise SubjectOfCase("a case is not given to whom it is about")


def require_at_centre(about: About, executor: Executor | None) -> None:
    """Raises HiddenStaysAtCentre where a case that hides would become a task of the grid or of the team."""
    if about.hides and executor in BY_TASK:
        raise HiddenStaysAtCentre("a unit that the centre names deals with it", executor=executor)


def newly_named(known: Collection[Subject], given: Iterable[Subject]) -> frozenset[Subject]:
    """Return whom a list names beyond those who are known. Raises RemovalNeedsTwo, TooManySubjects."""
    wanted = frozenset(given)
    if not frozenset(known) <= wanted:
        raise RemovalNeedsTwo("it leaves out somebody who is named", form="subjects/removals")
    if len(wanted) > MOST_SUBJECTS:
        raise TooManySubjects("too many are named", most=MOST_SUBJECTS)
    return wanted - frozenset(known)


@dataclass(frozen=True, slots=True)
class Removal:
    """A request that a case be no longer about somebody."""

    subject: Subject
    asked_by: str
    decided_at: datetime | None


def require_approver(removal: Removal, *, by: str) -> None:
    """Raises AlreadyDecided, SecondPersonNeeded: who asked for it does not approve it."""
    if removal.decided_at is not None:
        raise AlreadyDecided("it was decided before")
    SecondPersonNeeded.unless_two(removal.asked_by, by)
