"""What the rules of tasks promise."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from grid.tasks.domain.local import TaskKind
from grid.tasks.domain.states import (
    LOCAL_TRANSITIONS,
    OPEN,
    OVER,
    TRANSITIONS,
    WORKERS_ACTIONS,
    Action,
    IllegalStep,
    State,
    next_state,
)
from grid.tasks.domain.steps import Stale, TimeImpossible, check_device_time, check_version, distance_m
from grid.tasks.domain.words import Assignment, Heard, Recall, decide_assigned, decide_recalled, hear
from shared.geo import Position

NOW = datetime(2026, 9, 30, 8, 0, tzinfo=UTC)
TASK = UUID(int=1)


@pytest.mark.parametrize(("state", "action"), list(product([None, *State], Action)))
def test_every_step_either_leads_on_or_names_what_would(state: State | None, action: Action):
    if (state, action) in TRANSITIONS:
        assert next_state(state, action) is TRANSITIONS[state, action]
        return

    with pytest.raises(IllegalStep) as refused:
        next_state(state, action)

    possible = sorted(a for s, a in TRANSITIONS if s is state and a in WORKERS_ACTIONS)
    assert refused.value.facts["possible"] == possible


def test_a_task_is_open_until_it_is_finished_returned_or_recalled():
    assert {State.ASSIGNED, State.ACCEPTED, State.SET_OUT, State.ARRIVED, State.HANDLING} == OPEN


def test_one_of_our_own_that_came_back_waits_for_the_grid_leader():
    assert next_state(State.RETURNED, Action.REASSIGN, TaskKind.VISIT) is State.ASSIGNED
    assert next_state(State.RETURNED, Action.RECALL, TaskKind.VISIT) is State.RECALLED
    with pytest.raises(IllegalStep):
        next_state(State.RETURNED, Action.REASSIGN, TaskKind.CASE)


@pytest.mark.parametrize("state", sorted(OVER))
def test_what_is_over_stays_over(state: State):
    assert not [action for start, action in LOCAL_TRANSITIONS if start is state]


@pytest.mark.parametrize("state", [state for state in State if state not in OPEN])
def test_nothing_leads_out_of_an_end(state: State):
    assert not [action for start, action in TRANSITIONS if start is state]


@pytest.mark.parametrize("state", sorted(state for state in OPEN if state))
def test_an_open_task_can_always_be_given_back_and_taken_back(state: State):
    assert next_state(state, Action.RETURN) is State.RETURNED
    assert next_state(state, Action.RECALL) is State.RECALLED


def test_what_a_telephone_call_settles_needs_no_arrival():
    assert next_state(State.ACCEPTED, Action.FINISH) is State.FINISHED


@pytest.mark.parametrize(("held", "given"), [(3, None), (3, 3)])
def test_the_version_that_was_seen_or_none_is_fine(held: int, given: int | None):
    check_version(held, given)


def test_another_version_is_stale():
    with pytest.raises(Stale) as refused:
        check_version(3, 2)

    assert refused.value.facts == {"version": 3, "given": 2}


@pytest.mark.parametrize("away", [timedelta(minutes=5), timedelta(0), -timedelta(days=366)])
def test_a_phone_may_be_a_little_ahead_and_send_late(away: timedelta):
    check_device_time(NOW + away, NOW)


@pytest.mark.parametrize("away", [timedelta(minutes=5, seconds=1), -timedelta(days=367)])
def test_a_time_that_cannot_be_is_refused(away: timedelta):
    with pytest.raises(TimeImpossible):
        check_device_time(NOW + away, NOW)


def test_a_minute_of_latitude_is_a_nautical_mile():
    assert abs(distance_m(Position(121, 31), Position(121, 31 + 1 / 60)) - 1852) < 3


def test_the_distance_to_the_same_place_is_nothing():
    assert distance_m(Position(121.1, 31.2), Position(121.1, 31.2)) == 0


@pytest.mark.parametrize(
    ("state", "version", "action"),
    [
        (None, 1, Action.ASSIGN),
        (State.ASSIGNED, 3, Action.UPDATE),
        (State.ARRIVED, 3, Action.UPDATE),
        (State.ARRIVED, 2, None),
        (State.FINISHED, 3, None),
        (State.RECALLED, 3, None),
    ],
)
def test_an_assignment_makes_changes_or_leaves_a_task(state: State | None, version: int, action: Action | None):
    assert decide_assigned(state, 2, version) is action


@pytest.mark.parametrize(
    ("state", "version", "action"),
    [
        (State.ASSIGNED, 3, Action.RECALL),
        (State.ARRIVED, 3, Action.RECALL),
        (State.ARRIVED, 2, None),
        (State.FINISHED, 3, None),
        (State.RETURNED, 3, None),
    ],
)
def test_a_recall_ends_an_open_task_alone(state: State, version: int, action: Action | None):
    assert decide_recalled(state, 2, version) is action


def assigned(version: int = 1, **known: Any) -> Assignment:
    return Assignment(TASK, version, {"id": TASK}, {"worker_id": "w", "urged": 0} | known)


def followed(*words: Assignment | Recall, known: dict[UUID, dict[str, Any]] | None = None) -> Heard:
    return hear(words, known or {}, {})


def actions(heard: Heard) -> list[str]:
    return [step["action"] for step in heard.steps]


def test_a_new_task_and_its_change_in_one_batch_are_one_new_row_and_two_steps():
    heard = followed(assigned(1), assigned(2, urged=1))

    assert (list(heard.new), heard.changed) == ([TASK], {})
    assert heard.new[TASK]["urged"] == 1
    assert actions(heard) == ["assign", "update"]
    assert [step["seq"] for step in heard.steps] == [1, 2]


def test_a_known_task_is_changed_and_no_new_row():
    held = {"id": TASK, "state": "accepted", "version": 4, "centre_version": 1, "worker_id": "w", "urged": 0}

    heard = followed(assigned(2, urged=1), known={TASK: held})

    assert (list(heard.new), list(heard.changed)) == ([], [TASK])
    assert (held["version"], held["centre_version"], held["state"], held["urged"]) == (5, 2, "accepted", 1)


def test_a_recall_of_what_is_not_known_is_kept_for_later():
    heard = followed(Recall(TASK, 2, "merged"))

    assert heard.early == [Recall(TASK, 2, "merged")]
    assert heard.steps == []


@pytest.mark.parametrize("words", [(Recall(TASK, 2, "x"), assigned(1)), (assigned(1), Recall(TASK, 2, "x"))])
def test_recall_and_task_end_the_same_in_either_order(words: tuple[Assignment | Recall, ...]):
    heard = followed(*words)

    assert heard.new[TASK]["state"] == "recalled"
    assert actions(heard) == ["assign", "recall"]


def test_an_assignment_after_its_recall_is_recalled_in_a_later_batch_too():
    heard = hear([assigned(1)], {}, {TASK: Recall(TASK, 2, "merged")})

    assert heard.new[TASK]["state"] == "recalled"
    assert heard.steps[1]["facts"] == {"centre_version": 2, "reason": "merged"}


def test_a_repeated_word_takes_no_step():
    assert actions(followed(assigned(1), assigned(1), Recall(TASK, 2, "x"), Recall(TASK, 2, "x"))) == [
        "assign",
        "recall",
    ]
