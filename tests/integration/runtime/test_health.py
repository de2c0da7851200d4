"""What does a process say of its own health?"""

import asyncio
import re
from dataclasses import replace
from typing import Any

from prometheus_client import REGISTRY
from pydantic import SecretStr

from embedded.ports import free_port
from shared.runtime.app import Process, Runtime
from shared.runtime.relay import Relay
from shared.runtime.settings import DatabaseSettings, Settings
from shared.runtime.subscription import Subscription
from shared.runtime.tables import outbox
from shared.runtime.timers import Errand, Timer
from tests.integration.runtime.small_service import PROCESS, Small, note_effects, running_small
from tests.support.issuer import TestIssuer


async def failing(work: Any, now: Any) -> int:
    raise AssertionError("a timer that nobody expected to fail")


async def failing_errand() -> int:
    raise AssertionError("an errand that nobody expected to fail")


class EndingRelay(Relay):
    async def run(self) -> None:
        raise AssertionError("a relay that nobody expected to end")


def listening(_: Runtime) -> list[Subscription]:
    return [Subscription("grid.flow", {"dispatch.organisation.v1": note_effects})]


BUSY: Process = replace(PROCESS, relay=True, subscriptions=listening)


def without_broker(settings: Settings) -> Settings:
    kafka = settings.kafka.model_copy(update={"bootstrap": f"127.0.0.1:{free_port()}"})
    return replace(settings, kafka=kafka)


async def test_a_process_that_can_work_is_ready(settings: Settings, issuer: TestIssuer) -> None:
    async with running_small(settings, issuer) as small:
        assert (await small.stranger().get("/livez")).json() == {"status": "alive"}
        answer = await small.stranger().get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "degraded": False, "checks": {"database": "ok"}}


async def test_without_its_database_a_process_lives_but_is_not_ready(settings: Settings, issuer: TestIssuer) -> None:
    url = SecretStr(f"postgresql+asyncpg://nobody:none@127.0.0.1:{free_port()}/nothing")
    lost = replace(settings, database=DatabaseSettings(url=url))
    async with running_small(lost, issuer) as small:
        assert (await small.stranger().get("/livez")).status_code == 200
        answer = await small.stranger().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "unavailable"


async def test_without_its_broker_a_process_takes_requests_and_says_that_it_is_degraded(
    settings: Settings, issuer: TestIssuer
) -> None:
    async with running_small(without_broker(settings), issuer, BUSY) as small:
        taken = await small.client().post("/notes", json={"slug": "a"})
        answer = await small.stranger().get("/readyz")
        waiting = await small.count(outbox)

    assert (taken.status_code, answer.status_code, waiting) == (201, 200, 1)
    assert answer.json()["degraded"] is True
    assert answer.json()["checks"]["relay"]["leads"] is False


async def test_background_work_that_ended_by_itself_makes_a_process_unready(
    settings: Settings, issuer: TestIssuer
) -> None:
    broken = replace(PROCESS, relay=True, relay_class=EndingRelay)
    async with running_small(settings, issuer, broken) as small:
        relay = next(task for task in small.app.state.running.tasks if task.get_name() == "relay")
        await asyncio.wait([relay])
        answer = await small.stranger().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["ended"] == ["relay"]


async def test_a_timer_that_fails_is_tried_again_and_closes_no_door(settings: Settings, issuer: TestIssuer) -> None:
    broken = replace(
        PROCESS,
        timers=lambda _: [Timer("broken-timer", 0.01, failing)],
        errands=lambda _: [Errand("broken-errand", 0.01, failing_errand)],
    )
    async with running_small(settings, issuer, broken) as small:
        while min(failures("broken-timer"), failures("broken-errand")) < 2:  # noqa: ASYNC110 - a figure, no event
            await asyncio.sleep(0.01)
        answer = await small.stranger().get("/readyz")

    assert answer.status_code == 200


def failures(name: str) -> float:
    return REGISTRY.get_sample_value("onefour_timer_runs_total", {"timer": name, "outcome": "failed"}) or 0.0


async def test_the_figures_name_the_route_and_no_id(settings: Settings, issuer: TestIssuer) -> None:
    async with running_small(settings, issuer) as small:
        await small.client().get("/notes/019ab000-0000-7000-8000-0000000000ff")
        figures = (await small.stranger().get("/metrics")).text

    assert 'route="/notes/{note_id}"' in figures
    assert "0000000000ff" not in figures


async def test_the_pages_of_the_interface_need_no_other_host(small: Small) -> None:
    anybody = small.client()
    page = (await anybody.get("/docs")).text
    named = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert len(named) >= 3
    assert [path for path in named if not path.startswith("/")] == []
    assert [path for path in named if (await anybody.get(path)).status_code != 200] == []
