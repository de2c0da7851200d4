"""What a visit promises: a record is seen once whatever the phone sends again, and only as it can be."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shared.runtime.db import new_id
from tests.integration.grid.registry_desk import home, kept, phone, resident
from tests.integration.grid.town import Town, now


def seen(**more: Any) -> dict[str, Any]:
    return {"client_id": str(new_id()), "device_at": now().isoformat(), "version": 1} | more


async def visit(
    town: Town, record: str, body: dict[str, Any], kind: str = "resident", who: str = "wang"
) -> httpx.Response:
    worker = town.client("worker", who)
    return await worker.post(f"/registry/records/{record}/visit", params={"kind": kind}, json=body)


async def shown(town: Town, record: str, kind: str = "resident") -> dict[str, Any]:
    answer = await town.client("grid-leader").get(f"/registry/records/{record}", params={"kind": kind})
    found: dict[str, Any] = answer.json()
    return found


async def test_a_visit_refreshes_a_record_and_changes_what_is_otherwise(town: Town) -> None:
    added, mobile = await kept(town, resident(town)), phone()
    earlier = (now() - timedelta(minutes=5)).isoformat()
    body = seen(
        confirmed=["name"], changed={"phone": mobile, "employment": "seeking"}, note="老人独居", device_at=earlier
    )

    answer = await visit(town, added["id"], body)

    assert answer.json() == {"id": added["id"], "version": 2, "outcome": "changed"}
    record = await shown(town, added["id"])
    assert (record["source"], record["fields"]["employment"]) == ("visited", "seeking")
    assert record["fields"]["phone"].endswith(mobile[-4:])
    visits = await town.client("worker", "wang").get(
        f"/registry/records/{added['id']}/visits", params={"kind": "resident"}
    )
    (one,) = visits.json()["items"]
    assert (one["confirmed"], one["changed"], one["worker_id"]) == (
        ["name"],
        ["employment", "phone"],
        town.person("wang"),
    )


async def test_what_is_only_confirmed_is_checked_and_says_the_same(town: Town) -> None:
    added = await kept(town, home(town))
    before = await shown(town, added["id"], "home")

    answer = await visit(
        town, added["id"], seen(confirmed=["use"], device_at=(now() + timedelta(minutes=1)).isoformat()), "home"
    )

    assert answer.json()["outcome"] == "same"
    after = await shown(town, added["id"], "home")
    assert after["checked_at"] > before["checked_at"]
    assert after["fields"] == before["fields"]


async def test_a_visit_that_is_sent_again_is_answered_as_it_was(town: Town) -> None:
    added, other = await kept(town, resident(town)), await kept(town, resident(town))
    body = seen(changed={"phone": phone()})

    answers = [await visit(town, added["id"], body) for _ in range(2)]
    stolen = await visit(town, other["id"], body)

    assert answers[0].json() == answers[1].json()
    assert (await shown(town, added["id"]))["version"] == 2
    assert (stolen.status_code, stolen.json()["title"]) == (409, "registry.visit-of-another")


async def test_a_note_is_sealed(town: Town) -> None:
    added = await kept(town, resident(town))
    body = seen(note="家中有犬")
    await visit(town, added["id"], body)

    query = text("SELECT note FROM record_visits WHERE id = :id")
    async with town.platform.database("grid").begin() as work:
        note = (await work.connection.execute(query, {"id": body["client_id"]})).scalar_one()
        assert work.sealer.open(bytes(note), about=body["client_id"]) == "家中有犬"
    assert "家中有犬".encode() not in bytes(note)


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"device_at": (now() + timedelta(days=1)).isoformat()}, 422, "registry.visit-later"),
        ({"confirmed": ["wings"]}, 422, "registry.field-unknown"),
        ({"changed": {"phone": "1"}}, 422, "registry.refused"),
        ({"changed": {"name": None}}, 422, "registry.refused"),
        ({"changed": {"region": "329999999"}}, 422, "registry.refused"),
        ({"changed": {"born_on": "2999-01-01"}}, 422, "registry.refused"),
        ({"changed": {"employment": "retired"}, "version": 9}, 409, "registry.stale"),
    ],
)
async def test_what_cannot_have_been_seen_is_refused_and_nothing_is_kept(
    town: Town, wrong: dict[str, Any], status: int, code: str
) -> None:
    added = await kept(town, resident(town))

    answer = await visit(town, added["id"], seen(**wrong))

    assert (answer.status_code, answer.json()["title"]) == (status, code)
    assert (await shown(town, added["id"]))["version"] == 1


async def test_a_worker_visits_in_his_own_cells_alone(town: Town) -> None:
    added = await kept(town, resident(town))

    assert (await visit(town, added["id"], seen(), who="zhao")).status_code == 404
    dispatcher = town.client("dispatcher")
    path = f"/registry/records/{added['id']}/visit"
    assert (await dispatcher.post(path, params={"kind": "resident"}, json=seen())).status_code == 403
