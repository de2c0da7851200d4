"""How does a test start, watch and end a stack of its own, on ports and in a folder of its own?"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import psutil

from embedded.home import Home
from embedded.ports import free_port
from embedded.run_file import part_pids

HERE = Path(__file__).parent
DEPLOY = HERE.parents[2] / "deploy"
PARTS = (
    "approval-window",
    "enforcement",
    "grid",
    "dispatch",
    "dispatch-flow",
    "dispatch-registers",
    "issuer",
    "receiver",
)
WITHIN_S = 30.0


def until(happened: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    deadline = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


class Stage:
    """A folder, free ports, and the supervisor with fake services in it."""

    def __init__(self, *, python: Sequence[str] = (sys.executable,), python_path: Sequence[str] = ()) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="onefour-stage-"))
        self.root.chmod(0o755)
        self.ports = {part: free_port() for part in (*PARTS, "postgres", "broker")}
        self.output = self.root / "terminal.txt"
        self.process: subprocess.Popen[bytes] | None = None
        self._python = python
        ports = {f"ONEFOUR_STACK_{part.replace('-', '_').upper()}_PORT": str(n) for part, n in self.ports.items()}
        self._environment = {
            **os.environ,
            **ports,
            "HOME": str(self.root),
            "PYTHONPATH": os.pathsep.join([str(DEPLOY), *python_path]).format(root=self.root),
        }

    def launch(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        argv = [*self._python, str(HERE / "fake_stack.py"), str(self.root), *arguments]
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                argv, stdout=output, stderr=output, env={**self._environment, **environment}, cwd="/"
            )
        return self.process

    def start(self, *arguments: str, **environment: str) -> None:
        before = self.said().count("on_ready")
        process = self.launch(*arguments, **environment)
        until(lambda: process.poll() is not None or self.said().count("on_ready") > before)
        assert process.poll() is None, self.said()

    def refused(self, *arguments: str) -> str:
        """Start in vain; return what the terminal said."""
        before = len(self.said())
        assert self.launch(*arguments).wait(WITHIN_S) == 1, self.said()
        return self.said()[before:]

    def interrupt(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(WITHIN_S)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8") if self.output.exists() else ""

    def ran(self) -> list[str]:
        return (self.root / "ran.txt").read_text(encoding="utf-8").split()

    def pid(self, part: str) -> int:
        return part_pids(Home(self.root))[part]

    def answers(self, part: str) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.ports[part]}/readyz", trust_env=False).is_success
        except httpx.TransportError:
            return False

    def processes(self) -> list[str]:
        """Return the command lines of all processes that know this stage's folder or one of its ports."""
        marks = (str(self.root), *(str(port) for port in self.ports.values()))
        found = []
        for process in psutil.process_iter(["cmdline", "status", "cwd"]):
            line = " ".join(process.info["cmdline"] or [])
            ours = any(mark in line for mark in marks) or process.info["cwd"] == str(self.root)
            if ours and process.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(line)
        return found

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.interrupt()
        shutil.rmtree(self.root)
