"""How does a case go to its executor, on the day of the act?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.refusals import NoExecutor, UnknownExecutor
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.cases.service.gate import Going, let_through, to_its_place
from dispatch.duties.domain.authority import WhoMay
from dispatch.duties.domain.refusals import NotAdmitted
from dispatch.triage import repository as known
from shared.runtime.db import UnitOfWork, new_id
from shared.schemas.vocabulary import Executor

# The queue, and the reason, of what by today's list is not the township's.
NOT_ADMITTED = "not-admitted"
# The reason of what comes back because who worked on it is not there any more.
GONE = "executor-gone"
# What was at work before comes back to the desk where it may not go on; what somebody sends is refused to him.
GOES_ON = frozenset({Action.RESUME, Action.UNMERGE})


@dataclass(frozen=True, slots=True)
class Sending:
    """By whom a case is sent to work, by which step, past a list because of danger or not."""

    by: str
    action: Action
    reason: str | None = None
    emergency: bool = False


async def go_to_work(
    work: UnitOfWork, who_may: WhoMay, move: Move, sending: Sending, now: datetime
) -> dict[str, object] | None:
    """Give a case to its executor, and keep what the registers say of it on the day of the act; return a warning.

    What may not go on where it was suspended or merged comes back to the desk, as does whose executor is no more.
    Raises NoExecutor, UnknownExecutor, NotAdmitted, EmergencyWithoutReason.
    """
    try:
        move.case = await to_its_place(work, move.case, now)
        if move.case.executor is Executor.COUNTY:
            return None
        going = Going(move.case, sending.by, sending.emergency, sending.reason)
        through = await let_through(work, who_may, going, now)
    except (NotAdmitted, NoExecutor, UnknownExecutor) as refused:
        if sending.action not in GOES_ON:
            raise
        why, queue = (NOT_ADMITTED, NOT_ADMITTED) if isinstance(refused, NotAdmitted) else (GONE, "returned")
        move.step(Action.RETURN, actor=Actor.DISPATCHER, by=sending.by, now=now, facts={"reason": why})
        move.case = replace(move.case, queue=queue)
        return refused.facts
    move.add_facts({"authority": through.said})
    move.assign(new_id(), now)
    return through.warning


async def require_known(work: UnitOfWork, case: Case, given: Mapping[str, Any]) -> None:
    """Raises UnknownExecutor where a matter, cell, worker or unit that is named is not there for this case's region."""
    unknown = await known.missing(work.connection, region=case.region, named=given)
    if unknown:
        raise UnknownExecutor("this is not known for the region of the case", region=case.region, fields=unknown)
