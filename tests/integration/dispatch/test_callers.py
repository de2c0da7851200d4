"""Is a caller who rings again found, by whom, and is each look on record?"""

from typing import Any
from uuid import uuid4

from tests.integration.dispatch.desk import case_of, dispatcher, report, rows, somewhere
from tests.support.platform import Platform


def phone() -> str:
    return f"139{uuid4().int % 10**8:08}"


async def search(town: Platform, client: Any = None, **asked: Any) -> Any:
    return await (client or dispatcher(town)).post("/callers/search", json={"purpose": "call-back"} | asked)


async def found(town: Platform, client: Any = None, **asked: Any) -> list[dict[str, Any]]:
    answer = await search(town, client, **asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_who_rings_again_is_found_by_his_phone_however_it_is_written(town: Platform) -> None:
    number = phone()
    said: dict[str, Any] = {"reporter": {"name": "王小明", "phone": f"+86 {number}"}}
    first = await case_of(town, (await report(town, **said))[0])
    await case_of(town, (await report(town))[0])

    (item,) = await found(town, phone=f"{number[:3]}-{number[3:7]}-{number[7:]}")

    assert (item["case_id"], item["number"], item["state"]) == (first["id"], first["number"], first["state"])
    assert item["reporter"] == {"name": "王**", "phone": "*" * 11 + number[-4:]}
    assert await found(town, phone=phone()) == []


async def test_a_case_is_found_by_its_number_and_by_its_number_at_the_platform(town: Platform) -> None:
    report_id, event = await report(town)
    case = await case_of(town, report_id)

    for number in (case["number"], event["external_id"]):
        assert [item["case_id"] for item in await found(town, number=number)] == [case["id"]]
    assert await found(town, number="no-such-number") == []


async def test_a_place_is_found_by_its_words_in_whatever_order(town: Platform) -> None:
    house = f"{uuid4().int % 10**6}号"
    case = await case_of(town, (await report(town, place=f"浏河镇闸北新村{house}二单元门口"))[0])

    for place in (f"闸北新村{house}", f"{house} 2单元 闸北新村"):
        assert [item["case_id"] for item in await found(town, place=place)] == [case["id"]]


async def test_what_is_too_broad_or_asks_nothing_or_two_things_is_refused(town: Platform) -> None:
    for asked in ({"place": "浏河镇"}, {"phone": "1234"}):
        refused = await search(town, **asked)
        assert (refused.status_code, refused.json()["title"]) == (422, "callers.too-broad")
    for asked in ({}, {"phone": phone(), "number": "ABCD"}, {"phone": "张三的电话"}, {"purpose": "curiosity"}):
        assert (await search(town, **asked)).status_code == 422
    assert (await search(town, town.client("dispatch", role="worker"), phone=phone())).status_code == 403


async def test_each_look_is_kept_with_the_mark_of_the_phone_and_never_the_phone(town: Platform) -> None:
    number, who = phone(), f"p-{uuid4()}"
    await case_of(town, (await report(town, reporter={"phone": number}))[0])

    await found(town, dispatcher(town, person_id=who), phone=number)

    (look,) = await rows(town, "SELECT * FROM caller_looks WHERE person_id = :id", id=who)
    assert (look.purpose, look.by, look.found, len(look.mark)) == ("call-back", "phone", 1, 16)
    assert number.encode() not in bytes(look.mark)


async def test_whom_a_case_is_about_and_who_sits_elsewhere_finds_nothing(town: Platform) -> None:
    number = phone()
    about = [{"kind": "person", "id": "p-about"}]
    report_id, event = await report(town, reporter={"phone": number}, complained_of=about)
    case = await case_of(town, report_id)
    for asked in ({"phone": number}, {"number": case["number"]}, {"number": event["external_id"]}):
        assert [item["case_id"] for item in await found(town, **asked)] == [case["id"]]
        assert await found(town, dispatcher(town, person_id="p-about"), **asked) == []
        assert await found(town, dispatcher(town, scope="320583"), **asked) == []


async def test_who_reported_a_wrong_is_found_by_his_phone_only_where_he_may_be_revealed(town: Platform) -> None:
    number = phone()
    report_id, event = await report(town, reporter={"phone": number}, appeal_kind="report")
    case = await case_of(town, report_id)
    leader = town.client("dispatch", role="shift-leader", person_id="p-leads")

    assert await found(town, phone=number) == []
    assert [item["reporter"] for item in await found(town, number=event["external_id"])] == [None]
    assert [(i["case_id"], i["reporter"]) for i in await found(town, leader, phone=number)] == [(case["id"], None)]


def neighbours() -> tuple[dict[str, float], dict[str, float]]:
    """Return two places 32 m from each other, from which nobody else reports."""
    here = somewhere()
    while True:
        near = somewhere()
        if near["lat"] == here["lat"] and near["lon"] - here["lon"] < 0.0004:
            return here, near
        here = near


async def earlier(town: Platform, case: dict[str, Any], **who: Any) -> Any:
    return await dispatcher(town, **who).get(f"/cases/{case['id']}/earlier", params={"purpose": "triage"})


async def test_earlier_orders_of_the_caller_and_of_the_place_stand_beside_a_case(town: Platform) -> None:
    number, (here, near) = phone(), neighbours()
    elsewhere = here | {"lon": round(here["lon"] + 0.01, 6)}
    far = await case_of(town, (await report(town, position=elsewhere, reporter={"phone": number}))[0])
    neighbour = await case_of(town, (await report(town, position=near, category=None))[0])
    new = await case_of(town, (await report(town, position=here, reporter={"phone": number}))[0])

    beside = (await earlier(town, new)).json()

    assert [item["case_id"] for item in beside["caller"]] == [far["id"]]
    metres = {item["case_id"]: item["metres"] for item in beside["place"]}
    assert metres[neighbour["id"]] == 32
    assert new["id"] not in metres
    assert far["id"] not in metres
    assert (await earlier(town, new, scope="320583")).status_code == 404


async def test_what_came_before_the_key_is_marked_by_the_timer(town: Platform) -> None:
    number = phone()
    case = await case_of(town, (await report(town, reporter={"phone": number}))[0])
    forget = "UPDATE report_marks SET key = '', phone = NULL, place = '[]' WHERE report_id = :id RETURNING 1"
    await rows(town, forget, id=case["reports"][0])
    assert await found(town, phone=number) == []

    async def marked() -> Any:
        return await found(town, phone=number)

    assert [item["case_id"] for item in await town.until(marked, 30)] == [case["id"]]
