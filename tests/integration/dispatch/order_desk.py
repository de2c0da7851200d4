"""How do tests work with orders? They sign for them, contact callers, apply, reply, and look at the dialogue."""

from datetime import timedelta
from typing import Any

import httpx

from tests.integration.dispatch.desk import acted, case_of, dispatcher, handled, read, report, rows, say
from tests.support.hotline import Hotline
from tests.support.platform import TOWN, Platform

UNIT = f"u-{TOWN}-governance-office"


def leader(platform: Platform, person_id: str = "p-leader", scope: str = TOWN) -> httpx.AsyncClient:
    """Return a shift leader: he approves what others have prepared."""
    return platform.client("dispatch", role="shift-leader", person_id=person_id, scope=scope)


def handler(platform: Platform, person_id: str = "p-handler", unit: str = UNIT) -> httpx.AsyncClient:
    """Return somebody who works in a unit and sees what lies with it."""
    return platform.client("dispatch", role="handler", person_id=person_id, unit=unit)


async def order_of(platform: Platform, **given: Any) -> tuple[str, dict[str, Any]]:
    """Return (report, what the hotline sent) of a new order whose case is open."""
    report_id, event = await report(platform, **given)
    await case_of(platform, report_id)
    return report_id, event


async def shown(platform: Platform, report_id: str) -> dict[str, Any]:
    answer = await dispatcher(platform).get(f"/orders/{report_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def until_order(platform: Platform, report_id: str, **wanted: Any) -> dict[str, Any]:
    """Return the order as soon as it has the wanted values."""

    async def look() -> dict[str, Any] | None:
        order = await shown(platform, report_id)
        return order if order | wanted == order else None

    return dict(await platform.until(look, 30))


async def until_told(platform: Platform, hotline: Hotline, event: dict[str, Any], *kinds: str) -> None:
    """Wait until the hotline has heard just this of an order, in this order."""

    async def told() -> bool:
        return hotline.told_of(event["external_id"]) == list(kinds)

    await platform.until(told, 30)


async def order_clocks(platform: Platform, report_id: str) -> dict[str, bool]:
    """Return which clocks an order has had, and whether each runs."""
    query = "SELECT kind, stopped_at FROM case_clocks WHERE report_id = :id ORDER BY started_at, stopped_at NULLS LAST"
    return {row.kind: row.stopped_at is None for row in await rows(platform, query, id=report_id)}


async def signed(platform: Platform, report_id: str) -> None:
    done = await dispatcher(platform).post(f"/orders/{report_id}/sign")
    assert done.status_code == 200, done.text


async def tried(platform: Platform, report_id: str, **given: Any) -> httpx.Response:
    """Note a try to reach the caller, in vain unless said otherwise."""
    body = {"at": platform.clock().isoformat(), "reached": False, "result": "no-answer"} | given
    return await dispatcher(platform).post(f"/orders/{report_id}/contacts", json=body)


async def drafted(platform: Platform, report_id: str, kind: str, **given: Any) -> httpx.Response:
    """Draft an application as a dispatcher."""
    until = {"until": (platform.clock() + timedelta(days=40)).isoformat()} if kind == "extension" else {}
    body = {"kind": kind, "reason": "not-our-matter", "text": "该事项属县住建局职责。"} | until | given
    return await dispatcher(platform).post(f"/orders/{report_id}/applications", json=body)


async def applied(platform: Platform, report_id: str, kind: str, **given: Any) -> str:
    """Draft an application and let a shift leader approve it; return its id."""
    draft = await drafted(platform, report_id, kind, **given)
    assert draft.status_code == 201, draft.text
    path = f"/orders/{report_id}/applications/{draft.json()['id']}/approve"
    approved = await leader(platform).post(path)
    assert approved.status_code == 200, approved.text
    return str(draft.json()["id"])


async def decided(platform: Platform, event: dict[str, Any], kind: str, *, granted: bool, **more: Any) -> None:
    """Let the hotline decide about an application."""
    await say(platform, event, f"{kind}-decided", granted=granted, **more)


async def verified(platform: Platform, report_id: str) -> dict[str, Any]:
    """Bring the case of an order to where it could be closed."""
    case = await case_of(platform, report_id)
    return await acted(platform, await handled(platform, case), "verify")


async def case_after(platform: Platform, case: dict[str, Any]) -> dict[str, Any]:
    return await read(platform, case["id"])
