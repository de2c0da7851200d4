"""Where do files lie that are too large for a row? In a directory or an S3-compatible store, behind one interface.

`obstore` (Apache's object_store) knows both. Names are made here and never by whoever sends a file.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from shared.errors import Unavailable
from shared.runtime.app import Runtime
from shared.runtime.settings import StoreSettings

# Whoever writes holds the row of a case: he is told soon, and tries again, rather than that others wait for him.
ANSWERS_SOON: Final[dict[str, Any]] = {"connect_timeout": timedelta(seconds=3), "timeout": timedelta(seconds=20)}
RETRIES: Final[dict[str, Any]] = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}
# With a file that is handed out: to be kept, never to be run by a browser.
HANDED_OUT: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


class StoreUnavailable(Unavailable):
    code = "store-unavailable"
    said = "附件存储暂时无法连接，请稍后再试"


class ObjectMissing(StoreUnavailable):
    """The store answers, and has no such object."""

    code = "object-missing"
    said = "附件存储中没有这个文件"


class Store:
    """Objects by name. Everything raises StoreUnavailable where the store is not set or does not answer."""

    def __init__(self, settings: StoreSettings, fsync: Callable[[int], None] = os.fsync) -> None:
        self._fsync = fsync
        self._folder: Path | None = None
        options = {name: secret.get_secret_value() for name, secret in settings.options.items()}
        self._store = None
        if settings.url.startswith("file://"):
            self._folder = Path(urlsplit(settings.url).path)
            self._store = LocalStore(self._folder, mkdir=True)
        elif settings.url:
            # Within a town hall's own network a store may well speak HTTP: what lies in it is sealed.
            client = ANSWERS_SOON | {"allow_http": options.get("endpoint", "").startswith("http://")}
            self._store = from_url(settings.url, client_options=client, retry_config=RETRIES, **options)  # type: ignore[call-overload] # each store has its own

    async def put(self, name: str, content: bytes) -> None:
        """Keep an object; it is whole or not there at all, and there for good: a row will speak of it."""
        try:
            await obstore.put_async(self._known(), name, content)
            if self._folder is not None:
                await asyncio.to_thread(self._on_disk, self._folder / name)
        except (OSError, BaseError) as error:
            raise StoreUnavailable("the store of files cannot be written, try again") from error

    async def get(self, name: str) -> bytes:
        """Return an object. Raises ObjectMissing where the store has none of this name."""
        try:
            found = await obstore.get_async(self._known(), name)
            return bytes(await found.bytes_async())
        except FileNotFoundError as error:
            raise ObjectMissing("the store has no such object") from error
        except (OSError, BaseError) as error:
            raise StoreUnavailable("the store of files cannot be read, try again") from error

    async def names_before(self, moment: datetime, *, under: str) -> AsyncIterator[list[str]]:
        """Return pages of the names below a folder whose objects are older than a moment."""
        try:
            async for page in obstore.list(self._known(), prefix=under):
                yield [one["path"] for one in page if one["last_modified"] < moment]
        except (OSError, BaseError) as error:
            raise StoreUnavailable("the store of files cannot be listed, try again") from error

    async def delete(self, names: list[str]) -> None:
        try:
            await obstore.delete_async(self._known(), names)
        except (OSError, BaseError) as error:
            raise StoreUnavailable("the store of files cannot be written, try again") from error

    @property
    def is_set(self) -> bool:
        return self._store is not None

    def _on_disk(self, path: Path) -> None:
        """Wait until a file and its name are on the disk: obstore leaves that to the system, which may lose both."""
        for one in (path, path.parent):
            descriptor = os.open(one, os.O_RDONLY)
            try:
                self._fsync(descriptor)
            finally:
                os.close(descriptor)

    def _known(self) -> obstore.store.ObjectStore:
        if self._store is None:
            raise StoreUnavailable("no store of files is set")
        return self._store


def store_of(runtime: Runtime) -> Store:
    """Return the store of this process."""
    store: Store = runtime.kept.setdefault("store", Store(runtime.settings.store))
    return store
