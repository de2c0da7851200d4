"""How do tests rate? As a citizen with his receipt; and which papers have come how far."""

from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import text

from tests.integration.approval_window.citizens import citizen
from tests.integration.approval_window.counter import FORM, LICENCE, PERSON, PLAN, Counter, in_days
from tests.support.platform import Platform

SAID = "等了三个小时，窗口没有人"


@dataclass(slots=True)
class Paper:
    """A paper as its citizen holds it: the receipt, and the application as the counter sees it."""

    window: Platform
    receipt: dict[str, Any]

    async def rate(self, step: str, grade: str = "very-satisfied", **parts: Any) -> httpx.Response:
        known = {"number": self.receipt["number"], "code": self.receipt["receipt_code"]}
        return await citizen(self.window).post("/ratings", json=known | {"step": step, "grade": grade} | parts)


async def received(counter: Counter, item: str = LICENCE) -> Paper:
    """Receive an application with all that it needs; return it with the code of its receipt."""
    materials = {"handed_in": [FORM, PLAN], "promised": []}
    body = {"item": item, "region": counter.region, "applicant": PERSON, "materials": materials, "again": True}
    answer = await counter.clerk.post("/applications", json=body)
    assert answer.status_code == 201, answer.text
    return Paper(counter.window, answer.json())


async def decided(counter: Counter, item: str = LICENCE) -> Paper:
    """Receive, accept and grant an application: clerk-li receives, p-head decides."""
    paper = await received(counter, item)
    shown = await counter.done(await counter.read(paper.receipt["id"]), "accept")
    await counter.done(shown, "grant", counter.head, valid_to=in_days(400))
    return paper


async def rated_badly(counter: Counter, step: str = "reception") -> dict[str, Any]:
    """Return a new bad rating as another clerk of the township reads it."""
    paper = await received(counter) if step == "reception" else await decided(counter)
    assert (await paper.rate(step, "dissatisfied", text=SAID)).status_code == 201
    (row,) = await rows(counter.window, "SELECT id FROM ratings WHERE paper_id = :id", id=paper.receipt["id"])
    return await read(other_clerk(counter), str(row.id))


def other_clerk(counter: Counter) -> httpx.AsyncClient:
    return counter.of("clerk", "p-lin")


async def read(who: httpx.AsyncClient, rating_id: str) -> dict[str, Any]:
    return dict((await who.get(f"/ratings/{rating_id}")).json())


async def rows(window: Platform, query: str, **values: Any) -> list[Any]:
    async with window.database("approval-window").begin() as work:
        done = await work.connection.execute(text(query), values)
        return list(done) if done.returns_rows else []
