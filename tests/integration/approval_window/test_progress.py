"""How a citizen asks how his paper stands: over HTTP, with nothing but a number and a code, on a real server."""

from datetime import date, datetime
from typing import Any

import httpx
import pytest

from shared.clock import town_day, utc_now
from shared.schemas.vocabulary import CaseState, Result
from tests.integration.approval_window import test_appeals, test_applications
from tests.integration.approval_window.citizens import ask, ask_with, citizen, lock
from tests.support.platform import Platform

PERSONAL = ("王小明", "11010519491231002X", "13800000000", "材料已带齐", "噪声很大", "滨江大道", "clerk-li")
NAME, ANSWER = "农村村民宅基地与建房审批", "工作人员已就您反映的事项作出解释说明。"


@pytest.fixture
def clerk(window: Platform) -> httpx.AsyncClient:
    return window.client("approval-window", role="clerk", person_id="clerk-li")


@pytest.fixture
async def application(clerk: httpx.AsyncClient) -> dict[str, Any]:
    return await test_applications.received(clerk)


@pytest.fixture
async def appeal(clerk: httpx.AsyncClient) -> dict[str, Any]:
    return await test_appeals.filed(clerk)


async def test_an_applicant_sees_item_state_and_days_of_his_application(
    window: Platform, application: dict[str, Any]
) -> None:
    answer = await ask_with(window, application)

    shown = answer.json()
    due = town_day(datetime.fromisoformat(application["notice_due_at"]))
    assert answer.status_code == 200
    assert (shown["paper"], shown["number"], shown["name"]) == ("application", application["number"], NAME)
    assert (shown["state"], shown["state_said"]) == ("received", "已收件，正在审查申请材料")
    assert [(day["day"], date.fromisoformat(day["on"])) for day in shown["days"]] == [
        ("received", town_day(utc_now())),
        ("notice-due", due),
    ]
    assert (shown["category"], shown["answer"]) == (None, None)


async def test_what_was_accepted_shows_until_when_it_must_be_decided_and_a_licence_until_when_it_holds(
    window: Platform, clerk: httpx.AsyncClient, application: dict[str, Any]
) -> None:
    step = f"/applications/{application['id']}/accept"
    assert (await clerk.post(step, json={"version": application["version"]})).status_code == 200
    accepted = (await ask_with(window, application)).json()
    leader = window.client("approval-window", role="leader", person_id="p-leader")
    body = {"version": 2, "valid_to": "2099-12-31"}
    assert (await leader.post(f"/applications/{application['id']}/grant", json=body)).status_code == 201

    shown = (await ask_with(window, application)).json()

    assert [day["day"] for day in accepted["days"]] == ["received", "accepted", "promise-due", "decision-due"]
    assert (accepted["state_said"], shown["state_said"]) == ("已受理，正在办理", "已准予，等待送达")
    assert [day["day"] for day in shown["days"]] == ["received", "accepted", "decided", "valid-to", "delivery-due"]
    assert shown["days"][3] == {"day": "valid-to", "said": "有效期至", "on": "2099-12-31", "provisional": False}


async def test_a_citizen_sees_how_his_appeal_goes_on_and_then_its_answer(
    window: Platform, clerk: httpx.AsyncClient, appeal: dict[str, Any], tell: Any
) -> None:
    filed = (await ask_with(window, appeal)).json()
    await tell(test_appeals.case_of(appeal, 1, CaseState.CLOSED, result=Result.SOLVED))
    await test_appeals.until(window, clerk, appeal, "answered")
    answered = (await ask_with(window, appeal)).json()

    assert (filed["paper"], filed["category"]) == ("appeal", {"scheme": "onefour", "code": "M0101"})
    assert (filed["state_said"], filed["answer"]) == ("已登记，等待受理", None)
    assert (answered["state_said"], answered["answer"]) == ("已有办理结果", "您反映的问题已处理完毕。")
    assert [day["said"] for day in answered["days"]] == ["收件日期", "作出答复日期"]


async def test_a_hidden_appeal_answers_its_citizen_and_still_not_its_clerk(
    window: Platform, clerk: httpx.AsyncClient, appeal: dict[str, Any], tell: Any
) -> None:
    closed = test_appeals.case_of(appeal, 1, CaseState.CLOSED, result=Result.EXPLAINED, number="AJ-hidden")
    hidden = [report.model_copy(update={"hidden": True}) for report in closed.reports]
    await tell(closed.model_copy(update={"reports": hidden}))

    async def answered() -> httpx.Response | None:
        found = await ask_with(window, appeal)
        return found if found.json()["answer"] else None

    shown = await window.until(answered)
    seen = await test_appeals.read(clerk, appeal)
    assert (shown.json()["state_said"], shown.json()["answer"]) == ("已有办理结果", ANSWER)
    assert not any(secret in shown.text for secret in ("AJ-hidden", appeal["id"], *PERSONAL))
    assert (seen["state"], seen["answer"]) == ("filed", None)


async def test_nothing_of_a_person_of_the_office_or_of_ids_is_in_the_answer(
    window: Platform, application: dict[str, Any], appeal: dict[str, Any]
) -> None:
    for paper in (application, appeal):
        answer = await ask_with(window, paper)

        known = {"paper", "number", "name", "category", "state", "state_said", "days", "answer", "contact"}
        assert set(answer.json()) == known
        secrets = (paper["id"], paper["receipt_code"], *PERSONAL)
        assert not any(secret in answer.text for secret in secrets)


def misfits(number: str, code: str, appeal: dict[str, Any]) -> list[tuple[object, object]]:
    """Return pairs that open nothing: wrong ones, absent ones, and what can be no receipt at all."""
    serial = len(number) - 6
    wrong = [(number, "AAAAAAAA"), (number, appeal["receipt_code"]), (appeal["number"], code), (number, "")]
    absent = [(number[:serial] + "999999", code), (number[:serial] + "999999", "0" * 8)]
    other_kind = [("SQ" + number[2:serial] + "999998", code)]
    malformed = [("", ""), ("XX-1", code), (None, None), (5, [code]), ("\x00" * 9, code), (number * 999, code)]
    return [*wrong, *absent, *other_kind, *malformed]


async def test_what_is_wrong_absent_or_malformed_gets_one_and_the_same_answer(
    window: Platform, application: dict[str, Any], appeal: dict[str, Any]
) -> None:
    pairs = misfits(application["number"], application["receipt_code"], appeal)
    answers = [await ask(window, *pair) for pair in pairs]
    for body in ("{}", '{"number": "\\ud800", "code": "\\ud800"}'):
        headers = {"Content-Type": "application/json"}
        answers.append(await citizen(window).post("/progress", content=body, headers=headers))

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(key for key in answer.headers if key != "x-request-id") for answer in answers}) == 1
    assert answers[0].json()["title"] == "progress.not-found"


async def test_a_receipt_is_known_however_its_signs_were_typed(window: Platform, appeal: dict[str, Any]) -> None:
    code = appeal["receipt_code"]
    number = appeal["number"].lower().replace("-", "－")

    answer = await ask(window, f" {number} ", f"{code[:4].lower()} - {code[4:]}")

    assert answer.status_code == 200


async def test_no_line_of_the_log_and_no_metric_holds_number_or_code(
    window: Platform, application: dict[str, Any], capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await ask_with(window, application)
    await lock(window, application)
    await ask_with(window, application)
    await citizen(window).post("/progress", content=f'{{"number": "{application["number"]}", ')

    metrics = await window.stranger("approval-window").get("/metrics")
    said = "".join(capfd.readouterr()) + caplog.text + metrics.text
    assert 'onefour_progress_asked_total{outcome="shown"}' in metrics.text
    assert application["number"] not in said
    assert application["receipt_code"] not in said
