"""How often somebody may be wrong about receipts: over HTTP, counted in the database, on a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from approval_window.main import PROCESS
from approval_window.progress import service
from approval_window.progress.domain import WINDOW, CountingImpossible, TooManyAttempts
from shared.clock import utc_now
from shared.runtime.db import Database
from shared.runtime.fields import Sealer
from shared.runtime.timers import run_round
from tests.integration.approval_window import test_appeals, test_applications
from tests.integration.approval_window.citizens import OF_ADDRESS, OF_NUMBER, ask, ask_with, lock
from tests.support.platform import Platform


@pytest.fixture
def clerk(window: Platform) -> httpx.AsyncClient:
    return window.client("approval-window", role="clerk", person_id="clerk-li")


@pytest.fixture
async def application(clerk: httpx.AsyncClient) -> dict[str, Any]:
    return await test_applications.received(clerk)


@pytest.fixture
async def appeal(clerk: httpx.AsyncClient) -> dict[str, Any]:
    return await test_appeals.filed(clerk)


@pytest.fixture
async def later(window: Platform) -> AsyncIterator[Platform]:
    """The window, whose clock stands right again after a test that moves it."""
    yield window
    window.clock.ahead = timedelta(0)


async def counted(window: Platform) -> list[Any]:
    async with window.database("approval-window").begin() as work:
        return list(await work.connection.execute(text("SELECT * FROM progress_attempts")))


async def test_what_one_process_counted_another_knows(window: Platform, application: dict[str, Any]) -> None:
    await lock(window, application)
    settings = window.apps["approval-window"].state.runtime.settings
    database = Database(settings.database, Sealer(settings.crypto))
    asked = service.Asked(application["number"], application["receipt_code"], "10.9.0.1")

    async with database.begin() as work:
        found = await service.look_up(work, service.SCOPE, asked=asked, now=utc_now())
    await database.close()

    assert isinstance(found, TooManyAttempts)


async def test_without_a_key_to_count_by_nobody_is_let_in(window: Platform, application: dict[str, Any]) -> None:
    settings = window.apps["approval-window"].state.runtime.settings
    keyless = settings.crypto.model_copy(update={"blind_keys": {}, "blind_current": ""})
    database = Database(settings.database, Sealer(keyless))
    asked = service.Asked(application["number"], application["receipt_code"], "10.9.0.2")

    with pytest.raises(CountingImpossible):
        async with database.begin() as work:
            await service.look_up(work, service.SCOPE, asked=asked, now=utc_now())
    await database.close()


async def test_a_thousand_guesses_on_one_number_are_refused_and_other_numbers_go_on(
    window: Platform, application: dict[str, Any], appeal: dict[str, Any]
) -> None:
    seen: list[int] = []
    for _ in range(20):
        guesses = [ask(window, application["number"], "AAAAAAAA") for _ in range(50)]
        answers = await asyncio.gather(*guesses, ask_with(window, appeal))
        assert answers.pop().status_code == 200
        seen += [answer.status_code for answer in answers]
    right = await ask_with(window, application)

    assert (seen.count(404), seen.count(429)) == (OF_NUMBER, 1_000 - OF_NUMBER)
    assert (right.status_code, right.json()["title"]) == (429, "progress.too-many-attempts")
    assert 0 < int(right.headers["Retry-After"]) <= WINDOW.total_seconds()


async def test_a_number_that_nobody_has_is_refused_like_one_that_somebody_has(
    window: Platform, application: dict[str, Any]
) -> None:
    absent = {"number": application["number"][:-6] + "999997", "receipt_code": "AAAAAAAA"}
    for paper in (absent, application):
        await lock(window, paper)

    answers = [await ask_with(window, paper) for paper in (absent, application)]

    bodies = [answer.json() | {"retry_after": 0} for answer in answers]
    assert [answer.status_code for answer in answers] == [429, 429]
    assert bodies[0] == bodies[1]


async def test_an_address_that_was_wrong_about_many_numbers_is_refused_and_others_are_not(
    window: Platform, application: dict[str, Any]
) -> None:
    number = application["number"][:-6]
    guesses = [f"{number}{900_000 + n}" for n in range(OF_ADDRESS)]
    before = [(await ask(window, guess, "AAAAAAAA", "2001:db8:7::1")).status_code for guess in guesses]

    same = await ask_with(window, application, "2001:db8:7:0:ffff::2")
    other = await ask_with(window, application, "2001:db8:8::1")

    assert set(before) == {404}
    assert (same.status_code, other.status_code) == (429, 200)


async def test_the_limit_ends_with_its_window_and_not_a_second_before(
    later: Platform, application: dict[str, Any]
) -> None:
    await lock(later, application)
    left = int((await ask_with(later, application)).headers["Retry-After"])

    later.clock.ahead = timedelta(seconds=left - 5)
    before = await ask_with(later, application)
    later.clock.ahead = timedelta(seconds=left + 1)
    after = await ask_with(later, application)

    assert (before.status_code, after.status_code) == (429, 200)


async def test_right_answers_count_for_nothing_and_forgive_nothing(window: Platform, appeal: dict[str, Any]) -> None:
    often = [(await ask_with(window, appeal, "10.8.0.1")).status_code for _ in range(OF_ADDRESS + 5)]
    for _ in range(OF_NUMBER - 1):
        await ask(window, appeal["number"], "AAAAAAAA")
    right = await ask_with(window, appeal)
    last = await ask(window, appeal["number"], "AAAAAAAA")
    refused = await ask_with(window, appeal)

    assert set(often) == {200}
    assert [answer.status_code for answer in (right, last, refused)] == [200, 404, 429]


async def test_neither_number_nor_address_is_kept_and_the_marks_are_forgotten(
    later: Platform, application: dict[str, Any]
) -> None:
    address = "198.51.100.77"
    await ask(later, application["number"], "AAAAAAAA", address)
    kept = await counted(later)

    later.clock.ahead = WINDOW + timedelta(seconds=5)
    (timer,) = [one for one in PROCESS.timers(later.apps["approval-window"].state.runtime) if "progress" in one.name]
    await run_round(timer, later.database("approval-window"), later.clock)

    said = json.dumps([[str(bytes(row.mark)), row.wrong] for row in kept])
    assert kept
    assert address not in said
    assert application["number"] not in said
    left = {bytes(row.mark) for row in await counted(later)}
    assert not left & {bytes(row.mark) for row in kept if row.began_at <= utc_now()}
    assert timer.every_seconds + WINDOW.total_seconds() < timedelta(days=1).total_seconds()
