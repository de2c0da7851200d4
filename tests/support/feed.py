"""How does an outside platform push in tests? Signed, as Standard Webhooks."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from standardwebhooks import Webhook

from tests.support.platform import FEED_SECRET


def order(external_id: str | None = None, **given: Any) -> dict[str, Any]:
    """Return a new order as the hotline sends it; `given` adds to it or replaces parts."""
    return {
        "external_id": external_id or uuid4().hex,
        "occurred_at": datetime.now(UTC).isoformat(),
        "title": "夜间噪音扰民",
        "detail": "楼下店铺噪音很大,影响休息。",
        "region": "320585102",
    } | given


def signed(body: bytes, *, secret: str = FEED_SECRET, at: datetime | None = None, key: str = "") -> dict[str, str]:
    """Return the headers that sign `body`."""
    at = at or datetime.now(UTC)
    message = key or f"msg_{uuid4().hex}"
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, at, body.decode("utf-8", "surrogatepass")),
        "content-type": "application/json",
    }


async def push(client: httpx.AsyncClient, *events: Any, source: str = "hotline-12345") -> httpx.Response:
    """Push events as one request."""
    body = json.dumps({"events": list(events)}, ensure_ascii=False).encode()
    return await client.post(f"/feeds/{source}/events", content=body, headers=signed(body))
