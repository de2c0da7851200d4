"""How powers are offered, chosen, tried and taken back over HTTP, and who watches over them."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from dispatch.powers import timers
from shared.terms import add_months
from tests.integration.dispatch.desk import rows
from tests.support.platform import Platform
from tests.support.powers import County, licence, offered
from tests.support.wording import named

# Nobody else plays in this county. Each test has a township of its own.
COUNTY = "320681"
CODES = [f"QD-{number}" for number in range(1, 30)]
ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    """A county whose province offers some powers, and whose townships have two officers each."""
    made = County(town, COUNTY)
    await made.build(*(f"3206811{n:02}" for n in (0, 1, 2, 4, 6, 7, 8, 9, 10)))
    taken = await made.offer(*(offered(code) for code in CODES), licence("QD-L"))
    assert taken.status_code == 200, taken.text
    return made


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


# ----------------------------------------------------------------------------------------------------------- catalogue
async def test_the_province_offers_46_licences_and_services_and_323_penalties(county: County) -> None:
    served = [licence(f"XZ-{n}", kind="licence" if n < 30 else "service") for n in range(46)]
    taken = await county.offer(*served, *(offered(f"CF-{n}") for n in range(323)), valid_from="2026-02-01")
    assert (taken.status_code, taken.json()) == (200, {"count": 369})

    async def counted(prefix: str, kind: str) -> int:
        page = (await county.office().get("/powers/catalogue", params={"kind": kind, "limit": 500})).json()
        return len([one for one in page["items"] if one["code"].startswith(prefix)])

    counts = [await counted("XZ", "licence"), await counted("XZ", "service"), await counted("CF", "penalty")]
    assert counts == [30, 16, 323]
    page = (await county.office().get("/powers/catalogue", params={"after": "XZ-", "limit": 1})).json()
    assert page["items"][0]["law"] == "行政许可法 24"
    assert page["next"] == page["items"][0]["code"]


async def test_bad_rows_are_named_and_nothing_of_the_catalogue_is_taken(county: County) -> None:
    bad = [offered("BAD-1"), offered("BAD-2", matters=["ghost"]), offered("BAD-3", mode="entrusted")]

    refused = await county.offer(*bad)

    assert refusal(refused) == (422, "powers.rows-refused")
    named = [(one["index"], one["power"], one["code"]) for one in refused.json()["rows"]]
    assert named == [(1, "BAD-2", "powers.unknown-matter"), (2, "BAD-3", "powers.penalty-not-entrusted")]
    assert not await rows(county.platform, "SELECT 1 FROM power_catalogue WHERE code LIKE 'BAD-%'")
    assert refusal(await county.offer(offered("BAD-1"), scope=COUNTY)) == (403, "powers.not-the-province")


async def test_a_new_version_ends_the_one_before_on_the_day_before(county: County) -> None:
    await county.offer(offered("VER-1", name="旧"))
    await county.offer(offered("VER-1", name="新"), valid_from="2026-06-01")

    async def named(on: str) -> list[tuple[str, int]]:
        page = await county.office().get("/powers/catalogue", params={"as_of": on, "after": "VER-0", "limit": 1})
        return [(one["name"], one["version"]) for one in page.json()["items"]]

    assert [await named("2026-05-31"), await named("2026-06-01")] == [[("旧", 1)], [("新", 2)]]
    again = await county.offer(offered("VER-1"), valid_from="2026-06-01")
    assert again.json()["rows"][0]["code"] == "powers.later-version-exists"


# -------------------------------------------------------------------------------------------------------------- choice
async def test_the_county_chooses_all_or_none_and_the_township_does_not_choose(county: County) -> None:
    region = "320681100"
    refused = await county.choose(region, [CODES[0], "ghost", CODES[0]])
    assert refusal(refused) == (422, "powers.rows-refused")
    assert [(one["index"], one["code"]) for one in refused.json()["rows"]] == [
        (0, "powers.twice"),
        (1, "powers.not-in-catalogue"),
        (2, "powers.twice"),
    ]
    assert await county.shown(region, CODES[0]) is None

    assert (await county.choose(region, CODES[:2])).json() == {"count": 2}
    again = await county.choose(region, CODES[:3])
    assert [one["code"] for one in again.json()["rows"]] == ["powers.already-chosen"] * 2
    own = await county.office(scope=region).post("/powers/choices", json={"region": region, "powers": [CODES[2]]})
    assert refusal(own) == (403, "powers.not-the-county")
    assert refusal(await county.choose(COUNTY, [CODES[2]])) == (422, "powers.not-a-township")
    assert refusal(await county.choose("320682103", [CODES[2]])) == (404, "powers.not-found")
    assert refusal(await county.choose("320681999", [CODES[2]])) == (404, "powers.not-found")


async def test_a_choice_is_given_up_and_made_again(county: County) -> None:
    region, code = "320681100", CODES[5]
    await county.choose(region, [code])

    assert (await county.act(region, code, "drop")).json()["state"] == "dropped"
    assert (await county.choose(region, [code])).status_code == 201

    history = (await county.office().get(f"/powers/{region}/{code}/history")).json()
    assert [one["action"] for one in history] == ["choose", "drop", "choose"]


# ----------------------------------------------------------------------------------------------------------- readiness
async def test_an_untrained_township_is_not_given_a_power(county: County) -> None:
    region, code = "320681100", CODES[6]
    await county.choose(region, [code])
    lacks = {lack["code"] for lack in (await county.confirm(region, code)).json()["lacks"]}
    assert lacks == {"powers.too-few-officers", "powers.equipment-missing", "powers.untrained"}
    # What somebody has learnt is never typed in: it stands in the register of certificates.
    typed = {"person_id": "p-nobody", "fields": ["urban"], "certified_until": "2090-01-01"}
    assert (await county.report(region, code, officers=[typed])).status_code == 422
    untrained = f"p-{region}-new"
    persons = [{"id": untrained, "name": "测试", "region": region, "roles": ["officer"], "valid_from": "2026-01-01"}]
    admin = county.platform.client("dispatch", scope="32")
    (await admin.put("/organisation/persons", json={"persons": persons})).raise_for_status()
    await county.report(region, code, officers=["p-nobody", untrained, county.officers(region)[0]])

    refused = await county.confirm(region, code)

    assert refusal(refused) == (409, "powers.not-ready")
    assert named(refused, "lacks") == [
        {"code": "powers.not-qualified", "person": untrained, "field": "urban"},
        {"code": "powers.not-an-officer", "person": "p-nobody"},
        {"code": "powers.too-few-officers", "needed": 2, "fit": 1},
    ]
    assert (await county.shown(region, code) or {})["state"] == "chosen"
    assert refusal(await county.proclaim(region, code)) == (409, "powers.illegal-action")


async def test_the_department_whose_power_it_is_confirms_and_another_person_reports(county: County) -> None:
    region, code = "320681100", CODES[7]
    await county.choose(region, [code])
    await county.report(region, code)

    other = await county.bureau(unit=f"u-{COUNTY}-other").post(f"/powers/{region}/{code}/confirm")
    own = await county.confirm(region, code, f"p-{region}-org")
    office = await county.office().post(f"/powers/{region}/{code}/confirm")
    done = await county.confirm(region, code)

    assert refusal(other) == (403, "powers.not-the-principal")
    assert refusal(own) == (403, "powers.second-person-needed")
    assert office.status_code == 403
    assert done.json()["state"] == "ready"


# --------------------------------------------------------------------------------------------------------------- trial
async def test_a_power_is_proclaimed_by_another_person_and_tried_after_that(county: County) -> None:
    region, code = "320681101", CODES[0]
    await county.choose(region, [code])
    await county.report(region, code)
    await county.confirm(region, code)

    own = await county.proclaim(region, code, "p-org-1")
    early = await county.proclaim(region, code, on=date(2025, 12, 31))
    assert refusal(own) == (403, "powers.second-person-needed")
    assert refusal(early) == (409, "powers.not-in-catalogue")
    assert (await county.proclaim(region, code, on=county.today + ONE_DAY)).json()["state"] == "proclaimed"

    assert refusal(await county.begin(region, code)) == (409, "powers.not-announced-yet")
    assert refusal(await county.begin(region, code, begins=county.today - ONE_DAY)) == (
        422,
        "powers.begins-in-the-past",
    )
    assert not await county.in_force(region, code)


async def test_a_trial_of_three_months_and_a_day_is_refused_and_nothing_is_done(county: County) -> None:
    region, code = "320681101", CODES[1]
    await county.proclaimed(region, code)
    begins, latest = county.today, add_months(county.today, 3)
    days = {"begins_on": begins.isoformat(), "ends_on": (latest + ONE_DAY).isoformat()}

    refused = await county.act(region, code, "begin-trial", **days, coach=county.department)
    right = days | {"ends_on": latest.isoformat()}
    stranger = await county.act(region, code, "begin-trial", **right, coach="u-9")
    other = await county.act(region, code, "begin-trial", **right, coach=f"u-{COUNTY}-other")

    assert refusal(refused) == (422, "powers.trial-length")
    assert refused.json()["latest"] == latest.isoformat()
    assert refusal(stranger) == (422, "powers.department-unknown")
    assert refusal(other) == (422, "powers.coach-not-the-principal")
    assert (await county.shown(region, code) or {})["terms"] == []
    done = await county.begin(region, code, months=3)
    assert done.json()["terms"] == [{"valid_from": begins.isoformat(), "valid_to": latest.isoformat()}]


async def test_nobody_types_in_how_a_power_was_used_and_what_is_added_has_its_document(county: County) -> None:
    region, code = "320681102", CODES[2]
    await county.on_trial(region, code)
    today = county.today.isoformat()

    typed = await county.act(region, code, "evaluate", volume=12)
    bare_word = await county.act(region, code, "evaluate", complaints=1)
    wrong = await county.act(region, code, "evaluate", reversed=99, source="启法函〔2026〕1号")
    stated: dict[str, Any] = {"reversed": 1, "complaints": 2, "visits_caused": 3, "source": "启法函〔2026〕1号"}
    assert (await county.judge(region, code, **stated)).json()["state"] == "evaluated"

    assert refusal(typed) == (422, "invalid")
    assert refusal(bare_word) == (422, "powers.source-needed")
    assert refusal(wrong) == (422, "powers.figures-impossible")
    history = (await county.office().get(f"/powers/{region}/{code}/history")).json()
    facts = history[-1]["facts"]
    assert (facts["volume"], facts["mean_days"], facts["reversed"], facts["complaints"]) == (12, 2.0, 1, 2)
    assert (facts["since"], facts["until"], facts["stated"]["source"]) == (today, today, "启法函〔2026〕1号")


async def test_a_trial_becomes_formal_by_two_persons_on_figures(county: County) -> None:
    region, code = "320681102", CODES[0]
    await county.on_trial(region, code)
    today = county.today.isoformat()

    early = await county.act(region, code, "formalise", begins_on=today)
    assert (await county.judge(region, code)).json()["state"] == "evaluated"
    bare = await county.act(region, code, "formalise", "p-org-2", begins_on=today)
    await county.backed(region, code)
    own = await county.act(region, code, "formalise", begins_on=today)
    done = await county.act(region, code, "formalise", "p-org-2", begins_on=today)

    assert refusal(early) == (409, "powers.illegal-action")
    assert refusal(bare) == (409, "powers.not-backed")
    assert bare.json()["missing"] == ["need"]
    assert refusal(own) == (403, "powers.second-person-needed")
    assert done.json()["state"] == "formal"
    assert await county.in_force(region, code, date(2090, 1, 1))
    shown = await county.shown(region, code) or {}
    assert (shown["acts_for"], shown["law"], shown["in_force"]) == ("township", "行政处罚法 24", True)


async def test_a_power_that_was_never_used_is_prolonged_once(county: County) -> None:
    region, code = "320681102", CODES[1]
    trial = await county.on_trial(region, code)
    ends = date.fromisoformat(trial["terms"][0]["valid_to"])
    await county.used("320681104", code)
    assert (await county.act(region, code, "evaluate")).is_success
    today = county.today.isoformat()

    never = await county.act(region, code, "formalise", "p-org-2", begins_on=today)
    longer = {"ends_on": add_months(ends, 3).isoformat()}
    done = await county.act(region, code, "prolong", "p-org-2", **longer)
    await county.judge(region, code)
    again = await county.act(region, code, "prolong", "p-org-2", **longer)

    assert refusal(never) == (409, "powers.never-used")
    assert done.json()["terms"][0]["valid_to"] == longer["ends_on"]
    assert refusal(again) == (409, "powers.prolonged-already")


async def test_a_trial_that_nobody_decides_ends_by_itself_and_is_listed_as_overdue(county: County) -> None:
    region, code, clock = "320681104", CODES[0], county.platform.clock
    trial = await county.on_trial(region, code)
    last = date.fromisoformat(trial["terms"][0]["valid_to"])
    assert [await county.in_force(region, code, day) for day in (last, last + ONE_DAY)] == [True, False]
    await county.used(region, code)
    clock.ahead = (last + ONE_DAY - county.today) + timedelta(minutes=5)
    try:
        async with county.platform.database("dispatch").begin() as work:
            await timers.lapse_silent(work, clock())
        overdue = await county.shown(region, code, state="lapsed") or {}
        assert (overdue["overdue"], overdue["in_force"]) == (True, False)
        # What was done since is not done by this power: it does not count.
        assert (await county.judge(region, code)).is_success
        use = (await county.office().get(f"/powers/{region}/{code}/use")).json()
        assert (use["volume"], use["until"], use["mean_days"]) == (1, last.isoformat(), 2.0)
        await county.backed(region, code)
        late = await county.act(region, code, "formalise", "p-org-2", begins_on=county.today.isoformat())
        assert [term["valid_to"] for term in late.json()["terms"]] == [last.isoformat(), None]
        before = await county.shown(region, code, as_of=last.isoformat()) or {}
        assert (before["state"], before["in_force"]) == ("trial", True)
    finally:
        clock.ahead = timedelta(0)
