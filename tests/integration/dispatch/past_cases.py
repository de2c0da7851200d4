"""How do tests get cases that have come and gone? They write them, since nobody can wait for a year to pass."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from shared.runtime.db import new_id
from tests.support.platform import Platform


async def past_case(platform: Platform, region: str, due: str, **facts: Any) -> UUID:
    """Write a case as if it had come and gone: handled within its clock unless `late`; `due`: a day, or a moment of it.

    `steps`: what its history tells, one dispatch unless said; `reply`: by when the reply was due and whether it was
    late; `said`: what each call-back said, in order.
    """
    case_id, due_at = new_id(), datetime.fromisoformat(due if "T" in due else f"{due}T10:00:00+08:00")
    opened, state = due_at - timedelta(days=3), facts.get("state", "closed")
    stopped = due_at + timedelta(hours=1 if facts.get("late") else -1)
    values = {"id": case_id, "region": region, "opened": opened, "stopped": stopped, "state": state, "due": due_at}
    values |= {"number": f"assessed-{case_id}", "clock": new_id(), "kind": "handle", "executor": facts.get("executor")}
    said = facts.get("said", [facts["satisfied"]] if "satisfied" in facts else [])
    async with platform.database("dispatch").begin() as work:
        await work.connection.execute(text(CASE), values)
        await work.connection.execute(text(CLOCK), values)
        if reply := facts.get("reply"):
            await work.connection.execute(text(CLOCK), values | {"clock": new_id(), "kind": "reply"} | clock(*reply))
        steps = ["dispatch", *(["return", "dispatch"] if facts.get("returned") else [])]
        for seq, action in enumerate(facts.get("steps", steps)):
            await work.connection.execute(text(STEP), values | {"seq": seq, "action": action})
        values["report"] = new_id()
        for statement in REPORTED if said else ():
            await work.connection.execute(text(statement), values)
        for number, satisfied in enumerate(said):
            about = {"event": new_id(), "call": f"{number}-{case_id}", "at": stopped + timedelta(days=number)}
            await work.connection.execute(text(CALLED_BACK), values | about | {"satisfied": str(satisfied).lower()})
    return case_id


def clock(due: str, late: bool) -> dict[str, datetime]:
    due_at = datetime.fromisoformat(due)
    return {"due": due_at, "stopped": due_at + timedelta(hours=1 if late else -1)}


CASE = """INSERT INTO cases (id, number, version, state, region, source, urgency, workflow_version, urged,
    executor, opened_at, changed_at, closed_at)
    VALUES (:id, :number, 1, :state, :region, 'test', 'normal', 1, 0, :executor, :opened, :stopped, :stopped)"""
CLOCK = """INSERT INTO case_clocks (id, case_id, kind, unit, started_at, due_at, provisional, calendar_version,
    policy_version, stopped_at)
    VALUES (:clock, :id, :kind, 'working-days', :opened, :due, false, 'test', 1, :stopped)"""
STEP = """INSERT INTO case_history (case_id, seq, action, to_state, "by", at, facts)
    VALUES (:id, :seq, :action, 'dispatched', 'test', :opened, '{}')"""
REPORTED = (
    """INSERT INTO reports (id, version, origin, source, external_id, region, occurred_at, received_at)
    VALUES (:report, 1, 'feed', 'test', :number, :region, :opened, :opened)""",
    "INSERT INTO case_reports (report_id, case_id, joined_at) VALUES (:report, :id, :opened)",
)
CALLED_BACK = """INSERT INTO feed_events (id, source, kind, external_id, event_id, report_id, door, received_at,
    occurred_at, satisfied)
    VALUES (:event, 'test', 'called-back', :number, :call, :report, 'http', :opened, :at, :satisfied)"""
