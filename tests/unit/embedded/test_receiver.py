"""What the local receiver of replies counts, and what it refuses."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook

from embedded.receiver import ReceiverSettings, app

OLD, NEW = "whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xk", "whsec_bmV3bmV3bmV3bmV3bmV3bmV3bmV3"
BODY = json.dumps({"external_id": "12345-1", "answer": "已清理"}).encode()


def receiver(store: Path) -> httpx.AsyncClient:
    settings = ReceiverSettings(store=store / "deliveries.sqlite", secrets={"hotline-12345": [NEW, OLD]})
    return httpx.AsyncClient(transport=httpx.ASGITransport(app(settings)), base_url="http://receiver")


def signed(message_id: str, body: bytes = BODY, *, secret: str = NEW, at: datetime | None = None) -> dict[str, str]:
    at = at or datetime.now(UTC)
    signature = Webhook(secret).sign(message_id, at, body.decode())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


async def test_a_repeated_message_is_counted_once_also_after_a_restart(tmp_path: Path) -> None:
    async with receiver(tmp_path) as client:
        await client.post("/hotline-12345", content=BODY, headers=signed("m1"))
        await client.post("/hotline-12345", content=BODY, headers=signed("m2"))
    async with receiver(tmp_path) as client:
        again = await client.post("/hotline-12345", content=BODY, headers=signed("m1"))
        counted = (await client.get("/hotline-12345/count")).json()
        about = (await client.get("/hotline-12345/replies/12345-1")).json()

    assert (again.status_code, again.json()) == (202, {"new": False})
    assert counted == {"received": 3, "distinct": 2, "repeated": 1, "external_ids": 1}
    assert about == ["m1", "m2"]


async def test_the_secret_before_a_rotation_is_still_good(tmp_path: Path) -> None:
    async with receiver(tmp_path) as client:
        answer = await client.post("/hotline-12345", content=BODY, headers=signed("m1", secret=OLD))

    assert answer.status_code == 202


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed("m1", b"{}"),
        signed("m1", secret="whsec_c3RyYW5nZXJzdHJhbmdlcnN0cmFuZ2Vy"),
        signed("m1", at=datetime.now(UTC) - timedelta(minutes=6)),
        signed("m1") | {"webhook-signature": "nonsense"},
        signed("m1") | {"webhook-signature": "v1,!"},
    ],
    ids=["unsigned", "other body", "other secret", "stale", "no version", "no base64"],
)
async def test_a_wrong_signature_is_refused_and_not_counted(tmp_path: Path, headers: dict[str, str]) -> None:
    async with receiver(tmp_path) as client:
        answer = await client.post("/hotline-12345", content=BODY, headers=headers)

        assert answer.status_code == 401
        assert (await client.get("/hotline-12345/count")).json()["received"] == 0


async def test_the_order_number_may_stand_in_data(tmp_path: Path) -> None:
    body = json.dumps({"type": "reply", "data": {"external_id": "12345-2"}}).encode()
    async with receiver(tmp_path) as client:
        await client.post("/hotline-12345", content=body, headers=signed("m1", body))

        assert (await client.get("/hotline-12345/replies/12345-2")).json() == ["m1"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"data": 1}', b'{"external_id": 7}'])
async def test_a_body_without_an_order_number_is_refused(tmp_path: Path, body: bytes) -> None:
    async with receiver(tmp_path) as client:
        answer = await client.post("/hotline-12345", content=body, headers=signed("m1", body))

    assert answer.status_code == 422


async def test_it_fails_as_often_as_it_is_told(tmp_path: Path) -> None:
    async with receiver(tmp_path) as client:
        await client.post("/hotline-12345/fail", params={"times": 2})
        answers = [await client.post("/hotline-12345", content=BODY, headers=signed("m1")) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 202]


async def test_an_unknown_source_is_not_found(tmp_path: Path) -> None:
    async with receiver(tmp_path) as client:
        assert (await client.post("/nobody", content=BODY, headers=signed("m1"))).status_code == 404
        assert (await client.get("/nobody/count")).status_code == 404
