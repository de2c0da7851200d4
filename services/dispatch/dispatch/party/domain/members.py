"""Who may be a member of a branch, and who may sign up to a cell?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch.organisation.domain.terms import Change, Term, is_covered
from dispatch.party.domain.organisations import Kind, OrgFacts, change_of, decide_all, meets
from dispatch.party.domain.refusals import (
    EndsBeforeItBegins,
    NoBranchOnCell,
    NotAMember,
    Problem,
    RowRefused,
    SignedUpAlready,
    SignupIsOver,
)


class Duty(StrEnum):
    """What a member takes on in a cell."""

    CONTACT = "contact"
    MEDIATOR = "mediator"
    VOLUNTEER = "volunteer"
    GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """`region` is that of the branch when it was said."""

    region: str
    branch: str
    secretary: bool


@dataclass(frozen=True, slots=True)
class MemberGiven:
    """A row of a bulk: who shall be a member of which branch, on which days."""

    person_id: str
    branch: str
    secretary: bool
    valid_from: date
    valid_to: date | None


@dataclass(slots=True)
class Known:
    """What decides about members: memberships by person, branches, and who are secretaries besides.

    `members` holds everybody of the branches that the rows name, and every membership of the persons they name.
    """

    members: dict[str, list[Term[MemberFacts]]]
    branches: Mapping[str, Sequence[Term[OrgFacts]]]
    persons: frozenset[str]


def decide_members(rows: Sequence[MemberGiven], known: Known, scope: str) -> dict[str, Change[MemberFacts]]:
    """Return what each row changes, by person. A member moves by leaving one branch first, then joining another.

    Raises RowsRefused with every bad row.
    """

    def decide(row: MemberGiven) -> Change[MemberFacts] | None:
        if row.person_id not in known.persons:
            raise RowRefused(Problem.UNKNOWN_PERSON)
        wanted = _term(row, known, scope)
        mine = known.members.get(row.person_id, [])
        for term in mine:
            if term.facts.branch != row.branch and meets(term, wanted):
                # Of which branch, and since when, is said only to whom its register belongs.
                mine_too = term.facts.region.startswith(scope)
                days = {"valid_from": term.valid_from, "valid_to": term.valid_to} if mine_too else {}
                raise RowRefused(Problem.OVERLAP, **days)
        change = change_of(mine, wanted)
        if row.secretary:
            _require_one_secretary(row, wanted, known)
        if change is not None:
            known.members[row.person_id] = change.applied_to(mine)
        return change

    return decide_all([(row.person_id, row) for row in rows], decide)


def _term(row: MemberGiven, known: Known, scope: str) -> Term[MemberFacts]:
    branch = known.branches.get(row.branch, ())
    first = next((term.facts for term in branch if term.holds_on(row.valid_from)), None)
    if not branch or not any(term.facts.region.startswith(scope) for term in branch):
        raise RowRefused(Problem.UNKNOWN_BRANCH, branch=row.branch)
    if first is not None and first.kind is not Kind.BRANCH:
        raise RowRefused(Problem.NOT_A_BRANCH, branch=row.branch, kind=first.kind)
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise RowRefused(Problem.ENDS_BEFORE_IT_BEGINS, valid_from=row.valid_from, valid_to=row.valid_to)
    if first is None or not is_covered(branch, row.valid_from, row.valid_to):
        raise RowRefused(Problem.BRANCH_NOT_IN_FORCE, branch=row.branch)
    return Term(MemberFacts(first.region, row.branch, row.secretary), row.valid_from, row.valid_to)


def _require_one_secretary(row: MemberGiven, wanted: Term[MemberFacts], known: Known) -> None:
    for person, terms in known.members.items():
        for term in terms:
            theirs = term.facts.secretary and term.facts.branch == row.branch
            if person != row.person_id and theirs and meets(term, wanted):
                raise RowRefused(Problem.SECRETARY_EXISTS, branch=row.branch)


# ------------------------------------------------------------------------------------------------------------ sign-ups
@dataclass(frozen=True, slots=True)
class SignUp:
    """A member takes on something in a cell, on days that both belong to it."""

    person_id: str
    cell: str
    duty: Duty
    valid_from: date
    valid_to: date | None


def decide_sign_up(
    wanted: SignUp,
    *,
    memberships: Sequence[Term[MemberFacts]],
    leader: str | None,
    known: Sequence[tuple[date, date | None]],
) -> bool:
    """Tell whether the member comes from another branch than the cell's (双报到); `leader` leads it on the first day.

    Raises EndsBeforeItBegins, NotAMember, NoBranchOnCell, SignedUpAlready (`known`: his days in this cell).
    """
    if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
        raise EndsBeforeItBegins("it ends before it begins", valid_from=wanted.valid_from, valid_to=wanted.valid_to)
    if not is_covered(memberships, wanted.valid_from, wanted.valid_to):
        raise NotAMember("who signs up is a Party member on each of these days", cell=wanted.cell)
    if leader is None:
        raise NoBranchOnCell("no branch leads this cell on that day", cell=wanted.cell, on=wanted.valid_from)
    for first, last in known:
        begins_later = wanted.valid_to is not None and wanted.valid_to < first
        if not begins_later and (last is None or wanted.valid_from <= last):
            raise SignedUpAlready("signed up for this cell on these days", cell=wanted.cell, valid_from=first)
    own = next(term for term in memberships if term.holds_on(wanted.valid_from))
    return own.facts.branch != leader


def decide_leaving(valid_from: date, valid_to: date | None, last: date) -> None:
    """Raise where a sign-up cannot end on the day `last`: SignupIsOver, EndsBeforeItBegins."""
    if valid_to is not None and valid_to <= last:
        raise SignupIsOver("it ends no later than that anyway", valid_to=valid_to)
    if last < valid_from:
        raise EndsBeforeItBegins("it ends before it begins", valid_from=valid_from, valid_to=last)
