"""How is the window's work counted: in time by law and by promise, once only, by item, agency, clerk and place?"""

from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.approval_window.counter import (
    FORM,
    LICENCE,
    PLAN,
    SERVICE,
    Counter,
    add_items,
    in_days,
    refusal,
)
from tests.support.platform import Platform

# A township of which no other test counts anything.
REGION = "320585118"


@pytest.fixture(scope="module")
async def counter(window: Platform) -> Counter:
    """Four decisions: two at once, one after a notice, one long after all its terms; and one received in silence."""
    await add_items(window)
    counter = Counter(window, REGION)
    first = await counter.done(await counter.accepted(), "refuse", counter.head, reasons="不符")
    await counter.done(first, "deliver", way="by-post", to="申请人")
    await counter.done(await counter.accepted(SERVICE), "complete", counter.head)
    told = await counter.done(await counter.receive(LICENCE, FORM), "notify")
    corrected = await counter.done(told, "hand-in", handed_in=[PLAN])
    await counter.done(corrected, "refuse", counter.head, reasons="不符")
    late = await counter.accepted()
    await counter.received_before(late, 90)
    await counter.done(late, "refuse", counter.head, reasons="不符")
    return counter


async def figures(counter: Counter, **more: str) -> dict[tuple[str, str], tuple[int, int, float | None]]:
    query = {"from": in_days(-5), "to": in_days(0), "region": REGION} | more
    answer = await counter.head.get("/window-figures", params=query)
    assert answer.status_code == 200, answer.text
    return {
        (one["key"], one["measure"]): (one["numerator"], one["denominator"], one["value"])
        for one in answer.json()["items"]
    }


async def test_decisions_are_counted_in_time_by_law_and_by_promise(counter: Counter) -> None:
    counted = await figures(counter, by="township")

    assert counted[REGION, "in-time-by-law"] == (3, 4, 75.0)
    assert counted[REGION, "in-time-by-promise"] == (3, 4, 75.0)
    assert counted[REGION, "promised-shorter"] == (40, 80, 50.0)
    assert counted[REGION, "in-fact-shorter"][1] == 4
    assert counted[REGION, "once-only"] == (3, 4, 75.0)
    assert counted[REGION, "delivered-in-time"] == (1, 1, 100.0)
    assert counted[REGION, "admitted-in-time"] == (3, 3, 100.0)


async def test_how_much_shorter_it_was_in_fact_is_a_mean_of_days_beside_what_was_promised(window: Platform) -> None:
    await add_items(window)
    counter = Counter(window, "320585119")
    await counter.done(await counter.accepted(), "refuse", counter.head, reasons="不符")
    shown = await counter.accepted()
    await counter.received_before(shown, 28)
    await counter.done(shown, "refuse", counter.head, reasons="不符")

    query = {"from": in_days(-5), "to": in_days(0), "region": counter.region, "by": "item"}
    found = (await counter.head.get("/window-figures", params=query)).json()["items"]
    (fact,) = [one for one in found if one["measure"] == "in-fact-shorter"]
    async with window.database("approval-window").engine.connect() as connection:
        used = "SELECT used_days FROM applications WHERE id = :id"
        days = (await connection.execute(text(used), {"id": shown["id"]})).scalar_one()
    # Four weeks: twenty working days, or fewer where a holiday lies within.
    assert 10 <= days <= 22
    assert (fact["numerator"], fact["denominator"], fact["value"]) == (40 - days, 2, round((40 - days) / 2, 1))
    file = await counter.head.get("/window-figures/all.csv", params=query)
    assert "平均实际压缩工作日" in file.text


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("item", {LICENCE, SERVICE}),
        ("agency", {"township"}),
        ("clerk", {"clerk-li"}),
        ("county", {REGION[:6]}),
    ],
)
async def test_figures_are_counted_by_item_agency_clerk_and_place(counter: Counter, by: str, keys: set[str]) -> None:
    counted = await figures(counter, by=by)

    assert {key for key, _ in counted} == keys
    assert sum(counted[key, "once-only"][1] for key in keys) == 4


async def test_figures_say_how_they_are_counted_and_go_out_as_csv(counter: Counter) -> None:
    said = (await counter.head.get("/window-figures/formulas")).json()
    query = {"from": in_days(-5), "to": in_days(0), "by": "township", "region": REGION}
    file = await counter.head.get("/window-figures/all.csv", params=query)

    assert all("÷" in one["formula"] and one["denominator"] and one["excluded"] for one in said)
    assert file.headers["content-type"].startswith("text/csv")
    assert f"\t{REGION}" in file.text
    assert "法定期限内办结率" in file.text


async def test_a_neighbour_counts_nothing_of_it_and_a_period_is_one(window: Platform, counter: Counter) -> None:
    clerk = window.client("approval-window", role="clerk", scope="320585111", person_id="clerk-wu")
    query: dict[str, Any] = {"from": in_days(-5), "to": in_days(0)}

    assert (await clerk.get("/window-figures", params=query)).json()["items"] == []
    wrong = await counter.head.get("/window-figures", params=query | {"from": in_days(3), "to": in_days(4)})
    assert refusal(wrong) == (422, "window-figures.bad-period")
