"""What do the tests of pages share? The window alone, on a port, and a browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from approval_window.main import PROCESS
from embedded.broker import running_broker
from embedded.ports import free_port
from shared.runtime.app import create_app
from shared.runtime.kafka import make_topics
from shared.runtime.settings import PeerSettings
from tests.integration.approval_window.counter import Counter, add_items
from tests.support.browser import Browser, Page, running_browser
from tests.support.issuer import TestIssuer, serving
from tests.support.platform import Platform, TestClock, hurried, settings_for
from tests.support.servers import Servers, kafka_settings

REGION = "320585102"


@dataclass(slots=True)
class Desk:
    """A counter over HTTP, and where its page is."""

    counter: Counter
    address: str
    browser: Browser
    issuer: TestIssuer

    async def opens(self, place: str = "#/queue", person: str = "clerk-li", role: str = "clerk") -> Page:
        """Open the page as somebody, by a link that logs him in."""
        token = self.issuer.token(roles=[role], scope_region=REGION, sub=person)
        page = await self.browser.page(f"{self.address}/counter/#token={token}")
        await page.until("document.querySelector('#main h1') !== null")
        await page.goes(place)
        return page


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as running:
        yield running


@pytest.fixture(scope="session")
async def desk(servers: Servers, issuer: TestIssuer, browser: Browser) -> AsyncIterator[Desk]:
    async with running_broker() as address:
        alone = Servers(servers.postgres, kafka_settings(address))
        await make_topics(alone.kafka)
        platform, port = Platform(alone, issuer, TestClock()), free_port()
        url = await alone.new_database("approval_window")
        settings = settings_for(alone, issuer, url, "approval-window", PeerSettings())
        platform.apps["approval-window"] = app = create_app(hurried(PROCESS), settings, platform.clock)
        async with serving(app, port):
            await add_items(platform)
            yield Desk(Counter(platform, REGION), f"http://127.0.0.1:{port}", browser, issuer)
