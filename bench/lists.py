"""How long does a page of cases take, over HTTP, as each of those who look at it sees it?

Each kind of page is asked for many times in a mixed order, so many a second whatever the answers do; a page counts from
when it was due. What a page is slow for can be read from its line.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, Final

from bench.client import Taken, getting, send_each
from bench.many import HIDDEN_FROM
from embedded.short_lived import RunningStack
from embedded.tokens import issue_token
from shared.clock import town_day, utc_now

LIMIT_MS: Final = 50
CONNECTIONS: Final = 8
# A second: as if every township of a province opened a list once a minute.
RATE: Final = 20
TIMES: Final = 40
PROVINCE: Final = "32"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that somebody asks for; `{…}` in the query is filled from what there is."""

    name: str
    query: str
    role: str = "dispatcher"
    scope: str = PROVINCE
    person_id: str = "p-bench-reader"
    unit: str | None = None


# `{county}`, `{town}`: the busiest; `{quiet}`: a township with few cases; `{old}`: the id of an old case.
PAGES: Final = (
    Page("province, first page", ""),
    Page("province, 200 a page", "limit=200"),
    Page("province, deep page", "after={old}"),
    Page("county, first page", "region={county}"),
    Page("county, deep page", "region={county}&after={old}"),
    Page("dispatcher of a county", "", scope="{county}"),
    Page("dispatcher of a township", "", scope="{town}"),
    Page("dispatcher of a township, deep page", "after={old}", scope="{town}"),
    Page("dispatcher of a quiet township", "", scope="{quiet}"),
    Page("by state closed, province", "state=closed"),
    Page("by state dispatched, province", "state=dispatched"),
    Page("by state suspended, township", "state=suspended", scope="{town}"),
    Page("by state returned, deep", "state=returned&after={old}"),
    Page("by queue, province", "queue=to-verify"),
    Page("by queue, township", "queue=to-close", scope="{town}"),
    Page("by matter, province", "matter={matter}"),
    Page("by matter, county", "matter={matter}", scope="{county}"),
    Page("by executor and state, county", "executor=grid&state=handling", scope="{county}"),
    Page("overdue, province", "overdue=true"),
    Page("overdue, county", "overdue=true", scope="{county}"),
    Page("overdue, township", "overdue=true", scope="{town}"),
    Page("not overdue, province", "overdue=false"),
    Page("not overdue, township", "overdue=false", scope="{town}"),
    Page("of a worker", "worker_id={worker}"),
    Page("of a worker, township", "worker_id={worker}&state=dispatched", scope="{town}"),
    Page("a handler sees his unit's", "", role="handler", scope="{town}", unit="{unit}"),
    Page("a handler sees his unit's, county", "", role="handler", scope="{county}", unit="{unit}"),
    Page("a grid leader of a township", "", role="grid-leader", scope="{town}"),
    Page("whom hundreds of cases are about", "", role="leader", person_id=HIDDEN_FROM),
    Page("whom hundreds of cases are about, deep", "after={old}", scope="{county}", person_id=HIDDEN_FROM),
    Page("whose unit cases are about", "", scope="{town}", unit="{unit}"),
    Page("discipline sees sealed ones", "", role="discipline", scope="{county}"),
)


async def known_places(connection: Any) -> dict[str, str]:
    """Return what the pages name: the busiest county and township, a quiet one, a worker, a unit, an old case."""
    busiest = "SELECT left(region, {0}) AS place FROM cases GROUP BY 1 ORDER BY count(*) {1}, 1 LIMIT 1"
    town = await connection.fetchval(busiest.format(9, "DESC"))
    one = await connection.fetchrow(
        "SELECT worker_id, unit, matter FROM cases WHERE left(region, 9) = $1 AND worker_id IS NOT NULL"
        " AND unit IS NOT NULL LIMIT 1",
        town,
    )
    middle = "SELECT id FROM cases ORDER BY id OFFSET (SELECT count(*) FROM cases) / 2 LIMIT 1"
    return {
        "county": await connection.fetchval(busiest.format(6, "DESC")),
        "town": town,
        "quiet": await connection.fetchval(busiest.format(9, "ASC")),
        "old": str(await connection.fetchval(middle)),
        "worker": one["worker_id"],
        "unit": one["unit"],
        "matter": one["matter"],
    }


async def measure_lists(running: RunningStack, connection: Any, times: int = TIMES) -> dict[str, Any]:
    """Ask for each page `times` times; return the p50 and p99 of each and of all together, in milliseconds."""
    places = await known_places(connection)
    url = running.stack.services["dispatch"]
    requests = {page.name: _request(running, url, page, places) for page in PAGES}
    # What a process keeps in memory, and what the server has not read yet, is read with the first question.
    await send_each(url, list(requests.items()), connections=1)
    order = [name for name in requests for _ in range(times)]
    Random(1).shuffle(order)
    answered = await send_each(url, [(name, requests[name]) for name in order], connections=CONNECTIONS, rate=RATE)
    return {"a_second": RATE} | summed_up(answered)


async def measure_figures(running: RunningStack, connection: Any) -> dict[str, float]:
    """Let the flow tell the facts of all cases, then ask for the rates of a month; return cases a second, and ms."""
    began = time.perf_counter()
    count = await connection.fetchval("SELECT count(*) FROM cases")
    await connection.execute("INSERT INTO figures_waiting (case_id) SELECT id FROM cases ORDER BY id")
    while await connection.fetchval("SELECT count(*) FROM figures_waiting, pg_sleep(0.5)"):
        pass
    lasted = time.perf_counter() - began
    await connection.execute("VACUUM (ANALYZE) case_facts")
    places, url = await known_places(connection), running.stack.services["dispatch"]
    today = town_day(utc_now())
    month = f"from={today - timedelta(days=30)}&to={today}"
    pages = {
        "province_month_ms": Page("", f"{month}&by=township&limit=200", role="leader"),
        "county_month_ms": Page("", f"{month}&by=township", role="leader", scope="{county}"),
        "township_month_ms": Page("", f"{month}&by=matter", role="leader", scope="{town}"),
    }
    asked = [(name, _request(running, url, page, places, "/figures")) for name, page in pages.items()]
    answered = await send_each(url, asked * 3, connections=1)
    taken = {name: round(min(s for n, s in answered if n == name) * 1000, 1) for name in pages}
    return {"facts_a_second": round(count / lasted)} | taken


def summed_up(answered: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """Return the times (seconds) of each name, and of all, as percentiles in milliseconds."""
    by_name: defaultdict[str, Taken] = defaultdict(Taken)
    for name, seconds in answered:
        by_name[name].seconds.append(seconds)
    pages: Mapping[str, dict[str, float]] = {name: _percentiles(taken) for name, taken in by_name.items()}
    slowest = max(pages, key=lambda name: pages[name]["p99_ms"])
    whole = _percentiles(Taken([seconds for _, seconds in answered]))
    return {**whole, "asked": len(answered), "slowest": slowest, "pages": dict(pages)}


def _percentiles(taken: Taken) -> dict[str, float]:
    return {"p50_ms": round(taken.percentile_ms(0.5), 1), "p99_ms": round(taken.percentile_ms(0.99), 1)}


def _request(running: RunningStack, url: str, page: Page, places: Mapping[str, str], at: str = "/cases") -> bytes:
    unit = page.unit.format(**places) if page.unit else None
    token = issue_token(
        running.stack, role=page.role, scope=page.scope.format(**places), person_id=page.person_id, unit=unit
    )
    return getting(url, f"{at}?{page.query.format(**places)}", token)
