"""How does one process of the stack start, so that it outlives no supervisor, and how is it ended?"""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

from embedded.errors import PartFailed, StackError

POLL_S = 0.05
TAIL_LINES = 15


def death_prefix(death_signal: str) -> list[str]:
    """Return the command in front of another one that makes it die with its parent (signal name, e.g. "TERM").

    util-linux's `setpriv`: the kernel sends the signal whatever ends the parent, SIGKILL included.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise StackError("缺少 setpriv: the embedded stack needs `setpriv` (Debian package util-linux)")
    return [setpriv, "--pdeathsig", death_signal]


class Child:
    """A running process in a session of its own, its output in a log file, or on the terminal where there is none."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path | None) -> None:
        self.name = name
        self.log = log
        self.started = time.monotonic()
        self._process = process

    @classmethod
    def spawn(
        cls,
        name: str,
        argv: Sequence[str],
        *,
        log: Path | None,
        environment: Mapping[str, str] | None = None,
        cwd: Path | str | None = None,
        death_prefix: Sequence[str],
    ) -> "Child":
        """Start `argv`. A session of its own keeps the terminal's Ctrl-C away: the supervisor decides the order.

        It dies with the calling *thread*: call from one that lives as long as the child should.
        """
        with log.open("ab") if log else nullcontext() as output:
            process = subprocess.Popen(  # noqa: S603 - the commands are our own table
                [*death_prefix, "--", *argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=cwd,
                start_new_session=True,
            )
        return cls(name, process, log)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative: the signal that ended it."""
        return self._process.poll()

    async def exited(self, within_s: float = float("inf")) -> int | None:
        """Wait for the end and return the exit code, or None when it still runs after `within_s`."""
        deadline = time.monotonic() + within_s
        # The end of a process is no asyncio event everywhere; asking for it costs a microsecond.
        while self.exit_code is None and time.monotonic() < deadline:  # noqa: ASYNC110 - as above
            await asyncio.sleep(POLL_S)
        return self.exit_code

    def send(self, number: signal.Signals) -> None:
        if self.exit_code is None:
            self._process.send_signal(number)

    async def end(self, number: signal.Signals = signal.SIGTERM, *, patience_s: float = 10) -> None:
        """Ask it to stop by `number`; after `patience_s` kill it with everything it started."""
        self.send(number)
        try:
            await self.exited(patience_s)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            await asyncio.to_thread(self._process.wait)

    def failure(self, why: str) -> PartFailed:
        """Return the error that says why this part is not there, with the end of its log."""
        log = f"\n  {self.log}:\n{tail(self.log)}" if self.log else ""
        return PartFailed(f"{self.name}: {why}{log}")


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """Return the last lines of a log, indented, for an error message."""
    if not log.exists():
        return "    (no log)"
    text = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return "\n".join(f"    {line}" for line in text) or "    (empty)"


async def run_to_end(child: Child, *, within_s: float) -> None:
    """Wait until a command has done its work. Raises PartFailed for a bad exit code or too long a time."""
    try:
        code = await child.exited(within_s)
    except asyncio.CancelledError:
        await child.end(patience_s=2)
        raise
    if code is None:
        await child.end(patience_s=2)
        raise child.failure(f"未完成 not done after {within_s:.0f} s")
    if code != 0:
        raise child.failure(f"失败 failed with exit code {code}")
