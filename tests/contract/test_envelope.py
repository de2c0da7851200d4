"""Does our envelope agree with the official CloudEvents SDK, in Kafka's binary mode, both ways?"""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared.schemas.envelope import CONTENT_TYPE, Attributes, Event, from_headers, to_headers
from shared.schemas.topics import BY_EVENT
from tests.support.samples import SAMPLES

AT = datetime(2026, 11, 23, 1, 30, 0, 123456, tzinfo=UTC)
ID = UUID("019ab000-0000-7000-8000-00000000000a")
each_event = pytest.mark.parametrize("event", SAMPLES, ids=lambda event: event.__name__)


def attributes_of(event: Event, traceparent: str | None = None) -> Attributes:
    return Attributes(ID, str(BY_EVENT[type(event)].producer), event.TYPE, AT, event.key, traceparent)


@each_event
def test_the_sdk_reads_what_we_send(event: type[Event]) -> None:
    sample = SAMPLES[event]()
    message = KafkaMessage(dict(to_headers(attributes_of(sample))), None, sample.model_dump_json().encode())

    read = from_binary(message, JSONFormat())

    assert (read.get_id(), read.get_type(), read.get_subject()) == (str(ID), event.TYPE, sample.key)
    assert (read.get_time(), read.get_specversion(), read.get_datacontenttype()) == (AT, "1.0", CONTENT_TYPE)
    assert event.model_validate(read.get_data()) == sample


@each_event
def test_we_read_what_the_sdk_sends(event: type[Event]) -> None:
    sample = SAMPLES[event]()
    ours = attributes_of(sample)
    attributes = {
        "specversion": "1.0",
        "id": str(ours.id),
        "source": ours.source,
        "type": ours.type,
        "time": ours.time,
        "subject": ours.subject,
        "datacontenttype": "application/json",
    }
    sent = to_binary(CloudEvent(attributes=attributes, data=sample.model_dump(mode="json")), JSONFormat())

    assert from_headers(sent.headers.items()) == ours
    assert event.model_validate_json(sent.value) == sample


def test_the_trace_travels_beside_the_envelope() -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    sample = next(iter(SAMPLES.values()))()

    headers = to_headers(attributes_of(sample, trace))

    assert dict(headers)["traceparent"] == trace.encode()
    assert from_headers(headers).traceparent == trace


def test_what_may_be_absent_is_not_sent_empty() -> None:
    sample = next(iter(SAMPLES.values()))()

    assert "traceparent" not in dict(to_headers(attributes_of(sample)))


@pytest.mark.parametrize("missing", ["ce_id", "ce_type", "ce_time", "ce_source"])
def test_a_message_without_a_required_attribute_is_refused(missing: str) -> None:
    headers = to_headers(attributes_of(next(iter(SAMPLES.values()))()))

    with pytest.raises(KeyError):
        from_headers([(name, value) for name, value in headers if name != missing])


@pytest.mark.parametrize("name", ["ce_id", "ce_time"])
def test_a_malformed_attribute_is_refused(name: str) -> None:
    headers = dict(to_headers(attributes_of(next(iter(SAMPLES.values()))()))) | {name: b"yesterday"}

    with pytest.raises(ValueError, match=r"badly formed|Invalid isoformat"):
        from_headers(headers.items())
