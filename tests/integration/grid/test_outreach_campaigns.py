"""Is a text approved by another, a campaign counted and approved before it starts, and each wrong step refused?"""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.grid.outreach_desk import (
    LINK,
    TEXT,
    approver,
    drafted,
    preparer,
    rows,
    stepped,
    template,
    willing,
)
from tests.integration.grid.town import Town, staffed_town
from tests.support.platform import Platform


@pytest.fixture
async def town(place: Platform) -> Town:
    return await staffed_town(place)


def written(town: Town, **more: Any) -> dict[str, Any]:
    return {"region": town.region, "code": "t", "kind": "jobs", "text": TEXT, "signature": "唯亭街道"} | more


async def refused(town: Town, campaign: dict[str, Any], step: str, **more: Any) -> tuple[int, str]:
    who = approver(town) if step in {"approve", "refuse"} else preparer(town)
    body = {"version": campaign["version"]} | more
    answer = await who.post(f"/outreach/campaigns/{campaign['id']}/{step}", json=body)
    return answer.status_code, answer.json()["title"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{name}您好", "outreach.placeholder"),
        ("{post!r}", "outreach.braces"),
        ("{post:>10}", "outreach.braces"),
        ("{post", "outreach.braces"),
        ("请致电13812345678", "outreach.personal"),
        ("身份证11010519491231002X", "outreach.personal"),
        ("【街道】招聘{post}", "outreach.signed-itself"),
        ("{post}，退订请回T", "outreach.signed-itself"),
        ("招" * 330, "outreach.too-long"),
        ("{post}{0}", "outreach.placeholder"),
        ("{post.__class__}", "outreach.placeholder"),
    ],
)
async def test_a_text_that_breaks_a_rule_is_refused_by_its_flaw(town: Town, text: str, code: str) -> None:
    answer = await preparer(town).post("/outreach/templates", json=written(town, text=text))

    assert (answer.status_code, answer.json()["title"]) == (422, "outreach.template-refused")
    assert code in [row["code"] for row in answer.json()["rows"]]


async def test_news_knows_no_place_for_a_post(town: Town) -> None:
    answer = await preparer(town).post("/outreach/templates", json=written(town, kind="news", text="{post}"))

    assert [row["code"] for row in answer.json()["rows"]] == ["outreach.placeholder"]


async def test_a_text_is_approved_by_another_and_never_changed_after(town: Town) -> None:
    one = (await preparer(town).post("/outreach/templates", json=written(town))).json()
    path = f"/outreach/templates/{one['id']}"
    own = await town.client("leader", "prepares").post(f"{path}/approve", json={"version": 1})
    done = await approver(town).post(f"{path}/approve", json={"version": 1})
    again = await approver(town).post(f"{path}/refuse", json={"version": 2})
    next_one = (await preparer(town).post("/outreach/templates", json=written(town, text="{post}"))).json()

    assert (own.status_code, own.json()["title"]) == (403, "second-person-needed")
    assert (done.json()["state"], again.json()["title"]) == ("approved", "outreach.template-decided")
    assert (one["edition"], next_one["edition"], next_one["state"]) == (1, 2, "draft")
    listed = (await approver(town).get("/outreach/templates", params={"state": "approved"})).json()["items"]
    assert [(row["id"], row["text"]) for row in listed] == [(one["id"], TEXT)]


async def test_a_campaign_starts_with_an_approved_text_of_its_kind_alone(town: Town) -> None:
    draft = (await preparer(town).post("/outreach/templates", json=written(town))).json()
    news = await template(town, kind="news", text="停水通知", code="n")
    body = {"region": town.region, "kind": "jobs", "title": "x", "audience": {}, "posts_each": 1, "link": LINK}

    for one in (draft, news):
        answer = await preparer(town).post("/outreach/campaigns", json=body | {"template_id": one["id"]})
        assert (answer.status_code, answer.json()["title"]) == (409, "outreach.template-unfit")


async def test_a_text_that_was_withdrawn_starts_nothing(town: Town) -> None:
    await willing(town)
    text = await template(town)
    campaign = await stepped(town, await drafted(town, template_id=text["id"]), "count", "approve")
    await approver(town).post(f"/outreach/templates/{text['id']}/withdraw", json={"version": 2})

    assert await refused(town, campaign, "start") == (409, "outreach.template-unfit")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"link": None}, "outreach.no-link"),
        ({"posts_each": 0}, "outreach.no-posts"),
        ({"urgent": True}, "outreach.urgent-jobs"),
        ({"per_second": 51}, "outreach.too-fast"),
        ({"audience": {"age_from": 9, "age_to": 8}}, "outreach.ages-crossed"),
    ],
)
async def test_what_does_not_go_together_is_refused(town: Town, wrong: dict[str, Any], code: str) -> None:
    text = await template(town)
    body = {"region": town.region, "kind": "jobs", "title": "x", "audience": {}, "posts_each": 1, "link": LINK}
    answer = await preparer(town).post("/outreach/campaigns", json=body | {"template_id": text["id"]} | wrong)

    assert answer.status_code == 422
    assert [row["code"] for row in answer.json()["rows"]] == [code]


async def test_the_way_of_a_campaign_is_counted_approved_by_another_and_started(town: Town) -> None:
    await willing(town, 2)
    campaign = await drafted(town)
    assert await refused(town, campaign, "approve") == (409, "outreach.illegal-step")
    assert await refused(town, campaign, "start") == (409, "outreach.illegal-step")
    campaign = await stepped(town, campaign, "count")
    own = await town.client("leader", "prepares").post(
        f"/outreach/campaigns/{campaign['id']}/approve", json={"version": campaign["version"]}
    )
    campaign = await stepped(town, campaign, "approve", "start")

    assert (campaign["counted"], campaign["audience_size"], campaign["state"]) == (2, 2, "running")
    assert (own.status_code, own.json()["title"]) == (403, "second-person-needed")
    history = (await approver(town).get(f"/outreach/campaigns/{campaign['id']}/history")).json()["items"]
    assert [step["action"] for step in history] == ["create", "count", "approve", "start"]


async def test_a_number_of_yesterday_approves_nothing(town: Town, place: Platform) -> None:
    await willing(town)
    campaign = await stepped(town, await drafted(town), "count")
    place.clock.ahead += timedelta(days=1)

    assert await refused(town, campaign, "approve") == (409, "outreach.counted-before")


async def test_a_change_takes_the_number_away_and_a_stale_one_is_refused(town: Town) -> None:
    await willing(town)
    draft = await drafted(town)
    campaign = await stepped(town, draft, "count")
    names = ("region", "kind", "title", "template_id", "audience", "link", "posts_each")
    body = {name: campaign[name] for name in names} | {"title": "秋招"}
    path = f"/outreach/campaigns/{campaign['id']}"
    stale = await preparer(town).put(path, json={"version": 1, "campaign": body})
    changed = (await preparer(town).put(path, json={"version": 2, "campaign": body})).json()

    assert (stale.status_code, stale.json()["title"]) == (409, "outreach.stale")
    assert (changed["state"], changed["counted"], changed["title"]) == ("draft", None, "秋招")


async def test_where_nobody_is_meant_or_too_few_who_are_cared_for_nothing_starts(town: Town) -> None:
    nobody = await stepped(town, await drafted(town), "count", "approve")
    assert await refused(town, nobody, "start") == (409, "outreach.nobody-reached")
    people = await willing(town, 5, care=["ill"])
    few = await stepped(town, await drafted(town, audience={"care": ["ill"]}), "count", "approve")
    await town.client("clerk").post("/outreach/opt-outs", json={"way": "window", "resident_id": people[0]["id"]})

    assert await refused(town, few, "start") == (409, "outreach.too-few")
    (row,) = await rows(
        town.platform, "SELECT count(*) AS n FROM outreach_messages WHERE campaign_id = :id", id=few["id"]
    )
    assert row.n == 0


async def test_another_township_sees_nothing_of_a_campaign(town: Town, place: Platform) -> None:
    campaign = await drafted(town)
    other = (await staffed_town(place)).client("leader")
    path = f"/outreach/campaigns/{campaign['id']}"

    answers = [await other.get(f"{path}{more}") for more in ("", "/messages", "/history", "/funnel", "/funnel.csv")]
    assert [one.status_code for one in answers] == [404] * 5
    assert campaign["id"] not in (await other.get("/outreach/campaigns")).text
    step = await other.post(f"{path}/approve", json={"version": 1})
    assert (step.status_code, step.json()["title"]) == (404, "outreach.campaign-not-found")


async def test_pace_and_hours_of_a_region_are_set_with_its_version(town: Town) -> None:
    admin = town.client("admin")
    path = f"/outreach/rules/{town.region}"
    first = await admin.put(path, json={"version": 0, "per_second": 80, "quiet_from": "21:00", "quiet_to": "07:30"})
    stale = await admin.put(path, json={"version": 0})
    half = await admin.put(path, json={"version": 1, "quiet_from": None})
    outside = await admin.put("/outreach/rules/320585102", json={"version": 0})

    assert (first.json(), stale.json()["title"]) == ({"version": 1}, "outreach.stale")
    assert (half.json()["title"], outside.json()["title"]) == ("outreach.rule-refused", "outreach.outside-region")
    (row,) = (await admin.get("/outreach/rules")).json()["items"]
    assert (row["per_second"], row["quiet_from"], row["quiet_to"]) == (80, "21:00:00", "07:30:00")
    assert (await drafted(town, per_second=80))["per_second"] == 80
