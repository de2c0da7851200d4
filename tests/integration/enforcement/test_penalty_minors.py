"""Who was not fourteen is not punished, and who was not eighteen more lightly (art. 30): over HTTP and Kafka."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, person, refused, years_before
from tests.support.penalty_steps import BASIS, CORRECTED
from tests.support.platform import Platform
from tests.support.printed import said

LESS = {"kinds": ["fine"], "fine_fen": 10_000}
WARNING = {"kinds": ["warning"]}
DECISION: dict[str, Any] = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
HOW = "系未成年人，主动改正，从轻处罚"
LIGHT = {"circumstance": "light", "conditions": "及时改正", "min_fen": 20_000, "max_fen": 50_000, "kinds": ["warning"]}
ORDINARY = {"circumstance": "ordinary", "conditions": "其他情形", "min_fen": 50_000, "max_fen": 200_000}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682143", "MP41").build()


@pytest.fixture
async def weighing(team: Platform, tell: Any) -> PenaltyDesk:
    """Return a township that has published a discretion table."""
    desk = await PenaltyDesk(team, tell, "320682144", "MP42").build()
    read = (await desk.officer().get(f"/discretion/{desk.matter}", params={"region": desk.region})).json()
    version = max((one["version"] for one in read.get("items", [])), default=0)
    table = {"region": desk.region, "version": version, "valid_from": desk.today.isoformat(), "basis": BASIS}
    published = await desk.head().put(f"/discretion/{desk.matter}", json=table | {"ranges": [LIGHT, ORDINARY]})
    published.raise_for_status()
    return desk


def young(desk: PenaltyDesk, years: int, days: int = 0) -> dict[str, Any]:
    """Return who had that birthday, or days after it, when the act was over, which is yesterday."""
    return person(years_before(desk.today - DAY, years) - days * DAY)


async def investigated(desk: PenaltyDesk, party: dict[str, Any]) -> str:
    case = await desk.file(party=party)
    await desk.take(case, "evidence", kind="site-record", what="现场笔录")
    return case


async def told(desk: PenaltyDesk, party: dict[str, Any], **weighed: Any) -> str:
    case = await investigated(desk, party)
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    await desk.take(case, "notify", proposed=FINE, told="告知", **weighed)
    await desk.take(case, "defence/waive", words="放弃")
    return case


async def paper(desk: PenaltyDesk, case: str, kind: str) -> str:
    items = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    number = next(one["number"] for one in items if one["kind"] == kind)
    return said(await desk.officer().get(f"/penalties/{case}/papers/{number}", params={"purpose": "送达"}))


async def test_a_child_is_spared_for_being_one_and_for_nothing_else(desk: PenaltyDesk) -> None:
    case = await investigated(desk, young(desk, 14))
    punished = await desk.ask(case, "conclude", conclusion="punish", report="报告")
    refused(punished, "penalties.child-not-punished", "30")
    other = await desk.ask(case, "conclude", conclusion="spare", ground="minor", report="报告")
    refused(other, "penalties.child-ground", "30")
    await desk.take(case, "conclude", conclusion="spare", ground="child", report="报告")
    spared: dict[str, Any] = {"outcome": "spare", "reasons": "不满十四周岁"}
    other = await desk.ask(case, "decide", desk.head(), ground="minor", **spared)
    refused(other, "penalties.child-ground", "30")
    await desk.take(case, "decide", desk.head(), ground="child", **spared)
    words = await paper(desk, case, "BC")
    assert [part for part in ("责令监护人对当事人加以管教", "不满十四周岁") if part not in words] == []


async def test_nobody_else_is_spared_for_being_a_child(desk: PenaltyDesk) -> None:
    for party in (young(desk, 14, days=1), young(desk, 40), desk.form()["party"]):
        case = await investigated(desk, party)
        answer = await desk.ask(case, "conclude", conclusion="spare", ground="child", report="报告")
        refused(answer, "penalties.child-ground", "30")
        await desk.take(case, "conclude", conclusion="spare", ground="minor", report="报告")
        decided = await desk.ask(case, "decide", desk.head(), outcome="spare", ground="child", reasons="理由")
        refused(decided, "penalties.child-ground", "30")
        await desk.take(case, "decide", desk.head(), outcome="spare", ground="minor", reasons="理由")
        assert "监护人" not in await paper(desk, case, "BC")


@pytest.mark.parametrize("step", ["notify", "decide"])
async def test_a_case_of_before_is_asked_how_old_its_party_was(desk: PenaltyDesk, step: str) -> None:
    case = await told(desk, young(desk, 40)) if step == "decide" else await investigated(desk, young(desk, 40))
    if step == "notify":
        await desk.take(case, "conclude", conclusion="punish", report="报告")
    await of_before(desk, case, ended_on=years_before(desk.today, 30))
    if step == "notify":
        assert (await desk.steps(case))["notify"]["code"] == "penalties.child-not-punished"
        refused(await desk.ask(case, "notify", proposed=FINE, told="告知"), "penalties.child-not-punished", "30")
        return
    assert (await desk.steps(case))["decide"]["possible"]
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.child-not-punished", "30")
    spared = await desk.take(case, "decide", desk.head(), outcome="spare", ground="child", reasons="理由")
    assert spared["outcome"] == "spare"


async def of_before(desk: PenaltyDesk, case: str, ended_on: date) -> None:
    """Make a case one of before anybody's age was kept, and its act one that was over on a day."""
    forget = text("UPDATE penalties SET course = course - 'age', ended_on = :on WHERE id = :id")
    async with desk.platform.database("enforcement").begin() as work:
        await work.connection.execute(forget, {"id": case, "on": ended_on})


async def test_who_was_not_eighteen_is_punished_more_lightly_and_it_is_said_how(desk: PenaltyDesk) -> None:
    case = await told(desk, young(desk, 18))
    for empty in ({}, {"mitigated": None}, {"mitigated": "  "}):
        refused(await desk.ask(case, "decide", desk.head(), **DECISION, **empty), "penalties.not-lighter", "30")
    await desk.take(case, "decide", desk.head(), **DECISION, mitigated=HOW)
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    line = next(one for one in lines if one["kind"] == "lighten")
    assert (line["facts"], HOW in str(lines)) == ({}, False)
    words = f"/records/{case}/lines/{line['seq']}/words"
    assert (await desk.officer().get(words, params={"purpose": "核对"})).json()["words"] == HOW
    assert f"从轻或者减轻处罚：{HOW}" in await paper(desk, case, "JD")


async def test_who_was_eighteen_is_punished_like_everybody_else(desk: PenaltyDesk) -> None:
    case = await told(desk, young(desk, 18, days=1))
    assert (await desk.take(case, "decide", desk.head(), **DECISION))["state"] == "decided"
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    assert [one for one in lines if one["kind"] == "lighten"] == []


async def test_who_is_investigated_anew_is_as_old_as_before(desk: PenaltyDesk) -> None:
    case = await told(desk, young(desk, 16))
    await desk.take(case, "supplement", words="补充调查")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    await desk.take(case, "notify", proposed=FINE, told="告知")
    await desk.take(case, "defence/waive", words="放弃")
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.not-lighter", "30")


async def test_by_a_published_table_the_light_range_is_lighter_and_no_other(weighing: PenaltyDesk) -> None:
    desk = weighing
    case = await told(desk, young(desk, 16), circumstance="ordinary")
    usual = DECISION | {"mitigated": HOW}
    ordinary = await desk.ask(case, "decide", desk.head(), **usual, circumstance="ordinary")
    refused(ordinary, "penalties.not-lighter", "30")
    light = DECISION | {"sanction": FINE | {"fine_fen": 50_000}, "circumstance": "light"}
    assert (await desk.take(case, "decide", desk.head(), **light))["circumstance"] == "light"


async def test_below_the_table_another_leader_approves_and_above_it_nobody(weighing: PenaltyDesk) -> None:
    desk, above = weighing, weighing.client("leader", f"{weighing.region}-above")
    case = await told(desk, young(desk, 16), circumstance="ordinary")
    light = DECISION | {"circumstance": "light"}
    refused(await desk.ask(case, "decide", desk.head(), **light | {"sanction": LESS}), "discretion.outside-range", "34")
    more = {"kinds": ["fine"], "fine_fen": 50_001}
    await desk.take(case, "deviation", above, circumstance="light", sanction=more, words="理由")
    refused(await desk.ask(case, "decide", desk.head(), **light | {"sanction": more}), "penalties.not-lighter", "30")
    await desk.take(case, "deviation", above, circumstance="light", sanction=LESS, words="减轻")
    assert (await desk.take(case, "decide", desk.head(), **light | {"sanction": LESS}))["state"] == "decided"


async def test_a_warning_alone_is_lighter_than_whatever_a_table_says(weighing: PenaltyDesk) -> None:
    desk, above = weighing, weighing.client("leader", f"{weighing.region}-above")
    case = await told(desk, young(desk, 16), circumstance="ordinary")
    warned: dict[str, Any] = {"circumstance": "ordinary", "sanction": WARNING}
    await desk.take(case, "deviation", above, **warned, words="减轻")
    assert (await desk.take(case, "decide", desk.head(), **DECISION | warned))["state"] == "decided"


def spot(desk: PenaltyDesk, born: date, **changes: Any) -> dict[str, Any]:
    """Return what is decided on the spot today."""
    today = desk.today.isoformat()
    usual = {
        "sanction": WARNING,
        "basis": BASIS,
        "credentials_shown": True,
        "signed": True,
        "correction": CORRECTED,
        "party": person(born),
    }
    return desk.form(ended_on=today, found_on=today) | usual | changes


async def test_on_the_spot_no_child_is_punished_and_a_youth_more_lightly(desk: PenaltyDesk) -> None:
    at_once, child = desk.officer(), years_before(desk.today, 14)
    refused(await at_once.post("/penalties/simple", json=spot(desk, child)), "penalties.child-not-punished", "30")
    for born in (child - DAY, years_before(desk.today, 18)):
        refused(await at_once.post("/penalties/simple", json=spot(desk, born)), "penalties.not-lighter", "30")
    kept = await at_once.post("/penalties/simple", json=spot(desk, child - DAY, mitigated=HOW))
    assert kept.status_code == 201, kept.text
    assert f"从轻或者减轻处罚：{HOW}" in await paper(desk, kept.json()["id"], "DC")
    grown = spot(desk, years_before(desk.today, 18) - DAY)
    assert (await at_once.post("/penalties/simple", json=grown)).status_code == 201


async def test_on_the_spot_the_light_range_of_a_table_is_lighter(weighing: PenaltyDesk) -> None:
    desk, born = weighing, years_before(weighing.today, 16)
    fine = {"kinds": ["fine"], "fine_fen": 20_000}
    light = spot(desk, born, circumstance="light", sanction=fine)
    assert (await desk.officer().post("/penalties/simple", json=light)).status_code == 201
