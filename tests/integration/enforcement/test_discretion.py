"""How discretion tables are published, kept to, and left only with an approval: over HTTP and Kafka."""

from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, refused
from tests.support.penalty_steps import BASIS, CORRECTED
from tests.support.platform import Platform

LIGHT = {
    "circumstance": "light",
    "conditions": "初次违法，及时改正",
    "min_fen": 0,
    "max_fen": 50_000,
    "kinds": ["warning"],
}
ORDINARY = {"circumstance": "ordinary", "conditions": "其他情形", "min_fen": 50_000, "max_fen": 200_000}
HIGH = {"kinds": ["fine"], "fine_fen": 300_000}
DECISION: dict[str, Any] = {"outcome": "punish", "reasons": "理由", "circumstance": "ordinary"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682123", "MP25").build()


async def published(desk: PenaltyDesk, **changes: Any) -> Any:
    """Publish the next version of the table, whatever was published before."""
    read = (await desk.officer().get(f"/discretion/{desk.matter}", params={"region": desk.region})).json()
    version = max((one["version"] for one in read.get("items", [])), default=0)
    usual = {"region": desk.region, "version": version, "valid_from": desk.today.isoformat(), "basis": "某条例 34"}
    body = usual | {"ranges": [LIGHT, ORDINARY]} | changes
    return await desk.head().put(f"/discretion/{desk.matter}", json=body)


async def concluded(desk: PenaltyDesk) -> str:
    case = await desk.file()
    await desk.take(case, "evidence", kind="site-record", what="现场笔录")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    return case


async def test_a_table_is_published_from_a_day_on_and_every_version_is_kept(desk: PenaltyDesk) -> None:
    first = await published(desk)
    later = await published(desk, valid_from=(desk.today + DAY).isoformat(), basis="新条例")
    assert (first.status_code, later.status_code) == (200, 200), later.text
    shown = (await desk.officer().get(f"/discretion/{desk.matter}", params={"region": desk.region})).json()
    assert (shown["holds"]["basis"], shown["items"][-1]["basis"]) == ("某条例 34", "新条例")
    assert [one["circumstance"] for one in shown["holds"]["ranges"]] == ["light", "ordinary"]


async def test_what_may_not_be_published_is_refused(desk: PenaltyDesk) -> None:
    refused(await published(desk, valid_from=(desk.today - DAY).isoformat()), "discretion.from-the-past", "34")
    refused(await published(desk, ranges=[LIGHT, LIGHT]), "discretion.malformed", "34")
    refused(await published(desk, version=77), "discretion.version-conflict")
    refused(await published(desk, region="320682"), "discretion.region-outside")
    body = {"region": desk.region, "version": 0, "valid_from": desk.today.isoformat(), "basis": "x", "ranges": [LIGHT]}
    assert (await desk.officer().put(f"/discretion/{desk.matter}", json=body)).status_code == 403
    asked = {"region": desk.region}
    refused(await desk.officer().get("/discretion/MP-NONE", params=asked), "discretion.not-found")
    refused(
        await desk.officer().get(f"/discretion/{desk.matter}", params={"region": "32"}), "discretion.region-outside"
    )


async def test_a_circumstance_is_named_and_the_fine_lies_inside_its_range(desk: PenaltyDesk) -> None:
    assert (await published(desk)).status_code == 200
    case = await concluded(desk)
    told: dict[str, Any] = {"proposed": FINE, "told": "事实"}
    refused(await desk.ask(case, "notify", **told), "discretion.circumstance-missing", "34")
    refused(await desk.ask(case, "notify", **told, circumstance="heavy"), "discretion.circumstance-missing", "34")
    refused(await desk.ask(case, "notify", **told, circumstance="light"), "discretion.outside-range", "34")
    await desk.take(case, "notify", **told, circumstance="ordinary")
    await desk.take(case, "defence/waive", words="放弃")
    less: dict[str, Any] = DECISION | {"sanction": {"kinds": ["fine"], "fine_fen": 10_000}}
    refused(await desk.ask(case, "decide", desk.head(), **less), "discretion.outside-range", "34")
    await desk.take(case, "decide", desk.head(), **DECISION | {"sanction": FINE})
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    said = next(line["facts"] for line in lines if line["kind"] == "decide")
    assert (said["circumstance"], said["basis"]) == ("ordinary", BASIS)


async def test_on_the_spot_the_table_holds_and_nothing_lies_beyond_it(desk: PenaltyDesk) -> None:
    assert (await published(desk)).status_code == 200
    today = desk.today.isoformat()
    spot = {"basis": BASIS, "credentials_shown": True, "signed": True, "correction": CORRECTED}
    spot |= {"sanction": {"kinds": ["fine"], "fine_fen": 60_000}}
    form = desk.form(ended_on=today, found_on=today) | spot
    at_once = desk.officer()
    refused(await at_once.post("/penalties/simple", json=form), "discretion.circumstance-missing", "34")
    light = await at_once.post("/penalties/simple", json=form | {"circumstance": "light"})
    refused(light, "discretion.outside-range", "34")
    kept = await at_once.post("/penalties/simple", json=form | {"circumstance": "ordinary"})
    assert (kept.status_code, kept.json()["circumstance"]) == (201, "ordinary")
    lines = (await at_once.get(f"/records/{kept.json()['id']}")).json()["items"]
    assert lines[0]["facts"]["table"].startswith(desk.region)


async def test_beyond_the_table_another_leader_approves_and_does_not_decide(desk: PenaltyDesk) -> None:
    assert (await published(desk)).status_code == 200
    case, above = await concluded(desk), desk.client("leader", f"{desk.region}-above")
    told: dict[str, Any] = {"proposed": HIGH, "told": "事实", "circumstance": "ordinary"}
    refused(await desk.ask(case, "notify", **told), "discretion.outside-range", "34")
    asked: dict[str, Any] = {"circumstance": "ordinary", "words": "影响恶劣"}
    assert (await desk.ask(case, "deviation", **asked, sanction=HIGH)).status_code == 403
    refused(await desk.ask(case, "deviation", above, **asked, sanction=FINE), "discretion.within-range", "34")
    await desk.take(case, "deviation", above, **asked, sanction=HIGH)
    await desk.take(case, "notify", **told)
    await desk.take(case, "defence/waive", words="放弃")
    decision: dict[str, Any] = DECISION | {"sanction": HIGH}
    refused(await desk.ask(case, "decide", above, **decision), "discretion.approver-decides", "34")
    other: dict[str, Any] = DECISION | {"sanction": HIGH | {"fine_fen": 299_999}}
    refused(await desk.ask(case, "decide", desk.head(), **other), "discretion.outside-range", "34")
    assert (await desk.take(case, "decide", desk.head(), **decision))["circumstance"] == "ordinary"


async def test_what_is_investigated_again_is_approved_again(desk: PenaltyDesk) -> None:
    assert (await published(desk)).status_code == 200
    case, above = await concluded(desk), desk.client("leader", f"{desk.region}-above")
    said: dict[str, Any] = {"circumstance": "ordinary", "words": "影响恶劣", "sanction": HIGH}
    await desk.take(case, "deviation", above, **said)
    await desk.take(case, "supplement", words="补充调查")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    told: dict[str, Any] = {"proposed": HIGH, "told": "事实", "circumstance": "ordinary"}
    refused(await desk.ask(case, "notify", **told), "discretion.outside-range", "34")


async def test_similar_cases_are_shown_the_newest_first_and_without_any_person(desk: PenaltyDesk) -> None:
    assert (await published(desk)).status_code == 200
    for fen in (60_000, 70_000):
        case, sanction = await concluded(desk), {"kinds": ["fine"], "fine_fen": fen}
        await desk.take(case, "notify", proposed=sanction, told="事实", circumstance="ordinary")
        await desk.take(case, "defence/waive", words="放弃")
        await desk.take(case, "decide", desk.head(), **DECISION | {"sanction": sanction})
    mine = await concluded(desk)
    await desk.take(mine, "notify", proposed=FINE, told="事实", circumstance="ordinary")
    items = (await desk.officer().get(f"/penalties/{mine}/similar")).json()["items"]
    assert [one["fine_fen"] for one in items[:2]] == [70_000, 60_000]
    assert {one["circumstance"] for one in items} == {"ordinary"}
    amounts = {"fine_fen", "confiscated_fen", "goods_fen"}
    assert set(items[0]) == {"party", "circumstance", "decided_on", "kinds"} | amounts
    other = await desk.officer().get(f"/penalties/{mine}/similar", params={"circumstance": "heavy"})
    assert other.json()["items"] == []
