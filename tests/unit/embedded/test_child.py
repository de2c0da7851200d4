"""How a part's process is started, watched and ended."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from embedded.child import Child, death_prefix, run_to_end
from embedded.errors import PartFailed, PortTaken
from embedded.ports import free_port, refuse_taken
from embedded.readiness import until_ready
from tests.unit.embedded.stage import until

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"


@pytest.fixture
def spawn(tmp_path: Path) -> Callable[[str], Child]:
    def start(code: str) -> Child:
        argv = [sys.executable, "-S", "-c", code]
        return Child.spawn("part", argv, log=tmp_path / "part.log", death_prefix=death_prefix("TERM"))

    return start


async def test_a_part_that_will_not_stop_is_killed_with_what_it_started(spawn: Callable[[str], Child]) -> None:
    child = spawn(f"import subprocess, sys; subprocess.Popen(['sleep', '60']); {STUBBORN}")
    assert child.log is not None
    log = child.log
    await asyncio.to_thread(until, lambda: log.read_text() == "on\n")
    started = psutil.Process(child.pid).children()

    await child.end(patience_s=0.1)

    assert child.exit_code == -signal.SIGKILL
    psutil.wait_procs(started, timeout=5)
    assert not any(process.is_running() for process in started)


async def test_a_part_that_ends_before_it_is_ready_is_reported_with_its_log(spawn: Callable[[str], Child]) -> None:
    child = spawn("raise SystemExit('no such column')")

    async def another_process_answers() -> bool:
        await asyncio.sleep(0.5)
        return True

    with pytest.raises(PartFailed, match="exit code 1") as failed:
        await until_ready(child, another_process_answers)
    assert "no such column" in str(failed.value)


async def test_a_part_that_never_gets_ready_is_reported(spawn: Callable[[str], Child]) -> None:
    child = spawn("import time; time.sleep(60)")

    async def no() -> bool:
        return False

    with pytest.raises(PartFailed, match="not ready"):
        await until_ready(child, no, within_s=0.2)
    await child.end()


async def test_a_command_that_takes_too_long_is_ended(spawn: Callable[[str], Child]) -> None:
    child = spawn("import time; time.sleep(60)")

    with pytest.raises(PartFailed, match="not done"):
        await run_to_end(child, within_s=0.1)
    assert child.exit_code is not None


def test_every_taken_port_is_named_and_free_ones_are_not() -> None:
    ports = {"grid": free_port(), "dispatch-flow": free_port()}
    refuse_taken(ports)
    with socket.create_server(("127.0.0.1", ports["dispatch-flow"])), pytest.raises(PortTaken) as refused:
        refuse_taken(ports)

    assert "dispatch-flow" in str(refused.value)
    assert "ONEFOUR_STACK_DISPATCH_FLOW_PORT" in str(refused.value)
    assert "grid" not in str(refused.value)
