"""Which rows of a bulk may be taken? All of them or none, and each bad one is named."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic

from dispatch.organisation.domain.refusals import Problem, RowRefused, RowsRefused
from dispatch.organisation.domain.terms import (
    Action,
    Change,
    Facts,
    PersonFacts,
    Term,
    UnitFacts,
    decide_term,
    is_covered,
)


@dataclass(frozen=True, slots=True)
class Given(Generic[Facts]):
    """One row of a bulk: what shall hold of a unit or a person; `name` is a person's."""

    id: str
    term: Term[Facts]
    synthetic: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Known(Generic[Facts]):
    """What the register says of one unit or person before the bulk."""

    terms: Sequence[Term[Facts]]
    synthetic: bool
    name: str = ""


def decide_rows(
    given: Sequence[Given[Facts]], decide: Callable[[Given[Facts]], Change[Facts] | None]
) -> dict[str, Change[Facts]]:
    """Return what each row changes, by id, without those that say nothing new.

    Raises RowsRefused with every bad row: what `decide` refuses, and an id that stands there twice.
    """
    changes: dict[str, Change[Facts]] = {}
    bad: list[dict[str, object]] = []
    seen: set[str] = set()
    for index, row in enumerate(given):
        try:
            _require_new(row.id, seen)
            change = decide(row)
        except RowRefused as refused:
            bad.append({"index": index, "id": row.id, "code": refused.code, **refused.facts})
            continue
        if change is not None:
            changes[row.id] = change
    if bad:
        raise RowsRefused("nothing was taken: some rows are refused", rows=bad)
    return changes


def _require_new(row_id: str, seen: set[str]) -> None:
    if row_id in seen:
        raise RowRefused(Problem.TWICE)
    seen.add(row_id)


def decide_row(row: Given[Facts], known: Known[Facts], *, regions: Collection[str], scope: str) -> Change[Facts] | None:
    """Return what one row changes of what is known. Raises RowRefused."""
    require_region(row.term.facts.region, known=regions, scope=scope)
    require_own(known.terms, row.term.valid_from, scope=scope)
    change = decide_term(known.terms, row.term)
    if change is not None or not known.terms:
        return change
    if row.name != known.name:
        return Change(Action.RENAMED, None, ())
    return Change(Action.CORRECTED, None, ()) if row.synthetic != known.synthetic else None


def require_region(region: str, *, known: Collection[str], scope: str) -> None:
    """Raise RowRefused where the region does not exist or lies outside `scope`, a prefix of region codes."""
    if not region.startswith(scope):
        raise RowRefused(Problem.OUTSIDE_SCOPE, region=region, scope=scope)
    if region not in known:
        raise RowRefused(Problem.UNKNOWN_REGION, region=region)


def require_own(terms: Sequence[Term[Facts]], valid_from: date, *, scope: str) -> None:
    """Raise RowRefused where what is to be changed belongs to somebody else's region; what is over does not count."""
    for term in terms:
        if (term.valid_to is None or term.valid_to >= valid_from) and not term.facts.region.startswith(scope):
            raise RowRefused(Problem.OUTSIDE_SCOPE, scope=scope)


def require_unit(wanted: Term[PersonFacts], terms: Sequence[Term[UnitFacts]]) -> None:
    """Raise RowRefused unless the person's unit exists, holds all the time, and lies on the same branch of regions."""
    unit_id, region = wanted.facts.unit_id, wanted.facts.region
    if unit_id is None:
        return
    if not terms:
        raise RowRefused(Problem.UNKNOWN_UNIT, unit_id=unit_id)
    if not is_covered(terms, wanted.valid_from, wanted.valid_to):
        raise RowRefused(Problem.UNIT_NOT_IN_FORCE, unit_id=unit_id, valid_from=wanted.valid_from)
    seat = next(term.facts for term in terms if term.holds_on(wanted.valid_from))
    if not seat.is_near(region):
        raise RowRefused(Problem.UNIT_OUTSIDE_REGION, unit_id=unit_id, region=region, seat=seat.region)
