"""How posts, people and money follow the powers of a township, over HTTP."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from shared.clock import town_day
from tests.integration.dispatch.desk import dispatcher, rows
from tests.integration.dispatch.org_office import (
    ADMINISTRATIVE,
    COUNTY,
    START,
    ceiling,
    confirmed,
    drawn,
    got,
    org_office,
    placed,
    proposal,
    side,
)
from tests.integration.dispatch.test_resources_money import booked, booking
from tests.support.platform import Platform
from tests.support.powers import listed
from tests.support.wording import named

TOWN = "320381102"
BUREAU, OFFICE, TEAM, STATION = "u-res-bureau", "u-res-office", "u-res-team", "u-res-station"
PEOPLE = [f"p-res-{number}" for number in range(6)]


async def posts(platform: Platform, unit: str, **query: str) -> tuple[int, int, int]:
    """Return approved, posts and people on them."""
    items = (await got(platform, "posts", region=COUNTY, **query))["items"]
    (one,) = [item for item in items if (item["unit_id"], item["kind"]) == (unit, ADMINISTRATIVE)]
    return one["approved"], one["posts"], one["occupied"]


@pytest.fixture(scope="module")
async def county(platform: Platform) -> Platform:
    """A county with a bureau of six people on six posts, and a township with an office, a team and a station."""
    places = ((BUREAU, COUNTY, "bureau"), (OFFICE, TOWN, "governance-office"), (TEAM, TOWN, "enforcement-team"))
    units = [
        {"id": unit, "region": region, "kind": kind, "name": kind, "valid_from": START}
        for unit, region, kind in (*places, (STATION, TOWN, "stationed-land"))
    ]
    people = [
        {"id": person, "region": COUNTY, "unit_id": BUREAU, "name": "测试", "roles": ["officer"], "valid_from": START}
        for person in PEOPLE
    ]
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    (await admin.put("/organisation/persons", json={"persons": people})).raise_for_status()
    await listed(platform, "P1", "P3", "P-BACK")
    await confirmed(platform, proposal("establishment", ceiling(BUREAU, 8), ceiling(OFFICE, 4), ceiling(TEAM, 2)))
    await confirmed(platform, proposal("transfer", side(None, -6), side(BUREAU, 6)))
    await confirmed(platform, proposal("placement", *[placed(one, "own", BUREAU, BUREAU) for one in PEOPLE]))
    return platform


# --------------------------------------------------------------------------------------------------------------- posts
async def test_posts_that_people_sit_on_cannot_be_moved_away(county: Platform) -> None:
    refused = await drawn(county, proposal("transfer", side(BUREAU, -1), side(OFFICE, 1), day="2026-02-01"))

    assert (refused.status_code, refused.json()["title"]) == (409, "resources.no-free-post")
    assert (refused.json()["unit"], refused.json()["occupied"]) == (BUREAU, 6)


async def test_a_transfer_beyond_the_establishment_is_refused_and_nothing_is_half_done(county: Platform) -> None:
    before = await rows(county, "SELECT count(*) AS n FROM post_entries WHERE region = :town", town=TOWN)

    refused = await drawn(county, proposal("transfer", side(None, -3), side(TEAM, 3)))

    assert (refused.status_code, refused.json()["title"]) == (409, "resources.beyond-establishment")
    assert (refused.json()["approved"], refused.json()["posts"]) == (2, 3)
    after = await rows(county, "SELECT count(*) AS n FROM post_entries WHERE region = :town", town=TOWN)
    assert before[0].n == after[0].n


async def test_what_became_impossible_since_it_was_drawn_up_is_refused_when_confirmed(county: Platform) -> None:
    body = proposal("transfer", side(None, -2), side(TEAM, 2), day="2026-02-01")
    first, second = [(await drawn(county, body)).json()["id"] for _ in range(2)]
    other = org_office(county, "p-org-2")

    assert (await other.post(f"/resources/proposals/{first}/confirm")).status_code == 200
    late = await other.post(f"/resources/proposals/{second}/confirm")

    assert (late.status_code, late.json()["title"]) == (409, "resources.beyond-establishment")
    assert await posts(county, TEAM) == (2, 2, 0)
    lowered = await drawn(county, proposal("establishment", ceiling(TEAM, 1), day="2026-03-01"))
    assert (lowered.status_code, lowered.json()["title"]) == (409, "resources.beyond-establishment")


async def test_a_transfer_takes_as_many_posts_as_it_gives(county: Platform) -> None:
    refused = await drawn(county, proposal("transfer", side(BUREAU, -1), side(OFFICE, 2)))

    assert (refused.status_code, refused.json()["title"]) == (422, "resources.unbalanced")
    assert refused.json()["sums"] == {ADMINISTRATIVE: 1}
    assert (await drawn(county, proposal("transfer", side(BUREAU, 0), side(OFFICE, 0)))).status_code == 422


async def test_the_database_itself_lets_no_uneven_transfer_commit(county: Platform) -> None:
    transfer = await confirmed(county, proposal("transfer", side(None, -1), side(OFFICE, 1), day="2026-02-02"))
    extra = "INSERT INTO post_entries VALUES (:id, :transfer, NULL, :region, 'administrative', 1, NULL, '2026-02-02')"

    with pytest.raises(DBAPIError, match="do not come out even"):
        await rows(county, extra + " RETURNING id", id=uuid4(), transfer=transfer, region=COUNTY)
    # What comes out even stays so, since nothing of a ledger is changed or deleted.
    for table in ("post_entries", "money_entries"):
        for change in (f"UPDATE {table} SET region = region", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match=f"{table} only grows"):
                await rows(county, change + " RETURNING id")


async def test_a_new_establishment_follows_the_one_before_and_none_is_overlapped(county: Platform) -> None:
    await confirmed(county, proposal("establishment", ceiling(OFFICE, 3, "public-institution")))
    await confirmed(county, proposal("establishment", ceiling(OFFICE, 5, "public-institution"), day="2026-06-01"))

    refused = await drawn(county, proposal("establishment", ceiling(OFFICE, 6, "public-institution"), day="2026-05-31"))

    assert (refused.status_code, refused.json()["title"]) == (422, "resources.lines-refused")
    assert named(refused, "lines") == [{"index": 0, "code": "resources.overlap"}]
    days = [(await got(county, "summary", region=TOWN, as_of=day))["posts"] for day in ("2026-05-31", "2026-06-01")]
    assert [day["public-institution"]["approved"] for day in days] == [3, 5]


async def test_bad_lines_are_named_and_nothing_is_taken(county: Platform) -> None:
    lines = [ceiling(OFFICE, 4), ceiling("u-ghost", 4), ceiling("u-320585102-enforcement-team", 4), ceiling(OFFICE, 9)]

    refused = await drawn(county, proposal("establishment", *lines, day="2026-09-01"))

    assert refused.status_code == 422
    codes = [(bad["index"], bad["code"]) for bad in refused.json()["lines"]]
    assert codes[0] == (0, "resources.twice")
    assert (1, "resources.unknown-unit") in codes
    assert {index for index, _ in codes} == {0, 1, 2, 3}


# -------------------------------------------------------------------------------------------------------- second person
async def test_another_person_confirms_what_one_has_drawn_up(county: Platform) -> None:
    kept = (await drawn(county, proposal("transfer", side(None, -1), side(BUREAU, 1), day="2026-04-01"))).json()["id"]

    own = await org_office(county).post(f"/resources/proposals/{kept}/confirm")
    gone = await org_office(county).post(f"/resources/proposals/{kept}/withdraw")
    late = await org_office(county, "p-org-2").post(f"/resources/proposals/{kept}/confirm")

    assert (own.status_code, own.json()["title"]) == (403, "resources.second-person-needed")
    assert gone.status_code == 204
    assert (late.status_code, late.json()["title"]) == (409, "resources.proposal-is-decided")
    steps = [one["step"] for one in (await got(county, "history", region=COUNTY))["items"] if mentions(one, kept)]
    assert steps == ["withdrawn", "drawn-up"]


def mentions(line: dict[str, Any], proposal_id: str) -> bool:
    return bool(line["facts"].get("proposal") == proposal_id)


async def test_a_foreign_county_is_not_there(county: Platform) -> None:
    body = proposal("transfer", side(None, -1), side(BUREAU, 1), day="2026-04-01")
    kept = (await drawn(county, body)).json()["id"]
    stranger = org_office(county, "p-org-9", scope="320382")

    assert (await stranger.post("/resources/proposals", json=body)).json()["title"] == "resources.region-unknown"
    assert (await stranger.post(f"/resources/proposals/{kept}/confirm")).status_code == 404
    for path in ("summary", "load", "money"):
        assert (await stranger.get(f"/resources/{path}", params={"region": TOWN})).status_code == 404
    asked = {"region": TOWN, "power": "P1"}
    assert (await stranger.get("/resources/confirmed", params=asked)).status_code == 404
    for path in ("proposals", "transfers", "placements", "posts", "history"):
        assert (await stranger.get(f"/resources/{path}", params={"region": COUNTY})).json()["items"] == []
    assert (await drawn(county, body | {"region": TOWN})).json()["title"] == "resources.not-a-county"


async def test_who_only_reads_moves_nothing(county: Platform) -> None:
    reader = dispatcher(county, TOWN)
    body = proposal("transfer", side(None, -1), side(BUREAU, 1))

    assert (await reader.post("/resources/proposals", json=body)).status_code == 403
    assert (await reader.get("/resources/summary", params={"region": TOWN})).status_code == 200
    worker = county.client("dispatch", role="worker", person_id="p-w")
    assert (await worker.get("/resources/posts", params={"region": TOWN})).status_code == 403


# -------------------------------------------------------------------------------------------------------------- people
async def test_the_county_keeps_the_post_and_the_township_uses_the_person(county: Platform) -> None:
    await confirmed(county, proposal("placement", placed(PEOPLE[0], KEPT, BUREAU, OFFICE, "P1"), day="2026-05-01"))
    await confirmed(county, proposal("placement", placed(PEOPLE[1], "stationed", BUREAU, STATION), day="2026-05-01"))

    assert (await posts(county, BUREAU))[2] == 6
    used = {one["person_id"]: one for one in (await got(county, "placements", region=TOWN))["items"]}
    assert (used[PEOPLE[0]]["holder"], used[PEOPLE[0]]["unit_id"], used[PEOPLE[0]]["power"]) == (BUREAU, OFFICE, "P1")
    assert used[PEOPLE[1]]["mode"] == "stationed"
    where = {one["id"]: one for one in await persons(county, TOWN)}
    assert (where[PEOPLE[0]]["unit_id"], where[PEOPLE[0]]["roles"]) == (OFFICE, ["officer"])
    assert PEOPLE[0] not in {one["id"] for one in await persons(county, TOWN, as_of="2026-04-30")}


KEPT = "county-kept-township-used"


async def persons(platform: Platform, region: str, **query: str) -> list[dict[str, Any]]:
    answer = await org_office(platform).get("/organisation/persons", params={"region": region} | query)
    return list(answer.json()["items"])


async def test_a_person_moves_only_with_a_post(county: Platform) -> None:
    move = placed(PEOPLE[2], "transferred", BUREAU, OFFICE)
    full = await drawn(county, proposal("placement", *[move, placed(PEOPLE[3], "transferred", BUREAU, OFFICE)]))
    assert full.json()["lines"][0]["code"] == "resources.overlap"

    crowd = [placed(one, "transferred", BUREAU, TEAM) for one in PEOPLE[2:5]]
    refused = await drawn(county, proposal("placement", *crowd, day="2026-07-01"))

    assert (refused.status_code, refused.json()["title"]) == (409, "resources.no-free-post")
    await confirmed(county, proposal("placement", *crowd[:2], day="2026-07-01"))
    assert await posts(county, TEAM) == (2, 2, 2)
    # Two left their posts in the bureau, which may now go where they went.
    assert await posts(county, BUREAU) == (8, 6, 4)


async def test_people_who_cannot_be_sent_are_named(county: Platform) -> None:
    lines = [
        placed("p-ghost", "transferred", BUREAU, OFFICE),
        placed(PEOPLE[5], "transferred", OFFICE, TEAM),
        placed(PEOPLE[5], "stationed", BUREAU, OFFICE),
    ]

    twice = await drawn(county, proposal("placement", *lines, day="2026-08-01"))
    single = await drawn(county, proposal("placement", *lines[:2], day="2026-08-01"))

    assert [bad["index"] for bad in twice.json()["lines"]] == [1, 2]
    assert named(single, "lines") == [
        {"index": 0, "code": "resources.unknown-person"},
        {"index": 1, "code": "resources.not-in-that-unit"},
    ]


async def test_a_power_is_confirmed_when_its_posts_and_its_money_have_come(county: Platform) -> None:
    async def missing(day: str) -> list[str]:
        answer = await got(county, "confirmed", power="P3", region=TOWN, as_of=day)
        assert answer["confirmed"] == (not answer["missing"])
        return list(answer["missing"])

    assert await missing("2026-06-01") == ["need"]
    about = {"region": TOWN, "power": "P3"}
    await confirmed(county, proposal("need", about | {"posts": 1, "yearly_fen": 500_00}))
    assert await missing("2026-06-01") == ["posts", "agreement"]
    await confirmed(county, proposal("agreement", about | {"yearly_fen": 300_00, "share_bp": 2000}, day="2026-02-01"))
    moved = proposal("transfer", side(None, -1, "P3"), side(OFFICE, 1, "P3"), day="2026-03-01")
    await confirmed(county, moved)
    assert await missing("2026-06-01") == ["money"]
    assert (await booking(county, booked("share-given", 200_00, "2026-04-01", "P3", region=TOWN))).status_code == 200
    assert await missing("2026-06-01") == []
    assert await missing("2026-02-28") == ["posts", "money"]


# ------------------------------------------------------------------------------------------------------------- overview
async def test_before_and_after_are_two_days_of_the_same_township(county: Platform) -> None:
    day = town_day(county.clock()).isoformat()
    told = await got(county, "comparison", region=TOWN, before="2025-12-31", after=day)

    assert set(told["before"]["posts"][ADMINISTRATIVE].values()) == {0}
    assert told["after"]["posts"][ADMINISTRATIVE]["approved"] == 6
    assert told["more"]["agencies"] == 2
    assert told["more"][f"posts:{ADMINISTRATIVE}"] == told["after"]["posts"][ADMINISTRATIVE]["posts"] > 0
    assert set(told["after"]["people"]) >= {KEPT, "stationed", "transferred"}


async def test_posts_and_people_of_a_power_that_ended_are_to_move_back(county: Platform) -> None:
    power = "P-BACK"
    await confirmed(county, proposal("establishment", ceiling(OFFICE, 9), day="2026-08-15"))
    moved = [side(None, -1, power), side(OFFICE, 1, power)]
    await confirmed(county, proposal("transfer", *moved, day="2026-08-15"))
    await confirmed(county, proposal("placement", placed(PEOPLE[5], KEPT, BUREAU, OFFICE, power), day="2026-08-15"))
    power_id = uuid4()
    life = {"id": power_id, "town": TOWN, "power": power}
    await rows(county, POWER, **life)
    await rows(county, POWER_TERM, **life)

    async def back(day: str) -> tuple[list[tuple[str, int, str]], list[tuple[str, str]]]:
        shown = await got(county, "to-move-back", region=TOWN, as_of=day)
        posts_back = [(one["unit_id"], one["posts"], one["last_day"]) for one in shown["posts"]]
        return posts_back, [(one["person_id"], one["last_day"]) for one in shown["people"]]

    assert await back("2026-10-31") == ([], [])
    assert await back("2026-11-01") == ([(OFFICE, 1, "2026-10-31")], [(PEOPLE[5], "2026-10-31")])
    await confirmed(county, proposal("placement", placed(PEOPLE[5], "own", BUREAU, BUREAU), day="2026-11-10"))
    await confirmed(county, proposal("transfer", side(OFFICE, -1, power), side(None, 1, power), day="2026-11-10"))
    assert await back("2026-11-10") == ([], [])
    stranger = org_office(county, "p-org-9", scope="320382")
    assert (await stranger.get("/resources/to-move-back", params={"region": TOWN})).status_code == 404


POWER = """INSERT INTO powers (id, region, code, catalogue_version, version, state, chosen_by, chosen_at, prolonged)
    VALUES (:id, :town, :power, 1, 1, 'taken-back', 'p-x', now(), false) RETURNING id"""
POWER_TERM = """INSERT INTO power_terms (power_id, region, code, valid_from, valid_to)
    VALUES (:id, :town, :power, '2026-08-15', '2026-10-31') RETURNING power_id"""
