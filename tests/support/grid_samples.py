"""How does each event of the grid look when it is right?"""

from collections.abc import Callable
from typing import Any

from shared.schemas.envelope import Event
from shared.schemas.grid import (
    CellChanged,
    PatrolReported,
    PersonNotMet,
    SupportProgressed,
    TaskProgressed,
    WorkerChanged,
)

TOWN = "320585102"
CELL = "320585102001001"
CASE = "019ab000-0000-7000-8000-000000000002"
TASK = "019ab000-0000-7000-8000-000000000003"
PATROL = "019ab000-0000-7000-8000-000000000006"
SUPPORT = "019ab000-0000-7000-8000-00000000000a"
MORNING = "2026-11-23T01:30:00Z"
LATER = "2026-11-23T02:10:00Z"
PLACE = {"lon": 121.164, "lat": 31.512}
MATTER = {"scheme": "onefour", "code": "street-vending"}


def cell_changed(**changes: Any) -> CellChanged:
    usual = {
        "cell": CELL,
        "version": 1,
        "region": TOWN,
        "name": "第一网格（合成）",
        "kind": "integrated",
        "rings": [[[121.16, 31.51], [121.17, 31.51], [121.17, 31.52], [121.16, 31.51]]],
        "place_names": ["新街", "银杏小区"],
        "valid_from": "2026-01-01",
        "valid_to": None,
    }
    return CellChanged.model_validate(usual | changes)


def worker_changed(**changes: Any) -> WorkerChanged:
    usual = {
        "worker_id": "w-001",
        "version": 1,
        "region": TOWN,
        "cells": [{"cell": CELL, "role": "A"}],
        "on_duty": True,
    }
    return WorkerChanged.model_validate(usual | changes)


def task_progressed(**changes: Any) -> TaskProgressed:
    usual = {
        "task_id": TASK,
        "case_id": CASE,
        "version": 4,
        "state": "finished",
        "worker_id": "w-001",
        "result": "persuaded",
        "return_reason": None,
        "position": PLACE,
        "at": LATER,
    }
    return TaskProgressed.model_validate(usual | changes)


def patrol_reported(**changes: Any) -> PatrolReported:
    usual = {
        "patrol_report_id": PATROL,
        "version": 1,
        "region": TOWN,
        "cell": CELL,
        "worker_id": "w-001",
        "category": MATTER,
        "urgency": None,
        "position": PLACE,
        "seen_at": MORNING,
    }
    return PatrolReported.model_validate(usual | changes)


def person_not_met(**changes: Any) -> PersonNotMet:
    return PersonNotMet(
        **{"visit_id": PATROL, "version": 1, "region": TOWN, "cell": CELL, "times": 3, "at": LATER} | changes
    )


def support_progressed(**changes: Any) -> SupportProgressed:
    usual = {"support_id": SUPPORT, "version": 4, "task_id": TASK, "region": TOWN, "state": "finished"}
    usual |= {"role": "worker", "result": "accompanied", "at": LATER}
    return SupportProgressed.model_validate(usual | changes)


GRID_SAMPLES: dict[type[Event], Callable[..., Event]] = {
    CellChanged: cell_changed,
    WorkerChanged: worker_changed,
    TaskProgressed: task_progressed,
    PatrolReported: patrol_reported,
    PersonNotMet: person_not_met,
    SupportProgressed: support_progressed,
}
