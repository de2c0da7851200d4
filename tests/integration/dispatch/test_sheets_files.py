"""What becomes of files that are wrong, hostile or large, over HTTP?"""

import asyncio
import csv
import time
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from shared.clock import town_day
from shared.runtime.db import new_id
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.paper import (
    CITY,
    START,
    XLSX,
    as_csv,
    as_xlsx,
    bad,
    brought,
    hand,
    refused,
    send,
    unit,
)
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWN = "320981", "320981101"
HEAD = ["id", "region", "kind", "name", "valid_from"]
GOOD = ["u-sf-1", TOWN, "agriculture", "农办", START]
# Large enough to be seen from outside, small enough for a test.
MANY = 20_000


def office(platform: Platform, **who: str) -> Any:
    return hand(platform, "units", **({"scope": COUNTY} | who))


async def units(platform: Platform, body: bytes, media: str = "text/csv", **query: Any) -> Any:
    return await send(office(platform), "units", body, media, **query)


async def kept(platform: Platform, pattern: str = "u-sf-%") -> int:
    (found,) = await rows(platform, "SELECT count(*) AS n FROM units WHERE id LIKE :pattern", pattern=pattern)
    return int(found.n)


# ------------------------------------------------------------------------------------------------------- all or nothing
async def test_one_bad_line_and_nothing_of_the_file_is_taken(town: Platform) -> None:
    lines = [unit(f"u-sf-{number}", TOWN, "agriculture") for number in range(3)]
    foreign = unit("u-sf-foreign", "320904101", "agriculture")

    answer = await units(town, as_csv([*lines, foreign]))

    assert bad(answer) == [(5, "region", "organisation.outside-scope")]
    assert answer.json()["rows"][0]["message"] == "不在您的管辖范围内"
    assert (answer.json()["bad"], answer.json()["more"], await kept(town)) == (1, 0, 0)


async def test_a_bad_line_far_down_undoes_what_was_taken_before_it(town: Platform) -> None:
    lines = [unit(f"u-sf-{number}", TOWN, "village-clinic") for number in range(2_100)]
    over = unit("u-sf-over", TOWN, "village-clinic", valid_to="2025-01-01")

    answer = await units(town, as_csv([*lines, over]))

    assert bad(answer) == [(2_102, "valid_from", "organisation.ends-before-it-begins")]
    assert await kept(town) == 0


async def test_a_dry_run_says_what_would_happen_and_leaves_nothing_behind(town: Platform) -> None:
    answer = await units(town, as_csv([unit("u-sf-dry", TOWN, "agriculture")]), dry_run=True)

    assert (answer.status_code, answer.json()["changed"], answer.json()["dry_run"]) == (200, 1, True)
    told = await rows(town, "SELECT 1 FROM outbox WHERE key = 'u-sf-dry'")
    assert (await kept(town), len(told)) == (0, 0)


async def test_the_file_comes_back_with_the_report_beside_each_line(town: Platform) -> None:
    body = as_csv([unit("u-sf-1", TOWN, "agriculture"), unit("u-sf-2", TOWN, "agriculture", valid_from="=1+1")])

    answer = await send(office(town), "units", body, accept="text/csv")

    lines = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/csv; charset=utf-8")
    assert [line[-1] for line in lines[:2]] == ["结果 result", "接受 accepted"]
    assert "sheets.bad-value" in lines[2][-1]
    assert lines[2][4] == "'=1+1"


async def test_a_thousand_bad_lines_are_named_and_the_rest_is_counted(town: Platform) -> None:
    answer = await units(town, as_csv([unit(f"u-sf-{n}", "32x", "agriculture") for n in range(1_200)]))
    assert (len(bad(answer)), answer.json()["bad"], answer.json()["more"]) == (1_000, 1_200, 200)


async def test_the_same_request_again_has_the_same_answer_and_one_effect(town: Platform) -> None:
    body, key = (
        as_csv([unit("u-key-1", TOWN, "agriculture")]),
        {"Idempotency-Key": "sheets-1", "Content-Type": "text/csv"},
    )
    client = office(town)
    answers = [await client.post("/sheets/units", content=body, headers=key) for _ in range(2)]
    assert [one.json()["changed"] for one in answers] == [1, 1]
    assert answers[1].headers["idempotency-replayed"] == "true"


# -------------------------------------------------------------------------------------------------------- hostile files
def rezipped(body: bytes, **parts: bytes) -> bytes:
    """Return a workbook with parts of it changed; `__` stands for `/`, `_dot_` for a dot."""
    changed = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return file.getvalue()


def lying(body: bytes) -> bytes:
    """Return a zip whose directory says that every part is a byte long."""
    with zipfile.ZipFile(BytesIO(body)) as packed:
        ends = [part.file_size.to_bytes(4, "little") for part in packed.infolist()]
    for size in ends:
        body = body.replace(size, (1).to_bytes(4, "little")) if int.from_bytes(size, "little") > 10**6 else body
    return body


BOMB = b"<worksheet>" + b" " * (401 * 1024 * 1024)
WORKBOOK = as_xlsx([HEAD, GOOD])
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><worksheet>&lol;</worksheet>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"PK\x03\x04 not a zip", "sheets.no-workbook"),
        (b"", "sheets.no-workbook"),
        (b"id,region\r\n1,2", "sheets.no-workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "sheets.old-workbook"),
        (rezipped(WORKBOOK, xl__worksheets__sheet2_dot_xml=DOCTYPE), "sheets.doctype"),
        (rezipped(WORKBOOK, xl__workbook_dot_xml=b"<workbook/>"), "sheets.all-hidden"),
        (as_xlsx([HEAD, GOOD], merged="A5:B6"), "sheets.merged-cells"),
    ],
)
async def test_what_is_no_workbook_that_one_may_read_is_refused_by_name(
    town: Platform, body: bytes, reason: str
) -> None:
    assert refused(await units(town, body, XLSX)) == (422, "sheets.file-refused", reason)


async def test_a_small_file_that_would_become_a_large_one_is_refused(town: Platform) -> None:
    bomb = rezipped(WORKBOOK, xl__worksheets__sheet2_dot_xml=BOMB)
    assert len(bomb) < 1024 * 1024
    for body in (bomb, lying(bomb)):
        assert refused(await units(town, body, XLSX)) == (422, "sheets.file-refused", "sheets.zip-bomb")


async def test_a_cell_in_the_farthest_corner_costs_nothing(town: Platform) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in (HEAD, GOOD):
        page.append(line)
    page["XFD1048576"] = "far"
    file = BytesIO()
    book.save(file)

    answer = await units(town, file.getvalue(), XLSX, dry_run=True)
    assert answer.status_code in {200, 422}


async def test_a_formula_an_error_and_a_number_for_a_code_are_refused_in_a_workbook(town: Platform) -> None:
    formula: list[Any] = ["u-sf-1", TOWN, "agriculture", "=1+1", START]
    lines: list[list[Any]] = [
        HEAD,
        formula,
        ["u-sf-2", TOWN, "agriculture", "#N/A", START],
        [12, TOWN, "agriculture", "x", START],
    ]
    found = bad(await units(town, as_xlsx(lines), XLSX))
    named = [(2, "name", "sheets.formula"), (3, "name", "sheets.error-cell"), (4, "id", "sheets.number-for-code")]
    assert [one for one in found if one[2] != "sheets.missing"] == named


async def test_a_hidden_worksheet_is_not_read(town: Platform) -> None:
    answer = await units(town, as_xlsx([HEAD, GOOD], hidden=True), XLSX)
    assert {code for _, _, code in bad(answer)} == {"sheets.unknown-column", "sheets.missing-column"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {"sheets.missing-column"}),
        (b"id,id,region,kind,name,valid_from\r\n1,1,32,a,b,2026-01-01", {"sheets.column-twice"}),
        (b"id,region,kind,name,valid_from,phone\r\n1,32,a,b,2026-01-01,1", {"sheets.unknown-column"}),
        (b"id,region,kind,name,valid_from\r\n", {"sheets.empty"}),
    ],
)
async def test_a_head_that_does_not_fit_is_refused(town: Platform, body: bytes, expected: set[str]) -> None:
    assert {code for _, _, code in bad(await units(town, body))} == expected


async def test_another_media_type_and_a_body_beyond_the_limit_are_refused(town: Platform) -> None:
    assert refused(await units(town, b"{}", "application/json"))[:2] == (415, "sheets.unknown-media")
    assert refused(await units(town, b"x" * (20 * 1024 * 1024 + 1)))[:2] == (413, "body-too-large")
    elsewhere = await office(town).post("/training/courses", content=b"x" * (1024 * 1024 + 1))
    assert refused(elsewhere)[:2] == (413, "body-too-large")


# ----------------------------------------------------------------------------------------------------------- large ones
@pytest.fixture(scope="module")
async def session(town: Platform) -> str:
    """A session of many days with many people in it."""
    today = town_day(town.clock())
    people = [
        {"id": f"p-sf-{n}", "region": TOWN, "name": "测试", "valid_from": "2020-01-01"} for n in range(MANY // 20)
    ]
    assert (await send(hand(town, "persons", scope=COUNTY), "persons", as_csv(people))).status_code == 200
    course = {"code": "sf-1", "name": "大课", "field": "culture", "hours": 20, "organiser": CITY}
    await brought(town, "courses", [course])
    body = {"course": "sf-1", "region": TOWN, "capacity": 5_000, "last_day": today.isoformat()}
    first = (today - timedelta(days=30)).isoformat()
    made = await office(town).post("/training/sessions", json=body | {"first_day": first})
    assert made.status_code == 201, made.text
    joined = [{"session_id": made.json()["id"], "person_id": one["id"]} for one in people]
    assert (await send(office(town), "enrolments", as_csv(joined))).status_code == 200
    return str(made.json()["id"])


def attendances(platform: Platform, session: str) -> list[list[Any]]:
    today = town_day(platform.clock())
    days = [(today - timedelta(days=ago)).isoformat() for ago in range(20)]
    return [[session, f"p-sf-{n}", day, 8] for n in range(MANY // 20) for day in days]


async def test_the_service_answers_while_a_large_file_comes_in(town: Platform, session: str) -> None:
    body = as_xlsx([["session_id", "person_id", "day", "hours"], *attendances(town, session)])
    coming = asyncio.create_task(send(office(town), "attendances", body, XLSX))
    waits: list[float] = []
    while not coming.done():
        begun = time.perf_counter()
        live = await town.stranger("dispatch").get("/livez")
        assert live.status_code == 200
        waits.append(time.perf_counter() - begun)
        await asyncio.sleep(0.02)

    answer = await coming
    assert (answer.status_code, answer.json()["changed"]) == (200, MANY), answer.text
    # Many answers came between, and none waited for the file.
    assert len(waits) > 10
    assert max(waits) < 2, sorted(waits)[-5:]


async def test_what_came_in_large_goes_out_and_comes_in_again(town: Platform, session: str) -> None:
    given = {"region": TOWN}
    await send(office(town), "attendances", as_csv_of(attendances(town, session)))
    out = await office(town).get("/sheets/attendances.xlsx", params=given)
    again = await send(office(town), "attendances", out.content, XLSX, dry_run=True)
    assert (again.status_code, again.json()["rows"], again.json()["changed"]) == (200, MANY, 0)


async def test_an_attendance_before_the_session_is_named_by_its_line(town: Platform, session: str) -> None:
    lines = [[session, "p-sf-1", START, 8], [str(UUID(int=7)), "p-sf-1", START, 8], [str(new_id()), "?", START, 8]]
    answer = await send(office(town), "attendances", as_csv_of(lines))
    assert bad(answer) == [(4, "person_id", "sheets.bad-value")]
    answer = await send(office(town), "attendances", as_csv_of(lines[:2]))
    assert [(line, code) for line, _, code in bad(answer)] == [
        (2, "training.attendance-before-session"),
        (3, "training.session-unknown"),
    ]


def as_csv_of(lines: list[list[Any]]) -> bytes:
    file = StringIO()
    csv.writer(file).writerows([["session_id", "person_id", "day", "hours"], *lines])
    return file.getvalue().encode()
