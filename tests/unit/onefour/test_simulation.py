"""What the simulated people do, against a platform in memory."""

import asyncio

from onefour.simulation import Score, Simulation
from tests.unit.onefour.fake_platform import TOWN, FakePlatform


async def played(platform: FakePlatform, *, rate: float | None = None) -> Score:
    async with platform.gateway() as gateway:
        return await Simulation(gateway, TOWN, rate=rate, still_for_s=0.2).play(until_idle=True)


async def test_every_task_is_finished_and_its_case_verified_and_closed() -> None:
    platform = FakePlatform()
    platform.give(40)

    score = await played(platform)

    assert {task["state"] for task in platform.tasks.values()} <= {"finished", "returned"}
    assert {case["state"] for case in platform.cases.values()} == {"closed"}
    assert score.done["finished"] == score.done["closed"] == 40
    assert not score.refused


async def test_what_an_interrupted_run_began_is_taken_up() -> None:
    platform = FakePlatform()
    platform.give(3, "accepted")
    platform.give(3, "arrived")

    score = await played(platform)

    assert score.done["finished"] >= 6
    assert score.done["accepted"] == score.done["dispatched-again"]


async def test_a_step_has_the_same_client_id_in_every_run_and_a_place_inside_the_cell() -> None:
    platform = FakePlatform()
    platform.give(1, "arrived")
    (task,) = platform.tasks.values()

    await played(platform)
    task["state"] = "arrived"
    platform.cases[task["case_id"]]["state"] = "handling"
    await played(platform)

    first, second = (body for step, action, body in platform.steps if action == "finish")
    assert first["client_id"] == second["client_id"]
    assert 121.0 < first["position"]["lon"] < 121.2


async def test_some_tasks_come_back_and_are_given_again() -> None:
    platform = FakePlatform()
    platform.give(300)

    score = await played(platform)

    assert 1 <= score.done["returned"] <= 20
    assert score.done["dispatched-again"] == score.done["returned"]
    assert score.done["finished"] == 300


async def test_a_step_that_is_declined_is_counted_and_not_asked_for_again() -> None:
    platform = FakePlatform()
    platform.give(1)
    (task,) = platform.tasks.values()
    platform.cases[task["case_id"]]["state"] = "closed"
    task["worker_id"] = None

    score = await played(platform)

    assert score.refused == {"accepted: 404 tasks.not-found": 1}


async def test_a_platform_that_is_away_for_a_moment_is_waited_for() -> None:
    platform = FakePlatform(away=3)
    platform.give(2)

    assert (await played(platform)).done["closed"] == 2


async def test_a_rate_bounds_the_tasks_of_a_second() -> None:
    platform = FakePlatform()
    platform.give(6, "arrived")
    began = asyncio.get_running_loop().time()

    await played(platform, rate=10)

    assert asyncio.get_running_loop().time() - began >= 0.5


async def test_a_simulation_without_end_ends_when_it_is_cancelled() -> None:
    platform = FakePlatform()
    platform.give(1, "arrived")
    async with platform.gateway() as gateway:
        closed = asyncio.Event()

        def notice(done: str) -> None:
            if done == "closed":
                closed.set()

        simulation = Simulation(gateway, TOWN, progress=notice)
        playing = asyncio.create_task(simulation.play(until_idle=False))
        await closed.wait()
        playing.cancel()

        assert (await playing).done["closed"] == 1
