"""How does an application end? Delivered, withdrawn, without an applicant, and then in the archive."""

from typing import Any

from sqlalchemy import Row

from approval_window.applications.domain.procedure import DeliveryWay, Ending
from approval_window.applications.domain.states import ApplicationAction
from approval_window.receipts import Paper, draw_number
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, put_down, take_up
from .supports import end_supports

A = ApplicationAction


async def deliver(work: UnitOfWork, scope: Scope, asked: Asked, way: DeliveryWay, to: str) -> Row[Any]:
    """Record that a decision was delivered, how and to whom (licence law art. 44). Raises what `take_up` raises."""
    taken = await take_up(work, scope, asked, A.DELIVER)
    number = await draw_number(work, Paper.DELIVERY, taken.row.region, taken.now)
    in_time = taken.row.delivery_due_at is None or taken.now <= taken.row.delivery_due_at
    facts = {"way": way, "paper": number, "in_time": in_time}
    return await put_down(work, taken, {"delivered_at": taken.now, "provisional": False}, words=to, facts=facts)


async def withdraw(work: UnitOfWork, scope: Scope, asked: Asked, reason: str | None) -> Row[Any]:
    """Let an applicant take back what nobody has decided on yet. Raises what `take_up` raises."""
    taken = await take_up(work, scope, asked, A.WITHDRAW)
    await end_supports(work, [taken.row.id], taken.now)
    return await put_down(work, taken, _stopped(), words=reason)


async def terminate(work: UnitOfWork, scope: Scope, asked: Asked, ending: Ending, proof: str) -> Row[Any]:
    """End what nobody applies for any more: the person died, the organisation is dissolved; with the proof.

    Raises what `take_up` raises.
    """
    taken = await take_up(work, scope, asked, A.TERMINATE)
    await end_supports(work, [taken.row.id], taken.now)
    return await put_down(work, taken, _stopped(), words=proof, facts={"ending": ending})


def _stopped() -> dict[str, Any]:
    return {"paused_at": None, "decision_due_at": None, "promise_due_at": None, "provisional": False}


async def archive(work: UnitOfWork, scope: Scope, asked: Asked) -> Row[Any]:
    """Put what has ended into the archive. Raises what `take_up` raises."""
    return await put_down(work, await take_up(work, scope, asked, A.ARCHIVE))
