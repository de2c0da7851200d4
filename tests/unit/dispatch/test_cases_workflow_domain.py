"""What a definition of the case workflow must be, and what the shipped one allows."""

from itertools import product
from typing import Any

import pytest

from dispatch.cases.domain.workflow import (
    NOTES,
    PREVIOUS,
    Action,
    Actor,
    BadWorkflow,
    IllegalAction,
    NotYourAction,
    load_workflow,
)
from shared.schemas.vocabulary import CaseState
from tests.unit.dispatch.case_samples import WORKFLOW, shipped_definition

SHIPPED = {(t["from"], t["action"]): t for t in shipped_definition()["transitions"]}


def loaded(*more: dict[str, Any], without: tuple[str, ...] = (), **parts: Any) -> None:
    """Load the shipped definition with `more` transitions, and without those of the actions `without`."""
    definition = shipped_definition() | parts
    kept = [t for t in definition["transitions"] if t["action"] not in without]
    load_workflow(2, definition | {"transitions": [*kept, *more]})


def step(from_state: str, action: str, to: str, *by: str) -> dict[str, Any]:
    return {"from": from_state, "action": action, "to": to, "by": list(by) or ["dispatcher"]}


@pytest.mark.parametrize(("state", "action"), list(product(CaseState, Action)))
def test_every_action_either_leads_on_or_names_what_would(state: CaseState, action: Action) -> None:
    known = SHIPPED.get((state, action))
    if known is None:
        with pytest.raises(IllegalAction) as refused:
            WORKFLOW.next_state(state, action, actor=Actor.DISPATCHER, previous=CaseState.HANDLING)
        assert refused.value.facts["possible"] == sorted(a for s, a in SHIPPED if s == state)
        return

    to = WORKFLOW.next_state(state, action, actor=Actor(known["by"][0]), previous=CaseState.HANDLING)

    assert to == (CaseState.HANDLING if known["to"] == PREVIOUS else known["to"])


@pytest.mark.parametrize(("pair", "actor"), list(product(SHIPPED, Actor)))
def test_a_step_is_taken_only_in_the_capacity_that_it_is_for(pair: tuple[str, str], actor: Actor) -> None:
    state, action = CaseState(pair[0]), Action(pair[1])
    if actor in SHIPPED[pair]["by"]:
        WORKFLOW.next_state(state, action, actor=actor, previous=CaseState.FILED)
        return

    with pytest.raises(NotYourAction) as refused:
        WORKFLOW.next_state(state, action, actor=actor, previous=CaseState.FILED)

    assert refused.value.facts["by"] == sorted(SHIPPED[pair]["by"])


def test_nothing_goes_back_to_a_state_that_is_not_known() -> None:
    with pytest.raises(IllegalAction):
        WORKFLOW.next_state(CaseState.SUSPENDED, Action.RESUME, actor=Actor.DISPATCHER)


def test_possible_names_the_actions_of_a_state_in_order_and_by_actor() -> None:
    assert WORKFLOW.possible(CaseState.DISPATCHED, Actor.EXECUTOR) == ["accept", "return"]
    assert WORKFLOW.possible(CaseState.VERIFYING) == ["close", "rework"]
    assert WORKFLOW.possible(CaseState.MERGED) == []


def test_only_what_is_named_as_an_end_is_final() -> None:
    ends = {CaseState.CLOSED, CaseState.MERGED, CaseState.REJECTED, CaseState.VOIDED}

    assert {state for state in CaseState if WORKFLOW.is_final(state)} == ends


def test_the_shipped_definition_names_every_state_that_there_is() -> None:
    named = {t["from"] for t in SHIPPED.values()} | {t["to"] for t in SHIPPED.values()} - {PREVIOUS}

    assert named == set(CaseState)


LINE = [
    step("received", "file", "filed"),
    step("filed", "dispatch", "dispatched"),
    step("dispatched", "accept", "handling"),
    step("handling", "feed-back", "handled"),
    step("handled", "verify", "verifying"),
    step("verifying", "close", "closed"),
]


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ([step("handling", "return", "returned")], "returned"),
        ([step("handling", "suspend", "suspended")], "suspended"),
        # Two states that lead to each other and nowhere else.
        (
            [
                step("filed", "return", "returned"),
                step("returned", "suspend", "suspended"),
                step("suspended", "resume", "returned"),
            ],
            "returned",
        ),
    ],
)
def test_a_state_from_which_no_end_is_reached_is_refused(more: list[dict[str, Any]], state: str) -> None:
    usual = {"initial": "received", "final": ["closed"]}
    load_workflow(2, usual | {"transitions": LINE})

    with pytest.raises(BadWorkflow, match="dead end") as refused:
        load_workflow(2, usual | {"transitions": [*LINE, *more]})

    assert refused.value.facts["state"] == state


def test_a_state_that_nothing_leads_to_is_refused() -> None:
    with pytest.raises(BadWorkflow, match="reached") as refused:
        loaded(without=("merge",))

    assert refused.value.facts["state"] == "merged"


@pytest.mark.parametrize("state", ["handling", "handled", "dispatched", "received"])
def test_a_case_is_never_closed_without_being_verified(state: str) -> None:
    with pytest.raises(BadWorkflow, match="verified before"):
        loaded(step(state, "close", "closed"))


def test_what_was_not_handled_is_not_verified() -> None:
    with pytest.raises(BadWorkflow, match="not handled"):
        loaded(step("dispatched", "verify", "verifying"))


def test_two_transitions_for_one_action_are_refused() -> None:
    with pytest.raises(BadWorkflow, match="two transitions") as refused:
        loaded(step("received", "file", "dispatched"))

    assert refused.value.facts == {"state": "received", "action": "file"}


@pytest.mark.parametrize("note", sorted({*NOTES, Action.RECEIVE}))
def test_a_note_is_no_transition(note: str) -> None:
    with pytest.raises(BadWorkflow, match="no transition"):
        loaded(step("filed", note, "filed"))


def test_only_a_suspended_case_goes_back_to_where_it_was() -> None:
    with pytest.raises(BadWorkflow, match="suspended"):
        loaded(step("returned", "resume", PREVIOUS))


def test_a_case_that_has_ended_can_only_be_reopened() -> None:
    with pytest.raises(BadWorkflow, match="reopened"):
        loaded(step("rejected", "dispatch", "dispatched"))


def test_a_transition_to_a_state_that_is_none_is_refused() -> None:
    with pytest.raises(BadWorkflow, match="nowhere"):
        loaded(step("filed", "accept", "limbo"))


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"initial": "limbo"}, "initial"),
        ({"final": []}, "final"),
        ({"final": ["limbo"]}, "final.0"),
        ({"note": "free text"}, "note"),
    ],
)
def test_a_definition_that_does_not_fit_names_its_fields(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(BadWorkflow) as refused:
        loaded(**parts)

    assert refused.value.facts["fields"] == [field]


def test_an_unknown_state_or_actor_in_a_transition_is_named_by_its_place() -> None:
    count = len(SHIPPED)

    with pytest.raises(BadWorkflow) as refused:
        loaded(step("limbo", "file", "filed"), step("filed", "accept", "filed", "mayor"))

    assert refused.value.facts["fields"] == [f"transitions.{count}.from", f"transitions.{count + 1}.by.0"]
