"""How is a power taken back? One person of the county proposes it with a hand-over list, another decides."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from dispatch.cases.service.docket import Rules
from dispatch.powers.domain import life
from dispatch.powers.domain.ending import Ending, Open, require_complete
from dispatch.powers.domain.life import Action
from dispatch.powers.domain.refusals import NotProposed, SecondPersonNeeded
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.repository import town
from dispatch.powers.service import steps
from dispatch.powers.service.hand_over import hand_over_due
from dispatch.powers.service.lives import Caller, Done, Held
from shared.runtime.db import UnitOfWork
from shared.schemas.registers import PowerChanged


async def _look(work: UnitOfWork, caller: Caller, held: Held, departments: set[str]) -> Open:
    row = held.row
    return Open(
        list(await town.open_cases(work.connection, row.region, row.matters)),
        await town.open_applications(work.connection, row.region, row.code),
        await town.units_among(work.connection, departments, caller.today),
    )


@dataclass(frozen=True, slots=True)
class ProposeTakeBack:
    """It is proposed to end a power; a proposal takes the place of the one before it.

    Raises what `life.take_back` does, and DepartmentUnknown, HandOverIncomplete.
    """

    ending: Ending
    action: Action = Action.PROPOSE_TAKE_BACK
    by_county: bool = True

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> Open:
        return await _look(work, caller, held[0], self.ending.departments)

    def decide(self, caller: Caller, held: Held, known: Open) -> Done:
        state = life.step(held.power, self.action, caller.today)
        life.take_back(held.power, self.ending.from_day, caller.today)
        require_complete(held.county, self.ending, known)
        kept = asdict(self.ending) | {"from_day": self.ending.from_day.isoformat(), "by": caller.by}
        return Done(replace(held.power, state=state), _facts(self.ending), {"ending": kept})


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A power ends as another person has proposed, with all that is open by then.

    Raises what proposing it may raise, and NotProposed, SecondPersonNeeded.
    """

    action: Action = Action.TAKE_BACK
    by_county: bool = True

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> Open:
        kept = held[0].row.ending
        return await _look(work, caller, held[0], Ending.of(kept).departments if kept else set())

    def decide(self, caller: Caller, held: Held, known: Open) -> Done:
        kept = held.row.ending
        if kept is None:
            raise NotProposed("nobody has proposed to take this power back", power=held.row.code)
        SecondPersonNeeded.unless_two(kept["by"], caller.by)
        ending = Ending.of(kept)
        power = life.take_back(held.power, ending.from_day, caller.today)
        require_complete(held.county, ending, known)
        named = {"cases": dict(ending.cases), "applications": dict(ending.applications)}
        hand_over = named | {"penalties": dict(ending.penalties), "by": caller.by}
        return Done(power, _facts(ending), {"hand_over": hand_over})


async def take_back(work: UnitOfWork, caller: Caller, pair: Pair, rules: Rules) -> PowerChanged:
    """Take a power back, as another person has proposed; what is open leaves the township on the power's day.

    Raises what `steps.one` and `TakeBack` do.
    """
    told = await steps.one(work, caller, pair, TakeBack())
    await hand_over_due(work, rules, now=caller.now, only=pair)
    return told


def _facts(ending: Ending) -> dict[str, object]:
    from_day, number = ending.from_day.isoformat(), len(ending.cases) + len(ending.applications) + len(ending.penalties)
    return {"document": ending.document, "from": from_day, "handed_over": number}
