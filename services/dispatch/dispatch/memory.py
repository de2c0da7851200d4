"""What does a process of the centre keep in memory, and how does it notice that it has changed?

Rules, tables, cells and workers are read for every report; they are kept, with the version of each group, and read
again when a batch finds another version. Whoever writes one of them calls `touch` in the same transaction.
"""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dispatch.models import memory_versions
from shared.runtime.app import Runtime
from shared.runtime.db import Connection


class Group(StrEnum):
    """What is kept, as one."""

    CASE_RULES = "case-rules"
    CALENDAR = "calendar"
    TRIAGE_TABLES = "triage-tables"
    UNITS = "units"
    CELLS = "cells"
    WORKERS = "workers"
    DUTIES = "duties"
    POWERS = "powers"


Load = Callable[[Connection], Awaitable[Any]]
# (group, what else it depends on (a day, or nothing), how to load it)
Wanted = tuple[Group, object, Load]


class Memory:
    """The kept groups of one process."""

    def __init__(self) -> None:
        self._kept: dict[Group, tuple[tuple[int, object], Any]] = {}
        self.versions: dict[str, int] = {}

    async def get(self, connection: Connection, *wanted: Wanted) -> list[Any]:
        """Return the wanted groups as they are now, each loaded again only when its version (or day) has changed."""
        rows = (await connection.execute(select(memory_versions))).all()
        self.versions = {row.name: row.version for row in rows}
        for group, beside, load in wanted:
            current = (self.versions.get(group, 0), beside)
            if group not in self._kept or self._kept[group][0] != current:
                self._kept[group] = (current, await load(connection))
        return [self._kept[group][1] for group, _, _ in wanted]


async def touch(connection: Connection, group: Group) -> None:
    """Say that a group has changed; every process reads it again with its next batch."""
    first = insert(memory_versions).values(name=str(group), version=1)
    again = first.on_conflict_do_update(index_elements=["name"], set_={"version": memory_versions.c.version + 1})
    await connection.execute(again)


def memory_of(runtime: Runtime) -> Memory:
    """Return the memory of this process."""
    memory: Memory = runtime.kept.setdefault("memory", Memory())
    return memory
