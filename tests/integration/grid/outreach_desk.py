"""How do tests of outreach work? On a platform at noon, whose messages go out when a test says so, with a gateway."""

import base64
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import text
from standardwebhooks import Webhook

from grid.main import PROCESS
from grid.outreach.timers import send_messages
from shared.clock import SHANGHAI, town_day
from shared.runtime.app import Runtime
from shared.runtime.settings import NoticeSettings, SmsGateway
from tests.integration.grid.registry_desk import kept, resident
from tests.integration.grid.town import Town
from tests.support.gateway import GATEWAY_SECRET, Gateway
from tests.support.platform import Platform, changed, running_platform
from tests.support.servers import Servers

RECEIPT_SECRET = "whsec_" + base64.b64encode(b"what signs a gateway's receipts ").decode()
TEXT = "{employer}招聘{post}，{wage}，详情{link}"
LINK = "https://jobs.example.cn/list"
AGREED = {"message_consent": True, "consent_on": "2026-01-02"}


def ways(gateway: Gateway, **more: Any) -> NoticeSettings:
    sms = SmsGateway(
        url=gateway.url,
        secret=SecretStr(GATEWAY_SECRET),
        status_url=gateway.url.replace("/messages", "/status"),
        receipt_secrets=[SecretStr(RECEIPT_SECRET)],
    )
    return NoticeSettings(sms=sms.model_copy(update=more))


@asynccontextmanager
async def running_place(servers: Servers, gateway: Gateway) -> AsyncIterator[Platform]:
    by_hand = changed(PROCESS, errands=lambda _: [])
    async with running_platform(servers, {"grid": by_hand}, notices=ways(gateway)) as platform:
        at(platform, 12)
        yield platform


def at(platform: Platform, hour: int) -> None:
    """Let it be so late in the town: forward, never back."""
    here = platform.clock().astimezone(SHANGHAI)
    wanted = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    platform.clock.ahead += (wanted if wanted >= here else wanted + timedelta(days=1)) - here


def runtime_of(platform: Platform) -> Runtime:
    runtime: Runtime = platform.apps["grid"].state.runtime
    return runtime


async def rows(platform: Platform, query: str, **values: Any) -> list[Any]:
    async with platform.database("grid").begin() as work:
        return list((await work.connection.execute(text(query), values)).all())


# -------------------------------------------------------------------------------------------------------------- people
async def willing(town: Town, count: int = 1, **more: Any) -> list[dict[str, Any]]:
    """Add residents of age who agreed to messages; return each as {id, phone}."""
    found = []
    for _ in range(count):
        given = resident(town, **({"employment": "seeking", "skills": ["焊工"]} | AGREED | more))
        found.append({"id": (await kept(town, given))["id"], "phone": given["phone"]})
    return found


async def record_of(town: Town, resident_id: str) -> dict[str, Any]:
    answer = await town.client("grid-leader").get(f"/registry/records/{resident_id}", params={"kind": "resident"})
    found: dict[str, Any] = answer.json()
    return found


async def corrected(town: Town, resident_id: str, **more: Any) -> None:
    """Let the registry say something else of a resident."""
    leader = town.client("grid-leader")
    asked = {"kind": "resident", "field": ["name", "id_number", "phone"], "purpose": "更正"}
    personal = (await leader.get(f"/registry/records/{resident_id}/personal", params=asked)).json()["fields"]
    seen = await record_of(town, resident_id)
    plain = {k: v for k, v in seen["fields"].items() if k not in {"lon", "lat", *personal}}
    record = plain | personal | {"kind": "resident"} | more
    body = {"version": seen["version"], "record": record}
    answer = await leader.put(f"/registry/records/{resident_id}", json=body)
    assert answer.status_code == 200, answer.text


# --------------------------------------------------------------------------------------------------------------- asking
def preparer(town: Town) -> httpx.AsyncClient:
    return town.client("grid-leader", "prepares")


def approver(town: Town) -> httpx.AsyncClient:
    return town.client("leader", "approves")


async def counted(town: Town, kind: str = "jobs", region: str = "", **audience: Any) -> httpx.Response:
    body = {"region": region or town.region, "kind": kind, "audience": audience}
    return await preparer(town).post("/outreach/audiences/count", json=body)


async def template(town: Town, kind: str = "jobs", text: str = TEXT, **more: Any) -> dict[str, Any]:
    """Return a text that is approved."""
    body = {"region": town.region, "code": "jobs-1", "kind": kind, "text": text, "signature": "唯亭街道"} | more
    written = await preparer(town).post("/outreach/templates", json=body)
    assert written.status_code == 201, written.text
    path = f"/outreach/templates/{written.json()['id']}/approve"
    found: dict[str, Any] = (await approver(town).post(path, json={"version": 1})).json()
    return found


async def post(town: Town, **more: Any) -> str:
    """Return the id of a post for welders."""
    until = (town_day(town.platform.clock()) + timedelta(days=60)).isoformat()
    job = {"employer": "精工机械", "title": "焊工", "wanted": 2, "skills": ["焊工"], "place": "唯亭"}
    body = {"region": town.region, "posts": [job | {"wage_from": 5000, "wage_to": 7000, "valid_until": until} | more]}
    answer = await preparer(town).post("/outreach/posts", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["ids"][0])


async def drafted(town: Town, **more: Any) -> dict[str, Any]:
    body = {"region": town.region, "kind": "jobs", "title": "春风行动", "audience": {}, "posts_each": 1, "link": LINK}
    if "template_id" not in more:
        body["template_id"] = (await template(town))["id"]
    answer = await preparer(town).post("/outreach/campaigns", json=body | more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def stepped(town: Town, campaign: dict[str, Any], *steps: str) -> dict[str, Any]:
    """Let a campaign take steps, each by whoever may."""
    for step in steps:
        who = approver(town) if step in {"approve", "refuse"} else preparer(town)
        answer = await who.post(f"/outreach/campaigns/{campaign['id']}/{step}", json={"version": campaign["version"]})
        assert answer.status_code == 200, answer.text
        campaign = answer.json()
    return campaign


async def started(town: Town, **more: Any) -> dict[str, Any]:
    """Return a campaign that runs; without a post of its own somebody made one before."""
    return await stepped(town, await drafted(town, **more), "count", "approve", "start")


async def seen(town: Town, campaign: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await approver(town).get(f"/outreach/campaigns/{campaign['id']}")).json()
    return found


async def messages_of(town: Town, campaign: dict[str, Any]) -> list[dict[str, Any]]:
    path = f"/outreach/campaigns/{campaign['id']}/messages"
    found: list[dict[str, Any]] = (await approver(town).get(path, params={"limit": 200})).json()["items"]
    return found


async def sent_out(platform: Platform, rounds: int = 40) -> None:
    """Let all go out that may go now, and the clock a second further after each batch."""
    for _ in range(rounds):
        done = await send_messages(runtime_of(platform))
        platform.clock.ahead += timedelta(seconds=1)
        if not done and not await send_messages(runtime_of(platform)):
            return


async def told(platform: Platform, *receipts: dict[str, Any], secret: str = RECEIPT_SECRET) -> httpx.Response:
    """Let the gateway tell what became of messages."""
    body = json.dumps({"receipts": receipts})
    # A signature is compared with the machine's time, however late it is in the town.
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "r",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("r", now, body),
    }
    return await platform.stranger("grid").post("/outreach/receipts", content=body, headers=headers)


def outcomes(answer: httpx.Response) -> Sequence[str]:
    assert answer.status_code == 200, answer.text
    return [one["outcome"] for one in answer.json()["items"]]


def born(platform: Platform, years: int) -> date:
    day = town_day(platform.clock())
    return day.replace(year=day.year - years, day=min(day.day, 28))
