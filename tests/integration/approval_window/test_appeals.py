"""How appeals go in at the counter and come back with an answer: over HTTP and Kafka, on real servers."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from shared.clock import utc_now
from shared.schemas.dispatch import CaseChanged, ReportOf
from shared.schemas.vocabulary import CaseState, Origin, Result, Urgency
from tests.support.platform import TOWN, Platform

BODY = {
    "category": {"scheme": "onefour", "code": "M0101"},
    "region": TOWN + "001",
    "position": {"lon": 121.25, "lat": 31.5, "crs": "gcj02"},
    "place": "滨江大道十二号",
    "text": "楼下夜间施工噪声很大",
    "appellant": {"name": "王小明", "phone": "13800000000"},
    "urgency": "normal",
}


@pytest.fixture
def clerk(window: Platform) -> httpx.AsyncClient:
    return window.client("approval-window", role="clerk", person_id="clerk-li")


async def filed(clerk: httpx.AsyncClient, **parts: Any) -> dict[str, Any]:
    answer = await clerk.post("/appeals", json=BODY | parts)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def case_of(appeal: dict[str, Any], version: int, state: CaseState, **parts: Any) -> CaseChanged:
    usual = {
        "case_id": appeal["id"],
        "version": version,
        "number": "AJ-1",
        "state": state,
        "action": "step",
        "region": TOWN,
        "matter": "M0101",
        "urgency": Urgency.NORMAL,
        "executor": None,
        "cell": None,
        "unit": None,
        "outcome": None,
        "result": None,
        "reports": [ReportOf(report_id=uuid4(), origin=Origin.APPEAL, external_id=appeal["id"])],
        "opened_at": utc_now(),
        "changed_at": utc_now(),
    }
    return CaseChanged.model_validate(usual | parts)


async def read(clerk: httpx.AsyncClient, appeal: dict[str, Any]) -> dict[str, Any]:
    return dict((await clerk.get(f"/appeals/{appeal['id']}")).json())


async def until(window: Platform, clerk: httpx.AsyncClient, appeal: dict[str, Any], state: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        found = await read(clerk, appeal)
        return found if found["state"] == state else None

    return dict(await window.until(look))


async def rows(window: Platform, query: str, **values: Any) -> list[Any]:
    async with window.database("approval-window").begin() as work:
        return list(await work.connection.execute(text(query), values))


async def test_an_appeal_gets_a_number_and_a_code_and_is_published_without_its_words(
    window: Platform, clerk: httpx.AsyncClient
) -> None:
    appeal = await filed(clerk)

    published = await rows(window, "SELECT topic, body FROM outbox WHERE key = :id", id=appeal["id"])
    assert appeal["number"].startswith(f"SQ-{TOWN}-")
    assert len(appeal["receipt_code"]) == 8
    assert [row.topic for row in published] == ["window.appeals.v1"]
    assert "噪声" not in published[0].body
    assert "王小明" not in published[0].body
    assert "13800000000" not in published[0].body


async def test_words_and_appellant_lie_sealed_on_disk(window: Platform, clerk: httpx.AsyncClient) -> None:
    appeal = await filed(clerk)

    row = (await rows(window, "SELECT * FROM appeals WHERE id = :id", id=appeal["id"]))[0]
    everything = str(row._mapping)
    assert not any(secret in everything for secret in ("噪声", "王小明", "13800000000", appeal["receipt_code"]))


async def test_numbers_have_no_gap_even_where_an_appeal_was_refused(window: Platform, clerk: httpx.AsyncClient) -> None:
    first = await filed(clerk)
    refused = await clerk.post("/appeals", json=BODY | {"position": {"lon": 10, "lat": 50}})
    second = await filed(clerk)

    assert refused.status_code == 422
    assert int(second["number"][-6:]) == int(first["number"][-6:]) + 1


async def test_clerks_who_file_at_the_same_moment_get_numbers_in_a_row(clerk: httpx.AsyncClient) -> None:
    first = await filed(clerk)
    together = await asyncio.gather(*(filed(clerk) for _ in range(12)))

    serials = sorted(int(appeal["number"][-6:]) for appeal in together)
    start = int(first["number"][-6:]) + 1
    assert serials == list(range(start, start + 12))


async def test_the_clerk_sees_the_case_and_then_its_answer_in_words(
    window: Platform, clerk: httpx.AsyncClient, tell: Any
) -> None:
    appeal = await filed(clerk)

    await tell(case_of(appeal, 1, CaseState.FILED), case_of(appeal, 2, CaseState.HANDLING))
    handling = await until(window, clerk, appeal, "handling")
    await tell(case_of(appeal, 3, CaseState.CLOSED, result=Result.SOLVED))
    answered = await until(window, clerk, appeal, "answered")

    assert (handling["case_number"], handling["answer"]) == ("AJ-1", None)
    assert answered["answer"] == "您反映的问题已处理完毕。"
    assert answered["answered_at"] is not None
    assert [step["to_state"] for step in answered["history"]] == ["filed", "handling", "handling", "answered"]


async def test_an_answer_is_told_once_and_only_when_there_is_one(
    window: Platform, clerk: httpx.AsyncClient, tell: Any
) -> None:
    appeal = await filed(clerk)
    told = f"/appeals/{appeal['id']}/answer-told"

    early = await clerk.post(told, json={"how": "phone"})
    await tell(case_of(appeal, 1, CaseState.CLOSED, result=Result.EXPLAINED))
    answered = await until(window, clerk, appeal, "answered")
    stale = await clerk.post(told, json={"version": answered["version"] - 1})
    first = await clerk.post(told, json={"version": answered["version"], "how": "phone"})
    again = await clerk.post(told, json={"how": "phone"})

    assert [answer.status_code for answer in (early, stale, first, again)] == [409, 409, 200, 409]
    assert early.json()["possible"] == ["answer", "follow"]
    assert first.json()["state"] == "told"


async def test_older_news_and_repetitions_change_nothing(window: Platform, clerk: httpx.AsyncClient, tell: Any) -> None:
    appeal = await filed(clerk)
    closed = case_of(appeal, 7, CaseState.CLOSED, result=Result.SOLVED)

    await tell(closed, closed, case_of(appeal, 3, CaseState.HANDLING), case_of(appeal, 8, CaseState.CLOSED))
    found = await until(window, clerk, appeal, "answered")
    await window.until(lambda: rows(window, "SELECT 1 FROM appeals WHERE case_version = 8 AND id = :i", i=appeal["id"]))

    assert found["state"] == "answered"
    assert [step["seq"] for step in (await read(clerk, appeal))["history"]] == [1, 2, 3]


async def test_another_township_sees_nothing_of_an_appeal(window: Platform, clerk: httpx.AsyncClient) -> None:
    appeal = await filed(clerk)
    neighbour = window.client("approval-window", role="clerk", scope="320585103")

    answers = [
        await neighbour.get(f"/appeals/{appeal['id']}"),
        await neighbour.get(f"/appeals/{appeal['id']}/contents", params={"purpose": "好奇"}),
        await neighbour.post(f"/appeals/{appeal['id']}/answer-told", json={}),
    ]
    listed = await neighbour.get("/appeals")

    assert {(answer.status_code, answer.json()["message"]) for answer in answers} == {(404, "没有这件诉求")}
    assert appeal["id"] not in [item["id"] for item in listed.json()["items"]]


async def test_each_look_at_the_words_is_logged(window: Platform, clerk: httpx.AsyncClient) -> None:
    appeal = await filed(clerk)
    service = window.client("approval-window", role="service", scope="32", person_id="service:dispatch")
    asked = {"ids": [appeal["id"], str(uuid4())], "purpose": "处置", "on_behalf_of": "p-worker"}

    contents = (await service.post("/appeals/contents", json=asked)).json()["items"]
    own = await clerk.get(f"/appeals/{appeal['id']}/contents", params={"purpose": "回电"})
    looks = await rows(window, 'SELECT * FROM appeal_looks WHERE appeal_id = :i ORDER BY "at"', i=appeal["id"])

    assert contents == [{"id": appeal["id"], "text": BODY["text"], "place": BODY["place"]}]
    assert own.json() == contents[0] | {"appellant": BODY["appellant"]}
    assert [(look.by, look.on_behalf_of, look.purpose) for look in looks] == [
        ("service:dispatch", "p-worker", "处置"),
        ("clerk-li", None, "回电"),
    ]


@pytest.mark.parametrize("role", ["clerk", "dispatcher", "leader", "worker", "admin"])
async def test_only_a_service_asks_for_contents_in_bulk(window: Platform, role: str) -> None:
    body = {"ids": [str(uuid4())], "purpose": "x", "on_behalf_of": "p-1"}
    answer = await window.client("approval-window", role=role).post("/appeals/contents", json=body)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"text": ""}, "body.text"),
        ({"text": "\x00"}, "body.text"),
        ({"text": "长" * 100_000}, "body.text"),
        ({"region": "320585"}, "body.region"),
        ({"category": {"scheme": "onefour"}}, "body.category.code"),
        ({"position": {"lon": 121.2, "lat": 31.5, "system": "gcj02"}}, "body.position.system"),
        ({"appellant": {"name": "王", "phone": "call me"}}, "body.appellant.phone"),
        ({"unknown": 1}, "body.unknown"),
    ],
)
async def test_a_bad_body_is_refused_with_the_field(clerk: httpx.AsyncClient, part: dict[str, Any], field: str) -> None:
    answer = await clerk.post("/appeals", json=BODY | part)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("part", "status", "code"),
    [
        ({"region": "320585103001"}, 403, "appeals.region-outside"),
        ({"category": {"scheme": "nobodys", "code": "1"}}, 422, "codes.malformed"),
        ({"position": {"lon": 31.5, "lat": 71.25}}, 422, "geo.bad-position"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_code(
    clerk: httpx.AsyncClient, part: dict[str, Any], status: int, code: str
) -> None:
    answer = await clerk.post("/appeals", json=BODY | part)

    assert (answer.status_code, answer.json()["title"]) == (status, code)


async def test_the_same_request_again_is_answered_again_and_files_nothing(
    window: Platform, clerk: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": str(uuid4())}

    first = await clerk.post("/appeals", json=BODY, headers=key)
    again = await clerk.post("/appeals", json=BODY, headers=key)

    assert first.json() == again.json()


async def test_pages_go_from_the_newest_to_the_oldest(window: Platform, clerk: httpx.AsyncClient) -> None:
    wanted = [(await filed(clerk))["id"] for _ in range(3)][::-1]

    first = (await clerk.get("/appeals", params={"limit": 2, "state": "filed"})).json()
    second = (await clerk.get("/appeals", params={"limit": 2, "after": first["next"]})).json()

    assert [item["id"] for item in first["items"] + second["items"]][:3] == wanted


async def test_a_merge_hands_the_appeal_to_the_case_that_goes_on(
    window: Platform, clerk: httpx.AsyncClient, tell: Any
) -> None:
    appeal = await filed(clerk)
    later, other = utc_now() + timedelta(seconds=5), str(uuid4())

    await tell(case_of(appeal, 1, CaseState.FILED), case_of(appeal, 2, CaseState.MERGED))
    await tell(case_of(appeal, 9, CaseState.CLOSED, case_id=other, number="AJ-2", changed_at=later))
    found = await until(window, clerk, appeal, "answered")

    assert (found["case_id"], found["case_number"]) == (other, "AJ-2")
