"""Do the units that somebody puts into townships leave each of them with nine agencies at most, and no sections?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from dispatch.organisation import repository
from dispatch.organisation.domain.agencies import AGENCY_KINDS, SECTION, first_day_beyond, is_township
from dispatch.organisation.domain.refusals import Problem, RowsRefused
from dispatch.organisation.domain.rows import Given
from dispatch.organisation.domain.terms import Term, UnitFacts
from shared.runtime.db import Connection

Terms = Mapping[str, Sequence[Term[UnitFacts]]]


async def hold_townships(connection: Connection, given: Sequence[Given[UnitFacts]]) -> None:
    """Hold the townships that get agencies until the transaction ends, so that two halves never make a tenth."""
    await repository.lock_regions(connection, {row.term.facts.region for row in given if _counts(row.term)})


async def require_room(connection: Connection, given: Sequence[Given[UnitFacts]], after: Terms) -> None:
    """Raise RowsRefused where a township would have a tenth agency, or a section inside one."""
    bad = [
        {"index": index, "id": row.id, "code": Problem.NO_SECTIONS}
        for index, row in enumerate(given)
        if is_township(row.term.facts.region) and row.term.facts.kind == SECTION
    ]
    since = _since(given, after)
    agencies = await _agencies(connection, set(since), after)
    for town, day in since.items():
        found = first_day_beyond(agencies[town], day)
        if found is not None:
            bad += [
                {"index": index, "id": row.id, "code": Problem.TOO_MANY_AGENCIES, "on": found[0], "agencies": found[1]}
                for index, row in enumerate(given)
                if row.id in after and row.term.facts.region == town and _counts(row.term)
            ]
    if bad:
        raise RowsRefused("nothing was taken: a township has nine agencies at most, without sections", rows=bad)


def _since(given: Sequence[Given[UnitFacts]], after: Terms) -> dict[str, date]:
    """Return the townships whose agencies change, each with the first day of it."""
    found: dict[str, date] = {}
    for row in given:
        if row.id in after and _counts(row.term):
            town, day = row.term.facts.region, row.term.valid_from
            found[town] = min(found.get(town, day), day)
    return found


async def _agencies(connection: Connection, towns: set[str], after: Terms) -> dict[str, list[Term[UnitFacts]]]:
    """Return the agencies of townships as they are then, term by term."""
    found: defaultdict[str, list[Term[UnitFacts]]] = defaultdict(list)
    before = await repository.terms_in(connection, towns) if towns else {}
    for terms in (before | dict(after)).values():
        for term in terms:
            if term.facts.region in towns and _counts(term):
                found[term.facts.region].append(term)
    return found


def _counts(term: Term[UnitFacts]) -> bool:
    return is_township(term.facts.region) and term.facts.kind in AGENCY_KINDS
