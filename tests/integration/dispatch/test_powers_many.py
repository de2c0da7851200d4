"""How one request takes a step with many powers of many townships, over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from shared.terms import add_months
from tests.integration.dispatch.desk import rows
from tests.support.platform import Platform
from tests.support.powers import County, offered

# Townships of the county of the journey; each test has powers of its own.
COUNTY = "320682"
CODES = [f"QM-{number}" for number in range(140)]
FEW = [f"QN-{number}" for number in range(4)]
DONE = 20


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    taken = await made.offer(*(offered(code) for code in [*CODES, *FEW]))
    assert taken.status_code == 200, taken.text
    await made.build(*(await townships(made)))
    return made


async def townships(county: County) -> list[str]:
    """Return twenty townships of the county."""
    query = "SELECT code FROM regions WHERE code LIKE :county AND level = 'township' ORDER BY code DESC LIMIT 20"
    found = [row.code for row in await rows(county.platform, query, county=f"{COUNTY}%")]
    assert len(found) == DONE
    return found


@contextmanager
def statements(platform: Platform) -> Iterator[list[str]]:
    """Count what is sent to the centre's database from its API."""
    sent: list[str] = []
    engine = platform.database("dispatch").engine.sync_engine

    def note(*told: Any) -> None:
        sent.append(told[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def send(county: County, step: str, body: dict[str, Any], person: str = "p-org-1") -> httpx.Response:
    client = county.bureau(person) if step == "confirm" else county.office(person)
    return await client.post(f"/powers/many/{step}", json=body, timeout=120)


async def brought(county: County, pairs: list[dict[str, Any]], *, as_far_as: str = "begin-trial") -> None:
    """Take powers as far as a step."""
    ready = [
        pair | {"officers": county.officers(pair["region"]), "equipment": ["recorder"], "trained_on": "2026-01-01"}
        for pair in pairs
    ]
    begins, ends = county.today.isoformat(), add_months(county.today, 1).isoformat()
    coached = [pair | {"coach": county.department} for pair in pairs]
    for step, body, person in (
        ("choose", {"rows": pairs}, "p-org-1"),
        ("report", {"rows": ready}, "p-org-3"),
        ("confirm", {"rows": pairs}, "p-dep-1"),
        ("proclaim", {"rows": pairs, "document": "皋政发〔2026〕1号", "announced_on": begins}, "p-org-2"),
        ("begin-trial", {"rows": coached, "begins_on": begins, "ends_on": ends}, "p-org-2"),
    ):
        done = await send(county, step, body, person)
        assert done.json() == {"count": len(pairs)}, f"{step}: {done.text[:500]}"
        if step == as_far_as:
            return


async def test_a_county_proclaims_140_powers_for_each_of_20_townships_by_few_statements(county: County) -> None:
    pairs = [{"region": region, "power": code} for region in await townships(county) for code in CODES]
    await brought(county, pairs, as_far_as="confirm")
    body = {"rows": pairs, "document": "皋政发〔2026〕5号", "announced_on": county.today.isoformat()}

    with statements(county.platform) as sent:
        done = await send(county, "proclaim", body, "p-org-2")

    assert done.json() == {"count": 2800}, done.text[:500]
    assert len(sent) <= 25, sent
    states = await rows(
        county.platform,
        "SELECT state, count(*) AS n FROM powers WHERE code LIKE 'QM-%' GROUP BY state",
    )
    assert [(row.state, row.n) for row in states] == [("proclaimed", 2800)]
    told = await rows(county.platform, "SELECT count(*) AS n FROM outbox WHERE key LIKE :key", key="%:QM-%")
    assert told[0].n == 2800


async def test_many_powers_turn_formal_together_or_not_at_all(county: County) -> None:
    first, second, *_ = await townships(county)
    pairs = [{"region": region, "power": code} for region in (first, second) for code in FEW[:2]]
    await brought(county, pairs)
    for pair in pairs:
        assert (await county.judge(pair["region"], pair["power"])).is_success
    await county.backed(first, *FEW[:2])
    await county.backed(second, FEW[0])
    body = {"rows": pairs, "begins_on": county.today.isoformat()}

    refused = await send(county, "formalise", body, "p-org-2")
    assert (refused.status_code, refused.json()["title"]) == (422, "powers.rows-refused")
    (bad,) = refused.json()["rows"]
    assert (bad["index"], bad["power"], bad["code"], bad["missing"]) == (3, FEW[1], "powers.not-backed", ["need"])
    assert (await county.shown(first, FEW[0]) or {})["state"] == "evaluated"

    await county.backed(second, FEW[1])
    assert (await send(county, "formalise", body, "p-org-2")).json() == {"count": 4}
    assert await county.in_force(second, FEW[1], add_months(county.today, 12))


async def test_each_bad_row_of_many_is_named_by_its_index_and_nothing_is_done(county: County) -> None:
    region = (await townships(county))[2]
    pair, ghost = {"region": region, "power": FEW[2]}, {"region": region, "power": "QN-GHOST"}
    foreign, missing = {"region": "320681100", "power": FEW[2]}, {"region": region, "power": FEW[3]}

    def named(answer: httpx.Response) -> list[tuple[int, str]]:
        assert (answer.status_code, answer.json()["title"]) == (422, "powers.rows-refused")
        return [(row["index"], row["code"]) for row in answer.json()["rows"]]

    refused = await send(county, "choose", {"rows": [pair, ghost, foreign]})
    assert named(refused) == [(1, "powers.not-in-catalogue"), (2, "powers.not-a-township")]
    assert await county.shown(region, FEW[2]) is None
    assert (await send(county, "choose", {"rows": [pair]})).status_code == 201

    twice = await send(county, "report", {"rows": [pair, pair, missing, foreign]})
    assert named(twice) == [(n, "powers.twice" if n < 2 else "powers.not-found") for n in range(4)]
    assert named(await send(county, "confirm", {"rows": [pair]})) == [(0, "powers.not-ready")]
    announced = {"rows": [pair], "document": "皋政发〔2026〕6号", "announced_on": county.today.isoformat()}
    assert named(await send(county, "proclaim", announced, "p-org-2")) == [(0, "powers.illegal-action")]
    own = county.office("p-x", region)
    assert (await own.post("/powers/many/choose", json={"rows": [missing]})).json()["title"] == "powers.not-the-county"


async def test_one_refused_line_refuses_all_trials_and_is_named(county: County) -> None:
    region = (await townships(county))[3]
    pairs = [{"region": region, "power": code} for code in FEW[:2]]
    await brought(county, pairs, as_far_as="proclaim")
    begins, ends = county.today.isoformat(), add_months(county.today, 1).isoformat()

    async def begun(*coaches: str, last: str = ends) -> httpx.Response:
        coached = [pair | {"coach": coach} for pair, coach in zip(pairs, coaches, strict=True)]
        return await send(county, "begin-trial", {"rows": coached, "begins_on": begins, "ends_on": last}, "p-org-2")

    own, strange = county.department, "u-nobody"
    long = add_months(county.today, 4).isoformat()
    for answer, bad in (
        (await begun(own, strange), [(1, "powers.department-unknown")]),
        (await begun(own, own, last=long), [(0, "powers.trial-length"), (1, "powers.trial-length")]),
    ):
        assert (answer.status_code, answer.json()["title"]) == (422, "powers.rows-refused")
        assert [(row["index"], row["code"]) for row in answer.json()["rows"]] == bad
    assert (await county.shown(region, FEW[0]) or {})["state"] == "proclaimed"
    early = await send(county, "formalise", {"rows": pairs, "begins_on": begins}, "p-org-2")
    assert [row["code"] for row in early.json()["rows"]] == ["powers.illegal-action"] * 2
    assert (await begun(own, own)).json() == {"count": 2}
