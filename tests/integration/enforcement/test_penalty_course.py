"""What may come in between in a penalty case: preserved evidence, a recused officer, standing still, an end."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import FINE, PenaltyDesk, refused
from tests.support.platform import Platform


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682109", "MP04").build()


async def test_preserved_evidence_is_settled_before_the_investigation_ends(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "evidence", kind="object", what="灶具")
    assert (await desk.ask(case, "preserve", words="灶具两台")).status_code == 403
    await desk.take(case, "preserve", desk.head(), words="灶具两台")
    refused(await desk.ask(case, "conclude", conclusion="punish", report="报告"), "penalties.preserved-open", "56")
    refused(await desk.ask(case, "preserve", desk.head(), words="又"), "penalties.nothing-preserved", "56")
    await desk.take(case, "preserve/settle", settlement="recorded", words="拍照后退还")
    refused(await desk.ask(case, "preserve/settle", settlement="released", words="又"), "penalties.nothing-preserved")
    assert (await desk.take(case, "conclude", conclusion="punish", report="报告"))["state"] == "concluded"


async def test_after_seven_working_days_preserved_evidence_can_only_be_released(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "preserve", desk.head(), words="灶具两台")
    desk.platform.clock.ahead += timedelta(days=20)
    try:
        answer = await desk.ask(case, "preserve/settle", settlement="confiscated", words="没收")
        refused(answer, "penalties.settled-too-late", "56")
        await desk.take(case, "preserve/settle", settlement="released", words="解除")
    finally:
        desk.platform.clock.ahead -= timedelta(days=20)


async def test_an_officer_who_is_recused_goes_and_another_comes(desk: PenaltyDesk) -> None:
    case, second, third = await desk.file(), desk.officers[1], f"{desk.region}-3"
    refused(await desk.ask(case, "recusal", officer=third, words="亲属"), "penalties.not-of-the-team", "43")
    refused(
        await desk.ask(case, "recusal/decide", desk.head(), granted=True, words="同意"), "penalties.recusal-pending"
    )
    await desk.take(case, "recusal", officer=second, words="与当事人系亲属")
    # Until it is decided the investigation goes on (art. 43 (3)).
    await desk.take(case, "evidence", kind="document", what="照片")
    decided = {"granted": True, "words": "同意"}
    for wrong, code in ((None, "penalties.not-of-the-team"), ("nobody", "inspections.not-an-officer")):
        refused(await desk.ask(case, "recusal/decide", desk.head(), replacement=wrong, **decided), code)
    changed = await desk.take(case, "recusal/decide", desk.head(), replacement=third, **decided)
    assert changed["officers"] == [desk.officers[0], third]
    answer = await desk.ask(case, "evidence", desk.officer(2), kind="document", what="照片")
    refused(answer, "penalties.not-your-case", "42")
    await desk.take(case, "evidence", desk.officer(3), kind="document", what="照片")


async def test_the_time_that_a_case_stands_still_is_not_counted(desk: PenaltyDesk) -> None:
    case = await desk.noticed()
    due = datetime.fromisoformat(desk.cases[case]["decide_due_at"])
    refused(await desk.ask(case, "resume", desk.head(), words="恢复"), "penalties.illegal-step")
    await desk.take(case, "suspend", desk.head(), ground="court", words="等待判决")
    refused(await desk.ask(case, "defence", words="申辩"), "penalties.illegal-step")
    desk.platform.clock.ahead += timedelta(days=30)
    try:
        resumed = await desk.take(case, "resume", desk.head(), words="判决已生效")
    finally:
        desk.platform.clock.ahead -= timedelta(days=30)
    assert resumed["state"] == "notified"
    assert timedelta(days=30) <= datetime.fromisoformat(resumed["decide_due_at"]) - due < timedelta(days=30, minutes=5)


async def test_a_case_whose_party_is_no_more_ends(desk: PenaltyDesk) -> None:
    case = await desk.noticed()
    ended = await desk.take(case, "terminate", desk.head(), ground="party-dissolved", words="注销登记")
    assert (ended["state"], ended["outcome"]) == ("closed", None)
    refused(await desk.ask(case, "decide", desk.head(), outcome="spare", reasons="无"), "penalties.illegal-step")


async def test_a_crime_goes_to_the_police_and_is_no_penalty(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "conclude", conclusion="crime", report="涉嫌犯罪")
    punished = {"outcome": "punish", "sanction": FINE, "reasons": "以罚代刑"}
    refused(await desk.ask(case, "decide", desk.head(), **punished), "penalties.conclusion-differs")
    await desk.take(case, "decide", desk.head(), outcome="crime", reasons="移送")
    on: dict[str, Any] = {"on": desk.today.isoformat(), "way": "handed-over", "receipt": "回证"}
    refused(await desk.ask(case, "serve", **on), "penalties.no-crime", "57")
    assert (await desk.take(case, "transfer", desk.head(), words="公安机关回执"))["state"] == "closed"


async def test_what_was_told_is_void_when_it_is_investigated_again(desk: PenaltyDesk) -> None:
    case = await desk.heard_out()
    await desk.take(case, "supplement", words="补充调查")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    punished = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
    refused(await desk.ask(case, "decide", desk.head(), **punished), "penalties.not-notified", "44")


async def test_a_decision_is_put_off_once_by_what_a_rule_allows(desk: PenaltyDesk) -> None:
    case = await desk.noticed()
    due = datetime.fromisoformat(desk.cases[case]["decide_due_at"])
    for days in (0, 31):
        answer = await desk.ask(case, "extend", desk.head(), days=days, words="规章")
        refused(answer, "penalties.extended-too-long", "60")
    changed = await desk.take(case, "extend", desk.head(), days=30, words="某部规章：案情复杂")
    assert datetime.fromisoformat(changed["decide_due_at"]) == due + timedelta(days=30)
    answer = await desk.ask(case, "extend", desk.head(), days=1, words="规章")
    refused(answer, "penalties.extended-already", "60")
    late = await desk.noticed()
    desk.platform.clock.ahead += timedelta(days=91)
    try:
        answer = await desk.ask(late, "extend", desk.head(), days=30, words="规章")
        refused(answer, "penalties.decision-too-late", "60")
    finally:
        desk.platform.clock.ahead -= timedelta(days=91)
