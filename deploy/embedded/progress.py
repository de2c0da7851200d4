"""What does the terminal say while the stack starts, lives and stops?"""

import sys
from collections.abc import Callable
from contextlib import suppress

Say = Callable[[str], None]


def say(line: str) -> None:
    """Print one line at once. A terminal that was closed must not end the stack before its clean stop."""
    with suppress(OSError):
        print(line, flush=True)


def complain(line: str) -> None:
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def ready(name: str, seconds: float) -> str:
    return f"  {name} … 就绪 ready in {seconds:.1f} s"
