"""What stands in the log: JSON with the request's id, and nothing personal?"""

import json
from typing import Any

import pytest

from shared.runtime.settings import Settings
from tests.integration.runtime.small_service import running_small
from tests.support.issuer import TestIssuer

PERSONAL = "王小明13800138000"


async def lines_of(
    settings: Settings, issuer: TestIssuer, capsys: pytest.CaptureFixture[str], *bodies: dict[str, Any]
) -> list[str]:
    """Return what the service logged while it answered `bodies`."""
    async with running_small(settings, issuer) as small:
        for body in bodies:
            await small.client().post("/notes", json=body, headers={"X-Request-Id": "abc123"})
    captured = capsys.readouterr()
    return (captured.out + captured.err).splitlines()


async def test_a_failure_is_one_json_line_with_the_request_id(
    settings: Settings, issuer: TestIssuer, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = await lines_of(settings, issuer, capsys, {"slug": "a", "then": "crash"})

    failed = [json.loads(line) for line in lines if "http.failed" in line]
    assert len(failed) == 1
    assert failed[0]["request_id"] == "abc123"
    assert failed[0]["path"] == "/notes"
    assert "RuntimeError" in failed[0]["exception"]


async def test_an_error_of_the_database_does_not_carry_the_values_of_its_statement(
    settings: Settings, issuer: TestIssuer, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"slug": "a", "text": PERSONAL}

    lines = await lines_of(settings, issuer, capsys, body, {"slug": "a\u0000", "text": PERSONAL}, body)

    assert any("http.failed" in line for line in lines)
    assert not [line for line in lines if PERSONAL in line]


async def test_a_refusal_is_no_failure_and_logs_nothing_personal(
    settings: Settings, issuer: TestIssuer, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = {"slug": "a", "text": PERSONAL, "then": "refuse"}

    lines = await lines_of(settings, issuer, capsys, refused, {"slug": PERSONAL, "text": "\u0000"})

    assert not [line for line in lines if "http.failed" in line or PERSONAL in line]
