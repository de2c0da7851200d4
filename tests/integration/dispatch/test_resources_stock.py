"""How what was moved before the books began is taken over, in one request for many counties, over HTTP."""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.org_office import ADMINISTRATIVE, START, org_office
from tests.support.platform import Platform
from tests.support.powers import listed

# Nobody else plays in these two counties' townships.
CITY, COUNTIES = "3203", ("320382", "320324")
TOWNS = ("320382103", "320324103")
BUREAUS, OFFICES = ("u-stock-bureau-0", "u-stock-bureau-1"), ("u-stock-office-0", "u-stock-office-1")
KEPT = "county-kept-township-used"


def stock(what: str, *lines: dict[str, Any], region: str = CITY, day: str = START) -> dict[str, Any]:
    about = {"what": f"stock-{what}", "region": region, "valid_from": day, "adopted_by": "苏编发〔2021〕9号"}
    return about | {"lines": list(lines)}


def office(platform: Platform, person: str = "p-stock-1", scope: str = CITY) -> httpx.AsyncClient:
    return org_office(platform, person, scope=scope)


async def taken_over(platform: Platform, body: dict[str, Any]) -> str:
    kept = await office(platform).post("/resources/proposals", json=body)
    assert kept.status_code == 201, kept.text
    done = await office(platform, "p-stock-2").post(f"/resources/proposals/{kept.json()['id']}/confirm")
    assert done.status_code == 200, done.text
    return str(kept.json()["id"])


async def refused(platform: Platform, body: dict[str, Any]) -> list[tuple[int, str]]:
    answer = await office(platform).post("/resources/proposals", json=body)
    assert (answer.status_code, answer.json()["title"]) == (422, "resources.lines-refused"), answer.text
    return [(bad["index"], bad["code"]) for bad in answer.json()["lines"]]


def posts(unit: str, approved: int, has: int, power: str | None = None) -> dict[str, Any]:
    return {"unit_id": unit, "kind": ADMINISTRATIVE, "approved": approved, "posts": has, "power": power}


def sent(person: str, number: int, mode: str = KEPT, to: int | None = None) -> dict[str, Any]:
    ends = {"from_unit": BUREAUS[number], "to_unit": OFFICES[number if to is None else to]}
    return {"person_id": person, "mode": mode, "kind": ADMINISTRATIVE, "power": "P-S1"} | ends


def money(number: int, power: str) -> dict[str, Any]:
    amounts = {"posts": 1, "need_fen": 900, "agreed_fen": 700, "share_bp": 1000}
    return {"region": TOWNS[number], "power": power} | amounts


@pytest.fixture(scope="module")
async def province(platform: Platform) -> Platform:
    """Two counties, a bureau and a township's office in each; a posts-stock of all four is in the books."""
    admin = platform.client("dispatch", scope="32")
    places = [*zip(BUREAUS, COUNTIES, strict=True), *zip(OFFICES, TOWNS, strict=True)]
    units = [
        {"id": unit, "region": region, "kind": "bureau" if unit in BUREAUS else "governance-office"}
        | {"name": "存量", "valid_from": START}
        for unit, region in places
    ]
    people = [
        {"id": f"p-stock-{number}-{place}", "region": COUNTIES[number], "unit_id": BUREAUS[number]}
        | {"name": "测试", "roles": ["officer"], "valid_from": START}
        for number in range(2)
        for place in range(3)
    ]
    # One of them sits in his township already.
    people.append(
        {"id": "p-stock-there", "region": TOWNS[0], "unit_id": OFFICES[0]}
        | {"name": "测试", "roles": ["officer"], "valid_from": START}
    )
    await listed(platform, "P-S1", "P-S2", "P-S3", "P-S7", "P-S9")
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    (await admin.put("/organisation/persons", json={"persons": people})).raise_for_status()
    return platform


@pytest.fixture(scope="module")
async def in_the_books(province: Platform) -> str:
    lines = [posts(unit, 4, 3) for unit in BUREAUS] + [posts(unit, 2, 2, "P-S1") for unit in OFFICES]
    return await taken_over(province, stock("posts", *lines))


async def test_posts_of_many_counties_come_into_the_books_in_one_request(province: Platform, in_the_books: str) -> None:
    shown = await office(province).get("/resources/posts", params={"region": "320324", "as_of": START})
    held = {(one["unit_id"], one["kind"]): one for one in shown.json()["items"]}
    entries = await rows(
        province, "SELECT unit_id, region, posts FROM post_entries WHERE transfer_id = :id", id=in_the_books
    )

    assert held[BUREAUS[1], ADMINISTRATIVE] | {"approved": 4, "posts": 3} == held[BUREAUS[1], ADMINISTRATIVE]
    assert sum(entry.posts for entry in entries) == 0
    assert {(entry.region, entry.posts) for entry in entries if entry.unit_id is None} == {(c, -5) for c in COUNTIES}
    (listed,) = [
        one
        for one in (await office(province).get("/resources/proposals", params={"region": CITY})).json()["items"]
        if one["id"] == in_the_books
    ]
    assert (listed["lines"], "body" in listed) == (4, False)
    whole = (await office(province).get(f"/resources/proposals/{in_the_books}")).json()
    assert len(whole["body"]["lines"]) == 4
    assert (await office(province, scope="320102").get(f"/resources/proposals/{in_the_books}")).status_code == 404


async def test_what_is_in_the_books_is_not_taken_over_again_and_each_bad_line_is_named(
    province: Platform, in_the_books: str
) -> None:
    assert in_the_books
    lines = [
        posts(BUREAUS[0], 4, 3),
        posts("u-stock-ghost", 1, 1),
        posts(OFFICES[0], 1, 2) | {"kind": "public-institution"},
    ]

    assert await refused(province, stock("posts", *lines)) == [
        (0, "resources.kept-already"),
        (1, "resources.unknown-unit"),
        (2, "resources.beyond-establishment"),
    ]
    abroad = posts(OFFICES[0], 9, 1) | {"kind": "public-institution"}
    assert await refused(province, stock("posts", abroad, region=COUNTIES[1])) == [(0, "resources.outside-county")]
    small = await office(province).post("/resources/proposals", json=stock("posts", lines[0], region=TOWNS[0]))
    assert (small.status_code, small.json()["title"]) == (422, "resources.not-a-county")


async def test_people_sent_down_before_are_taken_over_and_moved_where_they_are_not_yet(
    province: Platform, in_the_books: str
) -> None:
    assert in_the_books
    lines = [sent("p-stock-0-0", 0), sent("p-stock-1-0", 1), sent("p-stock-there", 0, "transferred")]
    await taken_over(province, stock("people", *lines, day="2026-02-01"))

    admin = province.client("dispatch", scope="32")
    shown = await admin.get("/organisation/persons", params={"region": TOWNS[0], "as_of": "2026-02-01"})
    units = {one["id"]: one["unit_id"] for one in shown.json()["items"]}
    assert (units["p-stock-0-0"], units["p-stock-there"]) == (OFFICES[0], OFFICES[0])
    placed = (await office(province).get("/resources/placements", params={"region": TOWNS[0]})).json()["items"]
    assert {one["person_id"]: (one["holder"], one["mode"]) for one in placed} == {
        "p-stock-0-0": (BUREAUS[0], KEPT),
        "p-stock-there": (OFFICES[0], "transferred"),
    }
    versions = await rows(province, "SELECT id, version FROM persons WHERE id IN ('p-stock-0-0', 'p-stock-there')")
    assert {row.id: row.version for row in versions} == {"p-stock-0-0": 2, "p-stock-there": 1}


async def test_people_who_cannot_be_taken_over_are_named(province: Platform, in_the_books: str) -> None:
    assert in_the_books
    strange = [sent("p-stock-ghost", 0), sent("p-stock-0-1", 0, to=1), sent("p-stock-1-1", 1)]
    assert await refused(province, stock("people", *strange, day="2026-03-01")) == [(1, "resources.outside-county")]
    lines = [sent("p-stock-ghost", 0), sent("p-stock-there", 1), sent("p-stock-0-1", 0, "stationed")]
    found = await refused(province, stock("people", *lines, day="2026-03-01"))
    assert found[0] == (0, "resources.unknown-person")
    assert {index for index, _ in found} == {0, 1, 2}
    assert (2, "resources.not-a-stationed-agency") in found
    # The office has two posts.
    crowd = [sent(f"p-stock-1-{number}", 1, "transferred") for number in (1, 2)] + [sent("p-stock-0-1", 0)]
    await taken_over(province, stock("people", crowd[0], day="2026-03-01"))
    full = [sent("p-stock-0-1", 0, "transferred"), sent("p-stock-0-2", 0, "transferred"), sent("p-stock-1-2", 1)]
    assert await refused(province, stock("people", *full, day="2026-03-02")) == [
        (0, "resources.no-free-post"),
        (1, "resources.no-free-post"),
    ]
    again = await refused(province, stock("people", crowd[0], day="2026-03-02"))
    assert again == [(0, "resources.kept-already")]


async def test_need_and_agreement_of_powers_are_taken_over_in_one_line(province: Platform) -> None:
    body = stock("money", money(0, "P-S1"), money(1, "P-S1"), money(1, "P-S2"))
    await taken_over(province, body)

    shown = await office(province).get("/resources/money", params={"region": TOWNS[1]})
    years = {one["power"]: one["year"] for one in shown.json()["items"]}
    assert {power: (year["need"], year["agreed"], year["short"]) for power, year in years.items()} == {
        "P-S1": (900, 700, 900),
        "P-S2": (900, 700, 900),
    }
    lines = [money(0, "P-S1"), money(0, "P-S9"), money(0, "P-S9"), money(0, "P-S3") | {"region": "320102001"}]
    found = await refused(province, stock("money", *lines))
    assert found == [
        (0, "resources.kept-already"),
        (1, "resources.twice"),
        (2, "resources.twice"),
        (3, "resources.unknown-township"),
    ] or found[-1] == (3, "resources.outside-county")


async def test_one_person_alone_takes_nothing_over(province: Platform) -> None:
    body = stock("money", money(0, "P-S7"))
    kept = (await office(province).post("/resources/proposals", json=body)).json()["id"]

    own = await office(province).post(f"/resources/proposals/{kept}/confirm")

    assert (own.status_code, own.json()["title"]) == (403, "resources.second-person-needed")
    assert await rows(province, "SELECT 1 FROM power_needs WHERE power = 'P-S7'") == []
