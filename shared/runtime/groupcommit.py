"""How do many small requests share one transaction? Through a queue and one flusher, answered after the commit."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar

from shared.errors import Unavailable
from shared.runtime.garbage import collect_seldom

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MAX_ITEMS = 1000
MAX_WAITING = 20_000


class TooBusy(Unavailable):
    """More is waiting than can soon be written; nothing of this request was taken."""

    code = "too-busy"
    said = "系统繁忙，本次提交未受理，请稍后再试"


class GroupCommit(Generic[Item, Answer]):
    """Collects what comes while a transaction is under way, and commits it as the next one.

    `commit` takes items and returns as many answers, in one transaction. A group that fails is tried request by
    request, so that one bad request does not fail its neighbours.
    """

    def __init__(self, commit: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]]) -> None:
        self._commit = commit
        self._waiting: list[tuple[Sequence[Item], asyncio.Future[Sequence[Answer]]]] = []
        self._items = 0
        self._woken = asyncio.Event()

    async def submit(self, items: Sequence[Item]) -> Sequence[Answer]:
        """Return the answers once they are on disk. Raises TooBusy, and what `commit` raises for these items."""
        if self._items + len(items) > MAX_WAITING:
            raise TooBusy("too much is waiting to be written, try again", waiting=self._items)
        answer: asyncio.Future[Sequence[Answer]] = asyncio.get_running_loop().create_future()
        self._waiting.append((items, answer))
        self._items += len(items)
        self._woken.set()
        return await answer

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the flusher; at the end what waits is still written."""
        collect_seldom()
        flusher = asyncio.create_task(self._flush_forever())
        try:
            yield
        finally:
            # The flusher may need several rounds.
            while self._waiting:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            flusher.cancel()
            with suppress(asyncio.CancelledError):
                await flusher

    async def _flush_forever(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._waiting:
                await self._flush(self._next_group())

    def _next_group(self) -> list[tuple[Sequence[Item], asyncio.Future[Sequence[Answer]]]]:
        size = taken = 0
        while taken < len(self._waiting) and (taken == 0 or size + len(self._waiting[taken][0]) <= MAX_ITEMS):
            size += len(self._waiting[taken][0])
            taken += 1
        group, self._waiting = self._waiting[:taken], self._waiting[taken:]
        self._items -= size
        return group

    async def _flush(self, group: list[tuple[Sequence[Item], asyncio.Future[Sequence[Answer]]]]) -> None:
        try:
            answers = await self._commit([item for items, _ in group for item in items])
        except Exception as error:  # noqa: BLE001 - belongs to whoever submitted it
            if len(group) == 1:
                _fail(group[0][1], error)
                return
            for one in group:
                await self._flush([one])
            return
        start = 0
        for items, answer in group:
            if not answer.done():
                answer.set_result(answers[start : start + len(items)])
            start += len(items)


def _fail(answer: asyncio.Future[Sequence[Answer]], error: Exception) -> None:
    # Whoever asked may have gone.
    if not answer.done():
        answer.set_exception(error)
