"""Who reported a wrong: does nobody learn it who may not, and is on record who did?"""

from typing import Any

import httpx

from tests.integration.dispatch.desk import (
    NOISE,
    WORKER,
    act,
    actions,
    case_of,
    dispatcher,
    inbox,
    open_task,
    read,
    report,
    rows,
    say,
    somewhere,
)
from tests.integration.dispatch.recusal_desk import GOVERNANCE
from tests.support.platform import Platform

PHONE = "13800005678"
REPORTER = {"name": "李举报", "phone": PHONE}
WHY = {"purpose": "call-back", "reason": "须核实举报细节"}


def leads(town: Platform, person_id: str = "p-leads") -> httpx.AsyncClient:
    return town.client("dispatch", role="shift-leader", person_id=person_id)


async def reported(town: Platform, **given: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:
    report_id, event = await report(town, appeal_kind="report", reporter=REPORTER, category=NOISE, **given)
    return report_id, await case_of(town, report_id), event


async def look(client: httpx.AsyncClient, report_id: str, purpose: str = "call-back") -> Any:
    return await client.get(f"/reports/{report_id}", params={"purpose": purpose})


async def test_who_reported_a_wrong_is_shown_to_nobody_who_reads_it(town: Platform) -> None:
    here = somewhere()
    report_id, case, _ = await reported(town, position=here)
    task = open_task(case)
    assert (await inbox(town, task))["position"]["lon"] == round(here["lon"], 3)
    worker = town.client("dispatch", role="worker", person_id=WORKER)

    for client in (dispatcher(town), leads(town), worker):
        answer = await look(client, report_id)
        assert (answer.status_code, answer.json()["reporter"], answer.json()["hides_reporter"]) == (200, None, True)
        assert (answer.json()["lon"], answer.json()["given_position"]) == (round(here["lon"], 3), None)
        assert PHONE[-4:] not in answer.text.replace(report_id, "")
    assert (case["lon"], case["lat"]) == (round(here["lon"], 3), round(here["lat"], 3))


async def test_he_is_revealed_for_a_purpose_and_a_reason_and_both_are_kept(town: Platform) -> None:
    report_id, _, _ = await reported(town)
    path = f"/reports/{report_id}/reporter"
    assert (await dispatcher(town).post(path, json=WHY)).status_code == 403
    for missing in ("purpose", "reason"):
        assert (await leads(town).post(path, json=WHY | {missing: ""})).status_code == 422
    elsewhere = town.client("dispatch", role="shift-leader", scope="320583")
    assert (await elsewhere.post(path, json=WHY)).status_code == 404

    shown = await leads(town).post(path, json=WHY)

    assert shown.json()["reporter"] == REPORTER
    masked = await leads(town).post(path, json=WHY | {"purpose": "verify"})
    assert masked.json()["reporter"]["phone"] == "*******5678"
    kept = await rows(town, "SELECT * FROM reporter_reveals WHERE report_id = :id", id=report_id)
    assert [(row.person_id, row.purpose) for row in kept] == [("p-leads", "call-back"), ("p-leads", "verify")]
    assert "举报细节".encode() not in bytes(kept[0].sealed_reason)


async def test_an_approver_shows_him_with_a_reason_and_he_can_be_hidden_again(town: Platform) -> None:
    report_id, case, _ = await reported(town)
    path, body = f"/cases/{case['id']}/reporter", {"version": case["version"], "reason": "reporter-agrees"}
    assert (await dispatcher(town).post(f"{path}/show", json=body)).status_code == 403
    assert (await leads(town).post(f"{path}/show", json={"version": case["version"]})).status_code == 422
    assert (await leads(town).post(f"{path}/hide", json=body)).json()["title"] == "recusal.nothing-hidden"
    assert (await leads(town).post(f"{path}/show", json=body)).json()["hides_reporter"] is False
    assert (await look(dispatcher(town), report_id)).json()["reporter"] == REPORTER
    body["version"] += 1
    assert (await dispatcher(town).post(f"{path}/hide", json=body)).json()["hides_reporter"] is True
    assert (await look(dispatcher(town), report_id)).json()["reporter"] is None
    assert actions(await read(town, case["id"]))[-2:] == ["show-reporter", "hide-reporter"]


async def test_he_stays_hidden_when_his_report_joins_a_case_that_hides_nobody(town: Platform) -> None:
    report_id, case, _ = await reported(town)
    other_id, _ = await report(town, reporter={"name": "王求助", "phone": "13911110000"}, category=NOISE)
    other = await case_of(town, other_id)
    merged = await act(town, case, "merge", into=other["id"])
    assert merged.status_code == 200, merged.text
    assert (await look(dispatcher(town), report_id)).json()["reporter"] is None
    assert (await look(dispatcher(town), other_id)).json()["reporter"]["name"] == "王求助"


async def test_a_handler_reads_what_lies_with_his_unit_and_not_who_reported_it(town: Platform) -> None:
    report_id, case, event = await reported(town, complained_of=[{"kind": "person", "id": WORKER}])
    handler = town.client("dispatch", role="handler", unit=GOVERNANCE, person_id="p-handles")
    assert (await look(handler, report_id, "handle")).status_code == 404
    given = await act(town, case, "dispatch", executor="unit", unit=GOVERNANCE)
    assert given.status_code == 200, given.text
    await say(town, event, "supplemented", detail="晚上十点以后")

    shown = (await look(handler, report_id, "handle")).json()

    assert (shown["reporter"], shown["detail"], shown["follow_ups"]) == (
        None,
        event["detail"],
        ["晚上十点以后"],
    )
    assert (await look(town.client("dispatch", role="handler", unit="u-other"), report_id)).status_code == 404
