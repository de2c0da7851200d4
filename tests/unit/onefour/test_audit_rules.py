"""What the audit calls illegal."""

import pytest

from dispatch.cases.domain import workflow
from onefour.audit_rules import NOTES, Step, Workflow, case_faults, task_faults
from onefour.audit_streams import parse_steps

WORKFLOW = Workflow.of(
    {
        "initial": "received",
        "final": ["closed"],
        "transitions": [
            {"from": "received", "action": "file", "to": "filed", "by": ["system"]},
            {"from": "filed", "action": "feed-back", "to": "handled", "by": ["system"]},
            {"from": "filed", "action": "suspend", "to": "suspended", "by": ["system"]},
            {"from": "suspended", "action": "resume", "to": "@previous", "by": ["system"]},
            {"from": "suspended", "action": "merge", "to": "merged", "by": ["dispatcher"]},
            {"from": "merged", "action": "unmerge", "to": "@previous", "by": ["dispatcher"]},
            {"from": "handled", "action": "verify", "to": "verifying", "by": ["system"]},
            {"from": "verifying", "action": "close", "to": "closed", "by": ["system"]},
            {"from": "handled", "action": "close", "to": "closed", "by": ["system"]},
            {"from": "closed", "action": "reopen", "to": "filed", "by": ["system"]},
        ],
    }
)


def history(*moves: tuple[str, str]) -> list[Step]:
    """Return the unbroken history that begins with a receipt and goes on with (action, to)."""
    steps = [Step(1, "receive", None, "received")]
    for action, to in moves:
        steps.append(Step(len(steps) + 1, action, steps[-1].to_state, to))
    return steps


LEGAL = history(("file", "filed"), ("urge", "filed"), ("feed-back", "handled"), ("verify", "verifying"))
CLOSED = [*LEGAL, Step(6, "close", "verifying", "closed")]


def faults(steps: list[Step], state: str | None = None, version: int | None = None) -> list[str]:
    last = steps[-1]
    return list(case_faults(state or last.to_state, version or last.seq, steps, WORKFLOW))


def test_a_history_by_the_workflow_is_legal() -> None:
    assert faults(CLOSED) == []


def test_a_suspended_case_goes_back_to_where_it_was() -> None:
    back = history(("file", "filed"), ("suspend", "suspended"), ("urge", "suspended"), ("resume", "filed"))

    assert faults(back) == []
    assert faults([*back[:-1], back[-1]._replace(to_state="received")]) == ["case-illegal-step"]


def test_what_was_merged_while_suspended_is_suspended_again_and_goes_back_from_there() -> None:
    back = history(
        *(("file", "filed"), ("suspend", "suspended"), ("merge", "merged"), ("leave", "merged")),
        *(("unmerge", "suspended"), ("ask", "suspended"), ("resume", "filed")),
    )

    assert faults(back) == []
    assert faults([*back[:5], back[5]._replace(to_state="filed")]) == ["case-illegal-step"]


def test_a_step_that_the_workflow_does_not_know_is_named() -> None:
    assert faults(history(("file", "verifying"))) == ["case-illegal-step"]


def test_a_note_that_changes_the_state_is_illegal() -> None:
    assert faults(history(("urge", "filed"))) == ["case-illegal-step"]


def test_a_missing_line_is_a_gap() -> None:
    assert "case-history-gap" in faults([*CLOSED[:2], *CLOSED[3:]])


def test_a_line_that_begins_elsewhere_breaks_the_chain() -> None:
    broken = [*CLOSED[:3], CLOSED[3]._replace(from_state="received"), *CLOSED[4:]]

    assert set(faults(broken)) == {"case-history-broken", "case-illegal-step"}


def test_the_column_must_say_what_the_history_says() -> None:
    assert faults(LEGAL, state="closed") == ["case-state-differs"]
    assert faults(LEGAL, version=9) == ["case-version-differs"]


def test_a_case_closed_without_verification_is_illegal_whatever_its_workflow_allows() -> None:
    unverified = history(("file", "filed"), ("feed-back", "handled"), ("close", "closed"))

    assert faults(unverified) == ["case-closed-unverified"]


def test_a_verification_does_not_hold_for_what_was_reopened() -> None:
    again = [*CLOSED, *(Step(s.seq + 5, s.action, s.from_state, s.to_state) for s in CLOSED[1:])]
    again[6] = Step(7, "reopen", "closed", "filed")
    again = [*again[:7], Step(8, "feed-back", "filed", "handled"), Step(9, "close", "handled", "closed")]

    assert faults(again) == ["case-closed-unverified"]


def test_a_history_must_begin_with_the_receipt() -> None:
    assert "case-wrong-start" in faults([Step(1, "file", None, "filed")])


def test_a_case_without_history_or_without_workflow_is_named() -> None:
    assert list(case_faults("received", 1, [], WORKFLOW)) == ["case-without-history"]
    assert list(case_faults("received", 1, LEGAL, None)) == ["case-workflow-unknown"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["assigned", "accepted", "arrived", "finished"], []),
        (["assigned", "accepted", "finished"], []),
        (["assigned", "assigned", "returned"], []),
        (["assigned", "accepted", "recalled"], []),
        (["assigned", "arrived"], ["task-illegal-step"]),
        (["assigned", "finished"], ["task-illegal-step"]),
        (["finished", "recalled"], ["task-wrong-start", "task-illegal-step"]),
        (["assigned", "recalled", "accepted"], ["task-illegal-step"]),
    ],
)
def test_a_task_follows_the_grids_table(path: list[str], expected: list[str]) -> None:
    steps = [
        Step(seq, "step", before, state)
        for seq, (before, state) in enumerate(zip([None, *path], path, strict=False), 1)
    ]

    assert list(task_faults("task", path[-1], steps)) == expected


def test_a_task_whose_column_differs_or_that_has_no_history_is_named() -> None:
    assert list(task_faults("clue", "finished", [Step(1, "assign", None, "assigned")])) == ["clue-state-differs"]
    assert list(task_faults("task", "assigned", [])) == ["task-without-history"]


def test_histories_are_read_as_the_queries_write_them() -> None:
    assert list(parse_steps("1 receive - received;2 feed-back handling handled")) == [
        Step(1, "receive", None, "received"),
        Step(2, "feed-back", "handling", "handled"),
    ]
    assert list(parse_steps(None)) == []


def test_the_audit_knows_every_note_that_the_centre_takes() -> None:
    assert {str(note) for note in workflow.NOTES} == NOTES
