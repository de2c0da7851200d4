"""A clerk's morning on the page of the counter, in a browser: from the queue to the printed paper."""

import pytest

from tests.integration.approval_window.counter import FORM, LICENCE, PERSON, PLAN
from tests.integration.approval_window.rated import rows
from tests.pages.conftest import Desk
from tests.pages.form import fill_in, number_of, shown_of, submit
from tests.support.browser import Page

pytestmark = pytest.mark.browser

NASTY = "<img src=x onerror=\"document.body.dataset.broken='yes'\">"

FREE = "当前窗口空闲"


async def calls(page: Page, line: str) -> None:
    """Call who waits longest in one line, when the counter is free."""
    await page.sees(FREE)
    await page.run(f"document.querySelectorAll('[id^=line-]').forEach((one) => (one.checked = one.value === '{line}'))")
    await page.clicks("呼叫下一位")
    await page.shows("[data-ticket]")


async def test_a_clerk_calls_receives_accepts_and_prints(desk: Desk) -> None:
    page = await desk.opens("#/queue")
    await page.clicks("许可", within="main")
    await page.sees("A001")
    await calls(page, "licence")
    assert await page.shows("[data-ticket]") == "A001"
    await page.clicks("收件", within="#main")
    await fill_in(page)
    number = await submit(page)
    await page.clicks("打开办件")
    await page.clicks("受理", within='[data-step="accept"] form')
    await page.sees("SL-320585102-")
    await page.clicks("打印", within="table")
    assert await page.until("document.querySelector('[data-paper]')?.href.startsWith('blob:')")

    shown = await shown_of(desk, number)
    papers = (await desk.counter.clerk.get(f"/applications/{shown['id']}/papers")).json()["items"]
    assert (shown["state"], sum(one["prints"] for one in papers)) == ("accepted", 1)
    assert desk.browser.logged == []


async def test_a_number_is_skipped_sent_on_and_served(desk: Desk) -> None:
    page = await desk.opens("#/queue", person="clerk-wu")
    await page.clicks("证明", within="main .split > div > section:last-child")
    await page.sees("B001")
    await calls(page, "certificate")
    await page.clicks("未到，跳过")
    await calls(page, "certificate")
    await page.sees("第 2 次")
    await page.clicks("转队列")
    await calls(page, "licence")
    assert await page.shows("[data-ticket]") == "B001"
    await page.clicks("办结")
    await page.sees(FREE)


async def test_what_somebody_is_called_is_text_and_never_markup(desk: Desk) -> None:
    page = await desk.opens("#/receive")
    await fill_in(page, name=NASTY, number=number_of(101))
    await submit(page)
    await page.clicks("打开办件")
    await page.clicks("查看申请人")

    assert await page.shows("[data-applicant]") == NASTY
    assert await page.run("document.querySelector('main img') === null && !document.body.dataset.broken")
    markup = "try { document.body.innerHTML = '<b>x</b>'; 'taken' } catch (error) { error.name }"
    assert await page.run(markup) == "TypeError"
    desk.browser.logged.clear()


async def test_the_one_notice_names_what_is_missing_and_another_organ_must_be_named(desk: Desk) -> None:
    half, strange = await desk.counter.receive(LICENCE, FORM), await desk.counter.receive(LICENCE, FORM, PLAN)
    page = await desk.opens(f"#/applications/{strange['id']}")
    await page.clicks("不予受理", within='[data-step="reject"] > ')
    await page.types("reason", "属于县级部门")
    await page.clicks("不予受理", within='[data-step="reject"] form')
    assert await page.shows('[data-field="organ"] .error') == "不属于本机关职权范围的，须告知申请人向哪个机关申请"
    await page.types("organ", "县自然资源局")
    await page.clicks("不予受理", within='[data-step="reject"] form')
    await page.sees("已办理")

    await page.goes(f"#/applications/{half['id']}")
    await page.clicks("一次告知补正", within='[data-step="notify"] > ')
    await page.sees("缺少的材料：平面图")
    await page.clicks("一次告知补正", within='[data-step="notify"] form')
    await page.sees("需补正 1 项")
    assert (await desk.counter.read(strange["id"]))["state"] == "rejected"


async def test_a_mistake_is_corrected_on_the_spot_and_what_is_complete_accepted_after_a_refusal(desk: Desk) -> None:
    shown = await desk.counter.receive(LICENCE, FORM)
    page = await desk.opens(f"#/applications/{shown['id']}")
    await page.clicks("受理", within='[data-step="accept"] form')
    await page.sees("申请材料不齐全")
    await page.clicks("当场更正", within='[data-step="correct"] > ')
    await page.types("what", "补签日期")
    # Somebody else was faster: it is read anew, and what was typed stands as it was.
    await desk.counter.done(shown, "hand-in", handed_in=[PLAN])
    await page.clicks("当场更正", within='[data-step="correct"] form')
    await page.sees("办件已被他人更新")
    await page.clicks("重新读取")
    await page.until("document.querySelectorAll('.history li').length === 2")
    await page.clicks("当场更正", within='[data-step="correct"] form')
    await page.sees("已办理")
    await page.clicks("受理", within='[data-step="accept"] form')
    await page.sees("SL-320585102-")


async def test_an_appeal_is_taken_and_its_progress_seen(desk: Desk) -> None:
    page = await desk.opens("#/appeals/new")
    await page.types("text", "楼下商铺夜间音响扰民")
    await page.types("appellant.name", PERSON["name"])
    await page.types("category.code", "M0101")
    await page.types("appellant.phone", "一三八")
    await page.clicks("登记并出具回执")
    assert "格式不对" in await page.shows('[data-field="appellant.phone"] .error')
    await page.types("appellant.phone", "13800000000")
    await page.clicks("登记并出具回执")
    assert (await page.shows("[data-receipt] .big")).startswith("SQ-320585102-")
    await page.clicks("打开")
    await page.sees("指挥中心尚未立案")
    await page.sees("噪声扰民")
    await page.clicks("查看内容与联系方式")
    await page.sees("楼下商铺夜间音响扰民")


async def test_a_contact_with_the_citizen_and_the_answer_are_shown_and_told(desk: Desk) -> None:
    body = {"category": {"scheme": "onefour", "code": "M0101"}, "region": desk.counter.region, "text": "反映情况"}
    appeal = (await desk.counter.clerk.post("/appeals", json=body | {"appellant": {"name": "李四"}})).json()
    came = "contacted_at = now(), contact_unit = 'u-1', contact_outcome = 'reached', answered_at = now()"
    ended = f"UPDATE appeals SET {came}, state = 'answered', case_state = 'closed', result = 'solved' WHERE id = :id"
    await rows(desk.counter.window, ended, id=appeal["id"])
    page = await desk.opens(f"#/appeals/{appeal['id']}")
    await page.sees("u-1：工作人员已与您电话沟通。")
    await page.sees("您反映的问题已处理完毕。")
    await page.clicks("已告知群众")
    await page.sees("告知时间")

    shown = (await desk.counter.clerk.get(f"/appeals/{appeal['id']}")).json()
    assert shown["state"] == "told"
