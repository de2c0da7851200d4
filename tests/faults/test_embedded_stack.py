"""Does the embedded stack come up, stay up and go away as an operator expects? Real parts below, fake services."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from embedded import stack as stack_file
from embedded.errors import NoStack
from embedded.stop import stop
from tests.unit.embedded.stage import Stage, until


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Stage]:
    stage = Stage()
    stage.start("real")
    yield stage
    stage.close()


async def cluster_id(stage: Stage) -> str:
    admin = AIOKafkaAdminClient(bootstrap_servers=f"127.0.0.1:{stage.ports['broker']}")
    await admin.start()
    try:
        return str((await admin.describe_cluster())["cluster_id"])
    finally:
        await admin.close()


async def query(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_every_service_reaches_its_own_database_and_no_other(running: Stage) -> None:
    databases = stack_file.load(running.root).databases

    for name, url in databases.items():
        assert await query(url, "SELECT current_database() || current_user") == name * 2
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await query(databases["grid"].removesuffix("grid") + "dispatch", "SELECT 1")


async def test_what_the_services_need_from_postgresql_is_there(running: Stage) -> None:
    url = stack_file.load(running.root).databases["dispatch"]

    for extension in ("btree_gist", "pg_trgm", "ltree"):
        await query(url, f"CREATE EXTENSION IF NOT EXISTS {extension}")
    assert await query(url, "SELECT similarity('占道经营', '占道经营投诉') > 0")
    assert await query(url, "SHOW fsync") == "on"
    await query(
        url, "CREATE TEMP TABLE t (id uuid DEFAULT uuidv7(), at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS))"
    )


def test_a_second_start_is_refused_and_names_the_running_one(running: Stage) -> None:
    first = running.process
    said = running.refused()
    running.process = first

    assert first is not None
    assert f"already running here as process {first.pid}" in said
    assert running.answers("grid")


def test_secrets_are_readable_by_their_owner_alone(running: Stage) -> None:
    for name in ("secrets", "stack.json", "issuer/key.json"):
        assert (running.root / ".onefour" / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to drop to")
def test_root_drops_to_an_ordinary_user_for_postgresql(running: Stage) -> None:
    assert Path(f"/proc/{running.pid('postgres')}").stat().st_uid != 0


def test_the_issuer_and_the_receiver_of_the_stack_answer(running: Stage) -> None:
    stack = stack_file.load(running.root)

    answer = httpx.get(f"{stack.issuer}/.well-known/openid-configuration").json()
    assert answer["issuer"] == stack.issuer
    counted = httpx.get(f"{stack.receiver}/hotline-12345/count").json()
    assert counted["received"] == 0


def test_a_crashed_service_is_started_again_and_said_so(running: Stage) -> None:
    before = running.pid("grid")
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{running.ports['grid']}/crash")

    until(lambda: running.pid("grid") != before and running.answers("grid"))
    assert "grid 已退出 exited with code 3" in running.said()


async def test_postgresql_killed_comes_back_with_what_was_committed(running: Stage) -> None:
    url = stack_file.load(running.root).databases["grid"]
    await query(url, "CREATE TABLE kept AS SELECT 7 AS n")
    before = running.said().count("PostgreSQL … ")

    os.kill(running.pid("postgres"), signal.SIGKILL)

    await asyncio.to_thread(until, lambda: running.said().count("PostgreSQL … ") > before)
    assert await query(url, "SELECT n FROM kept") == 7


async def test_a_dead_broker_takes_the_services_down_and_all_come_back_with_another_log(running: Stage) -> None:
    services = {part: running.pid(part) for part in ("grid", "dispatch", "dispatch-flow")}
    log, ready = await cluster_id(running), running.said().count("dispatch-flow … ")

    os.kill(running.pid("broker"), signal.SIGKILL)

    await asyncio.to_thread(until, lambda: running.said().count("dispatch-flow … ") > ready)
    assert await cluster_id(running) != log
    assert all(running.pid(part) != pid for part, pid in services.items())
    assert running.ran()[-1] == "topics"


def test_ctrl_c_leaves_no_process_no_pid_file_and_no_stack_file(stage: Stage) -> None:
    stage.start()
    until(lambda: "follower follows" in stage.said())
    assert stage.ran() == ["migrate", "topics"]

    assert stage.interrupt() == 0

    assert stage.processes() == []
    assert list((stage.root / ".onefour/run").iterdir()) == []
    with pytest.raises(NoStack):
        stack_file.load(stage.root)


def test_ctrl_c_in_the_middle_of_a_start_leaves_nothing_either(stage: Stage) -> None:
    stage.launch()
    until((stage.root / ".onefour/run/parts.json").exists)

    assert stage.interrupt() == 0
    assert stage.processes() == []


def test_stop_from_another_terminal_ends_everything(stage: Stage) -> None:
    stage.start()
    assert stage.process is not None

    assert stop(stage.root) == 0
    assert stage.process.wait(5) == 0
    assert stage.processes() == []
    assert stop(stage.root) == 0


def test_a_taken_port_is_named_with_its_part_and_nothing_is_started(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", stage.ports["grid"])):
        said = stage.refused()

    assert f"port {stage.ports['grid']} of grid is taken by" in said
    assert f"(pid {os.getpid()})" in said
    assert stage.processes() == []


def test_a_failed_migration_stops_the_start_and_shows_its_log(stage: Stage) -> None:
    said = stage.refused("bad-migration")

    assert "migrate: 失败 failed with exit code 1" in said
    assert "column is missing" in said
    assert stage.processes() == []


async def test_a_killed_supervisor_leaves_its_data_and_nothing_that_fools_the_next_start(stage: Stage) -> None:
    stage.start()
    assert stage.process is not None
    old = stage.pid("grid")
    await query(stack_file.load(stage.root).databases["grid"], "CREATE TABLE kept AS SELECT 7 AS n")
    stage.process.kill()
    stage.process.wait()

    stage.start()

    assert stage.pid("grid") != old
    assert stage.answers("grid")
    assert await query(stack_file.load(stage.root).databases["grid"], "SELECT n FROM kept") == 7
    assert stage.interrupt() == 0
    assert stage.processes() == []
