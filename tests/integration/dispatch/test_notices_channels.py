"""Do messages leave by the ways that the rules name, at the hours they allow, once, and is each failure seen?"""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dispatch.notices.domain import Recipient
from dispatch.notices.timers import deliver_messages
from tests.integration.dispatch.channel_desk import (
    OFFICE,
    at,
    bare_case,
    drop_rules,
    failures,
    keeper,
    reached,
    ruled,
    running_place,
)
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.notice_desk import PLACE, delivered, inbox, named, notice, person, put_persons, told
from tests.support.gateway import GATEWAY_SECRET, Gateway, running_gateway
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


async def test_a_text_message_is_signed_and_holds_nothing_of_a_person(place: Platform, gateway: Gateway) -> None:
    number = await reached(place, "p-ch-a")
    await ruled(place, "texts")
    facts = {"due_at": "2026-12-01T17:00:00+08:00", "caller": "13812345678", "note": "李四家漏水"}
    await told(place, notice("whistle-blown", Recipient.person("p-ch-a"), facts=facts, urgent=True))

    async def come() -> list[str]:
        return gateway.to(number)

    (text,) = await place.until(come)
    assert text == "案件 （详见系统） 吹哨，请于 12月1日17:00 前到场报到。"
    assert await inbox(person(place, "p-ch-a", "handler", unit=OFFICE))


async def failed(place: Platform, gateway: Gateway, person_id: str) -> dict[str, Any]:
    """Let a message fail for an hour; return how the failure is seen."""
    gateway.down = True
    (one,) = await told(place, notice(to=Recipient.person(person_id), urgent=True))

    async def tried() -> Any:
        query = "SELECT 1 FROM notice_deliveries WHERE notice_id = :id AND attempts > 0"
        return await rows(place, query, id=one)

    await place.until(tried)
    place.clock.ahead += timedelta(minutes=61)

    async def given_up() -> list[dict[str, Any]]:
        return await failures(place, person_id)

    (line,) = await place.until(given_up)
    gateway.down = False
    return dict(line)


async def test_a_gateway_that_is_down_is_tried_again_and_a_failure_is_seen(place: Platform, gateway: Gateway) -> None:
    number = await reached(place, "p-ch-b")
    await ruled(place, "texts")
    line = await failed(place, gateway, "p-ch-b")
    assert (line["last_error"], line["channel"]) == ("HTTP 503", "sms")
    desk = person(place, "p-ch-desk")
    assert (await desk.post(f"/notices/failures/{line['id']}/retry")).status_code == 202

    async def come() -> list[str]:
        return gateway.to(number)

    assert len(await place.until(come)) == 1
    again = await desk.post(f"/notices/failures/{line['id']}/retry")
    assert (again.status_code, again.json()["title"]) == (409, "notices.not-failed")
    other = person(place, "p-ch-far", scope="320506")
    assert (await other.post(f"/notices/failures/{line['id']}/retry")).json()["title"] == "notices.delivery-not-found"


async def test_who_has_no_number_is_seen_at_once(place: Platform) -> None:
    await put_persons(place, [("p-ch-c", PLACE, "handler", None)])
    await ruled(place, "texts")
    await told(place, notice(to=Recipient.person("p-ch-c")))

    async def given_up() -> list[dict[str, Any]]:
        return await failures(place, "p-ch-c")

    assert (await place.until(given_up))[0]["last_error"] == "no-number"


async def test_the_night_is_quiet_but_for_what_is_urgent_and_the_morning_brings_one(
    place: Platform, gateway: Gateway
) -> None:
    number = await reached(place, "p-ch-d")
    await ruled(place, "texts", quiet_from="21:00", quiet_to="07:00", digest_over=2)
    at(place, 23)
    who = Recipient.person("p-ch-d")
    await told(place, *(notice(to=who) for _ in range(3)), notice("whistle-blown", who, urgent=True))

    async def urgent() -> list[str]:
        return gateway.to(number)

    assert ["吹哨" in text for text in await place.until(urgent)] == [True]
    assert len(await inbox(person(place, "p-ch-d", "handler"))) == 4
    at(place, 7)

    async def morning() -> list[str]:
        return gateway.to(number)[1:]

    assert await place.until(morning) == ["您有 3 条工作提醒，请登录收件箱查看。"]
    at(place, 12)


async def test_who_comes_to_be_complained_of_overnight_is_not_told_in_the_morning(
    place: Platform, gateway: Gateway
) -> None:
    number = await reached(place, "p-ch-e")
    await ruled(place, "texts", quiet_from="21:00", quiet_to="07:00")
    at(place, 22)
    case_id = await bare_case(place)
    (one,) = await told(place, notice(to=Recipient.person("p-ch-e"), case_id=case_id))
    await named(place, case_id, "person", "p-ch-e")
    at(place, 8)

    async def dropped() -> Any:
        query = "SELECT 1 FROM notice_deliveries WHERE notice_id = :id AND state = 'dropped'"
        return await rows(place, query, id=one)

    await place.until(dropped)
    assert gateway.to(number) == []
    assert await inbox(person(place, "p-ch-e", "handler")) == []
    at(place, 12)


async def test_nobody_answers_and_the_next_are_told_once_a_step(place: Platform) -> None:
    await reached(place, "p-ch-f")
    await ruled(place, "answers", channels=["inbox"], acknowledge_minutes=10, ladder=["shift-leader", "leader"])
    (one,) = await told(place, notice("whistle-blown", Recipient.person("p-ch-f"), urgent=True))
    place.clock.ahead += timedelta(hours=5)

    async def climbed() -> bool:
        return await delivered(place, one) == ["p-ch-f", "p-ch-lead"]

    await place.until(climbed)
    place.clock.ahead += timedelta(minutes=11)

    async def to_the_top() -> bool:
        return await delivered(place, one) == ["p-ch-f", "p-ch-head", "p-ch-lead"]

    await place.until(to_the_top)
    head = person(place, "p-ch-head", "leader")
    (line,) = [told_one for told_one in await inbox(head) if told_one["step"] == 2]
    assert line["must_acknowledge"]
    assert (await head.post(f"/inbox/{line['id']}/acknowledge")).status_code == 204
    lead = person(place, "p-ch-lead", "shift-leader")
    (theirs,) = [told_one for told_one in await inbox(lead) if told_one["step"] == 1]
    assert theirs["acknowledged_by"] == "p-ch-head"
    again = await lead.post(f"/inbox/{theirs['id']}/acknowledge")
    assert (again.status_code, again.json()["title"]) == (409, "notices.already-acknowledged")


async def test_what_is_answered_in_time_goes_no_further(place: Platform) -> None:
    await reached(place, "p-ch-g")
    await ruled(place, "answers", channels=["inbox"], acknowledge_minutes=10, ladder=["leader"])
    (one,) = await told(place, notice("whistle-blown", Recipient.person("p-ch-g")))
    own = person(place, "p-ch-g", "handler")
    (line,) = await inbox(own)
    assert (await own.get("/inbox/count")).json()["to_acknowledge"] == 1
    assert (await own.post(f"/inbox/{line['id']}/acknowledge")).status_code == 204
    place.clock.ahead += timedelta(hours=1)
    await told(place, notice("whistle-blown", Recipient.person("p-ch-g")))

    assert await delivered(place, one) == ["p-ch-g"]


async def test_two_processes_send_each_message_once(place: Platform, gateway: Gateway) -> None:
    number = await reached(place, "p-ch-h")
    await ruled(place, "texts")
    before = len(gateway.calls)
    await told(place, *(notice(to=Recipient.person("p-ch-h"), urgent=True) for _ in range(30)))
    one, other = (place.apps[name].state.runtime for name in ("dispatch", "dispatch-registers"))
    await asyncio.gather(deliver_messages(one), deliver_messages(other), deliver_messages(one))

    async def come() -> bool:
        return len(gateway.to(number)) == 30

    await place.until(come)
    assert len(gateway.calls) - before == 30


async def test_a_units_own_system_is_told_unless_the_case_is_about_the_unit(place: Platform, gateway: Gateway) -> None:
    put = {"url": gateway.url, "secret": GATEWAY_SECRET}
    door = f"/notices/webhooks/{OFFICE}"
    short = await keeper(place).put(door, json=put | {"secret": "whsec_c2hvcnQ="})
    assert (short.status_code, short.json()["title"]) == (422, "notices.bad-secret")
    nowhere = await keeper(place).put(door, json=put | {"url": "ftp://x"})
    assert nowhere.status_code == 422
    strange = await keeper(place, "320506").put(door, json=put)
    assert strange.json()["title"] == "notices.unit-unknown"
    assert (await keeper(place).put(door, json=put)).status_code == 204
    await ruled(place, "systems", channels=["webhook"])
    case_id = await bare_case(place)
    (one,) = await told(place, notice(to=Recipient.unit(OFFICE), case_id=case_id))

    async def come() -> list[dict[str, Any]]:
        return [body for body in gateway.messages.values() if body.get("data", {}).get("case_id") == case_id]

    (body,) = await place.until(come)
    assert (body["type"], body["data"]["unit"]) == ("case-overdue", OFFICE)
    assert await delivered(place, one, "webhook") == [OFFICE]
    await named(place, case_id, "unit", OFFICE)
    (hidden,) = await told(place, notice(to=Recipient.unit(OFFICE), case_id=case_id))
    assert await delivered(place, hidden, "webhook") == []
    assert (await keeper(place).delete(door)).status_code == 204


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


async def test_a_message_can_be_a_line_in_a_file(place: Platform) -> None:
    await put_persons(place, [("p-ch-i", PLACE, "handler", None)])
    await ruled(place, "files", channels=["file"])
    await told(place, notice(to=Recipient.person("p-ch-i")))
    file = Path(place.settings["dispatch-flow"].notices.file)

    async def written() -> list[dict[str, Any]]:
        return [line for line in await asyncio.to_thread(lines_of, file) if line["to"] == "p-ch-i"]

    (line,) = await place.until(written)
    assert "已超过时限" in line["text"]
    assert datetime.fromisoformat(line["at"]).tzinfo is not None
