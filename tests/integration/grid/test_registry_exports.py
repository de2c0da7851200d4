"""What goes out of the registry, to whom and for what: files, and answers to other services."""

import csv
from io import StringIO
from typing import Any

import httpx
import openpyxl
from sqlalchemy import text

from tests.integration.grid.registry_desk import PURPOSE, kept, phone, resident
from tests.integration.grid.town import Town

CREDIT = "91110000600037341L"


def both_roles(town: Town) -> httpx.AsyncClient:
    """Return a client of somebody who is leader and grid leader."""
    issuer = town.platform.issuer
    token = issuer.token(roles=["leader", "grid-leader"], scope_region=town.region, sub=town.person("both"))
    return town.platform.stranger("grid", headers={"Authorization": f"Bearer {token}"})


def lines(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


async def test_records_go_out_masked_defused_and_the_look_is_kept(town: Town) -> None:
    given = resident(town, name="=SUM(A1)", skills=["焊工", "电工"])
    added = await kept(town, given)
    asked = {"kind": "resident", "region": town.region} | PURPOSE

    (row,) = lines(await town.client("leader", "boss").get("/registry/export", params=asked))

    assert (row["姓名"], row["电话"], row["技能"]) == ("'=*******", "*" * 7 + given["phone"][7:], "焊工;电工")
    assert (row["记录号"], row["区划代码"]) == (added["id"], town.region)
    query = text("SELECT record_id, found, fields, purpose FROM record_looks WHERE by = :by AND action = 'export'")
    async with town.platform.database("grid").begin() as work:
        looks = (await work.connection.execute(query, {"by": town.person("boss")})).all()
    assert [tuple(look) for look in looks] == [(None, 1, [], PURPOSE["purpose"])]


async def test_a_workbook_holds_the_same(town: Town) -> None:
    await kept(town, resident(town))
    asked = {"kind": "resident", "region": town.region, "format": "xlsx"} | PURPOSE

    answer = await town.client("leader").get("/registry/export", params=asked)

    from io import BytesIO

    book = openpyxl.load_workbook(BytesIO(answer.content), read_only=True)
    head, row = list(book.worksheets[0].iter_rows(values_only=True))
    assert dict(zip(head, row, strict=True))["姓名"] == "王**"


async def test_plain_words_go_out_by_name_to_who_may_see_them_and_each_record_keeps_it(town: Town) -> None:
    given = resident(town)
    added = await kept(town, given)
    asked: dict[str, Any] = {"kind": "resident", "region": town.region, "field": ["phone"]} | PURPOSE

    (row,) = lines(await both_roles(town).get("/registry/export", params=asked))
    refused = await town.client("leader").get("/registry/export", params=asked)

    assert (row["电话"], row["姓名"]) == (given["phone"], "王**")
    assert (refused.status_code, refused.json()["title"]) == (403, "registry.reveal-forbidden")
    looks = (await town.client("leader").get(f"/registry/records/{added['id']}/looks")).json()["items"]
    assert [(one["action"], one["fields"]) for one in looks] == [("export", ["phone"])]


async def test_nothing_goes_out_without_purpose_permission_or_beyond_ones_region(town: Town) -> None:
    asked = {"kind": "resident", "region": town.region}
    leader = town.client("leader")

    answers = [
        await leader.get("/registry/export", params=asked),
        await town.client("grid-leader").get("/registry/export", params=asked | PURPOSE),
        await leader.get("/registry/export", params=asked | PURPOSE | {"region": "329999999"}),
        await both_roles(town).get("/registry/export", params=asked | PURPOSE | {"field": "wings"}),
    ]

    assert [one.status_code for one in answers] == [422, 403, 403, 422]


async def ask(town: Town, *items: dict[str, str], role: str = "service") -> httpx.Response:
    body = {"items": list(items), "on_behalf_of": town.person("clerk")} | PURPOSE
    return await town.client(role, "window").post("/registry/lookups", json=body)


async def test_another_service_finds_ids_and_masked_fields_and_the_look_names_for_whom(town: Town) -> None:
    given = resident(town)
    added = await kept(town, given)
    firm = await kept(
        town, {"kind": "enterprise", "region": town.region, "name": "海听公司", "credit_code": CREDIT, "phone": phone()}
    )

    answer = await ask(
        town,
        {"kind": "resident", "field": "id_number", "value": given["id_number"].lower()},
        {"kind": "enterprise", "field": "credit_code", "value": CREDIT.lower()},
        {"kind": "resident", "field": "phone", "value": phone()},
    )

    found = [[one["id"] for one in item["found"]] for item in answer.json()["items"]]
    assert found == [[added["id"]], [firm["id"]], []]
    assert given["id_number"] not in answer.text
    assert given["phone"] not in answer.text
    looks = (await town.client("leader").get(f"/registry/records/{added['id']}/looks")).json()["items"]
    assert [(one["action"], one["by"], one["on_behalf_of"]) for one in looks] == [
        ("look-up", town.person("window"), town.person("clerk"))
    ]


async def test_who_is_no_service_asks_in_vain_and_nobody_asks_by_name_or_without_end(town: Town) -> None:
    question = {"kind": "resident", "field": "phone", "value": phone()}

    answers = [
        *[await ask(town, question, role=role) for role in ("clerk", "grid-leader", "admin")],
        await ask(town, question | {"field": "name", "value": "王小明明"}),
        await ask(town, *[question] * 101),
        await ask(town, question | {"value": "----"}),
    ]

    assert [one.status_code for one in answers] == [403, 403, 403, 422, 422, 422]
