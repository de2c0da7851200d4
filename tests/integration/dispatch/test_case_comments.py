"""Who says what in a case, who reads it, and does it stay?"""

from typing import Any

import httpx

from tests.integration.dispatch.desk import STALLS, case_of, dispatcher, report, reported_case, rows, say
from tests.support.platform import TOWN, Platform

UNIT = f"u-{TOWN}-enforcement-team"


def handler(town: Platform, unit: str = UNIT) -> httpx.AsyncClient:
    return town.client("dispatch", role="handler", person_id=f"p-of-{unit}", unit=unit)


async def write(client: httpx.AsyncClient, case: dict[str, Any], text: str, audience: str = "internal") -> Any:
    return await client.post(f"/cases/{case['id']}/comments", json={"audience": audience, "text": text})


async def read(client: httpx.AsyncClient, case: dict[str, Any], **more: Any) -> Any:
    return await client.get(f"/cases/{case['id']}/comments", params={"purpose": "handle"} | more)


async def texts(client: httpx.AsyncClient, case: dict[str, Any], **more: Any) -> list[str]:
    answer = await read(client, case, **more)
    assert answer.status_code == 200, answer.text
    return [item["versions"][-1]["text"] for item in answer.json()["items"]]


async def test_the_unit_reads_what_is_said_to_it_and_answers_the_centre(town: Platform) -> None:
    case = await reported_case(town, category=STALLS)
    assert case["unit"] == UNIT
    await write(dispatcher(town), case, "此人多次来电,注意方式")
    await write(dispatcher(town), case, "请先联系来电人", "unit")
    assert (await write(handler(town), case, "已联系", "unit")).status_code == 201

    assert await texts(handler(town), case) == ["请先联系来电人", "已联系"]
    assert await texts(dispatcher(town), case) == ["此人多次来电,注意方式", "请先联系来电人", "已联系"]
    hidden_note = await write(handler(town), case, "内部", "internal")
    assert (hidden_note.status_code, hidden_note.json()["title"]) == (403, "dossier.not-for-the-unit")


async def test_who_has_no_part_in_a_case_neither_writes_nor_reads(town: Platform) -> None:
    case = await reported_case(town, category=STALLS)
    elsewhere = handler(town, f"u-{TOWN}-social-affairs")
    assert (await write(elsewhere, case, "我也说", "unit")).status_code == 404
    assert (await read(elsewhere, case)).status_code == 404
    looks_on = town.client("dispatch", role="grid-leader", person_id="p-grid-leader")
    refused = await read(looks_on, case)
    assert (refused.status_code, refused.json()["title"]) == (403, "dossier.no-seat")
    assert (await write(looks_on, case, "我也说")).status_code == 403


async def test_a_comment_is_corrected_beside_what_it_said_by_its_writer_alone(town: Platform) -> None:
    case = await reported_case(town)
    written = (await write(dispatcher(town), case, "楼下是张三")).json()
    path = f"/cases/{case['id']}/comments/{written['id']}/versions"
    right = {"version": 1, "text": "楼下是李四"}

    other = await dispatcher(town, person_id="p-other").post(path, json=right)
    assert (other.status_code, other.json()["title"]) == (403, "dossier.comment-not-yours")
    assert (await dispatcher(town).post(path, json=right)).json()["version"] == 2
    stale = await dispatcher(town).post(path, json=right)
    assert (stale.status_code, stale.json()["title"]) == (409, "dossier.comment-moved-on")

    (item,) = (await read(dispatcher(town), case)).json()["items"]
    assert [(v["version"], v["text"]) for v in item["versions"]] == [(1, "楼下是张三"), (2, "楼下是李四")]


async def test_what_the_platform_said_since_stands_among_the_comments_in_order(town: Platform) -> None:
    report_id, event = await report(town)
    case = await case_of(town, report_id)
    await write(dispatcher(town), case, "先看现场")
    await say(town, event, "supplemented", detail="是三号楼")
    await say(town, event, "urged", detail="还没人来")
    await write(dispatcher(town), case, "已催网格员")

    items = (await read(dispatcher(town), case)).json()["items"]

    assert [(item["kind"], item["versions"][-1]["text"]) for item in items] == [
        ("comment", "先看现场"),
        ("supplemented", "是三号楼"),
        ("urged", "还没人来"),
        ("comment", "已催网格员"),
    ]
    first, rest = items[0], items[1:]
    assert await texts(dispatcher(town), case, after=first["id"], limit=2) == [
        item["versions"][-1]["text"] for item in rest[:2]
    ]


async def test_what_is_said_lies_sealed_and_each_look_is_logged(town: Platform) -> None:
    case = await reported_case(town)
    await write(dispatcher(town), case, "来电人腿脚不便")
    await read(dispatcher(town, person_id="p-reads"), case)

    (kept,) = await rows(town, "SELECT sealed_text FROM case_comments WHERE case_id = :id", id=case["id"])
    assert "腿脚".encode() not in bytes(kept.sealed_text)
    (look,) = await rows(town, "SELECT * FROM dossier_looks WHERE case_id = :id", id=case["id"])
    assert (look.person_id, look.purpose, look.what) == ("p-reads", "handle", "comments")
    assert (await dispatcher(town).get(f"/cases/{case['id']}/comments")).status_code == 422


async def test_a_comment_that_is_empty_too_long_or_not_text_is_refused(town: Platform) -> None:
    case = await reported_case(town)
    for text in ("", "   ", "字" * 2001, "a\x00b"):
        assert (await write(dispatcher(town), case, text)).status_code == 422
    assert await texts(dispatcher(town), case) == []
    assert (await write(dispatcher(town, person_id="p-x", scope="320583"), case, "x")).status_code == 404
