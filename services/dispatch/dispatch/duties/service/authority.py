"""How is the one door to the registers asked, and what is noted of what goes past it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from dispatch.duties.domain.authority import ADMISSION_FORM, Answer, Registers, WhoMay
from dispatch.duties.domain.refusals import NotAdmitted
from dispatch.duties.repository import lists as repository
from dispatch.memory import Group, Memory, Wanted
from shared.clock import town_day
from shared.runtime import metrics
from shared.runtime.db import Connection, UnitOfWork


@dataclass(frozen=True, slots=True)
class Exit:
    """A case that goes to a township past its list."""

    case_id: UUID
    region: str
    matter: str
    answer: Answer
    reason: str
    by: str


def registers_wanted(memory: Memory) -> Wanted:
    """Return how the registers are asked of the memory: only what is new among them is read."""
    return Group.DUTIES, None, partial(repository.load_registers, before=memory.last(Group.DUTIES))


async def registers_now(connection: Connection, memory: Memory) -> Registers:
    """Return the registers, read again only where they have changed."""
    (registers,) = await memory.get(connection, registers_wanted(memory))
    kept: Registers = registers
    return kept


async def who_may_now(connection: Connection, memory: Memory, now: datetime) -> WhoMay:
    """Return the question as it is asked today (Asia/Shanghai)."""
    return (await registers_now(connection, memory)).on(town_day(now))


def require_admitted(answer: Answer, matter: str, region: str) -> None:
    """Raise NotAdmitted where a township is held to a list that does not give it the matter."""
    if answer.binding and not answer.is_the_townships:
        facts = answer.explained() | {"matter": matter, "region": region, "form": ADMISSION_FORM}
        if answer.duty is not None:
            facts["lead"] = answer.duty.lead
        raise NotAdmitted("by its duty list this matter is not the township's", **facts)


async def note_exits(work: UnitOfWork, exits: Sequence[Exit], now: datetime) -> None:
    """Keep and count what went past a list because of danger; the org office reads it."""
    rows: list[dict[str, object]] = [
        {
            "case_id": one.case_id,
            "region": one.region,
            "matter": one.matter,
            "standing": str(one.answer.standing),
            "reason": one.reason,
            "by": one.by,
            "at": now,
        }
        for one in exits
    ]
    await repository.add_exits(work.connection, rows)
    metrics.duty_exits.inc(len(rows))


def count_observed(answers: Sequence[Answer]) -> None:
    """Count what is given to townships that are not held to a list yet, and that no list of theirs names."""
    for answer in answers:
        if not answer.binding and not answer.is_the_townships:
            metrics.duties_observed.labels(str(answer.standing)).inc()
