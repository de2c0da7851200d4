"""Does everybody find in his inbox what he is told, and only that? Whom a case complains of never is."""

import pytest

from dispatch.notices.domain import Recipient
from dispatch.notices.domain.texts import TEXTS
from tests.integration.dispatch.desk import reported_case, rows
from tests.integration.dispatch.notice_desk import (
    COUNTY,
    PLACE,
    delivered,
    inbox,
    named,
    notice,
    person,
    put_persons,
    put_unit,
    told,
)
from tests.support.platform import Platform

FIRST, SECOND, HEAD = "p-in-d1", "p-in-d2", "p-in-head"
COUNTY_CENTRE, COUNTY_HEAD, INSPECTOR = "p-in-county", "p-in-county-head", "p-in-inspector"
CLERK, OFFICE = "p-in-clerk", "u-in-office"


@pytest.fixture(scope="session")
async def place(town: Platform) -> Platform:
    """The platform with two dispatchers, a leader, an office of one, and the county's centre."""
    await put_unit(town, OFFICE)
    await put_persons(
        town,
        [
            *((one, PLACE, "dispatcher", None) for one in (FIRST, SECOND)),
            (HEAD, PLACE, "leader", None),
            (CLERK, PLACE, "handler", OFFICE),
            (COUNTY_CENTRE, COUNTY, "dispatcher", None),
            (COUNTY_HEAD, COUNTY, "leader", None),
            (INSPECTOR, COUNTY, "discipline", None),
        ],
    )
    return town


async def test_a_person_finds_what_he_is_told_and_marks_it_read(place: Platform) -> None:
    await told(
        place, notice("case-yellow", Recipient.person("p-in-alone"), facts={"due_at": "2026-11-30T09:00:00+08:00"})
    )
    own, other = person(place, "p-in-alone"), person(place, "p-in-nobody")

    (line,) = await inbox(own)
    assert line["what"] == "case-yellow"
    assert "11月30日09:00" in line["text"]
    assert line["read_at"] is None
    assert (await own.get("/inbox/count")).json() == {"unread": 1, "urgent": 0, "to_acknowledge": 0}
    assert await inbox(other) == []

    assert (await other.post(f"/inbox/{line['id']}/read")).json()["title"] == "notices.not-found"
    for _ in range(2):
        assert (await own.post(f"/inbox/{line['id']}/read")).status_code == 204
    assert (await own.get("/inbox/count")).json()["unread"] == 0
    assert await inbox(own, unread=True) == []


async def test_what_is_unread_comes_first_and_pages_miss_nothing(place: Platform) -> None:
    who = Recipient.person("p-in-pages")
    for _ in range(5):
        await told(place, notice(to=who))
    own = person(place, "p-in-pages")
    newest = await inbox(own, order="newest")
    await own.post(f"/inbox/{newest[0]['id']}/read")

    first = (await own.get("/inbox", params={"limit": 3})).json()
    second = (await own.get("/inbox", params={"limit": 3, "after": first["next"]})).json()
    seen = [line["id"] for line in first["items"] + second["items"]]
    assert seen == [line["id"] for line in newest[1:]] + [newest[0]["id"]]
    assert second["next"] is None

    bad = await own.get("/inbox", params={"after": "7.x"})
    assert (bad.status_code, bad.json()["title"]) == (422, "notices.bad-cursor")
    up_to = newest[1]["number"]
    await told(place, notice(to=who))
    assert (await own.post("/inbox/read-all", json={"up_to": up_to})).json() == {"read": 4}
    assert (await own.get("/inbox/count")).json()["unread"] == 1


async def test_a_role_and_a_unit_are_those_who_hold_it_today(place: Platform) -> None:
    (role,) = await told(place, notice())
    (unit,) = await told(place, notice(to=Recipient.unit(OFFICE)))
    (far,) = await told(place, notice(to=Recipient.role("dispatcher", COUNTY), region=COUNTY))

    assert await delivered(place, role) == [FIRST, SECOND]
    assert await delivered(place, unit) == [CLERK]
    assert await delivered(place, far) == [COUNTY_CENTRE]


async def test_whom_a_case_complains_of_is_not_told_and_it_vanishes_from_his_inbox(place: Platform) -> None:
    case = await reported_case(place)
    (before,) = await told(place, notice(case_id=case["id"]))
    await named(place, case["id"], "person", FIRST)
    await named(place, case["id"], "unit", OFFICE)

    (after,) = await told(place, notice(case_id=case["id"]))
    (at_work,) = await told(place, notice(to=Recipient.person(CLERK), case_id=case["id"]))

    assert await delivered(place, before) == [FIRST, SECOND]
    assert case["id"] not in {line["case_id"] for line in await inbox(person(place, FIRST), limit=200)}
    assert case["id"] in {line["case_id"] for line in await inbox(person(place, SECOND), limit=200)}
    assert await delivered(place, after) == [SECOND]
    assert await delivered(place, at_work) == [COUNTY_CENTRE, COUNTY_HEAD]


async def test_where_nobody_is_left_the_county_is_told_and_it_shows(place: Platform) -> None:
    case = await reported_case(place)
    await named(place, case["id"], "person", HEAD)

    (lost,) = await told(place, notice(to=Recipient.role("leader", PLACE), case_id=case["id"]))

    assert await delivered(place, lost) == [COUNTY_HEAD]
    lines = await inbox(person(place, COUNTY_HEAD, "leader", COUNTY), limit=200)
    (line,) = [one for one in lines if one["case_id"] == case["id"]]
    assert line["diverted"]


async def test_what_is_sealed_reaches_discipline_inspection_alone(place: Platform) -> None:
    case = await reported_case(place)
    await rows(place, "UPDATE cases SET sealed = true WHERE id = :id RETURNING 1", id=case["id"])

    (role,) = await told(place, notice(case_id=case["id"]))
    (inspector,) = await told(place, notice(to=Recipient.person(INSPECTOR), case_id=case["id"]))

    # No dispatcher of any region may know of it: it stands among what failed, and nobody was told.
    assert await delivered(place, role) == [""]
    assert await delivered(place, inspector) == [INSPECTOR]


async def test_an_unknown_code_has_a_text_and_no_fact_of_a_person_comes_through(place: Platform) -> None:
    facts = {"caller": "13812345678", "note": "张三说的话", "unit": "u-x", "count": 3}
    (one,) = await told(place, notice("no-such-code", Recipient.person("p-in-odd"), facts=facts))

    kept = (await rows(place, "SELECT facts FROM notices WHERE id = :id", id=one))[0][0]
    assert kept == {"unit": "u-x", "count": 3}
    (line,) = await inbox(person(place, "p-in-odd"))
    assert line["text"] not in TEXTS.values()
    assert "13812345678" not in str(line)


async def test_who_may_not_read_an_inbox_is_refused(place: Platform) -> None:
    answer = await person(place, "p-in-party", "party-office").get("/inbox")

    assert (answer.status_code, answer.json()["title"]) == (403, "missing-permission")
