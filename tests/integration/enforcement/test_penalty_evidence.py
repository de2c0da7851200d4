"""How evidence is gathered, and what becomes of it that is untrue or was got unlawfully: over HTTP and Kafka."""

from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, refused
from tests.support.evidence_steps import device
from tests.support.penalty_steps import CORRECTED
from tests.support.platform import Platform
from tests.support.printed import said

DOCUMENT: dict[str, Any] = {"kind": "document", "what": "进货单"}
STATEMENT: dict[str, Any] = {"kind": "statement", "what": "问：摊位是你的吗？答：是。"}
RECORDING: dict[str, Any] = {"kind": "recording", "what": "抓拍录像", "by_device": True}
DECISION: dict[str, Any] = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
REASON: dict[str, Any] = {"words": "来源不明"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682193", "MP93").build()


async def facts_of(desk: PenaltyDesk, case: str) -> dict[str, Any]:
    """Return what the last line of a case's record says."""
    return dict((await desk.officer().get(f"/records/{case}")).json()["items"][-1]["facts"])


async def paper(desk: PenaltyDesk, case: str, kind: str) -> str:
    """Return the words of the last paper of a kind, without blanks."""
    items = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    number = next(one["number"] for one in reversed(items) if one["kind"] == kind)
    return said(await desk.officer().get(f"/penalties/{case}/papers/{number}", params={"purpose": "归档"}))


@pytest.mark.parametrize("kind", ["witness", "statement", "site-record"])
async def test_who_questions_and_inspects_shows_his_certificate_first(desk: PenaltyDesk, kind: str) -> None:
    case = await desk.file()
    for shown in ({"credentials_shown": False}, {}):
        bare = {"taken_by": desk.officers, "signed": True, "version": 1, "kind": kind, "what": "笔录"} | shown
        answer = await desk.officer().post(f"/penalties/{case}/evidence", json=bare)
        refused(answer, "penalties.credentials-not-shown", "55")
    await desk.take(case, "evidence", kind=kind, what="笔录")
    assert (await facts_of(desk, case))["credentials_shown"] is True


@pytest.mark.parametrize("kind", ["witness", "statement", "site-record"])
async def test_two_officers_of_the_case_question_and_inspect(desk: PenaltyDesk, kind: str) -> None:
    case, (first, second) = await desk.file(), desk.officers
    for there in ([], [first], [first, first], [first, f"{desk.region}-3"], [first, second, f"{desk.region}-3"]):
        answer = await desk.ask(case, "evidence", kind=kind, what="笔录", taken_by=there)
        refused(answer, "inspections.two-officers-needed", "42")
    # Who was there for what needs no record is one of them, too.
    answer = await desk.ask(case, "evidence", **DOCUMENT, taken_by=[first, "somebody"])
    refused(answer, "inspections.two-officers-needed", "42")
    await desk.take(case, "evidence", kind=kind, what="笔录")
    assert (await facts_of(desk, case))["taken_by"] == [first, second]


@pytest.mark.parametrize(("kind", "printed"), [("statement", "XW"), ("witness", "XW"), ("site-record", "XB")])
async def test_who_was_heard_signs_the_record_or_it_is_noted_that_he_would_not(
    desk: PenaltyDesk, kind: str, printed: str
) -> None:
    case, record = await desk.file(), {"kind": kind, "what": "笔录"}
    answer = await desk.ask(case, "evidence", None, **record, signed=False)
    refused(answer, "penalties.evidence-unsigned", "55")
    await desk.take(case, "evidence", None, **record)
    assert "已在本笔录上注明" not in await paper(desk, case, printed)
    await desk.take(case, "evidence", None, **record, signed=False, refusal_noted=True)
    assert "已在本笔录上注明" in await paper(desk, case, printed)


async def test_who_punishes_on_the_spot_shows_his_certificate(desk: PenaltyDesk) -> None:
    today = desk.today.isoformat()
    spot = {"sanction": {"kinds": ["warning"]}, "basis": "条例", "signed": True, "correction": CORRECTED}
    form = desk.form(ended_on=today, found_on=today) | spot
    refused(await desk.officer().post("/penalties/simple", json=form), "penalties.credentials-not-shown", "52")
    shown = form | {"credentials_shown": True}
    case = (await desk.officer().post("/penalties/simple", json=shown)).json()
    first = (await desk.officer().get(f"/records/{case['id']}")).json()["items"][0]
    assert first["facts"]["credentials_shown"] is True
    assert "已向当事人出示执法证件" in await paper(desk, case["id"], "DC")


async def test_what_a_device_recorded_proves_nothing_before_the_device_was_reviewed(desk: PenaltyDesk) -> None:
    case, tomorrow = await desk.file(), (desk.today + DAY).isoformat()
    for reviewed_on in (None, tomorrow):
        answer = await desk.ask(case, "evidence", **RECORDING, device=device(desk.today, reviewed_on=reviewed_on))
        refused(answer, "penalties.device-not-reviewed", "41")
    reviewed = device(desk.today, reviewed_on=desk.today.isoformat())
    await desk.take(case, "evidence", **RECORDING, device=reviewed)
    assert (await facts_of(desk, case))["device"] == reviewed


async def test_nor_before_its_content_was_looked_through(desk: PenaltyDesk) -> None:
    case = await desk.file()
    for kind in ("recording", "electronic"):
        unchecked = RECORDING | {"kind": kind, "device": device(desk.today, checked=False)}
        refused(await desk.ask(case, "evidence", **unchecked), "penalties.recording-not-checked", "41")
    bare = RECORDING | {"device": {"number": "JK-2", "reviewed_on": desk.today.isoformat()}}
    refused(await desk.ask(case, "evidence", **bare), "penalties.recording-not-checked", "41")
    late = device(desk.today, told_on=(desk.today + DAY).isoformat())
    refused(await desk.ask(case, "evidence", **RECORDING, device=late), "penalties.dates-in-order", "41")
    early = device(desk.today, told_on=(desk.today - 31 * DAY).isoformat())
    refused(await desk.ask(case, "evidence", **RECORDING, device=early), "penalties.dates-in-order", "41")
    await desk.take(case, "evidence", **RECORDING, device=device(desk.today))
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    report = await paper(desk, case, "ZJ")
    assert ("电子技术监控设备JK-0001记录" in report, "日告知当事人）" in report) == (True, True)


async def test_of_a_recording_it_is_said_whether_a_device_made_it(desk: PenaltyDesk) -> None:
    case = await desk.file()
    misfits: tuple[dict[str, Any], ...] = (
        {"kind": "recording", "by_device": None},
        {"kind": "electronic", "by_device": None},
        {"kind": "recording", "by_device": True},
        {"kind": "recording", "by_device": False, "device": device(desk.today)},
        {"kind": "document", "by_device": True, "device": device(desk.today)},
    )
    for wrong in misfits:
        refused(await desk.ask(case, "evidence", what="录像", **wrong), "penalties.device-misfit", "41")
    await desk.take(case, "evidence", kind="recording", what="执法记录仪录像", by_device=False)
    assert "device" not in await facts_of(desk, case)


async def test_nobody_is_told_of_a_penalty_or_punished_on_excluded_evidence_alone(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "evidence", **DOCUMENT)
    await desk.take(case, "evidence/1/exclude", **REASON)
    punish: dict[str, Any] = {"conclusion": "punish", "report": "报告"}
    refused(await desk.ask(case, "conclude", **punish), "penalties.no-evidence", "46")
    await desk.take(case, "evidence", **STATEMENT)
    await desk.take(case, "conclude", **punish)
    await desk.take(case, "evidence/2/exclude", desk.head(), **REASON)
    told: dict[str, Any] = {"proposed": FINE, "told": "事实、理由、依据和权利"}
    refused(await desk.ask(case, "notify", **told), "penalties.no-evidence", "46")
    step = (await desk.steps(case))["notify"]
    assert (step["possible"], step["code"]) == (False, "penalties.no-evidence")
    # What was excluded stays so when it is investigated again.
    await desk.take(case, "supplement", words="补充调查")
    refused(await desk.ask(case, "conclude", **punish), "penalties.no-evidence", "46")


async def test_what_is_excluded_after_the_notice_punishes_nobody(desk: PenaltyDesk) -> None:
    case = await desk.heard_out()
    await desk.take(case, "evidence/1/exclude", desk.head(), **REASON)
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.no-evidence", "46")
    unfounded: dict[str, Any] = {"outcome": "unfounded", "reasons": "证据已被排除"}
    assert (await desk.take(case, "decide", desk.head(), **unfounded))["state"] == "decided"


async def test_evidence_is_excluded_once_and_by_its_number(desk: PenaltyDesk) -> None:
    case = await desk.file()
    refused(await desk.ask(case, "evidence/1/exclude", **REASON), "penalties.no-such-evidence", "46")
    assert (await desk.steps(case))["exclude-evidence"]["code"] == "penalties.no-such-evidence"
    await desk.take(case, "evidence", **DOCUMENT)
    await desk.take(case, "evidence", **STATEMENT)
    refused(await desk.ask(case, "evidence/3/exclude", **REASON), "penalties.no-such-evidence", "46")
    assert (await desk.ask(case, "evidence/0/exclude", **REASON)).status_code == 422
    await desk.take(case, "evidence/2/exclude", **REASON)
    refused(await desk.ask(case, "evidence/2/exclude", **REASON), "penalties.evidence-excluded", "46")
    assert (await facts_of(desk, case))["serial"] == 2
    await desk.take(case, "evidence/1/exclude", **REASON)
    step = (await desk.steps(case))["exclude-evidence"]
    assert (step["possible"], step["code"]) == (False, "penalties.evidence-excluded")


async def test_officers_exclude_while_they_investigate_and_the_head_afterwards(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "evidence", **DOCUMENT)
    await desk.take(case, "evidence", **STATEMENT)
    refused(await desk.ask(case, "evidence/1/exclude", desk.officer(3), **REASON), "penalties.not-your-case", "42")
    refused(await desk.ask(case, "evidence/1/exclude", desk.head(), **REASON), "penalties.not-your-case", "42")
    assert (await desk.ask(case, "evidence/1/exclude", desk.review_desk(), **REASON)).status_code == 403
    await desk.take(case, "evidence/1/exclude", **REASON)
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    refused(await desk.ask(case, "evidence/2/exclude", **REASON), "penalties.head-excludes", "57")
    took_part = desk.client("leader", desk.officers[0])
    refused(await desk.ask(case, "evidence/2/exclude", took_part, **REASON), "penalties.decider-took-part", "57")
    await desk.take(case, "evidence/2/exclude", desk.head(), **REASON)


async def test_what_was_reviewed_and_discussed_with_it_is_reviewed_and_discussed_again(desk: PenaltyDesk) -> None:
    case = await desk.file(weighty=True)
    await desk.take(case, "evidence", **DOCUMENT)
    await desk.take(case, "evidence", **STATEMENT)
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    await desk.take(case, "notify", proposed=FINE, told="告知")
    await desk.take(case, "defence/waive", words="放弃")
    agreed: dict[str, Any] = {"passed": True, "opinion": "同意"}
    heads: dict[str, Any] = {"present": ["h-1", "h-2"], "minutes": "记录"}
    await desk.take(case, "review", desk.review_desk(), **agreed)
    await desk.take(case, "discuss", desk.head(), **heads)
    await desk.take(case, "evidence/2/exclude", desk.head(), **REASON)
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.not-reviewed", "58")
    await desk.take(case, "review", desk.review_desk(), **agreed)
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.not-discussed", "57")
    await desk.take(case, "discuss", desk.head(), **heads)
    await desk.take(case, "decide", desk.head(), **DECISION)
    decision = await paper(desk, case, "JD")
    assert ("进货单" in decision, "摊位是你的吗" in decision) == (True, False)


async def test_the_reasons_are_sealed_and_stand_on_a_paper_of_their_own(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "evidence", **STATEMENT)
    await desk.take(case, "evidence", **DOCUMENT)
    await desk.take(case, "evidence/1/exclude", words="询问时仅一名执法人员在场")
    assert "仅一名" not in (await desk.officer().get(f"/records/{case}")).text
    words = await paper(desk, case, "PC")
    parts = ("证据排除决定书", "第1号（当事人的陈述）", "摊位是你的吗", "仅一名执法人员在场", desk.officers[0])
    assert [part for part in parts if part not in words] == []
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    report = await paper(desk, case, "ZJ")
    assert ("进货单" in report, "摊位是你的吗" in report) == (True, False)


async def test_a_case_of_another_region_has_no_evidence_to_exclude(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "evidence", **DOCUMENT)
    stranger = desk.platform.client("enforcement", role="officer", person_id=desk.officers[0], scope="320585102")
    refused(await desk.ask(case, "evidence/1/exclude", stranger, **REASON), "penalties.not-found")
