"""Does every sealed word of inspections open under the new key alone, after the timer has sealed all of them anew?"""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx
from pydantic import SecretStr

from enforcement.inspections.consumers import take
from enforcement.inspections.timers import TIMERS
from enforcement.main import PROCESS
from shared.runtime.app import create_app
from shared.runtime.copies import COPY_HANDLERS
from shared.runtime.settings import PeerSettings
from shared.runtime.timers import run_round
from shared.schemas.dispatch import PersonChanged
from shared.schemas.topics import Topic
from tests.integration.enforcement.penalty_desk import DAY, company
from tests.integration.enforcement.test_clues import TODAY, task
from tests.integration.enforcement.test_findings import BODY
from tests.support.platform import TOWN, Platform, changed, settings_for

NOTE = "店主已当场整改"
KEYS = {name: SecretStr(base64.b64encode(letter * 32).decode()) for name, letter in (("k1", b"0"), ("k2", b"2"))}


@dataclass(frozen=True)
class Team:
    """A team of its own on a database of its own, under the keys that it is given."""

    platform: Platform
    url: str

    @asynccontextmanager
    async def under(self, *names: str) -> AsyncIterator[Platform]:
        """Run it under these keys, the last of them current."""
        usual = settings_for(self.platform.servers, self.platform.issuer, self.url, "enforcement", PeerSettings())
        keys = {name: KEYS[name] for name in names}
        settings = replace(usual, crypto=usual.crypto.model_copy(update={"keys": keys, "current": names[-1]}))
        process = changed(PROCESS, relay=False, subscriptions=lambda _: (), timers=lambda _: ())
        app = create_app(process, settings, self.platform.clock)
        async with app.router.lifespan_context(app):
            yield replace(self.platform, apps={"enforcement": app})


def officer(running: Platform) -> httpx.AsyncClient:
    return running.client("enforcement", role="officer", person_id="f-1")


async def filled(running: Platform) -> dict[str, str]:
    """Write a note, a finding and the name of an enterprise; return their ids."""
    usual = {"version": 1, "region": TOWN, "unit_id": None, "roles": ["officer"], "valid_to": None}
    two = [PersonChanged(person_id=f"f-{n}", valid_from=TODAY - DAY, **usual) for n in (1, 2)]
    clue = task()
    async with running.database("enforcement").begin() as work:
        await COPY_HANDLERS[Topic.ORGANISATION](work, two, running.clock())
        await take(work, [clue], running.clock())
    phone = officer(running)
    (await phone.post(f"/clues/{clue.task_id}/accept", json={"client_id": str(uuid4())})).raise_for_status()
    done = {"client_id": str(uuid4()), "second_officer_id": "f-2", "result": "solved", "note": NOTE}
    (await phone.post(f"/clues/{clue.task_id}/finish", json=done)).raise_for_status()
    found = await phone.post("/findings", json=BODY | {"found_at": running.clock().isoformat()})
    given = {"region": TOWN, "field": "fire", "name": "示例餐饮", "number": company(TOWN)["number"]}
    entered = await phone.post("/supervised-objects", json=given)
    return {"clue": str(clue.task_id), "finding": found.json()["id"], "enterprise": entered.json()["id"]}


async def read(running: Platform, ids: dict[str, str]) -> list[Any]:
    """Return what all of it says."""
    phone, service = officer(running), running.client("enforcement", role="service", person_id="dispatch")
    note = await phone.get(f"/clues/{ids['clue']}/note", params={"purpose": "核对"})
    asked = {"ids": [ids["finding"]], "purpose": "核对", "on_behalf_of": "p-1"}
    finding = (await service.post("/findings/contents", json=asked)).json()
    party = await phone.get(f"/supervised-objects/{ids['enterprise']}/party", params={"purpose": "核对"})
    return [note.json()["note"], finding["items"][0]["text"], party.json()["name"]]


async def test_what_was_written_opens_under_the_new_key_alone(team: Platform) -> None:
    own = Team(team, await team.servers.new_database("enforcement"))
    async with own.under("k1") as before:
        ids = await filled(before)
        said = await read(before, ids)
    assert said == [NOTE, BODY["text"], "示例餐饮"]
    async with own.under("k1", "k2") as during:
        (timer,) = TIMERS
        assert await run_round(timer, during.database("enforcement"), during.clock) == 3
        assert await run_round(timer, during.database("enforcement"), during.clock) == 0
    async with own.under("k2") as after:
        assert await read(after, ids) == said
