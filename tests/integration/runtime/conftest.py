"""What do the tests of the runtime share? A database of its own for each, and the small service on it."""

from collections.abc import AsyncIterator

import pytest

from shared.runtime import logs
from shared.runtime.db import Database
from shared.runtime.settings import Settings
from tests.integration.runtime.small_service import (
    TEMPLATE,
    Small,
    make_template,
    opened,
    running_small,
    small_settings,
)
from tests.support.issuer import TestIssuer
from tests.support.servers import Servers


@pytest.fixture(autouse=True)
def _json_logs() -> None:
    # structlog's own default draws each exception with all local variables, which takes minutes.
    logs.configure()


@pytest.fixture(scope="session")
async def small_template(servers: Servers) -> None:
    await make_template(servers)


@pytest.fixture
async def settings(servers: Servers, issuer: TestIssuer, small_template: None) -> Settings:
    return small_settings(servers, issuer, await servers.new_database(TEMPLATE))


@pytest.fixture
async def small(settings: Settings, issuer: TestIssuer) -> AsyncIterator[Small]:
    async with running_small(settings, issuer) as running:
        yield running


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    async with opened(settings) as pool:
        yield pool
