"""Does a case keep its photos in an S3-compatible store as well as in a folder? Against a server of moto, over HTTP."""

import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from dispatch.dossier.service.attachments import sweep_orphans
from shared.runtime.store import Store, store_of
from tests.integration.dispatch.desk import dispatcher, reported_case, rows
from tests.integration.dispatch.test_case_attachments import attach, fetch
from tests.support.files import photo, sound
from tests.support.platform import Platform

BUCKET, PREFIX = "onefour-files", "township"
KEYS = {"access_key_id": "town-hall", "secret_access_key": "a-secret", "region": "us-east-1"}


def address_of(server: ThreadedMotoServer) -> str:
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@pytest.fixture
def server() -> Iterator[ThreadedMotoServer]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    # What moto's servers keep is one for the whole process.
    httpx.post(f"{address_of(running)}/moto-api/reset").raise_for_status()
    yield running
    running.stop()


@pytest.fixture
async def bucket(town: Platform, server: ThreadedMotoServer) -> AsyncIterator[Any]:
    """The bucket in which the centre of the town keeps its files meanwhile."""
    address = address_of(server)
    secrets = {"aws_access_key_id": "town-hall", "aws_secret_access_key": "a-secret"}
    client = boto3.client("s3", endpoint_url=address, region_name=KEYS["region"], **secrets)
    client.create_bucket(Bucket=BUCKET)
    options = {name: SecretStr(value) for name, value in (KEYS | {"endpoint": address}).items()}
    runtime = town.apps["dispatch"].state.runtime
    before, there = store_of(runtime), {"url": f"s3://{BUCKET}/{PREFIX}", "options": options}
    runtime.kept["store"] = Store(runtime.settings.store.model_copy(update=there))
    yield client
    runtime.kept["store"] = before


def kept(bucket: Any) -> dict[str, bytes]:
    """Return all objects of the bucket by their keys."""
    found = bucket.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {one["Key"]: bucket.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read() for one in found}


async def test_what_a_case_keeps_lies_sealed_in_the_bucket_and_comes_back(town: Platform, bucket: Any) -> None:
    case, given = await reported_case(town), sound()
    written = await attach(dispatcher(town), case, given)
    assert written.status_code == 201, written.text

    shown = await fetch(dispatcher(town), case, written.json()["id"])

    assert (shown.status_code, shown.content) == (200, given)
    ((name, content),) = kept(bucket).items()
    assert name == f"{PREFIX}/attachments/{written.json()['id']}"
    assert given[44:200] not in content


async def test_what_no_row_speaks_of_is_swept_out_of_the_bucket(town: Platform, bucket: Any) -> None:
    case = await reported_case(town)
    written = (await attach(dispatcher(town), case, photo())).json()["id"]
    store = store_of(town.apps["dispatch"].state.runtime)
    await store.put("attachments/left", b"by a request that was killed")

    for later, left in ((timedelta(0), 2), (timedelta(hours=2), 1)):
        async with town.database("dispatch").begin() as work:
            await sweep_orphans(work, store, town.clock() + later, kept=timedelta(hours=1))
        assert len(kept(bucket)) == left

    assert (await fetch(dispatcher(town), case, written)).status_code == 200


async def test_a_store_that_is_away_refuses_soon_and_leaves_nothing_half_done(
    town: Platform, bucket: Any, server: ThreadedMotoServer
) -> None:
    case = await reported_case(town)
    written = (await attach(dispatcher(town), case, photo())).json()["id"]
    server.stop()

    began = time.monotonic()
    refused = await attach(dispatcher(town), case, photo(colour="blue"))
    unseen = await fetch(dispatcher(town), case, written)

    assert time.monotonic() - began < 20
    assert [one.json()["title"] for one in (refused, unseen)] == ["store-unavailable"] * 2
    assert (refused.status_code, unseen.status_code) == (503, 503)
    of_case = "SELECT id::text FROM case_attachments WHERE case_id = :id"
    assert [row.id for row in await rows(town, of_case, id=case["id"])] == [written]
