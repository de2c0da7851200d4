"""What do all tests share? Servers and a platform for the session, made only when a test asks for them."""

import gc
from collections.abc import AsyncIterator

import pytest

from tests.support.hotline import Hotline, running_hotline
from tests.support.issuer import TestIssuer, running_issuer
from tests.support.platform import Platform, running_platform
from tests.support.servers import Servers, running_servers
from tests.support.town import build_town

# Six processes' worth of code and what thousands of tests leave behind live in one; looking through all of it for
# garbage after every few hundred objects is a tenth of the time.
gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
async def servers() -> AsyncIterator[Servers]:
    async with running_servers() as running:
        yield running


@pytest.fixture(scope="session")
async def issuer() -> AsyncIterator[TestIssuer]:
    async with running_issuer() as running:
        yield running


@pytest.fixture(scope="session")
async def hotline() -> AsyncIterator[Hotline]:
    async with running_hotline() as running:
        yield running


@pytest.fixture(scope="session")
async def platform(servers: Servers, hotline: Hotline) -> AsyncIterator[Platform]:
    async with running_platform(servers, reply_url={"hotline-12345": hotline.url}) as running:
        yield running


@pytest.fixture(scope="session")
async def town(platform: Platform) -> Platform:
    """The platform with a small town on it."""
    await build_town(platform)
    return platform
