"""Which tables, rules and ground do the unit tests of triage decide by?"""

from typing import Any

import shapely

from dispatch.triage.domain.classify import Word, WordClassifier
from dispatch.triage.domain.decide import Facts
from dispatch.triage.domain.rules import Rule
from dispatch.triage.domain.tables import Ground, Matter, Places, Tables, Units, WorkerOf, Workers
from shared.geo import Cell, CellIndex
from shared.schemas.vocabulary import CellRole, Executor, Urgency

TOWN, OTHER_TOWN = "320585102", "320585103"
CELL, NEXT_CELL = f"{TOWN}001001", f"{TOWN}001002"
NOISE, STALLS, ROADS, TAXES = "M-noise", "M-stalls", "M-roads", "M-taxes"

MATTERS = {
    matter.code: matter
    for matter in (
        Matter(NOISE, "噪声扰民", "environment", Executor.GRID, "governance-office", Urgency.NORMAL),
        Matter(STALLS, "占道经营", "city-management", Executor.TEAM, "enforcement-team", Urgency.LOW),
        Matter(ROADS, "道路破损", "construction", Executor.UNIT, "construction-office", Urgency.NORMAL),
        Matter(TAXES, "税务", "taxes", Executor.COUNTY, "tax-office", Urgency.NORMAL),
    )
}
WORDS = (Word(NOISE, "噪音", 5), Word(NOISE, "扰民", 2), Word(STALLS, "占道", 5), Word("M-gone", "幽灵", 9))
UNITS: Units = {
    (TOWN, "enforcement-team"): "u-team",
    (TOWN, "construction-office"): "u-roads",
    (TOWN[:6], "tax-office"): "u-taxes",
}
WORKERS: Workers = {
    CELL: [WorkerOf("p-b", CellRole.B, on_duty=True), WorkerOf("p-a", CellRole.A, on_duty=True)],
    NEXT_CELL: [WorkerOf("p-a", CellRole.A, on_duty=False)],
}
NAMES = {"浏河新村": [CELL], "新街": [CELL, NEXT_CELL], "江海苑": [NEXT_CELL], "江海苑东区": [CELL]}
CELLS = [
    Cell(CELL, shapely.box(121.25, 31.50, 121.26, 31.51)),
    Cell(NEXT_CELL, shapely.box(121.26, 31.50, 121.27, 31.51)),
]


def tables(*rules: Rule, **parts: Any) -> Tables:
    usual: dict[str, Any] = {
        "matters": MATTERS,
        "crosswalk": {("hotline", "0101"): NOISE, ("hotline", "0999"): "M-gone"},
        "classifier": WordClassifier(WORDS),
        "rules": list(rules),
    }
    return Tables(**usual | parts)


def ground(**parts: Any) -> Ground:
    usual: dict[str, Any] = {"places": Places(CellIndex(CELLS), NAMES), "workers": WORKERS, "units": UNITS}
    return Ground(**usual | parts)


def facts(**parts: Any) -> Facts:
    usual: dict[str, Any] = {
        "source": "hotline-12345",
        "region": TOWN,
        "category": None,
        "lon": 121.255,
        "lat": 31.505,
        "position_problem": None,
        "urgency": None,
        "title": "夜间噪音",
    }
    return Facts(**usual | parts)


def rule(rule_id: str, conditions: dict[str, Any], outcome: dict[str, Any], priority: int = 10) -> Rule:
    given = {"id": rule_id, "priority": priority, "title": rule_id, "conditions": conditions, "outcome": outcome}
    return Rule.model_validate(given)
