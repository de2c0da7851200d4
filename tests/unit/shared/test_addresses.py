"""Which addresses are the machine's own, however they are written?"""

import pytest

from shared.addresses import is_own
from shared.runtime.webhooks import leads_home


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "127.9.9.9", "::1", "::", "0.0.0.0", "fe80::1%eth0"]
)
def test_a_machines_own_addresses_are_known(host: str) -> None:
    assert is_own(host)


@pytest.mark.parametrize("host", ["a.gov.cn", "10.0.0.1", "192.168.1.1", "8.8.8.8", "localhost.gov.cn", ""])
def test_a_partners_address_is_none(host: str) -> None:
    assert not is_own(host)


@pytest.mark.parametrize(
    "url", ["https://127.1/x", "https://2130706433/", "https://0x7f000001/", "https://[::1]:8443/"]
)
async def test_an_address_leads_home_in_whatever_way_it_is_written(url: str) -> None:
    assert await leads_home(url)
