"""After the faults: is everything that a client was promised there, once? The audit, and the clients' own lists."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import make_url

from onefour.audit import audit
from onefour.audit_queries import Kind
from shared.schemas.approval_window import ApplicationReceived
from tests.support.faults_desk import COUNTED, DAMAGES, DISPATCHER, LEADER
from tests.support.faults_load import RENAMED, Promises
from tests.support.hotline import Hotline

SOURCE = "hotline-12345"
# As whom the registers' process hears the window.
GROUP = "dispatch.registers"


@dataclass(slots=True)
class Verdict:
    """`lost`, `doubled`, `illegal` name what was found; `figures` are the audit's."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    illegal: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.illegal)

    def expect_once(self, what: str, found: int, wanted: int = 1) -> None:
        if found < wanted:
            self.lost.append(f"{what}: {found} of {wanted}")
        elif found > wanted:
            self.doubled.append(f"{what}: {found} instead of {wanted}")


async def judge(urls: Mapping[str, str], promises: Promises, hotline: Hotline | None = None) -> Verdict:
    """Look once: `urls` are the databases by service."""
    findings = await audit(urls, confirm_after_s=1)
    verdict = Verdict(figures=findings.figures)
    named = {Kind.LOST: verdict.lost, Kind.DOUBLED: verdict.doubled, Kind.ILLEGAL: verdict.illegal}
    for damage in findings.damages.values():
        if damage.count:
            named[damage.kind].append(f"{damage.name} × {damage.count}: {damage.examples}")
    verdict.doubled += [f"{key} was answered in two ways" for key in promises.answered_otherwise]
    await _check_orders(verdict, urls["dispatch"], promises)
    await _check_appeals(verdict, urls["approval-window"], promises)
    await _check_steps(verdict, urls, promises)
    await _check_desk(verdict, urls["dispatch"], promises)
    await _check_registers(verdict, urls, promises)
    if hotline is not None:
        await _check_replies(verdict, urls["dispatch"], hotline)
    return verdict


async def judge_at_last(
    urls: Mapping[str, str], promises: Promises, hotline: Hotline | None = None, *, within_s: float
) -> Verdict:
    """Look until all is well, as what is on its way arrives; after `within_s` return what is still wrong."""
    deadline = time.monotonic() + within_s
    while True:
        verdict = await judge(urls, promises, hotline)
        if verdict.clean or time.monotonic() > deadline:
            return verdict
        await asyncio.sleep(1)


async def _check_orders(verdict: Verdict, url: str, promises: Promises) -> None:
    """Every order that was accepted has one report, under the id that was told; every follow-up one line."""
    rows = await read(url, "SELECT external_id, id::text FROM reports WHERE source = $1", SOURCE)
    told = Counter((external_id, report_id) for external_id, report_id in rows)
    for external_id, report_id in promises.reports.items():
        verdict.expect_once(f"report of order {external_id}", told[external_id, report_id])
    written_once = Counter(external_id for external_id, _ in rows)
    for external_id in promises.written:
        verdict.expect_once(f"report of order {external_id}, written straight", written_once[external_id])
    lines = "SELECT facts->>'report', facts->>'kind', count(*) FROM case_history WHERE facts ? 'kind' GROUP BY 1, 2"
    written = {(report, kind): count for report, kind, count in await read(url, lines)}
    promised = Counter((promises.reports.get(order, ""), kind) for order, kind, _ in promises.follow_ups)
    for report, kind in promised.keys() | written.keys():
        verdict.expect_once(f"{kind} of {report}", written.get((report, kind), 0), promised[report, kind])


async def _check_appeals(verdict: Verdict, url: str, promises: Promises) -> None:
    """Every appeal that was taken is there; the audit compares the two databases, and a clerk took no other."""
    there = {row[0] for row in await read(url, "SELECT id::text FROM appeals")}
    promised = set(promises.appeals.values())
    verdict.lost += [f"appeal {one}" for one in promised - there]
    verdict.doubled += [f"appeal {one}: nobody filed it" for one in there - promised]


async def _check_steps(verdict: Verdict, urls: Mapping[str, str], promises: Promises) -> None:
    for service, path, thing in (("grid", "tasks", "task"), ("enforcement", "clues", "clue")):
        query = f"SELECT {thing}_id::text, count(*) FROM {thing}_history WHERE action = 'finish' GROUP BY 1"
        done = dict(await read(urls[service], query))
        for one in promises.finished:
            if one.startswith(f"/{path}/"):
                verdict.expect_once(f"finish of {one}", done.get(one.rpartition("/")[2], 0))


async def _check_desk(verdict: Verdict, url: str, promises: Promises) -> None:
    """Every step of the desk that was answered stands in its case's history, once, and no other does."""
    lines = 'SELECT case_id::text, seq, action FROM case_history WHERE "by" = ANY($1) AND action = ANY($2)'
    there = await read(url, lines, [DISPATCHER, LEADER], sorted(COUNTED))
    written = {(case_id, seq): action for case_id, seq, action in there}
    answered = {key: action for key, action in promises.steps.items() if action in COUNTED}
    verdict.lost += [f"{answered[one]} of case {one}" for one in answered.keys() - written.keys()]
    verdict.doubled += [f"{written[one]} of case {one}: nobody was told" for one in written.keys() - answered.keys()]
    for what, query in DAMAGES.items():
        verdict.illegal += [f"{what}: {found[0]}" for found in await read(url, query)]


async def _check_registers(verdict: Verdict, urls: Mapping[str, str], promises: Promises) -> None:
    """Every name that was taken was given once; the registers have heard of every application that was taken."""
    given = "SELECT facts->>'name', count(*) FROM unit_history WHERE unit_id = $1 GROUP BY 1"
    times = dict(await read(urls["dispatch"], given, RENAMED))
    for name in promises.named:
        verdict.expect_once(f"unit named {name}", times.get(name, 0))
    verdict.doubled += [f"unit named {name}, which nobody was told" for name in times.keys() - promises.named]
    told = "SELECT key, event_id FROM outbox WHERE type = $1"
    events = dict(await read(urls["approval-window"], told, ApplicationReceived.TYPE))
    heard = {row[0] for row in await read(urls["dispatch"], "SELECT event_id FROM inbox WHERE consumer = $1", GROUP)}
    verdict.lost += [
        f"application {one}, not heard" for one in promises.applications.values() if events.get(one) not in heard
    ]


async def _check_replies(verdict: Verdict, url: str, hotline: Hotline) -> None:
    """Whatever counts as delivered has arrived, and no order was answered under two names."""
    delivered = await read(url, "SELECT id::text, kind FROM order_messages WHERE state = 'delivered'")
    verdict.lost += [f"{kind} {message}" for message, kind in delivered if message not in hotline.messages]
    names = Counter(body["external_id"] for body in hotline.replies.values())
    verdict.doubled += [f"{count} replies to order {order}" for order, count in names.items() if count > 1]


async def read(url: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of one query."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain, timeout=10)
    try:
        return [tuple(row) for row in await connection.fetch(query, *values)]
    finally:
        await connection.close()
