"""Does every event have one topic, a producer that sends it and consumers that hear it?"""

import importlib
import inspect
import pkgutil
import re
from dataclasses import replace
from pathlib import Path

import pytest

import shared.schemas
from shared.schemas.dispatch import CaseChanged
from shared.schemas.envelope import Event
from shared.schemas.registers import DutyListPublished
from shared.schemas.topics import (
    BY_EVENT,
    BY_TYPE,
    FEED_SOURCES,
    POWER_USAGE,
    ROUTES,
    Route,
    Service,
    Topic,
    all_topics,
    dead_letter_topic,
    feed_topic,
)
from tests.contract.wiring import handled_topics, unheard, unmapped, unread, unsent
from tests.support.register_samples import duty_list_published
from tests.support.samples import SAMPLES

ROOT = Path(__file__).resolve().parents[2]
FEEDS = [feed_topic(source) for source in FEED_SOURCES]
# Read by the grid, and by nobody else.
READINGS = feed_topic(POWER_USAGE)
READ = {Service.DISPATCH: set(FEEDS), Service.GRID: {READINGS}}
each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.event.__name__)


def declared_events() -> set[type[Event]]:
    names = [module.name for module in pkgutil.iter_modules(shared.schemas.__path__)]
    modules = [importlib.import_module(f"shared.schemas.{name}") for name in names]
    classes = {value for module in modules for value in vars(module).values() if inspect.isclass(value)}
    return {found for found in classes if issubclass(found, Event) and found is not Event}


def test_every_declared_event_has_exactly_one_row() -> None:
    assert sorted(r.event.__name__ for r in ROUTES) == sorted(event.__name__ for event in declared_events())
    assert len(BY_EVENT) == len(BY_TYPE) == len(ROUTES)


def test_every_event_has_a_sample() -> None:
    assert set(SAMPLES) == set(BY_EVENT)


@each_route
def test_a_type_says_who_tells_it_and_which_version(route: Route) -> None:
    assert re.fullmatch(r"onefour\.(dispatch|grid|window|enforcement)\.[a-z]+(-[a-z]+)+\.v\d+", route.event.TYPE)


@each_route
def test_a_topic_belongs_to_one_producer(route: Route) -> None:
    owners = {other.producer for other in ROUTES if other.topic == route.topic}

    assert owners == {route.producer}
    assert route.topic.split(".")[0] == str(route.producer).removeprefix("approval-")


@each_route
def test_every_event_has_a_consumer(route: Route) -> None:
    assert route.consumers


@each_route
def test_events_of_one_topic_are_kept_alike(route: Route) -> None:
    assert {other.compacted for other in ROUTES if other.topic == route.topic} == {route.compacted}


def test_every_topic_carries_something_and_has_dead_letters() -> None:
    topics = all_topics()

    assert {str(route.topic) for route in ROUTES} == {str(topic) for topic in Topic}
    alive = [topic for topic in topics if not topic.endswith(".dlq")]
    assert {dead_letter_topic(topic) for topic in alive} == {topic for topic in topics if topic.endswith(".dlq")}


def test_every_consumer_has_a_handler() -> None:
    assert unheard(ROUTES, handled_topics()) == []


def test_nobody_follows_a_topic_without_a_row() -> None:
    assert unmapped(ROUTES, READ, handled_topics()) == []


def test_the_centre_follows_every_feed() -> None:
    assert set(FEEDS) <= handled_topics()[Service.DISPATCH]
    assert [service for service, topics in handled_topics().items() if READINGS in topics] == [Service.GRID]


def test_every_producer_sends_what_the_map_says() -> None:
    assert unsent(ROUTES, ROOT) == []


def test_every_consumer_reads_what_the_map_says() -> None:
    assert unread(ROUTES, ROOT) == []


# ------------------------------------------------------------------------------------------ the checks, on planted gaps
ROW = BY_EVENT[CaseChanged]


def test_a_consumer_without_a_handler_is_noticed() -> None:
    deaf = {service: set[str]() for service in Service}

    assert unheard([replace(ROW, consumers=(Service.GRID,))], deaf) == [
        "grid does not follow dispatch.cases.v1 (CaseChanged)"
    ]


def test_a_handler_without_a_row_is_noticed() -> None:
    curious = {Service.GRID: {"enforcement.findings.v1"}}

    assert unmapped(ROUTES, READ, curious) == ["grid follows enforcement.findings.v1 without a row in topics.py"]


@pytest.fixture
def empty_tree(tmp_path: Path) -> Path:
    for service in Service:
        (tmp_path / "services" / service / service.replace("-", "_")).mkdir(parents=True)
    (tmp_path / "shared/runtime").mkdir(parents=True)
    (tmp_path / "shared/runtime/copies.py").write_text("", encoding="utf-8")
    return tmp_path


def test_an_event_that_nobody_makes_is_noticed(empty_tree: Path) -> None:
    own = empty_tree / "services/dispatch/dispatch/service.py"

    assert unsent([ROW], empty_tree) == ["dispatch never makes CaseChanged"]
    own.write_text("outbox.record(work, CaseChanged(case_id=case.id))", encoding="utf-8")
    assert unsent([ROW], empty_tree) == []


def test_an_event_that_a_consumer_never_names_is_noticed(empty_tree: Path) -> None:
    row = replace(ROW, consumers=(Service.GRID,))
    own = empty_tree / "services/grid/grid/consumers.py"

    assert unread([row], empty_tree) == ["grid never reads CaseChanged"]
    own.write_text("from shared.schemas.dispatch import CaseChanged", encoding="utf-8")
    assert unread([row], empty_tree) == []


def test_a_window_that_is_set_up_late_hears_of_every_duty_list() -> None:
    route = BY_EVENT[DutyListPublished]
    versions = [duty_list_published(version=version) for version in (1, 2)]

    # A list of tomorrow must not push out the one of today.
    assert route.compacted
    assert len({event.key for event in versions}) == 2
