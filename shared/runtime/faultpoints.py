"""Where may a test end this process? At named points, and only where the environment asks for it.

`ONEFOUR_FAULT_POINT=relay.published:3` ends the process with SIGKILL when it reaches that point for the third time.
"""

import os
import signal
from collections import Counter
from enum import StrEnum


class FaultPoint(StrEnum):
    """`work.*`: any transaction that tells something, whoever opened it: a request, a timer, a consumer."""

    BEFORE_COMMIT = "work.before-commit"
    AFTER_COMMIT = "work.after-commit"
    PUBLISHED = "relay.published"
    UNCOMMITTED = "consumer.effect-uncommitted"
    EFFECT = "consumer.effect-committed"


_asked, _, _times = os.environ.get("ONEFOUR_FAULT_POINT", "").partition(":")
_seen: Counter[FaultPoint] = Counter()


def reached(point: FaultPoint) -> None:
    """Die here if a test asked for it; else nothing."""
    if point != _asked:
        return
    _seen[point] += 1
    if _seen[point] == int(_times or 1):
        os.kill(os.getpid(), signal.SIGKILL)
