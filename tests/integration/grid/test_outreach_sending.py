"""Does each message go out once, to who may have it, at its hour and pace, whatever ends the process meanwhile?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from grid.outreach.service import sending
from grid.outreach.timers import send_messages, settle_left_over
from tests.integration.grid.outreach_desk import (
    at,
    corrected,
    messages_of,
    post,
    preparer,
    rows,
    runtime_of,
    seen,
    sent_out,
    started,
    stepped,
    template,
    ways,
    willing,
)
from tests.integration.grid.town import Town
from tests.support.gateway import Gateway
from tests.support.platform import Platform

LEASE = timedelta(seconds=31)


@pytest.fixture
async def town(town_with_post: Town) -> Town:
    return town_with_post


def arrived(gateway: Gateway, people: list[dict[str, Any]]) -> list[int]:
    """Return how often each of the people was written to."""
    of = {body["to"]: gateway.times[one] for one, body in gateway.messages.items()}
    return [of.get(one["phone"], 0) for one in people]


async def dead_with(place: Platform, most: int = 10) -> list[Any]:
    """Claim messages as a process does that dies right after; return them."""
    async with place.database("grid").begin() as work:
        batch = await sending.claim(work, place.clock(), most=most, per_second=200)
    return list(batch.letters) if batch else []


async def test_each_of_the_audience_gets_one_signed_message_with_the_way_out(
    town: Town, place: Platform, gateway: Gateway
) -> None:
    people = await willing(town, 3)
    campaign = await started(town)
    await sent_out(place)

    assert arrived(gateway, people) == [1, 1, 1]
    (text,) = gateway.to(people[0]["phone"])
    assert text == "【唯亭街道】精工机械招聘焊工，5000-7000元，详情https://jobs.example.cn/list 回复TD退订"
    ended = await seen(town, campaign)
    assert (ended["state"], ended["audience_size"]) == ("finished", 3)
    assert {one["state"] for one in await messages_of(town, campaign)} == {"sent"}


async def test_each_number_that_is_opened_to_send_is_kept_as_a_look(town: Town, place: Platform) -> None:
    (one,) = await willing(town)
    campaign = await started(town)
    await sent_out(place)

    looks = (await town.client("leader").get(f"/registry/records/{one['id']}/looks")).json()["items"]
    (look,) = [look for look in looks if look["action"] == "send"]
    assert (look["purpose"], look["fields"]) == (f"outreach:{campaign['id']}", ["phone"])
    assert look["on_behalf_of"] == town.person("approves")


async def test_no_number_stands_in_the_tables_of_outreach(town: Town, place: Platform) -> None:
    (one,) = await willing(town)
    campaign = await started(town)
    await sent_out(place)

    query = "SELECT * FROM outreach_messages WHERE campaign_id = :id"
    (row,) = await rows(place, query, id=campaign["id"])
    assert one["phone"] not in repr(row)
    assert row.phone_mark


async def test_a_process_that_dies_before_the_call_is_asked_about_and_the_message_goes_out_once(
    town: Town, place: Platform, gateway: Gateway
) -> None:
    people = await willing(town, 2)
    campaign = await started(town)
    assert len(await dead_with(place)) == 2
    await sent_out(place)
    before = arrived(gateway, people)
    place.clock.ahead += LEASE
    assert await settle_left_over(runtime_of(place)) == 2
    await sent_out(place)

    assert (before, arrived(gateway, people)) == ([0, 0], [1, 1])
    assert (await seen(town, campaign))["state"] == "finished"


async def test_a_process_that_dies_after_the_call_sends_nothing_again(
    town: Town, place: Platform, gateway: Gateway
) -> None:
    people = await willing(town, 2)
    campaign = await started(town)
    for letter in await dead_with(place):
        gateway.messages[str(letter.id)] = {"to": letter.number, "text": letter.text}
        gateway.times[str(letter.id)] += 1
    place.clock.ahead += LEASE
    await settle_left_over(runtime_of(place))
    await sent_out(place)

    assert arrived(gateway, people) == [1, 1]
    assert {one["state"] for one in await messages_of(town, campaign)} == {"sent"}


@pytest.mark.parametrize("asked", [True, False])
async def test_where_the_gateway_cannot_tell_a_message_counts_as_sent(
    town: Town, place: Platform, gateway: Gateway, *, asked: bool
) -> None:
    people = await willing(town)
    campaign = await started(town)
    await dead_with(place)
    place.clock.ahead += LEASE
    gateway.of_others, runtime = "", runtime_of(place)
    blind = replace(runtime.settings, notices=ways(gateway, **({} if asked else {"status_url": ""})))
    await settle_left_over(replace(runtime, settings=blind))
    gateway.of_others = "not-taken"
    await sent_out(place)

    assert arrived(gateway, people) == [0]
    assert [one["state"] for one in await messages_of(town, campaign)] == ["unknown"]
    counts = (await preparer(town).get(f"/outreach/campaigns/{campaign['id']}/funnel")).json()["counts"]
    assert (counts["sent"], counts["unknown"]) == (1, 1)


async def test_a_gateway_that_does_not_answer_is_asked_again(town: Town, place: Platform, gateway: Gateway) -> None:
    await willing(town)
    campaign = await started(town)
    await dead_with(place)
    gateway.down = True
    place.clock.ahead += LEASE
    settled = await settle_left_over(runtime_of(place))
    gateway.down = False
    open_still = [one["state"] for one in await messages_of(town, campaign)]
    place.clock.ahead += LEASE

    assert (settled, open_still) == (0, ["handing-over"])
    assert await settle_left_over(runtime_of(place)) == 1


async def test_two_processes_never_claim_one_message(town: Town, place: Platform) -> None:
    await willing(town, 5)
    await started(town)
    first = await dead_with(place, most=3)
    second = await dead_with(place, most=3)

    assert (len(first), len(second)) == (3, 2)
    assert not {one.id for one in first} & {one.id for one in second}


async def test_a_gateway_that_is_away_takes_all_of_them_later(town: Town, place: Platform, gateway: Gateway) -> None:
    people = await willing(town, 2)
    campaign = await started(town)
    gateway.down = True
    await send_messages(runtime_of(place))
    waiting = {one["state"] for one in await messages_of(town, campaign)}
    at_once = await send_messages(runtime_of(place))
    gateway.down = False
    place.clock.ahead += timedelta(seconds=25)
    await sent_out(place)

    assert (waiting, at_once) == ({"waiting"}, 0)
    assert arrived(gateway, people) == [1, 1]


async def test_many_go_by_one_call_where_the_gateway_takes_them_so(
    town: Town, place: Platform, gateway: Gateway
) -> None:
    people = await willing(town, 4)
    campaign = await started(town)
    runtime = runtime_of(place)
    many = ways(gateway, batch_url=gateway.url.replace("/messages", "/batches"), batch_most=3)
    in_batches = replace(runtime, settings=replace(runtime.settings, notices=many))

    dealt = [await send_messages(in_batches), await send_messages(in_batches)]

    assert dealt == [3, 1]
    assert arrived(gateway, people) == [1, 1, 1, 1]
    assert {one["state"] for one in await messages_of(town, campaign)} == {"sent"}


async def test_at_night_nothing_goes_out_and_what_is_urgent_does(town: Town, place: Platform, gateway: Gateway) -> None:
    people = await willing(town)
    campaign = await started(town)
    at(place, 22)
    at_night = await send_messages(runtime_of(place))
    news = await template(town, kind="news", text="台风红色预警，请勿外出", code="storm")
    urgent = {"kind": "news", "template_id": news["id"], "posts_each": 0, "link": None, "urgent": True}
    await started(town, **urgent)
    await sent_out(place)
    by_night = arrived(gateway, people)
    at(place, 9)
    await sent_out(place)

    assert (at_night, by_night) == (0, [1])
    assert (await seen(town, campaign))["state"] == "finished"
    assert len(gateway.to(people[0]["phone"])) == 2


async def test_no_more_go_out_than_the_pace_allows(town: Town, place: Platform) -> None:
    await willing(town, 5)
    campaign = await started(town, per_second=2)
    dealt = [await send_messages(runtime_of(place)) for _ in range(3)]
    place.clock.ahead += timedelta(seconds=2)
    later = await send_messages(runtime_of(place))

    assert (dealt, later) == ([2, 0, 0], 2)
    assert (await seen(town, campaign))["state"] == "running"


async def test_a_pause_holds_everything_and_a_cancelled_campaign_never_goes_on(
    town: Town, place: Platform, gateway: Gateway
) -> None:
    people = await willing(town, 3)
    campaign = await started(town, per_second=1)
    await send_messages(runtime_of(place))
    campaign = await stepped(town, await seen(town, campaign), "pause")
    await sent_out(place)
    paused = sum(arrived(gateway, people))
    campaign = await stepped(town, campaign, "resume", "cancel")
    await sent_out(place)

    assert (paused, sum(arrived(gateway, people))) == (1, 1)
    states = sorted(one["state"] for one in await messages_of(town, campaign))
    assert (campaign["state"], states) == ("cancelled", ["cancelled", "cancelled", "sent"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"message_consent": False}, "no-consent"),
        ({"phone": "13700000001"}, "number-changed"),
        ({"phone": None}, "number-changed"),
        ({"skills": ["月嫂"]}, "no-post"),
    ],
)
async def test_who_changed_meanwhile_is_not_written_to(
    town: Town, place: Platform, change: dict[str, Any], reason: str
) -> None:
    (one,) = await willing(town)
    campaign = await started(town)
    await corrected(town, one["id"], **change)
    await sent_out(place)

    (message,) = await messages_of(town, campaign)
    assert (message["state"], message["reason"]) == ("dropped", reason)


async def test_a_person_is_told_of_the_posts_that_fit_him_and_of_none_that_is_closed(
    town: Town, place: Platform
) -> None:
    await willing(town, skills=["焊工", "电工"])
    best = await post(town, title="电焊工", skills=["焊工", "电工"])
    shut = await post(town, title="旧岗", skills=["焊工", "电工"])
    await preparer(town).patch(f"/outreach/posts/{shut}", json={"version": 1, "state": "closed"})
    campaign = await started(town, posts_each=2)
    await sent_out(place)

    (message,) = await messages_of(town, campaign)
    assert message["posts"][0] == best
    assert len(message["posts"]) == 2
    assert shut not in message["posts"]
