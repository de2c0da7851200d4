"""What stands before what at an inspection (administrative penalty law art. 28, 42, 55)?"""

from datetime import date
from uuid import UUID

from enforcement.penalties.domain.correcting import is_order_day
from shared.errors import Conflict, Invalid

from .checklists import failed
from .inspections import Inspected


class CredentialsNotShown(Conflict):
    """Whoever is inspected may refuse until the credentials were shown (art. 55)."""

    code = "inspections.credentials-not-shown"
    said = "尚未向当事人出示执法证件，不得检查"


class InspectedAlready(Conflict):
    """Once credentials were shown somebody is inspected, and it ends with what was found."""

    code = "inspections.inspected-already"
    said = "已出示执法证件、开始检查，不得中止，须据实办结"


class FoundAlready(Conflict):
    """The inspection is of an object already; `object` is its id."""

    code = "inspections.found-already"
    said = "本次检查已有监管对象"


class NotAnswered(Conflict):
    code = "inspections.not-answered"
    said = "检查清单尚未作答"


class SignedAlready(Conflict):
    code = "inspections.signed-already"
    said = "您已在本次检查记录上签字"


class SomethingFound(Conflict):
    """A question was answered with "no"; the facts name which."""

    code = "inspections.something-found"
    said = "检查中发现问题，不能按未发现问题办结"


class NothingFound(Conflict):
    code = "inspections.nothing-found"
    said = "检查未发现问题，不能责令改正、立案或者移送"


class OrderTermUnfit(Invalid):
    """What is to be corrected has its day: after today, and within a year (art. 28)."""

    code = "inspections.order-term-unfit"
    said = "责令改正的期限须在明日以后、一年以内"


class TermRuns(Conflict):
    """Until the day of the order is over nobody can be late; `due_on` is that day (art. 28)."""

    code = "inspections.term-runs"
    said = "责令改正期限尚未届满，不能认定逾期未改正"


def require_credentials(done: Inspected) -> None:
    """Raise CredentialsNotShown (art. 55)."""
    if not done.credentials_shown:
        raise CredentialsNotShown("credentials come first", article="行政处罚法 55")


def require_nobody_inspected(done: Inspected) -> None:
    """Raise InspectedAlready: only before the credentials were shown nobody is inspected yet (art. 55)."""
    if done.credentials_shown:
        raise InspectedAlready("it ends with what was found", article="行政处罚法 55")


def require_nobody_found(object_id: UUID | None) -> None:
    """Raise FoundAlready."""
    if object_id is not None:
        raise FoundAlready("it is of an object already", object=str(object_id))


def require_signable(done: Inspected, by: str) -> None:
    """Raise CredentialsNotShown, NotAnswered, SignedAlready: the record is signed once by each (55)."""
    require_credentials(done)
    if not done.answers:
        raise NotAnswered("the checklist comes first", article="行政处罚法 55")
    if by in done.signed_by:
        raise SignedAlready("signed already")


def is_signed(done: Inspected, officers: tuple[str, ...]) -> bool:
    """Tell whether all who inspected have signed (art. 42: at least two)."""
    return set(done.signed_by) >= set(officers)


def require_nothing_failed(done: Inspected) -> None:
    """Raise SomethingFound."""
    if questions := failed(done.answers):
        raise SomethingFound("something was found", questions=questions)


def require_something_failed(done: Inspected) -> None:
    """Raise NothingFound: nobody is ordered to correct, punished or handed over for nothing (art. 28, 40)."""
    if not failed(done.answers):
        raise NothingFound("nothing was found", article="行政处罚法 28")


def require_order_term(due_on: date, today: date) -> None:
    """Raise OrderTermUnfit (art. 28): ordered to correct by a day."""
    if not is_order_day(due_on, today):
        raise OrderTermUnfit("a day after today, within a year", due_on=due_on.isoformat(), article="行政处罚法 28")


def require_term_over(due_on: date, today: date, *, corrected: bool) -> None:
    """Raise TermRuns (art. 28): found corrected on any day, found not corrected after the last day alone."""
    if not corrected and today <= due_on:
        raise TermRuns("its term runs", due_on=due_on.isoformat(), article="行政处罚法 28")
