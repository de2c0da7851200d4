"""What may be done with an order in each state, and what does each word of its platform do to it?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dispatch.cases.domain.moves import Move
from dispatch.intake.domain import Said
from dispatch.orders.domain.applications import Application, ApplicationKind, ApplicationState, require_possible
from dispatch.orders.domain.documents import Document, DocumentState, require_approvable, require_checkable
from dispatch.orders.domain.following import Hearing
from dispatch.orders.domain.orders import ENDED, LIVE, Order, OrderAction, OrderState, Try, note_try, sign
from dispatch.orders.domain.refusals import DesignatedForGood, NotLive, TermIsOver, WrongStage
from shared.errors import Refusal, SecondPersonNeeded
from shared.schemas.vocabulary import CaseState, FeedKind
from tests.unit.dispatch.case_samples import NOW, WORKFLOW, case_in

WORDS = [kind for kind in FeedKind if kind is not FeedKind.CREATED]
EACH_STATE = pytest.mark.parametrize("state", list(OrderState))


def order(state: OrderState = OrderState.SIGNED, **parts: Any) -> Order:
    usual: dict[str, Any] = {"due_at": NOW + timedelta(days=5), "signed_at": NOW, "signed_by": "p-1"}
    return Order(uuid4(), "hotline-12345", "X-1", state, NOW - timedelta(days=1), **usual | parts)


@EACH_STATE
def test_only_what_is_live_is_signed_for_contacted_and_applied_about(state: OrderState) -> None:
    one = order(state, signed_at=None)
    asked: list[Any] = [
        lambda: sign(one, by="p-1", now=NOW),
        lambda: note_try(replace(one, signed_at=NOW), Try(NOW, "p-1", reached=True, result="told"), NOW, asked=3),
        lambda: require_possible(one, ApplicationKind.RETURN, [], until=None, now=NOW),
    ]
    for ask in asked:
        if state in LIVE:
            ask()
        else:
            with pytest.raises(NotLive):
                ask()


@pytest.mark.parametrize("kind", list(ApplicationKind))
@pytest.mark.parametrize("earlier", list(ApplicationState))
def test_one_kind_is_never_applied_for_twice_at_once(kind: ApplicationKind, earlier: ApplicationState) -> None:
    one = order()
    before = Application(uuid4(), one.report_id, kind, earlier, "busy", "p-1")
    until = NOW + timedelta(days=9) if kind is ApplicationKind.EXTENSION else None
    waits = earlier in {ApplicationState.DRAFT, ApplicationState.APPROVED, ApplicationState.SENT}
    refused: type[Refusal] | None = None
    try:
        require_possible(one, kind, [before], until=until, now=NOW)
    except Refusal as refusal:
        refused = type(refusal)
    assert (refused is not None) == waits


def test_a_designated_order_is_not_returned_and_a_term_that_is_over_not_made_longer() -> None:
    with pytest.raises(DesignatedForGood):
        require_possible(order(designated=True), ApplicationKind.RETURN, [], until=None, now=NOW)
    late, until = order(due_at=NOW), NOW + timedelta(days=1)
    with pytest.raises(TermIsOver):
        require_possible(late, ApplicationKind.EXTENSION, [], until=until, now=NOW)


@pytest.mark.parametrize("case_state", list(CaseState))
@pytest.mark.parametrize("kind", WORDS)
@EACH_STATE
def test_every_word_in_every_state_leaves_a_line_and_never_a_dead_end(
    state: OrderState, kind: FeedKind, case_state: CaseState
) -> None:
    one, move = order(state), Move(case_in(case_state), WORKFLOW)
    hearing = Hearing(move, alone=True, order=one)

    hearing.hear(Said(one.report_id, kind, NOW, satisfied=False, granted=True, until=NOW), NOW)

    assert hearing.order is not None
    actions = [line.action for line in hearing.lines]
    assert actions, "nothing is heard without a line"
    if OrderAction.UNEXPECTED in actions:
        assert (hearing.order, hearing.anew, hearing.leaves, move.case.state) == (one, False, False, case_state)
    if state in ENDED:
        assert actions == [OrderAction.UNEXPECTED]
    # What is said stands in the history of the case as well.
    assert any("kind" in step.facts for step in move.steps)


@pytest.mark.parametrize("state", list(DocumentState))
@pytest.mark.parametrize("unit", [None, "u-1"])
def test_a_reply_is_checked_where_there_is_a_unit_and_approved_when_it_is_ready(
    state: DocumentState, unit: str | None
) -> None:
    one = Document(uuid4(), 1, state, unit, "p-1", NOW)
    checkable = unit is not None and state is DocumentState.DRAFTED
    approvable = state is DocumentState.CHECKED or (unit is None and state is DocumentState.DRAFTED)
    for possible, step in (
        (checkable, lambda by: require_checkable(one, by=by, unit="u-1")),
        (approvable, lambda by: require_approvable(one, by=by)),
    ):
        if possible:
            step("p-2")
        with pytest.raises(SecondPersonNeeded if possible else WrongStage):
            step("p-1")
