"""How do people come in and go out by files: with their posts to another unit, or for good, over HTTP?"""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.paper import START, Row, as_csv, bad, lines_of, send, unit
from tests.support.platform import Platform
from tests.support.powers import listed

# Nobody else plays in this county.
COUNTY, TOWN = "321311", "321311105"
BUREAU, OFFICE = "u-sm-bureau", "u-sm-office"
PEOPLE = [f"p-sm-{number}" for number in range(4)]
KIND, DAY, BEFORE = "administrative", "2026-02-01", "2026-01-31"


def office(platform: Platform, person: str = "p-sm-org-1", **who: str) -> httpx.AsyncClient:
    return platform.client("dispatch", person_id=person, **({"role": "org-office", "scope": COUNTY} | who))


def drafted(day: str = DAY, **more: Any) -> Row:
    return {"county": COUNTY, "valid_from": day, "adopted_by": "宿编发〔2026〕7号"} | more


def move(person: str, after: str = OFFICE, day: str = DAY) -> Row:
    return drafted(day, person_id=person, from_unit=BUREAU, to_unit=after, kind=KIND, power="P-SM")


def leaving(person: str, day: str = DAY) -> Row:
    return drafted(day, person_id=person, why="retired")


async def drawn(platform: Platform, sheet: str, lines: list[Row]) -> str:
    taken = await send(office(platform), sheet, as_csv(lines))
    assert (taken.status_code, taken.json()["changed"]) == (200, len(lines)), taken.text
    (draft,) = taken.json()["drafts"]
    return str(draft)


async def confirming(platform: Platform, draft: str, person: str = "p-sm-org-2") -> httpx.Response:
    return await office(platform, person).post(f"/resources/proposals/{draft}/confirm")


async def out(client: httpx.AsyncClient, sheet: str, on: str = DAY) -> list[dict[str, str]]:
    answer = await client.get(f"/sheets/{sheet}.csv", params={"as_of": on})
    assert answer.status_code == 200, answer.text
    return lines_of(answer.text)


async def units_of(platform: Platform, *people: str, on: str = DAY) -> list[str | None]:
    """Return where people work on a day, None where they are not there."""
    asked = {"region": COUNTY, "as_of": on, "limit": "200"}
    found = (await office(platform).get("/organisation/persons", params=asked)).json()["items"]
    places = {one["id"]: one["unit_id"] for one in found}
    return [places.get(one) for one in people]


@pytest.fixture(scope="module")
async def county(platform: Platform) -> Platform:
    """A bureau whose every post is taken, and a township's office that may have two."""
    await listed(platform, "P-SM")
    places = [unit(BUREAU, COUNTY, "bureau"), unit(OFFICE, TOWN, "governance-office")]
    people = [{"id": one, "region": COUNTY, "unit_id": BUREAU, "name": "测试", "valid_from": START} for one in PEOPLE]
    for sheet, lines in (("units", places), ("persons", people)):
        assert (await send(office(platform), sheet, as_csv(lines))).status_code == 200
    ceilings = [drafted(START, unit_id=one, kind=KIND, approved=number) for one, number in ((BUREAU, 4), (OFFICE, 2))]
    given = [drafted(START, kind=KIND, posts=-4), drafted(START, kind=KIND, posts=4, unit_id=BUREAU)]
    seats = {"mode": "own", "from_unit": BUREAU, "to_unit": BUREAU, "kind": KIND}
    placed = [drafted(START, person_id=one, **seats) for one in PEOPLE]
    for sheet, lines in (("establishment", ceilings), ("transfers", given), ("placements", placed)):
        assert (await confirming(platform, await drawn(platform, sheet, lines))).status_code == 200
    return platform


async def test_a_person_goes_with_his_post_when_another_confirmed_what_a_file_proposed(county: Platform) -> None:
    draft = await drawn(county, "moves", [move(PEOPLE[0])])
    own = await confirming(county, draft, "p-sm-org-1")
    assert (own.status_code, own.json()["title"]) == (403, "resources.second-person-needed")
    assert (await units_of(county, PEOPLE[0]), await out(office(county), "moves")) == ([BUREAU], [])

    assert (await confirming(county, draft)).status_code == 200

    assert [await units_of(county, PEOPLE[0], on=on) for on in (BEFORE, DAY)] == [[BUREAU], [OFFICE]]
    (line,) = await out(office(county), "moves")
    assert (line["人员编号"], line["现机构编号"], line["权力代码"]) == (PEOPLE[0], OFFICE, "P-SM")
    assert await out(office(county), "moves", BEFORE) == []
    # Whom a township was given, it may read; the township beside it may not.
    assert [len(await out(office(county, scope=place), "moves")) for place in (TOWN, "321311006")] == [1, 0]
    again = await send(office(county), "moves", as_csv([dict(line)]))
    assert (again.json()["changed"], again.json()["drafts"]) == (0, [])


async def test_who_leaves_by_a_file_is_gone_when_another_confirmed_it(county: Platform) -> None:
    draft = await drawn(county, "leavings", [leaving(PEOPLE[1])])
    own = await confirming(county, draft, "p-sm-org-1")
    assert (own.status_code, own.json()["title"]) == (403, "resources.second-person-needed")
    assert (await units_of(county, PEOPLE[1]), await out(office(county), "leavings")) == ([BUREAU], [])

    assert (await confirming(county, draft)).status_code == 200

    assert [await units_of(county, PEOPLE[1], on=on) for on in (BEFORE, DAY)] == [[BUREAU], [None]]
    (line,) = await out(office(county), "leavings")
    assert (line["人员编号"], line["离岗原因"]) == (PEOPLE[1], "retired")
    assert await out(office(county), "leavings", BEFORE) == []
    again = await send(office(county), "leavings", as_csv([dict(line)]))
    assert (again.json()["changed"], again.json()["drafts"]) == (0, [])
    # Why somebody left is for those who keep the register, not for everybody who reads it.
    reader = await office(county, role="leader").get("/sheets/leavings.csv")
    assert (reader.status_code, reader.json()["title"]) == (403, "missing-permission")


async def test_each_line_that_nobody_could_confirm_is_named(county: Platform) -> None:
    later = "2026-05-01"
    moves = [move("p-sm-ghost", day=later), move(PEOPLE[2], "u-ghost", later), move(PEOPLE[3], BUREAU, later)]
    assert bad(await send(office(county), "moves", as_csv(moves))) == [(4, None, "sheets.bad-value")]
    found = bad(await send(office(county), "moves", as_csv(moves[1:2])))
    assert [(line, code) for line, _, code in found] == [(2, "resources.unknown-unit")]
    found = bad(await send(office(county), "moves", as_csv([move(PEOPLE[2], day=later), moves[0]])))
    assert [(line, code) for line, _, code in found] == [(3, "resources.unknown-person")]
    gone = [leaving(PEOPLE[2], later), leaving(PEOPLE[1], later), leaving(PEOPLE[3], START)]
    found = bad(await send(office(county), "leavings", as_csv(gone)))
    assert [(line, code) for line, _, code in found] == [(3, "resources.unknown-person"), (4, "resources.overlap")]
    assert await units_of(county, *PEOPLE[2:], on=later) == [BUREAU, BUREAU]
