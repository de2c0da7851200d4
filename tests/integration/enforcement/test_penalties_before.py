"""What a party was punished for before, and for the same act: over HTTP and Kafka."""

from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, company, refused
from tests.support.penalty_steps import CORRECTED
from tests.support.platform import Platform

DECISION = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682111", "MP06").build()


async def test_one_act_is_fined_once_and_another_act_is_said_to_be_one(desk: PenaltyDesk) -> None:
    party = company(desk.region)
    first = await desk.heard_out(party=party)
    refused(await desk.officer().post("/penalties", json=desk.form(party=party)), "penalties.filed-already", "29")
    second = await desk.heard_out(party=party, again=True)
    await desk.take(first, "decide", desk.head(), **DECISION)
    answer = await desk.ask(second, "decide", desk.head(), **DECISION)
    refused(answer, "penalties.fined-already", "29")
    assert answer.json()["earlier"] == desk.cases[first]["number"]
    await desk.take(second, "decide", desk.head(), **DECISION, another_act=True)


async def test_who_was_fined_for_an_act_is_not_fined_again_on_the_spot_or_in_the_next_town(
    desk: PenaltyDesk, team: Platform, tell: Any
) -> None:
    party, today = company(desk.region), desk.today.isoformat()
    spot = {
        "sanction": {"kinds": ["fine"], "fine_fen": 10_000},
        "basis": "条例 34",
        "credentials_shown": True,
        "signed": True,
        "correction": CORRECTED,
    }
    given = desk.form(party=party, ended_on=today, found_on=today) | spot
    assert (await desk.officer().post("/penalties/simple", json=given)).status_code == 201
    refused(await desk.officer().post("/penalties/simple", json=given), "penalties.filed-already", "29")
    next_town = await PenaltyDesk(team, tell, "320682112", "MP07").build()
    there = next_town.form(party=party, ended_on=today, found_on=today) | spot
    refused(await next_town.officer().post("/penalties/simple", json=there), "penalties.fined-already", "29")
    warned = there | {"sanction": {"kinds": ["warning"]}}
    assert (await next_town.officer().post("/penalties/simple", json=warned)).status_code == 201


async def test_only_who_was_not_punished_before_is_spared_for_a_first_act(desk: PenaltyDesk) -> None:
    party, before = company(desk.region), (desk.today - 9 * DAY).isoformat()
    first = await desk.heard_out(party=party, ended_on=before)
    spared = {"outcome": "spare", "ground": "first-and-minor", "reasons": "初次"}
    second = await desk.file(party=party)
    await desk.take(second, "conclude", conclusion="spare", ground="first-and-minor", report="报告")
    await desk.take(first, "decide", desk.head(), **DECISION)
    answer = await desk.ask(second, "decide", desk.head(), **spared)
    refused(answer, "penalties.not-the-first", "33")
    await desk.take(second, "decide", desk.head(), **spared | {"ground": "minor"})
