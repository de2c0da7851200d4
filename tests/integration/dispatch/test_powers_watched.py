"""How a power is taken back, and who watches over it while it is in force, over HTTP."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.terms import add_months
from tests.integration.dispatch.desk import case_of, read, report, rows
from tests.support.platform import Platform
from tests.support.powers import County, offered

# The county of test_powers, with other townships and other powers.
COUNTY = "320681"
CODES = [f"QE-{number}" for number in range(1, 30)]
ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build(*(f"3206811{n:02}" for n in (6, 7, 8, 9, 10)))
    taken = await made.offer(*(offered(code) for code in CODES))
    assert taken.status_code == 200, taken.text
    return made


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


# ---------------------------------------------------------------------------------------------------------- taken back
async def test_what_is_taken_back_hands_its_open_cases_over(county: County) -> None:
    region, code = "320681106", CODES[0]
    await county.on_trial(region, code)
    category = {"scheme": "onefour", "code": "M0203"}
    report_id, _ = await report(county.platform, region=region, category=category, position=None)
    case = await case_of(county.platform, report_id)
    number = case["number"]
    ending = {"from_day": county.today.isoformat(), "document": "启政发〔2026〕2号"}

    silent = await county.act(region, code, "take-back", **ending)
    strange = await county.act(region, code, "take-back", **ending, hand_over=[{"case": number, "to": "u-9"}])
    over = [{"case": number, "to": county.department}]
    proposed = await county.act(region, code, "take-back", **ending, hand_over=over)
    assert await county.in_force(region, code)
    own = await county.act(region, code, "take-back/confirm")
    done = await county.act(region, code, "take-back/confirm", "p-org-2")

    assert refusal(silent) == (409, "powers.hand-over-incomplete")
    assert silent.json()["missing"] == [number]
    assert refusal(strange) == (422, "powers.department-unknown")
    assert (proposed.json()["state"], refusal(own)) == ("trial", (403, "powers.second-person-needed"))
    assert (done.json()["state"], done.json()["terms"]) == ("taken-back", [])
    assert not await county.in_force(region, code)
    assert refusal(await county.act(region, code, "take-back", **ending)) == (404, "powers.not-found")
    await is_with_the_department(county, case["id"])


async def is_with_the_department(county: County, case_id: str) -> None:
    """See that a case left its township: the department is at work on it, may tell its result, and the clock runs."""
    now = await read(county.platform, case_id)
    assert (now["executor"], now["unit"], now["state"]) == ("county", county.department, "handling")
    assert "handle" in {clock["kind"] for clock in now["clocks"] if clock["stopped_at"] is None}
    assert all(task["state"] == "recalled" for task in now["tasks"])
    (over,) = (await county.office().get(f"/cases/{case_id}/handovers")).json()
    assert (over["state"], over["to_unit"], over["reason"]) == ("designated", county.department, "power-taken-back")
    told = await county.bureau().post(f"/cases/{case_id}/handover/result", json={"result": "solved"})
    assert (told.status_code, told.json()["case_state"]) == (200, "handled"), told.text


async def test_what_is_taken_back_from_a_later_day_stays_with_the_township_until_then(county: County) -> None:
    region, code = "320681110", CODES[20]
    await county.on_trial(region, code)
    category = {"scheme": "onefour", "code": "M0203"}
    report_id, _ = await report(county.platform, region=region, category=category, position=None)
    case = await case_of(county.platform, report_id)
    other = f"u-{COUNTY}-other"
    over = [{"case": case["number"], "to": other}]
    ending = {"from_day": (county.today + ONE_DAY).isoformat(), "document": "启政发〔2026〕4号"}
    done = await county.take_back(region, code, **ending, hand_over=over)
    assert done.json()["state"] == "taken-back", done.text
    # It comes in after the list was drawn up and before the power's last day is over: nobody has named it.
    late_id, _ = await report(county.platform, region=region, category=category, position=None)
    late = await case_of(county.platform, late_id)
    assert (await read(county.platform, case["id"]))["unit"] == case["unit"] not in {county.department, other}

    county.platform.clock.ahead = ONE_DAY
    try:
        await left_the_township(county, late["id"])
        assert (await read(county.platform, case["id"]))["unit"] == other
    finally:
        county.platform.clock.ahead = timedelta(0)
    step = (await county.office().get(f"/powers/{region}/{code}/history")).json()[-1]
    assert (step["action"], step["facts"]["left"]) == ("hand-over", [])
    assert set(step["facts"]["cases"]) == {case["number"], late["number"]}


async def left_the_township(county: County, case_id: str) -> None:
    """Wait until a timer has given a case to the department whose power it is."""

    async def left() -> bool:
        return bool((await read(county.platform, case_id))["unit"] == county.department)

    await county.platform.until(left, 60)
    await is_with_the_department(county, case_id)


async def test_a_past_day_is_answered_by_what_was_known_then(county: County) -> None:
    region, code = "320681109", CODES[21]
    (await county.choose(region, [code])).raise_for_status()
    today = county.today
    county.platform.clock.ahead = ONE_DAY
    try:
        for done in (
            await county.report(region, code),
            await county.confirm(region, code),
            await county.proclaim(region, code),
            await county.begin(region, code),
        ):
            assert done.is_success, done.text
        then = await county.shown(region, code, as_of=today.isoformat()) or {}
        now = await county.shown(region, code) or {}
    finally:
        county.platform.clock.ahead = timedelta(0)

    assert (then["state"], then["document"], then["announced_on"], then["coach"]) == ("chosen", None, None, None)
    assert then["terms"] == []
    assert (now["state"], now["coach"], len(now["terms"])) == ("trial", county.department, 1)


async def test_an_overlapping_validity_is_refused_and_nothing_is_done(county: County) -> None:
    region, code = "320681107", CODES[0]
    await county.on_trial(region, code)
    last = county.today + 9 * ONE_DAY
    ending = {"from_day": (last + ONE_DAY).isoformat(), "document": "启政发〔2026〕3号"}
    early = await county.act(region, code, "take-back/confirm", "p-org-2")
    assert refusal(early) == (409, "powers.take-back-not-proposed")
    assert (await county.take_back(region, code, **ending)).is_success
    await county.proclaimed(region, code)

    refused = await county.begin(region, code, begins=last)
    done = await county.begin(region, code, begins=last + ONE_DAY)

    assert refusal(refused) == (409, "powers.overlapping-validity")
    assert refused.json()["valid_to"] == last.isoformat()
    assert done.json()["terms"][0]["valid_to"] == last.isoformat()
    assert len(done.json()["terms"]) == 2
    versions = await rows(county.platform, "SELECT version FROM powers WHERE region = :r ORDER BY id", r=region)
    assert versions[0].version < versions[1].version


async def test_the_database_itself_refuses_a_power_twice_on_one_day(county: County) -> None:
    region, code = "320681107", CODES[1]
    await county.on_trial(region, code)

    with pytest.raises(Exception, match="pk_power_terms"):
        await rows(
            county.platform,
            "INSERT INTO power_terms (power_id, region, code, valid_from) "
            "SELECT power_id, region, code, valid_from + 5 FROM power_terms WHERE region = :r AND code = :c",
            r=region,
            c=code,
        )


# --------------------------------------------------------------------------------------------------------- supervision
async def vacuum(county: County, region: str, **params: Any) -> dict[str, list[str]]:
    page = (await county.office().get("/powers/vacuum", params={"region": region, "kind": "power"} | params)).json()
    return {one["code"]: one["missing"] for one in page["items"]}


async def test_the_vacuum_report_names_powers_that_nobody_watches(county: County) -> None:
    region, code = "320681108", CODES[0]
    await county.on_trial(region, code)
    path, plan = f"/powers/{region}/{code}/supervision", {"plan": "双随机抽查", "every_months": 1}
    assert await vacuum(county, region) == {code: ["no-agency"]}
    assert await vacuum(county, region, as_of=(county.today - ONE_DAY).isoformat()) == {}

    assert (await county.office().put(path, json={"agency": county.department})).status_code == 204
    assert await vacuum(county, region) == {code: ["no-plan", "never-checked"]}
    await county.office().put(path, json={"agency": county.department} | plan)
    sample = {"checked_on": county.today.isoformat(), "sampled": 5, "findings": {"late-notice": 2}}
    kept = await county.bureau().post(f"{path}/checks", json=sample)

    assert kept.status_code == 201, kept.text
    assert await vacuum(county, region) == {}
    later = (add_months(county.today, 1) + ONE_DAY).isoformat()
    await county.judge(region, code)
    await county.backed(region, code)
    await county.act(region, code, "formalise", "p-org-2", begins_on=county.today.isoformat())
    assert await vacuum(county, region, as_of=later) == {code: ["check-overdue"]}
    shown = (await county.office().get(path)).json()
    assert (shown["agency"], shown["last_check"]) == (county.department, county.today.isoformat())
    assert shown["checks"][0]["findings"] == {"late-notice": 2}


async def test_what_a_countys_list_gives_to_its_townships_is_watched_over_once_for_all(county: County) -> None:
    # A county that no other test plays in: its list would rule the townships of the others.
    code, town = "321322", "321322001"
    far = County(county.platform, code)
    await far.build(town)
    line = {"matter": "M0203", "kind": "basic", "lead": "enforcement-team", "support": [], "legal_basis": "条例"}
    for region, lines in ((code, [line, line | {"matter": "M0101"}]), (town, [line])):
        draft = {"region": region, "valid_from": far.today.isoformat(), "title": "清单", "adopted_by": "沭办发1号"}
        drawn = await far.office().post("/duties/drafts", json=draft | {"lines": lines})
        assert drawn.status_code == 201, drawn.text
        (await far.office("p-org-2").post(f"/duties/drafts/{drawn.json()['id']}/publish")).raise_for_status()

    async def missing() -> dict[str, list[str]]:
        page = await far.office().get("/powers/vacuum", params={"region": code, "kind": "duty"})
        return {one["key"]: one["missing"] for one in page.json()["items"]}

    assert await missing() == {key: ["no-agency"] for key in (f"{code}:M0101", f"{code}:M0203", f"{town}:M0203")}
    plan = {"agency": far.department, "plan": "季度抽查", "every_months": 3}
    assert (await far.office().put(f"/powers/supervision/duty/{code}:M0203", json=plan)).status_code == 204
    sample = {"checked_on": far.today.isoformat(), "sampled": 3}
    assert (await far.bureau().post(f"/powers/supervision/duty/{code}:M0203/checks", json=sample)).status_code == 201
    # Who watches over the matter in the county watches over the township's own line, and has not looked at that.
    assert await missing() == {f"{code}:M0101": ["no-agency"], f"{town}:M0203": ["never-checked"]}


async def test_only_the_named_agency_records_a_check_of_a_day_in_force(county: County) -> None:
    region, code = "320681109", CODES[0]
    await county.on_trial(region, code)
    path = f"/powers/{region}/{code}/supervision"
    sample = {"checked_on": county.today.isoformat(), "sampled": 5}

    nobody = await county.bureau().post(f"{path}/checks", json=sample)
    unknown = await county.office().put(path, json={"agency": "u-9"})
    await county.office().put(path, json={"agency": county.department})
    other = await county.bureau(unit=f"u-{COUNTY}-other").post(f"{path}/checks", json=sample)
    many = await county.bureau().post(f"{path}/checks", json=sample | {"findings": {"late": 6}})
    before = {"checked_on": (county.today - ONE_DAY).isoformat()}
    early = await county.bureau().post(f"{path}/checks", json=sample | before)

    assert refusal(nobody) == (409, "powers.not-supervised")
    assert refusal(unknown) == (422, "powers.department-unknown")
    assert refusal(other) == (403, "powers.not-the-supervisor")
    assert refusal(many) == (422, "powers.check-impossible")
    assert refusal(early) == (409, "powers.not-in-force")


async def test_a_power_that_ends_tomorrow_is_watched_over_until_then_and_a_past_day_still_shows_it(
    county: County,
) -> None:
    region, code = "320681107", CODES[2]
    await county.on_trial(region, code)
    ending = {"from_day": (county.today + ONE_DAY).isoformat(), "document": "启政发〔2026〕5号"}
    assert (await county.take_back(region, code, **ending)).json()["state"] == "taken-back"
    path, today = f"/powers/{region}/{code}/supervision", county.today.isoformat()
    plan = {"agency": county.department, "plan": "双随机抽查", "every_months": 1}

    assert (await county.office().put(path, json=plan)).status_code == 204
    county.platform.clock.ahead = 2 * ONE_DAY
    try:
        sample = {"checked_on": today, "sampled": 1}
        assert (await county.bureau().post(f"{path}/checks", json=sample)).status_code == 201
        then, now = [await county.office().get(path, params=day) for day in ({"as_of": today}, {})]
    finally:
        county.platform.clock.ahead = timedelta(0)

    assert (then.json()["agency"], then.json()["last_check"]) == (county.department, today)
    assert refusal(now) == (404, "powers.not-found")
    history = (await county.office().get(f"/powers/{region}/{code}/history")).json()
    assert {"supervise", "check"} <= {one["action"] for one in history}


async def test_a_foreign_county_sees_and_does_nothing(county: County) -> None:
    region, code = "320681110", CODES[0]
    await county.on_trial(region, code)
    stranger = county.office("p-org-9", "320682")

    assert (await stranger.get("/powers", params={"region": region})).json()["items"] == []
    assert (await stranger.get(f"/powers/{region}/{code}/history")).json() == []
    assert (await stranger.get("/powers/vacuum", params={"region": region})).json()["items"] == []
    assert (await stranger.get(f"/powers/{region}/{code}/supervision")).status_code == 404
    assert (await stranger.post(f"/powers/{region}/{code}/evaluate", json={})).status_code == 404
    assert (await stranger.post(f"/powers/{region}/{code}/report", json={})).status_code == 404
    worker = county.platform.client("dispatch", role="worker", scope=region)
    assert (await worker.get("/powers")).status_code == 403


async def test_powers_are_listed_page_by_page(county: County) -> None:
    region = "320681110"
    await county.choose(region, CODES[10:15])
    first = (await county.office().get("/powers", params={"region": region, "state": "chosen", "limit": 3})).json()
    after = {"region": region, "state": "chosen", "limit": 3, "after": first["next"]}
    second = (await county.office().get("/powers", params=after)).json()

    assert [one["code"] for one in (*first["items"], *second["items"])] == sorted(CODES[10:15])
    assert second["next"] is None
