"""How the report of what nobody watches over is read page by page, where most is watched over, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from shared.terms import add_months
from tests.integration.dispatch.desk import rows
from tests.support.platform import Platform
from tests.support.powers import County, licence

# Nobody else plays in this county.
COUNTY, TOWN = "320623", "320623100"
ONE_DAY = timedelta(days=1)
# In the order of the report: three that are watched over in front of each that is not.
WATCHED = ["QV-11", "QV-12", "QV-13", "QV-21", "QV-22", "QV-23"]
LACKING = {
    "QV-14": ["no-agency"],
    "QV-24": ["no-plan", "never-checked"],
    "QV-34": ["never-checked"],
    "QV-44": ["check-overdue"],
}
PLAN = {"plan": "双随机抽查", "every_months": 1}

LIFE = """INSERT INTO powers
    (id, region, code, catalogue_version, version, state, chosen_by, chosen_at, prolonged, volume)
    VALUES (CAST(:id AS uuid), :town, :code, 1, 1, 'formal', 'p-x', now(), false, 1) RETURNING id"""
TERM = """INSERT INTO power_terms (power_id, region, code, valid_from)
    VALUES (CAST(:id AS uuid), :town, :code, '2026-01-01') RETURNING power_id"""
GRANTED = """INSERT INTO licence_copies
    (licence_id, version, application_id, number, region, item, power, granted_on)
    VALUES (gen_random_uuid(), 1, gen_random_uuid(), 'L-QV', :town, 'item-1', :code, '2026-03-01')
    RETURNING licence_id"""


def life_of(code: str) -> str:
    """Return an id that sorts as the code does: the report lists lives by theirs."""
    return f"00000000-0000-4000-8000-0000000000{code[-2:]}"


async def named(county: County, code: str, **plan: Any) -> None:
    path = f"/powers/{TOWN}/{code}/supervision"
    done = await county.office().put(path, json={"agency": county.department} | plan)
    assert done.status_code == 204, done.text


async def checked(county: County, code: str, months_ago: int = 0) -> None:
    day = add_months(county.today, -months_ago) - ONE_DAY * bool(months_ago)
    sample = {"checked_on": day.isoformat(), "sampled": 1}
    kept = await county.bureau().post(f"/powers/{TOWN}/{code}/supervision/checks", json=sample)
    assert kept.status_code == 201, kept.text


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    """A township with ten powers in force, of which six are watched over."""
    made = County(town, COUNTY)
    await made.build(TOWN)
    assert (await made.offer(*(licence(code) for code in (*WATCHED, *LACKING)))).is_success
    for code in (*WATCHED, *LACKING):
        for statement in (LIFE, TERM):
            await rows(town, statement, id=life_of(code), town=TOWN, code=code)
    for code in WATCHED:
        await named(made, code, **PLAN)
        await checked(made, code)
    await named(made, "QV-24")
    await named(made, "QV-34", **PLAN)
    await named(made, "QV-44", **PLAN)
    await checked(made, "QV-44", months_ago=1)
    return made


async def vacuum(county: County, **params: Any) -> dict[str, Any]:
    about = {"region": TOWN, "kind": "power"} | params
    answer = await county.office().get("/powers/vacuum", params=about)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_page_of_the_vacuum_report_is_full_whatever_is_watched_over_in_front(county: County) -> None:
    first = await vacuum(county, limit=2)
    second = await vacuum(county, limit=2, after=first["next"])
    third = await vacuum(county, limit=2, after=second["next"])

    shown = [[one["code"] for one in page["items"]] for page in (first, second, third)]
    assert shown == [["QV-14", "QV-24"], ["QV-34", "QV-44"], []]
    assert third["next"] is None


async def test_the_report_lists_exactly_what_lacks_something_on_the_day(county: County) -> None:
    missing = {one["code"]: one["missing"] for one in (await vacuum(county))["items"]}
    every: dict[str, Any] = {"region": TOWN, "kind": "power", "limit": 500}
    supervised = (await county.office().get("/powers/supervised", params=every)).json()
    due = add_months(county.today, 1)
    numbers = [len((await vacuum(county, as_of=day.isoformat()))["items"]) for day in (due, due + ONE_DAY)]

    assert missing == LACKING
    assert {one["code"]: one["missing"] for one in supervised["items"] if one["missing"]} == LACKING
    # On its last day a month is not over yet.
    assert numbers == [len(LACKING), len(LACKING) + len(WATCHED)]


async def test_a_licence_under_a_watched_power_lacks_its_own_check_alone(county: County) -> None:
    for code in ("QV-11", "QV-14"):
        await rows(county.platform, GRANTED, town=TOWN, code=code)

    page = await vacuum(county, kind="licence")

    assert {one["code"]: one["missing"] for one in page["items"]} == {
        "QV-11": ["never-checked"],
        "QV-14": ["no-agency"],
    }
    licence_id = next(one["key"] for one in page["items"] if one["code"] == "QV-11")
    sample = {"checked_on": county.today.isoformat(), "sampled": 1}
    kept = await county.bureau().post(f"/powers/supervision/licence/{licence_id}/checks", json=sample)
    assert kept.status_code == 201, kept.text
    assert [one["code"] for one in (await vacuum(county, kind="licence"))["items"]] == ["QV-14"]
