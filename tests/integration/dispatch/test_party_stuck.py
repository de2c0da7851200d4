"""What the committee sees of what is stuck: by reason and region, the oldest first, from the registers themselves."""

from datetime import date, timedelta
from typing import Any

import pytest

from dispatch.party.domain.stuck import Stuck
from tests.integration.dispatch.committee_room import LAMPS, acted, case_at_work, marked, verified
from tests.integration.dispatch.desk import actions, case_of, read, report, rows, say, set_clocks
from tests.integration.dispatch.test_party_resolutions import BUREAU, county, reviewed
from tests.support.duties import drawn, line, org_office, publish
from tests.support.party import COMMITTEE, COUNTY, TOWNSHIP, decided, leader, office, signed
from tests.support.platform import Platform

__all__ = ["county"]

OTHER, ROADS = "320282001", "M0208"


async def counts(platform: Platform, scope: str = COUNTY, **query: Any) -> dict[tuple[str, str], int]:
    found = await leader(platform, scope).get("/party/stuck", params=query)
    assert found.status_code == 200, found.text
    return {(one["kind"], one["region"]): one["count"] for one in found.json()["items"]}


async def listed(platform: Platform, kind: Stuck, scope: str = COUNTY, **query: Any) -> list[dict[str, Any]]:
    found = await leader(platform, scope).get(f"/party/stuck/{kind}", params=query)
    assert found.status_code == 200, found.text
    return list(found.json()["items"])


async def about(platform: Platform, kind: Stuck, scope: str = COUNTY) -> list[str]:
    return [one["about"] for one in await listed(platform, kind, scope, limit=200)]


async def test_a_major_case_waits_in_sight_until_its_committee_has_approved(county: Platform) -> None:
    case = await verified(county)
    assert case["id"] in await about(county, Stuck.MAJOR_CASE)
    assert case["id"] in await about(county, Stuck.MAJOR_CASE, TOWNSHIP)
    before = (await counts(county))["major-case", TOWNSHIP]

    await signed(county, decided(case["id"], "major-case", COMMITTEE))

    assert case["id"] not in await about(county, Stuck.MAJOR_CASE)
    assert (await counts(county)).get(("major-case", TOWNSHIP), 0) == before - 1
    assert (await acted(county, case, "close", "p-other"))["state"] == "closed"


async def test_a_returned_case_has_nobody_and_is_seen_by_its_own_committee_alone(county: Platform) -> None:
    case = await case_at_work(county)
    await acted(county, case, "return", reason="not-mine")

    assert case["id"] in await about(county, Stuck.RETURNED)
    assert case["id"] not in await about(county, Stuck.RETURNED, "320282")
    assert not [key for key in await counts(county, "320282") if key[1].startswith(COUNTY)]
    assert case["id"] not in [one["about"] for one in await listed(county, Stuck.RETURNED, region=f"{COUNTY}100")]


async def test_an_overdue_case_is_seen_once_since_the_first_clock_was_due(county: Platform) -> None:
    case = await case_at_work(county)
    running = "case_id = :id AND stopped_at IS NULL"
    await set_clocks(county, "due_at = now() - interval '1 hour'", running, id=case["id"])

    async def seen() -> list[str]:
        return [one for one in await about(county, Stuck.OVERDUE) if one == case["id"]]

    assert await county.until(seen, 30) == [case["id"]]


async def test_an_application_past_its_term_waits_for_somebody(county: Platform) -> None:
    admission = await reviewed(county)
    assert admission not in await about(county, Stuck.ADMISSION_LATE)
    county.clock.ahead = timedelta(days=60)
    try:
        late, theirs = [await about(county, Stuck.ADMISSION_LATE, one) for one in (COUNTY, TOWNSHIP)]
        elsewhere = await about(county, Stuck.ADMISSION_LATE, OTHER)
    finally:
        county.clock.ahead = timedelta(0)

    assert (admission in late, admission in theirs, admission in elsewhere) == (True, True, False)


@pytest.mark.parametrize(
    ("queue", "kind"), [("not-admitted", Stuck.NOT_ADMITTED), ("no-worker", Stuck.NO_HOLDER), (None, None)]
)
async def test_a_case_without_a_holder_is_seen_by_why(county: Platform, queue: str | None, kind: Stuck | None) -> None:
    case = await case_at_work(county)
    await rows(county, "UPDATE cases SET queue = :q WHERE id = :id RETURNING id", q=queue, id=case["id"])

    seen = [one for one in Stuck if case["id"] in await about(county, one)]

    assert seen == ([kind] if kind else [])


POWER = """INSERT INTO powers (id, region, code, catalogue_version, version, state, chosen_by, chosen_at, prolonged)
VALUES (gen_random_uuid(), :region, :code, 1, 1, :state, 'p', now(), false) RETURNING id"""
TERM = """INSERT INTO power_terms (power_id, region, code, valid_from, valid_to)
VALUES (:id, :region, :code, '2026-01-01', :last) RETURNING power_id"""


@pytest.mark.parametrize(
    ("state", "last", "kinds"),
    [("trial", "2026-02-28", [Stuck.TRIAL_OVER]), ("trial", "2099-12-31", [Stuck.NOT_SUPERVISED])],
)
async def test_a_trial_that_is_over_and_a_power_that_nobody_watches_are_seen(
    county: Platform, state: str, last: str, kinds: list[Stuck]
) -> None:
    code = f"PS-{last}"
    power = str((await rows(county, POWER, region=TOWNSHIP, code=code, state=state))[0].id)
    await rows(county, TERM, id=power, region=TOWNSHIP, code=code, last=date.fromisoformat(last))

    assert [one for one in Stuck if power in await about(county, one)] == kinds


LICENCE = """INSERT INTO licence_copies (licence_id, version, application_id, number, region, item, power, granted_on)
VALUES (gen_random_uuid(), 1, gen_random_uuid(), 'L1', :region, 'item-1', :power, '2026-03-01') RETURNING licence_id"""
SUPERVISION = """INSERT INTO supervisions (kind, subject, region, named_on, agency, by, at)
VALUES ('power', :id, :region, '2026-03-01', :agency, 'p', now()) RETURNING subject"""
UNWATCHED = f"{COUNTY}102"


async def watched(platform: Platform, kind: str, key: str) -> None:
    body = {"agency": BUREAU, "plan": "每季抽查", "every_months": 3}
    named = await org_office(platform, scope=COUNTY).put(f"/powers/supervision/{kind}/{key}", json=body)
    assert named.status_code == 204, named.text


async def test_a_duty_and_a_licence_that_nobody_watches_are_seen_until_an_agency_is_named(county: Platform) -> None:
    duties = (line(ROADS, lead="construction-office"), line("M0206", "taken-back"))
    await publish(county, drawn(UNWATCHED, *duties), scope=COUNTY)
    duty = f"{UNWATCHED}:{ROADS}"
    licence = str((await rows(county, LICENCE, region=UNWATCHED, power=None))[0].licence_id)

    before = await counts(county, UNWATCHED)
    (seen,) = await listed(county, Stuck.DUTY_NOT_SUPERVISED, region=UNWATCHED)
    page = {"limit": 1, "after": f"2020-01-01T00:00:00+08:00~{duty}"}
    (again,) = await listed(county, Stuck.DUTY_NOT_SUPERVISED, UNWATCHED, **page)
    await watched(county, "duty", duty)
    await watched(county, "licence", licence)

    assert before == {("duty-not-supervised", UNWATCHED): 1, ("licence-not-supervised", UNWATCHED): 1}
    # It is stuck since the morning of its list's first day, in the town.
    assert (seen["about"], seen["label"], seen["since"]) == (duty, ROADS, "2025-12-31T16:00:00Z")
    assert again == seen
    assert await counts(county, UNWATCHED) == {}


async def test_a_licence_is_watched_by_who_watches_the_power_that_it_rests_on(county: Platform) -> None:
    code = "PS-licences"
    power = str((await rows(county, POWER, region=UNWATCHED, code=code, state="trial"))[0].id)
    await rows(county, TERM, id=power, region=UNWATCHED, code=code, last=date(2099, 12, 31))
    licence = str((await rows(county, LICENCE, region=UNWATCHED, power=code))[0].licence_id)
    assert licence in await about(county, Stuck.LICENCE_NOT_SUPERVISED)

    await rows(county, SUPERVISION, id=power, region=UNWATCHED, agency=BUREAU)

    for kind in (Stuck.LICENCE_NOT_SUPERVISED, Stuck.NOT_SUPERVISED):
        assert not {licence, power} & set(await about(county, kind))


async def test_what_is_stuck_is_counted_by_the_regions_one_level_below(county: Platform) -> None:
    await marked(county, await case_at_work(county))

    kinds = {
        scope: {region for kind, region in await counts(county, scope) if kind == "major-case"}
        for scope in ("32", "3202", COUNTY)
    }

    assert kinds == {"32": {"3202"}, "3202": {COUNTY}, COUNTY: {TOWNSHIP}}


async def test_pages_go_on_from_the_oldest(county: Platform) -> None:
    for _ in range(3):
        await marked(county, await case_at_work(county))
    first = (await leader(county).get("/party/stuck/major-case", params={"limit": 2})).json()
    rest = (await leader(county).get("/party/stuck/major-case", params={"after": first["next"], "limit": 200})).json()

    every = [one["about"] for one in first["items"] + rest["items"]]

    assert every == await about(county, Stuck.MAJOR_CASE)
    assert sorted(one["since"] for one in rest["items"]) == [one["since"] for one in rest["items"]]
    broken = await leader(county).get("/party/stuck/major-case", params={"after": "yesterday"})
    assert broken.status_code == 422


async def test_the_office_that_keeps_the_register_sees_it_and_a_worker_does_not(county: Platform) -> None:
    assert (await office(county).get("/party/stuck")).status_code == 200
    worker = county.client("dispatch", role="worker", scope=TOWNSHIP)
    assert (await worker.get("/party/stuck")).status_code == 403


async def test_a_hotline_that_withdraws_does_not_end_a_major_case(county: Platform) -> None:
    report_id, event = await report(county, **LAMPS)
    case = await case_of(county, report_id)
    await marked(county, case)

    await say(county, event, "withdrawn")

    async def noted() -> dict[str, Any] | None:
        now = await read(county, case["id"])
        return now if "supplement" in actions(now) else None

    assert (await county.until(noted, 30))["state"] == case["state"]
    assert case["id"] in await about(county, Stuck.MAJOR_CASE)
