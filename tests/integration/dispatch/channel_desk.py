"""How do tests of messages work? On a platform of their own, whose clock may be moved, with a gateway and a file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from shared.clock import SHANGHAI
from shared.runtime.settings import NoticeSettings, SmsGateway
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.notice_desk import COUNTY, PLACE, person, put_persons, put_unit
from tests.support.gateway import GATEWAY_SECRET, Gateway
from tests.support.platform import Platform, running_platform
from tests.support.servers import Servers

SENT = {"version": 0, "codes": "*", "region": PLACE, "channels": ["inbox", "sms"]}
OFFICE = "u-ch-office"
NUMBERS = iter(range(13900000000, 13900009999))


@asynccontextmanager
async def running_place(servers: Servers, gateway: Gateway, folder: Path) -> AsyncIterator[Platform]:
    """Run a platform at noon, with an office, a shift leader, a leader and the county's centre."""
    file = str(folder / "messages.jsonl")
    ways = NoticeSettings(sms=SmsGateway(url=gateway.url, secret=SecretStr(GATEWAY_SECRET)), file=file)
    async with running_platform(servers, notices=ways) as platform:
        await put_unit(platform, OFFICE)
        head = [("p-ch-head", PLACE, "leader", None), ("p-ch-lead", PLACE, "shift-leader", None)]
        await put_persons(platform, [*head, ("p-ch-county", COUNTY, "dispatcher", None)])
        at(platform, 12)
        yield platform


async def drop_rules(platform: Platform) -> None:
    for rule in (await keeper(platform).get("/notices/rules")).json()["items"]:
        gone = await keeper(platform).delete(f"/notices/rules/{rule['id']}", params={"version": rule["version"]})
        assert gone.status_code == 204, gone.text


def at(platform: Platform, hour: int) -> None:
    """Let it be so late in the town: forward, never back."""
    here = platform.clock().astimezone(SHANGHAI)
    wanted = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    platform.clock.ahead += (wanted if wanted >= here else wanted + timedelta(days=1)) - here


def keeper(platform: Platform, scope: str = PLACE) -> httpx.AsyncClient:
    return platform.client("dispatch", role="admin", scope=scope, person_id="p-ch-admin")


async def ruled(platform: Platform, rule: str, **changes: Any) -> None:
    answer = await keeper(platform).put(f"/notices/rules/{rule}", json=SENT | changes)
    assert answer.status_code == 200, answer.text


async def reached(platform: Platform, person_id: str, role: str = "handler") -> str:
    """Enter a person with a number; return the number."""
    await put_persons(platform, [(person_id, PLACE, role, None)])
    number = str(next(NUMBERS))
    kept = await keeper(platform).put(f"/notices/contacts/{person_id}", json={"number": number})
    assert kept.json() == {"person_id": person_id, "number": f"{number[:3]}****{number[-4:]}"}
    return number


async def failures(platform: Platform, person_id: str) -> list[dict[str, Any]]:
    page = (await person(platform, "p-ch-desk").get("/notices/failures", params={"limit": 200})).json()["items"]
    return [line for line in page if line["recipient"] == person_id]


async def bare_case(platform: Platform) -> str:
    """Make a case behind the scenes: this platform has no town in which one would be opened."""
    query = """INSERT INTO cases (id, number, version, state, region, source, urgency, workflow_version, urged,
        opened_at, changed_at) VALUES (uuidv7(), :number, 1, 'received', :region, 'hotline-12345', 'normal', 1, 0,
        now(), now()) RETURNING id"""
    return str((await rows(platform, query, number=f"{PLACE}-{next(NUMBERS)}", region=PLACE))[0].id)
