"""What holds of a unit or a person from which day on, and what does a new fact change of it?

Terms of one thing never overlap; both ends of a term belong to it. A change from a day closes the term before on the
day before. Whoever asks later what held on a day is answered from the terms, never from the newest state.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from dispatch.organisation.domain.refusals import Problem, RowRefused

ONE_DAY = timedelta(days=1)


class PersonRole(StrEnum):
    """What a person may be on a day; the Chinese terms stand in docs/glossary.md."""

    CLERK = "clerk"
    DISPATCHER = "dispatcher"
    WORKER = "worker"
    OFFICER = "officer"
    ORG_OFFICE = "org-office"
    LEADER = "leader"
    OPERATOR = "operator"
    ADMIN = "admin"
    TRAINEE = "trainee"
    SHIFT_LEADER = "shift-leader"
    HANDLER = "handler"
    GRID_LEADER = "grid-leader"
    LEGAL_REVIEWER = "legal-reviewer"
    DISCIPLINE = "discipline"
    DEPARTMENT = "department"
    PARTY_OFFICE = "party-office"


class Action(StrEnum):
    """What happened to a unit or a person; stands in its history."""

    CREATED = "created"
    RESUMED = "resumed"
    CHANGED = "changed"
    CORRECTED = "corrected"
    ENDED = "ended"
    PROLONGED = "prolonged"
    RENAMED = "renamed"
    BEGAN = "began"


@dataclass(frozen=True, slots=True)
class UnitFacts:
    region: str
    kind: str
    name: str

    def is_near(self, region: str) -> bool:
        """Tell whether a unit lies on the same branch of regions.

        A county's department may have a person in a township, and a township's unit one in a village.
        """
        return self.region.startswith(region) or region.startswith(self.region)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """`roles` in order, so that the same roles are the same facts."""

    region: str
    unit_id: str | None
    post: str | None
    roles: tuple[PersonRole, ...]


class Placed(Protocol):
    """What lies in a region: a unit, a person, whatever else has terms."""

    @property
    def region(self) -> str: ...


Facts = TypeVar("Facts", bound=Placed)


@dataclass(frozen=True, slots=True)
class Term(Generic[Facts]):
    """What holds from `valid_from` to `valid_to`, both days included; without an end until further notice."""

    facts: Facts
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Change(Generic[Facts]):
    """What follows from a row: the term it replaces or shortens, if any, and the terms that are written."""

    action: Action
    drops: Term[Facts] | None
    adds: tuple[Term[Facts], ...]

    def applied_to(self, terms: Sequence[Term[Facts]]) -> list[Term[Facts]]:
        """Return what the terms are after the change, in order."""
        kept = [term for term in terms if term != self.drops]
        return sorted([*kept, *self.adds], key=lambda term: term.valid_from)


def decide_term(known: Sequence[Term[Facts]], wanted: Term[Facts]) -> Change[Facts] | None:
    """Return what `wanted` changes of the `known` terms of one thing; None where it says nothing new.

    Raises RowRefused: it ends before it begins, or reaches into a later term.
    """
    if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
        raise RowRefused(Problem.ENDS_BEFORE_IT_BEGINS, valid_from=wanted.valid_from, valid_to=wanted.valid_to)
    for later in known:
        if later.valid_from > wanted.valid_from and wanted.holds_on(later.valid_from):
            raise RowRefused(Problem.OVERLAP, later_from=later.valid_from, later_to=later.valid_to)
    before = next((term for term in known if term.holds_on(wanted.valid_from)), None)
    if before is None:
        return Change(Action.RESUMED if known else Action.CREATED, None, (wanted,))
    if before.facts == wanted.facts:
        return _decide_end(before, wanted.valid_to)
    if before.valid_from == wanted.valid_from:
        return Change(Action.CORRECTED, before, (wanted,))
    return Change(Action.CHANGED, before, (replace(before, valid_to=wanted.valid_from - ONE_DAY), wanted))


def _decide_end(term: Term[Facts], valid_to: date | None) -> Change[Facts] | None:
    if term.valid_to == valid_to:
        return None
    is_sooner = valid_to is not None and (term.valid_to is None or valid_to < term.valid_to)
    return Change(Action.ENDED if is_sooner else Action.PROLONGED, term, (replace(term, valid_to=valid_to),))


def term_to_tell(terms: Sequence[Term[Facts]], today: date) -> Term[Facts]:
    """Return what the others are told: what holds today, else what will hold next, else what held last."""
    in_force = [term for term in terms if term.holds_on(today)]
    coming = [term for term in terms if term.valid_from > today]
    return (in_force or coming or list(terms)[-1:])[0]


def next_telling(terms: Sequence[Term[Facts]], today: date) -> date | None:
    """Return the day on which the others must be told again; None where what they were told stays true."""
    told = term_to_tell(terms, today)
    return min((term.valid_from for term in terms if term.valid_from > today and term != told), default=None)


def is_covered(terms: Sequence[Term[Facts]], valid_from: date, valid_to: date | None) -> bool:
    """Return whether `terms` hold on every day of the range, one after the other."""
    day = valid_from
    while True:
        term = next((term for term in terms if term.holds_on(day)), None)
        if term is None:
            return False
        if term.valid_to is None or (valid_to is not None and valid_to <= term.valid_to):
            return True
        day = term.valid_to + ONE_DAY


def said_of(term: Term[Any]) -> dict[str, object]:
    """Return what a history may say of a term: codes and days, nothing personal."""
    facts = term.facts
    said: dict[str, object] = {
        "region": facts.region,
        "valid_from": term.valid_from.isoformat(),
        "valid_to": term.valid_to.isoformat() if term.valid_to else None,
    }
    if isinstance(facts, PersonFacts):
        return said | {"unit_id": facts.unit_id, "roles": [str(role) for role in facts.roles]}
    return said | {"kind": facts.kind, "name": facts.name}
