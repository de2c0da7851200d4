"""How do tests hand a file in for a material of an application, and look at it?"""

from typing import Any

import httpx
from sqlalchemy import Row, text

from shared.runtime.settings import StoreSettings
from tests.integration.approval_window.counter import Counter
from tests.support.platform import Platform

PDF, JPEG = "application/pdf", "image/jpeg"
LOOKED_AT = {"purpose": "审查材料"}


async def send(
    counter: Counter,
    shown: dict[str, Any],
    material: str,
    data: bytes,
    media_type: str = PDF,
    who: httpx.AsyncClient | None = None,
    **said: Any,
) -> httpx.Response:
    """Send a file for a material of an application as it was read."""
    door = f"/applications/{shown['id']}/materials/{material}/files"
    headers = {"Content-Type": media_type} if media_type else {}
    given = {"version": shown["version"]} | said
    return await (who or counter.clerk).post(door, content=data, params=given, headers=headers)


async def sent(
    counter: Counter, shown: dict[str, Any], material: str, data: bytes, media_type: str = PDF, **said: Any
) -> str:
    """Send a file that must be taken; return its id."""
    answer = await send(counter, shown, material, data, media_type, **said)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def opened(
    counter: Counter, shown: dict[str, Any], file: str, who: httpx.AsyncClient | None = None
) -> httpx.Response:
    return await (who or counter.clerk).get(f"/applications/{shown['id']}/files/{file}", params=LOOKED_AT)


async def rows(window: Platform, query: str, **given: Any) -> list[Row[Any]]:
    async with window.database("approval-window").begin() as work:
        return list(await work.connection.execute(text(query), given))


def store_settings(window: Platform) -> StoreSettings:
    settings: StoreSettings = window.apps["approval-window"].state.runtime.settings.store
    return settings
