"""Which Party organisations may stand where, one under the other, and which branch leads a cell?

County committee, township committee, general branch, branch. A branch sits on cells (支部建在网格上), and one of them
leads each cell on a day.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from dispatch.organisation.domain import refusals as terms_refused
from dispatch.organisation.domain.terms import Change, Placed, Term, decide_term, is_covered
from dispatch.party.domain.refusals import Problem, RowRefused, RowsRefused
from shared.codes import RegionLevel, is_region, region_level


class Kind(StrEnum):
    COUNTY_COMMITTEE = "county-committee"
    TOWNSHIP_COMMITTEE = "township-committee"
    GENERAL_BRANCH = "general-branch"
    BRANCH = "branch"


COMMITTEES = frozenset({Kind.COUNTY_COMMITTEE, Kind.TOWNSHIP_COMMITTEE})
_BELOW = frozenset({RegionLevel.TOWNSHIP, RegionLevel.VILLAGE})
LEVELS: Mapping[Kind, frozenset[RegionLevel]] = {
    Kind.COUNTY_COMMITTEE: frozenset({RegionLevel.COUNTY}),
    Kind.TOWNSHIP_COMMITTEE: frozenset({RegionLevel.TOWNSHIP}),
    Kind.GENERAL_BRANCH: _BELOW,
    Kind.BRANCH: _BELOW,
}
# Under which kinds an organisation may stand; a county's committee stands under none of this register.
UNDER: Mapping[Kind, frozenset[Kind]] = {
    Kind.COUNTY_COMMITTEE: frozenset(),
    Kind.TOWNSHIP_COMMITTEE: frozenset({Kind.COUNTY_COMMITTEE}),
    Kind.GENERAL_BRANCH: frozenset({Kind.TOWNSHIP_COMMITTEE}),
    Kind.BRANCH: frozenset({Kind.TOWNSHIP_COMMITTEE, Kind.GENERAL_BRANCH}),
}


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """A cell that a branch sits on; `lead`: it answers there for the Party's work."""

    cell: str
    lead: bool


@dataclass(frozen=True, slots=True)
class OrgFacts:
    """`seats`: how many members a committee has; `cells` in order, so that the same cells are the same facts."""

    region: str
    kind: Kind
    name: str
    parent: str | None
    seats: int | None
    cells: tuple[Seat, ...] = ()


Facts = TypeVar("Facts", bound=Placed)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a bulk: what shall hold of an organisation."""

    id: str
    term: Term[OrgFacts]


@dataclass(slots=True)
class Register:
    """What is known before the bulk, and becomes what holds after each row: a tree may come in one bulk, roots first.

    `terms` of everything that the rows touch: themselves, their parents and children, who sits on their cells.
    `cells`: those that exist on the first day of the row that names them, by (cell, day).
    """

    terms: dict[str, list[Term[OrgFacts]]]
    regions: Collection[str]
    cells: Collection[tuple[str, object]]


def decide_bulk(rows: Sequence[Row], register: Register, scope: str) -> dict[str, Change[OrgFacts]]:
    """Return what each row changes, by id, without those that say nothing new; `scope` is a prefix of region codes.

    Raises RowsRefused with every bad row.
    """

    def decide(row: Row) -> Change[OrgFacts] | None:
        known = register.terms.get(row.id, [])
        _require_place(row.term, known, register, scope)
        _require_parent(row, register)
        _require_cells(row, register)
        change = change_of(known, row.term)
        if change is not None:
            register.terms[row.id] = change.applied_to(known)
        return change

    changed = decide_all([(row.id, row) for row in rows], decide)
    refuse_rows(_orphans(rows, changed, register))
    return changed


Given = TypeVar("Given")
Decided = TypeVar("Decided")


def decide_all(rows: Iterable[tuple[str, Given]], decide: Callable[[Given], Decided | None]) -> dict[str, Decided]:
    """Return what `decide` says of each row, by id, without those that it says nothing of.

    Raises RowsRefused with every row that it refuses, and every id that stands there twice.
    """
    found: dict[str, Decided] = {}
    bad: list[dict[str, object]] = []
    seen: set[str] = set()
    for index, (row_id, row) in enumerate(rows):
        try:
            _require_new(row_id, seen)
            decided = decide(row)
        except RowRefused as refused:
            bad.append({"index": index, "id": row_id, "code": refused.code, **refused.facts})
            continue
        if decided is not None:
            found[row_id] = decided
    refuse_rows(bad)
    return found


def _require_new(row_id: str, seen: set[str]) -> None:
    if row_id in seen:
        raise RowRefused(Problem.TWICE)
    seen.add(row_id)


def refuse_rows(bad: Sequence[Mapping[str, object]]) -> None:
    """Raise RowsRefused where there is a bad row."""
    if bad:
        raise RowsRefused("nothing was taken: some rows are refused", rows=list(bad))


def change_of(known: Sequence[Term[Facts]], wanted: Term[Facts]) -> Change[Facts] | None:
    """Return what a new term changes of the known ones. Raises RowRefused."""
    try:
        return decide_term(known, wanted)
    except terms_refused.RowRefused as refused:
        codes = {
            terms_refused.Problem.OVERLAP: Problem.OVERLAP,
            terms_refused.Problem.ENDS_BEFORE_IT_BEGINS: Problem.ENDS_BEFORE_IT_BEGINS,
        }
        raise RowRefused(codes[refused.code], **refused.facts) from None


def _require_place(wanted: Term[OrgFacts], known: Sequence[Term[OrgFacts]], register: Register, scope: str) -> None:
    facts = wanted.facts
    still = [t for t in known if t.valid_to is None or t.valid_to >= wanted.valid_from]
    if not facts.region.startswith(scope) or any(not term.facts.region.startswith(scope) for term in still):
        raise RowRefused(Problem.OUTSIDE_SCOPE, region=facts.region, scope=scope)
    if facts.region not in register.regions or not is_region(facts.region):
        raise RowRefused(Problem.UNKNOWN_REGION, region=facts.region)
    level = region_level(facts.region)
    if level not in LEVELS[facts.kind]:
        raise RowRefused(Problem.WRONG_LEVEL, kind=facts.kind, region=facts.region, levels=sorted(LEVELS[facts.kind]))
    if facts.kind in COMMITTEES and not facts.seats:
        raise RowRefused(Problem.NO_SEATS, kind=facts.kind)


def _require_parent(row: Row, register: Register) -> None:
    facts, term = row.term.facts, row.term
    if facts.kind is Kind.COUNTY_COMMITTEE and facts.parent is None:
        return
    above = register.terms.get(facts.parent or "", [])
    first = next((one.facts for one in above if one.holds_on(term.valid_from)), None)
    if above and not is_covered(above, term.valid_from, term.valid_to):
        raise RowRefused(Problem.PARENT_NOT_IN_FORCE, parent=facts.parent)
    if first is None or first.kind not in UNDER[facts.kind] or not facts.region.startswith(first.region):
        raise RowRefused(Problem.WRONG_PARENT, parent=facts.parent, under=sorted(UNDER[facts.kind]))


def _require_cells(row: Row, register: Register) -> None:
    term, facts = row.term, row.term.facts
    if facts.cells and facts.kind is not Kind.BRANCH:
        raise RowRefused(Problem.NOT_A_BRANCH, kind=facts.kind)
    for seat in facts.cells:
        if not seat.cell.startswith(facts.region):
            raise RowRefused(Problem.CELL_OUTSIDE_REGION, cell=seat.cell, region=facts.region)
        if (seat.cell, term.valid_from) not in register.cells:
            raise RowRefused(Problem.UNKNOWN_CELL, cell=seat.cell, on=term.valid_from)
        if [one.cell for one in facts.cells].count(seat.cell) > 1:
            raise RowRefused(Problem.TWICE, cell=seat.cell)
        leader = _leader_of(seat.cell, row, register) if seat.lead else None
        if leader is not None:
            raise RowRefused(Problem.CELL_IS_LED, cell=seat.cell, branch=leader)


def _leader_of(cell: str, row: Row, register: Register) -> str | None:
    """Return another branch that leads a cell on one of the row's days."""
    for other, terms in register.terms.items():
        if other == row.id:
            continue
        for term in terms:
            if Seat(cell, lead=True) in term.facts.cells and meets(term, row.term):
                return other
    return None


def meets(one: Term[Facts], other: Term[Facts]) -> bool:
    """Tell whether two terms have a day in common."""
    return one.holds_on(other.valid_from) or other.holds_on(one.valid_from)


def _orphans(
    rows: Sequence[Row], changed: Mapping[str, Change[OrgFacts]], register: Register
) -> list[dict[str, object]]:
    """Return the rows that end an organisation under which others still stand."""
    every = [term for terms in register.terms.values() for term in terms]
    left = {
        parent
        for term in every
        if (parent := term.facts.parent) in changed
        and parent is not None
        and not is_covered(register.terms[parent], term.valid_from, term.valid_to)
    }
    return bad_rows(rows, left, Problem.STILL_HAS_BRANCHES)


def bad_rows(rows: Sequence[Row], ids: Collection[str | None], code: Problem) -> list[dict[str, object]]:
    """Name the rows of these ids, with their index."""
    return [{"index": index, "id": row.id, "code": code} for index, row in enumerate(rows) if row.id in ids]
