"""What do several tests of the centre begin with?"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.integration.dispatch.desk import rows
from tests.support.hotline import Hotline
from tests.support.platform import Platform


@pytest.fixture
async def ill_hotline(town: Platform, hotline: Hotline) -> AsyncIterator[Hotline]:
    """A hotline that answers 500 until a test heals it; the clock is put back after it."""

    # Whoever moved the clock has left messages to it that wait for a moment far from now.
    waiting = "UPDATE order_messages SET next_at = now() WHERE state = 'waiting' AND source = 'hotline-12345'"

    async def nothing_waits() -> bool:
        return not await rows(town, f"{waiting} RETURNING id")

    await town.until(nothing_waits, 30)
    hotline.ill = True
    yield hotline
    hotline.ill = False
    town.clock.ahead = timedelta(0)
