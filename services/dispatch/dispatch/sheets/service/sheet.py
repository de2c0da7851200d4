"""What is a sheet? A register as lines: its columns, who may read and write it, how rows go out and how they come in.

A further register is one more `Sheet` in `service/table.py`: the pydantic row that it takes over JSON, a Chinese title
for each column, its permissions, the query by which it is read, and the use case by which it is written.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from dispatch.memory import Memory
from dispatch.sheets.domain.refusals import RowsRefused
from shared.errors import Refusal
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.columns import Column, columns_of
from shared.sheets.files import Row
from shared.sheets.lines import Shape


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: those in `region` (a prefix) that hold `on` a day; `purpose`: why they are needed.

    `held`: what the caller may do, where a register shows more to one than to another.
    """

    region: str
    on: date
    now: datetime
    purpose: str | None = None
    held: frozenset[Permission] = frozenset()


@dataclass(frozen=True, slots=True)
class Desk:
    """What a register works with when rows come in."""

    work: UnitOfWork
    scope: Scope
    memory: Memory
    now: datetime


@dataclass(slots=True)
class Put:
    """What became of rows: how many changed something, and the drafts that another person lets hold."""

    changed: int = 0
    drafts: list[str] = field(default_factory=list)


class Standing(StrEnum):
    """What is left out when it comes again word for word: single rows, or a whole document."""

    ROWS = "rows"
    DOCUMENT = "document"


async def one_by_one(rows: Sequence[Any], take: Callable[[Any], Awaitable[bool]]) -> int:
    """Take rows that the register takes singly; return how many changed something.

    Raises RowsRefused with every row that the register refuses.
    """
    changed, bad = 0, []
    for index, row in enumerate(rows):
        try:
            changed += await take(row)
        except Refusal as refusal:
            bad.append({**refusal.facts, "index": index, "code": refusal.code, "detail": str(refusal)})
    if bad:
        raise RowsRefused("nothing of the rows was taken", rows=bad)
    return changed


Rows = Callable[[UnitOfWork, Scope, Asked], AsyncIterator[Sequence[Row]]]
Take = Callable[[Desk, Sequence[Any]], Awaitable[Put]]


@dataclass(frozen=True)
class Sheet:
    """`group`: lines that agree in these are taken together, as one document of `most` lines; else `batch` at once.

    `first`: what decides which lines are taken before others; `sensitive`: it goes out only for a purpose.
    """

    name: str
    title: str
    model: type[BaseModel]
    titles: Mapping[str, str]
    read: Permission
    rows: Rows
    write: Permission | None = None
    take: Take | None = None
    key: tuple[str, ...] = ()
    within: str | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    group: tuple[str, ...] = ()
    standing: Standing | None = None
    batch: int = 2_000
    most: int = 100_000
    first: Callable[[Any], Any] | None = None
    sensitive: bool = False
    notes: str = ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.model, self.titles, self.shown)

    @property
    def worksheets(self) -> tuple[str, ...]:
        """How the worksheet may be called that a workbook holds these rows in."""
        return (self.title[:31], self.name)

    @cached_property
    def shape(self) -> Shape:
        return Shape(self.columns, self.model, self.key, self.within)
