"""What a definition of the case workflow must be, and what the shipped one allows."""

import json
from importlib.resources import files
from itertools import product
from typing import Any

import pytest

from dispatch.cases.domain.invariants import check_invariants
from dispatch.cases.domain.workflow import (
    NOTES,
    PREVIOUS,
    Action,
    Actor,
    BadWorkflow,
    IllegalAction,
    NotYourAction,
    Workflow,
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
    assert WORKFLOW.possible(CaseState.DISPATCHED, Actor.HANDLER) == ["accept", "return"]
    assert WORKFLOW.possible(CaseState.DISPATCHED, Actor.APPROVER) == ["extend", "return", "suspend"]
    assert WORKFLOW.possible(CaseState.MERGED) == ["unmerge"]


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


@pytest.mark.parametrize("to", ["filed", "dispatched"])
def test_what_was_merged_goes_back_to_where_it_was_and_nowhere_else(to: str) -> None:
    with pytest.raises(BadWorkflow, match="goes back"):
        loaded(step("merged", "unmerge", to), without=("unmerge",))


@pytest.mark.parametrize("action", ["extend", "split"])
def test_what_leaves_a_case_where_it_is_leads_nowhere_else(action: str) -> None:
    with pytest.raises(BadWorkflow, match="where it is"):
        loaded(step("handling", action, "filed"), without=(action,))


def test_the_first_definition_still_holds_for_the_cases_that_began_under_it() -> None:
    first = json.loads(files("dispatch.cases").joinpath("data/workflow_v1.json").read_text(encoding="utf-8"))

    assert load_workflow(1, first).possible(CaseState.MERGED) == []


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


def test_what_the_platform_brings_keeps_what_every_case_relies_on_but_for_approvals_of_the_first_version() -> None:
    check_invariants(WORKFLOW)
    first = json.loads(files("dispatch.cases").joinpath("data/workflow_v1.json").read_text(encoding="utf-8"))

    with pytest.raises(BadWorkflow) as refused:
        check_invariants(load_workflow(1, first))

    faults: Any = refused.value.facts["faults"]
    assert {(fault["action"], fault["why"]) for fault in faults} == {("suspend", "a suspension is approved")}


def approved(*more: dict[str, Any], **parts: Any) -> Workflow:
    """Return the shipped workflow with its suspensions approved, with `more` transitions and other `parts`."""
    definition = shipped_definition() | parts
    held = [t | {"by": ["approver"]} if t["to"] == "suspended" else t for t in definition["transitions"]]
    return load_workflow(2, definition | {"transitions": [*held, *more]})


@pytest.mark.parametrize(
    ("more", "state"),
    [
        (step("returned", "feed-back", "received"), "returned"),
        (step("filed", "rework", "dispatched"), "filed"),
        (step("reopened", "close", "filed"), "reopened"),
    ],
)
def test_each_action_means_one_thing(more: dict[str, Any], state: str) -> None:
    with pytest.raises(BadWorkflow, match="relies on") as refused:
        check_invariants(approved(more))

    assert refused.value.facts["state"] == state


def test_a_step_that_people_add_within_its_meaning_is_theirs_to_add() -> None:
    check_invariants(approved(step("filed", "return", "returned"), step("reopened", "void", "voided")))


def test_every_history_begins_with_receiving_and_a_case_can_be_closed() -> None:
    line = [t | {"from": "filed"} if t["from"] == "received" else t for t in LINE if t["action"] != "file"]
    unclosed = [t for t in shipped_definition()["transitions"] if "closed" not in {t["from"], t["to"]}]
    kept = [t for t in unclosed if "reopened" not in {t["from"], t["to"]}]
    definitions = [
        {"initial": "filed", "final": ["closed"], "transitions": line},
        shipped_definition() | {"final": ["merged", "rejected", "voided"], "transitions": kept},
    ]

    for definition, state in zip(definitions, ("filed", "closed"), strict=True):
        with pytest.raises(BadWorkflow) as refused:
            check_invariants(load_workflow(2, definition))
        assert refused.value.facts["state"] == state
