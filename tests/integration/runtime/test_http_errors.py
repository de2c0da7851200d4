"""How is bad input answered, and what happens when the database is away?"""

import json
import re
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from embedded.ports import free_port
from shared.runtime.settings import DatabaseSettings, Settings
from tests.integration.runtime.small_service import Small, notes, running_small, small_settings
from tests.support.issuer import TestIssuer
from tests.support.servers import Servers

PROBLEM = "application/problem+json"
HAN = re.compile(r"[\u4e00-\u9fff]")


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert (said["status"], said["title"], said["type"]) == (status, code, f"urn:onefour:{code}")
    assert HAN.search(said["message"]), said
    return said


async def test_a_refusal_is_a_problem_with_its_code_and_facts(small: Small) -> None:
    answer = await small.client().post("/notes", json={"slug": "a", "then": "refuse"})

    assert problem(answer, 409, "notes.taken")["slug"] == "a"


async def test_what_does_not_exist_is_not_found(small: Small) -> None:
    answer = await small.client().get("/notes/019ab000-0000-7000-8000-000000000001")

    problem(answer, 404, "notes.unknown")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/notes", 405)])
async def test_what_no_route_answers_is_a_problem_too(small: Small, method: str, path: str, status: int) -> None:
    problem(await small.client().request(method, path), status, f"http-{status}")


async def test_a_failure_says_nothing_of_what_was_sent(small: Small) -> None:
    answer = await small.client().post("/notes", json={"slug": "a", "text": "王小明", "then": "crash"})

    problem(answer, 500, "internal")
    assert "王小明" not in answer.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body.slug"),
        ({"slug": 7}, "body.slug"),
        ({"slug": "a", "extra": 1}, "body.extra"),
        ({"slug": "a", "text": "x\u0000y"}, "body.text"),
        ({"slug": "a", "text": "字" * 100_000}, "body.text"),
        ({"slug": "a", "text": {"deep": 1}}, "body.text"),
    ],
    ids=["missing", "type", "extra", "nul", "100,000 characters", "object"],
)
async def test_a_bad_body_is_answered_with_the_path_of_the_field(
    small: Small, body: dict[str, Any], field: str
) -> None:
    said = problem(await small.client().post("/notes", json=body), 422, "invalid")

    assert [error["field"] for error in said["errors"]] == [field]
    assert HAN.search(said["errors"][0]["message"])
    assert await small.count(notes) == 0


@pytest.mark.parametrize(
    "raw",
    [
        b'{"slug": "a", "text": "\\ud800"}',
        b'{"slug": "a", "text": "\xed\xa0\x80"}',
        b'{"slug": "a"',
        b'{"slug": NaN}',
        b"",
    ],
    ids=["lone surrogate", "surrogate in UTF-8", "cut off", "NaN", "empty"],
)
async def test_a_body_in_an_encoding_trick_is_a_clear_refusal(small: Small, raw: bytes) -> None:
    answer = await small.client().post("/notes", content=raw, headers={"Content-Type": "application/json"})

    said = problem(answer, 422, "invalid")
    assert said["errors"]
    assert await small.count(notes) == 0


@pytest.mark.parametrize("raw", [b'{"slug": "a", "text": "\xff\xfe"}', b"[" * 5000], ids=["no UTF-8", "nested"])
async def test_a_body_that_cannot_be_read_at_all_is_a_problem(small: Small, raw: bytes) -> None:
    answer = await small.client().post("/notes", content=raw, headers={"Content-Type": "application/json"})

    problem(answer, 400, "http-400")


async def test_a_refusal_never_repeats_the_value_that_was_sent(small: Small) -> None:
    answer = await small.client().post("/notes", json={"slug": "a", "text": "13800138000\u0000"})

    assert "13800138000" not in answer.text


async def test_a_body_over_the_limit_is_refused_whether_announced_or_not(small: Small) -> None:
    body = json.dumps({"slug": "a", "text": "x" * 1024 * 1024}).encode()

    async def pieces() -> Any:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    for content in (body, pieces()):
        answer = await small.client().post("/notes", content=content)
        assert problem(answer, 413, "body-too-large")["limit_bytes"] == 1024 * 1024


def away(settings: Settings, servers: Servers, issuer: TestIssuer) -> Settings:
    url = f"postgresql+asyncpg://nobody:none@127.0.0.1:{free_port()}/nothing"
    return small_settings(servers, issuer, url, database=DatabaseSettings(url=SecretStr(url)))


async def test_a_database_that_is_away_is_answered_with_try_again(
    settings: Settings, servers: Servers, issuer: TestIssuer
) -> None:
    async with running_small(away(settings, servers, issuer), issuer) as small:
        answer = await small.client().post("/notes", json={"slug": "a"})

        problem(answer, 503, "database-unavailable")
        assert answer.headers["retry-after"] == "2"


async def test_a_lost_connection_is_answered_with_try_again(small: Small) -> None:
    answer = await small.client().post("/notes", json={"slug": "a", "then": "lose-connection"})

    problem(answer, 503, "database-unavailable")


async def test_a_request_keeps_its_id_and_a_strange_one_gets_a_new_one(small: Small) -> None:
    kept = await small.client().get("/nowhere", headers={"X-Request-Id": "abc123"})
    strange = await small.client().get("/nowhere", headers={"X-Request-Id": "a b\tc"})

    assert kept.headers["x-request-id"] == "abc123"
    assert len(strange.headers["x-request-id"]) == 32
