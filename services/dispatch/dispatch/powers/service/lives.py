"""How are the powers of townships found, held, saved and told, one or many by the same few statements?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from dispatch.powers.domain import life
from dispatch.powers.domain.life import Action, Power, State
from dispatch.powers.domain.refusals import NotTheCounty, PowerNotFound, ToldByCounty
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.domain.terms import Term
from dispatch.powers.repository import lives
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.registers import PowerChanged, PowerTerm

COUNTY_DIGITS = RegionLevel.COUNTY.digits


@dataclass(frozen=True, slots=True)
class Held:
    """A township's power as it was found, and the days of the same power's other lives."""

    row: Row[Any]
    power: Power
    others: Sequence[Term]

    @property
    def pair(self) -> Pair:
        return self.row.region, self.row.code

    @property
    def county(self) -> str:
        return str(self.row.region[:COUNTY_DIGITS])


@dataclass(frozen=True, slots=True)
class Caller:
    """Who does something, and when."""

    scope: Scope
    now: datetime

    @property
    def today(self) -> date:
        return town_day(self.now)

    @property
    def by(self) -> str:
        return self.scope.person_id


@dataclass(frozen=True, slots=True)
class Done:
    """What a step made of a power: its next state, columns beside it, and what stands in the history."""

    power: Power
    facts: Mapping[str, object] = field(default_factory=dict)
    beside: Mapping[str, object] = field(default_factory=dict)


def require_county(scope: Scope) -> None:
    """Raise NotTheCounty for whoever sees the township alone."""
    if len(scope.region) > COUNTY_DIGITS:
        raise NotTheCounty("the county gives and takes powers", scope=scope.region)


def require_told_by_county(region: str) -> None:
    """Raise ToldByCounty."""
    if len(region) < COUNTY_DIGITS:
        raise ToldByCounty("one county after the other", region=region)


async def hold_many(work: UnitOfWork, scope: Scope, pairs: Sequence[Pair]) -> dict[Pair, Held]:
    """Hold the powers that have not ended, until the transaction ends; what there is not is not among them."""
    return await held_of(work, await lives.lock_powers(work.connection, scope, pairs))


async def held_of(work: UnitOfWork, rows: Sequence[Row[Any]]) -> dict[Pair, Held]:
    terms = await lives.terms_by_life(work.connection, [(row.region, row.code) for row in rows])
    found = {}
    for row in rows:
        of_pair = terms.get((row.region, row.code), [])
        mine = tuple(term for power_id, term in of_pair if power_id == row.id)
        others = [term for power_id, term in of_pair if power_id != row.id]
        power = Power(State(row.state), row.announced_on, mine, row.prolonged, row.volume)
        found[row.region, row.code] = Held(row, power, others)
    return found


async def hold(work: UnitOfWork, caller: Caller, pair: Pair) -> Held:
    """Hold one power. Raises PowerNotFound."""
    found = await hold_many(work, caller.scope, [pair])
    if pair not in found:
        raise PowerNotFound("no such power in this township", region=pair[0], power=pair[1])
    return found[pair]


def days_of(power: Power) -> dict[str, object]:
    last = power.terms[-1]
    return {"from": last.valid_from.isoformat(), "to": last.valid_to.isoformat() if last.valid_to else None}


async def keep(
    work: UnitOfWork, caller: Caller, action: Action, steps: Sequence[tuple[Held, Done]]
) -> list[PowerChanged]:
    """Save steps with their history; from the proclamation on the others are told."""
    await lives.save_powers(work.connection, [(held.row, held.power, done.power, done.beside) for held, done in steps])
    told = [
        lives.step_of(held.row.id, action, done.power.state, done.facts, by=caller.by, at=caller.now)
        for held, done in steps
    ]
    await lives.add_history(work.connection, told)
    events = [
        event_of(held.row, held.row.region, held.row.version + 1, done.power, held.others) for held, done in steps
    ]
    outbox.record(work, *(event for event in events if State(event.state) in life.TOLD))
    return events


async def tell_again(work: UnitOfWork, caller: Caller, region: str) -> int:
    """Tell the powers of a county, or of one of its townships, again as they stand; return how many.

    For who has come to keep more of them than when they were told. Raises ToldByCounty for more than a county at once.
    """
    require_told_by_county(region)
    held = await held_of(work, await lives.lock_powers_in(work.connection, caller.scope, region))
    told = [one for one in held.values() if State(one.row.state) in life.TOLD]
    outbox.record(work, *(event_of(one.row, one.row.region, one.row.version, one.power, one.others) for one in told))
    return len(told)


def event_of(offer: Row[Any], region: str, version: int, power: Power, others: Sequence[Term]) -> PowerChanged:
    """Return what others are told of a power; `offer` says what kind of power it is, `others` are its earlier days."""
    days = sorted([*others, *power.terms], key=lambda term: term.valid_from)
    return PowerChanged(
        region=region,
        code=offer.code,
        version=version,
        state=str(power.state),
        kind=offer.kind,
        mode=offer.mode,
        principal=offer.principal,
        field=offer.field,
        matters=offer.matters,
        terms=[PowerTerm(in_force_from=term.valid_from, in_force_to=term.valid_to) for term in days],
    )
