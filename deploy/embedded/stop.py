"""How does `make stop` end the stack from another terminal?"""

import os
import signal
import time
from pathlib import Path

from embedded.home import Home
from embedded.progress import complain, say
from embedded.run_file import RunFile, running_pid

WITHIN_S = 60.0
LOOK_EVERY_S = 0.1


def stop(root: Path) -> int:
    """End the stack of the project folder `root`, or what a killed one left; return 0 when nothing runs any more."""
    home = Home(root)
    pid = running_pid(home)
    if pid is None:
        return _end_leftovers(home)
    try:
        os.kill(pid, signal.SIGTERM)
    except PermissionError:
        complain(f"无权限 process {pid} belongs to another user: stop it as that user or as root")
        return 1
    deadline = time.monotonic() + WITHIN_S
    while running_pid(home) == pid:
        if time.monotonic() > deadline:
            complain(f"未停止 process {pid} still runs after {WITHIN_S:.0f} s; its terminal and {home.log} say why")
            return 1
        time.sleep(LOOK_EVERY_S)
    say(f"已停止 stopped (process {pid})")
    return 0


def _end_leftovers(home: Home) -> int:
    left: list[str] = []
    if home.run.exists():
        with RunFile(home).held() as run_file:
            left = run_file.end_leftovers()
    ended = f"; 已结束残留 ended what was left over: {', '.join(left)}" if left else ""
    say(f"未启动 nothing was running{ended}")
    return 0
