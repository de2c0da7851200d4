"""How is something sealed up or seized, and what does the coercion law forbid? Over HTTP, each by its article."""

import asyncio
from typing import Any

import pytest

from tests.integration.enforcement.measure_desk import (
    SHOP,
    STOVE,
    given_back,
    imposed,
    measures,
    site,
    stove,
    urgent,
    wanted,
)
from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk, refused
from tests.support.platform import Platform
from tests.support.register_samples import power_changed


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682131", "MC31").build()


async def test_goods_are_seized_as_the_head_approved_and_given_back(desk: PenaltyDesk) -> None:
    case = await imposed(desk)
    (kept,) = await measures(desk, case)
    assert (kept["state"], kept["must_lift"]) == ("imposed", None)
    assert kept["last_day"] == (desk.today + 30 * DAY).isoformat()
    await given_back(desk, case)
    (kept,) = await measures(desk, case)
    assert (kept["state"], kept["lifted_for"]) == ("returned", "not-needed")
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    steps = [f"{name}-measure" for name in ("ask", "approve", "impose", "lift", "return")]
    assert [line["kind"] for line in lines][1:] == steps
    assert "燃气灶具" not in str(lines)


async def test_a_place_is_sealed_up_and_kept_by_a_third_party(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "measures", **wanted(kind="seal", things=[SHOP]))
    await desk.take(case, "measures/1/approve", desk.head(), granted=True, words="同意")
    await desk.take(case, "measures/1/impose", site=site(desk, keeper="示例物业公司"))
    refused(
        await desk.ask(case, "measures", **wanted(kind="seal", things=[SHOP])), "penalties.measure-sealed-already", "23"
    )
    await given_back(desk, case)


@pytest.mark.parametrize(
    ("changes", "code", "article"),
    [
        ({"days": 31}, "penalties.measure-too-long", "25"),
        ({"days": 0}, "penalties.measure-too-long", "25"),
        ({"reasons": " "}, "penalties.measure-incomplete", "24"),
        ({"things": []}, "penalties.measure-incomplete", "24"),
        ({"things": [SHOP]}, "penalties.measure-not-seizable", "9"),
        ({"things": [STOVE | {"related": False}]}, "penalties.measure-unrelated", "23"),
        ({"things": [STOVE | {"necessity": True}]}, "penalties.measure-necessities", "23"),
        ({"things": [STOVE | {"sealed_by": "某市场监管局"}]}, "penalties.measure-sealed-already", "23"),
        ({"things": [stove("twice"), stove("twice")]}, "penalties.measure-sealed-already", "23"),
    ],
)
async def test_what_may_not_be_seized_is_refused(
    desk: PenaltyDesk, changes: dict[str, Any], code: str, article: str
) -> None:
    case = await desk.file()
    refused(await desk.ask(case, "measures", **wanted(**changes)), code, article)
    answer = await desk.ask(case, "measures/urgent", **wanted(**changes), site=site(desk))
    refused(answer, code, article)
    assert await measures(desk, case) == []


async def test_deposits_are_not_frozen_by_a_township(desk: PenaltyDesk) -> None:
    assert (await desk.ask(await desk.file(), "measures", **wanted(kind="freeze"))).status_code == 422


@pytest.mark.parametrize(
    ("changes", "code", "article"),
    [
        ({"officers": ["320682131-1"]}, "penalties.measure-officers", "18"),
        ({"officers": ["320682131-1", "320682131-1"]}, "penalties.measure-officers", "18"),
        ({"officers": ["320682131-1", "320682131-3"]}, "penalties.measure-officers", "17"),
        ({"credentials_shown": False}, "penalties.measure-credentials", "18"),
        ({"party_called": False, "party_present": False}, "penalties.measure-party-not-called", "18"),
        ({"told": False}, "penalties.measure-not-told", "18"),
        ({"heard": False}, "penalties.measure-not-heard", "18"),
        ({"record": ""}, "penalties.measure-no-record", "18"),
        ({"signed": False}, "penalties.measure-unsigned", "18"),
        ({"party_present": False}, "penalties.measure-unsigned", "18"),
        ({"handed_over": False}, "penalties.measure-not-handed-over", "24"),
        ({"inventory_copies": 1}, "penalties.measure-not-handed-over", "24"),
        ({"keeper": "示例物业公司"}, "penalties.measure-keeper", "26"),
    ],
)
async def test_what_was_left_out_on_the_spot_is_refused(
    desk: PenaltyDesk, changes: dict[str, Any], code: str, article: str
) -> None:
    case = await desk.file()
    await desk.take(case, "measures", **wanted())
    await desk.take(case, "measures/1/approve", desk.head(), granted=True, words="同意")
    refused(await desk.ask(case, "measures/1/impose", site=site(desk, **changes)), code, article)
    refused(await desk.ask(case, "measures/urgent", **wanted(), site=site(desk, **changes)), code, article)


async def test_who_is_away_is_witnessed_and_who_will_not_sign_is_noted(desk: PenaltyDesk) -> None:
    away = {"party_present": False, "witness": "居委会某某", "told": False, "heard": False, "handed_over": False}
    for changes in (away, {"signed": False, "refusal_noted": True}):
        case = await desk.file()
        await desk.take(case, "measures", **wanted())
        await desk.take(case, "measures/1/approve", desk.head(), granted=True, words="同意")
        await desk.take(case, "measures/1/impose", site=site(desk, **changes))


async def test_nothing_is_seized_that_nobody_approved(desk: PenaltyDesk) -> None:
    case = await desk.file()
    refused(await desk.ask(case, "measures/1/impose", site=site(desk)), "penalties.no-measure", "18")
    await desk.take(case, "measures", **wanted())
    assert (await desk.ask(case, "measures/1/approve", granted=True, words="同意")).status_code == 403
    refused(await desk.ask(case, "measures/1/impose", site=site(desk)), "penalties.measure-not-approved", "18")
    own = desk.client("leader", desk.officers[0])
    refused(await desk.ask(case, "measures/1/approve", own, granted=True, words="同意"), "penalties.decider-took-part")
    refused(await desk.ask(case, "measures/9/approve", desk.head(), granted=True, words="同意"), "penalties.no-measure")
    await desk.take(case, "measures/1/approve", desk.head(), granted=False, words="不同意")
    refused(await desk.ask(case, "measures/1/impose", site=site(desk)), "penalties.measure-stands", "18")
    assert (await measures(desk, case))[0]["state"] == "refused"


async def test_an_entrusted_power_gives_none_to_coerce(desk: PenaltyDesk, tell: Any) -> None:
    case, other = await desk.file(), await PenaltyDesk(desk.platform, tell, "320682132", "MC32").build()
    terms = [{"in_force_from": other.today.isoformat(), "in_force_to": None}]
    told = {"code": "P-MC32", "version": 9, "terms": terms, "matters": ["MC32"], "mode": "entrusted"}
    entrusted = await other.file()
    await tell(power_changed(region=other.region, **told))

    async def known() -> bool:
        return (await other.steps(entrusted))["ask-measure"]["code"] == "penalties.measure-not-delegated"

    await desk.platform.until(known)
    for step, form in (("measures", wanted()), ("measures/urgent", wanted(site=site(other)))):
        answer = await other.ask(entrusted, step, **form)
        refused(answer, "penalties.measure-not-delegated", "行政强制法 17")
    assert (await desk.steps(case))["ask-measure"]["possible"]


async def test_nothing_is_seized_by_a_power_that_has_ended_and_what_is_held_is_given_back(
    desk: PenaltyDesk, tell: Any
) -> None:
    other = await PenaltyDesk(desk.platform, tell, "320682137", "MC37").build()
    case = await imposed(other)
    await other.take(case, "measures", **wanted())
    await other.take(case, "measures/2/approve", other.head(), granted=True, words="同意")
    ended = [{"in_force_from": "2026-01-01", "in_force_to": (other.today - DAY).isoformat()}]
    await tell(power_changed(region=other.region, code="P-MC37", version=9, terms=ended, matters=["MC37"]))

    async def known() -> bool:
        return not (await other.steps(case))["ask-measure"]["possible"]

    await desk.platform.until(known)
    answer = await other.ask(case, "measures/2/impose", site=site(other))
    refused(answer, "penalties.measure-not-delegated", "17")
    await given_back(other, case)


async def test_of_two_who_seize_one_thing_at_once_one_does(desk: PenaltyDesk) -> None:
    cases = [await desk.file(), await desk.file()]
    for case in cases:
        await desk.take(case, "measures", **wanted(things=[stove("SN-31")]))
        await desk.take(case, "measures/1/approve", desk.head(), granted=True, words="同意")
    answers = await asyncio.gather(*(desk.ask(case, "measures/1/impose", site=site(desk)) for case in cases))
    assert sorted(one.status_code for one in answers) == [200, 409]
    (late,) = [one for one in answers if not one.is_success]
    refused(late, "penalties.measure-sealed-already", "23")


async def test_the_same_thing_is_not_seized_twice(desk: PenaltyDesk) -> None:
    first, second = await desk.file(), await desk.file()
    for case in (first, second):
        await desk.take(case, "measures", **wanted(things=[stove("SN-1")]))
        await desk.take(case, "measures/1/approve", desk.head(), granted=True, words="同意")
    await desk.take(first, "measures/1/impose", site=site(desk))
    refused(await desk.ask(second, "measures/1/impose", site=site(desk)), "penalties.measure-sealed-already", "23")
    answer = await desk.ask(second, "measures", **wanted(things=[STOVE, stove("sn -1")]))
    refused(answer, "penalties.measure-sealed-already", "23")
    assert answer.json()["things"] == [2]
    await given_back(desk, first)
    await desk.take(second, "measures/1/impose", site=site(desk))
    await given_back(desk, second)


async def test_a_decision_says_where_the_party_lives(desk: PenaltyDesk) -> None:
    party = desk.form()["party"] | {"address": None}
    case = await desk.file(party=party)
    answer = await desk.ask(case, "measures", **wanted())
    refused(answer, "penalties.measure-incomplete", "24")
    assert answer.json()["missing"] == ["address"]
    await desk.take(case, "measures", **wanted(address="示例路 1 号"))


async def test_dates_stand_in_their_order(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "measures", **wanted())
    await desk.take(case, "measures/1/approve", desk.head(), granted=True, words="同意")
    now = desk.platform.clock()
    for at in (now - DAY, now + DAY):
        answer = await desk.ask(case, "measures/1/impose", site=site(desk, at=at.isoformat()))
        refused(answer, "penalties.dates-in-order", "18")
    answer = await desk.ask(case, "measures/urgent", **wanted(), site=site(desk, at=(now - 5 * DAY).isoformat()))
    refused(answer, "penalties.dates-in-order", "19")


async def test_who_is_not_of_the_case_seizes_nothing_and_sees_nothing_elsewhere(desk: PenaltyDesk) -> None:
    case = await urgent(desk)
    refused(await desk.ask(case, "measures", desk.officer(3), **wanted()), "penalties.not-your-case", "42")
    refused(await desk.ask(case, "measures/1/report", desk.officer(3), words="报告"), "penalties.not-your-case", "42")
    stranger = desk.platform.client("enforcement", role="officer", person_id="x", scope="320682133")
    assert (await stranger.get(f"/penalties/{case}/measures")).json()["title"] == "penalties.not-found"
    refused(await desk.ask(case, "measures", stranger, **wanted()), "penalties.not-found")
    listed = await stranger.get("/penalty-measures")
    assert listed.json() == {"items": [], "next": None}


async def test_the_region_lists_what_is_held(desk: PenaltyDesk) -> None:
    settled, held = await imposed(desk), await imposed(desk)
    await given_back(desk, settled)
    page = (await desk.officer().get("/penalty-measures", params={"held": True, "limit": 1})).json()
    assert [one["penalty_id"] for one in page["items"]] == [held]
    rest = (await desk.officer().get("/penalty-measures", params={"after": page["next"], "limit": 200})).json()
    assert settled in {one["penalty_id"] for one in rest["items"]}
