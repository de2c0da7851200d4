"""Do figures say what happened, by their formulas, and does each number list exactly its cases?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.clock import town_day, utc_now
from tests.integration.dispatch.desk import closed, reported_case, rows
from tests.integration.dispatch.past_cases import past_case
from tests.support.platform import Platform

# Places of these tests alone, so that no other test's cases are counted with them.
COUNTY, FIRST_TOWN, SECOND_TOWN = "320623", "320623101", "320623102"
DAYS = {"from": "2026-03-02", "to": "2026-03-08"}
DUE = "2026-03-04"


def leader(platform: Platform, scope: str = COUNTY, **who: Any) -> httpx.AsyncClient:
    return platform.client("dispatch", role="leader", scope=scope, **who)


async def told(platform: Platform, *case_ids: UUID) -> None:
    """Wait until the facts of cases that were written behind the scenes are told."""
    await rows(
        platform,
        "INSERT INTO figures_waiting (case_id) SELECT unnest(CAST(:ids AS uuid[])) RETURNING id",
        ids=list(case_ids),
    )

    async def look() -> bool:
        return not await rows(platform, "SELECT 1 FROM figures_waiting")

    await platform.until(look, 30)


async def numbers(client: httpx.AsyncClient, code: str, **params: Any) -> dict[str, dict[str, Any]]:
    """Return key → the number of one figure."""
    answer = await client.get("/figures", params=DAYS | params)
    assert answer.status_code == 200, answer.text
    return {line["key"]: next(n for n in line["numbers"] if n["code"] == code) for line in answer.json()["items"]}


async def behind(client: httpx.AsyncClient, code: str, part: str, **params: Any) -> list[dict[str, Any]]:
    """Return all cases behind a number, page by page."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        asked: dict[str, Any] = DAYS | {"part": part, "limit": 2} | params | after
        page = await client.get(f"/figures/{code}/cases", params=asked)
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        if page.json()["next"] is None:
            return found
        after = {"after": page.json()["next"]}


async def test_a_rate_by_township_lists_exactly_the_cases_behind_each_of_its_numbers(platform: Platform) -> None:
    done = [await past_case(platform, FIRST_TOWN, DUE) for _ in range(3)]
    late = await past_case(platform, FIRST_TOWN, DUE, late=True)
    suspended = await past_case(platform, FIRST_TOWN, DUE, state="suspended")
    other = await past_case(platform, SECOND_TOWN, DUE)
    await told(platform, *done, late, suspended, other)
    found = await numbers(leader(platform), "closing-in-time", by="township")
    assert list(found) == [FIRST_TOWN, SECOND_TOWN]
    first = found[FIRST_TOWN]
    assert (first["numerator"], first["denominator"], first["excluded"], first["rate"]) == (3, 4, 1, 0.75)
    parts = {"numerator": done, "denominator": [*done, late], "missed": [late], "excluded": [suspended]}
    for part, cases in parts.items():
        listed = await behind(leader(platform), "closing-in-time", part, by="township", key=FIRST_TOWN)
        assert [UUID(case["id"]) for case in listed] == sorted(cases, reverse=True), part


async def test_whom_a_case_is_about_counts_without_it_and_does_not_find_it_behind(platform: Platform) -> None:
    seen = await past_case(platform, "320623103", DUE)
    hidden = await past_case(platform, "320623103", DUE, late=True)
    about = "INSERT INTO case_subjects VALUES (:id, 'person', 'p-about-figures', 'test', now()) RETURNING case_id"
    await rows(platform, about, id=hidden)
    await told(platform, seen, hidden)
    himself, another = (leader(platform, person_id=who) for who in ("p-about-figures", "p-another"))
    of_town = {"region": "320623103"}
    assert (await numbers(another, "closing-in-time", **of_town))[""]["rate"] == 0.5
    assert (await numbers(himself, "closing-in-time", **of_town))[""]["rate"] == 1.0
    listed = await behind(himself, "closing-in-time", "denominator", **of_town)
    assert [UUID(case["id"]) for case in listed] == [seen]


async def test_where_nothing_is_due_there_is_no_rate_and_what_is_due_later_is_not_counted_yet(
    platform: Platform,
) -> None:
    tomorrow = (utc_now() + timedelta(hours=30)).isoformat()
    ahead = await past_case(platform, "320623104", tomorrow, state="handling")
    await told(platform, ahead)
    today = town_day(utc_now())
    days = {"from": today.isoformat(), "to": (today + timedelta(days=3)).isoformat()}
    found = (await numbers(leader(platform), "closing", region="320623104", **days))[""]
    assert (found["denominator"], found["rate"]) == (0, None)


async def test_a_case_that_goes_its_way_is_told_by_the_flow_itself(town: Platform) -> None:
    case = await closed(town, await reported_case(town))
    today = town_day(utc_now()).isoformat()
    asked: dict[str, Any] = {"from": today, "to": today, "part": "numerator", "limit": 200}

    async def counted() -> bool:
        page = await leader(town, "320585").get("/figures/filing-accuracy/cases", params=asked)
        return case["id"] in {one["id"] for one in page.json()["items"]}

    await town.until(counted, 20)


async def test_another_townships_figures_are_not_told(platform: Platform) -> None:
    refused = await leader(platform, FIRST_TOWN).get("/figures", params=DAYS | {"region": SECOND_TOWN})
    assert (refused.status_code, refused.json()["title"]) == (403, "figures.beyond-your-region")


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"from": "2026-03-08", "to": "2026-03-02"}, "figures.bad-period"),
        ({"from": "2024-03-08", "to": "2026-03-02"}, "figures.bad-period"),
        ({"from": "2099-01-01", "to": "2099-01-02"}, "figures.bad-period"),
        ({"from": "2026-02-30", "to": "2026-03-02"}, "invalid"),
    ],
)
async def test_a_period_that_is_none_is_refused(platform: Platform, days: dict[str, str], code: str) -> None:
    refused = await leader(platform).get("/figures", params=days)
    assert refused.status_code == 422
    assert refused.json()["title"] == code, refused.text


async def test_who_reads_figures_but_no_cases_gets_numbers_and_no_list(platform: Platform) -> None:
    office = platform.client("dispatch", role="org-office", scope=COUNTY)
    assert (await office.get("/figures", params=DAYS)).status_code == 200
    refused = await office.get("/figures/closing/cases", params=DAYS | {"part": "numerator"})
    assert (refused.status_code, refused.json()["title"]) == (403, "missing-permission")
    worker = platform.client("dispatch", role="worker", scope=COUNTY)
    assert (await worker.get("/figures", params=DAYS)).status_code == 403


async def test_a_figure_that_does_not_exist_is_not_found(platform: Platform) -> None:
    missing = await leader(platform).get("/figures/no-such/cases", params=DAYS | {"part": "numerator"})
    assert (missing.status_code, missing.json()["title"]) == (404, "figures.unknown-figure")


async def test_numbers_and_the_cases_behind_them_go_out_as_a_file_without_formulas(platform: Platform) -> None:
    town = "320623105"
    cases = [await past_case(platform, town, DUE) for _ in range(3)]
    harmful = "UPDATE cases SET unit = '=HYPERLINK(1)' WHERE id = :id RETURNING id"
    await rows(platform, harmful, id=cases[0])
    await told(platform, *cases)
    client, asked = leader(platform), DAYS | {"region": town}
    table = await client.get("/figures/all.csv", params=asked)
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert ",按期结案率,3,3,0,100.00%,按期结案率 第1版：按时结案 ÷ 应结案（不计" in table.text
    listed = await client.get("/figures/closing-in-time/cases.csv", params=asked | {"part": "numerator"})
    lines = listed.text.splitlines()
    assert len(lines) == 1 + len(cases)
    assert sum("'=HYPERLINK(1)" in line for line in lines) == 1
    office = platform.client("dispatch", role="org-office", scope=COUNTY)
    refused = await office.get("/figures/closing-in-time/cases.csv", params=asked | {"part": "numerator"})
    assert refused.status_code == 403


async def test_the_facts_of_a_region_are_told_again_when_somebody_asks(platform: Platform) -> None:
    case_id = await past_case(platform, "320623106", DUE)
    client, region = leader(platform), {"region": "320623106"}
    assert (await numbers(client, "closing", **region))[""]["denominator"] == 0
    again = await platform.client("dispatch", role="admin", scope="320623106").post("/figures/facts/again")
    assert (again.status_code, again.json()) == (202, {"cases": 1})

    async def counted() -> bool:
        listed = await behind(client, "closing", "denominator", **region)
        return [one["id"] for one in listed] == [str(case_id)]

    await platform.until(counted, 20)
    assert (await client.post("/figures/facts/again")).status_code == 403
