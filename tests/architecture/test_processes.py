"""Which process of the centre answers what, and who does what nobody asks for?"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from fastapi.routing import APIRoute

from dispatch.api import API
from dispatch.flow import FLOW
from dispatch.registers import REGISTERS
from docs_tool.offline import offline_runtime
from onefour.gateway import REGISTERS as REGISTER_PATHS
from shared.runtime.app import Process, Runtime
from shared.schemas.topics import Topic
from tests.architecture.doors import routes_of

PROCESSES = (API, FLOW, REGISTERS)


def doors_of(process: Process) -> set[tuple[str, str]]:
    """Return method and path of all that a process answers."""
    return {
        (method, route.path)
        for router in process.routers
        for route in routes_of(router.routes)
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def begins_with_a_register(path: str) -> bool:
    return path.split("/")[1] in REGISTER_PATHS


def test_every_door_of_a_register_is_open_at_their_process_and_no_other() -> None:
    there = doors_of(REGISTERS)

    assert {door for door in doors_of(API) if begins_with_a_register(door[1])} == there
    assert {path.split("/")[1] for _, path in there} == REGISTER_PATHS


def test_one_address_answers_for_all() -> None:
    assert doors_of(REGISTERS) <= doors_of(API)
    assert doors_of(FLOW) == set()
    assert REGISTERS.larger_bodies.items() <= API.larger_bodies.items()


def names(of: Callable[[Process], Callable[[Runtime], Sequence[Any]]]) -> list[list[str]]:
    runtime = offline_runtime()
    return [[each.name for each in of(process)(runtime)] for process in PROCESSES]


def in_one_place(names: Iterable[Sequence[str]]) -> bool:
    flat = [name for each in names for name in each]
    return len(flat) == len(set(flat))


def test_the_background_work_of_a_register_is_done_by_their_process_alone() -> None:
    timers, errands = names(lambda process: process.timers), names(lambda process: process.errands)

    assert timers[0] == errands[0] == []
    of_the_flow = {
        *("intake", "callers", "cases", "coordination", "dossier", "figures", "notices", "roster", "situation"),
        "supervision",
    }
    assert {name.split(".")[0] for name in timers[1]} == of_the_flow
    assert {name.split(".")[0] for name in timers[2]} == {"exchange", "organisation", "party", "powers", "training"}
    assert errands[1:] == [["notices.messages", "orders.messages"], ["exchange.deliveries"]]
    assert in_one_place(timers)
    assert in_one_place(errands)


def test_each_group_of_consumers_has_one_process() -> None:
    # Two members of one group, on the embedded broker, may stand for good (docs/faults.md).
    groups = names(lambda process: process.subscriptions)

    assert groups == [[], ["dispatch.intake", "dispatch.flow"], ["dispatch.registers"]]
    assert [process.relay for process in PROCESSES] == [False, True, False]


@pytest.mark.parametrize("topic", [Topic.APPLICATIONS, Topic.LICENCES])
def test_what_the_powers_hear_waits_behind_no_case(topic: Topic) -> None:
    (registers,) = REGISTERS.subscriptions(offline_runtime())

    assert topic in registers.handlers
