"""What follows from what a gateway tells afterwards: a delivery, a failure, a reply, and in a reply perhaps a no?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.outreach.domain.messages import GONE_OUT, MessageState
from grid.outreach.domain.receipts import Receipt, ReceiptKind, ReceiptOutcome, Reply, Way, meaning, outcome_of
from grid.outreach.repository import messages
from grid.outreach.repository import receipts as repository
from grid.outreach.service import opt_outs
from grid.outreach.service.desk import Desk
from grid.registry.service.desk import mark_kind, normal


async def take_receipts(desk: Desk, given: Sequence[Receipt]) -> list[ReceiptOutcome]:
    """Keep what is told, each receipt once however often it comes; return what became of each, in order."""
    connection = desk.work.connection
    of = {one.id: await _message_of(desk, one) for one in given}
    held = await messages.lock_messages(connection, {one for one in of.values() if one is not None})
    known = await repository.known_receipts(connection, of)
    outcomes: list[ReceiptOutcome] = []
    kept: list[dict[str, Any]] = []
    changed: dict[UUID, dict[str, Any]] = {}
    for one in given:
        row = held.get(of[one.id]) if of[one.id] else None  # type: ignore[arg-type] # just asked
        if row is None:
            outcomes.append(await _of_nobody(desk, one))
            continue
        if one.id in known:
            outcomes.append(ReceiptOutcome.KNOWN)
            continue
        known.add(one.id)
        state = changed.setdefault(row.id, _state(row))
        outcome = outcome_of(
            one.kind,
            one.at,
            state=MessageState(state["state"]),
            attempts=row.attempts,
            delivery_at=state["delivery_at"],
        )
        outcomes.append(outcome)
        kept.append(_kept(desk, one, row, outcome))
        if outcome is ReceiptOutcome.TAKEN:
            await _take(desk, one, row, state)
    await repository.add_receipts(connection, kept)
    await messages.save_messages(connection, list(changed.values()))
    return outcomes


async def _message_of(desk: Desk, one: Receipt) -> UUID | None:
    """Return the message that is meant; a reply that names none answers the last that went to its sender."""
    if one.message_id is not None or one.kind is not ReceiptKind.REPLY or one.sender is None:
        return one.message_id
    number = normal("phone", one.sender)
    if number is None:
        return None
    marks = desk.work.sealer.blind.marks(mark_kind("phone"), number)
    row = await messages.last_to(desk.work.connection, marks)
    return None if row is None else row.id


async def _of_nobody(desk: Desk, one: Receipt) -> ReceiptOutcome:
    """Hear a no even where it answers nothing that we know of: somebody's number is as good as his record."""
    number = normal("phone", one.sender) if one.sender else None
    if one.kind is not ReceiptKind.REPLY or number is None or meaning(one.text) is not Reply.OPT_OUT:
        return ReceiptOutcome.UNKNOWN_MESSAGE
    await opt_outs.keep_number(desk, Way.REPLY, desk.work.sealer.blind.marks(mark_kind("phone"), number), "")
    return ReceiptOutcome.TAKEN


def _state(row: Row[Any]) -> dict[str, Any]:
    names = ("id", "state", "reason", "sent_at", "delivery", "delivery_at", "reply", "replied_at")
    return {name: getattr(row, name) for name in names}


def _kept(desk: Desk, one: Receipt, row: Row[Any], outcome: ReceiptOutcome) -> dict[str, Any]:
    return {
        "receipt_id": one.id,
        "message_id": row.id,
        "region": row.region,
        "kind": str(one.kind),
        "told_at": one.at,
        "received_at": desk.now,
        "outcome": str(outcome),
    }


async def _take(desk: Desk, one: Receipt, row: Row[Any], state: dict[str, Any]) -> None:
    """Let a receipt have its effect on the message's state; whatever we knew of it, the gateway had it."""
    if state["state"] not in GONE_OUT:
        state |= {"state": str(MessageState.SENT), "reason": None, "sent_at": desk.now}
    state["state"] = str(MessageState.SENT)
    if one.kind is not ReceiptKind.REPLY:
        state |= {"delivery": str(one.kind), "delivery_at": one.at}
        return
    reply = meaning(one.text)
    # A no stays a no, whatever is written after it.
    if state["reply"] != Reply.OPT_OUT:
        state |= {"reply": str(reply), "replied_at": one.at}
    if reply is Reply.OPT_OUT:
        await opt_outs.keep_number(desk, Way.REPLY, [bytes(row.phone_mark)], row.region, row.id)
