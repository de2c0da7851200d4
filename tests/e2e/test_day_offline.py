"""A worker's day with two hours offline: nothing that he did is lost or done twice, and the centre hears of it."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.integration.dispatch.desk import (
    NOISE,
    case_of,
    inbox,
    open_task,
    phone,
    report,
    report_of,
    say,
    somewhere,
    until,
)
from tests.support.files import photo
from tests.support.phone import Phone
from tests.support.platform import Platform
from tests.support.town import IN_WEST, WORKER

PART = 400


async def sent_in_parts(town: Platform, task: str, data: bytes) -> str:
    """Send a photo, lose the answer of a part, ask how far it is, and go on from there; return the photo's id."""
    upload, client = str(uuid4()), phone(town)
    body = {"id": upload, "moment": "after", "length": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert (await client.post(f"/tasks/{task}/uploads", json=body)).status_code == 201
    await client.patch(f"/uploads/{upload}", content=data[:PART], headers={"Upload-Offset": "0"})
    at = int((await client.head(f"/uploads/{upload}")).headers["upload-offset"])
    last = await client.patch(f"/uploads/{upload}", content=data[at:], headers={"Upload-Offset": str(at)})
    assert last.status_code == 204, last.text
    return str((await client.get(f"/uploads/{upload}")).json()["photo_id"])


async def new_task(town: Platform) -> tuple[dict[str, Any], str, dict[str, Any]]:
    report_id, event = await report(town)
    case = await case_of(town, report_id)
    return case, (await inbox(town, open_task(case)))["id"], event


async def test_a_workers_day_with_two_hours_offline(town: Platform) -> None:
    device = Phone(phone(town), wrong=timedelta(hours=-3))
    (case, task, _), (_, withdrawn, event) = await new_task(town), await new_task(town)
    morning = await device.asks()
    assert {task, withdrawn} <= {seen["id"] for seen in morning["tasks"]}

    # Two hours without signal; the phone's clock is three hours late, and the caller of one order withdraws it.
    await say(town, event, "withdrawn")
    await inbox(town, withdrawn, state="recalled")
    steps = [device.does("accept", task, ago=110), device.does("set-out", task, ago=100)]
    steps += [device.does("arrive", task, ago=90, position=IN_WEST), device.does("handle", task, ago=85)]
    steps += [device.does("finish", task, ago=60, result="solved", note="已清理，住户在场")]
    lost = device.does("accept", withdrawn, ago=50)
    sighting = str(uuid4())
    device.does("patrol-report", sighting, ago=40, category=NOISE, text="井盖松动", position=somewhere())

    # The signal is back: the later half comes first, then all of it, twice.
    photo_id = await sent_in_parts(town, task, photo())
    assert await device.outcomes(*reversed(steps[2:])) == ["waiting"] * 3
    first, again = await device.sends(), await device.sends()
    assert first["items"] == again["items"]
    outcomes = {item["client_id"]: item for item in first["items"]}
    conflict = outcomes.pop(lost["client_id"])
    assert (conflict["outcome"], conflict["state"]) == ("conflict", "recalled")
    assert {item["outcome"] for item in outcomes.values()} == {"done"}

    assert (await until(town, case["id"], state="handled"))["result"] == "solved"
    patrol = next(item["report_id"] for item in outcomes.values() if item["report_id"])
    assert (await case_of(town, await report_of(town, "grid", patrol)))["worker_id"] == WORKER
    evening = await device.asks(morning["token"])
    states = {seen["id"]: seen["state"] for seen in evening["tasks"]}
    assert (states[task], states[withdrawn]) == ("finished", "recalled")
    [shown] = (await phone(town).get(f"/tasks/{task}/photos")).json()["items"]
    assert shown["id"] == photo_id
