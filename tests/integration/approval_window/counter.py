"""What do the tests of the counter share? Items, people of a township, and the steps of an application over HTTP."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import text

from approval_window.applications.timers import TIMERS
from shared.clock import town_day, utc_now
from shared.runtime.timers import run_round
from shared.schemas.dispatch import PersonChanged
from tests.support.platform import TOWN, Platform, TestClock

PERSON = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}
FORM, PLAN, PHOTO = "application-form", "site-plan", "photo"
MATERIALS = [
    {"code": FORM, "name": "申请书", "required": True, "deferrable": False, "form": "paper-original"},
    {"code": PLAN, "name": "平面图", "required": True, "deferrable": True, "form": "electronic"},
    {"code": PHOTO, "name": "照片", "required": False, "deferrable": False, "form": "electronic"},
]
LICENCE, ON_SITE, SERVICE = "test-licence", "test-on-site", "test-service"
ITEMS: dict[str, dict[str, Any]] = {
    LICENCE: {"kind": "licence"},
    ON_SITE: {"kind": "licence", "on_site": True},
    SERVICE: {"kind": "public-service"},
    "test-joint": {"kind": "licence", "joint": True, "legal_days": 45, "promised_days": 30},
    "test-one-hand": {"kind": "licence", "one_hand": True},
}
STAFF = {"p-lin": ["clerk"], "p-zhou": ["officer"], "p-worker": ["worker"]}
STEPS = ("receive", "accept", "review", "decide", "deliver")
USUAL: dict[str, Any] = {"legal_days": 20, "promised_days": 10, "name_en": "A test", "basis": "测试目录", "version": 0}


async def add_items(window: Platform) -> None:
    """Publish the items of the tests, once."""
    admin = window.client("approval-window", role="admin", scope="32", person_id="p-admin")
    for code, said in ITEMS.items():
        steps = [*STEPS[:3], "verify", *STEPS[3:]] if said.get("on_site") else list(STEPS)
        shown = {"name": code, "steps": steps, "in_force_from": in_days(0), "materials": MATERIALS}
        answer = await admin.put(f"/items/{code}", json=USUAL | shown | said)
        # Another test of this process has published it.
        assert answer.is_success or answer.json()["title"] == "items.version-conflict", answer.text


def staff() -> list[PersonChanged]:
    """Return what the centre tells of the people of the township."""
    since = date(2020, 1, 1)
    usual: dict[str, Any] = {"version": 1, "region": TOWN, "unit_id": None, "valid_from": since, "valid_to": None}
    return [PersonChanged(person_id=one, roles=roles, **usual) for one, roles in STAFF.items()]


@dataclass(slots=True)
class Counter:
    """The counter of one township: clerk-li receives, p-head decides, who is named verifies."""

    window: Platform
    region: str = TOWN
    clients: dict[tuple[str, str], httpx.AsyncClient] = field(default_factory=dict)

    def of(self, role: str, person: str) -> httpx.AsyncClient:
        key = role, person
        if key not in self.clients:
            self.clients[key] = self.window.client("approval-window", role=role, scope=self.region, person_id=person)
        return self.clients[key]

    @property
    def clerk(self) -> httpx.AsyncClient:
        return self.of("clerk", "clerk-li")

    @property
    def head(self) -> httpx.AsyncClient:
        return self.of("leader", "p-head")

    async def receive(self, item: str = LICENCE, *here: str, **promised: str) -> dict[str, Any]:
        """Receive an application with these materials; the rest is missing."""
        later = [{"code": code, "until": until} for code, until in promised.items()]
        body = {"item": item, "region": self.region, "applicant": PERSON, "again": True}
        materials = {"handed_in": list(here), "promised": later}
        answer = await self.clerk.post("/applications", json=body | {"materials": materials})
        assert answer.status_code == 201, answer.text
        return await self.read(answer.json()["id"])

    async def read(self, key: str) -> dict[str, Any]:
        return dict((await self.clerk.get(f"/applications/{key}")).json())

    async def act(
        self, shown: dict[str, Any], step: str, who: httpx.AsyncClient | None = None, **body: Any
    ) -> httpx.Response:
        """Take a step with an application as it was read; None of the body means: not given."""
        given = {"version": shown["version"]} | body
        return await (who or self.clerk).post(f"/applications/{shown['id']}/{step}", json=given)

    async def done(
        self, shown: dict[str, Any], step: str, who: httpx.AsyncClient | None = None, **body: Any
    ) -> dict[str, Any]:
        """Take a step that must be possible; return the application as it is then."""
        answer = await self.act(shown, step, who, **body)
        assert answer.is_success, answer.text
        return await self.read(shown["id"])

    async def accepted(self, item: str = LICENCE) -> dict[str, Any]:
        return await self.done(await self.receive(item, FORM, PLAN), "accept")

    async def silence(self, at: datetime) -> int:
        """Let the clock of silence do its round as if it were `at`."""
        runtime = self.window.apps["approval-window"].state.runtime
        return await run_round(TIMERS[0], runtime.database, TestClock(at - utc_now()))

    async def received_before(self, shown: dict[str, Any], days: int) -> None:
        """Move the receipt of an application and all its terms so many days back: tests cannot wait for weeks."""
        moments = ("received_at", "notice_due_at", "accepted_at", "decision_due_at", "promise_due_at", "decided_at")
        earlier = ", ".join(f"{name} = {name} - make_interval(days => :days)" for name in (*moments, "delivery_due_at"))
        async with self.window.database("approval-window").begin() as work:
            query = text(f"UPDATE applications SET {earlier} WHERE id = :id")
            await work.connection.execute(query, {"days": days, "id": shown["id"]})


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


def moment(shown: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(shown[name])


def actions(shown: dict[str, Any]) -> list[str]:
    return [step["action"] for step in shown["history"]]


def in_days(days: int) -> str:
    return (town_day(utc_now()) + timedelta(days=days)).isoformat()
