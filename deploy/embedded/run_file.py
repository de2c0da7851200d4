"""Does a stack run in this folder, as which process, and what did a killed one leave behind?"""

import fcntl
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from embedded.child import Child
from embedded.errors import AlreadyRunning
from embedded.home import Home

# PostgreSQL's fast stop is SIGINT; SIGTERM would wait for its clients.
FAST_STOP = {"postgres": signal.SIGINT}
# psutil computes the start of a process from the boot time: the same process may differ by a clock tick.
SAME_START_S = 1.0


class RunFile:
    """The pid file, locked while its owner lives, so that a stale one is known for certain; and the parts' pids."""

    def __init__(self, home: Home) -> None:
        self._pid_file = pid_file(home)
        self._parts_file = parts_file(home)
        self._parts: dict[str, tuple[int, float]] = {}

    @contextmanager
    def held(self) -> Iterator["RunFile"]:
        """Be the one stack of this folder. Raises AlreadyRunning, naming the one that is."""
        descriptor = _lock(self._pid_file)
        try:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
            yield self
            self._parts_file.unlink(missing_ok=True)
            self._pid_file.unlink(missing_ok=True)
        finally:
            os.close(descriptor)

    def record(self, child: Child) -> None:
        """Note a part's process for a start after this supervisor was killed."""
        with suppress(psutil.NoSuchProcess):
            self._parts[child.name] = (child.pid, psutil.Process(child.pid).create_time())
        fresh = self._parts_file.with_suffix(".new")
        fresh.write_text(json.dumps(self._parts), encoding="utf-8")
        fresh.replace(self._parts_file)

    def end_leftovers(self, *, patience_s: float = 10) -> list[str]:
        """End what a killed supervisor left running, services before PostgreSQL; return the parts' names."""
        left = self._leftovers()
        for postgres_turn in (False, True):
            group = [process for name, process in left.items() if (name in FAST_STOP) is postgres_turn]
            for name, process in left.items():
                if process in group:
                    with suppress(psutil.NoSuchProcess):
                        process.send_signal(FAST_STOP.get(name, signal.SIGTERM))
            _, stubborn = psutil.wait_procs(group, timeout=patience_s)
            for process in stubborn:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(stubborn, timeout=patience_s)
        return list(left)

    def _leftovers(self) -> dict[str, psutil.Process]:
        left = {}
        for name, (pid, created) in _recorded(self._parts_file).items():
            # A pid is given to others in time: it is ours only with the start that was noted.
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                if abs(process.create_time() - created) < SAME_START_S:
                    left[name] = process
        return left


def parts_file(home: Home) -> Path:
    return home.run / "parts.json"


def part_pids(home: Home) -> dict[str, int]:
    """Return the process id of every part that was started last under its name; for tests that kill one."""
    return {name: pid for name, (pid, _) in _recorded(parts_file(home)).items()}


def pid_file(home: Home) -> Path:
    return home.run / "onefour.pid"


def running_pid(home: Home) -> int | None:
    """Return the process id of the supervisor that runs in this folder, or None."""
    try:
        descriptor = os.open(pid_file(home), os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_pid(descriptor)
    finally:
        os.close(descriptor)
    return None


def _recorded(path: Path) -> dict[str, tuple[int, float]]:
    try:
        return {name: (pid, created) for name, (pid, created) in json.loads(path.read_text(encoding="utf-8")).items()}
    except FileNotFoundError:
        return {}


def _lock(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = _read_pid(descriptor)
            os.close(descriptor)
            raise AlreadyRunning(
                f"已在运行 OneFour is already running here as process {pid} ({path}); `make stop` ends it"
            ) from None
        # Between opening and locking, a stack that stopped may have removed the file that is open here.
        with suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        os.close(descriptor)


def _read_pid(descriptor: int) -> int | None:
    text = os.pread(descriptor, 32, 0).decode().strip()
    return int(text) if text else None
