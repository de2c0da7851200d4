"""Nothing typed is lost and nothing is sent twice: the page's forms, its login and its lists, in a browser."""

import asyncio
from typing import Any

import pytest

from tests.integration.approval_window.counter import FORM, LICENCE, PERSON
from tests.pages.conftest import REGION, Desk
from tests.pages.form import SUBMIT, answer, fill_in, number_of, received, submit
from tests.support.browser import Page

pytestmark = pytest.mark.browser

WRONG = "110105194912310021"
UNNAMED = (
    "[...document.querySelectorAll('main :is(input, select, textarea), main button, main a')]"
    ".filter((one) => one.offsetParent && !(one.labels?.length || one.ariaLabel || one.textContent.trim()))"
    ".map((one) => one.outerHTML)"
)


async def typed(page: Page) -> str:
    return str(await page.run("document.querySelector('[name=\"applicant.name\"]').value"))


async def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    page = await desk.opens("#/receive")
    await page.clicks(SUBMIT, within="main")
    assert "必填项为空" in await page.shows('[data-field="item"] .error')
    await fill_in(page, number=WRONG)
    assert "校验位" in await page.shows('[data-field="applicant.number"] .error')
    await page.clicks(SUBMIT, within="main")
    await page.until(
        "document.querySelector('main [role=alert]').innerText.includes('证件号码或统一社会信用代码不正确')"
    )

    assert await page.shows('[data-field="applicant.number"] .error') == "证件号码或统一社会信用代码不正确"
    assert await page.run("document.activeElement.name") == "applicant.number"
    await page.goes("#/worklist")
    await page.goes("#/receive")
    assert await typed(page) == PERSON["name"]


async def test_a_wrong_number_of_an_agent_stands_beside_his_own(desk: Desk) -> None:
    page = await desk.opens("#/receive")
    await fill_in(page, name="李五", number=number_of(105))
    await page.run("document.querySelector('[name=is_agent]').click()")
    for path, value in (("name", "代理人"), ("number", WRONG), ("authorisation", "授权委托书")):
        await page.types(f"agent.{path}", value)
    await page.clicks(SUBMIT, within="main")
    await page.until("document.querySelector('main [role=alert]').innerText.includes('证件号码')")

    assert await page.shows('[data-field="agent.number"] .error') == "证件号码或统一社会信用代码不正确"
    await page.types("agent.number", number_of(106))
    await page.clicks(SUBMIT, within="main")
    await answer(page)


async def test_a_double_click_makes_one_application(desk: Desk) -> None:
    page = await desk.opens("#/receive")
    await fill_in(page)
    await submit(page)
    await page.clicks("再收一件")
    await page.until("document.querySelector('main form') !== null")
    before = len(await received(desk))
    await fill_in(page)
    await submit(page, times=2)
    await asyncio.sleep(0.5)

    assert len(await received(desk)) == before + 1


async def test_an_answer_that_was_lost_and_a_second_try_make_one_application(desk: Desk) -> None:
    page = await desk.opens("#/receive")
    lost = asyncio.Event()

    async def lose(paused: dict[str, Any]) -> None:
        told = paused.get("responseStatusCode") == 201 and not lost.is_set()
        end = ("Fetch.failRequest", {"errorReason": "ConnectionReset"}) if told else ("Fetch.continueRequest", {})
        if told:
            lost.set()
        await page.tell(end[0], requestId=paused["requestId"], **end[1])

    desk.browser.on("Fetch.requestPaused", lose)
    await page.tell("Fetch.enable", patterns=[{"urlPattern": "*/applications", "requestStage": "Response"}])
    before = len(await received(desk))
    await fill_in(page, name="赵一", number=number_of(102))
    await page.clicks(SUBMIT, within="main")
    await page.sees("网络中断")
    assert await typed(page) == "赵一"
    await page.clicks(SUBMIT, within="main")
    await answer(page)

    assert lost.is_set()
    assert len(await received(desk)) == before + 1


async def test_what_the_window_asks_back_is_a_question_with_a_button(desk: Desk) -> None:
    page = await desk.opens("#/receive")
    await fill_in(page, name="孙三", number=number_of(103))
    await submit(page)
    await page.clicks("再收一件")
    await fill_in(page, name="孙叁", number=number_of(103))
    await page.clicks(SUBMIT, within="main")
    await page.sees("此前以其他姓名（名称）申请过，请核对证件")
    assert await page.run("document.activeElement.dataset.answer") == "name_checked"
    await page.presses("Enter", 13)
    await page.sees("请确认是否再次申请")
    await page.presses("Enter", 13)
    assert await page.until("document.querySelector('[data-receipt]')?.dataset.receipt")


async def test_who_is_not_logged_in_any_more_logs_in_and_goes_on_where_he_was(desk: Desk) -> None:
    page = await desk.opens("#/receive")
    assert "token" not in await page.run("location.href")
    await fill_in(page, name="钱二", number=number_of(104))
    other = desk.issuer.token(roles=["clerk"], scope_region=REGION, sub="clerk-li", exp=1)
    await page.run(f"history.replaceState(null, '', '#token={other}'), 1")
    await page.clicks(SUBMIT, within="main")
    await page.sees("粘贴统一身份认证发给您的令牌")
    fresh = desk.issuer.token(roles=["clerk"], scope_region=REGION, sub="clerk-li")
    await page.run(f"document.getElementById('token').value = '{fresh}'")
    await page.clicks("登录", within="dialog")
    await answer(page)


async def test_a_long_worklist_is_shown_page_by_page(desk: Desk) -> None:
    for _ in range(21):
        await desk.counter.receive(LICENCE, FORM)
    page = await desk.opens("#/worklist")
    first = await page.run("[...document.querySelectorAll('td a')].map((one) => one.textContent)")
    await page.clicks("下一页")
    await page.until(f"document.querySelector('td a').textContent !== '{first[0]}'")
    second = await page.run("[...document.querySelectorAll('td a')].map((one) => one.textContent)")

    assert len(first) == 20
    assert not set(first) & set(second)
    await page.clicks("上一页")
    await page.until(f"document.querySelector('td a').textContent === '{first[0]}'")


@pytest.mark.parametrize("place", ["queue", "receive", "worklist", "applications", "appeals", "appeals/new", "open"])
async def test_everything_that_one_types_or_presses_has_a_name_and_is_reached_by_the_keyboard(
    desk: Desk, place: str
) -> None:
    where = f"applications/{(await desk.counter.receive(LICENCE, FORM))['id']}" if place == "open" else place
    page = await desk.opens(f"#/{where}")

    assert await page.run(UNNAMED) == []
    reached = set()
    for _ in range(4):
        await page.presses("Tab", 9)
        reached.add(await page.run("document.activeElement.outerHTML"))
    assert len(reached) == 4
    assert await page.run("document.querySelectorAll('[tabindex]:not([tabindex=\"-1\"])').length") == 0


async def test_a_page_prints_without_its_menu_and_buttons(desk: Desk) -> None:
    shown = await desk.counter.receive(LICENCE, FORM)
    page = await desk.opens(f"#/applications/{shown['id']}")
    await page.tell("Emulation.setEmulatedMedia", media="print")

    assert await page.run("[...document.querySelectorAll('button, nav, .bar')].every((one) => !one.offsetParent)")
    assert shown["number"] in await page.run("document.querySelector('main').innerText")
