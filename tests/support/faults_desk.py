"""What do a dispatcher and his shift leader do to cases while everything is killed, and is each step there once?

He merges, gives back, splits, returns, sends again, keeps photos and asks for suspensions; the leader grants them; some
are over after seconds, so that a timer resumes them; and time passes for some clocks, so that they are escalated. Each
request has a key of its own: repeated until it is answered, it must have taken effect once.
"""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from sqlalchemy import make_url

from tests.support.faults_load import Promises, persist
from tests.support.files import photo
from tests.support.platform import TOWN
from tests.support.stack_under_test import StackUnderTest
from tests.support.town import WORKER

DISPATCHER, LEADER = "p-desk", "p-shift-leader"
# Whose lines in histories are counted against what was answered.
COUNTED = frozenset({"merge", "unmerge", "split", "return", "ask", "resume", "suspend"})
OTHER_MATTERS = ("M0101", "M0203")


@dataclass(slots=True)
class Reshaping:
    """The desk of a centre; what was answered with a 2xx is kept among the promises."""

    stack: StackUnderTest
    promises: Promises
    chance: random.Random
    _merged: list[str] = field(default_factory=list)

    async def run(self, stopping: asyncio.Event) -> None:
        desk = self.stack.client("dispatch", role="dispatcher", person_id=DISPATCHER)
        leader = self.stack.client("dispatch", role="shift-leader", person_id=LEADER)
        acts = (self._merge, self._split, self._suspend, self._return, self._unmerge, self._resume)
        for act in itertools.cycle(acts):
            if stopping.is_set():
                return
            await act(desk, leader)
            await self._send_again(desk)
            await self._keep_photo(desk)
            await asyncio.sleep(0.3)

    async def let_time_pass(self, stopping: asyncio.Event) -> None:
        """Let the terms of some cases be over, as if days had gone by."""
        plain = make_url(self.stack.databases["dispatch"]).set(drivername="postgresql")
        connection = await asyncpg.connect(plain.render_as_string(hide_password=False), timeout=10)
        running = "stopped_at IS NULL AND paused_at IS NULL AND overdue_at IS NULL AND due_at > now()"
        some = f"SELECT id FROM case_clocks WHERE {running} ORDER BY random() LIMIT 3 FOR UPDATE SKIP LOCKED"
        try:
            while not stopping.is_set():
                await connection.execute(f"UPDATE case_clocks SET due_at = now() WHERE id IN ({some})")
                await asyncio.sleep(1)
        finally:
            await connection.close()

    async def _merge(self, desk: httpx.AsyncClient, _: httpx.AsyncClient) -> None:
        cases = await self._cases(desk, "dispatched")
        if len(cases) > 1:
            one, other = self.chance.sample(cases, 2)
            if await self._step(desk, one, "merge", into=other["id"]):
                self._merged.append(one["id"])

    async def _unmerge(self, desk: httpx.AsyncClient, _: httpx.AsyncClient) -> None:
        if self._merged:
            case_id = self._merged.pop(0)
            case = (await persist(self.promises, desk.get, f"/cases/{case_id}")).json()
            await self._step(desk, case, "unmerge", reason="another-thing")

    async def _split(self, desk: httpx.AsyncClient, _: httpx.AsyncClient) -> None:
        for case in await self._some(desk):
            matter = next(one for one in OTHER_MATTERS if one != case["matter"])
            part = {"matter": matter, "executor": "grid", "worker_id": WORKER}
            body = {"version": case["version"], "reason": "two-things", "parts": [part]}
            await self._post(desk, f"/cases/{case['id']}/parts", body, "split")

    async def _return(self, desk: httpx.AsyncClient, _: httpx.AsyncClient) -> None:
        for case in await self._some(desk):
            await self._step(desk, case, "return", reason="not-mine")

    async def _suspend(self, desk: httpx.AsyncClient, leader: httpx.AsyncClient) -> None:
        for case in await self._some(desk):
            until = datetime.now(UTC) + timedelta(seconds=self.chance.choice((15, 600)))
            body = {"kind": "suspension", "version": case["version"], "reason": "frost", "until": until.isoformat()}
            asked = await self._post(desk, f"/cases/{case['id']}/requests", body, "ask")
            if asked:
                path = f"/cases/{case['id']}/requests/{asked['id']}/decision"
                await self._post(leader, path, {"granted": True}, "suspend")

    async def _resume(self, desk: httpx.AsyncClient, _: httpx.AsyncClient) -> None:
        for case in (await self._cases(desk, "suspended"))[-1:]:
            await self._step(desk, case, "resume")

    async def _send_again(self, desk: httpx.AsyncClient) -> None:
        for case in (await self._cases(desk, "returned"))[:2]:
            await self._step(desk, case, "dispatch", executor="grid", worker_id=WORKER, matter=OTHER_MATTERS[0])

    async def _keep_photo(self, desk: httpx.AsyncClient) -> None:
        for case in await self._some(desk):
            path, colour = f"/cases/{case['id']}/attachments", f"#{self.chance.getrandbits(24):06x}"
            given = {"content": photo(form="PNG", colour=colour), "params": {"audience": "unit"}}
            answer = await persist(self.promises, desk.post, path, **given)
            assert answer.is_success, answer.text
            self.promises.photos[answer.json()["id"]] = case["id"]

    async def _some(self, desk: httpx.AsyncClient) -> list[dict[str, Any]]:
        cases = await self._cases(desk, "dispatched")
        return [self.chance.choice(cases)] if cases else []

    async def _cases(self, desk: httpx.AsyncClient, state: str) -> list[dict[str, Any]]:
        params = {"state": state, "region": TOWN, "limit": 30}
        answer = await persist(self.promises, desk.get, "/cases", params=params)
        found: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        return found

    async def _step(self, desk: httpx.AsyncClient, case: dict[str, Any], action: str, **more: Any) -> bool:
        body = {"action": action, "version": case["version"], **more}
        return await self._post(desk, f"/cases/{case['id']}/actions", body, action) is not None

    async def _post(self, who: httpx.AsyncClient, path: str, body: Any, action: str) -> dict[str, Any] | None:
        headers = {"Idempotency-Key": uuid4().hex}
        answer = await persist(self.promises, who.post, path, json=body, headers=headers)
        if answer.is_error:
            # It moved on meanwhile: its worker is quicker, or its caller withdrew.
            assert answer.status_code == 409, answer.text
            self.promises.counts[f"{action} too late"] += 1
            return None
        told: dict[str, Any] = answer.json()
        case = told.get("case", told)
        self.promises.steps[case["id"], case["version"]] = action
        self.promises.counts[action] += 1
        return told


async def unreadable_photos(stack: StackUnderTest, promises: Promises) -> list[str]:
    """Return which of the photos that were kept cannot be seen."""
    desk = stack.client("dispatch", role="dispatcher", person_id=DISPATCHER)
    found = []
    for photo_id, case_id in promises.photos.items():
        path, why = f"/cases/{case_id}/attachments/{photo_id}", {"purpose": "handle"}
        answer = await persist(promises, desk.get, path, params=why)
        if answer.is_error or answer.headers["content-type"] != "image/png":
            found.append(f"photo {photo_id}: {answer.status_code}")
    return found


# Every way in which a step, a merge, a request or an escalation could be there twice or by half.
DAMAGES = {
    "a merge that is remembered and did not happen, or the other way round": (
        "SELECT c.id::text FROM cases c LEFT JOIN case_merges m ON m.case_id = c.id AND m.unmerged_at IS NULL "
        "WHERE (c.state = 'merged') <> (m.id IS NOT NULL)"
    ),
    "a case that has ended before its parts": (
        "SELECT p.id::text FROM cases p JOIN cases c ON c.parent_id = p.id "
        "WHERE p.closed_at IS NOT NULL AND c.closed_at IS NULL AND NOT EXISTS ("
        "SELECT 1 FROM case_history h WHERE h.case_id = c.id AND h.action IN ('unmerge', 'reopen'))"
    ),
    "a granted request whose step was not taken once": (
        "SELECT r.id::text FROM case_requests r LEFT JOIN case_history h ON h.case_id = r.case_id "
        "AND h.action = 'suspend' AND h.facts->>'request' = r.id::text WHERE r.state = 'granted' "
        "GROUP BY r.id HAVING count(h.seq) <> 1"
    ),
    "an overdue clock that stands in no history": (
        "SELECT k.id::text FROM case_clocks k WHERE k.overdue_at IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM case_history h WHERE h.case_id = k.case_id AND h.action = 'overdue' "
        "AND h.facts->>'clock' = k.kind)"
    ),
    "a term that was escalated twice": (
        "SELECT case_id::text FROM case_history WHERE action = 'overdue' "
        "GROUP BY case_id, facts->>'clock', facts->>'due_at' HAVING count(*) > 1"
    ),
    "a case that stands still although its suspension is long over": (
        "SELECT id::text FROM cases WHERE state = 'suspended' AND suspended_until < now() - interval '2 minutes'"
    ),
}


@asynccontextmanager
async def reshaping(stack: StackUnderTest, promises: Promises, seed: int) -> AsyncIterator[None]:
    """Let the desk reshape cases meanwhile; at the end it still gets the answer that it waits for."""
    desk, stopping = Reshaping(stack, promises, random.Random(seed)), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for life in (desk.run, desk.let_time_pass):
            group.create_task(life(stopping))
        try:
            yield
        finally:
            stopping.set()
