"""Which changes of an event does the contract refuse? Planted ones, each named; harmless ones pass."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from docs_tool.compatibility import incompatible_changes
from shared.schemas import describe
from shared.schemas.dispatch import CaseChanged, TaskAssigned
from shared.schemas.grid import CellChanged

Schema = dict[str, Any]
CASE = describe.schema_of(CaseChanged)
NULL = {"type": "null"}


def changed(change: Callable[[Schema], object], schema: Schema = CASE) -> Schema:
    planted = copy.deepcopy(schema)
    change(planted)
    return planted


def field(schema: Schema, name: str) -> Schema:
    found: Schema = schema["properties"][name]
    return found


def rename(schema: Schema) -> None:
    schema["properties"]["deadline"] = schema["properties"].pop("changed_at")


def require(schema: Schema) -> None:
    schema["properties"]["note"] = {"type": "string"}
    schema["required"].append("note")


BREAKING: dict[str, tuple[Callable[[Schema], object], str]] = {
    "a field that is removed": (lambda s: s["properties"].pop("unit"), "the field unit is gone"),
    "a field that is renamed": (rename, "the field changed_at is gone"),
    "a field that is newly required": (require, "the field note is newly required"),
    "another type": (lambda s: field(s, "number").update(type="integer"), "number: the type changed from string"),
    "a null no longer taken": (lambda s: s["properties"].update(unit={"type": "string"}), "unit: the type changed"),
    "a narrowed pattern": (lambda s: field(s, "region").update(pattern="^32"), "region: pattern is now ^32"),
    "a tighter length": (lambda s: field(s, "number").update(maxLength=10), "number: maxLength is now 10"),
    "a state that is gone": (lambda s: s["$defs"]["CaseState"]["enum"].remove("merged"), "state: the value merged"),
    "free text made a choice": (lambda s: field(s, "action").update(enum=["close"]), "action: only some values"),
    "another format": (lambda s: field(s, "case_id").update(format="date"), "case_id: format is now date"),
    "a part of a list that lost a field": (
        lambda s: s["$defs"]["ReportOf"]["properties"].pop("external_id"),
        "reports[]: the field external_id is gone",
    ),
    "a value within a choice of types": (
        lambda s: s["$defs"]["Result"]["enum"].remove("persuaded"),
        "result: Result is no longer taken",
    ),
    "unknown fields refused": (lambda s: s.update(additionalProperties=False), "unknown fields are no longer taken"),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_breaking_change_is_named(name: str) -> None:
    change, message = BREAKING[name]

    problems = incompatible_changes(CASE, changed(change))

    assert any(message in problem for problem in problems), problems


HARMLESS: dict[str, Callable[[Schema], object]] = {
    "nothing": lambda _: None,
    "a new field that may be absent": lambda s: s["properties"].update(note={"type": "string"}),
    "another order of fields": lambda s: s.update(properties=dict(reversed(s["properties"].items()))),
    "a further state": lambda s: s["$defs"]["CaseState"]["enum"].append("archived"),
    "a field that may now be null": lambda s: s["properties"].update(region={"anyOf": [{"type": "string"}, NULL]}),
    "a wider number": lambda s: field(s, "version").update(type="number"),
    "another docstring": lambda s: s.update(description="A case moved."),
    "a definition under another name": lambda s: (
        s["$defs"].update(Answer=s["$defs"]["Result"]),
        s["properties"].update(result={"anyOf": [{"$ref": "#/$defs/Answer"}, NULL]}),
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_passes(name: str) -> None:
    assert incompatible_changes(CASE, changed(HARMLESS[name])) == []


def test_a_single_value_is_compared_as_a_choice_of_one() -> None:
    one, two = {"const": "a", "type": "string"}, {"enum": ["a", "b"], "type": "string"}

    assert incompatible_changes(one, two) == []
    assert incompatible_changes(two, one) == ["the event: the value b is no longer taken"]


def test_a_change_inside_a_pair_of_numbers_is_found() -> None:
    schema = describe.schema_of(CellChanged)
    planted = changed(lambda s: field(s, "rings")["items"]["items"]["prefixItems"][0].update(type="string"), schema)

    assert incompatible_changes(schema, planted) == ["rings[][][0]: the type changed from number to string"]


def test_a_tighter_coordinate_is_found_behind_a_reference() -> None:
    schema = describe.schema_of(TaskAssigned)
    planted = changed(lambda s: s["$defs"]["Point"]["properties"]["lon"].update(minimum=0), schema)

    assert incompatible_changes(schema, planted) == ["position: Point is no longer taken"]
