"""How do the window's tests come to a licence whose end is near, and ask for its extension?"""

from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import text

from approval_window.applications.timers import TIMERS
from shared.runtime.timers import run_round
from tests.integration.approval_window.counter import FORM, LICENCE, PERSON, PLAN, Counter, in_days
from tests.support.platform import TestClock

ROUNDS = {timer.name: timer for timer in TIMERS}
EXPIRY, SILENCE = "licences.expiry", "applications.renewal-silence"
HERE = {"handed_in": [FORM, PLAN]}


async def licence(counter: Counter, days: int | None = 40, item: str = LICENCE) -> str:
    """Return a licence of which today is the first and so many days from now the last day."""
    valid_to = None if days is None else in_days(days)
    given = await counter.act(await counter.accepted(item), "grant", counter.head, valid_to=valid_to)
    assert given.status_code == 201, given.text
    return str(given.json()["id"])


async def read(counter: Counter, key: str) -> dict[str, Any]:
    return dict((await counter.head.get(f"/licences/{key}")).json())


async def ask(counter: Counter, key: str, **body: Any) -> httpx.Response:
    """Ask for the extension of a licence as its holder, with all materials unless other ones are given."""
    given = {"number": PERSON["number"], "materials": HERE} | body
    return await counter.clerk.post(f"/licences/{key}/renewals", json=given)


async def asked(counter: Counter, key: str, **body: Any) -> dict[str, Any]:
    answer = await ask(counter, key, **body)
    assert answer.status_code == 201, answer.text
    return await counter.read(answer.json()["id"])


async def nears_its_end(counter: Counter, key: str, days: int) -> None:
    """Let so many days pass for a licence and for who asks to extend it: tests cannot wait for weeks."""
    moved = {"licences": ("granted_on", "valid_to"), "licence_terms": ("first_day", "last_day")}
    earlier = [
        (table, ", ".join(f"{name} = {name} - CAST(:days AS integer)" for name in names))
        for table, names in moved.items()
    ]
    earlier.append(("applications", "renewal_due_at = renewal_due_at - make_interval(days => :days)"))
    mine = {"licences": "id", "licence_terms": "licence_id", "applications": "renews"}
    async with counter.window.database("approval-window").begin() as work:
        for table, changed in earlier:
            query = text(f"UPDATE {table} SET {changed} WHERE {mine[table]} = :id")
            await work.connection.execute(query, {"id": key, "days": days})


async def round_of(counter: Counter, name: str, ahead: timedelta = timedelta()) -> int:
    """Let a clock of the window do its round, as if it were so much later."""
    runtime = counter.window.apps["approval-window"].state.runtime
    return await run_round(ROUNDS[name], runtime.database, TestClock(ahead))


async def told_of(counter: Counter, key: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what the window told of a licence, in order."""
    async with counter.window.database("approval-window").begin() as work:
        query = "SELECT type, body FROM outbox WHERE key = :id ORDER BY seq"
        rows = (await work.connection.execute(text(query), {"id": key})).all()
    return [(row.type.removeprefix("onefour.window.").removesuffix(".v1"), row.body) for row in rows]
