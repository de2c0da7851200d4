"""Do services pass over what is for others, and nothing else? The marks are compared with what events really say."""

import pytest

from approval_window.main import FLOW as WINDOW
from enforcement.main import FLOW as TEAM
from grid.main import FLOW as GRID
from shared.runtime.subscription import Subscription
from shared.schemas.envelope import Event
from shared.schemas.topics import BY_EVENT
from shared.schemas.vocabulary import Executor
from tests.support.samples import case_changed, task_assigned, task_recalled


def is_passed_over(subscription: Subscription, event: Event) -> bool:
    mark = subscription.foreign.get(BY_EVENT[type(event)].topic)
    return mark is not None and mark in event.model_dump_json().encode()


@pytest.mark.parametrize("make", [task_assigned, task_recalled])
def test_a_task_is_read_by_the_side_that_it_is_for(make):
    for executor, reader, other in ((Executor.GRID, GRID, TEAM), (Executor.TEAM, TEAM, GRID)):
        event = make(executor=executor)
        assert not is_passed_over(reader, event)
        assert is_passed_over(other, event)


@pytest.mark.parametrize("subscription", [GRID, TEAM, WINDOW])
def test_a_case_is_read_where_one_of_our_own_services_reported_it(subscription: Subscription):
    reported = case_changed()
    assert reported.reports
    assert not is_passed_over(subscription, reported)
    assert is_passed_over(subscription, case_changed(reports=[]))
