"""How is a report marked, and how is found what a caller or a place was reported with before?"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.callers import repository
from dispatch.callers.domain import (
    MOST_OF_A_PLACE,
    NEAR_METRES,
    Before,
    By,
    Earlier,
    Marks,
    Sought,
    TooBroad,
    metres_between,
    place_words,
    require_narrow,
    square_of,
    squares_around,
)
from dispatch.cases.domain.case import Case
from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.repository import reading
from dispatch.intake.sources import SOURCES
from shared.personal import mask_name, mask_phone, normal_phone
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.fields import Sealer
from shared.runtime.scope import Scope
from shared.schemas.topics import Service

PHONE, WORD = "phone", "place-word"
# Who numbers reports: the platforms, and our own services.
NUMBERING = (*SOURCES, *(str(service) for service in Service))


# ------------------------------------------------------------------------------------------------------------- marking
def marks_of(
    sealer: Sealer,
    report_id: UUID,
    *,
    reporter: str | None,
    text: str | None,
    position: tuple[float | None, float | None],
) -> Marks:
    """Return what a report is found by; `reporter` and `text` are what is sealed of it (JSON)."""
    blind, (lon, lat) = sealer.blind, position
    square = square_of(lon, lat) if lon is not None and lat is not None else None
    if not blind.current:
        return Marks(report_id, blind.current, None, [], square)
    phone = normal_phone(json.loads(reporter).get("phone")) if reporter else None
    words = place_words(json.loads(text).get("place")) if text else frozenset()
    return Marks(
        report_id=report_id,
        key=blind.current,
        phone=blind.mark(PHONE, phone) if phone else None,
        place=sorted(mark.hex() for word in words if (mark := blind.mark(WORD, word))),
        square=square,
    )


async def add_marks(work: UnitOfWork, marks: Sequence[Marks]) -> None:
    """Keep the marks of new reports, as part of the transaction that takes them."""
    await repository.add_marks(work.connection, marks)


async def mark_again(work: UnitOfWork, *, limit: int = 500) -> int:
    """Mark reports anew that came before the current key was set; return how many."""
    key = work.sealer.blind.current
    if not key:
        return 0
    rows = await repository.marked_otherwise(work.connection, key, limit)
    if rows:
        await repository.replace_marks(work.connection, [_marked_again(work.sealer, row) for row in rows])
    return len(rows)


def _marked_again(sealer: Sealer, row: Row[Any]) -> Marks:
    about = str(row.id)
    reporter = sealer.open(row.sealed_reporter, about=about) if row.sealed_reporter is not None else None
    text = sealer.open(row.sealed_text, about=about) if row.sealed_text is not None else None
    return marks_of(sealer, row.id, reporter=reporter, text=text, position=(row.lon, row.lat))


# ------------------------------------------------------------------------------------------------------------- finding
async def search_callers(work: UnitOfWork, scope: Scope, sought: Sought, now: datetime) -> list[Earlier]:
    """Return earlier reports by phone, number or place, the newest first, and log the look.

    Who reported what he must be protected for is not found by his phone without a permission to reveal it. Raises
    TooBroad, BlindKeyMissing.
    """
    if sought.by is By.PLACE:
        rows = await _of_place(work, scope, sought, require_narrow(place_words(sought.value)))
    else:
        rows = await _of_phone_or_number(work, scope, sought)
    await _log(work, scope, sought.by, sought.value, sought.purpose, len(rows), now)
    return [_earlier(work.sealer, row) for row in rows]


async def _of_phone_or_number(work: UnitOfWork, scope: Scope, sought: Sought) -> Sequence[Row[Any]]:
    if sought.by is By.NUMBER:
        found: Any = repository.numbered(sought.value, NUMBERING)
        # By its number nobody learns who sent it.
        reveals = True
    else:
        phone = normal_phone(sought.value)
        if phone is None:
            raise TooBroad("a phone number is looked for as a whole", field="phone")
        found = repository.marked(repository.by_phone(work.sealer.blind.marks(PHONE, phone)))
        reveals = sought.reveals
    query = repository.earlier_reports(scope, found, but=None, reveals=reveals, after=sought.after, limit=sought.limit)
    return await repository.rows_of(work.connection, query)


async def _of_place(work: UnitOfWork, scope: Scope, sought: Sought, words: frozenset[str]) -> Sequence[Row[Any]]:
    by_key = zip(*(work.sealer.blind.marks(WORD, word) for word in sorted(words)), strict=True)
    found = repository.marked(repository.by_place([[mark.hex() for mark in marks] for marks in by_key]))
    query = repository.earlier_reports(scope, found, but=None, reveals=True, after=None, limit=MOST_OF_A_PLACE + 1)
    rows = await repository.rows_of(work.connection, query)
    if len(rows) > MOST_OF_A_PLACE:
        raise TooBroad("more was reported of this place than anybody reads", field="place", most=MOST_OF_A_PLACE)
    return [row for row in rows if sought.after is None or row.report_id < sought.after][: sought.limit]


async def read_earlier(
    work: UnitOfWork, scope: Scope, case_id: UUID, *, purpose: str, limit: int, now: datetime
) -> Before:
    """Return earlier orders of a case's callers and of its place, and log the look. Raises CaseNotFound.

    Of a case that hides its reporter nothing is said of who else he reported: what he calls of otherwise names him.
    """
    case = await reading.find_case(work.connection, scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    marks = await repository.marks_of_case(work.connection, case_id)
    hides = case.hides_reporter or any(row.hides_reporter for row in marks)
    phones = [row.phone for row in marks if row.phone is not None and not hides]
    caller = await _found(work, scope, case, [repository.by_phone(phones)] if phones else [], limit, reveals=False)
    near = await _found(work, scope, case, _places(marks), limit, reveals=True)
    await _log(work, scope, By.CASE, str(case_id), purpose, len(caller) + len(near), now, case_id)
    return Before(caller=[_earlier(work.sealer, row) for row in caller], place=_nearest(work.sealer, near, marks))


def _places(marks: Sequence[Row[Any]]) -> list[Any]:
    """Return the conditions of the same place: the same words, or within 100 m."""
    words = [row.place for row in marks if len(row.place) > 1]
    spots = [row for row in marks if row.lon is not None]
    squares = {square for row in spots for square in squares_around(row.lon, row.lat)}
    conditions: list[Any] = [repository.by_place(words)] if words else []
    return [*conditions, repository.by_squares(sorted(squares))] if squares else conditions


async def _found(
    work: UnitOfWork, scope: Scope, case: Case, conditions: Iterable[Any], limit: int, *, reveals: bool
) -> list[Row[Any]]:
    """Return what each condition finds beside the case itself, every report once."""
    rows: dict[UUID, Row[Any]] = {}
    for condition in conditions:
        query = repository.earlier_reports(
            scope, repository.marked(condition), but=case.id, reveals=reveals, after=None, limit=limit
        )
        rows |= {row.report_id: row for row in await repository.rows_of(work.connection, query)}
    return sorted(rows.values(), key=lambda row: row.report_id, reverse=True)[:limit]


def _nearest(sealer: Sealer, rows: Iterable[Row[Any]], marks: Sequence[Row[Any]]) -> list[Earlier]:
    """Return what lies within 100 m of the case, or is called by the same words."""
    spots = [(row.lon, row.lat) for row in marks if row.lon is not None]
    earlier = []
    for row in rows:
        away = [metres_between((row.lon, row.lat), spot) for spot in spots] if row.lon is not None else []
        if not away or min(away) <= NEAR_METRES:
            earlier.append(_earlier(sealer, row, round(min(away)) if away else None))
    return earlier


def _earlier(sealer: Sealer, row: Row[Any], metres: int | None = None) -> Earlier:
    if row.sealed_reporter is None or row.hides_reporter:
        return Earlier(row, None, None, metres)
    reporter = json.loads(sealer.open(row.sealed_reporter, about=str(row.report_id)))
    return Earlier(row, mask_name(reporter.get("name")), mask_phone(reporter.get("phone")), metres)


async def _log(
    work: UnitOfWork,
    scope: Scope,
    by: By,
    value: str,
    purpose: str,
    found: int,
    now: datetime,
    case_id: UUID | None = None,
) -> None:
    """Keep who looked, what for and the mark of what was asked."""
    mark = work.sealer.blind.mark(str(by), normal_phone(value) or value if by is By.PHONE else value)
    await repository.log_look(
        work.connection,
        {
            "id": new_id(),
            "person_id": scope.person_id,
            "purpose": purpose,
            "by": str(by),
            "mark": mark or b"",
            "case_id": case_id,
            "found": found,
            "at": now,
        },
    )
