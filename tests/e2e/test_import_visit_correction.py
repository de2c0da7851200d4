"""A file fills the registry, a worker is asked for what is missing, sees for himself, and what he corrects holds."""

from typing import Any

import pytest

from grid.registry.service.quality import mend
from shared.runtime.db import new_id
from tests.integration.grid.registry_desk import PURPOSE, phone
from tests.integration.grid.registry_files import counts, flaws, home_row, imported, person_row, sheet
from tests.integration.grid.town import Town, now, staffed_town
from tests.support.platform import Platform


@pytest.fixture
async def town(platform: Platform) -> Town:
    return await staffed_town(platform)


async def findings(town: Town) -> list[tuple[str, str]]:
    asked = {"region": town.region}
    items = (await town.client("leader").get("/registry/quality/findings", params=asked)).json()["items"]
    return [(one["finding"], one["detail"]) for one in items]


async def look_round(town: Town) -> None:
    async with town.platform.database("grid").begin() as work:
        await mend(work, town.region, now())


async def test_what_a_file_leaves_open_is_asked_for_seen_and_corrected(town: Town) -> None:
    leader, wang = town.client("grid-leader", "lead"), town.client("worker", "wang")
    old, wrong = person_row(town, home_code="H1", phone=""), person_row(town, id_number="110105194912310021")
    assert counts(await imported(town, "home", sheet(home_row(town, "H1"))))[:2] == ("done", 1)

    refused = await imported(town, "resident", sheet(old, wrong))
    assert counts(refused) == ("refused", 0, 0, 0, 1)
    assert await flaws(town, refused) == [(3, "id_number", "registry.id-number")]
    file = sheet(old, person_row(town, home_code="H1"))
    assert counts(await imported(town, "resident", file)) == ("done", 2, 0, 0, 0)

    assert await findings(town) == [("missing", "phone")]
    await look_round(town)
    [task] = (await wang.get("/tasks", params={"kind": "mend-record"})).json()["items"]
    record, mobile = task["about_id"], phone()
    seen: dict[str, Any] = {"client_id": str(new_id()), "device_at": now().isoformat(), "version": 1}
    seen |= {"confirmed": ["name"], "changed": {"phone": mobile, "employment": "retired"}}
    path, asked = f"/registry/records/{record}", {"kind": "resident"}
    visited = [await wang.post(f"{path}/visit", params=asked, json=seen) for _ in range(2)]

    assert [one.json()["outcome"] for one in visited] == ["changed", "changed"]
    assert (await wang.get(f"/tasks/{task['id']}")).json()["state"] == "finished"
    assert await findings(town) == []
    told = (await leader.get(f"{path}/personal", params=asked | {"field": "phone"} | PURPOSE)).json()
    assert told["fields"] == {"phone": mobile}
    steps = (await leader.get(f"{path}/history", params=asked | PURPOSE)).json()["items"]
    assert [(one["action"], one["source"]) for one in steps] == [("add", "imported"), ("change", "visited")]
    # The file knows no phone, and takes none away.
    assert counts(await imported(town, "resident", file)) == ("done", 0, 0, 2, 0)
