"""How the papers of an application are listed and printed: over HTTP, on real servers."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shared.clock import town_day, utc_now
from shared.papers.writing import chinese_day
from shared.schemas.dispatch import UnitChanged
from tests.integration.approval_window.counter import FORM, LICENCE, PERSON, PLAN, Counter, add_items, in_days, moment
from tests.integration.approval_window.extended import SILENCE, asked, licence, nears_its_end, round_of
from tests.integration.approval_window.test_powers import power
from tests.support.platform import TOWN, Platform
from tests.support.printed import said

Tell = Callable[..., Awaitable[None]]
TODAY = town_day(utc_now())
SECRETS = ("王小明", "110105194912310", "缺少消防意见")


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


async def listed(counter: Counter, shown: dict[str, Any]) -> dict[str, Any]:
    """Return the papers of an application by kind."""
    answer = await counter.clerk.get(f"/applications/{shown['id']}/papers")
    return {one["kind"]: one for one in answer.json()["items"]}


async def printing(
    counter: Counter, shown: dict[str, Any], number: str, who: httpx.AsyncClient | None = None, **headers: str
) -> httpx.Response:
    door = f"/applications/{shown['id']}/papers/{number}/print"
    return await (who or counter.clerk).post(door, json={"purpose": "交申请人"}, headers=headers)


async def printed(counter: Counter, shown: dict[str, Any], kind: str) -> str:
    """Print a paper that an application has; return what it says, without the breaks of its lines."""
    answer = await printing(counter, shown, (await listed(counter, shown))[kind]["number"])
    return said(answer)


async def test_a_receipt_says_the_code_the_materials_and_until_when_something_is_told(counter: Counter) -> None:
    body = {"item": LICENCE, "region": TOWN, "applicant": PERSON, "materials": {"handed_in": [FORM]}, "again": True}
    taken = (await counter.clerk.post("/applications", json=body)).json()

    paper = await printed(counter, taken, "BJ")
    assert "收件回执" in paper
    assert f"查询码：{taken['receipt_code']}" in paper
    assert f"将于{chinese_day(town_day(moment(taken, 'notice_due_at')))}前一次告知" in paper
    assert "1.申请书" in paper
    assert "平面图" not in paper
    # What comes later changes nothing of what was received then.
    await counter.done(await counter.read(taken["id"]), "hand-in", handed_in=[PLAN])
    assert "平面图" not in await printed(counter, taken, "BJ")


async def test_the_one_notice_names_everything_that_is_missing(counter: Counter) -> None:
    shown = await counter.done(await counter.receive(), "notify", words="申请书须签名\n平面图须盖章")

    paper = await printed(counter, shown, "BZ")
    assert "一次性告知书" in paper
    assert "需要补正的材料共2项：1.申请书2.平面图" in paper
    assert "补正说明：申请书须签名平面图须盖章" in paper
    assert "不再要求补正其他材料" in paper


async def test_the_slip_says_both_terms_and_the_day(counter: Counter) -> None:
    shown = await counter.accepted()

    paper = await printed(counter, shown, "SL")
    law, promise = (chinese_day(town_day(moment(shown, name))) for name in ("decision_due_at", "promise_due_at"))
    assert f"自{chinese_day(TODAY)}起予以受理" in paper
    assert f"法定办理时限：20个工作日，至{law}" in paper
    assert f"承诺办理时限：10个工作日，至{promise}" in paper
    assert "即为受理" not in paper


async def test_the_slip_of_what_nobody_answered_says_since_when_it_counts_as_accepted(counter: Counter) -> None:
    shown = await counter.receive()
    await counter.silence(moment(shown, "notice_due_at") + timedelta(hours=1))

    paper = await printed(counter, shown, "SL")
    assert f"自{chinese_day(TODAY)}起即为受理" in paper
    assert "符合法定形式" not in paper


async def test_a_rejection_says_the_ground_the_organ_and_the_remedies(counter: Counter) -> None:
    whose = {"ground": "not-ours", "organ": "市自然资源局", "reason": "选址在规划区内"}
    shown = await counter.done(await counter.receive(), "reject", None, **whose)

    paper = await printed(counter, shown, "BS")
    assert "申请事项依法不属于本机关职权范围" in paper
    assert "请向市自然资源局提出申请" in paper
    assert "理由：选址在规划区内" in paper
    assert "六十日内" in paper
    assert "六个月内" in paper


async def test_a_decision_is_given_with_its_last_day_and_delivered_with_a_note(counter: Counter) -> None:
    shown = await counter.accepted()
    given = await counter.act(shown, "grant", counter.head, valid_to=in_days(400))
    gone = await counter.done(
        await counter.read(given.json()["application_id"]), "deliver", way="in-person", to="王大明"
    )

    papers = await listed(counter, gone)
    assert list(papers) == ["BJ", "SL", "ZY", "SD"]
    assert f"有效期至{chinese_day(TODAY + timedelta(days=400))}" in await printed(counter, gone, "ZY")
    note = await printed(counter, gone, "SD")
    assert f"送达文书：准予行政许可决定书（{papers['ZY']['number']}）" in note
    assert "送达方式：直接送达" in note
    assert "收件人：王大明" in note


async def test_a_refusal_says_the_reasons_and_the_remedies(counter: Counter) -> None:
    shown = await counter.done(await counter.accepted(), "refuse", counter.head, reasons="缺少消防意见")

    paper = await printed(counter, shown, "BY")
    assert "决定不予行政许可。理由：缺少消防意见" in paper
    assert "六十日内，依照《中华人民共和国行政复议法》申请行政复议；也可以自收到本决定书之日起六个月内" in paper


async def test_the_first_print_is_the_original_and_each_later_one_is_marked(counter: Counter) -> None:
    shown = await counter.accepted()

    first, second, third = [await printed(counter, shown, "SL") for _ in range(3)]
    assert "补打" not in first
    assert (second, third) == (f"补打（第2次打印）{first}", f"补打（第3次打印）{first}")
    assert {kind: one["prints"] for kind, one in (await listed(counter, shown)).items()} == {"BJ": 0, "SL": 3}


async def test_of_two_who_print_at_once_one_has_the_original(counter: Counter) -> None:
    shown = await counter.accepted()

    number = shown["slip_number"]
    both = await asyncio.gather(*(printing(counter, shown, number) for _ in range(4)))
    assert sorted(said(answer).count("补打") for answer in both) == [0, 1, 1, 1]


async def test_every_print_is_kept_as_a_look_and_tells_nothing_personal(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await counter.done(await counter.accepted(), "refuse", counter.head, reasons="缺少消防意见")
    number = (await listed(counter, shown))["BY"]["number"]
    await printing(counter, shown, number, None, **{"Idempotency-Key": f"print-{shown['id']}"})

    async with counter.window.database("approval-window").begin() as work:
        query = "SELECT p::text AS print, l.what, l.by, l.purpose, k.body FROM paper_prints p"
        query += " JOIN application_looks l USING (application_id) LEFT JOIN idempotency_keys k ON k.key = :key"
        given = {"id": shown["id"], "key": f"print-{shown['id']}"}
        kept = (await work.connection.execute(text(f"{query} WHERE application_id = :id"), given)).one()
    assert (kept.what, kept.by, kept.purpose) == ("paper BY", "clerk-li", "交申请人")
    assert number in kept.print
    # An answer that names somebody is not kept for who asks again.
    assert kept.body is None
    told = f"{kept.print} {await counter.read(shown['id'])} {await listed(counter, shown)} {caplog.text}"
    assert not any(secret in told for secret in SECRETS)


async def test_another_township_a_worker_and_another_application_have_no_such_paper(counter: Counter) -> None:
    shown, other = await counter.accepted(), await counter.accepted()
    number = shown["slip_number"]
    neighbour = counter.window.client("approval-window", role="clerk", scope="320585103", person_id="clerk-wu")

    assert (await printing(counter, shown, number, neighbour)).status_code == 404
    assert (await neighbour.get(f"/applications/{shown['id']}/papers")).status_code == 404
    assert (await printing(counter, shown, number, counter.of("worker", "p-worker"))).status_code == 403
    strange = await printing(counter, other, number)
    assert (strange.status_code, strange.json()["title"]) == (404, "applications.paper-not-found")
    assert (await printing(counter, shown, "SL-no-number")).status_code == 422
    assert (await listed(counter, shown))["SL"]["prints"] == 0


async def test_what_is_entrusted_is_given_in_the_principals_name_also_after_it_is_renamed(
    window: Platform, tell: Tell
) -> None:
    region, since = "320682107", TODAY - timedelta(days=5)
    usual = {"valid_from": since, "valid_to": None}
    bureau = {"unit_id": "u-bureau-6", "region": "320682", "kind": "civil-affairs-bureau", **usual}
    own = UnitChanged(unit_id="u-own-6", region=region, kind="government", name="测试镇人民政府", version=1, **usual)
    await tell(power(region, since), UnitChanged(name="某市民政局", version=1, **bureau), own)
    admin = window.client("approval-window", role="admin", scope="32", person_id="p-admin")
    await admin.put("/items/temporary-relief/power", json={"power": "P-relief"})
    try:
        counter = Counter(window, region)
        shown = await window.until(lambda: received(counter))
        await window.until(lambda: known_units(window, "u-own-6", "u-bureau-6"))
        first = await printed(counter, shown, "BJ")
        await tell(UnitChanged(name="某市新民政局", version=2, **bureau))
        await window.until(lambda: renamed(window, "某市新民政局"))
        assert "某市民政局（受委托办理：测试镇人民政府）（印章）" in first
        assert await printed(counter, shown, "BJ") == f"补打（第2次打印）{first}"
    finally:
        await admin.put("/items/temporary-relief/power", json={"power": None})


async def test_an_extension_has_its_papers_and_says_when_nobody_decided(counter: Counter) -> None:
    decided, silent, refused = [await licence(counter) for _ in range(3)]
    shown = await counter.done(await asked(counter, decided), "accept")
    given = await printed(counter, await counter.done(shown, "renew", counter.head), "YX")
    assert "准予延续行政许可决定书" in given
    assert f"延续至{chinese_day(TODAY + timedelta(days=81))}" in given
    shown = await counter.done(await asked(counter, refused), "accept")
    against = await printed(counter, await counter.done(shown, "refuse", counter.head, reasons="场所已拆除"), "BX")
    assert "场所已拆除" in against
    assert f"有效期至{chinese_day(TODAY + timedelta(days=40))}" in against
    assert "行政复议" in against
    late = await asked(counter, silent)
    await nears_its_end(counter, silent, 41)
    await round_of(counter, SILENCE)
    said_so = await printed(counter, late, "YX")
    assert f"自{chinese_day(TODAY)}起视为准予延续" in said_so
    assert "决定准予延续" not in said_so


async def received(counter: Counter) -> dict[str, Any] | None:
    body = {"item": "temporary-relief", "region": counter.region, "applicant": PERSON, "again": True}
    answer = await counter.clerk.post("/applications", json=body)
    return dict(answer.json()) if answer.status_code == 201 else None


async def names_of(window: Platform) -> dict[str, str]:
    async with window.database("approval-window").begin() as work:
        rows = await work.connection.execute(text("SELECT unit_id, name FROM unit_copies"))
        return {row.unit_id: row.name for row in rows}


async def known_units(window: Platform, *units: str) -> bool:
    return set(units) <= set(await names_of(window))


async def renamed(window: Platform, name: str) -> bool:
    return name in (await names_of(window)).values()
