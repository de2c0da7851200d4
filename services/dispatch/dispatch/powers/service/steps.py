"""How is a step taken with one power of a township, or with many at once, all or none?

What a step must know is read for all powers together: the number of statements does not grow with that of the powers.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from dispatch.powers.domain.life import Action
from dispatch.powers.domain.refusals import PowerNotFound, Problem, RowsRefused
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.service.lives import Caller, Done, Held, hold, hold_many, keep, require_county
from shared.errors import Refusal
from shared.runtime.db import UnitOfWork
from shared.schemas.registers import PowerChanged

Known = TypeVar("Known")


class Step(Protocol[Known]):
    """A step of a power's life; `by_county`: the township itself may not take it."""

    @property
    def action(self) -> Action: ...

    @property
    def by_county(self) -> bool: ...

    async def know(self, work: UnitOfWork, caller: Caller, held: Sequence[Held]) -> Known:
        """Read what all of the powers are judged by."""

    def decide(self, caller: Caller, held: Held, known: Known) -> Done:
        """Return what becomes of one power, or raise what refuses it."""


async def one(work: UnitOfWork, caller: Caller, pair: Pair, step: Step[Known]) -> PowerChanged:
    """Take a step with one power. Raises PowerNotFound, NotTheCounty and what the step refuses."""
    if not caller.scope.covers(pair[0]):
        raise PowerNotFound("no such region", region=pair[0])
    if step.by_county:
        require_county(caller.scope)
    held = await hold(work, caller, pair)
    known = await step.know(work, caller, [held])
    (told,) = await keep(work, caller, step.action, [(held, step.decide(caller, held, known))])
    return told


async def many(work: UnitOfWork, caller: Caller, pairs: Sequence[Pair], step: Step[Known]) -> int:
    """Take the same step with many powers, all or none; return how many. Raises NotTheCounty, RowsRefused."""
    if step.by_county:
        require_county(caller.scope)
    held = await hold_many(work, caller.scope, pairs)
    known = await step.know(work, caller, list(held.values()))
    times = Counter(pairs)
    done: list[tuple[Held, Done]] = []
    bad: list[dict[str, Any]] = []
    for index, pair in enumerate(pairs):
        row = {"index": index, "region": pair[0], "power": pair[1]}
        if times[pair] > 1:
            bad.append(row | {"code": str(Problem.TWICE)})
        elif pair not in held:
            bad.append(row | {"code": PowerNotFound.code})
        else:
            try:
                done.append((held[pair], step.decide(caller, held[pair], known)))
            except Refusal as refused:
                bad.append(dict(refused.facts) | row | {"code": refused.code})
    if bad:
        raise RowsRefused("nothing was done", rows=bad)
    await keep(work, caller, step.action, done)
    return len(done)
