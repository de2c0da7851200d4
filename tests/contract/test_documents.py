"""Are the generated documents current, and are they what they claim to be?"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs_tool.__main__ import main
from docs_tool.generated import as_json, documents, stale
from docs_tool.offline import PACKAGES
from shared.schemas import describe
from shared.schemas.topics import ROUTES, Service

ROOT = Path(__file__).resolve().parents[2]


def test_every_generated_document_is_current() -> None:
    assert stale(ROOT) == [], "make docs"


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from references(child)


def resolve(document: Any, reference: str) -> Any:
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document


def committed_asyncapi() -> Any:
    return yaml.safe_load((ROOT / "docs/asyncapi.yaml").read_text(encoding="utf-8"))


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    document = committed_asyncapi()

    assert document["asyncapi"] == "3.0.0"
    for reference in references(document):
        assert resolve(document, reference)


def test_every_event_is_sent_once_and_heard_by_each_consumer() -> None:
    operations = committed_asyncapi()["operations"]
    for route in ROUTES:
        message = {"$ref": f"#/channels/{route.topic}/messages/{route.event.__name__}"}
        said = {name for name, op in operations.items() if message in op.get("messages", [])}
        heard = {f"{service}.receive.{route.topic}" for service in route.consumers}
        assert said == heard | {f"{route.producer}.send.{route.topic}"}


def test_a_message_of_an_operation_is_one_of_its_channel() -> None:
    document = committed_asyncapi()
    for operation in document["operations"].values():
        for message in operation.get("messages", []):
            assert message["$ref"].startswith(operation["channel"]["$ref"] + "/messages/")


def test_the_page_names_every_event_topic_and_service() -> None:
    page = (ROOT / "docs/events.md").read_text(encoding="utf-8")

    for route in ROUTES:
        assert f"## {route.event.__name__}\n" in page
        assert f"`{route.topic}`" in page
    assert all(str(service) in page for service in Service)


@pytest.mark.parametrize("event", [route.event for route in ROUTES], ids=lambda event: event.__name__)
def test_the_key_that_the_page_names_is_the_one_used(event: type[Any]) -> None:
    assert describe.key_field(event) in event.model_fields


@pytest.mark.parametrize("package", PACKAGES)
def test_every_service_commits_its_openapi_document(package: str) -> None:
    document = json.loads((ROOT / f"docs/openapi/{package.replace('_', '-')}.json").read_text(encoding="utf-8"))

    assert document["openapi"].startswith("3.1")
    assert all(resolve(document, reference) for reference in references(document))


def test_a_stale_document_is_named_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], tmp_path) == 1
    assert "docs/events.md is not current" in capsys.readouterr().out
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0


def test_a_breaking_change_is_not_written(tmp_path: Path) -> None:
    event = ROUTES[0].event
    path = tmp_path / f"docs/schemas/{event.TYPE}.json"
    path.parent.mkdir(parents=True)
    promised = as_json(describe.schema_of(event)).replace("occurred_at", "happened_at")
    path.write_text(promised, encoding="utf-8")

    assert main([], tmp_path) == 1
    assert path.read_text(encoding="utf-8") == promised
    assert main(["--break"], tmp_path) == 0
    assert path.read_text(encoding="utf-8") == documents()[path.relative_to(tmp_path)]()
