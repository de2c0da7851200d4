"""Do the registers of units and persons agree with the books of posts, whoever changes them?

The books say who sits on whose post (the resources); what is moved there is moved here, and never behind their back.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from dispatch.organisation.domain.refusals import Problem, RowsRefused
from dispatch.organisation.domain.terms import ONE_DAY, Facts, PersonFacts, Term, UnitFacts, is_covered
from dispatch.resources.domain.posts import Account, PostKind
from dispatch.resources.repository import people as people_rows
from dispatch.resources.repository import posts as posts_rows
from shared.runtime.db import Connection

Persons = Mapping[str, Sequence[Term[PersonFacts]]]
Units = Mapping[str, Sequence[Term[UnitFacts]]]


async def require_seats_kept(connection: Connection, ids: Sequence[str], before: Persons, after: Persons) -> None:
    """Raise RowsRefused where somebody would leave the unit in which he sits on a post: he moves with it, or leaves."""
    seats = await people_rows.seats_kept(connection, list(after)) if after else []
    bad = sorted({seat.person_id for seat in seats if _leaves(seat, before[seat.person_id], after[seat.person_id])})
    if bad:
        rows = [{"index": ids.index(one), "id": one, "code": Problem.SITS_ON_A_POST} for one in bad]
        raise RowsRefused("nothing was taken: these persons go with their posts, or leave them", rows=rows)


def _leaves(seat: Row[Any], before: Sequence[Term[PersonFacts]], after: Sequence[Term[PersonFacts]]) -> bool:
    was, will = ([term for term in terms if term.facts.unit_id == seat.unit_id] for terms in (before, after))
    days = (seat.valid_from, seat.valid_to)
    return is_covered(was, *days) and not is_covered(will, *days)


async def require_posts_gone(connection: Connection, ids: Sequence[str], before: Units, after: Units) -> None:
    """Raise RowsRefused where a unit would end, or go to another region, while the books keep posts for it."""
    kept = [(unit, kind) for unit in after for kind in PostKind]
    accounts = await posts_rows.accounts_of(connection, kept) if kept else []
    bad = {one.unit_id: day for one in accounts if (day := _day_lost(one, before[one.unit_id], after[one.unit_id]))}
    if bad:
        rows = [
            {"index": ids.index(unit), "id": unit, "code": Problem.STILL_HAS_POSTS, "on": bad[unit]}
            for unit in sorted(bad)
        ]
        raise RowsRefused("nothing was taken: these units have posts, which are moved first", rows=rows)


def _day_lost(account: Account, before: Sequence[Term[UnitFacts]], after: Sequence[Term[UnitFacts]]) -> date | None:
    """Return the first day on which posts are kept for a unit that is gone from where it was."""
    days = {*account.days_from(date.min), *_edges(before), *_edges(after)}
    for day in sorted(days):
        was, will = _on(before, day), _on(after, day)
        is_lost = was is not None and (will is None or will.facts.region != was.facts.region)
        if is_lost and (account.balance(day) or account.limit(day) or account.occupied(day)):
            return day
    return None


def _edges(terms: Sequence[Term[Facts]]) -> Iterator[date]:
    for term in terms:
        yield term.valid_from
        if term.valid_to is not None:
            yield term.valid_to + ONE_DAY


def _on(terms: Sequence[Term[Facts]], day: date) -> Term[Facts] | None:
    return next((term for term in terms if term.holds_on(day)), None)
