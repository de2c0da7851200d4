"""Is nobody told the same twice, also by another campaign of the same words, within the region's term?"""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.grid.outreach_desk import (
    messages_of,
    post,
    preparer,
    rows,
    sent_out,
    started,
    template,
    willing,
)
from tests.integration.grid.town import Town

NEWS = "本月起办事大厅周六开放，详情{link}"
THERE = "https://news.example.cn/saturday"


@pytest.fixture
async def town(town_with_post: Town) -> Town:
    return town_with_post


async def sent(town: Town, **more: Any) -> tuple[str, list[tuple[str, str | None]]]:
    """Lead a campaign to its end; return its id, and (state, reason) of its messages."""
    campaign = await started(town, **more)
    await sent_out(town.platform)
    return campaign["id"], [(one["state"], one["reason"]) for one in await messages_of(town, campaign)]


async def counts(town: Town, campaign: str) -> dict[str, int]:
    found: dict[str, int] = (await preparer(town).get(f"/outreach/campaigns/{campaign}/funnel")).json()["counts"]
    return found


async def news(town: Town) -> dict[str, Any]:
    text = await template(town, kind="news", code="news-1", text=NEWS)
    return {"kind": "news", "template_id": text["id"], "posts_each": 0, "link": THERE}


async def test_a_post_is_told_once_in_the_same_words_whatever_the_campaign(town: Town) -> None:
    await willing(town, 2)
    words = {"template_id": (await template(town))["id"]}

    _, first = await sent(town, **words)
    second, again = await sent(town, **words, title="秋风行动")

    assert (first, again) == ([("sent", None)] * 2, [("dropped", "already-told")] * 2)
    found = await counts(town, second)
    assert (found["audience"], found["sent"], found["dropped"], found["already_told"]) == (2, 0, 2, 2)


async def test_who_was_told_of_one_post_is_told_of_the_next(town: Town) -> None:
    await willing(town)
    words = {"template_id": (await template(town))["id"]}
    first, _ = await sent(town, **words)
    other = await post(town, title="电焊工")

    second, again = await sent(town, **words)
    third, more = await sent(town, **words)

    assert (again, more) == ([("sent", None)], [("dropped", "already-told")])
    told = await rows(
        town.platform, "SELECT campaign_id, posts FROM outreach_messages WHERE region LIKE :r", r=f"{town.region}%"
    )
    posts = {str(row.campaign_id): row.posts for row in told}
    assert (posts[second], len(posts[first]), posts[third]) == ([other], 1, [])
    assert posts[first] != [other]


async def test_other_words_are_another_message(town: Town) -> None:
    await willing(town)
    await sent(town)

    other = await template(town, code="jobs-2", text="招聘{post}，详情{link}")

    assert (await sent(town, template_id=other["id"]))[1] == [("sent", None)]


async def test_news_of_the_same_link_is_told_once_and_of_another_again(town: Town) -> None:
    await willing(town)
    said = await news(town)

    ways = [(await sent(town, **said | {"link": link}))[1] for link in (THERE, THERE, THERE + "/2")]

    assert ways == [[("sent", None)], [("dropped", "already-told")], [("sent", None)]]


async def test_a_number_is_told_once_whichever_record_has_it(town: Town) -> None:
    [first] = await willing(town)
    await willing(town, phone=first["phone"], employment="employed")
    said = await news(town)

    _, one = await sent(town, **said, audience={"employment": ["seeking"]})
    _, other = await sent(town, **said, audience={"employment": ["employed"]})

    assert (one, other) == ([("sent", None)], [("dropped", "already-told")])


async def test_after_the_regions_term_the_same_is_news_again(town: Town) -> None:
    await willing(town)
    said = await news(town)
    rules = {"version": 0, "same_after_days": 10}
    assert (await town.client().put(f"/outreach/rules/{town.region}", json=rules)).status_code == 200
    await sent(town, **said)
    town.platform.clock.ahead += timedelta(days=9)

    _, early = await sent(town, **said)
    town.platform.clock.ahead += timedelta(days=2)
    _, late = await sent(town, **said)

    assert (early, late) == ([("dropped", "already-told")], [("sent", None)])


async def test_a_region_without_a_term_lets_the_same_be_told_at_once(town: Town) -> None:
    await willing(town)
    said = await news(town)
    answers = [
        await town.client().put(f"/outreach/rules/{town.region}", json={"version": 0, "same_after_days": days})
        for days in (-1, 0)
    ]
    await sent(town, **said)

    assert [one.status_code for one in answers] == [422, 200]
    assert (await sent(town, **said))[1] == [("sent", None)]
