"""How triage is asked why, tried without effect, and given its rules and tables; and who joins whom."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from dispatch.cases.domain.asked import AskedStep
from dispatch.cases.domain.workflow import Action
from dispatch.cases.service.docket import rules_now
from dispatch.cases.service.standing import Caller
from dispatch.cases.service.steps import act_on_case
from dispatch.memory import memory_of
from dispatch.triage.domain.tables import nothing_loaded
from shared.runtime.permissions import Permission
from shared.runtime.scope import platform_scope
from tests.integration.dispatch.desk import (
    NOISE,
    STALLS,
    WORKER,
    actions,
    case_of,
    closed,
    dispatcher,
    inbox,
    read,
    report,
    reported_case,
    rows,
    somewhere,
)
from tests.support.feed import order
from tests.support.hotline import Hotline
from tests.support.platform import TOWN, Platform
from tests.support.town import TEAM, WEST_CELL

METRE = 1 / 111_320.0
UNMAPPED = 'onefour_triage_unmapped_total{scheme="%s"}'


async def test_a_category_that_leads_to_no_matter_is_counted_by_its_scheme(town: Platform) -> None:
    async def counted(scheme: str) -> float:
        told = (await town.client("dispatch-flow").get("/metrics")).text
        found = [line for line in told.splitlines() if line.startswith(UNMAPPED % scheme)]
        return float(found[0].split()[-1]) if found else 0.0

    before = [await counted(scheme) for scheme in ("gb47678", "other")]
    for scheme, code in (("gb47678", "matter-99999"), ("city-unheard-of", "1")):
        report_id, _ = await report(town, category={"scheme": scheme, "code": code})
        await case_of(town, report_id)

    assert [await counted(scheme) for scheme in ("gb47678", "other")] == [one + 1 for one in before]


@pytest.fixture
async def admin(town: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """The administrator; whatever rules he sets in a test are gone after it."""
    client = town.client("dispatch", role="admin")
    yield client
    assert (await client.put("/triage/rules", json={"rules": []})).status_code == 200


def rule(conditions: dict[str, Any], outcome: dict[str, Any], rule_id: str = "r-1") -> dict[str, Any]:
    return {"id": rule_id, "priority": 1, "title": "试行规则", "conditions": conditions, "outcome": outcome}


async def tried(town: Platform, **parts: Any) -> dict[str, Any]:
    answer = await dispatcher(town).post("/triage/try", json={"event": order(**parts)})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_case_says_why_it_is_as_it_is_and_not_a_word_of_what_was_said(town: Platform) -> None:
    report_id, _ = await report(town, category=None, title="夜间噪音扰民", detail="张三说楼下噪音大")
    case = await case_of(town, report_id)

    answer = await dispatcher(town).get(f"/cases/{case['id']}/explanation")

    why = answer.json()["reports"][0]["why"]
    assert answer.json()["reports"][0]["report_id"] == report_id
    assert (why["matter"]["by"], why["place"]) == ("words", {"by": "coordinates"})
    assert why["worker"] == "A role on duty"
    assert (why["rule"], why["executor"]) == (None, "grid")
    assert {"triage-tables", "cells", "workers"} <= set(why["versions"])
    assert "张三" not in answer.text


async def test_a_trial_decides_like_the_real_thing_and_keeps_nothing(town: Platform) -> None:
    tables = ("reports", "feed_events", "cases", "triage_decisions", "outbox")
    before = [(await rows(town, f"SELECT count(*) FROM {table}"))[0][0] for table in tables]

    decision = await tried(town, position=somewhere(), category=NOISE)

    assert (decision["matter"], decision["cell"], decision["worker_id"]) == ("M0101", WEST_CELL, WORKER)
    assert [(await rows(town, f"SELECT count(*) FROM {table}"))[0][0] for table in tables] == before


@pytest.mark.parametrize(
    ("body", "status"),
    [({"source": "tv-station"}, 404), ({"event": {}}, 422), ({"source": "a b"}, 422), ({"colour": 1}, 422)],
)
async def test_a_trial_that_does_not_fit_is_refused(town: Platform, body: dict[str, Any], status: int) -> None:
    answer = await dispatcher(town).post("/triage/try", json={"event": order()} | body)

    assert answer.status_code == status


async def test_a_rule_leaves_cases_to_a_person(town: Platform, admin: httpx.AsyncClient) -> None:
    held = rule({"matter": "M0101", "region": TOWN}, {"hold": "asked-by-rule"})
    assert (await admin.put("/triage/rules", json={"rules": [held]})).status_code == 200

    case = await reported_case(town)

    assert (case["state"], case["queue"], case["tasks"]) == ("filed", "asked-by-rule", [])
    why = (await dispatcher(town).get(f"/cases/{case['id']}/explanation")).json()["reports"][0]["why"]
    assert why["rule"]["id"] == "r-1"


async def test_a_rule_gives_a_matter_to_another_executor(town: Platform, admin: httpx.AsyncClient) -> None:
    to_team = rule({"matter": "M0101"}, {"executor": "team", "urgency": "urgent"})
    assert (await admin.put("/triage/rules", json={"rules": [to_team]})).status_code == 200
    kept = (await admin.get("/triage/rules")).json()["rules"]
    assert [kept[0]["id"], kept[0]["outcome"]["executor"]] == ["r-1", "team"]

    case = await reported_case(town)

    assert (case["executor"], case["unit"], case["urgency"], case["state"]) == ("team", TEAM, "urgent", "dispatched")


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ([rule({"matter": "M9999"}, {"hold": "asked-by-rule"})], "triage.unknown-matter"),
        ([rule({"field": "x"}, {"urgency": "low"}), rule({"field": "y"}, {"urgency": "low"})], "triage.duplicate-rule"),
        ([rule({}, {"urgency": "low"})], "invalid"),
        ([rule({"field": "x"}, {})], "invalid"),
        ([rule({"expression": "1=1"}, {"urgency": "low"})], "invalid"),
    ],
)
async def test_rules_that_cannot_be_right_are_refused_whole(
    admin: httpx.AsyncClient, rules: list[dict[str, Any]], code: str
) -> None:
    refused = await admin.put("/triage/rules", json={"rules": rules})

    assert (refused.status_code, refused.json()["title"]) == (422, code)
    assert (await admin.get("/triage/rules")).json() == {"rules": []}


async def test_rules_that_contradict_one_another_are_refused_with_a_situation_that_shows_it(
    admin: httpx.AsyncClient,
) -> None:
    by_matter = rule({"matter": "M0101"}, {"executor": "team"})
    by_place = rule({"region": TOWN}, {"executor": "unit"}) | {"id": "r-2"}

    refused = await admin.put("/triage/rules", json={"rules": [by_matter, by_place]})

    assert (refused.status_code, refused.json()["title"]) == (422, "triage.contradicting-rules")
    (conflict,) = refused.json()["conflicts"]
    assert (conflict["kind"], conflict["rule"], conflict["by"]) == ("contradiction", "r-2", "r-1")
    assert (conflict["example"]["matter"], conflict["example"]["region"]) == ("M0101", TOWN)
    assert (await admin.get("/triage/rules")).json() == {"rules": []}
    tried = await admin.post("/triage/rules/conflicts", json={"rules": [by_matter, by_place]})
    assert tried.json()["conflicts"] == refused.json()["conflicts"]


async def test_rules_that_can_never_win_are_taken_and_named(town: Platform, admin: httpx.AsyncClient) -> None:
    wide = rule({"field": "environment"}, {"executor": "team"}) | {"priority": 1}
    field = (await rows(town, "SELECT field FROM matters WHERE code = 'M0101'"))[0].field
    wide["conditions"] = {"field": field}
    late = rule({"matter": "M0101"}, {"executor": "unit"}) | {"id": "r-2", "priority": 2}

    taken = await admin.put("/triage/rules", json={"rules": [late, wide]})

    assert [(one["kind"], one["rule"], one["by"]) for one in taken.json()["conflicts"]] == [("covered", "r-2", "r-1")]
    assert (await admin.get("/triage/rules/conflicts")).json() == taken.json()
    assert (await reported_case(town))["executor"] == "team"
    assert (await dispatcher(town).get("/triage/rules/conflicts")).status_code == 403


async def test_tables_that_are_loaded_decide_the_next_report(town: Platform, admin: httpx.AsyncClient) -> None:
    code, word = f"X{uuid4().hex[:6]}", f"怪事{uuid4().hex[:6]}"
    matter = {"code": code, "name": "怪事", "field": "odd", "executor": "grid", "unit_kind": "governance-office"}
    tables = {
        "matters": [matter | {"urgency": "low"}],
        "words": [{"matter": code, "word": word, "weight": 50}, {"matter": code, "word": word, "weight": 60}],
        "crosswalk": [{"scheme": "city", "code": code, "matter": code}],
    }

    assert (await admin.put("/triage/tables", json=tables)).status_code == 204

    assert (await tried(town, title=word, detail=""))["matter"] == code
    assert (await tried(town, category={"scheme": "city", "code": code}))["matter"] == code
    assert (await reported_case(town, category={"scheme": "city", "code": code}))["urgency"] == "low"


@pytest.mark.parametrize(
    "tables",
    [
        {"words": [{"matter": "M9999", "word": "x", "weight": 1}]},
        {"crosswalk": [{"scheme": "city", "code": "1", "matter": "M9999"}]},
        {"words": [{"matter": "M0101", "word": "噪\x00音", "weight": 1}]},
        {"words": [{"matter": "M0101", "word": "噪音", "weight": 0}]},
        {"matters": [{"code": "M1"}]},
    ],
)
async def test_tables_that_do_not_fit_change_nothing(
    town: Platform, admin: httpx.AsyncClient, tables: dict[str, Any]
) -> None:
    refused = await admin.put("/triage/tables", json=tables)

    assert refused.status_code == 422
    assert (await tried(town, title="噪音", category=None))["matter"] == "M0101"


@pytest.mark.parametrize("role", ["dispatcher", "worker", "leader", "clerk"])
async def test_only_the_administrator_changes_rules_and_tables(town: Platform, role: str) -> None:
    client = town.client("dispatch", role=role)

    assert (await client.put("/triage/rules", json={"rules": []})).status_code == 403
    assert (await client.put("/triage/tables", json={})).status_code == 403


# ------------------------------------------------------------------------------------------------------------ the same
def near(place: dict[str, float], metres: float) -> dict[str, float]:
    return {"lon": place["lon"], "lat": place["lat"] + metres * METRE}


async def test_two_callers_about_one_thing_make_one_case_and_both_are_answered(
    town: Platform, hotline: Hotline
) -> None:
    place = somewhere()
    first_id, first = await report(town, position=place)
    case = await case_of(town, first_id)
    second_id, second = await report(town, position=near(place, 10))

    joined = await case_of(town, second_id)
    assert (joined["id"], joined["reports"], len(joined["tasks"])) == (case["id"], [first_id, second_id], 1)
    assert actions(joined)[-1] == "join"
    why = (await dispatcher(town).get(f"/cases/{case['id']}/explanation")).json()["reports"][1]["why"]
    assert why["joined"]["metres"] == pytest.approx(10, abs=0.5)

    told = await inbox(town, joined["tasks"][0]["id"], report_ids=[first_id, second_id])
    assert told["state"] == "assigned"

    await closed(town, joined)

    async def answered() -> bool:
        return all(hotline.reply_to(event["external_id"]) for event in (first, second))

    await town.until(answered, 30)


async def test_a_report_does_not_join_a_case_that_ends_while_it_is_decided(town: Platform) -> None:
    place, centre = somewhere(), town.apps["dispatch"].state.runtime
    case = await case_of(town, (await report(town, position=place))[0])

    async with centre.database.begin() as work:
        rules = await rules_now(work.connection, memory_of(centre))
        void = AskedStep(Action.VOID, case["version"], {"reason": "test"}, {})
        case_id, now = UUID(case["id"]), town.clock()
        who = Caller(platform_scope("test"), {Permission.ACT_ON_CASES})
        await act_on_case(work, who, rules, nothing_loaded, case_id, step=void, now=now)
        late_id, _ = await report(town, position=near(place, 5))

        async def waits_for_the_case() -> bool:
            waiting = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return bool((await rows(town, waiting))[0][0])

        await town.until(waits_for_the_case)

    late = await case_of(town, late_id)
    assert late["id"] != case["id"]
    assert late["state"] == "dispatched"


async def test_two_callers_in_one_batch_make_one_case(town: Platform) -> None:
    place, other = somewhere(), somewhere()
    reports = [await report(town, position=p) for p in (place, near(place, 5), other)]

    cases = [(await case_of(town, report_id))["id"] for report_id, _ in reports]

    assert cases[0] == cases[1] != cases[2]


async def test_another_matter_or_a_case_that_has_ended_is_not_joined(town: Platform) -> None:
    place = somewhere()
    case = await reported_case(town, position=place)
    assert (await reported_case(town, position=place, category=STALLS))["id"] != case["id"]

    await closed(town, case)

    assert (await reported_case(town, position=place))["id"] != case["id"]
    assert len((await read(town, case["id"]))["reports"]) == 1
