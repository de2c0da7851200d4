"""How fast does a campaign reach its audience, and is anybody written to twice when its process is killed twice?"""

import asyncio
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from pydantic import SecretStr

from bench.processes import machine
from bench.report import keep_as
from grid.registry.domain.kinds import RecordKind
from grid.registry.models import residents
from grid.registry.service.desk import kept_fields
from shared.runtime.bulk import copy_rows
from shared.runtime.db import Database, new_id
from shared.runtime.fields import Sealer
from shared.runtime.settings import DatabaseSettings
from tests.integration.grid.outreach_desk import LINK, preparer, stepped, template
from tests.integration.grid.town import Town, new_town
from tests.support.grid_alone import GridAlone, running_grid
from tests.support.servers import crypto_for_tests, running_servers

# Of whom the funnel of the reform tells, and those of them who say no while the campaign runs.
MESSAGES, POSTS, SAYING_NO = 91_005, 1_408, 100
TRADES = [f"工种{n}" for n in range(40)]
CELLS = 60
CHUNK = 5_000
TODAY = date(2026, 1, 2)
OVER_WITHIN_S = 3_600


@dataclass(slots=True)
class Campaign:
    """What is measured; `residents` is how many the registry holds in all."""

    residents: int
    messages: int
    posts: int
    saying_no: int

    @property
    def audience(self) -> int:
        return self.messages + self.saying_no


async def measure_outreach(residents_in_all: int, messages: int) -> dict[str, Any]:
    """Load a registry, lead one campaign through two deaths of its process, and return the figures."""
    share = messages / MESSAGES
    plan = Campaign(
        residents_in_all, messages, max(len(TRADES), round(POSTS * share)), max(5, round(SAYING_NO * share))
    )
    async with running_servers() as servers, running_grid(servers) as grid:
        town = new_town(grid)
        await _open(town)
        _tell(f"loading {plan.residents:,} residents")
        await _load(grid, town, plan)
        await _post_jobs(town, plan.posts)
        counts = await _count(town)
        figures = counts | await _send(grid, town, plan)
    keep_as(figures | {"machine": machine()}, "outreach")
    return figures


async def _open(town: Town) -> None:
    """Draw the township, and let messages go out at any hour as fast as they can."""
    assert (await town.draw()).is_success
    rules = {"version": 0, "per_second": 10_000, "quiet_from": None, "quiet_to": None}
    answer = await town.client().put(f"/outreach/rules/{town.region}", json=rules)
    assert answer.is_success, answer.text


# -------------------------------------------------------------------------------------------------------------- loading
def _people(town: Town, plan: Campaign, sealer: Sealer) -> Iterator[dict[str, Any]]:
    """Yield rows of the registry: first those who look for work, then those who do not; all of them agreed."""
    chance, now = random.Random(5), datetime.now(UTC)
    plain = {"region": town.region, "id_kind": "none", "sex": "unknown", "population": "registered", "care": []}
    consent = {"message_consent": True, "consent_on": TODAY}
    told = {"version": 1, "state": "current", "source": "imported", "ended_at": None, "end_reason": None}
    moments = dict.fromkeys(("added_at", "changed_at", "checked_at"), now)
    for number in range(plan.residents):
        seeks = number < plan.audience
        fields = plain | consent | {"cell": f"{town.region}{number % CELLS:06d}", "phone": f"1{3_000_000_000 + number}"}
        fields["born_on"] = date(1966, 1, 1) + timedelta(days=chance.randrange(14_000))
        fields["employment"] = "seeking" if seeks else "employed"
        fields["skills"] = chance.sample(TRADES, 2)
        record_id = new_id()
        yield {"id": record_id, **kept_fields(sealer, RecordKind.RESIDENT, record_id, fields), **told, **moments}


async def _load(grid: GridAlone, town: Town, plan: Campaign) -> None:
    sealer = Sealer(crypto_for_tests())
    settings = DatabaseSettings(url=SecretStr(grid.databases["grid"]), statement_timeout_ms=600_000)
    database, people = Database(settings, sealer), _people(town, plan, sealer)
    while chunk := list(islice(people, CHUNK)):
        async with database.begin() as work:
            await copy_rows(work.connection, residents, chunk)
    async with database.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autocommit.exec_driver_sql("VACUUM ANALYZE residents")
    await database.close()


async def _post_jobs(town: Town, count: int) -> None:
    until = (date.today() + timedelta(days=90)).isoformat()  # noqa: DTZ011 - any day to come
    posts = [
        {
            "employer": f"企业{n % 300}",
            "title": f"{TRADES[n % len(TRADES)]}操作工",
            "wanted": 5,
            "skills": [TRADES[n % len(TRADES)], TRADES[(7 * n + 1) % len(TRADES)]],
            "wage_from": 5_000,
            "wage_to": 8_000,
            "place": "唯亭",
            "cell": f"{town.region}{n % CELLS:06d}",
            "valid_until": until,
        }
        for n in range(count)
    ]
    for start in range(0, count, 500):
        body = {"region": town.region, "posts": posts[start : start + 500]}
        answer = await preparer(town).post("/outreach/posts", json=body)
        assert answer.is_success, answer.text


# ------------------------------------------------------------------------------------------------------------ measuring
async def _count(town: Town) -> dict[str, Any]:
    """Return how long it takes to count everybody, and the audience; each the best of three."""
    found: dict[str, Any] = {}
    for name, audience in (("all", {}), ("audience", {"employment": ["seeking"]})):
        times = []
        for _ in range(3):
            began = time.monotonic()
            body = {"region": town.region, "kind": "jobs", "audience": audience}
            answer = await preparer(town).post("/outreach/audiences/count", json=body)
            times.append(time.monotonic() - began)
            assert answer.is_success, answer.text
        found[f"counted_{name}"] = answer.json()["count"]
        found[f"count_{name}_s"] = round(min(times), 3)
    return found


async def _send(grid: GridAlone, town: Town, plan: Campaign) -> dict[str, Any]:
    """Lead the campaign from its draft to its end, through two deaths; return what the gateway saw."""
    text = await template(town, text="{employer}招聘{post}。另有{posts}，见{link}")
    body = {"region": town.region, "kind": "jobs", "title": "春风行动", "template_id": text["id"], "link": LINK}
    asked = body | {"audience": {"employment": ["seeking"]}, "posts_each": 3, "per_second": 10_000}
    campaign = (await preparer(town).post("/outreach/campaigns", json=asked)).json()
    campaign = await stepped(town, campaign, "count", "approve")
    deaths = [plan.messages // 3, 2 * plan.messages // 3]
    grid.gateway.at = dict.fromkeys(deaths, grid.kill)
    began = time.monotonic()
    campaign = await stepped(town, campaign, "start")
    frozen = time.monotonic() - began
    no = await _say_no(town, campaign, plan.saying_no)
    for _ in deaths:
        assert await grid.member.dies(within_s=OVER_WITHIN_S)
        _tell(f"killed after {grid.gateway.times.total():,} messages")
        await grid.start()
    handed = time.monotonic() - began
    while (ended := await _state(town, campaign))["state"] != "finished":
        assert time.monotonic() - began < OVER_WITHIN_S, ended
        if grid.gateway.times.total() < plan.messages:
            handed = time.monotonic() - began
        await asyncio.sleep(0.5)
    return await _verdict(grid, town, campaign, no) | {
        "frozen_s": round(frozen, 2),
        "seconds": round(handed, 1),
        "until_finished_s": round(time.monotonic() - began, 1),
        "sent_per_second": round(grid.gateway.times.total() / handed),
        "killed": len(deaths),
    }


async def _state(town: Town, campaign: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await preparer(town).get(f"/outreach/campaigns/{campaign['id']}")).json()
    return found


async def _say_no(town: Town, campaign: dict[str, Any], count: int) -> set[str]:
    """Let some of those who wait say no at the window, while the campaign is held up; return their records."""
    path, no = f"/outreach/campaigns/{campaign['id']}/messages", set[str]()
    campaign = await stepped(town, campaign, "pause")
    listed = (await preparer(town).get(path, params={"state": "waiting", "limit": 200})).json()["items"]
    for one in listed[::-1][:count]:
        body = {"way": "window", "resident_id": one["resident_id"]}
        answer = await town.client("clerk").post("/outreach/opt-outs", json=body)
        assert answer.is_success, answer.text
        no.add(one["resident_id"])
    await stepped(town, campaign, "resume")
    return no


async def _verdict(grid: GridAlone, town: Town, campaign: dict[str, Any], no: set[str]) -> dict[str, Any]:
    """Compare what the gateway has with who was meant."""
    funnel = (await preparer(town).get(f"/outreach/campaigns/{campaign['id']}/funnel")).json()["counts"]
    numbers = [one["to"] for one in grid.gateway.messages.values()]
    twice = len(numbers) - len(set(numbers)) + sum(count > 1 for count in grid.gateway.times.values())
    return {
        "messages": len(numbers),
        "audience": funnel["audience"],
        "twice": twice,
        "opted_out": await _written_all_the_same(town, campaign, no),
        "said_no": len(no),
        "unknown": funnel["unknown"],
        "posts": funnel["posts"],
    }


async def _written_all_the_same(town: Town, campaign: dict[str, Any], no: set[str]) -> int:
    """Return how many of those who said no before their turn were written to."""
    path = f"/outreach/campaigns/{campaign['id']}/messages"
    listed = (await preparer(town).get(path, params={"state": "dropped", "limit": 200})).json()["items"]
    return len(no - {one["resident_id"] for one in listed})


def _tell(what: str) -> None:
    print(f"  {what} …", file=sys.stderr, flush=True)
