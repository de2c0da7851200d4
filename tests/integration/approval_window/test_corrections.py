"""How an error in a delivered decision is corrected, and what is not corrected this way: over HTTP, on real servers."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from approval_window.applications.timers import TIMERS
from shared.clock import town_day, utc_now
from shared.papers.writing import chinese_day
from shared.runtime.timers import run_round
from tests.integration.approval_window.citizens import ask_with
from tests.integration.approval_window.counter import (
    FORM,
    LICENCE,
    PERSON,
    PLAN,
    Counter,
    actions,
    add_items,
    in_days,
    refusal,
)
from tests.integration.approval_window.extended import asked as extension
from tests.integration.approval_window.test_papers import listed, printed, printing
from tests.support.platform import TOWN, Platform, TestClock
from tests.support.printed import said

OTHER_NUMBER = "110105194912310038"


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


async def granted(counter: Counter, item: str = LICENCE, valid_to: str | None = None) -> dict[str, Any]:
    shown = await counter.accepted(item)
    head = counter.of("leader", "clerk-li") if item == "test-one-hand" else counter.head
    return await counter.done(shown, "grant", head, valid_to=valid_to or in_days(300))


async def delivered(counter: Counter, item: str = LICENCE, valid_to: str | None = None) -> dict[str, Any]:
    return await counter.done(await granted(counter, item, valid_to), "deliver", way="in-person", to="本人")


async def asking(counter: Counter, shown: dict[str, Any], **parts: Any) -> Any:
    """Ask for the correction of its decision, of the last day unless told otherwise."""
    papers = await listed(counter, shown)
    number = next(papers[kind]["number"] for kind in ("ZY", "BY", "YX") if kind in papers)
    usual = {"paper": number, "error": "valid-to", "found_by": "holder", "correct": in_days(400), "reason": "录入有误"}
    return await counter.act(shown, "ask-correction", **usual | parts)


async def asked(counter: Counter, shown: dict[str, Any], **parts: Any) -> dict[str, Any]:
    answer = await asking(counter, shown, **parts)
    assert answer.is_success, answer.text
    return await counter.read(shown["id"])


async def corrected(counter: Counter, shown: dict[str, Any], **parts: Any) -> dict[str, Any]:
    pending = await asked(counter, shown, **parts)
    return await counter.done(pending, "correct-decision", deputy(counter), reason="与决定内容核对一致")


def deputy(counter: Counter) -> Any:
    return counter.of("leader", "p-deputy")


async def licence(counter: Counter, shown: dict[str, Any]) -> dict[str, Any]:
    key = next(step["facts"]["licence"] for step in shown["history"] if step["action"] == "grant")
    return dict((await counter.head.get(f"/licences/{key}")).json())


async def told(counter: Counter, key: str, kind: str) -> list[dict[str, Any]]:
    async with counter.window.database("approval-window").begin() as work:
        query = "SELECT body::jsonb FROM outbox WHERE key = :id AND type LIKE :kind ORDER BY seq"
        rows = await work.connection.execute(text(query), {"id": key, "kind": f"%{kind}%"})
        return [row.body for row in rows]


async def test_a_wrong_day_is_corrected_by_another_with_a_paper_that_names_the_decision(counter: Counter) -> None:
    shown = await delivered(counter)
    decision = (await listed(counter, shown))["ZY"]["number"]
    after = await corrected(counter, shown)

    papers = await listed(counter, after)
    assert (papers["ZY"]["corrected_by"], papers["GZ"]["corrected_by"]) == ([papers["GZ"]["number"]], [])
    assert (after["state"], actions(after)[-2:]) == ("delivered", ["ask-correction", "correct-decision"])
    paper = await printed(counter, after, "GZ")
    days = [chinese_day(town_day(utc_now()) + timedelta(days=n)) for n in (300, 400)]
    for part in ("更正决定书", decision, f"原文为：“{days[0]}”", f"现更正为：“{days[1]}”", "与决定内容核对一致"):
        assert part in paper
    earlier = await printed(counter, after, "ZY")
    assert (f"有效期至{days[0]}" in earlier, f"见更正决定书（{papers['GZ']['number']}）" in earlier) == (True, True)


async def test_the_corrected_day_holds_for_the_licence_and_is_told(counter: Counter) -> None:
    shown = await delivered(counter, valid_to=in_days(3))
    after = await corrected(counter, shown)
    held = await licence(counter, after)
    await run_round(
        TIMERS[1], counter.window.apps["approval-window"].state.runtime.database, TestClock(timedelta(days=10))
    )

    assert (held["valid_to"], held["version"]) == (in_days(400), 2)
    assert (await licence(counter, after))["end"] is None
    (event,) = await told(counter, held["id"], "licence-corrected")
    assert (event["valid_to"], event["version"], event["corrected_on"]) == (in_days(400), 2, in_days(0))
    assert (await told(counter, after["id"], "application-changed"))[-1]["corrected_at"] is not None
    assert "录入有误" not in str(event)


async def test_its_holder_sees_that_it_was_corrected_and_the_day_that_holds(window: Platform, counter: Counter) -> None:
    body = {"item": LICENCE, "region": TOWN, "applicant": PERSON, "again": True}
    taken = await counter.clerk.post("/applications", json=body | {"materials": {"handed_in": [FORM, PLAN]}})
    shown = await counter.done(await counter.read(taken.json()["id"]), "accept")
    shown = await counter.done(shown, "grant", counter.head, valid_to=in_days(300))
    await corrected(counter, await counter.done(shown, "deliver", way="in-person", to="本人"))

    days = {one["day"]: one["on"] for one in (await ask_with(window, taken.json())).json()["days"]}
    assert (days["corrected"], days["valid-to"]) == (in_days(0), in_days(400))


async def test_a_wrong_name_and_number_are_corrected_and_the_earlier_paper_stays_as_it_was(counter: Counter) -> None:
    shown = await delivered(counter)
    named = await corrected(counter, shown, error="name", correct="王晓明")
    numbered = await corrected(counter, named, error="number", correct=OTHER_NUMBER, found_by="organ")

    found = await counter.clerk.get(f"/applications/{shown['id']}/applicant", params={"purpose": "核对"})
    assert (found.json()["name"], found.json()["number"]) == ("王晓明", OTHER_NUMBER)
    first = next(one for one in numbered["corrections"] if one["error"] == "name")
    paper = said(await printing(counter, numbered, first["number"]))
    assert ("原文为：“王小明”" in paper, "现更正为：“王晓明”" in paper) == (True, True)
    assert "王小明：" in await printed(counter, numbered, "ZY")
    assert not {"王小明", "王晓明", OTHER_NUMBER} & set(str(numbered).replace("'", " ").split())


async def test_who_has_the_right_number_is_known_by_it_when_he_comes_again(counter: Counter) -> None:
    shown = await corrected(counter, await delivered(counter), error="number", correct=OTHER_NUMBER)
    applicant = PERSON | {"number": OTHER_NUMBER}

    body = {"item": LICENCE, "region": TOWN, "applicant": applicant, "name_checked": True}
    again = await counter.clerk.post("/applications", json=body)
    assert refusal(again) == (409, "applications.repeat")
    assert again.json()["earlier"] == shown["number"]


async def test_an_address_and_the_wording_of_a_refusal_are_corrected_as_they_are_said(counter: Counter) -> None:
    refused = await counter.done(await counter.accepted(), "refuse", counter.head, reasons="疏散通道不足")
    shown = await counter.done(refused, "deliver", way="by-post", to="本人")
    unsaid = await asking(counter, shown, error="wording", correct="人民路12号")
    without = await asking(counter, shown)
    after = await corrected(counter, shown, error="address", written="人民路21号", correct="人民路12号")

    assert refusal(unsaid) == refusal(without) == (422, "corrections.not-written")
    paper = await printed(counter, after, "GZ")
    assert ("地址，原文为：“人民路21号”" in paper, "不予行政许可决定书" in paper) == (True, True)
    texts = await deputy(counter).get(
        f"/applications/{shown['id']}/corrections/{after['corrections'][0]['id']}", params={"purpose": "核对"}
    )
    assert (texts.json()["written"], texts.json()["correct"]) == ("人民路21号", "人民路12号")
    assert (await counter.clerk.get(str(texts.url), params={"purpose": "x"})).status_code == 403
    async with counter.window.database("approval-window").begin() as work:
        query = "SELECT by, purpose FROM application_looks WHERE application_id = :id AND what = 'correction'"
        (look,) = (await work.connection.execute(text(query), {"id": shown["id"]})).all()
    assert tuple(look) == ("p-deputy", "核对")


async def test_what_is_no_error_of_a_delivered_decision_is_not_corrected(counter: Counter) -> None:
    waiting = await granted(counter)
    shown = await delivered(counter)
    slip = (await listed(counter, shown))["SL"]["number"]

    for answer, wanted in (
        (await asking(counter, waiting), (409, "corrections.not-delivered")),
        (await asking(counter, shown, correct=in_days(300)), (422, "corrections.nothing-changed")),
        (await asking(counter, shown, error="outcome"), (409, "corrections.substance")),
        (await asking(counter, shown, correct=in_days(-1)), (409, "corrections.substance")),
        (await asking(counter, shown, correct="明年"), (422, "corrections.not-a-day")),
        (await asking(counter, shown, error="number", correct="123"), (422, "applications.number-malformed")),
        (await asking(counter, shown, paper=slip), (422, "corrections.not-a-decision")),
        (await asking(counter, shown, paper="ZY-320585102-2020-000001"), (404, "applications.paper-not-found")),
    ):
        assert refusal(answer) == wanted


async def test_a_licence_that_has_ended_is_not_corrected(counter: Counter) -> None:
    shown = await delivered(counter)
    pending = await asked(counter, shown)
    key = (await licence(counter, shown))["id"]
    ended = await deputy(counter).post(f"/licences/{key}/cancel", json={"end": "given-back", "proof": "交回"})
    assert ended.status_code == 200

    late = await counter.act(pending, "correct-decision", deputy(counter), reason="核对")
    assert refusal(late) == (409, "licences.ended")
    without = await counter.done(pending, "decline-correction", deputy(counter), reason="许可已失效")
    assert refusal(await asking(counter, without)) == (409, "licences.ended")


async def test_a_day_that_was_over_when_it_was_decided_is_not_corrected_to(counter: Counter) -> None:
    pending = await asked(counter, await delivered(counter), correct=in_days(1))
    counter.window.clock.ahead = timedelta(days=3)
    try:
        late = await counter.act(pending, "correct-decision", deputy(counter), reason="核对")
    finally:
        counter.window.clock.ahead = timedelta(0)

    assert refusal(late) == (409, "corrections.substance")
    assert "GZ" not in await listed(counter, pending)


async def test_who_decided_or_asked_does_not_correct_it_unless_one_hand_may_do_both(counter: Counter) -> None:
    pending = await asked(counter, await delivered(counter))
    own = await counter.act(pending, "correct-decision", counter.head, reason="核对")
    asker = await counter.act(pending, "decline-correction", counter.of("leader", "clerk-li"), reason="核对")
    clerk = await counter.act(pending, "correct-decision", reason="核对")
    alone = await asked(counter, await delivered(counter, "test-one-hand"))

    assert refusal(own) == (403, "corrections.decided-by-yourself")
    assert refusal(asker) == (403, "corrections.asked-by-yourself")
    assert refusal(clerk) == (403, "missing-permission")
    both = await counter.act(alone, "correct-decision", counter.of("leader", "clerk-li"), reason="核对")
    assert both.status_code == 200


async def test_one_correction_at_a_time_is_decided_once_and_a_declined_one_changes_nothing(counter: Counter) -> None:
    shown = await counter.done(await delivered(counter), "archive")
    nothing = await counter.act(shown, "correct-decision", deputy(counter), reason="核对")
    pending = await asked(counter, shown)
    second = await asking(counter, pending)
    after = await counter.done(pending, "decline-correction", deputy(counter), reason="原文无误")

    assert refusal(nothing) == (409, "corrections.not-asked")
    assert refusal(second) == (409, "corrections.pending")
    assert (after["state"], after["corrected_at"], after["corrections"][0]["state"]) == ("archived", None, "declined")
    assert "GZ" not in await listed(counter, after)
    assert (await licence(counter, after))["valid_to"] == in_days(300)
    again = await counter.act(after, "correct-decision", deputy(counter), reason="核对")
    assert refusal(again) == (409, "corrections.not-asked")


async def test_the_days_of_an_extended_licence_are_corrected_where_it_was_extended(counter: Counter) -> None:
    first = await delivered(counter, valid_to=in_days(40))
    key = (await licence(counter, first))["id"]
    renewal = await counter.done(await extension(counter, key), "accept")
    extended = await counter.done(renewal, "renew", counter.head)
    extended = await counter.done(extended, "deliver", way="in-person", to="本人")

    assert refusal(await asking(counter, first, correct=in_days(50))) == (409, "corrections.extended-since")
    paper = (await listed(counter, extended))["YX"]["number"]
    await corrected(counter, extended, paper=paper, correct=in_days(100))
    held = (await counter.head.get(f"/licences/{key}")).json()
    last_days = [term["last_day"] for term in held["terms"]]
    assert (held["valid_to"], last_days) == (in_days(100), [in_days(40), in_days(100)])
