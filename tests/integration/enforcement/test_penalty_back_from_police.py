"""What becomes of a case that the police sends back because no crime is pursued (art. 27 (1)): over HTTP and Kafka."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.enforcement.hearing_desk import lines, on_the_day, paper
from tests.integration.enforcement.measure_desk import imposed, measures, wanted
from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, company, refused
from tests.integration.enforcement.test_officers_certificates import certified
from tests.integration.enforcement.test_penalties_handed_over import handed, over
from tests.support.platform import Platform

BACK: dict[str, Any] = {"organ": "示例市公安局", "document": "不予立案通知书〔2026〕7号"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682192", "MP92").build()


async def sent(desk: PenaltyDesk, case: str | None = None, **changes: Any) -> str:
    """Return a case that the police has."""
    case = case or await desk.file(**changes)
    await desk.take(case, "evidence", kind="document", what="照片")
    await desk.take(case, "conclude", conclusion="crime", report="涉嫌犯罪")
    await desk.take(case, "decide", desk.head(), outcome="crime", reasons="移送")
    await desk.take(case, "transfer", desk.head(), words="公安机关回执")
    return case


def today(desk: PenaltyDesk, days: int = 0) -> dict[str, Any]:
    return BACK | {"on": (desk.today + days * DAY).isoformat()}


async def test_who_received_a_case_and_when_stands_on_its_record_and_its_letter(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "conclude", conclusion="crime", report="涉嫌犯罪")
    await desk.take(case, "decide", desk.head(), outcome="crime", reasons="移送")
    for unsaid in ({"organ": None}, {"on": None}):
        answer = await desk.ask(case, "transfer", desk.head(), words="回执", **unsaid)
        refused(answer, "penalties.transfer-unreceived", "27")
    for days in (-1, 1):
        on = (desk.today + days * DAY).isoformat()
        answer = await desk.ask(case, "transfer", desk.head(), words="回执", on=on)
        refused(answer, "penalties.dates-in-order", "27")
    await desk.take(case, "transfer", desk.head(), words="王警官签收", organ="示例市公安局某分局")
    facts = (await lines(desk, case))[-1]["facts"]
    assert (facts["organ"], facts["on"]) == ("示例市公安局某分局", desk.today.isoformat())
    letter = await paper(desk, case, "YS")
    assert [part for part in ("接收机关：示例市公安局某分局", "移送日期", "王警官签收") if part not in letter] == []


async def test_what_is_no_crime_comes_back_and_the_party_is_told_anew_before_it_is_punished(desk: PenaltyDesk) -> None:
    case = await sent(desk)
    with on_the_day(desk):
        back = await desk.take(case, "take-back", **today(desk))
        gone = [back[name] for name in ("closed_at", "decided_at", "serve_due_at", "outcome")]
        assert (back["state"], gone) == ("investigating", [None] * 4)
        # The evidence stays, nothing else does.
        await desk.take(case, "conclude", conclusion="punish", report="应当给予行政处罚")
        punished: dict[str, Any] = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
        refused(await desk.ask(case, "decide", desk.head(), **punished), "penalties.not-notified", "44")
        await desk.take(case, "notify", proposed=FINE, told="事实、理由、依据和权利")
        assert "人民币1,000.00元" in await paper(desk, case, "GZ")
        await desk.take(case, "defence/waive", words="放弃")
        decided = await desk.take(case, "decide", desk.head(), **punished)
        await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="回证")
    assert decided["outcome"] == "punish"
    said = [(one["kind"], one["facts"].get("outcome")) for one in await lines(desk, case)]
    kept = [one for one in said if one[0] in {"transfer", "take-back", "decide"}]
    assert kept == [("decide", "crime"), ("transfer", None), ("take-back", None), ("decide", "punish")]


async def test_the_days_at_the_police_are_not_counted(desk: PenaltyDesk) -> None:
    case = await sent(desk)
    due, gone = datetime.fromisoformat(desk.cases[case]["decide_due_at"]), desk.today
    with on_the_day(desk, 200):
        # Until it was taken back ten days went by that are counted.
        back = await desk.take(case, "take-back", **BACK, on=(gone + 190 * DAY).isoformat())
        assert datetime.fromisoformat(back["decide_due_at"]) == due + timedelta(days=190)
        told = await paper(desk, case, "JS")
        until = (due + timedelta(days=190)).date()
        parts = ("不予立案通知书〔2026〕7号", "示例市公安局", "第二十七条第一款", f"{until.year}年{until.month}月")
        assert [part for part in parts if part not in told] == []
    facts = next(one["facts"] for one in await lines(desk, case) if one["kind"] == "take-back")
    assert [facts["document"], facts["organ"]] == [BACK["document"], BACK["organ"]]


async def test_only_what_the_police_has_comes_back_and_once(desk: PenaltyDesk) -> None:
    case, over_here = await sent(desk), await desk.noticed()
    refused(await desk.ask(over_here, "take-back", **today(desk)), "penalties.illegal-step", "27")
    await desk.take(over_here, "terminate", desk.head(), ground="party-dissolved", words="注销")
    refused(await desk.ask(over_here, "take-back", **today(desk)), "penalties.not-transferred", "27")
    assert (await desk.steps(over_here))["take-back"]["code"] == "penalties.not-transferred"
    for days in (-1, 1):
        refused(await desk.ask(case, "take-back", **today(desk, days)), "penalties.dates-in-order", "27")
    refused(await desk.ask(case, "take-back", desk.officer(3), **today(desk)), "penalties.not-your-case", "42")
    assert (await desk.steps(case))["take-back"]["possible"] is True
    await desk.take(case, "take-back", **today(desk))
    refused(await desk.ask(case, "take-back", **today(desk)), "penalties.illegal-step", "27")
    elsewhere = desk.platform.client("enforcement", role="officer", person_id="p-x", scope="320585102")
    answer = await elsewhere.post(f"/penalties/{case}/take-back", json=today(desk) | {"version": 1})
    refused(answer, "penalties.not-found")


async def test_of_what_was_erased_nobody_knows_whom_it_was_about_and_it_does_not_come_back(desk: PenaltyDesk) -> None:
    case = await sent(desk)
    await desk.take(case, "erase", desk.head(), basis="档案管理规定")
    assert (await desk.steps(case))["take-back"]["code"] == "penalties.erased"
    refused(await desk.ask(case, "take-back", **today(desk)), "penalties.erased", "47")
    back = await sent(desk)
    await desk.take(back, "take-back", **today(desk))
    refused(await desk.ask(back, "erase", desk.head(), basis="档案管理规定"), "penalties.not-over", "47")


async def test_what_went_along_stays_where_it_is_and_something_else_may_be_seized(desk: PenaltyDesk) -> None:
    case = await sent(desk, await imposed(desk))
    await desk.take(case, "take-back", **today(desk))
    assert [one["state"] for one in await measures(desk, case)] == ["transferred"]
    lifted = await desk.ask(case, "measures/1/lift", desk.head(), ground="not-needed", words="解除")
    refused(lifted, "penalties.measure-stands", "28")
    await desk.take(case, "measures", **wanted())
    assert [one["state"] for one in await measures(desk, case)] == ["transferred", "asked"]


async def test_it_goes_to_the_police_again_where_more_is_found(desk: PenaltyDesk) -> None:
    case = await sent(desk)
    await desk.take(case, "take-back", **today(desk))
    assert (await desk.take(await sent(desk, case), "take-back", **today(desk)))["state"] == "investigating"


async def test_a_case_that_the_police_has_runs_for_whoever_files_another_for_the_same(desk: PenaltyDesk) -> None:
    party = company(desk.region)
    await sent(desk, party=party)
    answer = await desk.officer().post("/penalties", json=desk.form(party=party))
    refused(answer, "penalties.filed-already", "29")


async def test_the_county_goes_on_with_what_comes_back_where_the_list_names_it(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682193", "MP93").build()
    case = await sent(desk)
    await tell(over(desk, f"P-{desk.matter}", desk.cases[case]["number"]))
    shown = desk.cases[case] = await handed(desk, case)
    assert (shown["state"], shown["handed_to"]) == ("closed", "u-bureau")
    refused(await desk.ask(case, "take-back", **today(desk)), "penalties.handed-over", "24")
    papers = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    assert [one["kind"] for one in papers].count("JA") == 1


async def test_a_case_that_came_back_counts_as_open_until_it_is_decided(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682194", "MP94").build()
    case = await sent(desk)
    asked = {"from": desk.today.isoformat(), "to": desk.today.isoformat(), "by": "outcome", "region": desk.region}

    async def counted() -> dict[str, int]:
        items = (await desk.head().get("/team-figures", params=asked)).json()["items"]
        return {one["key"]: one["denominator"] for one in items if one["measure"] == "decided-in-time"}

    assert (await counted())["crime"] == 1
    await desk.take(case, "take-back", **today(desk))
    assert await counted() == {"open": 0}


async def test_one_officer_takes_it_back_where_the_other_has_gone_meanwhile(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682195", "MP95").build(certified=False)
    (first, second), third = desk.officers, f"{desk.region}-3"
    for person, days in ((first, 400), (second, 9), (third, 400)):
        await certified(desk, person, valid_to=(desk.today + days * DAY).isoformat())
    case = await sent(desk)
    seen: dict[str, Any] = {"kind": "document", "what": "照片"}
    with on_the_day(desk, 10):
        refused(await desk.ask(case, "take-back", desk.officer(2), **today(desk)), "enforcement.not-certified", "42")
        await desk.take(case, "take-back", **today(desk))
        refused(await desk.ask(case, "evidence", **seen), "enforcement.not-certified", "42")
        await desk.take(case, "recusal", officer=second, words="已经调离")
        await desk.take(case, "recusal/decide", desk.head(), granted=True, replacement=third, words="同意")
        await desk.take(case, "evidence", **seen)
