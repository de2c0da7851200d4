"""Are posts lawful, matched so that one can say why, and filled no further than was wanted, over HTTP?"""

from datetime import timedelta
from typing import Any

import pytest

from shared.clock import town_day
from tests.integration.grid.outreach_desk import (
    born,
    messages_of,
    post,
    preparer,
    rows,
    sent_out,
    started,
    told,
    willing,
)
from tests.integration.grid.registry_desk import kept
from tests.integration.grid.town import Town, staffed_town
from tests.support.platform import Platform


@pytest.fixture
async def town(place: Platform) -> Town:
    await rows(place, "UPDATE outreach_campaigns SET state = 'cancelled' WHERE state = 'running' RETURNING id")
    await rows(place, "UPDATE outreach_ways SET free_at = now() - interval '1 day' RETURNING way")
    return await staffed_town(place)


def job(town: Town, **more: Any) -> dict[str, Any]:
    until = (town_day(town.platform.clock()) + timedelta(days=30)).isoformat()
    plain = {"employer": "精工机械", "title": "焊工", "wanted": 1, "place": "唯亭", "valid_until": until}
    return {"region": town.region, "posts": [plain | more]}


async def referred(town: Town, post_id: str, resident_id: str, who: str = "wang", **more: Any) -> Any:
    body = {"post_id": post_id, "resident_id": resident_id} | more
    return await town.client("worker", who).post("/outreach/referrals", json=body)


async def ended(town: Town, referral: dict[str, Any], outcome: str) -> Any:
    path = f"/outreach/referrals/{referral['id']}/outcome"
    return await preparer(town).post(path, json={"version": referral["version"], "outcome": outcome})


@pytest.mark.parametrize(
    ("wrong", "title", "code"),
    [
        ({"age_to": 35}, "outreach.limit-without-ground", None),
        ({"sex": "male"}, "outreach.limit-without-ground", None),
        ({"sex": "female", "ground": "female-protection"}, "outreach.limit-without-ground", None),
        ({"age_to": 40, "ground": "female-protection"}, "outreach.limit-without-ground", None),
        ({"wage_from": 9000, "wage_to": 5000}, "outreach.post-refused", "outreach.wages-crossed"),
        ({"valid_until": "2026-01-01"}, "outreach.post-refused", "outreach.past"),
        ({"employer": None}, "outreach.post-refused", "outreach.employer"),
        (
            {"age_from": 50, "age_to": 20, "ground": "licensed-work"},
            "outreach.post-refused",
            "outreach.ages-crossed",
        ),
        (
            {"employer": None, "enterprise_id": "019a0000-0000-7000-8000-000000000000"},
            "outreach.employer-unknown",
            None,
        ),
    ],
)
async def test_a_post_that_cannot_be_right_or_lawful_is_refused(
    town: Town, wrong: dict[str, Any], title: str, code: str | None
) -> None:
    answer = await preparer(town).post("/outreach/posts", json=job(town, **wrong))

    assert (answer.status_code, answer.json()["title"]) == (422, title)
    assert code is None or [row["code"] for row in answer.json()["rows"]] == [code]


@pytest.mark.parametrize(
    "lawful", [{"sex": "male", "ground": "female-protection"}, {"age_to": 55, "ground": "licensed-work"}]
)
async def test_a_limit_that_a_law_demands_is_taken(town: Town, lawful: dict[str, Any]) -> None:
    answer = await preparer(town).post("/outreach/posts", json=job(town, **lawful))

    assert answer.status_code == 201


async def test_an_employer_of_the_registry_lends_its_name_and_all_posts_come_or_none(town: Town) -> None:
    works = await kept(town, {"kind": "enterprise", "region": town.region, "name": "苏州精密"})
    body = job(town, employer=None, enterprise_id=works["id"])
    body["posts"] += [body["posts"][0] | {"valid_until": "2020-01-01"}]
    refused = await preparer(town).post("/outreach/posts", json=body)
    body["posts"].pop()
    await preparer(town).post("/outreach/posts", json=body)

    listed = (await town.client("worker").get("/outreach/posts")).json()["items"]
    assert refused.status_code == 422
    assert [(one["employer"], one["placed"], one["state"]) for one in listed] == [("苏州精密", 0, "open")]


async def test_the_posts_that_fit_say_why_and_near_ones_come_first(town: Town) -> None:
    (one,) = await willing(town, skills=["焊工", "电工"])
    both = await post(town, skills=["焊工", "电工"], title="机修")
    near = await post(town, skills=["焊工"], cell=town.west)
    far = await post(town, skills=["焊工"])
    anybody = await post(town, skills=[], title="保洁")
    await post(town, skills=["月嫂"])

    path = f"/outreach/residents/{one['id']}/posts"
    fits = (await town.client("worker", "wang").get(path)).json()["items"]

    assert [(fit["post"], fit["common"], fit["near"], fit["score"]) for fit in fits] == [
        (both, 2, 0, 20),
        (near, 1, 5, 15),
        (far, 1, 0, 10),
        (anybody, 0, 0, 0),
    ]


async def test_a_worker_refers_people_of_his_cells_and_each_once(town: Town) -> None:
    (west,), (east,) = await willing(town), await willing(town, cell=town.east)
    welder = await post(town)
    first = await referred(town, welder, west["id"])
    again = await referred(town, welder, west["id"], who="li")
    strange = await referred(town, welder, east["id"])

    assert (first.status_code, first.json()["state"]) == (201, "referred")
    assert (again.status_code, again.json()["title"]) == (409, "outreach.already-referred")
    assert again.json()["referral"] == first.json()["id"]
    assert (strange.status_code, strange.json()["title"]) == (404, "outreach.resident-unknown")
    his = (await town.client("worker", "zhao").get("/outreach/referrals")).json()["items"]
    assert his == []


async def test_nobody_is_placed_beyond_what_is_wanted_unless_the_employer_wants_more(town: Town) -> None:
    people = await willing(town, 3)
    one = await post(town, wanted=1)
    first, second = [(await referred(town, one, who["id"])).json() for who in people[:2]]
    placed, full = await ended(town, first, "placed"), await ended(town, second, "placed")
    shut = await referred(town, one, people[2]["id"])
    lower = await preparer(town).patch(f"/outreach/posts/{one}", json={"version": 2, "wanted": 1})
    more = await preparer(town).patch(f"/outreach/posts/{one}", json={"version": 3, "wanted": 2})
    again = await ended(town, second, "placed")

    assert (placed.status_code, placed.json()["state"]) == (200, "placed")
    assert (full.status_code, full.json()["title"]) == (409, "outreach.post-full")
    assert (shut.status_code, shut.json()["title"]) == (409, "outreach.post-full")
    assert (lower.status_code, more.status_code, again.json()["state"]) == (200, 200, "placed")
    (row,) = await rows(town.platform, "SELECT placed, wanted FROM outreach_posts WHERE id = :id", id=one)
    assert (row.placed, row.wanted) == (2, 2)


async def test_fewer_than_are_placed_cannot_be_wanted_and_a_result_is_known_once(town: Town) -> None:
    (who,) = await willing(town)
    one = await post(town)
    referral = (await referred(town, one, who["id"])).json()
    done = (await ended(town, referral, "placed")).json()
    again = await ended(town, done, "declined")
    await rows(town.platform, "UPDATE outreach_posts SET placed = 2 WHERE id = :id RETURNING id", id=one)
    fewer = await preparer(town).patch(f"/outreach/posts/{one}", json={"version": 2, "wanted": 1})

    assert (again.status_code, again.json()["title"]) == (409, "outreach.referral-decided")
    assert (fewer.status_code, fewer.json()["title"]) == (409, "outreach.wanted-below-placed")


@pytest.mark.parametrize(
    ("person", "post_of", "title"),
    [
        ({"born": 17}, {}, "outreach.not-of-age"),
        ({"born": None}, {}, "outreach.not-of-age"),
        ({"born": 60}, {"age_to": 50, "ground": "licensed-work"}, "outreach.limits-unmet"),
        ({"born": 30, "sex": "female"}, {"sex": "male", "ground": "female-protection"}, "outreach.limits-unmet"),
    ],
)
async def test_nobody_is_referred_who_may_not_work_there(
    town: Town, person: dict[str, Any], post_of: dict[str, Any], title: str
) -> None:
    years = person.pop("born")
    day = born(town.platform, years).isoformat() if years else None
    (who,) = await willing(town, id_kind="none", id_number=None, born_on=day, **person)
    answer = await referred(town, await post(town, **post_of), who["id"])

    assert (answer.status_code, answer.json()["title"]) == (409, title)


async def test_nobody_is_referred_to_a_post_that_is_closed(town: Town) -> None:
    (who,) = await willing(town)
    one = await post(town)
    await preparer(town).patch(f"/outreach/posts/{one}", json={"version": 1, "state": "closed"})
    answer = await referred(town, one, who["id"])

    assert (answer.status_code, answer.json()["title"]) == (409, "outreach.post-closed")


async def test_the_funnel_leads_from_the_audience_to_who_is_placed(town: Town, place: Platform) -> None:
    people = await willing(town, 3)
    (stranger,) = await willing(town, message_consent=False)
    one = await post(town)
    campaign = await started(town)
    await sent_out(place)
    listed = await messages_of(town, campaign)
    at = place.clock().isoformat()
    tell = [{"id": f"f-{m['id']}", "kind": "delivered", "at": at, "message_id": m["id"]} for m in listed]
    reply = {"id": f"y-{listed[0]['id']}", "kind": "reply", "at": at, "message_id": listed[0]["id"], "text": "1"}
    await told(place, *tell, reply)
    unwritten = await referred(town, one, stranger["id"], campaign_id=campaign["id"])
    referral = (await referred(town, one, people[0]["id"], campaign_id=campaign["id"])).json()
    await ended(town, referral, "placed")

    path = f"/outreach/campaigns/{campaign['id']}/funnel"
    found = (await preparer(town).get(path)).json()
    expected = {"audience": 3, "sent": 3, "delivered": 3, "answered": 1, "posts": 1, "referred": 1, "placed": 1}
    assert unwritten.json()["title"] == "outreach.not-of-campaign"
    assert {name: found["counts"][name] for name in expected} == expected
    rates = {one["code"]: (one["value"], one["denominator"]) for one in found["rates"]}
    assert (rates["answered_rate"], rates["placed_rate"]) == ((33.33, 3), (100.0, 1))


async def test_a_month_is_counted_for_the_township_alone_and_as_a_file(town: Town, place: Platform) -> None:
    await willing(town, 2)
    await post(town)
    await started(town)
    await sent_out(place)
    day = {"since": town_day(place.clock()).isoformat()}
    month = (await preparer(town).get("/outreach/funnel", params=day)).json()
    before = (await preparer(town).get("/outreach/funnel", params={"since": "2020-02-01"})).json()
    other = await preparer(town).get("/outreach/funnel", params=day | {"region": "320585102"})
    file = await preparer(town).get("/outreach/funnel.csv", params=day)

    assert (month["counts"]["sent"], before["counts"]["sent"], other.status_code) == (2, 0, 403)
    assert file.headers["content-type"].startswith("text/csv")
    assert "sent_rate,100.0,2,2,发送率：已发送 ÷ 目标人群" in file.text
