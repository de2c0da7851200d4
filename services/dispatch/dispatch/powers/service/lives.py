"""How is a township's power found, held, saved and told?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from dispatch.memory import Group, touch
from dispatch.powers import repository
from dispatch.powers.domain import life
from dispatch.powers.domain.life import Action, Power, State
from dispatch.powers.domain.refusals import NotInCatalogue, NotTheCounty, PowerNotFound
from dispatch.powers.domain.terms import Term
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.dispatch import PowerChanged, PowerTerm

COUNTY_DIGITS = RegionLevel.COUNTY.digits


@dataclass(frozen=True, slots=True)
class Held:
    """A township's power as it was found, and the days of the same power's other lives."""

    row: Row[Any]
    power: Power
    others: Sequence[Term]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who does what to which power of which township, and when."""

    scope: Scope
    region: str
    code: str
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


def require_county(scope: Scope, region: str) -> None:
    """Raise NotTheCounty for whoever sees the township alone; PowerNotFound outside the scope."""
    if not scope.covers(region):
        raise PowerNotFound("no such region", region=region)
    if len(scope.region) > COUNTY_DIGITS:
        raise NotTheCounty("the county gives and takes powers", scope=scope.region)


async def hold(work: UnitOfWork, asked: Asked, *, county: bool = False) -> Held:
    if county:
        require_county(asked.scope, asked.region)
    row = await repository.lock_power(work.connection, asked.scope, asked.region, asked.code)
    if row is None:
        raise PowerNotFound("no such power in this township", region=asked.region, power=asked.code)
    return await held_of(work, row)


async def held_of(work: UnitOfWork, row: Row[Any]) -> Held:
    lives = await repository.days_of(work.connection, repository.of_township(row.region, row.code))
    power = Power(State(row.state), row.announced_on, tuple(lives.pop(row.id, ())), row.prolonged, row.volume)
    return Held(row, power, [term for terms in lives.values() for term in terms])


async def require_offered(work: UnitOfWork, code: str, on: date) -> None:
    if not await repository.catalogue_on(work.connection, [code], on):
        raise NotInCatalogue("the province does not offer this power on that day", power=code, on=on.isoformat())


def days_of(power: Power) -> dict[str, object]:
    last = power.terms[-1]
    return {"from": last.valid_from.isoformat(), "to": last.valid_to.isoformat() if last.valid_to else None}


async def keep(work: UnitOfWork, asked: Asked, held: Held, action: Action, done: Done) -> PowerChanged:
    """Save the step with its history; from the proclamation on the others are told."""
    await repository.save_power(work.connection, held.row, done.power, done.beside)
    told = repository.step_of(held.row.id, action, done.power.state, done.facts, by=asked.by, at=asked.now)
    await repository.add_history(work.connection, [told])
    await touch(work.connection, Group.POWERS)
    row = held.row
    days = sorted([*held.others, *done.power.terms], key=lambda term: term.valid_from)
    event = PowerChanged(
        region=row.region,
        code=row.code,
        version=row.version + 1,
        state=str(done.power.state),
        kind=row.kind,
        mode=row.mode,
        principal=row.principal,
        matters=row.matters,
        terms=[PowerTerm(in_force_from=term.valid_from, in_force_to=term.valid_to) for term in days],
    )
    if done.power.state in life.TOLD:
        outbox.record(work, event)
    return event
