"""How do tests change the rules of cases? One person of the province proposes, another confirms, over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx

from tests.support.platform import Platform

PROVINCE = "32"


def keeper(
    platform: Platform, person: str = "p-rules-1", scope: str = PROVINCE, role: str = "admin"
) -> httpx.AsyncClient:
    return platform.client("dispatch", role=role, scope=scope, person_id=person)


async def book(platform: Platform, name: str, at: datetime | None = None) -> dict[str, Any]:
    """Return the version of a rule book that holds (at a moment)."""
    params = {"at": at.isoformat()} if at else {}
    answer = await keeper(platform).get(f"/case-rules/{name}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def propose(
    platform: Platform, name: str, body: dict[str, Any], *, valid_from: datetime | None = None, **who: Any
) -> httpx.Response:
    given = body | {"basis": "苏城管〔2026〕12号"}
    if valid_from:
        given["valid_from"] = valid_from.isoformat()
    return await keeper(platform, **who).put(f"/case-rules/{name}", json=given)


async def confirm(platform: Platform, proposal_id: str, person: str = "p-rules-2", **who: Any) -> httpx.Response:
    return await keeper(platform, person, **who).post(f"/case-rules/proposals/{proposal_id}/confirm")


async def put_in_force(
    platform: Platform, name: str, body: dict[str, Any], *, valid_from: datetime | None = None
) -> dict[str, Any]:
    """Let a version hold, by two persons; return the proposal as it was confirmed."""
    kept = await propose(platform, name, body, valid_from=valid_from)
    assert kept.status_code == 202, kept.text
    done = await confirm(platform, kept.json()["id"])
    assert done.status_code == 200, done.text
    return dict(done.json())


def limit(kind: str, amount: int, unit: str = "working-days", **key: str) -> dict[str, Any]:
    any_ = {"region": "*", "source": "*", "matter": "*", "urgency": "*"}
    return any_ | key | {"kind": kind, "amount": amount, "unit": unit}


async def with_limits(platform: Platform, *rows: dict[str, Any]) -> dict[str, Any]:
    """Return the table that holds with `rows` added, or in the place of those with the same key."""
    names = ("kind", "region", "source", "matter", "urgency")
    held = (await book(platform, "clocks"))["body"]["rows"]
    table = {tuple(row[name] for name in names): row for row in [*held, *rows]}
    return {"rows": list(table.values())}


@asynccontextmanager
async def source_asks(platform: Platform, source: str, **asked: Any) -> AsyncIterator[None]:
    """Let two persons rule what a source asks, at once, and that it asks what it did before when this is over."""
    before = (await book(platform, "sources"))["body"]
    rows = [row | asked if row["source"] == source else row for row in before["rows"]]
    await put_in_force(platform, "sources", {"rows": rows})
    try:
        yield
    finally:
        await put_in_force(platform, "sources", before)
