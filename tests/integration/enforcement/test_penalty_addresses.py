"""A decision that punishes says where the party lives, and where it lives is said later, too: over HTTP and Kafka."""

from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import FINE, PenaltyDesk, company, refused
from tests.support.penalty_steps import CORRECTED
from tests.support.platform import Platform
from tests.support.printed import said

DECISION: dict[str, Any] = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
SEIZED: dict[str, Any] = {"kind": "seize", "days": 30, "reasons": "理由", "basis": "条例"}
STOVE = {"kind": "goods", "name": "炉具", "amount": 1, "related": True}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682145", "MP43").build()


def nowhere(desk: PenaltyDesk) -> dict[str, Any]:
    """Return a party of which nobody said where it lives."""
    return company(desk.region) | {"address": None}


async def address_on(desk: PenaltyDesk, case: str, kind: str) -> str:
    items = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    number = next(one["number"] for one in reversed(items) if one["kind"] == kind)
    answer = await desk.officer().get(f"/penalties/{case}/papers/{number}", params={"purpose": "送达"})
    return said(answer).partition("地址：")[2].partition("案件编号")[0]


async def test_nobody_is_punished_who_lives_nowhere_until_an_officer_says_where(desk: PenaltyDesk) -> None:
    case = await desk.heard_out(party=nowhere(desk))
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.address-missing", "59")
    assert (await desk.ask(case, "address", address=" ")).status_code == 422
    await desk.take(case, "address", address="新路 2 号")
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    assert (lines[-1]["kind"], lines[-1]["has_words"], "新路" in str(lines)) == ("name-address", True, False)
    assert (await desk.take(case, "decide", desk.head(), **DECISION))["state"] == "decided"
    assert await address_on(desk, case, "JD") == "新路2号"


async def test_who_is_not_punished_needs_no_address(desk: PenaltyDesk) -> None:
    case = await desk.heard_out(party=nowhere(desk))
    spared = await desk.take(case, "decide", desk.head(), outcome="spare", ground="minor", reasons="理由")
    assert spared["outcome"] == "spare"


async def test_who_has_moved_is_named_where_he_lives_now_and_older_papers_say_what_they_said(desk: PenaltyDesk) -> None:
    case = await desk.heard_out()
    await desk.take(case, "decide", desk.head(), **DECISION)
    await desk.take(case, "address", address="第一处")
    await desk.take(case, "address", address="第二处")
    assert await address_on(desk, case, "JD") == "示例路1号"
    again = await desk.heard_out(again=True)
    await desk.take(again, "address", address="第一处")
    await desk.take(again, "address", address="第二处")
    await desk.take(again, "decide", desk.head(), **DECISION, another_act=True)
    assert await address_on(desk, again, "JD") == "第二处"


async def test_only_an_officer_of_the_case_says_where_the_party_lives(desk: PenaltyDesk) -> None:
    case = await desk.file(party=nowhere(desk))
    refused(await desk.ask(case, "address", desk.officer(3), address="新路"), "penalties.not-your-case", "42")
    assert (await desk.ask(case, "address", desk.head(), address="新路")).status_code == 403
    away = desk.platform.client("enforcement", role="officer", person_id=desk.officers[0], scope="320585102")
    refused(await desk.ask(case, "address", away, address="新路"), "penalties.not-found")
    await desk.take(case, "suspend", desk.head(), ground="party-away", words="下落不明")
    refused(await desk.ask(case, "address", address="新路"), "penalties.illegal-step", "59")


async def test_a_measure_is_imposed_where_the_party_was_said_to_live(desk: PenaltyDesk) -> None:
    case = await desk.file(party=nowhere(desk))
    asked = SEIZED | {"things": [STOVE]}
    refused(await desk.ask(case, "measures", **asked), "penalties.measure-incomplete", "24")
    await desk.take(case, "address", address="新路 2 号")
    assert (await desk.take(case, "measures", **asked))["version"] == 3


async def test_on_the_spot_the_address_stands_on_the_form(desk: PenaltyDesk) -> None:
    today = desk.today.isoformat()
    given = {
        "sanction": {"kinds": ["warning"]},
        "basis": "条例",
        "credentials_shown": True,
        "signed": True,
        "correction": CORRECTED,
    }
    form = desk.form(ended_on=today, found_on=today, party=nowhere(desk)) | given
    refused(await desk.officer().post("/penalties/simple", json=form), "penalties.address-missing", "52")
    named = form | {"party": form["party"] | {"address": "新路"}}
    assert (await desk.officer().post("/penalties/simple", json=named)).status_code == 201
