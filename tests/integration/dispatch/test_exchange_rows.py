"""How a department queries what it was granted: its columns, its rows, its days, noted and limited."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from dispatch.exchange.domain.catalogue import SHAPES
from tests.integration.dispatch import school
from tests.integration.dispatch.desk import case_of, report
from tests.support.days import in_days
from tests.support.platform import Platform
from tests.support.sharing import (
    DEPARTMENT,
    OTHER,
    act,
    build_units,
    cases_entry,
    department,
    entry,
    granted,
    office,
    published,
    request,
)

# Nobody else plays in this county.
COUNTY, TOWNSHIP, NEIGHBOUR = "320831", "320831001", "320831002"
HOUSING, SCHOOLS = "M0404", "M0601"
OPEN = {"region": "open", "kind": "open", "name": "open"}
NAMES = {"field": "internal", "name": "personal"}


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county with a catalogue of its own, and a department of housing and one of education."""
    await build_units(town, COUNTY)
    secret = {"sharing": "not-shared", "ground": "信访工作条例"}
    small = {"queries_a_day": 2, "rows_a_day": 3}
    await published(
        town,
        COUNTY,
        cases_entry(COUNTY),
        entry(COUNTY, "agencies", OPEN, sharing="unconditional"),
        entry(COUNTY, "qualified-officers", NAMES, limits=small),
        entry(COUNTY, "reporters", {}, **secret),
        entry(COUNTY, "training-person-times", {"field": "open"}),
    )
    return town


async def housing_case(platform: Platform, region: str = TOWNSHIP, matter: str = HOUSING) -> str:
    """Return the number of a new case about a matter in a place."""
    report_id, _ = await report(platform, region=region, category={"scheme": "onefour", "code": matter}, position=None)
    return str((await case_of(platform, report_id))["number"])


async def queried(platform: Platform, grant: str, name: str = DEPARTMENT, **query: Any) -> httpx.Response:
    return await department(platform, COUNTY, name).get(f"/exchange/grants/{grant}/rows", params=query)


async def test_a_query_gives_the_granted_columns_of_the_granted_rows_and_is_noted(county: Platform) -> None:
    mine = await housing_case(county)
    others = [await housing_case(county, NEIGHBOUR), await housing_case(county, TOWNSHIP, SCHOOLS)]
    grant = await granted(county, COUNTY, request(TOWNSHIP, columns=["number", "matter", "state"]))

    answer = (await queried(county, grant)).json()

    assert all(set(one) == {"key", "number", "matter", "state"} for one in answer["items"])
    numbers = [one["number"] for one in answer["items"]]
    assert mine in numbers
    assert not set(others) & set(numbers)
    log = (await office(county, COUNTY).get(f"/exchange/grants/{grant}/queries")).json()["items"]
    assert [(one["by"], one["purpose"], one["rows"]) for one in log] == [
        (f"p-{DEPARTMENT}", "核查房屋安全隐患", len(numbers))
    ]


async def test_rows_come_page_by_page_none_missing_and_none_twice(county: Platform) -> None:
    for _ in range(3):
        await housing_case(county, NEIGHBOUR)
    grant = await granted(county, COUNTY, request(NEIGHBOUR))
    whole = [one["key"] for one in (await queried(county, grant, limit=1000)).json()["items"]]

    paged: list[str] = []
    page: dict[str, Any] = {"next": None}
    while True:
        after = {"after": page["next"]} if page["next"] else {}
        page = (await queried(county, grant, limit=2, **after)).json()
        paged += [one["key"] for one in page["items"]]
        if page["next"] is None:
            break

    assert len(whole) >= 3
    assert paged == whole
    for strange, code in (("x", "exchange.key-malformed"), ("\0", "invalid")):
        bad = await queried(county, grant, after=strange)
        assert (bad.status_code, bad.json()["title"]) == (422, code)


async def test_days_outside_the_grant_give_nothing(county: Platform) -> None:
    await housing_case(county)
    grant = await granted(county, COUNTY, request(TOWNSHIP, since="2026-01-01", until="2026-01-31"))

    assert (await queried(county, grant)).json() == {"items": [], "next": None}


async def test_a_grant_of_another_department_is_not_there(county: Platform) -> None:
    grant = await granted(county, COUNTY, request(COUNTY))

    system = await department(county, COUNTY, role="service").get(f"/exchange/grants/{grant}/rows")
    other = await queried(county, grant, OTHER)
    clerk = await office(county, COUNTY).get(f"/exchange/grants/{grant}/rows")

    assert system.status_code == 200
    assert (other.status_code, other.json()["title"]) == (404, "exchange.request-not-found")
    assert clerk.status_code == 403
    assert (await queried(county, str(uuid4()))).status_code == 404


async def test_a_grant_that_is_suspended_revoked_or_over_gives_nothing_from_that_moment(county: Platform) -> None:
    grant = await granted(county, COUNTY, request(COUNTY, last_day=in_days(30)))
    clerk = office(county, COUNTY)

    assert (await act(clerk, grant, "grants/{}/suspension")).status_code == 422
    assert (await act(clerk, grant, "grants/{}/suspension", reason="核查")).json()["state"] == "suspended"
    stopped = await queried(county, grant)
    assert (await act(clerk, grant, "grants/{}/resumption")).json()["state"] == "granted"
    assert (await queried(county, grant)).status_code == 200
    county.clock.ahead = timedelta(days=60)
    try:
        over = await queried(county, grant)
    finally:
        county.clock.ahead = timedelta(0)
    other = await granted(county, COUNTY, request(COUNTY))
    assert (await act(clerk, other, "grants/{}/revocation", reason="超范围使用")).json()["state"] == "revoked"
    ended = await queried(county, other)

    assert (stopped.status_code, stopped.json()["title"]) == (403, "exchange.grant-suspended")
    assert (over.status_code, over.json()["title"]) == (403, "exchange.grant-ended")
    assert (ended.status_code, ended.json()["title"]) == (403, "exchange.grant-revoked")


async def test_a_name_leaves_only_where_the_grant_names_it_and_a_day_has_its_limits(county: Platform) -> None:
    body = request(COUNTY, set_code="qualified-officers", fields=["housing"], columns=["field", "name"])
    await certified(county, "p-320831-q1", "张三")
    grant = await granted(county, COUNTY, body)
    plain = await granted(county, COUNTY, body | {"columns": ["field"]})

    first, second = await queried(county, grant), await queried(county, grant)
    third = await queried(county, grant)

    assert [(one["field"], one["name"]) for one in first.json()["items"]] == [("housing", "张三")]
    assert second.json()["items"] == first.json()["items"]
    assert (third.status_code, third.json()["title"]) == (429, "exchange.daily-limit")
    assert 0 < int(third.headers["Retry-After"]) <= 24 * 3600
    assert [set(one) for one in (await queried(county, plain)).json()["items"]] == [{"key", "field"}]


async def test_a_days_limit_holds_for_queries_that_come_at_once(county: Platform) -> None:
    body = request(COUNTY, set_code="qualified-officers", fields=["housing"], columns=["field"])
    grant = await granted(county, COUNTY, body)

    answers = await asyncio.gather(*(queried(county, grant) for _ in range(8)))

    assert sorted(one.status_code for one in answers) == [200] * 2 + [429] * 6
    log = (await office(county, COUNTY).get(f"/exchange/grants/{grant}/queries")).json()["items"]
    assert len(log) == 2


async def certified(platform: Platform, person: str, name: str) -> None:
    """Give a person of the township a certificate, as if he had passed."""
    admin = platform.client("dispatch", scope="32")
    given = {"id": person, "name": name, "region": TOWNSHIP, "roles": [], "valid_from": "2026-01-01"}
    (await admin.put("/organisation/persons", json={"persons": [given]})).raise_for_status()
    async with platform.database("dispatch").begin() as work:
        for statement in CERTIFICATE:
            await work.connection.exec_driver_sql(statement.format(person=person, region=TOWNSHIP))


CERTIFICATE = (
    """INSERT INTO training_courses VALUES ('EX-1', 1, 'x', 'housing', 2, 8, '{region}', 60, 12, 80, 2, '[]', 'p',
    now()) ON CONFLICT DO NOTHING""",
    """INSERT INTO training_sessions
    SELECT uuidv7(), 'EX-1', 1, '{region}', current_date - 102, current_date - 101, 4, 9, 'p', now()""",
    """INSERT INTO training_certificates (id, person_id, field, valid_from, valid_to, region, session_id, "by", at)
    SELECT uuidv7(), '{person}', 'housing', current_date - 100, current_date + 265, '{region}', id, 'p', now()
    FROM training_sessions WHERE course_code = 'EX-1' LIMIT 1""",
)


@pytest.mark.parametrize("code", ["agencies", "duty-lists", "powers-in-force", "training-person-times"])
async def test_every_set_can_be_read(county: Platform, code: str) -> None:
    columns = {name: str(kind) for name, kind in SHAPES[code].columns.items()}
    await published(county, COUNTY, entry(COUNTY, code, columns), valid_from="2026-11-02")
    fields = ["housing"] if SHAPES[code].by_field else []
    grant = await granted(county, COUNTY, request(COUNTY, set_code=code, columns=list(columns), fields=fields))

    answer = await queried(county, grant)

    assert answer.status_code == 200, answer.text
    assert all(set(one) == {"key", *columns} for one in answer.json()["items"])


async def test_who_was_in_a_session_on_two_days_is_one_person_time(county: Platform) -> None:
    code, columns = "training-person-times", {"month": "open", "person_times": "open", "hours": "internal"}
    await published(county, COUNTY, entry(COUNTY, code, columns), valid_from="2026-11-05")
    await school.people(county, "xr-1", region=TOWNSHIP)
    city, course = school.office(county, scope=COUNTY[:4]), {"code": "xr", "name": "房屋安全", "field": "housing"}
    await school.send(city, "/courses", course | {"hours": 16, "organiser": COUNTY[:4]}, 201)
    last = school.today(county)
    days = {"first_day": (last - school.DAY).isoformat(), "last_day": last.isoformat()}
    opened = {"course": "xr", "region": TOWNSHIP, "capacity": 5} | days
    session = (await school.send(city, "/sessions", opened, 201))["id"]
    await school.send(city, f"/sessions/{session}/enrolments", {"persons": ["xr-1"]})
    there = [school.was_there(county, session, "xr-1", ago) for ago in (0, 1)]
    await school.send(city, "/attendances", {"rows": there})
    asked = request(TOWNSHIP, set_code=code, columns=list(columns), fields=["housing"])

    found = (await queried(county, await granted(county, COUNTY, asked))).json()["items"]

    # On the first of a month the second day is told in another row: the person-time is not.
    assert [sum(one[name] for one in found) for name in ("person_times", "hours")] == [1, 16]


async def test_a_grant_gives_no_more_than_the_catalogue_of_the_day(county: Platform) -> None:
    code = "training-person-times"
    await published(county, COUNTY, entry(COUNTY, code, {"field": "open", "month": "open"}), valid_from="2026-11-10")
    grant = await granted(county, COUNTY, request(COUNTY, set_code=code, columns=["field"], fields=["housing"]))
    assert (await queried(county, grant)).status_code == 200

    closed = entry(COUNTY, code, {}, sharing="not-shared", ground="市政府决定")
    await published(county, COUNTY, closed, valid_from="2026-11-20")

    refused = await queried(county, grant)
    assert (refused.status_code, refused.json()["title"]) == (403, "exchange.not-shared")
    assert refused.json()["ground"] == "市政府决定"
