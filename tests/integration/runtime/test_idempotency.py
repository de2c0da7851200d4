"""What does a client get that sends its request again?"""

import asyncio

import pytest
from sqlalchemy import func, select, update

from shared.runtime.tables import idempotency_keys
from tests.integration.runtime.small_service import Small, notes

NOTE = {"slug": "a", "text": "占道经营"}
KEY = {"Idempotency-Key": "k-1"}


async def test_the_same_request_again_gets_the_same_answer_and_no_second_effect(small: Small) -> None:
    first = await small.client().post("/notes", json=NOTE, headers=KEY)
    again = await small.client().post("/notes", json=NOTE, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"]
    assert await small.count(notes) == 1


async def test_the_answer_is_kept_sealed_and_one_from_before_is_still_given(small: Small) -> None:
    first = await small.client().post("/notes", json=NOTE, headers=KEY)
    async with small.database.begin() as work:
        kept = bytes((await work.connection.execute(select(idempotency_keys.c.body))).scalar_one())
    again = await small.client().post("/notes", json=NOTE, headers=KEY)
    async with small.database.begin() as work:
        await work.connection.execute(update(idempotency_keys).values(body=first.content))
    before = await small.client().post("/notes", json=NOTE, headers=KEY)

    assert first.content not in kept
    assert b"slug" not in kept
    assert again.content == before.content == first.content


async def test_without_a_key_a_request_is_a_new_one(small: Small) -> None:
    for slug in ("a", "b"):
        await small.client().post("/notes", json={"slug": slug})

    assert await small.count(notes) == 2
    assert await small.count(idempotency_keys) == 0


async def test_another_body_under_the_same_key_is_refused(small: Small) -> None:
    await small.client().post("/notes", json=NOTE, headers=KEY)

    other = await small.client().post("/notes", json=NOTE | {"text": "噪音"}, headers=KEY)

    assert other.status_code == 422
    assert other.json()["title"] == "idempotency.other-request"


async def test_a_key_belongs_to_the_person_who_used_it(small: Small) -> None:
    await small.client(sub="p-1").post("/notes", json=NOTE, headers=KEY)

    other = await small.client(sub="p-2").post("/notes", json={"slug": "b"}, headers=KEY)

    assert other.status_code == 201
    assert await small.count(notes) == 2


@pytest.mark.parametrize(("then", "status"), [("refuse", 409), ("crash", 500), ("lose-connection", 503)])
async def test_a_failed_request_leaves_no_key_so_that_it_may_be_tried_again(
    small: Small, then: str, status: int
) -> None:
    failed = await small.client().post("/notes", json=NOTE | {"then": then}, headers=KEY)
    better = await small.client().post("/notes", json=NOTE, headers=KEY)

    assert (failed.status_code, better.status_code) == (status, 201)


async def test_a_body_that_does_not_fit_leaves_no_key(small: Small) -> None:
    bad = await small.client().post("/notes", json={"slug": 1}, headers=KEY)
    good = await small.client().post("/notes", json=NOTE, headers=KEY)

    assert (bad.status_code, good.status_code) == (422, 201)


async def test_a_failed_commit_leaves_no_key(small: Small) -> None:
    await small.client().post("/notes", json=NOTE)

    failed = await small.client().post("/notes", json=NOTE, headers=KEY)

    assert failed.status_code == 500
    assert await small.count(idempotency_keys) == 0


async def test_a_key_whose_request_is_in_flight_is_a_conflict(small: Small) -> None:
    async with small.database.engine.begin() as other:
        # What the first request holds while it is being answered.
        await other.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("p-test\nk-1", 0))))
        answer = await small.client().post("/notes", json=NOTE, headers=KEY)

    assert answer.status_code == 409
    assert answer.json()["title"] == "idempotency.in-flight"


async def test_of_many_at_once_under_one_key_one_has_an_effect(small: Small) -> None:
    requests = [small.client().post("/notes", json=NOTE, headers=KEY) for _ in range(8)]

    statuses = {answer.status_code for answer in await asyncio.gather(*requests)}

    assert statuses <= {201, 409}
    assert await small.count(notes) == 1


@pytest.mark.parametrize("key", [b"", b"k" * 201, "ключ".encode()])
async def test_a_malformed_key_is_refused(small: Small, key: bytes) -> None:
    answer = await small.client().post("/notes", json=NOTE, headers={b"Idempotency-Key": key})

    assert answer.status_code == 422
    assert answer.json()["title"] == "idempotency.malformed-key"
