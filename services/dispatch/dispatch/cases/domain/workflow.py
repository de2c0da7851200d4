"""Which steps may a case take, by whom? A definition that is data, inside invariants that no definition can remove."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import Conflict, Forbidden, Invalid
from shared.schemas.vocabulary import CaseState

PREVIOUS = "@previous"


class Actor(StrEnum):
    """In which capacity somebody takes a step.

    `handler`: of the unit with which the case lies; `approver`: takes what another person has asked for.
    """

    SYSTEM = "system"
    DISPATCHER = "dispatcher"
    EXECUTOR = "executor"
    HANDLER = "handler"
    APPROVER = "approver"


class Action(StrEnum):
    """What can be done to a case. `RECEIVE` begins every history; `NOTES` leave the state as it is."""

    RECEIVE = "receive"
    FILE = "file"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    FEED_BACK = "feed-back"
    VERIFY = "verify"
    CLOSE = "close"
    REWORK = "rework"
    RETURN = "return"
    SUSPEND = "suspend"
    RESUME = "resume"
    REJECT = "reject"
    VOID = "void"
    MERGE = "merge"
    REOPEN = "reopen"
    EXTEND = "extend"
    SPLIT = "split"
    UNMERGE = "unmerge"
    JOIN = "join"
    LEAVE = "leave"
    ASK = "ask"
    DENY = "deny"
    HELP = "help"
    CALL_BACK = "call-back"
    CONTACT = "contact"
    URGE = "urge"
    SUPPLEMENT = "supplement"
    OVERDUE = "overdue"
    MARK_MAJOR = "mark-major"
    REFUSE = "refuse"
    TAKE_OVER = "take-over"
    DECLINE = "decline"
    DESIGNATE = "designate"
    ESCALATE = "escalate"
    SUPERVISE = "supervise"
    SUPPORT = "support"
    WHISTLE = "whistle"
    HAND_UP = "hand-up"
    TRANSFER = "transfer"
    NAME_SUBJECTS = "name-subjects"
    ASK_CLEARING = "ask-clearing"
    CLEAR_SUBJECT = "clear-subject"
    SEAL = "seal"
    UNSEAL = "unseal"
    HIDE_REPORTER = "hide-reporter"
    SHOW_REPORTER = "show-reporter"
    RECALCULATED = "recalculated"


NOTES = frozenset(
    {
        *(Action.JOIN, Action.LEAVE, Action.URGE, Action.SUPPLEMENT, Action.OVERDUE, Action.RECALCULATED),
        *(Action.MARK_MAJOR, Action.ESCALATE, Action.SUPERVISE),
        *(Action.REFUSE, Action.TAKE_OVER, Action.DECLINE, Action.DESIGNATE),
        *(Action.SUPPORT, Action.WHISTLE, Action.HAND_UP, Action.TRANSFER),
        *(Action.ASK, Action.DENY, Action.HELP, Action.CALL_BACK, Action.CONTACT),
        *(Action.NAME_SUBJECTS, Action.ASK_CLEARING, Action.CLEAR_SUBJECT, Action.SEAL, Action.UNSEAL),
        *(Action.HIDE_REPORTER, Action.SHOW_REPORTER),
    }
)
# Steps that change something of a case, and not where it stands.
STAYING = frozenset({Action.EXTEND, Action.SPLIT})


class IllegalAction(Conflict):
    code = "cases.illegal-action"
    said = "案件当前状态不能办理这一步"


class NotYourAction(Forbidden):
    code = "cases.not-your-action"
    said = "您的角色不能办理这一步"


class BadWorkflow(Invalid):
    code = "cases.bad-workflow"
    said = "流程定义不合要求，不能使用"


class _Transition(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    from_state: CaseState = Field(alias="from")
    action: Action
    to: str
    by: frozenset[Actor] = Field(min_length=1)


class _Definition(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    initial: CaseState
    final: frozenset[CaseState] = Field(min_length=1)
    transitions: list[_Transition]


@dataclass(frozen=True, slots=True)
class Workflow:
    """A checked definition. `version` is pinned by each case that runs under it."""

    version: int
    definition: _Definition
    steps: Mapping[tuple[CaseState, Action], _Transition]

    @property
    def initial(self) -> CaseState:
        return self.definition.initial

    def is_final(self, state: CaseState) -> bool:
        return state in self.definition.final

    def possible(self, state: CaseState, actor: Actor | None = None) -> list[str]:
        """Return the actions that lead on from `state` (for `actor`), in order."""
        steps = self.steps.items()
        return sorted(action for (s, action), step in steps if s is state and (actor is None or actor in step.by))

    def actors_of(self, state: CaseState, action: Action) -> frozenset[Actor]:
        """Return in which capacities a step is taken; none where it is not possible."""
        step = self.steps.get((state, action))
        return step.by if step else frozenset()

    def next_state(
        self, state: CaseState, action: Action, *, actor: Actor, previous: CaseState | None = None
    ) -> CaseState:
        """Return where `action` leads from `state`; `previous` is the state before a suspension.

        Raises IllegalAction, naming what would be possible, or NotYourAction.
        """
        step = self.steps.get((state, action))
        if step is None:
            possible = self.possible(state)
            raise IllegalAction(f"{action} is not possible when {state}", state=state, possible=possible)
        if actor not in step.by:
            raise NotYourAction(f"{action} is not for a {actor}", state=state, by=sorted(step.by))
        if step.to != PREVIOUS:
            return CaseState(step.to)
        if previous is None:
            raise IllegalAction("there is no state to go back to", state=state, possible=self.possible(state))
        return previous


def load_workflow(version: int, definition: Mapping[str, Any]) -> Workflow:
    """Check a definition and return it. Raises BadWorkflow with the state or transition at fault."""
    try:
        checked = _Definition.model_validate(definition)
    except ValidationError as error:
        where = [".".join(str(part) for part in e["loc"]) for e in error.errors()]
        raise BadWorkflow("the definition does not fit", fields=where) from None
    steps: dict[tuple[CaseState, Action], _Transition] = {}
    for step in checked.transitions:
        _check_step(checked, step)
        if (step.from_state, step.action) in steps:
            raise BadWorkflow("two transitions for one action", state=step.from_state, action=step.action)
        steps[step.from_state, step.action] = step
    _check_paths(checked)
    return Workflow(version, checked, steps)


def _check_step(definition: _Definition, step: _Transition) -> None:
    if step.to != PREVIOUS and step.to not in set(CaseState):
        raise BadWorkflow("a transition leads nowhere", state=step.from_state, to=step.to)
    if step.action in NOTES or step.action is Action.RECEIVE:
        raise BadWorkflow("a note is no transition", state=step.from_state, action=step.action)
    is_undone = (step.from_state, step.action) == (CaseState.MERGED, Action.UNMERGE)
    if step.to == PREVIOUS and step.from_state is not CaseState.SUSPENDED and not is_undone:
        raise BadWorkflow("only a suspended case goes back to where it was", state=step.from_state)
    if step.action is Action.UNMERGE and not (is_undone and step.to == PREVIOUS):
        raise BadWorkflow("a merged case goes back to where it was", state=step.from_state, to=step.to)
    if step.action in STAYING and step.to != step.from_state:
        raise BadWorkflow("this leaves a case where it is", state=step.from_state, action=step.action)
    # Verified before closed (核查结案): the one way into closed.
    if step.to == CaseState.CLOSED and step.from_state is not CaseState.VERIFYING:
        raise BadWorkflow("a case is verified before it is closed", state=step.from_state, action=step.action)
    if step.to == CaseState.VERIFYING and step.from_state is not CaseState.HANDLED:
        raise BadWorkflow("what was not handled cannot be verified", state=step.from_state, action=step.action)
    if step.from_state in definition.final and step.action is not Action.REOPEN and not is_undone:
        raise BadWorkflow("a case that has ended can only be reopened", state=step.from_state, action=step.action)


def _check_paths(definition: _Definition) -> None:
    """Every state that is named is reached from the start, and the end from every state."""
    forward: dict[str, set[str]] = {}
    onward: dict[str, set[str]] = {}
    for step in definition.transitions:
        before = {one.from_state for one in definition.transitions if one.to == step.from_state}
        targets = before if step.to == PREVIOUS else {step.to}
        forward.setdefault(step.from_state, set()).update(targets)
        # Who goes back comes to no state in which the case was not before.
        onward.setdefault(step.from_state, set()).update(set() if step.to == PREVIOUS else targets)
    named = set(forward) | set().union(*forward.values(), definition.final)
    unreached = named - _closure({definition.initial}, onward)
    if unreached:
        raise BadWorkflow("a state cannot be reached", state=min(unreached))
    backward: dict[str, set[str]] = {}
    for source, targets in forward.items():
        for target in targets:
            backward.setdefault(target, set()).add(source)
    dead = named - _closure(set(definition.final), backward)
    if dead:
        raise BadWorkflow("a state is a dead end", state=min(dead))


def _closure(start: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    seen = set(start)
    waiting = list(seen)
    while waiting:
        for target in edges.get(waiting.pop(), set()) - seen:
            seen.add(target)
            waiting.append(target)
    return seen
