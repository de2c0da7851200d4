"""Which rules are refused, which holds, where is a person reached, and does what is told come as a stream?"""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from dispatch.notices.domain import Recipient
from tests.integration.dispatch.channel_desk import (
    SENT,
    drop_rules,
    keeper,
    reached,
    ruled,
    running_place,
)
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.notice_desk import PLACE, delivered, inbox, notice, person, put_persons, told
from tests.support.gateway import Gateway, running_gateway
from tests.support.platform import Platform
from tests.support.servers import Servers


@pytest.fixture(scope="module")
async def gateway() -> AsyncIterator[Gateway]:
    async with running_gateway() as running:
        yield running


@pytest.fixture(scope="module")
async def place(
    servers: Servers, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Platform]:
    async with running_place(servers, gateway, tmp_path_factory.mktemp("messages")) as platform:
        yield platform


@pytest.fixture(autouse=True)
async def without_rules(place: Platform) -> AsyncIterator[None]:
    """Each test sets its own rules, and leaves none behind."""
    yield
    await drop_rules(place)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"codes": "no-such-code"}, "notices.unknown-codes"),
        ({"quiet_from": "21:00"}, "notices.quiet-hours"),
        ({"quiet_from": "07:00", "quiet_to": "07:00"}, "notices.quiet-hours"),
        ({"ladder": ["leader"]}, "notices.ladder-without-term"),
        ({"region": "320506"}, "notices.rule-outside-scope"),
        ({"version": 4}, "notices.stale-rule"),
        ({"channels": []}, "invalid"),
        ({"role": "king"}, "invalid"),
        ({"acknowledge_minutes": 0}, "invalid"),
    ],
)
async def test_what_is_no_rule_is_refused(place: Platform, changes: dict[str, Any], code: str) -> None:
    answer = await keeper(place).put("/notices/rules/bad", json=SENT | changes)

    assert answer.json()["title"] == code
    assert (await keeper(place).get("/notices/rules")).json()["items"] == []


async def test_a_rule_has_versions_and_the_nearer_one_holds(place: Platform) -> None:
    await ruled(place, "near", channels=["inbox"])
    stale = await keeper(place).put("/notices/rules/near", json=SENT)
    assert (stale.status_code, stale.json()["title"]) == (409, "notices.stale-rule")
    await ruled(place, "near", channels=["file"], version=1)
    wide = await keeper(place, "32").put("/notices/rules/wide", json=SENT | {"region": "32"})
    assert wide.status_code == 200
    await put_persons(place, [("p-ch-j", PLACE, "handler", None)])

    (one,) = await told(place, notice(to=Recipient.person("p-ch-j")))

    assert await delivered(place, one, "file") == ["p-ch-j"]
    assert await delivered(place, one, "sms") == []
    history = (await keeper(place).get("/notices/rules/near/history")).json()
    assert [(step["version"], step["action"], step["facts"]["channels"]) for step in history] == [
        (1, "put", ["inbox"]),
        (2, "put", ["file"]),
    ]
    assert (await keeper(place, "32").delete("/notices/rules/wide", params={"version": 1})).status_code == 204


async def test_a_number_is_sealed_and_each_look_is_noted(place: Platform) -> None:
    number = await reached(place, "p-ch-k")
    door = "/notices/contacts/p-ch-k"
    assert (await keeper(place).get(door)).status_code == 422
    seen = await keeper(place).get(door, params={"purpose": "核对号码"})
    assert seen.json()["number"] == number
    (look,) = await rows(place, "SELECT by, purpose FROM contact_looks WHERE person_id = 'p-ch-k'")
    assert tuple(look) == ("p-ch-admin", "核对号码")
    (kept,) = await rows(place, "SELECT number FROM contact_numbers WHERE person_id = 'p-ch-k'")
    assert number.encode() not in bytes(kept.number)

    strange = await keeper(place, "320506").get(door, params={"purpose": "x"})
    assert strange.json()["title"] == "notices.person-unknown"
    bad = await keeper(place).put(door, json={"number": "12345"})
    assert bad.json()["title"] == "notices.bad-number"
    own = person(place, "p-ch-k", "handler")
    assert (await own.put("/inbox/number", json={"number": "0512-53571234"})).json()["number"] == "051*****1234"
    stranger = await person(place, "p-ch-unheard-of").put("/inbox/number", json={"number": number})
    assert stranger.json()["title"] == "notices.person-unknown"


async def test_what_is_told_comes_as_a_stream_that_goes_on_where_it_broke_off(place: Platform) -> None:
    who = Recipient.person("p-ch-l")
    await told(place, notice("case-yellow", who), notice("case-overdue", who), notice("whistle-blown", who))
    first = (await inbox(person(place, "p-ch-l"), order="newest"))[-1]["number"]
    token = person(place, "p-ch-l").headers["Authorization"]
    url = f"http://127.0.0.1:{place.ports['dispatch']}/inbox/stream"
    heard: list[str] = []
    async with httpx.AsyncClient(timeout=15, headers={"Authorization": token}) as client:
        bad = await client.get(url, headers={"Last-Event-ID": "x"})
        assert bad.json()["title"] == "notices.bad-cursor"
        async with client.stream("GET", url, headers={"Last-Event-ID": str(first)}) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    heard.append(json.loads(line[5:])["what"])
                if len(heard) == 2:
                    await told(place, notice("order-stuck", who))
                if len(heard) == 3:
                    break

    assert heard == ["case-overdue", "whistle-blown", "order-stuck"]
