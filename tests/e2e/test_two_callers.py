"""Two callers are taken for one and then not: each is answered for his own case; or they are one: both are answered."""

from typing import Any

from tests.integration.dispatch.desk import acted, actions, case_of, closed, handled, open_task, read, report
from tests.support.hotline import Hotline
from tests.support.platform import Platform


async def answer_to(town: Platform, hotline: Hotline, event: dict[str, Any]) -> dict[str, Any]:
    """Return what the hotline was told for a caller, once it was."""

    async def look() -> dict[str, Any] | None:
        return hotline.reply_to(event["external_id"])

    return dict(await town.until(look, 30))


async def test_two_callers_are_merged_given_back_and_both_answered_for_their_own(
    town: Platform, hotline: Hotline
) -> None:
    first_id, first = await report(town)
    second_id, second = await report(town)
    one, other = await case_of(town, first_id), await case_of(town, second_id)
    was = other

    other = await acted(town, other, "merge", into=one["id"])
    one = await read(town, one["id"])
    assert (other["state"], sorted(one["reports"])) == ("merged", sorted([first_id, second_id]))

    other = await acted(town, other, "unmerge", reason="another-shop")
    one = await read(town, one["id"])
    assert (other["state"], other["reports"], one["reports"]) == ("dispatched", [second_id], [first_id])
    assert (actions(one)[-2:], actions(other)[-2:]) == (["join", "leave"], ["merge", "unmerge"])
    assert [other[name] for name in ("worker_id", "cell", "matter")] == [
        was[n] for n in ("worker_id", "cell", "matter")
    ]
    assert open_task(other) != open_task(was)

    await closed(town, one)
    assert (await answer_to(town, hotline, first))["case_number"] == one["number"]
    assert hotline.reply_to(second["external_id"]) is None
    await closed(town, other)
    assert (await answer_to(town, hotline, second))["case_number"] == other["number"]


async def test_two_callers_of_one_matter_are_both_answered_by_its_end(town: Platform, hotline: Hotline) -> None:
    events = [await report(town) for _ in range(2)]
    one, other = [await case_of(town, report_id) for report_id, _ in events]

    await acted(town, other, "merge", into=one["id"])
    one = await handled(town, await read(town, one["id"]))
    one = await acted(town, await acted(town, one, "verify"), "close")

    told = [await answer_to(town, hotline, event) for _, event in events]
    assert [(one_told["case_number"], one_told["outcome"]) for one_told in told] == [(one["number"], "closed")] * 2
    assert (await read(town, other["id"]))["state"] == "merged"
