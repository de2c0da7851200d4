"""How is a power put on trial, evaluated, and then made formal, prolonged or taken back?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from dispatch.powers.domain import life
from dispatch.powers.domain.life import Action
from dispatch.powers.domain.refusals import NotBacked, SecondPersonNeeded
from dispatch.powers.domain.supervision import Unit, require_coach
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.domain.terms import Term
from dispatch.powers.domain.use import Counted, Days, Stated, days_counted, figures_of
from dispatch.powers.repository import catalogue, lives, town, use
from dispatch.powers.service.choice import Staff, require_offered
from dispatch.powers.service.lives import Caller, Done, Held, days_of, held_of, keep
from dispatch.resources.domain.money import Backing, missing_of
from dispatch.resources.service.views import hold_backings
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope

TIMER = platform_scope("powers")


@dataclass(frozen=True, slots=True)
class Place:
    """What a trial is judged by: catalogue and officers of its first day, and the units that are to coach."""

    offered: Mapping[str, Row[Any]]
    units: Mapping[str, Unit]
    staff: Staff


@dataclass(frozen=True, slots=True)
class Footing:
    """What a power must stand on to turn formal: that the province offers it still, its posts and its money."""

    offered: Mapping[str, Row[Any]]
    backings: Mapping[Pair, Backing]


@dataclass(frozen=True, slots=True)
class BeginTrial:
    """Powers are put on trial for one to three months, each with the department whose power it is as a coach.

    Raises what `life.begin_trial` does, NotInCatalogue, DepartmentUnknown, CoachNotThePrincipal,
    NotReady.
    """

    trial: Term
    coaches: Mapping[Pair, str]
    action: Action = Action.BEGIN_TRIAL
    by_county: bool = True

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> Place:
        codes = {one.row.code for one in held}
        offered = await catalogue.catalogue_on(work.connection, codes, self.trial.valid_from)
        units = await town.units_among(work.connection, self.coaches.values(), caller.today)
        return Place(offered, units, await Staff.read(work, held, self.trial.valid_from))

    def decide(self, caller: Caller, held: Held, known: Place) -> Done:
        power = life.begin_trial(held.power, self.trial, held.others, caller.today)
        require_offered(held.row.code, known.offered, self.trial.valid_from)
        coach = self.coaches[held.pair]
        require_coach(coach, held.county, held.row.principal, known.units)
        # It was confirmed long before, perhaps: who was an officer or qualified then may be neither any more.
        known.staff.require_ready(held)
        return Done(power, days_of(power), {"coach": coach})


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Figures of a power's use are kept: what the platform has counted, and what a document states beside it.

    Raises what `life.evaluate` does, and SourceNeeded.
    """

    stated: Stated
    action: Action = Action.EVALUATE
    by_county: bool = True

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> Mapping[Pair, tuple[Days, Counted]]:
        days = {one.pair: days_counted(one.power, caller.today) for one in held}
        return {
            pair: (of_pair, await use.counted(work.connection, pair, of_pair))
            for pair, of_pair in days.items()
            if of_pair is not None
        }

    def decide(self, caller: Caller, held: Held, known: Mapping[Pair, tuple[Days, Counted]]) -> Done:
        # What has no day yet is refused below.
        days, counted = known.get(held.pair, (Days(caller.today, caller.today), Counted()))
        figures = figures_of(counted, self.stated)
        power = life.evaluate(held.power, figures, caller.today)
        span = {"since": days.since.isoformat(), "until": days.until.isoformat()}
        facts = asdict(figures) | span | {"stated": asdict(self.stated)}
        return Done(power, facts, {"evaluated_by": caller.by})


@dataclass(frozen=True, slots=True)
class Formalise:
    """Powers hold until further notice; by another person than the one who evaluated them, with posts and money.

    Raises what `life.formalise` does, and SecondPersonNeeded, OverlappingValidity, NotInCatalogue, NotBacked.
    """

    begins_on: date
    action: Action = Action.FORMALISE
    by_county: bool = True

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> Footing:
        del caller
        offered = await catalogue.catalogue_on(work.connection, {one.row.code for one in held}, self.begins_on)
        return Footing(offered, await hold_backings(work, [one.pair for one in held], self.begins_on))

    def decide(self, caller: Caller, held: Held, known: Footing) -> Done:
        power = life.formalise(held.power, self.begins_on, caller.today)
        life.require_free(power.terms[-1], held.others)
        SecondPersonNeeded.unless_two(held.row.evaluated_by, caller.by)
        require_offered(held.row.code, known.offered, self.begins_on)
        missing = missing_of(known.backings[held.pair])
        if missing:
            raise NotBacked(
                "the posts and the money of this power are not confirmed",
                missing=[str(one) for one in missing],
                on=self.begins_on.isoformat(),
            )
        return Done(power, days_of(power))


@dataclass(frozen=True, slots=True)
class Prolong:
    """A trial runs on, once; by another person than the one who evaluated it.

    Raises what `life.prolong` does, and SecondPersonNeeded, NotInCatalogue.
    """

    ends_on: date
    action: Action = Action.PROLONG
    by_county: bool = True

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> Mapping[str, Row[Any]]:
        del caller
        return await catalogue.catalogue_on(work.connection, {one.row.code for one in held}, self.ends_on)

    def decide(self, caller: Caller, held: Held, known: Mapping[str, Row[Any]]) -> Done:
        power = life.prolong(held.power, self.ends_on, held.others, caller.today)
        SecondPersonNeeded.unless_two(held.row.evaluated_by, caller.by)
        require_offered(held.row.code, known, self.ends_on)
        return Done(power, days_of(power), {"evaluated_by": None})


async def lapse_silent(work: UnitOfWork, *, now: datetime) -> int:
    """Note which trials ended in silence and tell the others; return how many."""
    rows = await lives.lock_silent(work.connection, town_day(now))
    caller = Caller(TIMER, now)
    held = (await held_of(work, rows)).values()
    done = [(one, Done(life.lapse(one.power, caller.today), days_of(one.power))) for one in held]
    if done:
        await keep(work, caller, Action.LAPSE, done)
    return len(done)
