"""How do powers that were in force before the platform was there come into the register? By two persons' decision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.powers.domain.life import Action, State
from dispatch.powers.domain.refusals import NotTheCounty, SecondPersonNeeded, TakeoverNotFound
from dispatch.powers.domain.supervision import SubjectKind
from dispatch.powers.domain.takeover import Ground, Pair, Standing, TakeoverState, check_standings, require_open, stands
from dispatch.powers.domain.terms import Term
from dispatch.powers.repository import catalogue
from dispatch.powers.repository import takeovers as repository
from dispatch.powers.repository.lives import add_history, step_of, terms_by_life
from dispatch.powers.repository.town import units_among
from dispatch.powers.service.lives import COUNTY_DIGITS, event_of
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.registers import PowerChanged


@dataclass(frozen=True, slots=True)
class Proved:
    """What the register knows of rows that may be taken over: the catalogue's rows, what was told of each pair last,
    and the days of its earlier lives.
    """

    offered: Mapping[str, Row[Any]]
    versions: Mapping[Pair, int]
    terms: Mapping[Pair, Sequence[Term]]


async def draw_up(work: UnitOfWork, scope: Scope, rows: Sequence[Standing], *, now: datetime) -> UUID:
    """Keep which powers were in force before, until another person confirms them; return the takeover's id.

    Raises NotTheCounty, RowsRefused.
    """
    _require_above(scope)
    await _prove(work, scope, rows, town_day(now))
    takeover_id = new_id()
    row = {
        "id": takeover_id,
        "region": scope.region,
        "state": str(TakeoverState.OPEN),
        "size": len(rows),
        "rows": [asdict(one) | {"in_force_since": one.in_force_since.isoformat()} for one in rows],
        "drawn_up_by": scope.person_id,
        "drawn_up_at": now,
    }
    await repository.add_takeover(work.connection, row)
    return takeover_id


async def confirm(work: UnitOfWork, scope: Scope, takeover_id: UUID, *, now: datetime) -> int:
    """Let what another person drew up stand in the register, all of it or nothing; return how many powers.

    Raises TakeoverNotFound, TakeoverIsDecided, NotTheCounty, SecondPersonNeeded, RowsRefused.
    """
    row = await _open(work, scope, takeover_id)
    SecondPersonNeeded.unless_two(row.drawn_up_by, scope.person_id)
    rows = [Standing(**one | {"in_force_since": date.fromisoformat(one["in_force_since"])}) for one in row.rows]
    proved = await _prove(work, scope, rows, town_day(now))
    await _put(work, scope, row, rows, proved, now)
    outbox.record(work, *_events(rows, proved))
    await _decide(work, scope, takeover_id, TakeoverState.CONFIRMED, now)
    return len(rows)


async def withdraw(work: UnitOfWork, scope: Scope, takeover_id: UUID, *, now: datetime) -> None:
    """Take away what nobody confirmed. Raises TakeoverNotFound, TakeoverIsDecided, NotTheCounty."""
    await _open(work, scope, takeover_id)
    await _decide(work, scope, takeover_id, TakeoverState.WITHDRAWN, now)


async def read(work: UnitOfWork, scope: Scope, takeover_id: UUID) -> Row[Any]:
    """Return a takeover with its rows. Raises TakeoverNotFound."""
    row = await repository.find_takeover(work.connection, scope, takeover_id)
    if row is None:
        raise TakeoverNotFound("no such takeover", takeover=str(takeover_id))
    return row


def _require_above(scope: Scope) -> None:
    if len(scope.region) > COUNTY_DIGITS:
        raise NotTheCounty("the county says what its townships hold", scope=scope.region)


async def _open(work: UnitOfWork, scope: Scope, takeover_id: UUID) -> Row[Any]:
    _require_above(scope)
    row = await repository.lock_takeover(work.connection, scope, takeover_id)
    if row is None:
        raise TakeoverNotFound("no such takeover", takeover=str(takeover_id))
    require_open(row.state)
    return row


async def _prove(work: UnitOfWork, scope: Scope, rows: Sequence[Standing], today: date) -> Proved:
    connection = work.connection
    townships = await repository.lock_townships(connection, scope, {row.region for row in rows})
    offered = await catalogue.catalogue_on(connection, {row.code for row in rows}, today)
    known = await repository.lives_of(connection, [row.pair for row in rows])
    lives = await terms_by_life(connection, list(known)) if known else {}
    terms = {pair: [term for _, term in of_pair] for pair, of_pair in lives.items()}
    agencies = {row.agency for row in rows if row.agency is not None}
    seats = {unit: found.region for unit, found in (await units_among(connection, agencies, today)).items()}
    living = {pair for pair, (_, is_living) in known.items() if is_living}
    check_standings(rows, Ground(townships, offered, living, terms, seats), today)
    return Proved(offered, {pair: version for pair, (version, _) in known.items()}, terms)


async def _put(
    work: UnitOfWork, scope: Scope, takeover: Row[Any], rows: Sequence[Standing], proved: Proved, now: datetime
) -> None:
    by, today = scope.person_id, town_day(now)
    beside = {
        "state": str(State.FORMAL),
        "chosen_by": takeover.drawn_up_by,
        "chosen_at": now,
        "proclaimed_by": by,
        "prolonged": False,
        "takeover_id": takeover.id,
    }
    ids = [new_id() for _ in rows]
    lives = [
        {
            "id": power_id,
            "region": row.region,
            "code": row.code,
            "catalogue_version": proved.offered[row.code].version,
            "version": proved.versions.get(row.pair, 0) + 1,
            "document": row.document,
            **beside,
        }
        for power_id, row in zip(ids, rows, strict=True)
    ]
    terms = [
        {"power_id": power_id, "region": row.region, "code": row.code, "valid_from": row.in_force_since}
        for power_id, row in zip(ids, rows, strict=True)
    ]
    named = {"kind": str(SubjectKind.POWER), "named_on": today, "by": by, "at": now}
    watched = [
        {"subject": str(power_id), "region": row.region, "agency": row.agency, **named}
        for power_id, row in zip(ids, rows, strict=True)
        if row.agency is not None
    ]
    await repository.add_lives(work.connection, lives, terms, watched)
    steps = [_step(power_id, row, takeover, by, now) for power_id, row in zip(ids, rows, strict=True)]
    await add_history(work.connection, steps)


def _step(power_id: UUID, row: Standing, takeover: Row[Any], by: str, now: datetime) -> dict[str, Any]:
    facts = {
        "document": row.document,
        "from": row.in_force_since.isoformat(),
        "takeover": str(takeover.id),
        "drawn_up_by": takeover.drawn_up_by,
    }
    return step_of(power_id, Action.TAKE_OVER, State.FORMAL, facts, by=by, at=now)


def _events(rows: Sequence[Standing], proved: Proved) -> Iterator[PowerChanged]:
    for row in rows:
        version, others = proved.versions.get(row.pair, 0) + 1, proved.terms.get(row.pair, ())
        yield event_of(proved.offered[row.code], row.region, version, stands(row), others)


async def _decide(work: UnitOfWork, scope: Scope, takeover_id: UUID, state: TakeoverState, now: datetime) -> None:
    await repository.decide_takeover(work.connection, takeover_id, str(state), by=scope.person_id, at=now)
