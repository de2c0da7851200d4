"""Who may come to a hearing, who chairs it, who comes for the party, and who gives it up (art. 64): over HTTP."""

from typing import Any

import pytest

from tests.integration.enforcement.hearing_desk import (
    announced,
    asked,
    chair,
    fixed,
    fixing,
    lines,
    on_the_day,
    paper,
)
from tests.integration.enforcement.penalty_desk import DAY, LARGE, PenaltyDesk, company, refused
from tests.integration.enforcement.test_officers_conflicts import enter
from tests.integration.enforcement.test_penalties_handed_over import handed, over
from tests.integration.enforcement.test_publications import person
from tests.support.platform import Platform

HELD: dict[str, Any] = {"record": "双方发表意见", "attended": True, "signed": True}
AWAY: dict[str, Any] = {"record": "未见当事人", "attended": False}
DECISION = {"outcome": "punish", "sanction": LARGE, "reasons": "理由"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682191", "MP91").build()


async def test_a_hearing_is_public_and_everybody_reads_where_it_is_and_never_about_whom(desk: PenaltyDesk) -> None:
    party = person("19800101", "123")
    case = await asked(desk, party=party)
    assert await announced(desk, case) is None
    await desk.take(case, "hearing/fix", desk.review_desk(), **fixing(desk))
    shown = await announced(desk, case)
    number, on = desk.cases[case]["number"], fixing(desk)["on"]
    told = {"number": number, "region": desk.region, "matter": desk.matter, "on": on, "place": "镇政府三楼会议室"}
    assert shown == told
    assert "听证公开举行" in await paper(desk, case, "TZ")
    with on_the_day(desk):
        await desk.take(case, "hearing/hold", chair(desk), **HELD)
        assert await announced(desk, case) is None


@pytest.mark.parametrize(
    ("ground", "words"), [("state-secret", "国家秘密"), ("business-secret", "商业秘密"), ("privacy", "个人隐私")]
)
async def test_a_hearing_is_closed_for_a_secret_or_privacy_alone(desk: PenaltyDesk, ground: str, words: str) -> None:
    case = await asked(desk)
    other = await desk.ask(case, "hearing/fix", desk.review_desk(), **fixing(desk, closed="convenience"))
    assert other.status_code == 422
    await desk.take(case, "hearing/fix", desk.review_desk(), **fixing(desk, closed=ground))
    assert await announced(desk, case) is None
    line = (await lines(desk, case))[-1]
    assert (line["facts"]["closed"], "会议室" in str(line)) == (ground, False)
    notice = await paper(desk, case, "TZ")
    assert (f"本案涉及{words}" in notice, "听证公开举行" in notice) == (True, False)


async def test_what_stands_still_goes_to_the_county_or_is_over_is_announced_no_more(desk: PenaltyDesk) -> None:
    case, past, countys = await fixed(desk), await fixed(desk), await fixed(desk)
    await desk.take(case, "suspend", desk.head(), ground="court", words="等待")
    assert await announced(desk, case) is None
    await desk.tell(over(desk, f"P-{desk.matter}", desk.cases[countys]["number"]))
    await handed(desk, countys)
    assert await announced(desk, countys) is None
    with on_the_day(desk, 31):
        assert await announced(desk, past) is None


async def test_the_hearings_of_a_region_are_read_page_by_page(desk: PenaltyDesk) -> None:
    first, second = await fixed(desk), await fixed(desk)
    page = (await desk.officer().get("/hearings", params={"region": desk.region, "limit": 1})).json()
    assert [one["number"] for one in page["items"]] == [desk.cases[second]["number"]]
    more = {"region": desk.region, "limit": 1, "after": page["next"]}
    rest = (await desk.officer().get("/hearings", params=more)).json()
    assert [one["number"] for one in rest["items"]] == [desk.cases[first]["number"]]


async def test_until_it_is_decided_whether_the_chair_goes_no_hearing_is_held(desk: PenaltyDesk) -> None:
    case = await fixed(desk)
    stranger = await desk.ask(case, "recusal", officer=f"{desk.region}-x", words="亲属")
    refused(stranger, "penalties.not-of-the-team", "64")
    await desk.take(case, "recusal", officer=f"{desk.region}-c", words="与本案有直接利害关系")
    assert (await lines(desk, case))[-1]["facts"]["chairs"] is True
    with on_the_day(desk):
        refused(await desk.ask(case, "hearing/hold", chair(desk), **HELD), "penalties.recusal-pending", "64")
        fix = await desk.ask(case, "hearing/fix", desk.review_desk(), **fixing(desk, chair=f"{desk.region}-d"))
        refused(fix, "penalties.recusal-pending", "64")
        assert (await desk.steps(case))["hold-hearing"]["code"] == "penalties.recusal-pending"
        answer = await desk.ask(case, "recusal/decide", chair(desk), granted=False, words="不成立")
        refused(answer, "penalties.decider-took-part", "64")
        await desk.take(case, "recusal/decide", desk.head(), granted=False, words="不成立")
        await desk.take(case, "hearing/hold", chair(desk), **HELD)


async def test_a_chair_who_is_recused_goes_and_another_comes_who_is_free(desk: PenaltyDesk) -> None:
    party = company(desk.region)
    case, gone, comes = await asked(desk, party=party), f"{desk.region}-c", f"{desk.region}-d"
    await desk.take(case, "hearing/fix", desk.review_desk(), **fixing(desk))
    await enter(desk, f"{desk.region}-e", party["number"])
    await desk.take(case, "recusal", officer=gone, words="与本案有直接利害关系")
    wrong = [(None, "not-of-the-team"), (gone, "chair-recused"), (desk.officers[1], "chair-investigated")]
    for by, code in wrong:
        answer = await desk.ask(case, "recusal/decide", desk.head(), granted=True, replacement=by, words="同意")
        refused(answer, f"penalties.{code}", "64")
    answer = await desk.ask(
        case, "recusal/decide", desk.head(), granted=True, replacement=f"{desk.region}-e", words="同意"
    )
    refused(answer, "enforcement.conflict-of-interest", "43")
    await desk.take(case, "recusal/decide", desk.head(), granted=True, replacement=comes, words="情况属实")
    facts = (await lines(desk, case))[-1]["facts"]
    assert [facts[name] for name in ("officer", "chairs", "granted", "replacement")] == [gone, True, True, comes]
    words = await paper(desk, case, "HB")
    assert [part for part in ("第六十四条第四项", f"由{comes}主持听证") if part not in words] == []
    with on_the_day(desk):
        refused(await desk.ask(case, "hearing/hold", chair(desk), **HELD), "penalties.only-the-chair", "64")
        await desk.take(case, "hearing/hold", chair(desk, "d"), **HELD)


async def test_who_was_recused_as_a_chair_takes_no_other_part_in_the_case(desk: PenaltyDesk) -> None:
    case, gone, third = await fixed(desk, chair=f"{desk.region}-3"), f"{desk.region}-3", f"{desk.region}-3"
    await desk.take(case, "recusal", officer=gone, words="有直接利害关系")
    await desk.take(case, "recusal/decide", desk.head(), granted=True, replacement=f"{desk.region}-d", words="同意")
    fix = await desk.ask(case, "hearing/fix", desk.review_desk(), **fixing(desk, chair=gone))
    refused(fix, "penalties.chair-recused", "64")
    review = await desk.ask(case, "review", desk.client("legal-reviewer", gone), passed=True, opinion="同意")
    refused(review, "penalties.reviewer-investigated", "58")
    suspend = await desk.ask(case, "suspend", desk.client("leader", gone), ground="court", words="等待")
    refused(suspend, "penalties.decider-took-part", "57")
    await desk.take(case, "supplement", words="补充调查")
    await desk.take(case, "recusal", officer=desk.officers[1], words="亲属")
    answer = await desk.ask(case, "recusal/decide", desk.head(), granted=True, replacement=third, words="同意")
    refused(answer, "penalties.not-of-the-team", "64")


async def test_a_hearing_whose_day_went_by_while_its_chair_was_disputed_is_told_anew(desk: PenaltyDesk) -> None:
    case = await fixed(desk)
    await desk.take(case, "recusal", officer=f"{desk.region}-c", words="有直接利害关系")
    with on_the_day(desk, 31):
        await desk.take(case, "recusal/decide", desk.head(), granted=False, words="不成立")
        refused(await desk.ask(case, "hearing/hold", chair(desk), **HELD), "penalties.no-hearing", "64")
        soon = await desk.ask(
            case, "hearing/fix", desk.review_desk(), **fixing(desk, on=(desk.today + DAY).isoformat())
        )
        refused(soon, "penalties.hearing-too-soon", "64")
        await desk.take(case, "hearing/fix", desk.review_desk(), **fixing(desk))


async def test_whether_the_chair_goes_is_no_question_where_it_is_investigated_again(desk: PenaltyDesk) -> None:
    case = await fixed(desk)
    await desk.take(case, "recusal", officer=f"{desk.region}-c", words="有直接利害关系")
    await desk.take(case, "supplement", words="补充调查")
    assert (await desk.steps(case))["ask-recusal"]["possible"] is True
    assert (await desk.steps(case))["decide-recusal"]["code"] == "penalties.recusal-pending"


async def test_nobody_chairs_who_has_something_to_do_with_the_party(desk: PenaltyDesk) -> None:
    party = company(desk.region)
    case = await asked(desk, party=party)
    await enter(desk, f"{desk.region}-f", party["number"])
    fix = await desk.ask(case, "hearing/fix", desk.review_desk(), **fixing(desk, chair=f"{desk.region}-f"))
    refused(fix, "enforcement.conflict-of-interest", "43")


async def test_the_party_comes_himself_or_sends_one_or_two(desk: PenaltyDesk) -> None:
    case = await fixed(desk)
    with on_the_day(desk):
        three = {"in_person": False, "agents": ["王一", "王二", "王三"]}
        answer = await desk.ask(case, "hearing/hold", chair(desk), **HELD, **three)
        refused(answer, "penalties.hearing-agents", "64")
        nobody = await desk.ask(case, "hearing/hold", chair(desk), **HELD, in_person=False)
        refused(nobody, "penalties.hearing-attendance", "64")
        await desk.take(case, "hearing/hold", chair(desk), **HELD, in_person=False, agents=["王一", "王二"])
    line = (await lines(desk, case))[-1]
    came = {"attended": True, "absence": None, "in_person": False, "agents": 2}
    assert {name: line["facts"][name] for name in came} == came
    assert "王一" not in str(line)
    words = await paper(desk, case, "TB")
    assert [one for one in ("当事人的代理人：王一、王二", "双方发表意见") if one not in words] == []
    assert "当事人本人到场" not in words


@pytest.mark.parametrize(
    ("absence", "in_person", "words"), [("stayed-away", False, "无正当理由未到场"), ("left", True, "中途退出")]
)
async def test_who_stays_away_or_leaves_has_given_his_hearing_up(
    desk: PenaltyDesk, absence: str, in_person: bool, words: str
) -> None:
    case = await fixed(desk)
    with on_the_day(desk):
        for wrong in (AWAY | {"absence": None}, HELD | {"absence": absence}):
            refused(await desk.ask(case, "hearing/hold", chair(desk), **wrong), "penalties.hearing-absence", "64")
        how = {"absence": absence, "in_person": in_person}
        other = await desk.ask(case, "hearing/hold", chair(desk), **AWAY, **how | {"in_person": not in_person})
        refused(other, "penalties.hearing-attendance", "64")
        await desk.take(case, "hearing/hold", chair(desk), **AWAY, **how)
        facts = (await lines(desk, case))[-1]["facts"]
        assert (facts["attended"], facts["absence"]) == (False, absence)
        assert words in await paper(desk, case, "TB")
        refused(await desk.ask(case, "hearing", by_whom="当事人"), "penalties.hearing-asked", "64")
        await desk.take(case, "review", desk.review_desk(), passed=True, opinion="同意")
        await desk.take(case, "decide", desk.head(), **DECISION)


async def test_who_could_not_come_is_heard_on_another_day_that_is_told_seven_days_ahead(desk: PenaltyDesk) -> None:
    case = await fixed(desk)
    with on_the_day(desk):
        await desk.take(case, "hearing/hold", chair(desk), **AWAY, absence="excused")
        assert "另行确定并通知" in await paper(desk, case, "TB")
        assert await announced(desk, case) is None
        refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.hearing-pending", "63")
        refused(await desk.ask(case, "hearing/hold", chair(desk), **HELD), "penalties.no-hearing", "64")
        soon = fixing(desk, on=(desk.today + DAY).isoformat())
        refused(await desk.ask(case, "hearing/fix", desk.review_desk(), **soon), "penalties.hearing-too-soon", "64")
        await desk.take(case, "hearing/fix", desk.review_desk(), **fixing(desk))
        with on_the_day(desk):
            await desk.take(case, "hearing/hold", chair(desk), **HELD)


async def test_the_investigators_say_what_they_found_where_the_party_is_heard(desk: PenaltyDesk) -> None:
    case = await fixed(desk)
    with on_the_day(desk):
        for there in ([], [f"{desk.region}-3"], [desk.officers[0], f"{desk.region}-3"]):
            answer = await desk.ask(case, "hearing/hold", chair(desk), **HELD, investigators_present=there)
            refused(answer, "penalties.hearing-investigators", "64")
        await desk.take(case, "hearing/hold", chair(desk), **HELD, investigators_present=desk.officers)
    assert (await lines(desk, case))[-1]["facts"]["investigators"] == desk.officers
    assert f"到场的调查人员：{desk.officers[0]}" in await paper(desk, case, "TB")
