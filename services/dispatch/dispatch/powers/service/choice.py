"""How does a county give townships powers, up to their proclamation?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from sqlalchemy import Row

from dispatch.powers.domain import life
from dispatch.powers.domain.life import Action, Power, State
from dispatch.powers.domain.readiness import Readiness, Required, require_ready
from dispatch.powers.domain.refusals import (
    NotATownship,
    NotInCatalogue,
    NotThePrincipal,
    PowerNotFound,
    Problem,
    RowsRefused,
    SecondPersonNeeded,
)
from dispatch.powers.domain.supervision import Unit
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.domain.terms import TOWNSHIP_DIGITS
from dispatch.powers.repository import catalogue, lives, town
from dispatch.powers.repository.takeovers import lives_of, lock_townships
from dispatch.powers.service.lives import Caller, Done, Held, require_county
from dispatch.training.service.requirements import qualified_among
from shared.runtime.db import UnitOfWork, new_id


async def choose(work: UnitOfWork, caller: Caller, region: str, codes: Sequence[str]) -> int:
    """Choose powers of the catalogue for a township, all or none; return how many.

    Raises NotATownship, NotTheCounty, PowerNotFound, RowsRefused.
    """
    if len(region) != TOWNSHIP_DIGITS:
        raise NotATownship("a township is given powers", region=region)
    if not await lock_townships(work.connection, caller.scope, [region]):
        raise PowerNotFound("no such region", region=region)
    return await choose_many(work, caller, [(region, code) for code in codes])


async def choose_many(work: UnitOfWork, caller: Caller, pairs: Sequence[Pair]) -> int:
    """Choose powers for many townships, all or none; return how many. Raises NotTheCounty, RowsRefused."""
    require_county(caller.scope)
    connection = work.connection
    townships = await lock_townships(connection, caller.scope, {region for region, _ in pairs})
    offered = await catalogue.catalogue_on(connection, {code for _, code in pairs}, caller.today)
    known = await lives_of(connection, pairs)
    times = Counter(pairs)
    bad = [
        {"index": index, "region": pair[0], "power": pair[1], "code": str(problem)}
        for index, pair in enumerate(pairs)
        for problem, holds in (
            (Problem.TWICE, times[pair] > 1),
            (Problem.NOT_A_TOWNSHIP, pair[0] not in townships),
            (Problem.NOT_IN_CATALOGUE, pair[1] not in offered),
            (Problem.ALREADY_CHOSEN, known.get(pair, (0, False))[1]),
        )
        if holds
    ]
    if bad:
        raise RowsRefused("nothing was chosen", rows=bad)
    rows = [_chosen(caller, pair, offered[pair[1]], known.get(pair, (0, False))[0] + 1) for pair in pairs]
    await lives.add_powers(connection, rows)
    steps = [
        lives.step_of(row["id"], Action.CHOOSE, State.CHOSEN, {"power": row["code"]}, by=caller.by, at=caller.now)
        for row in rows
    ]
    await lives.add_history(connection, steps)
    return len(rows)


def _chosen(caller: Caller, pair: Pair, offer: Row[Any], version: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "region": pair[0],
        "code": pair[1],
        "catalogue_version": offer.version,
        "version": version,
        "state": str(State.CHOSEN),
        "chosen_by": caller.by,
        "chosen_at": caller.now,
        "prolonged": False,
    }


@dataclass(frozen=True, slots=True)
class Report:
    """What townships say of their people and means. Raises IllegalAction."""

    readiness: Mapping[Pair, Readiness]
    action: Action = Action.REPORT
    by_county: bool = False

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> None:
        del work, caller, held

    def decide(self, caller: Caller, held: Held, known: None) -> Done:
        del known
        given = self.readiness[held.pair]
        kept = {
            "officers": sorted(given.officers),
            "equipment": sorted(given.equipment),
            "trained_on": given.trained_on.isoformat() if given.trained_on else None,
        }
        power = replace(held.power, state=life.step(held.power, Action.REPORT, caller.today))
        return Done(power, {"officers": len(given.officers)}, {"readiness": kept, "reported_by": caller.by})


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is an officer where on a day, and who is qualified for a power by its kind, code and field."""

    on: date
    officers: Mapping[str, Sequence[str]]
    qualified: Mapping[tuple[str, str, str], set[str]]

    @classmethod
    async def read(cls, work: UnitOfWork, held: Sequence[Held], on: date) -> Self:
        """Return what is known of the officers whom the townships have named."""
        persons = {one for each in held for one in _officers_of(each)}
        officers = await town.officers_among(work.connection, persons, on)
        wanted = {(each.row.kind, each.row.code, each.row.field) for each in held}
        return cls(on, officers, await qualified_among(work, persons, wanted, on))

    def require_ready(self, held: Held) -> None:
        """Raise NotReady where the township cannot carry its power on the day."""
        row = held.row
        here = {
            one
            for one in _officers_of(held)
            if any(place.startswith(row.region) for place in self.officers.get(one, ()))
        }
        required = Required(row.field, row.officers, row.equipment)
        fit = self.qualified[row.kind, row.code, row.field]
        require_ready(_readiness_of(row.readiness), required, here, fit, self.on)


@dataclass(frozen=True, slots=True)
class Judges:
    """The department that confirms, and what is known of the officers."""

    unit: Unit | None
    staff: Staff


@dataclass(frozen=True, slots=True)
class Confirm:
    """The department whose power it is confirms that the township can carry it.

    Raises IllegalAction, NotThePrincipal, SecondPersonNeeded, NotReady.
    """

    action: Action = Action.CONFIRM
    by_county: bool = False

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> Judges:
        own = caller.scope.unit or ""
        units = await town.units_among(work.connection, [own], caller.today)
        return Judges(units.get(own), await Staff.read(work, held, caller.today))

    def decide(self, caller: Caller, held: Held, known: Judges) -> Done:
        row, unit = held.row, known.unit
        state = life.step(held.power, Action.CONFIRM, caller.today)
        if unit is None or (unit.region, unit.kind) != (held.county, row.principal):
            raise NotThePrincipal("the department whose power it is confirms", principal=row.principal)
        SecondPersonNeeded.unless_two(row.reported_by, caller.by)
        known.staff.require_ready(held)
        done = replace(held.power, state=state)
        return Done(done, {"department": caller.scope.unit}, {"confirmed_by": caller.by})


def _officers_of(held: Held) -> list[str]:
    return list(held.row.readiness["officers"]) if held.row.readiness else []


def _readiness_of(kept: Mapping[str, Any] | None) -> Readiness | None:
    if kept is None:
        return None
    trained_on = date.fromisoformat(kept["trained_on"]) if kept["trained_on"] else None
    return Readiness(kept["officers"], kept["equipment"], trained_on)


@dataclass(frozen=True, slots=True)
class Drop:
    """A choice that was not proclaimed is given up. Raises IllegalAction."""

    action: Action = Action.DROP
    by_county: bool = True

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> None:
        del work, caller, held

    def decide(self, caller: Caller, held: Held, known: None) -> Done:
        del known
        return Done(Power(life.step(held.power, Action.DROP, caller.today)))


@dataclass(frozen=True, slots=True)
class Proclaim:
    """It is announced that townships are given powers; by another person than the one who chose them.

    Raises IllegalAction, SecondPersonNeeded, NotInCatalogue.
    """

    document: str
    announced_on: date
    action: Action = Action.PROCLAIM
    by_county: bool = True

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> Mapping[str, Row[Any]]:
        del caller
        return await catalogue.catalogue_on(work.connection, {one.row.code for one in held}, self.announced_on)

    def decide(self, caller: Caller, held: Held, known: Mapping[str, Row[Any]]) -> Done:
        power = life.proclaim(held.power, self.announced_on, caller.today)
        SecondPersonNeeded.unless_two(held.row.chosen_by, caller.by)
        require_offered(held.row.code, known, self.announced_on)
        facts = {"document": self.document, "announced_on": self.announced_on.isoformat()}
        return Done(power, facts, {"document": self.document, "proclaimed_by": caller.by})


def require_offered(code: str, offered: Mapping[str, Row[Any]], on: date) -> None:
    """Raise NotInCatalogue where the province does not offer a power on a day."""
    if code not in offered:
        raise NotInCatalogue("the province does not offer this power on that day", power=code, on=on.isoformat())
