"""Where do files lie, as use cases see it, and which of them does no row speak of any more?"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from datetime import datetime
from typing import Protocol


class Objects(Protocol):
    """Objects by name; `shared.runtime.store` has them."""

    async def put(self, name: str, content: bytes) -> None: ...
    async def get(self, name: str) -> bytes: ...
    async def delete(self, names: list[str]) -> None: ...
    def names_before(self, moment: datetime, *, under: str) -> AsyncIterator[list[str]]: ...


Known = Callable[[list[str]], Awaitable[Collection[str]]]


async def sweep(objects: Objects, known: Known, before: datetime, *, under: str) -> int:
    """Delete the objects below a folder that are older than `before` and that no row speaks of; return how many.

    `known`: those of some names of which a row speaks. An object is named anew for each file, so that none which is
    deleted here is one that somebody is about to name.
    """
    swept = 0
    async for names in objects.names_before(before, under=under):
        named = await known(names)
        orphans = [name for name in names if name not in named]
        if orphans:
            await objects.delete(orphans)
        swept += len(orphans)
    return swept
