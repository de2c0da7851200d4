"""Which process does a command ask? One address by default; the registers' own where there is one."""

import httpx
import pytest

from embedded.parts import plan_of
from onefour.gateway import Actor, Gateway
from onefour.installation import Installation

ADMIN = Actor("admin", "32")


async def asked(urls: dict[str, str], *paths: str) -> list[str]:
    """Return which hosts were asked for these paths of dispatch."""
    hosts: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(200)

    async with Gateway(urls, lambda _: "token", transport=httpx.MockTransport(answer)) as gateway:
        for path in paths:
            await gateway.ask("dispatch", "GET", path, actor=ADMIN)
    return hosts


async def test_what_is_a_registers_goes_to_their_process() -> None:
    both = {"dispatch": "http://api", "dispatch-registers": "http://registers"}

    assert await asked(both, "/sheets/units?dry_run=true", "/powers", "/regions?parent=32") == ["registers"] * 3
    assert await asked(both, "/cases", "/triage/tables", "/replies?x=/powers", "/powersome") == ["api"] * 4


async def test_where_there_is_one_address_it_is_asked_for_everything() -> None:
    assert await asked({"dispatch": "http://one"}, "/sheets", "/cases") == ["one", "one"]


@pytest.mark.parametrize(("named", "own"), [({}, True), ({"ONEFOUR_PEERS_DISPATCH": "http://elsewhere"}, False)])
def test_the_own_stack_has_both_another_installation_one(
    named: dict[str, str], own: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    urls = Installation(named, plan_of(tmp_path_factory.mktemp("root")).stack).urls()

    assert ("dispatch-registers" in urls) is own
    assert urls["dispatch"] == ("http://127.0.0.1:8004" if own else "http://elsewhere")


def test_where_the_photos_of_the_team_lie_is_named_or_known_of_the_own_stack(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    stack = plan_of(tmp_path_factory.mktemp("root")).stack
    named = {"ONEFOUR_AUDIT_STORE_URL": "s3://team/photos", "ONEFOUR_AUDIT_STORE_OPTIONS": '{"region": "x"}'}

    assert Installation({}, stack).team_store().url.endswith("/enforcement-files")
    assert Installation(named, stack).team_store().url == "s3://team/photos"
    assert list(Installation(named, None).team_store().options) == ["region"]
    assert Installation({}, None).team_store().url == ""
