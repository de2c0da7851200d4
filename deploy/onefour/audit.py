"""Is everything that the platform accepted where it belongs: one report, one case, a legal history, no task twice?

Reads the databases of whatever runs, each in one read-only snapshot; changes nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
from sqlalchemy import make_url

from onefour.audit_queries import CHECKS, FIGURES, STILLNESS, Kind
from onefour.audit_streams import (
    PREFETCH,
    Found,
    Reader,
    compare_reports,
    compare_tasks,
    read_case_histories,
    read_clue_histories,
    read_task_histories,
)
from onefour.refusals import CommandRefused

EXAMPLES: Final = 5
_LOOK_EVERY_S: Final = 1.0
# So many looks in a row must see the same before the system counts as still.
_STILL_LOOKS: Final = 3
_WORDS: Final = {
    "accepted": "接收事件",
    "reports": "上报",
    "cases": "案件",
    "tasks": "任务",
    "with_cell": "落到网格的上报",
    "finished": "网格员办结",
    "verified": "核查",
    "closed": "结案",
    "replied": "已回复",
    "replies_waiting": "待回复",
    "replies_failed": "回复失败",
    "clues": "执法线索",
    "appeals": "窗口诉求",
}


@dataclass(slots=True)
class Damage:
    """What one check found: the ids of the offenders."""

    kind: Kind
    name: str
    offenders: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        return len(self.offenders)

    @property
    def examples(self) -> list[str]:
        return sorted(self.offenders)[:EXAMPLES]


@dataclass(slots=True)
class Findings:
    """The result of an audit."""

    figures: dict[str, int] = field(default_factory=dict)
    damages: dict[str, Damage] = field(default_factory=dict)

    def note(self, found: Found) -> None:
        kind, name, offender = found
        self.damages.setdefault(name, Damage(kind, name)).offenders.add(offender)

    def keep_confirmed(self, before: "Findings") -> None:
        """Keep what an earlier look found as well: what was on its way then has arrived."""
        for name, damage in self.damages.items():
            damage.offenders &= before.damages[name].offenders if name in before.damages else set()

    def total(self, kind: Kind) -> int:
        return sum(damage.count for damage in self.damages.values() if damage.kind is kind)

    @property
    def clean(self) -> bool:
        return not any(damage.count for damage in self.damages.values())

    def as_json(self) -> dict[str, Any]:
        """Return the figures, the three totals, and each damage with its first offenders."""
        totals = {str(kind): self.total(kind) for kind in Kind}
        named = {d.name: {"kind": str(d.kind), "count": d.count, "examples": d.examples} for d in self._sorted()}
        return self.figures | totals | {"damages": named}

    def lines(self) -> list[str]:
        """Return the result for a terminal."""
        lines = [f"  {_WORDS[name]} {name}".ljust(40) + f"{count:>10,}" for name, count in self.figures.items()]
        words = {Kind.LOST: "丢失", Kind.DOUBLED: "重复", Kind.ILLEGAL: "违规"}
        lines += [f"  {words[kind]} {kind}".ljust(40) + f"{self.total(kind):>10,}" for kind in Kind]
        lines += [f"    {d.kind}: {d.name} × {d.count}: {', '.join(d.examples)}" for d in self._sorted()]
        return lines

    def _sorted(self) -> list[Damage]:
        return sorted((d for d in self.damages.values() if d.count), key=lambda d: (d.kind, d.name))


async def audit(urls: Mapping[str, str], *, settle_s: float = 0, confirm_after_s: float = 2) -> Findings:
    """Return what is wrong in the databases `urls` (by service). Raises CommandRefused where one cannot be read.

    `settle_s`: wait that long at most until nothing moves any more. What is found is looked for again after
    `confirm_after_s`: in a living system an event may be on its way from one database to the next.
    """
    try:
        if settle_s:
            await _settle(urls, settle_s)
        first = await _look(urls)
        if first.clean:
            return first
        await asyncio.sleep(confirm_after_s)
        second = await _look(urls)
    except (OSError, asyncpg.PostgresError) as error:
        raise CommandRefused(f"无法审计 a database cannot be read: {type(error).__name__}: {error}") from error
    second.keep_confirmed(first)
    return second


async def _look(urls: Mapping[str, str]) -> Findings:
    findings = Findings()
    async with snapshots(urls) as readers:
        for name, (service, query) in FIGURES.items():
            findings.figures[name] = await readers[service].fetchval(query)
        for check in CHECKS:
            async for row in readers[check.service].cursor(check.offenders, prefetch=PREFETCH):
                findings.note((check.kind, check.name, str(row[0])))
        async for found in _streamed(readers):
            findings.note(found)
    return findings


async def _streamed(readers: Mapping[str, Reader]) -> AsyncIterator[Found]:
    dispatch, grid, team = readers["dispatch"], readers["grid"], readers["enforcement"]
    streams = (
        read_case_histories(dispatch),
        read_task_histories(grid),
        read_clue_histories(team),
        compare_tasks(dispatch, grid, name="grid", table="tasks", where="grid"),
        compare_tasks(dispatch, team, name="team", table="clues", where="enforcement"),
        compare_reports(dispatch, readers["approval-window"], origin="appeal", table="appeals"),
        compare_reports(dispatch, team, origin="finding", table="findings"),
        compare_reports(dispatch, grid, origin="patrol", table="patrol_reports"),
    )
    for stream in streams:
        async for found in stream:
            yield found


@asynccontextmanager
async def snapshots(urls: Mapping[str, str]) -> AsyncIterator[dict[str, Reader]]:
    """Give one read-only snapshot of each database. The centre's is taken first: what it gave out must have arrived."""
    async with AsyncExitStack() as stack:
        readers: dict[str, Reader] = {}
        for service in sorted(urls, key=lambda name: name != "dispatch"):
            connection = await _connect(urls[service])
            stack.push_async_callback(connection.close)
            await stack.enter_async_context(connection.transaction(isolation="repeatable_read", readonly=True))
            # The snapshot is taken by the first query, not by BEGIN.
            await connection.fetchval("SELECT 1")
            readers[service] = connection
        yield readers


async def _connect(url: str) -> Reader:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    settings = {"application_name": "onefour audit", "statement_timeout": "0", "jit": "off"}
    return await asyncpg.connect(plain, server_settings=settings, timeout=10)


async def _settle(urls: Mapping[str, str], within_s: float) -> None:
    deadline = time.monotonic() + within_s
    async with AsyncExitStack() as stack:
        readers = {}
        for service in STILLNESS:
            readers[service] = await _connect(urls[service])
            stack.push_async_callback(readers[service].close)
        before, same = None, 0
        while same < _STILL_LOOKS and time.monotonic() < deadline:
            seen = [tuple(await readers[service].fetchrow(query)) for service, query in STILLNESS.items()]
            same = same + 1 if seen == before else 1
            before = seen
            await asyncio.sleep(_LOOK_EVERY_S)
