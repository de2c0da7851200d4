"""How do tests lead a case to its hearing, and see what everybody reads of it and what its papers say?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.integration.enforcement.penalty_desk import DAY, LARGE, PenaltyDesk
from tests.support.printed import said

DAYS_AHEAD = 30


def chair(desk: PenaltyDesk, letter: str = "c") -> httpx.AsyncClient:
    return desk.client("leader", f"{desk.region}-{letter}")


def fixing(desk: PenaltyDesk, **changes: Any) -> dict[str, Any]:
    """Return where and when a hearing is held, and who chairs it."""
    on = (desk.today + DAYS_AHEAD * DAY).isoformat()
    return {"on": on, "chair": f"{desk.region}-c", "place": "镇政府三楼会议室"} | changes


async def asked(desk: PenaltyDesk, **changes: Any) -> str:
    """Return a case whose party asked for a hearing."""
    case = await desk.heard_out(LARGE, **changes)
    await desk.take(case, "hearing", by_whom="当事人")
    return case


async def fixed(desk: PenaltyDesk, **changes: Any) -> str:
    """Return a case whose hearing has a day."""
    case = await asked(desk)
    await desk.take(case, "hearing/fix", desk.review_desk(), **fixing(desk, **changes))
    return case


@contextmanager
def on_the_day(desk: PenaltyDesk, days: int = DAYS_AHEAD) -> Iterator[None]:
    """Let the day of a hearing be today."""
    desk.platform.clock.ahead += days * DAY
    try:
        yield
    finally:
        desk.platform.clock.ahead -= days * DAY


async def announced(desk: PenaltyDesk, case: str) -> dict[str, Any] | None:
    """Return what everybody reads, without a token, of the hearing of a case."""
    anybody = desk.officer()
    anybody.headers.pop("authorization")
    answer = await anybody.get("/hearings", params={"region": desk.region, "limit": 200})
    assert answer.status_code == 200, answer.text
    number = desk.cases[case]["number"]
    return next((one for one in answer.json()["items"] if one["number"] == number), None)


async def lines(desk: PenaltyDesk, case: str) -> list[dict[str, Any]]:
    """Return the newest lines of a record, what is sealed in them left out."""
    page = {"after": 0, "limit": 200}
    items: list[dict[str, Any]] = (await desk.officer().get(f"/records/{case}", params=page)).json()["items"]
    return items


async def paper(desk: PenaltyDesk, case: str, kind: str) -> str:
    """Return the words of the last paper of a kind, without its blanks."""
    items = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    number = next(one["number"] for one in reversed(items) if one["kind"] == kind)
    return said(await desk.officer().get(f"/penalties/{case}/papers/{number}", params={"purpose": "归档"}))
