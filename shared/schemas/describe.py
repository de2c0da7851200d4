"""How are the events told to people and to tools? As JSON Schemas, as an AsyncAPI document and as a page.

Pure: the texts depend on `topics.py` and the event classes alone; `make docs` writes them, a contract test compares.
"""

from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import models_json_schema

from shared.schemas.envelope import CONTENT_TYPE, Event
from shared.schemas.topics import FEED_SOURCES, PARTITIONS, POWER_USAGE, ROUTES, Route, Service, Topic, feed_topic

JsonSchema = dict[str, Any]

FEED_HOURS = 24
DIALECT = "https://json-schema.org/draft/2020-12/schema"

ENVELOPE: JsonSchema = {
    "type": "object",
    "description": "CloudEvents 1.0 in Kafka's binary mode: the attributes are message headers.",
    "required": ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid", "description": "The inbox of each consumer knows it by this."},
        "ce_source": {"type": "string", "description": "The service that says it."},
        "ce_type": {"type": "string"},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_subject": {"type": "string", "description": "The id of the aggregate, which is also the message key."},
        "traceparent": {"type": "string", "description": "W3C Trace Context."},
        "content-type": {"const": CONTENT_TYPE},
    },
}


# -------------------------------------------------------------------------------------------------------------- schemas
def schema_of(event: type[Event]) -> JsonSchema:
    """Return the JSON Schema (2020-12) of an event's body: what a reader may rely on."""
    return {"$schema": DIALECT, "$id": f"urn:{event.TYPE.replace('.', ':')}"} | event.model_json_schema()


def key_field(event: type[Event]) -> str:
    """Return the field that an event's key is made of."""
    # `key` is one line, `str(self.<field>)` or `self.<field>`: the names that its code uses tell which.
    getter = event.key.fget  # type: ignore[attr-defined] # a property, seen through the class
    names: Iterable[str] = getter.__code__.co_names
    return next(name for name in names if name in event.model_fields)


# ------------------------------------------------------------------------------------------------------------- AsyncAPI
def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document of all topics, as plain data."""
    _, bodies = models_json_schema(
        [(route.event, "validation") for route in ROUTES], ref_template="#/components/schemas/{model}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "OneFour events",
            "version": "1.0.0",
            "description": "What the services of OneFour tell one another. Generated from shared/schemas.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {str(topic): _channel(topic) for topic in Topic}
        | {feed_topic(s): _feed(s) for s in FEED_SOURCES}
        | {feed_topic(POWER_USAGE): _power_usage()},
        "operations": {f"{service}.{name}": said for service in Service for name, said in _operations(service)},
        "components": {
            "messages": {route.event.__name__: _message(route.event) for route in ROUTES},
            "schemas": {"Envelope": ENVELOPE, **bodies["$defs"]},
        },
    }


def _routes_of(topic: str) -> list[Route]:
    return [route for route in ROUTES if route.topic == topic]


def _channel(topic: str) -> dict[str, Any]:
    names = [route.event.__name__ for route in _routes_of(topic)]
    policy = ["compact"] if _routes_of(topic)[0].compacted else ["delete"]
    return {
        "address": str(topic),
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {"kafka": {"partitions": PARTITIONS, "topicConfiguration": {"cleanup.policy": policy}}},
    }


def _feed(source: str) -> dict[str, Any]:
    retention = {"cleanup.policy": ["delete"], "retention.ms": FEED_HOURS * 3600 * 1000}
    return {
        "address": feed_topic(source),
        "description": "One event of an outside platform, as in `POST /feeds/{source}/events` of dispatch.",
        "bindings": {"kafka": {"partitions": PARTITIONS, "topicConfiguration": retention}},
    }


def _power_usage() -> dict[str, Any]:
    said = (
        "Readings of meters: {message_id, meters: [number], at: [second since 1970], kwh: [register]}, columns of "
        "one length, at most 5,000 rows. A row that is wrong is refused alone; meters that nobody watches are dropped. "
        "All messages of a meter have the same key: so they stay in their order, also where many wait; what comes more "
        "than an hour late is passed over."
    )
    return _feed(POWER_USAGE) | {"description": said}


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.TYPE,
        "summary": summary_of(event),
        "contentType": CONTENT_TYPE,
        "headers": {
            "allOf": [{"$ref": "#/components/schemas/Envelope"}, {"properties": {"ce_type": {"const": event.TYPE}}}]
        },
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
    }


def _operations(service: Service) -> Iterable[tuple[str, dict[str, Any]]]:
    for topic in Topic:
        sent = [route for route in _routes_of(topic) if route.producer is service]
        heard = [route for route in _routes_of(topic) if service in route.consumers]
        for action, routes in (("send", sent), ("receive", heard)):
            if routes:
                yield f"{action}.{topic}", _operation(action, topic, routes)
    if service is Service.GRID:
        yield f"receive.{feed_topic(POWER_USAGE)}", _operation("receive", feed_topic(POWER_USAGE), [])
    if service is Service.DISPATCH:
        for source in FEED_SOURCES:
            yield f"receive.{feed_topic(source)}", _operation("receive", feed_topic(source), [])


def _operation(action: str, topic: str, routes: Iterable[Route]) -> dict[str, Any]:
    messages = [{"$ref": f"#/channels/{topic}/messages/{route.event.__name__}"} for route in routes]
    operation: dict[str, Any] = {"action": action, "channel": {"$ref": f"#/channels/{topic}"}}
    return operation | {"messages": messages} if messages else operation


def summary_of(event: type[Event]) -> str:
    """Return the first sentence of the event's docstring."""
    return " ".join((event.__doc__ or "").split("\n\n")[0].split())


# ----------------------------------------------------------------------------------------------------------------- page
PREFACE = f"""# Events

Generated from `shared/schemas` by `make docs`; do not edit.

Services tell one another past-tense facts: CloudEvents 1.0 in Kafka's binary mode, the attributes as `ce_*` headers,
the body JSON. An event carries the whole public state of its aggregate and its `version`: a consumer keeps the highest
version and ignores less. The message key is the aggregate's id, so the order is kept per aggregate. Delivery is
at-least-once; the inbox of each consumer knows events by `ce_id`.

No event carries free text, a name, a phone number or an address of a citizen. `feed.*` topics are the exception: a
contract with outside platforms, read by dispatch alone (readings of meters by the grid), kept {FEED_HOURS} hours.

Every topic has {PARTITIONS} partitions and a dead-letter topic `<topic>.dlq`, whose bodies are sealed. JSON Schemas are
in `schemas/`, the AsyncAPI document is `asyncapi.yaml`. A field is never removed, renamed, narrowed or newly required
within a version (`make docs` refuses it): the changed event gets the type `….v2`. Where something is added to an
enumeration or may now be null, the consumers are deployed before the producer.
"""


def events_page() -> str:
    """Return docs/events.md."""
    parts = [PREFACE, _table_of_topics(), *(_section(route) for route in ROUTES), _words()]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _table_of_topics() -> str:
    rows = [
        f"| `{topic}` | {', '.join(_link(r.event) for r in _routes_of(topic))} | {_routes_of(topic)[0].producer} "
        f"| {', '.join(_hearers(topic))} | {'compacted' if _routes_of(topic)[0].compacted else 'by time'} |"
        for topic in Topic
    ]
    rows += [
        f"| `{feed_topic(source)}` | as `POST /feeds/{source}/events` | the outside platform | dispatch "
        f"| {FEED_HOURS} hours |"
        for source in FEED_SOURCES
    ]
    rows.append(
        f"| `{feed_topic(POWER_USAGE)}` | readings of meters, see `asyncapi.yaml` | the power supplier | grid "
        f"| {FEED_HOURS} hours |"
    )
    head = "## Topics\n\n| topic | events | from | to | kept |\n|---|---|---|---|---|"
    return "\n".join([head, *rows])


def _hearers(topic: str) -> list[str]:
    return sorted({str(service) for route in _routes_of(topic) for service in route.consumers})


def _link(event: type[Event]) -> str:
    return f"[{event.__name__}](#{event.__name__.lower()})"


def _section(route: Route) -> str:
    event, schema = route.event, route.event.model_json_schema()
    hearers = ", ".join(route.consumers)
    rows = [f"| `{name}` | {type_words(field)} |" for name, field in schema["properties"].items()]
    return "\n".join(
        [
            f"## {event.__name__}",
            "",
            summary_of(event),
            "",
            f"`{event.TYPE}` on `{route.topic}`, key `{key_field(event)}`, from {route.producer} to {hearers}.",
            "",
            "| field | type |",
            "|---|---|",
            *rows,
        ]
    )


FORMATS = {"uuid": "id (UUID)", "date-time": "moment", "date": "day"}
TYPES = {"integer": "number, whole", "boolean": "yes or no", "null": "null"}


def type_words(field: JsonSchema) -> str:
    """Return a field's type in words."""
    if "$ref" in field:
        name = str(field["$ref"]).rsplit("/", 1)[-1]
        return f"[{name}](#words)"
    if "anyOf" in field:
        return " or ".join(type_words(option) for option in field["anyOf"])
    if "prefixItems" in field:
        return f"({', '.join(type_words(item) for item in field['prefixItems'])})"
    if field.get("type") == "array":
        return f"list of {type_words(field['items'])}"
    plain = str(field["type"])
    return FORMATS.get(field.get("format", "")) or TYPES.get(plain, plain)


def _words() -> str:
    found: dict[str, JsonSchema] = {}
    for route in ROUTES:
        found |= route.event.model_json_schema().get("$defs", {})
    rows = [f"| {name} | {_meaning(found[name])} |" for name in sorted(found)]
    return "\n".join(["## Words", "", "| name | values |", "|---|---|", *rows])


def _meaning(schema: JsonSchema) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    return ", ".join(f"`{name}`: {type_words(field)}" for name, field in schema["properties"].items())
