"""How does a county give a township a power, up to its proclamation?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from dispatch.duties.repository import lock_region
from dispatch.powers import repository
from dispatch.powers.domain import life
from dispatch.powers.domain.life import Action, Power, State
from dispatch.powers.domain.readiness import Qualified, Readiness, Required, require_ready
from dispatch.powers.domain.refusals import NotATownship, NotThePrincipal, PowerNotFound, Problem, RowsRefused
from dispatch.powers.domain.terms import TOWNSHIP_DIGITS
from dispatch.powers.service.lives import COUNTY_DIGITS, Asked, Done, hold, keep, require_county, require_offered
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.dispatch import PowerChanged


async def choose(work: UnitOfWork, scope: Scope, region: str, codes: Sequence[str], *, now: datetime) -> int:
    """Choose powers of the catalogue for a township, all or none; return how many.

    Raises NotATownship, NotTheCounty, PowerNotFound, RowsRefused.
    """
    if len(region) != TOWNSHIP_DIGITS:
        raise NotATownship("a township is given powers", region=region)
    require_county(scope, region)
    connection = work.connection
    if await lock_region(connection, scope, region) is None:
        raise PowerNotFound("no such region", region=region)
    offered = await repository.catalogue_on(connection, codes, town_day(now))
    _require_choosable(codes, offered, await repository.living_powers(connection, region, codes))
    versions = await repository.last_versions(connection, region, codes)
    rows = [_chosen(region, offered[code], versions.get(code, 0) + 1, scope.person_id, now) for code in codes]
    await repository.add_powers(connection, rows)
    steps = [
        repository.step_of(row["id"], Action.CHOOSE, State.CHOSEN, {"power": row["code"]}, by=scope.person_id, at=now)
        for row in rows
    ]
    await repository.add_history(connection, steps)
    return len(rows)


def _require_choosable(codes: Sequence[str], offered: Mapping[str, Any], living: set[str]) -> None:
    times = Counter(codes)
    found = (
        (index, code, problem)
        for index, code in enumerate(codes)
        for problem, holds in (
            (Problem.TWICE, times[code] > 1),
            (Problem.NOT_IN_CATALOGUE, code not in offered),
            (Problem.ALREADY_CHOSEN, code in living),
        )
        if holds
    )
    bad = [{"index": index, "power": code, "code": str(problem)} for index, code, problem in found]
    if bad:
        raise RowsRefused("nothing was chosen", rows=bad)


def _chosen(region: str, offer: Row[Any], version: int, by: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "region": region,
        "code": offer.code,
        "catalogue_version": offer.version,
        "version": version,
        "state": str(State.CHOSEN),
        "chosen_by": by,
        "chosen_at": now,
        "prolonged": False,
    }


async def report(work: UnitOfWork, asked: Asked, readiness: Readiness) -> PowerChanged:
    """Keep what a township says of its people and means. Raises PowerNotFound, IllegalAction."""
    held = await hold(work, asked)
    power = Power(life.step(held.power, Action.REPORT, asked.today))
    kept = {
        "officers": [
            {"person_id": one.person_id, "fields": list(one.fields), "certified_until": one.certified_until.isoformat()}
            for one in readiness.officers
        ],
        "equipment": sorted(readiness.equipment),
        "trained_on": readiness.trained_on.isoformat() if readiness.trained_on else None,
    }
    done = Done(power, {"officers": len(readiness.officers)}, {"readiness": kept, "reported_by": asked.by})
    return await keep(work, asked, held, Action.REPORT, done)


async def confirm(work: UnitOfWork, asked: Asked) -> PowerChanged:
    """Let the department whose power it is confirm that the township can carry it.

    Raises PowerNotFound, IllegalAction, NotThePrincipal, SecondPersonNeeded, NotReady.
    """
    held = await hold(work, asked)
    row, county = held.row, asked.region[:COUNTY_DIGITS]
    state = life.step(held.power, Action.CONFIRM, asked.today)
    departments = await repository.units_of(work.connection, county, asked.today)
    if departments.get(asked.scope.unit or "") != row.principal:
        raise NotThePrincipal("the department whose power it is confirms", principal=row.principal)
    life.require_second_person(row.reported_by, asked.by)
    readiness = _readiness_of(row.readiness)
    ids = [one.person_id for one in readiness.officers] if readiness else []
    officers = await repository.officers_among(work.connection, asked.region, ids, asked.today)
    require_ready(readiness, Required(row.field, row.officers, row.equipment), officers, asked.today)
    done = Done(Power(state), {"department": asked.scope.unit}, {"confirmed_by": asked.by})
    return await keep(work, asked, held, Action.CONFIRM, done)


def _readiness_of(kept: Mapping[str, Any] | None) -> Readiness | None:
    if kept is None:
        return None
    officers = [
        Qualified(one["person_id"], tuple(one["fields"]), date.fromisoformat(one["certified_until"]))
        for one in kept["officers"]
    ]
    trained_on = date.fromisoformat(kept["trained_on"]) if kept["trained_on"] else None
    return Readiness(officers, kept["equipment"], trained_on)


async def drop(work: UnitOfWork, asked: Asked) -> PowerChanged:
    """Give up a choice that was not proclaimed yet. Raises PowerNotFound, NotTheCounty, IllegalAction."""
    held = await hold(work, asked, county=True)
    done = Done(Power(life.step(held.power, Action.DROP, asked.today)))
    return await keep(work, asked, held, Action.DROP, done)


async def proclaim(work: UnitOfWork, asked: Asked, *, document: str, announced_on: date) -> PowerChanged:
    """Announce that the township is given the power; another person than the one who chose it.

    Raises PowerNotFound, NotTheCounty, IllegalAction, SecondPersonNeeded, NotInCatalogue.
    """
    held = await hold(work, asked, county=True)
    power = life.proclaim(held.power, announced_on, asked.today)
    life.require_second_person(held.row.chosen_by, asked.by)
    await require_offered(work, asked.code, announced_on)
    facts = {"document": document, "announced_on": announced_on.isoformat()}
    done = Done(power, facts, {"document": document, "proclaimed_by": asked.by})
    return await keep(work, asked, held, Action.PROCLAIM, done)
