"""What becomes of opinions when a department of the county goes on with the application: over HTTP."""

from typing import Any

from sqlalchemy import text

from tests.integration.approval_window.counter import Counter, refusal
from tests.integration.approval_window.test_opinions import ITEM, Tell, agency, answer, counter

__all__ = ["Tell", "counter"]


async def asked(counter: Counter, shown: dict[str, Any]) -> bool:
    """Tell whether the housing office is still asked about an application."""
    items = (await agency(counter, "p-house").get("/opinions", params={"limit": 200})).json()["items"]
    return shown["id"] in {one["application_id"] for one in items}


async def test_what_the_county_goes_on_with_is_asked_of_nobody_any_more(counter: Counter) -> None:
    shown = await counter.accepted(ITEM)
    before = await asked(counter, shown)
    async with counter.window.database("approval-window").begin() as work:
        query = "UPDATE applications SET handed_to = 'housing', handed_on = CURRENT_DATE WHERE id = :id"
        await work.connection.execute(text(query), {"id": shown["id"]})

    assert (before, await asked(counter, shown)) == (True, False)
    assert refusal(await answer(counter, shown, "p-house")) == (409, "applications.handed-over")
