"""What does a process of the centre keep in memory, and how does it notice that it has changed?

Rules, tables, cells and workers are read for every report; they are kept, with the version of each group, and read
again when a batch finds another version. Whoever writes one of them calls `touch` in the same transaction.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dispatch.models import memory_versions
from shared.runtime.app import Runtime
from shared.runtime.db import Connection, do_at_the_end


class Group(StrEnum):
    """What is kept, as one."""

    CASE_RULES = "case-rules"
    SUPERVISION = "supervision"
    CALENDAR = "calendar"
    TRIAGE_TABLES = "triage-tables"
    UNITS = "units"
    CELLS = "cells"
    WORKERS = "workers"
    DUTIES = "duties"


Load = Callable[[Connection], Awaitable[Any]]
# (group, what else it depends on (a day, or nothing), how to load it)
Wanted = tuple[Group, object, Load]
# Under what a connection notes which groups its transaction has touched.
TOUCHED = "onefour.touched"


class Memory:
    """The kept groups of one process, and the versions of the last answer."""

    def __init__(self) -> None:
        self._kept: dict[Group, tuple[tuple[int, object], Any]] = {}
        self._reading: defaultdict[Group, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.versions: dict[str, int] = {}

    def last(self, group: Group) -> Any:
        """Return a group as it was read last, None before: what of it never changes need not be read again."""
        return self._kept[group][1] if group in self._kept else None

    async def get(self, connection: Connection, *wanted: Wanted) -> list[Any]:
        """Return the wanted groups as they are now, each loaded again only when its version (or day) has changed."""
        rows = (await connection.execute(select(memory_versions))).all()
        versions = {row.name: row.version for row in rows}
        found = []
        for group, beside, load in wanted:
            if group in _touched(connection):
                # Not committed yet, and perhaps never: what is read now is for this transaction alone.
                found.append(await load(connection))
                continue
            (versions[group], _), held = await self._held(connection, (group, beside, load), versions.get(group, 0))
            found.append(held)
        self.versions = versions
        return found

    async def _held(self, connection: Connection, wanted: Wanted, version: int) -> tuple[tuple[int, object], Any]:
        """Return a group of at least `version`. One reads for all: a province's lists take a while."""
        group, beside, load = wanted
        async with self._reading[group]:
            kept = self._kept.get(group)
            # Somebody who asked later may have read more than was there when this one asked.
            if kept is None or kept[0][0] < version or kept[0][1] != beside:
                kept = self._kept[group] = ((version, beside), await load(connection))
            return kept


async def touch(connection: Connection, group: Group) -> None:
    """Say that a group has changed; every process reads it again with its next batch.

    The version is raised right before the commit: a file that takes a minute must not keep everybody else who writes
    the same register waiting so long.
    """
    connection.info[TOUCHED] = (connection.get_transaction(), {*_touched(connection), group})
    do_at_the_end(connection, f"memory:{group}", partial(_raise_version, group))


async def _raise_version(group: Group, connection: Connection) -> None:
    first = insert(memory_versions).values(name=str(group), version=1)
    again = first.on_conflict_do_update(index_elements=["name"], set_={"version": memory_versions.c.version + 1})
    await connection.execute(again)


def _touched(connection: Connection) -> set[Group]:
    """Return the groups that this connection's transaction has touched."""
    transaction, groups = connection.info.get(TOUCHED, (None, set()))
    return groups if transaction == connection.get_transaction() else set()


def memory_of(runtime: Runtime) -> Memory:
    """Return the memory of this process."""
    memory: Memory = runtime.kept.setdefault("memory", Memory())
    return memory
