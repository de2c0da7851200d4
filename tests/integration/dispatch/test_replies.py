"""How the result reaches the platform that reported, also when that platform is ill for a while."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from dispatch.orders.timers import deliver_messages
from tests.integration.dispatch.desk import acted, case_of, closed, dispatcher, report, rows, say
from tests.support.hotline import Hotline
from tests.support.platform import Platform


async def rejected(town: Platform) -> tuple[str, dict[str, Any]]:
    """Return (report, order) of a case that ended at once."""
    report_id, event = await report(town, position=None)
    await acted(town, await case_of(town, report_id), "reject", reason="in-court")
    return report_id, event


async def reply(town: Platform, report_id: str, state: str, attempts: int = 0) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        page = await dispatcher(town).get("/replies", params={"state": state, "limit": 200})
        found = (r for r in page.json()["items"] if r["report_id"] == report_id and r["attempts"] >= attempts)
        return next(found, None)

    return dict(await town.until(look, 30))


async def test_the_reply_says_what_became_of_the_order_and_nothing_more(town: Platform, hotline: Hotline) -> None:
    report_id, event = await rejected(town)

    kept = await reply(town, report_id, "delivered")

    body = hotline.replies[kept["id"]]
    of_case = {"case_number", "state", "outcome", "result", "route", "closed_at"}
    assert set(body) == of_case | {"kind", "external_id", "text"}
    assert (body["external_id"], body["outcome"], body["result"]) == (event["external_id"], "rejected", None)
    assert (body["route"], "人民法院" in body["text"]) == ("peoples-court", True)
    assert (kept["attempts"], kept["last_error"]) == (1, None)


async def test_a_reply_that_is_not_taken_is_visible_and_sent_again(town: Platform, ill_hotline: Hotline) -> None:
    report_id, event = await rejected(town)

    waiting = await reply(town, report_id, "waiting", attempts=1)
    assert waiting["last_error"] == "HTTP 500"
    assert waiting["next_at"] > town.clock().isoformat()

    ill_hotline.ill = False
    town.clock.ahead = timedelta(minutes=2)
    done = await reply(town, report_id, "delivered", attempts=2)
    assert done["id"] == waiting["id"]
    assert ill_hotline.reply_to(event["external_id"])


async def test_a_reply_is_given_up_after_24_hours_and_sent_again_when_somebody_asks(
    town: Platform, ill_hotline: Hotline
) -> None:
    report_id, event = await rejected(town)
    await reply(town, report_id, "waiting", attempts=1)

    async def given_up() -> bool:
        # Behind the scenes: in 25 hours no token of now holds any more.
        query = "SELECT 1 FROM order_messages WHERE report_id = :id AND state = 'failed'"
        return bool(await rows(town, query, id=report_id))

    town.clock.ahead = timedelta(hours=25)
    await town.until(given_up, 30)
    town.clock.ahead = timedelta(0)
    ill_hotline.ill = False
    failed = await reply(town, report_id, "failed")

    foreign = await dispatcher(town, scope="320585105").post(f"/replies/{failed['id']}/retry")
    asked = await dispatcher(town).post(f"/replies/{failed['id']}/retry")

    assert (foreign.status_code, asked.status_code) == (404, 202)
    await reply(town, report_id, "delivered")
    assert ill_hotline.reply_to(event["external_id"])


async def test_what_was_delivered_is_not_sent_again(town: Platform) -> None:
    report_id, _ = await rejected(town)
    kept = await reply(town, report_id, "delivered")

    again = await dispatcher(town).post(f"/replies/{kept['id']}/retry")

    assert (again.status_code, again.json()["title"]) == (409, "orders.already-delivered")
    assert (await dispatcher(town).post(f"/replies/{uuid4()}/retry")).status_code == 404


async def test_a_case_that_was_reopened_is_answered_anew_under_another_id(town: Platform, hotline: Hotline) -> None:
    report_id, event = await report(town)
    case = await closed(town, await case_of(town, report_id))
    first = await reply(town, report_id, "delivered")
    await acted(town, case, "reopen", reason="seen-again")
    reopened = await case_of(town, report_id)

    await closed(town, await acted(town, reopened, "dispatch"))

    async def told_again() -> bool:
        told = [one for one in hotline.replies.values() if one["external_id"] == event["external_id"]]
        return len(told) == 2

    await town.until(told_again, 30)
    # What was answered before stays to be seen.
    kept = await rows(town, "SELECT id FROM order_messages WHERE report_id = :id ORDER BY seq", id=report_id)
    assert (str(kept[0].id), len({row.id for row in kept})) == (first["id"], 2)


async def test_who_withdrew_is_told_nothing(town: Platform, hotline: Hotline) -> None:
    report_id, event = await report(town, position=None)
    await case_of(town, report_id)
    await say(town, event, "withdrawn")

    async def ended() -> Any:
        return (await case_of(town, report_id))["state"] == "voided"

    await town.until(ended, 30)
    await deliver_messages(town.apps["dispatch-flow"].state.runtime)
    assert not await rows(town, "SELECT 1 FROM order_messages WHERE report_id = :id", id=report_id)
    assert hotline.reply_to(event["external_id"]) is None


async def test_what_is_said_of_a_case_that_has_ended_answers_nobody_again(town: Platform, hotline: Hotline) -> None:
    report_id, event = await rejected(town)
    kept = await reply(town, report_id, "delivered")

    await say(town, event, "called-back", satisfied=True)

    async def noted() -> bool:
        return (await case_of(town, report_id))["history"][-1]["action"] == "supplement"

    await town.until(noted, 30)
    assert (await reply(town, report_id, "delivered"))["id"] == kept["id"]
    assert len([one for one in hotline.replies.values() if one["external_id"] == event["external_id"]]) == 1


async def test_replies_are_for_the_centre_and_for_who_runs_it(town: Platform) -> None:
    for role, status in (("dispatcher", 200), ("operator", 200), ("worker", 403), ("clerk", 403), ("admin", 403)):
        assert (await town.client("dispatch", role=role).get("/replies")).status_code == status, role
