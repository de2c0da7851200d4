"""Is a history legal: of a case by the workflow that it pinned, of a task by the grid's or the team's table?

Written against the tables' contract and not with the services' own code: an auditor who asks the accused for the rules
finds nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

PREVIOUS: Final = "@previous"
RECEIVE: Final = "receive"
# Lines of a case's history that leave the state as it is.
NOTES: Final = frozenset(
    {
        *("join", "leave", "urge", "supplement", "overdue", "recalculated", "mark-major", "escalate", "supervise"),
        *("refuse", "take-over", "decline", "designate", "support", "whistle", "hand-up", "transfer"),
        *("ask", "deny", "help", "call-back", "name-subjects", "ask-clearing", "clear-subject", "seal", "unseal"),
        *("hide-reporter", "show-reporter", "contact"),
    }
)
# From these a case goes back to where it was.
REMEMBERING: Final = frozenset({"suspended", "merged"})


class Step(NamedTuple):
    """One line of a history; `from_state` is None in the first."""

    seq: int
    action: str
    from_state: str | None
    to_state: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """A definition as its row holds it: (from, action) → to, which may be `@previous`."""

    initial: str
    final: frozenset[str]
    steps: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, definition: Mapping[str, Any]) -> "Workflow":
        steps = {(step["from"], step["action"]): step["to"] for step in definition["transitions"]}
        return cls(definition["initial"], frozenset(definition["final"]), steps)


# (from, action) → to. What the grid calls a step and what it leads to; `recall` is the centre's.
TASK_STATES: Final[Mapping[str, frozenset[str]]] = {
    "assigned": frozenset({"accepted", "returned", "recalled"}),
    "accepted": frozenset({"arrived", "finished", "returned", "recalled"}),
    "arrived": frozenset({"finished", "returned", "recalled"}),
    "finished": frozenset(),
    "returned": frozenset(),
    "recalled": frozenset(),
}
OPEN_TASK_STATES: Final = frozenset({"assigned", "accepted", "arrived"})
# A recall may overtake what it recalls: the row begins with its end.
FIRST_TASK_STATES: Final = frozenset({"assigned", "recalled"})


def case_faults(state: str, version: int, steps: Sequence[Step], workflow: Workflow | None) -> Iterator[str]:
    """Yield the name of every rule that a case's history breaks; `steps` in the order of seq.

    `state` and `version` are the case's columns.
    """
    if workflow is None:
        yield "case-workflow-unknown"
        return
    if not steps:
        yield "case-without-history"
        return
    yield from _chain_faults("case", steps)
    if (steps[0].action, steps[0].to_state) != (RECEIVE, workflow.initial):
        yield "case-wrong-start"
    if any(not _is_legal(step, before, workflow) for step, before in zip(steps[1:], _before(steps), strict=True)):
        yield "case-illegal-step"
    if steps[-1].to_state != state:
        yield "case-state-differs"
    if steps[-1].seq != version:
        yield "case-version-differs"
    if _closes_unverified(steps):
        yield "case-closed-unverified"


def task_faults(kind: str, state: str, steps: Sequence[Step]) -> Iterator[str]:
    """Yield the name of every rule that a task's (`kind` "task") or a clue's history breaks."""
    if not steps:
        yield f"{kind}-without-history"
        return
    yield from _chain_faults(kind, steps)
    if steps[0].to_state not in FIRST_TASK_STATES:
        yield f"{kind}-wrong-start"
    for step in steps[1:]:
        # A newer version from the centre (urged, another worker) leaves the state as it is.
        if step.from_state != step.to_state and step.to_state not in TASK_STATES.get(step.from_state or "", ()):
            yield f"{kind}-illegal-step"
            break
    if steps[-1].to_state != state:
        yield f"{kind}-state-differs"


def _chain_faults(kind: str, steps: Sequence[Step]) -> Iterator[str]:
    if any(step.seq != place for place, step in enumerate(steps, start=1)):
        yield f"{kind}-history-gap"
    broken = any(step.from_state != last.to_state for last, step in pairwise(steps))
    if steps[0].from_state is not None or broken:
        yield f"{kind}-history-broken"


def _before(steps: Sequence[Step]) -> Iterator[str | None]:
    """Yield for each step but the first where its case goes back to from where it is then, None for nowhere."""
    before: dict[str, str | None] = {}
    for step in steps[:-1]:
        # What was merged while it was suspended is suspended again, and goes back to where it was before that.
        if step.to_state in REMEMBERING and step.from_state not in {step.to_state, "merged"}:
            before[step.to_state] = step.from_state
        yield before.get(step.to_state)


def _is_legal(step: Step, former: str | None, workflow: Workflow) -> bool:
    if step.action in NOTES:
        return step.from_state == step.to_state
    to = workflow.steps.get((step.from_state or "", step.action))
    return step.to_state == (former if to == PREVIOUS else to)


def _closes_unverified(steps: Iterable[Step]) -> bool:
    """Say whether the case was ever closed without having been verified since it was last handled."""
    verified = False
    for step in steps:
        if step.to_state == "closed" and step.from_state != "closed" and not verified:
            return True
        if step.from_state != step.to_state:
            verified = step.to_state == "verifying"
    return False
