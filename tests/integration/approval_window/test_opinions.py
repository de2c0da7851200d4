"""How several agencies give their opinion and one decision comes of it (licence law art. 26): over HTTP."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from approval_window.applications.consumers import take_over_workdays
from shared.clock import utc_now
from shared.runtime.db import new_id
from shared.schemas.dispatch import PersonChanged, UnitChanged
from tests.integration.approval_window.citizens import ask_with
from tests.integration.approval_window.counter import (
    FORM,
    MATERIALS,
    PERSON,
    PLAN,
    STEPS,
    USUAL,
    Counter,
    actions,
    in_days,
    refusal,
)
from tests.support.platform import Platform

Tell = Callable[..., Awaitable[None]]
COUNTY, REGION = "320585", "320585112"
HOUSING, FIRE = "t-housing", "t-fire"
ITEM = "test-opinions"
AGENCIES = [
    {"level": "county", "agency": HOUSING, "days": 5},
    {"level": "township", "agency": FIRE, "days": 3, "silence_agrees": True},
]
# Two units of one kind: the first is asked.
UNITS = {"u-house": (COUNTY, HOUSING), "u-house-2": (COUNTY, HOUSING), "u-fire-12": (REGION, FIRE)}
PEOPLE = {"p-house": "u-house", "p-house-2": "u-house-2", "p-fire": "u-fire-12", "clerk-li": "u-fire-12"}


def registered() -> list[UnitChanged | PersonChanged]:
    since: dict[str, Any] = {"version": 1, "valid_from": date(2020, 1, 1), "valid_to": None}
    units = [UnitChanged(unit_id=one, region=at, kind=kind, name=kind, **since) for one, (at, kind) in UNITS.items()]
    people = [
        PersonChanged(person_id=one, region=UNITS[unit][0], unit_id=unit, roles=["department"], **since)
        for one, unit in PEOPLE.items()
    ]
    return [*units, *people]


@pytest.fixture
async def counter(window: Platform, tell: Tell) -> Counter:
    admin = window.client("approval-window", role="admin", scope="32", person_id="p-admin")
    shown = {"name": ITEM, "kind": "licence", "steps": STEPS, "in_force_from": in_days(0), "materials": MATERIALS}
    terms = {"joint": True, "legal_days": 45, "promised_days": 30, "opinions": AGENCIES}
    answer = await admin.put(f"/items/{ITEM}", json=USUAL | shown | terms)
    assert answer.is_success or answer.json()["title"] == "items.version-conflict", answer.text
    await tell(*registered())

    async def known() -> bool:
        async with window.database("approval-window").engine.connect() as connection:
            query = "SELECT count(*) FROM person_copies WHERE unit_id IN ('u-house', 'u-house-2', 'u-fire-12')"
            return (await connection.execute(text(query))).scalar_one() == len(PEOPLE)

    await window.until(known)
    return Counter(window, REGION)


def agency(counter: Counter, person: str) -> httpx.AsyncClient:
    return counter.window.client("approval-window", role="department", scope=COUNTY, person_id=person)


async def task(counter: Counter, shown: dict[str, Any], kind: str) -> str:
    """Return what an agency was asked about an application."""
    return next(str(one["id"]) for one in (await counter.read(shown["id"]))["opinions"] if one["agency"] == kind)


async def answer(counter: Counter, shown: dict[str, Any], person: str, **said: str) -> httpx.Response:
    """Answer as somebody, for housing unless it is somebody of the fire station."""
    key = await task(counter, shown, FIRE if person in {"p-fire", "clerk-li"} else HOUSING)
    body = {"opinion": "agree", "words": "符合消防间距要求"} | said
    return await agency(counter, person).post(f"/opinions/{key}/answer", json=body)


async def days_over(counter: Counter, shown: dict[str, Any]) -> None:
    """Let the days of all agencies that were asked be over."""
    async with counter.window.database("approval-window").begin() as work:
        query = "UPDATE application_opinions SET due_at = due_at - interval '60 days' WHERE application_id = :id"
        await work.connection.execute(text(query), {"id": shown["id"]})


async def test_several_agencies_answer_side_by_side_and_one_decision_comes_of_it(counter: Counter) -> None:
    shown = await counter.accepted(ITEM)
    early = await counter.act(shown, "grant", counter.head)
    assert (shown["opinions_asked"], shown["opinions_open"]) == (2, 2)
    units = {one["agency"]: (one["unit_asked"], one["light"]) for one in shown["opinions"]}
    assert units == {HOUSING: ("u-house", "green"), FIRE: ("u-fire-12", "green")}

    assert (await answer(counter, shown, "p-house")).json()["opinion"] == "agree"
    assert (await answer(counter, shown, "p-fire")).status_code == 200
    given = await counter.read(shown["id"])
    assert (given["opinions_open"], given["opinion_due_at"]) == (0, None)
    assert actions(given)[-2:] == ["opine", "opine"]
    assert "消防间距" not in str(given)
    assert refusal(early) == (409, "applications.opinions-open")
    assert (await counter.act(given, "grant", counter.head)).status_code == 201


async def test_what_an_agency_disagrees_with_is_refused_and_not_granted(counter: Counter) -> None:
    shown = await counter.accepted(ITEM)
    await answer(counter, shown, "p-fire", opinion="disagree", words="疏散通道不足")
    await answer(counter, shown, "p-house")
    given = await counter.read(shown["id"])

    assert refusal(await counter.act(given, "grant", counter.head)) == (409, "applications.agency-disagrees")
    refused = await counter.done(given, "refuse", counter.head, reasons="疏散通道不足")
    assert refused["state"] == "refused"


async def test_only_a_person_of_the_unit_that_is_asked_answers_and_only_once(counter: Counter) -> None:
    shown = await counter.accepted(ITEM)
    other, twin, stranger = [await answer(counter, shown, one) for one in ("p-house-2", "nobody", "clerk-li")]
    key = await task(counter, shown, FIRE)
    house = await agency(counter, "p-house").post(f"/opinions/{key}/answer", json={"opinion": "agree", "words": "x"})
    await answer(counter, shown, "p-fire")
    twice = await answer(counter, shown, "p-fire", opinion="disagree")

    assert [refusal(one) for one in (other, twin, stranger, house, twice)] == [
        (403, "opinions.not-asked-of-you"),
        (403, "opinions.not-asked-of-you"),
        (403, "opinions.received-by-yourself"),
        (403, "opinions.not-asked-of-you"),
        (409, "opinions.given-already"),
    ]
    far = counter.window.client("approval-window", role="department", scope="320506", person_id="p-house")
    assert refusal(await far.get(f"/opinions/{key}")) == (404, "opinions.not-found")
    assert (await counter.clerk.get(f"/opinions/{key}")).status_code == 403


async def test_who_spoke_for_an_agency_does_not_decide(counter: Counter) -> None:
    shown = await counter.accepted(ITEM)
    await answer(counter, shown, "p-fire")
    await answer(counter, shown, "p-house")

    decided = await counter.act(await counter.read(shown["id"]), "grant", counter.of("leader", "p-fire"))
    assert refusal(decided) == (403, "applications.opined-yourself")


async def test_silence_agrees_where_the_item_says_so_and_is_waited_for_where_it_does_not(counter: Counter) -> None:
    shown = await counter.accepted(ITEM)
    await days_over(counter, shown)
    silent = await answer(counter, shown, "p-fire", opinion="disagree")
    waits = await counter.act(shown, "grant", counter.head)
    assert refusal(silent) == (409, "opinions.agreed-by-silence")
    assert (refusal(waits), waits.json()["agencies"]) == ((409, "applications.opinions-open"), [HOUSING])

    late = await answer(counter, shown, "p-house")
    assert (late.status_code, late.json()["late"], late.json()["light"]) == (200, True, "still")
    granted = await counter.act(await counter.read(shown["id"]), "grant", counter.head)
    assert granted.status_code == 201
    assert (await counter.read(shown["id"]))["history"][-1]["facts"]["agreed_by_silence"] == [FIRE]


async def test_an_agency_sees_what_it_is_asked_with_its_light_until_it_has_answered(counter: Counter) -> None:
    shown, other = await counter.accepted(ITEM), await counter.accepted(ITEM)
    await days_over(counter, other)
    house = agency(counter, "p-house")

    items = (await house.get("/opinions", params={"limit": 200})).json()["items"]
    lights = {one["application_id"]: (one["light"], one["number"]) for one in items}
    assert lights[shown["id"]] == ("green", shown["number"])
    assert lights[other["id"]] == ("red", other["number"])
    assert {one["agency"] for one in items} == {HOUSING}
    await answer(counter, shown, "p-house")
    open_now = (await house.get("/opinions", params={"limit": 200})).json()["items"]
    assert shown["id"] not in {one["application_id"] for one in open_now}
    told = (await house.get("/opinions", params={"limit": 200, "given": True})).json()["items"]
    assert {one["opinion"] for one in told if one["application_id"] == shown["id"]} == {"agree"}
    assert (await agency(counter, "p-house-2").get("/opinions")).json()["items"] == []


async def test_what_is_late_is_told_to_the_window(counter: Counter) -> None:
    shown, late = await counter.accepted(ITEM), await counter.accepted(ITEM)
    await days_over(counter, late)

    asked = await counter.clerk.get("/opinions/asked", params={"late": True, "given": False, "limit": 200})
    told = {one["application_id"] for one in asked.json()["items"]}
    assert (late["id"] in told, shown["id"] in told) == (True, False)
    await counter.done(late, "withdraw")
    again = await counter.clerk.get("/opinions/asked", params={"late": True, "limit": 200})
    assert late["id"] not in {one["application_id"] for one in again.json()["items"]}
    ended = await answer(counter, late, "p-house")
    assert refusal(ended) == (409, "applications.illegal-action")


async def test_who_applied_is_read_by_the_agency_that_is_asked_for_a_purpose(counter: Counter) -> None:
    key = await task(counter, await counter.accepted(ITEM), HOUSING)

    found = await agency(counter, "p-house").get(f"/opinions/{key}/applicant", params={"purpose": "征求意见"})
    assert found.json()["name"] == PERSON["name"]
    assert (await agency(counter, "p-house").get(f"/opinions/{key}/applicant")).status_code == 422
    other = await agency(counter, "p-house-2").get(f"/opinions/{key}/applicant", params={"purpose": "x"})
    assert refusal(other) == (403, "opinions.not-asked-of-you")
    async with counter.window.database("approval-window").engine.connect() as connection:
        query = "SELECT count(*) FROM application_looks WHERE by = 'p-house' AND what = 'applicant'"
        assert (await connection.execute(text(query))).scalar_one() >= 1


async def test_its_applicant_sees_one_paper_and_nothing_of_agencies(window: Platform, counter: Counter) -> None:
    body = {"item": ITEM, "region": REGION, "applicant": PERSON, "again": True}
    taken = await counter.clerk.post("/applications", json=body | {"materials": {"handed_in": [FORM, PLAN]}})
    shown = await counter.done(await counter.read(taken.json()["id"]), "accept")
    await answer(counter, shown, "p-fire", opinion="disagree", words="疏散通道不足")

    seen = await ask_with(window, taken.json())
    assert seen.json()["state"] == "accepted"
    assert not {"疏散", FIRE, HOUSING, "disagree", "opinion"} & set(seen.text.replace('"', " ").split())
    assert "疏散" not in seen.text


async def test_what_is_accepted_by_silence_asks_them_as_well_from_that_day(counter: Counter) -> None:
    shown = await counter.receive(ITEM, FORM, PLAN)
    await counter.received_before(shown, 30)
    await counter.silence(utc_now())

    asked = await counter.read(shown["id"])
    assert (asked["by_silence"], asked["opinions_open"]) == (True, 2)
    assert {one["late"] for one in asked["opinions"]} == {False}


async def test_events_say_how_many_were_asked_and_answered_and_no_word_of_theirs(counter: Counter) -> None:
    shown = await counter.accepted(ITEM)
    await answer(counter, shown, "p-house", words="疏散通道不足")

    async with counter.window.database("approval-window").begin() as work:
        query = "SELECT body::jsonb FROM outbox WHERE key = :id AND type LIKE '%application-changed%' ORDER BY seq"
        told = [row.body for row in await work.connection.execute(text(query), {"id": shown["id"]})]
    assert [(one["opinions_asked"], one["opinions_open"]) for one in told] == [(2, 2), (2, 1)]
    assert told[0]["opinion_due_at"] is not None
    assert not any(word in str(told) for word in ("疏散", "agree", "p-house", HOUSING))


async def test_the_days_of_agencies_are_computed_anew_when_the_calendar_grows(counter: Counter) -> None:
    shown = await counter.accepted(ITEM)
    async with counter.window.database("approval-window").begin() as work:
        guessed = "UPDATE application_opinions SET provisional = true, due_at = due_at + interval '90 days'"
        await work.connection.execute(text(guessed + " WHERE application_id = :id"), {"id": shown["id"]})
        later = "UPDATE applications SET opinion_due_at = opinion_due_at + interval '90 days' WHERE id = :id"
        await work.connection.execute(text(later), {"id": shown["id"]})

    async with counter.window.database("approval-window").begin() as work:
        await take_over_workdays(work, [], utc_now())
    again = await counter.read(shown["id"])
    assert [one["due_at"] for one in again["opinions"]] == [one["due_at"] for one in shown["opinions"]]
    assert again["opinion_due_at"] == shown["opinion_due_at"]


async def test_opinions_in_time_are_a_figure_of_what_was_decided(counter: Counter) -> None:
    region = Counter(counter.window, "320585113")
    shown = await region.accepted(ITEM)
    await days_over(region, shown)
    await answer(region, shown, "p-house")
    await region.done(await region.read(shown["id"]), "refuse", region.head, reasons="不符")

    query = {"from": in_days(0), "to": in_days(0), "region": region.region, "by": "township"}
    items = (await region.head.get("/window-figures", params=query)).json()["items"]
    assert next(one for one in items if one["measure"] == "opinions-in-time") == {
        "key": region.region,
        "measure": "opinions-in-time",
        "numerator": 0,
        "denominator": 2,
        "value": 0.0,
    }


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"joint": False, "legal_days": 20, "promised_days": 10}, "items.opinions-not-joint"),
        ({"opinions": [AGENCIES[0], AGENCIES[0]]}, "items.agencies-doubled"),
        ({"promised_days": 5}, "items.opinions-beyond-term"),
    ],
)
async def test_an_item_asks_each_agency_once_jointly_and_within_its_term(
    counter: Counter, said: dict[str, Any], code: str
) -> None:
    admin = counter.window.client("approval-window", role="admin", scope="32", person_id="p-admin")
    shown = {"name": "x", "kind": "licence", "steps": STEPS, "in_force_from": in_days(0), "materials": MATERIALS}
    terms = {"joint": True, "legal_days": 45, "promised_days": 30, "opinions": AGENCIES}
    answer = await admin.put(f"/items/test-{new_id().hex}", json=USUAL | shown | terms | said)
    assert refusal(answer) == (422, code)
