"""How every register goes out as a file and comes in as one, over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest

from dispatch.sheets.service.table import SHEETS
from shared.clock import town_day
from shared.runtime.grants import PERMISSIONS
from shared.runtime.permissions import Role
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.paper import (
    CELL,
    CLERK,
    COUNTY,
    LEAVERS,
    OFFICE,
    PEOPLE,
    SAMPLES,
    START,
    TOWN,
    XLSX,
    as_csv,
    as_xlsx,
    bad,
    brought,
    drafted,
    duty,
    fetched,
    hand,
    lines_of,
    person,
    send,
    unit,
)
from tests.support.platform import Platform

READ_ONLY = [name for name, sheet in SHEETS.items() if sheet.take is None]
FILLED = [name for name in SHEETS if name not in READ_ONLY]
FAR = "330109"
# What the samples say is of a year: it goes out on a day of it.
OF_A_YEAR = dict.fromkeys(("workdays", "sessions"), "2040-06-01") | dict.fromkeys(
    ("assessment-items", "rewards"), "2026-06-01"
)


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county that has handed in everything on paper."""
    for sheet, lines in SAMPLES.items():
        if sheet == "party-organisations":
            await _draw_a_cell(town)
        await brought(town, sheet, lines)
    (session,) = lines_of((await fetched(town, "sessions", region=TOWN, as_of="2100-01-01")).text)
    taught = session["班次编号"]
    await brought(town, "enrolments", [{"session_id": taught, "person_id": one} for one in PEOPLE])
    days = [town_day(town.clock()) - timedelta(days=ago) for ago in (0, 1)]
    there = [{"session_id": taught, "person_id": one, "day": day, "hours": 8} for one in PEOPLE for day in days]
    await brought(town, "attendances", there)
    await brought(town, "persons", [person(one) for one in LEAVERS])
    gone = [drafted(person_id=one, why="retired") | {"valid_from": "2026-03-01"} for one in LEAVERS]
    await brought(town, "leavings", gone)
    await _certify(town, "sh-3", "mediation")
    await brought(town, "coaching-pairs", [pair(town, one) for one in (*PEOPLE[1:], CLERK)])
    return town


async def _draw_a_cell(town: Platform) -> None:
    """Let the township have a cell, and wait until the centre knows it."""
    west, south, side = 120.60, 33.10, 0.01
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    about = {"code": CELL, "name": "网格一", "kind": "integrated", "place_names": []}
    feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": about}
    drawn = await town.client("grid", scope=TOWN).put(
        "/cells",
        params={"region": TOWN, "valid_from": START},
        json={"type": "FeatureCollection", "features": [feature]},
    )
    assert drawn.is_success, drawn.text

    async def known() -> bool:
        return bool(await rows(town, "SELECT 1 FROM cell_copies WHERE cell = :cell", cell=CELL))

    await town.until(known)


async def _certify(town: Platform, code: str, field: str) -> str:
    """Let the first of the people pass a course of today; return the session."""
    today = town_day(town.clock())
    await brought(town, "courses", [SAMPLES["courses"][0] | {"code": code, "field": field}])
    day = (today - timedelta(days=1)).isoformat()
    await brought(
        town, "sessions", [{"course": code, "region": TOWN, "first_day": day, "last_day": today, "capacity": 5}]
    )
    found = lines_of((await fetched(town, "sessions", region=TOWN, as_of="2100-01-01")).text)
    taught = next(line["班次编号"] for line in found if line["课程代码"] == code)
    mine = {"session_id": taught, "person_id": PEOPLE[0]}
    await brought(town, "enrolments", [mine])
    await brought(town, "attendances", [mine | {"day": today, "hours": 8}])
    marks = [mine | {"examined_on": today, "score": 90}]
    assert [(await brought(town, "results", marks))["changed"] for _ in range(2)] == [1, 0]
    return taught


def pair(town: Platform, trainee: str, mentor: str = PEOPLE[0]) -> dict[str, Any]:
    today = town_day(town.clock())
    days = {"valid_from": today.isoformat(), "valid_to": (today + timedelta(days=90)).isoformat()}
    return {"mentor_id": mentor, "trainee_id": trainee, "field": "mediation"} | days


# ------------------------------------------------------------------------------------------------------- every register
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("sheet", [name for name in FILLED if name != "results"])
async def test_what_goes_out_comes_in_again_and_changes_nothing(county: Platform, sheet: str, ending: str) -> None:
    everywhere = {"courses", "matters", "crosswalk", "requirements", "adoption-standards"}
    region = {} if sheet in everywhere else {"region": COUNTY}
    on = {"as_of": OF_A_YEAR[sheet]} if sheet in OF_A_YEAR else {}
    body = (await fetched(county, sheet, ending, **region, **on)).content
    media = "text/csv" if ending == "csv" else XLSX

    tried = await send(hand(county, sheet), sheet, body, media, dry_run=True)

    assert tried.status_code == 200, tried.text
    assert tried.json()["rows"] >= len(SAMPLES.get(sheet, PEOPLE))
    assert (tried.json()["changed"], tried.json()["drafts"], tried.json()["dry_run"]) == (0, [], True)


@pytest.mark.parametrize("sheet", FILLED)
async def test_garbage_in_each_column_is_refused_by_its_line(county: Platform, sheet: str) -> None:
    given = [column for column in SHEETS[sheet].columns if not column.shown]
    garbage = {column.name: "\x01" for column in given}

    answer = await send(hand(county, sheet), sheet, as_csv([{}, garbage]))

    named = {column for line, column, code in bad(answer) if line == 3 and code.startswith("sheets.")}
    assert named == {column.name for column in given}
    assert all(row["message"] and row["detail"] for row in answer.json()["rows"])


@pytest.mark.parametrize("sheet", list(SHEETS))
async def test_each_sheet_asks_for_its_own_permission(county: Platform, sheet: str) -> None:
    one = SHEETS[sheet]
    reader = next(str(role) for role in Role if one.read not in PERMISSIONS[role])
    writer = next(str(role) for role in Role if one.write not in PERMISSIONS[role])

    seen = await county.client("dispatch", role=reader, scope="32").get(f"/sheets/{sheet}.csv")
    empty = await county.client("dispatch", role=reader, scope="32").get(f"/sheets/{sheet}/template.xlsx")
    put = await send(county.client("dispatch", role=writer, scope="32"), sheet, b"id\r\n1")

    assert (seen.status_code, seen.json()["title"]) == (403, "missing-permission")
    assert empty.status_code == 403
    expected = "sheets.read-only" if sheet in READ_ONLY else "missing-permission"
    assert (put.status_code, put.json()["title"]) == (403, expected)


@pytest.mark.parametrize("sheet", list(SHEETS))
async def test_a_foreign_region_is_not_there(county: Platform, sheet: str) -> None:
    foreign = hand(county, sheet, scope=COUNTY)

    seen = await foreign.get(f"/sheets/{sheet}.csv", params={"region": FAR})
    assert (seen.status_code, seen.json()["title"]) == (404, "sheets.region-unknown")
    if sheet not in READ_ONLY:
        put = await send(foreign, sheet, b"id\r\n1", region=FAR)
        assert (put.status_code, put.json()["title"]) == (404, "sheets.region-unknown")


SCOPED = [name for name in SAMPLES if SHEETS[name].within and name != "courses"]


@pytest.mark.parametrize("sheet", SCOPED)
async def test_rows_of_another_county_are_neither_shown_nor_taken(county: Platform, sheet: str) -> None:
    foreign = hand(county, sheet, scope=FAR)

    seen = await foreign.get(f"/sheets/{sheet}.csv", params={"as_of": "2026-06-01", "purpose": "核对"})
    put = await send(foreign, sheet, as_csv(SAMPLES[sheet]))

    assert len(seen.text.splitlines()) == 1, seen.text
    assert all(not code.startswith("sheets.") for _, _, code in bad(put))


@pytest.mark.parametrize("sheet", list(SHEETS))
async def test_the_template_has_the_head_that_the_sheet_takes(county: Platform, sheet: str) -> None:
    answer = await hand(county, sheet).get(f"/sheets/{sheet}/template.xlsx")

    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    if sheet not in READ_ONLY:
        empty = await send(hand(county, sheet), sheet, answer.content, XLSX)
        assert bad(empty) == [(1, None, "sheets.empty")]


async def test_the_list_of_sheets_says_what_the_caller_may_do(county: Platform) -> None:
    shown = {one["name"]: one for one in (await hand(county, "units").get("/sheets")).json()}
    worker = await county.client("dispatch", role="worker").get("/sheets")

    assert list(shown) == list(SHEETS)
    assert [shown[name]["writable"] for name in ("units", "matters", "certificates")] == [True, False, False]
    assert (shown["regions"]["readable"], shown["regions"]["fills"]) == (True, False)
    assert worker.status_code == 403
    assert (await hand(county, "units").get("/sheets/ghost.csv")).json()["title"] == "sheets.unknown"


# ----------------------------------------------------------------------------------------------------------- one by one
async def test_names_go_out_only_for_a_purpose_and_the_look_is_noted(county: Platform) -> None:
    client = hand(county, "persons", "p-sh-looker")
    without = await client.get("/sheets/persons.csv", params={"region": COUNTY})
    assert {line["姓名"] for line in lines_of(without.text)} == {""}

    named = await client.get("/sheets/persons.csv", params={"region": COUNTY, "purpose": "核对编制"})

    assert {line["姓名"] for line in lines_of(named.text)} == {"测试"}
    (look,) = await rows(county, "SELECT purpose, person_ids FROM name_looks WHERE by = 'p-sh-looker'")
    assert (look.purpose, sorted(look.person_ids)) == ("核对编制", sorted([*PEOPLE, CLERK]))


async def test_a_list_from_a_file_binds_nobody_until_another_person_publishes_it(county: Platform) -> None:
    head: dict[str, Any] = {"region": "320904102", "title": "白驹镇清单"}
    body = as_csv([duty("M0203", "basic", "x", **head)])
    kept = await send(hand(county, "duty-lists"), "duty-lists", body)
    (draft,) = kept.json()["drafts"]

    alone = await hand(county, "duty-lists").post(f"/duties/drafts/{draft}/publish")
    assert (alone.status_code, alone.json()["title"]) == (403, "duties.second-person-needed")
    assert lines_of((await fetched(county, "duty-lists", region="320904102")).text) == []
    other = await hand(county, "duty-lists", "p-sh-org-2").post(f"/duties/drafts/{draft}/publish")
    assert other.status_code == 200
    assert len(lines_of((await fetched(county, "duty-lists", region="320904102")).text)) == 1


async def test_the_register_of_a_day_goes_out(county: Platform) -> None:
    moved = unit("u-sh-moved", TOWN, "agriculture", name="旧名")
    await brought(county, "units", [moved])
    await brought(county, "units", [moved | {"name": "新名", "valid_from": "2026-05-01"}])

    async def named(on: str) -> list[str]:
        found = lines_of((await fetched(county, "units", region=TOWN, as_of=on)).text)
        return [line["机构名称"] for line in found if line["机构编号"] == "u-sh-moved"]

    assert [await named(on) for on in ("2025-12-31", "2026-04-30", "2026-05-01")] == [[], ["旧名"], ["新名"]]


async def test_no_formula_leaves_and_the_text_comes_back_as_it_was(county: Platform) -> None:
    text = (await fetched(county, "units", region=TOWN)).text
    (line,) = [line for line in lines_of(text) if line["机构编号"] == OFFICE]
    (kept,) = await rows(county, "SELECT name FROM unit_terms WHERE unit_id = :unit", unit=OFFICE)

    assert (line["机构名称"], kept.name) == ("'=综合办", "=综合办")


async def test_money_that_comes_in_twice_is_booked_once(county: Platform) -> None:
    await brought(county, "money", SAMPLES["money"])
    booked = await rows(county, "SELECT fen FROM money_entries WHERE region = :town", town=TOWN)
    assert [row.fen for row in booked] == [600_000]


async def test_the_same_sum_by_two_vouchers_is_two_lines_that_come_in_again(county: Platform) -> None:
    await brought(county, "money", [SAMPLES["money"][0] | {"adopted_by": "凭证2号"}])
    out = await fetched(county, "money", region=COUNTY)
    assert [line["凭证号"] for line in lines_of(out.text)] == ["凭证1号", "凭证2号"]
    tried = await send(hand(county, "money"), "money", out.content, dry_run=True)
    assert (tried.status_code, tried.json()["changed"]) == (200, 0)


async def test_an_agency_with_a_last_day_closes(county: Platform) -> None:
    gone = unit("u-sh-gone", TOWN, "discipline")
    await brought(county, "agencies", [gone])
    await brought(county, "agencies", [gone | {"valid_to": "2026-06-30"}])
    (kept,) = await rows(county, "SELECT valid_to FROM unit_terms WHERE unit_id = 'u-sh-gone'")
    assert kept.valid_to == date(2026, 6, 30)


async def test_an_examination_from_a_file_certifies_and_comes_in_once(county: Platform) -> None:
    await _certify(county, "sh-2", "culture")
    certified = lines_of((await fetched(county, "certificates", region=COUNTY)).text)
    assert [line["人员编号"] for line in certified if line["领域"] == "culture"] == [PEOPLE[0]]
    out = (await fetched(county, "results")).content
    tried = await send(hand(county, "results"), "results", out, dry_run=True)
    assert (tried.status_code, tried.json()["changed"]) == (200, 0)


async def test_a_workbook_that_nobody_formatted_is_read_as_it_was_meant(county: Platform) -> None:
    head = ["机构编号", "区划代码", "机构类型", "机构名称", "生效日期", "合成数据"]
    lines: list[list[Any]] = [head, ["u-sh-x1", 320904101.0, "agriculture", "农办", date(2026, 1, 1), True]]
    lines.append(["u-sh-x2", 320904101, "agriculture", "农办二", 46023, "否"])

    answer = await send(hand(county, "units"), "units", as_xlsx(lines), XLSX)

    assert answer.status_code == 200, answer.text
    assert (answer.json()["changed"], answer.json()["ignored_worksheets"]) == (2, ["说明"])
    kept = await rows(county, "SELECT region, valid_from FROM unit_terms WHERE unit_id LIKE 'u-sh-x_' ORDER BY unit_id")
    assert [(row.region, row.valid_from) for row in kept] == [(TOWN, date(2026, 1, 1))] * 2


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
async def test_a_file_of_a_chinese_spreadsheet_is_read(county: Platform, encoding: str) -> None:
    body = as_csv([person("p-sh-enc", name="张三丰", region=COUNTY)], encoding=encoding, chinese=True, sheet="persons")
    answer = await send(hand(county, "persons"), "persons", body, "text/csv; charset=gbk", dry_run=True)
    assert (answer.status_code, answer.json()["rows"]) == (200, 1)
