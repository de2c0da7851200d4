"""Do the committed schemas and golden samples still hold?"""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from docs_tool.generated import SCHEMAS, as_json, breaking, documents
from shared.schemas import describe
from shared.schemas.envelope import Event
from shared.schemas.topics import ROUTES
from tests.contract.golden import GOLDEN, write_missing
from tests.support.samples import SAMPLES

ROOT = Path(__file__).resolve().parents[2]
EVENTS = [route.event for route in ROUTES]
each_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)


def committed(event: type[Event]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / SCHEMAS / f"{event.TYPE}.json").read_text(encoding="utf-8"))
    return found


def golden(event: type[Event]) -> str:
    return (GOLDEN / f"{event.TYPE}.json").read_text(encoding="utf-8")


def as_far_as(understood: Any, sent: Any) -> Any:
    """Return of what was understood the fields that were sent, at every depth."""
    if isinstance(sent, dict):
        return {name: as_far_as(understood[name], value) for name, value in sent.items()}
    if isinstance(sent, list) and len(sent) == len(understood):
        return [as_far_as(one, value) for one, value in zip(understood, sent, strict=True)]
    return understood


def test_no_event_breaks_its_readers() -> None:
    assert breaking(ROOT) == []


@each_event
def test_the_committed_schema_is_current(event: type[Event]) -> None:
    assert committed(event) == describe.schema_of(event), "make docs"


@each_event
def test_a_schema_is_a_schema(event: type[Event]) -> None:
    jsonschema.Draft202012Validator.check_schema(committed(event))


@each_event
def test_what_was_once_sent_is_still_valid(event: type[Event]) -> None:
    validator = jsonschema.Draft202012Validator(
        committed(event), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    validator.validate(json.loads(golden(event)))


@each_event
def test_what_was_once_sent_is_still_understood(event: type[Event]) -> None:
    """Equal field by field: a default that creeps in for a renamed field would show."""
    understood = event.model_validate_json(golden(event)).model_dump(mode="json")
    sent = json.loads(golden(event))

    assert as_far_as(understood, sent) == sent


@each_event
def test_every_event_has_a_sample_that_survives_the_wire(event: type[Event]) -> None:
    sample = SAMPLES[event]()

    assert event.model_validate_json(sample.model_dump_json()) == sample


@each_event
def test_a_reader_overlooks_fields_that_it_does_not_know(event: type[Event]) -> None:
    sample = SAMPLES[event]()
    later = json.dumps(sample.model_dump(mode="json") | {"a_field_of_next_year": {"any": ["thing"]}})

    assert event.model_validate_json(later) == sample


def test_every_golden_sample_belongs_to_an_event() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {event.TYPE for event in EVENTS}


def test_a_golden_sample_is_never_written_twice(tmp_path: Path) -> None:
    first = write_missing(tmp_path)
    first[0].write_text("{}", encoding="utf-8")

    assert len(first) == len(EVENTS)
    assert write_missing(tmp_path) == []


def plant(root: Path, event: type[Event], schema: dict[str, Any]) -> None:
    path = root / SCHEMAS / f"{event.TYPE}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_json(schema), encoding="utf-8")


def test_a_field_that_an_event_lost_is_noticed(tmp_path: Path) -> None:
    event = EVENTS[0]
    promised = copy.deepcopy(describe.schema_of(event))
    promised["properties"]["weather"] = {"type": "string"}
    plant(tmp_path, event, promised)

    assert breaking(tmp_path) == [f"{event.TYPE}: the event: the field weather is gone"]


def test_an_event_that_is_gone_is_noticed(tmp_path: Path) -> None:
    class Forgotten(Event):
        TYPE = "onefour.grid.forgotten.v1"

    plant(tmp_path, Forgotten, {"type": "object"})

    assert breaking(tmp_path) == ["onefour.grid.forgotten.v1: the event is gone"]


def test_every_event_is_among_the_documents() -> None:
    assert {SCHEMAS / f"{event.TYPE}.json" for event in EVENTS} <= set(documents())
