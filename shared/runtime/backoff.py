"""How long does a process wait before it tries again? Ever longer, with jitter, up to a limit."""

import asyncio

from tenacity import RetryCallState, wait_exponential_jitter, wait_random_exponential


class Backoff:
    """Counts failures in a row; the arithmetic is tenacity's."""

    def __init__(self, *, longest_seconds: float) -> None:
        self._state = RetryCallState(None, None, (), {})  # type: ignore[arg-type]
        self._wait = wait_random_exponential(multiplier=0.2, max=longest_seconds)

    def reset(self) -> None:
        self._state.attempt_number = 1

    async def wait(self) -> None:
        await asyncio.sleep(0.05 + self._wait(self._state))
        self._state.attempt_number += 1


def seconds_before(attempt: int, *, first: float, longest: float) -> float:
    """Return how long to wait before `attempt` (1 is the first repetition): doubling from `first`, with jitter."""
    state = RetryCallState(None, None, (), {})  # type: ignore[arg-type]
    state.attempt_number = attempt
    return float(wait_exponential_jitter(multiplier=first, max=longest, jitter=first)(state))
