"""What if a service's store fails? One that has written and then fails as it is told to, and gives nothing back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from shared.runtime.store import Store, StoreUnavailable, store_of
from tests.support.platform import Platform


class Failing(Store):
    """A store of a service that fails."""

    def __init__(self, platform: Platform, service: str, fails: Callable[[], None]) -> None:
        super().__init__(platform.apps[service].state.runtime.settings.store)
        self._fails = fails

    async def put(self, name: str, content: bytes) -> None:
        await super().put(name, content)
        self._fails()

    async def get(self, name: str) -> bytes:
        raise StoreUnavailable("away")


@asynccontextmanager
async def failing(platform: Platform, service: str, fails: Callable[[], None]) -> AsyncIterator[None]:
    """Give a service such a store for a while."""
    runtime = platform.apps[service].state.runtime
    kept = store_of(runtime)
    runtime.kept["store"] = Failing(platform, service, fails)
    try:
        yield
    finally:
        runtime.kept["store"] = kept


def away() -> None:
    raise StoreUnavailable("away")


def killed() -> None:
    raise asyncio.CancelledError
