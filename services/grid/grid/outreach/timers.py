"""When do messages leave for the gateway, and when is it asked about those that a dead process left?"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from grid.outreach.domain.messages import HANDING_SECONDS, Handed, Told, handed, handed_together
from grid.outreach.service import sending
from grid.outreach.service.sending import Batch, Letter
from shared.runtime import metrics
from shared.runtime.app import Runtime
from shared.runtime.settings import SmsGateway
from shared.runtime.texting import is_set, text_message, write_lines
from shared.runtime.timers import Errand
from shared.runtime.webhooks import Message, post, send

SEND_SECONDS, SETTLE_SECONDS = 0.5, 5
AT_ONCE = 20
# By one call each no more than are through before another process takes them for left over.
ONE_BY_ONE = 100
IN_A_FILE = 500

Outcomes = dict[UUID, tuple[Handed, str | None]]


def errands(runtime: Runtime) -> list[Errand]:
    async def send_due() -> int:
        return await send_messages(runtime)

    async def settle() -> int:
        return await settle_left_over(runtime)

    return [Errand("outreach.messages", SEND_SECONDS, send_due), Errand("outreach.left-over", SETTLE_SECONDS, settle)]


async def send_messages(runtime: Runtime) -> int:
    """Hand a batch over to the gateway, between two transactions; return how many messages were dealt with.

    Where the installation has neither gateway nor file, everything waits.
    """
    notices = runtime.settings.notices
    gateway = notices.sms
    if not is_set(gateway) and not notices.file:
        return 0
    most = IN_A_FILE if not is_set(gateway) else gateway.batch_most if gateway.batch_url else ONE_BY_ONE
    async with runtime.database.begin() as work:
        batch = await sending.claim(work, runtime.clock(), most=most, per_second=gateway.per_second)
    if batch is None:
        return 0
    outcomes = await _hand_over(runtime, gateway, batch)
    async with runtime.database.begin() as work:
        await sending.note(work, batch, outcomes, runtime.clock(), can_tell=bool(gateway.status_url))
    for outcome, _ in outcomes.values():
        metrics.outreach_messages.labels(str(outcome)).inc()
    return batch.taken


async def _hand_over(runtime: Runtime, gateway: SmsGateway, batch: Batch) -> Outcomes:
    if not batch.letters:
        return {}
    if not is_set(gateway):
        return await _written(runtime, batch.letters)
    if gateway.batch_url:
        return await _together(runtime, gateway, batch)
    return await _one_by_one(runtime, gateway, batch.letters)


async def _one_by_one(runtime: Runtime, gateway: SmsGateway, letters: Sequence[Letter]) -> Outcomes:
    limit, clock = asyncio.Semaphore(AT_ONCE), asyncio.get_running_loop()
    until = clock.time() + HANDING_SECONDS

    async def hand(letter: Letter) -> tuple[UUID, tuple[Handed, str | None]]:
        async with limit:
            if clock.time() > until:
                return letter.id, (Handed.NOT_BEGUN, None)
            error = await send(runtime, text_message(str(letter.id), gateway, letter.number, letter.text))
            return letter.id, (handed(error), error)

    return dict(await asyncio.gather(*map(hand, letters)))


async def _together(runtime: Runtime, gateway: SmsGateway, batch: Batch) -> Outcomes:
    """Hand all over by one call; what the answer does not name is as if there were no answer."""
    listed = [{"id": str(one.id), "to": one.number, "text": one.text} for one in batch.letters]
    answer = await _asked(runtime, gateway, gateway.batch_url, str(batch.claim_id), {"messages": listed})
    if isinstance(answer, str):
        return {one.id: (handed_together(answer), answer) for one in batch.letters}
    named = {"taken": (Handed.TAKEN, None), "refused": (Handed.REFUSED, "refused")}
    said = _statuses(answer)
    return {one.id: named.get(said.get(str(one.id), ""), (Handed.UNTOLD, "no-answer")) for one in batch.letters}


async def _written(runtime: Runtime, letters: Sequence[Letter]) -> Outcomes:
    """Write what would go out as lines of JSON: to which record, never to which number."""
    at = runtime.clock().isoformat()
    lines = [
        json.dumps(
            {"id": str(one.id), "at": at, "channel": "sms", "to": str(one.resident_id), "text": one.text},
            ensure_ascii=False,
        )
        for one in letters
    ]
    error = await write_lines(runtime.settings.notices.file, lines)
    outcome = Handed.TAKEN if error is None else Handed.NOT_TAKEN
    return {one.id: (outcome, error) for one in letters}


async def settle_left_over(runtime: Runtime) -> int:
    """Ask the gateway about messages that a process died with; return how many are settled.

    A gateway that is not asked, or cannot tell, may have them: they count as sent. One that does not answer is asked
    again.
    """
    async with runtime.database.begin() as work:
        left = await sending.left_over(work, runtime.clock())
    if not left:
        return 0
    told = await _told(runtime, [row.id for row in left])
    async with runtime.database.begin() as work:
        await sending.settle(work, left, told, runtime.clock())
    return len(told)


async def _told(runtime: Runtime, ids: Sequence[UUID]) -> Mapping[UUID, Told]:
    gateway = runtime.settings.notices.sms
    if not gateway.status_url:
        return dict.fromkeys(ids, Told.CANNOT_TELL)
    listed = [str(one) for one in ids]
    answer = await _asked(runtime, gateway, gateway.status_url, listed[0], {"ids": listed})
    if isinstance(answer, str):
        return {}
    said = _statuses(answer)
    known = {str(one) for one in Told}
    return {one: Told(said[str(one)]) if said.get(str(one)) in known else Told.CANNOT_TELL for one in ids}


async def _asked(runtime: Runtime, gateway: SmsGateway, url: str, call_id: str, body: dict[str, Any]) -> Any:
    """Return what a gateway answers, or the name of what kept it from answering well."""
    text = json.dumps(body, ensure_ascii=False)
    answer = await post(runtime, Message(call_id, url, gateway.secret.get_secret_value(), text))
    if isinstance(answer, str):
        return answer
    if not answer.is_success:
        return f"HTTP {answer.status_code}"
    try:
        return answer.json()
    except ValueError:
        return "no-json"


def _statuses(answer: Any) -> dict[str, str]:
    """Return what an answer says of each id; whatever else it holds says nothing."""
    rows = answer.get("results") if isinstance(answer, dict) else None
    listed = rows if isinstance(rows, list) else []
    return {str(row.get("id")): str(row.get("status")) for row in listed if isinstance(row, dict)}
