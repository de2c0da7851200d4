"""What becomes of what a phone did without signal? Each thing once, in its own order, and answered by itself."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Row

from grid.offline.domain.gaps import NumberGivenUp
from grid.offline.domain.items import (
    ClockReused,
    Item,
    ItemIdReused,
    ItemKind,
    Outcome,
    WaitsFor,
    clock_offset,
    is_final,
    outcome_of,
)
from grid.offline.repository import items as repository
from grid.offline.service.doors import DOORS, Sent
from grid.tasks.domain.rules import PhotosMissing
from grid.tasks.repository.tasks import find_task
from shared.errors import Refusal
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.runtime.trying import attempted

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a phone sends at once; `sent_at` is its clock's time as it sends."""

    device_id: str
    sent_at: datetime
    items: Sequence[Item]


async def take_batch(work: UnitOfWork, scope: Scope, batch: Batch, now: datetime) -> tuple[list[Answer], int]:
    """Deal with a batch, and with what of earlier ones waited for it.

    Return an answer for each item, in the batch's order, and how many things of the phone wait now.

    An item that is refused leaves nothing behind and holds up no other. Raises what no item is to blame for.
    """
    await repository.lock_phone(work.connection, scope, batch.device_id)
    offset = clock_offset(batch.sent_at, now)
    rows = [_row(work, scope, batch.device_id, item, item.device_at + offset, now) for item in batch.items]
    await repository.add_items(work.connection, rows)
    await deal_with_waiting(work, scope, batch.device_id, now)
    kept = await repository.items_sent(work.connection, scope, [item.client_id for item in batch.items])
    answers = [_answer(work, item, kept.get(item.client_id)) for item in batch.items]
    return answers, len(await repository.waiting_items(work.connection, scope, batch.device_id))


def _row(
    work: UnitOfWork, scope: Scope, device_id: str, item: Item, device_at: datetime, now: datetime
) -> dict[str, Any]:
    item_id = new_id()
    return {
        "id": item_id,
        "worker_id": scope.person_id,
        "device_id": device_id,
        "client_id": item.client_id,
        "subject": item.subject,
        "clock": item.clock,
        "kind": str(item.kind),
        "said_at": item.device_at,
        "device_at": device_at,
        "received_at": now,
        "sealed_digest": work.sealer.seal_bytes(_digest(item), about=str(item_id)),
        "sealed_body": work.sealer.seal(_text(item.body), about=str(item_id)),
        "waits_for": str(WaitsFor.EARLIER),
    }


def _text(thing: object) -> str:
    return json.dumps(to_jsonable_python(thing), sort_keys=True, ensure_ascii=False)


def _digest(item: Item) -> bytes:
    return hashlib.sha256(_text(asdict(item)).encode()).digest()


async def deal_with_waiting(work: UnitOfWork, scope: Scope, device_id: str, now: datetime) -> None:
    """Deal with each thing that a phone did in the order of its numbers, as far as there is no gap."""
    waiting = await repository.waiting_items(work.connection, scope, device_id)
    subjects = {row.subject for row in waiting}
    last = await repository.last_clocks(work.connection, scope, device_id, subjects)
    # Always in the same order: two phones that take steps on the same tasks do not wait for each other in a circle.
    for subject, rows in groupby(waiting, key=lambda row: row.subject):
        clock = last.get(subject, 0)
        for row in rows:
            if row.clock <= clock:
                # A number that was dealt with is not given twice: this one was given up, and comes after all.
                await _come_too_late(work, row, now)
                continue
            if row.clock != clock + 1 or not await _deal_with(work, scope, row, now):
                break
            clock += 1


async def _come_too_late(work: UnitOfWork, row: Row[Any], now: datetime) -> None:
    refusal = NumberGivenUp("it was given up before it came", clock=row.clock)
    answer = {"outcome": Outcome.CONFLICT, "code": refusal.code, "said": refusal.said, "facts": refusal.facts}
    await repository.save_answer(work.connection, row.id, to_jsonable_python(answer), now)


async def _deal_with(work: UnitOfWork, scope: Scope, row: Row[Any], now: datetime) -> bool:
    """Deal with one item, and tell whether that was its end."""
    body = json.loads(work.sealer.open(bytes(row.sealed_body), about=str(row.id)))
    sent = Sent(row.client_id, row.subject, ItemKind(row.kind), row.device_at, row.said_at, body)
    try:
        async with attempted(work):
            done = await DOORS[sent.kind](work, scope, sent, now)
    except PhotosMissing:
        await repository.save_waiting(work.connection, row.id, str(WaitsFor.PHOTOS))
        return False
    except Refusal as refusal:
        if not is_final(refusal):
            raise
        answer = await _refused(work, scope, sent, refusal)
    else:
        answer = asdict(done)
    await repository.save_answer(work.connection, row.id, to_jsonable_python(answer), now)
    return True


async def _refused(work: UnitOfWork, scope: Scope, sent: Sent, refusal: Refusal) -> Answer:
    """Return why an item is refused, and in a conflict how its task stands now."""
    outcome = outcome_of(refusal)
    answer: Answer = {"outcome": outcome, "code": refusal.code, "said": refusal.said, "facts": dict(refusal.facts)}
    if outcome is Outcome.CONFLICT:
        task = await find_task(work.connection, scope, sent.subject)
        if task is not None:
            answer |= {"state": task.state, "version": task.version, "worker_id": task.worker_id}
    return answer


def _answer(work: UnitOfWork, item: Item, row: Row[Any] | None) -> Answer:
    known: dict[str, UUID] = {"client_id": item.client_id}
    if row is None:
        refusal: Refusal = ClockReused("another item has this number", clock=item.clock)
    elif work.sealer.open_bytes(bytes(row.sealed_digest), about=str(row.id)) != _digest(item):
        refusal = ItemIdReused("this id belongs to another item")
    elif row.answer is None:
        return known | {"outcome": Outcome.WAITING, "waits_for": row.waits_for}
    else:
        return known | dict(row.answer)
    return known | {"outcome": outcome_of(refusal), "code": refusal.code, "said": refusal.said, "facts": refusal.facts}
