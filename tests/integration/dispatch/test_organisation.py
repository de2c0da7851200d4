"""Do regions, units and persons come in whole, as of a date, and are the others told?"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from dispatch.organisation import routes
from dispatch.organisation.domain.refusals import RegionWithoutParent
from dispatch.organisation.domain.regions import RegionRow
from dispatch.organisation.models import name_looks, person_history, unit_history, unit_terms
from dispatch.organisation.service import regions, registers
from shared.runtime.app import Process
from shared.runtime.sets import insert_rows
from shared.runtime.tables import outbox
from shared.schemas.topics import Service
from tests.integration.runtime.small_service import Small, running_small, small_settings
from tests.support.issuer import TestIssuer
from tests.support.servers import Servers
from tests.support.wording import named

TOWN, OTHER = "320585102", "320585103"
TEAM = {"id": "u-1", "region": TOWN, "kind": "team", "name": "综合行政执法局（合成）", "valid_from": "2026-01-01"}
LI = {"id": "p-1", "region": TOWN, "name": "李明（合成）", "unit_id": "u-1", "valid_from": "2026-01-01"}


@pytest.fixture
async def office(servers: Servers, issuer: TestIssuer) -> AsyncIterator[Small]:
    settings = small_settings(servers, issuer, await servers.new_database("dispatch"))
    async with running_small(settings, issuer, Process(Service.DISPATCH, "registers", (routes.router,))) as running:
        async with running.database.begin() as work:
            # What a new installation begins with is told as well, which is not the matter here.
            await work.connection.execute(delete(outbox))
        yield running


def clerk(office: Small, scope: str = TOWN, role: str = "org-office") -> httpx.AsyncClient:
    return office.client(roles=[role], scope_region=scope)


async def put(office: Small, kind: str, *rows: dict[str, Any], scope: str = TOWN) -> httpx.Response:
    return await clerk(office, scope).put(f"/organisation/{kind}", json={kind: rows})


async def told(office: Small) -> list[tuple[str, str]]:
    """Return key and body of each event, in order."""
    async with office.database.engine.connect() as connection:
        rows = await connection.execute(select(outbox.c.key, outbox.c.body).order_by(outbox.c.seq))
        return [(row.key, row.body) for row in rows]


async def listed(office: Small, kind: str, **query: str) -> list[dict[str, Any]]:
    answer = await clerk(office).get(f"/organisation/{kind}", params=query)
    items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
    return items


async def test_the_same_unit_again_changes_nothing_and_tells_nobody(office: Small) -> None:
    first = await put(office, "units", TEAM)
    again = await put(office, "units", TEAM)

    assert first.json() == {"given": 1, "changed": 1}
    assert again.json() == {"given": 1, "changed": 0}
    assert len(await told(office)) == 1
    assert await office.count(unit_history) == 1


async def test_a_change_from_a_date_leaves_the_past_as_it_was(office: Small) -> None:
    await put(office, "units", TEAM)
    await put(office, "units", TEAM | {"name": "综合执法局（合成）", "valid_from": "2026-07-01"})

    (before,) = await listed(office, "units", as_of="2026-06-30")
    (after,) = await listed(office, "units", as_of="2026-07-01")

    assert (before["name"], before["valid_to"]) == (TEAM["name"], "2026-06-30")
    assert (after["name"], after["valid_to"], after["version"]) == ("综合执法局（合成）", None, 2)
    assert await listed(office, "units", as_of="2025-12-31") == []


async def test_what_begins_later_is_told_on_its_day_and_only_once(office: Small) -> None:
    await put(office, "units", TEAM)
    await put(office, "units", TEAM | {"kind": "bureau", "valid_from": "2099-01-01"})
    assert '"kind":"team"' in (await told(office))[-1][1]
    assert '"valid_to":"2098-12-31"' in (await told(office))[-1][1]

    counts = []
    for moment in (datetime(2098, 12, 31, 15, 59, tzinfo=UTC), *[datetime(2098, 12, 31, 16, tzinfo=UTC)] * 2):
        async with office.database.begin() as work:
            counts.append(await registers.tell_begun(work, now=moment))

    assert counts == [0, 1, 0]
    assert '"version":3' in (await told(office))[-1][1]
    assert '"kind":"bureau"' in (await told(office))[-1][1]


async def test_a_bulk_with_bad_rows_is_refused_whole_and_each_is_named(office: Small) -> None:
    answer = await put(
        office,
        "units",
        TEAM,
        TEAM | {"id": "u-2", "region": OTHER},
        TEAM | {"id": "u-3", "region": TOWN + "999"},
        TEAM | {"id": "u-4", "valid_to": "2025-12-31"},
    )

    assert answer.status_code == 422
    assert [(row["index"], row["code"]) for row in answer.json()["rows"]] == [
        (1, "organisation.outside-scope"),
        (2, "organisation.unknown-region"),
        (3, "organisation.ends-before-it-begins"),
    ]
    assert await office.count(unit_terms) == 0
    assert await told(office) == []


async def test_another_township_cannot_take_over_a_unit_but_the_county_can_move_it(office: Small) -> None:
    await put(office, "units", TEAM)
    moved = TEAM | {"region": OTHER, "valid_from": "2026-07-01"}

    refused = await put(office, "units", moved, scope=OTHER)
    allowed = await put(office, "units", moved, scope="320585")

    assert refused.json()["rows"][0]["code"] == "organisation.outside-scope"
    assert allowed.json()["changed"] == 1


async def test_the_database_itself_keeps_terms_from_overlapping(office: Small) -> None:
    await put(office, "units", TEAM)
    row = {"unit_id": "u-1", "region": TOWN, "kind": "x", "name": "x", "valid_from": date(2026, 5, 1), "valid_to": None}

    with pytest.raises(IntegrityError, match="pk_unit_terms"):
        async with office.database.begin() as work:
            await insert_rows(work.connection, unit_terms, [row])


async def test_a_person_is_told_with_posts_and_roles_and_without_the_name(office: Small) -> None:
    await put(office, "units", TEAM)
    await put(office, "persons", LI | {"post": "队长", "roles": ["officer", "worker", "officer"]})

    key, body = (await told(office))[-1]
    assert key == "p-1"
    assert '"roles":["officer","worker"]' in body
    assert "李明" not in body
    assert await office.count(person_history) == 1


async def test_a_name_is_shown_only_for_a_purpose_and_the_look_is_noted(office: Small) -> None:
    await put(office, "units", TEAM)
    await put(office, "persons", LI)

    (without,) = await listed(office, "persons")
    (with_name,) = await listed(office, "persons", purpose="编制年度花名册")

    assert (without["name"], with_name["name"]) == (None, LI["name"])
    async with office.database.engine.connect() as connection:
        looks = (await connection.execute(select(name_looks))).all()
    assert [(look.by, look.purpose, look.person_ids) for look in looks] == [("p-test", "编制年度花名册", ["p-1"])]


async def test_persons_are_found_by_role_as_of_a_day(office: Small) -> None:
    await put(office, "units", TEAM)
    await put(office, "persons", LI | {"roles": ["worker"]})
    await put(office, "persons", LI | {"roles": ["officer"], "valid_from": "2026-07-01"})

    for day, role, found in [("2026-06-30", "worker", 1), ("2026-07-01", "worker", 0), ("2026-07-01", "officer", 1)]:
        assert len(await listed(office, "persons", as_of=day, role=role)) == found


async def test_a_new_name_is_a_new_version_and_the_same_again_none(office: Small) -> None:
    await put(office, "units", TEAM)
    for name in ("李明（合成）", "李鸣（合成）", "李鸣（合成）"):
        await put(office, "persons", LI | {"name": name})

    (person,) = await listed(office, "persons", purpose="核对")
    assert (person["name"], person["version"]) == ("李鸣（合成）", 2)


async def test_a_post_in_an_unknown_unit_is_refused_by_row(office: Small) -> None:
    answer = await put(office, "persons", LI | {"unit_id": None, "id": "p-0"}, LI)

    assert [(row["index"], row["code"]) for row in answer.json()["rows"]] == [(1, "organisation.unknown-unit")]


async def test_a_unit_does_not_end_under_the_people_who_hold_posts_in_it(office: Small) -> None:
    await put(office, "units", TEAM)
    await put(office, "persons", LI)
    ended = TEAM | {"valid_to": "2026-12-31"}

    refused = await put(office, "units", ended)
    await put(office, "persons", LI | {"valid_to": "2026-12-31"})

    assert named(refused, "rows") == [{"index": 0, "id": "u-1", "code": "organisation.still-staffed"}]
    assert (await put(office, "units", ended)).status_code == 200


async def test_pages_follow_each_other_without_gap(office: Small) -> None:
    await put(office, "units", *[TEAM | {"id": f"u-{n}"} for n in range(5)])
    seen, after = [], None
    for _ in range(3):
        params = {"limit": "2"} | ({"after": after} if after else {})
        page = (await clerk(office).get("/organisation/units", params=params)).json()
        seen += [item["id"] for item in page["items"]]
        after = page["next"]

    assert (seen, after) == ([f"u-{n}" for n in range(5)], None)


async def test_another_township_sees_nothing_of_ours(office: Small) -> None:
    await put(office, "units", TEAM)
    await put(office, "persons", LI)

    for kind in ("units", "persons"):
        page = (await clerk(office, OTHER).get(f"/organisation/{kind}", params={"region": TOWN})).json()
        assert page == {"items": [], "next": None}


async def test_a_township_sees_its_own_region_and_those_above_it(office: Small) -> None:
    codes = [item["code"] for item in (await clerk(office).get("/regions")).json()["items"]]

    assert codes[:4] == ["32", "3205", "320585", TOWN]
    assert all(code.startswith(TOWN) for code in codes[4:])
    assert (await clerk(office).get(f"/regions/{OTHER}")).status_code == 404
    children = (await clerk(office, "32").get("/regions", params={"parent": "320585"})).json()["items"]
    assert {"code": OTHER, "name": "浮桥镇"} in [{"code": c["code"], "name": c["name"]} for c in children]


async def test_regions_are_taken_once_and_corrected_when_they_change(office: Small) -> None:
    async with office.database.begin() as work:
        assert await regions.load_regions(work, regions.packaged_regions()) == 0
        assert await regions.load_regions(work, [RegionRow(OTHER, "新浮桥镇", is_pseudo=False)]) == 1

    found = await clerk(office, "3205").get(f"/regions/{OTHER}")
    assert (found.json()["name"], found.json()["parent"], found.json()["level"]) == ("新浮桥镇", "320585", "township")


async def test_a_region_without_the_one_above_is_refused(office: Small) -> None:
    with pytest.raises(RegionWithoutParent) as refused:
        async with office.database.begin() as work:
            await regions.load_regions(work, [RegionRow("330101", "某区", is_pseudo=False)])

    assert refused.value.facts == {"parents": ["3301"]}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"name": "x\u0000"}, "body.units.0.name"),
        ({"region": "3205851"}, "body.units.0.region"),
        ({"valid_from": "0001-01-01"}, "body.units.0.valid_from"),
        ({"id": "u 1"}, "body.units.0.id"),
        ({"more": 1}, "body.units.0.more"),
    ],
)
async def test_a_malformed_row_is_answered_with_its_place(office: Small, row: dict[str, Any], field: str) -> None:
    answer = await put(office, "units", TEAM | row)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("role", ["worker", "clerk", "dispatcher"])
async def test_only_who_may_manage_changes_the_register(office: Small, role: str) -> None:
    answer = await clerk(office, role=role).put("/organisation/units", json={"units": [TEAM]})

    assert answer.status_code == 403
