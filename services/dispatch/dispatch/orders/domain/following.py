"""What does the word of a platform do to an order and to the case that it is in?

What fits nothing (a decision about what was never applied for, a word about an order that has ended) stands in the
history as unexpected and does nothing.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.opening import SYSTEM, WITHDRAWN
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.intake.domain import Said
from dispatch.orders.domain.applications import Application, ApplicationKind, answerable, answered
from dispatch.orders.domain.orders import ENDED, LIVE, Line, Order, OrderAction, OrderState, take_up_again
from shared.schemas.vocabulary import CaseState, FeedKind

# The outcome of a case whose only order went back to its platform, and the queue of one that could not end by itself.
RETURNED_TO_SOURCE = "returned-to-source"
SENT_BACK = "sent-back"


@dataclass(frozen=True, slots=True)
class Word:
    """What a platform said, when it is heard, and what the histories tell of it."""

    said: Said
    now: datetime
    facts: dict[str, object]


@dataclass(slots=True)
class Hearing:
    """An order, or a report that is none, its case, and what has been said so far. `alone`: nobody else reported it.

    `leaves`: it goes out of its case, which others are in, too. `anew`: its clocks start again. `until`: more time was
    granted. `decided`: applications as the platform's answer leaves them. `untold`: what the desk and who works on the
    case are still to be told.
    """

    move: Move | None
    alone: bool
    order: Order | None = None
    applications: list[Application] = field(default_factory=list)
    leaves: bool = False
    anew: bool = False
    until: datetime | None = None
    decided: list[Application] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)

    def hear(self, said: Said, now: datetime) -> None:
        """Let the order and its case follow one word."""
        word = Word(said, now, {"report": str(said.report_id), "kind": str(said.kind)})
        if self.order is None:
            self._hear_of_case(word)
        elif self.order.state in ENDED:
            self._unexpected(word, because="ended")
        else:
            self._follow(self.order, word)

    def _follow(self, order: Order, word: Word) -> None:
        match word.said.kind:
            case FeedKind.SUPPLEMENTED:
                self._more_said(order, word, OrderAction.SUPPLEMENT, Action.SUPPLEMENT)
            case FeedKind.URGED:
                self._more_said(replace(order, urged=order.urged + 1), word, OrderAction.URGE, Action.URGE)
            case FeedKind.WITHDRAWN:
                self._withdrawn(order, word)
            case FeedKind.RETURN_DECIDED:
                self._decided(order, word, ApplicationKind.RETURN)
            case FeedKind.EXTENSION_DECIDED:
                self._decided(order, word, ApplicationKind.EXTENSION)
            case FeedKind.SENT_BACK:
                self._sent_back(order, word)
            case FeedKind.CALLED_BACK:
                self._called_back(order, word)

    def _hear_of_case(self, word: Word) -> None:
        """Follow a word about a report over which the centre itself decides."""
        said = word.said
        if said.kind is FeedKind.WITHDRAWN and self.alone:
            self._end_case(word, WITHDRAWN, str(CaseState.VOIDED))
        elif said.kind is FeedKind.CALLED_BACK and said.satisfied is False:
            self._reopen(word, "unsatisfied")
        else:
            self._note(
                Action.URGE if said.kind is FeedKind.URGED else Action.SUPPLEMENT, word, satisfied=said.satisfied
            )

    def _more_said(self, order: Order, word: Word, action: OrderAction, noted: Action) -> None:
        self.order = order
        self._line(order, action, word)
        self._note(noted, word)
        self.untold.append(f"order-{word.said.kind}")

    def _withdrawn(self, order: Order, word: Word) -> None:
        if order.state not in LIVE:
            self._unexpected(word, because="answered")
            return
        self.order = replace(order, state=OrderState.WITHDRAWN, ended_at=word.now)
        self._line(order, OrderAction.WITHDRAW, word)
        self._leave_case(word, WITHDRAWN, str(CaseState.VOIDED))
        self.untold.append("order-withdrawn")

    def _decided(self, order: Order, word: Word, kind: ApplicationKind) -> None:
        asked = answerable(order, self.applications, kind)
        if asked is None:
            self._unexpected(word, because="nothing-applied-for")
            return
        granted, until = bool(word.said.granted), word.said.until
        self.order, answer = answered(order, asked, granted=granted, until=until, now=word.now)
        self.applications = [answer if one.id == answer.id else one for one in self.applications]
        self.decided.append(answer)
        action = OrderAction.GRANT if granted else OrderAction.REFUSE
        self._line(order, action, word, application=str(asked.id), kind=str(kind))
        if granted and kind is ApplicationKind.RETURN:
            self._leave_case(word, RETURNED_TO_SOURCE, RETURNED_TO_SOURCE)
        else:
            self.until = until if granted else self.until
            self._note(Action.SUPPLEMENT, word, granted=granted)
        self.untold.append(f"order-{kind}-{'granted' if granted else 'refused'}")

    def _sent_back(self, order: Order, word: Word) -> None:
        self._take_up(order, word, OrderAction.REWORK)
        possible = self.move.workflow.possible(self.move.case.state) if self.move else []
        if self.move and Action.REWORK in possible:
            # The platform's word stands above whoever in the centre may take this step.
            facts = word.facts | {"reason": SENT_BACK}
            self.move.step(Action.REWORK, actor=Actor.DISPATCHER, by=SYSTEM, now=word.now, facts=facts)
        else:
            self._reopen(word, SENT_BACK)
        self.untold.append("order-sent-back")

    def _called_back(self, order: Order, word: Word) -> None:
        satisfied = word.said.satisfied
        if order.state is not OrderState.REPLIED:
            self._unexpected(word, because="not-answered")
            return
        self.order = replace(order, satisfied=satisfied, called_back_at=word.said.occurred_at)
        self._line(order, OrderAction.CALL_BACK, word, satisfied=satisfied)
        if satisfied is False:
            self._take_up(self.order, word, OrderAction.TAKE_UP_AGAIN)
            self._reopen(word, "unsatisfied")
            self.untold.append("order-unsatisfied")
        else:
            self._note(Action.SUPPLEMENT, word, satisfied=satisfied)

    def _take_up(self, order: Order, word: Word, action: OrderAction) -> None:
        self.order, self.anew = take_up_again(order, is_rework=action is OrderAction.REWORK), True
        self._line(order, action, word)

    def _leave_case(self, word: Word, reason: str, outcome: str) -> None:
        """Let the case end with its only order; where others are in it, this one leaves and they go on."""
        if self.alone or self.move is None:
            self._end_case(word, reason, outcome)
            return
        self.leaves = True
        if self.order is not None:
            self.order = replace(self.order, left_case=self.move.case.id)
        self._note(Action.SUPPLEMENT, word, left=reason)

    def _end_case(self, word: Word, reason: str, outcome: str) -> None:
        """End the case where its workflow lets it; what was handled already goes on, and a person looks."""
        move = self.move
        if move is None:
            return
        flow, state = move.workflow, move.case.state
        may = [one for one in (Actor.SYSTEM, Actor.DISPATCHER) if Action.VOID in flow.possible(state, one)]
        # What was split from it goes on, and it ends after that.
        if may and not (move.held or move.children):
            told = word.facts | {"reason": reason, "outcome": outcome}
            move.step(Action.VOID, actor=may[0], by=SYSTEM, now=word.now, facts=told)
            return
        self._note(Action.SUPPLEMENT, word, ended=reason)
        if reason != WITHDRAWN and not flow.is_final(state):
            move.case = replace(move.case, queue=reason)

    def _reopen(self, word: Word, reason: str) -> None:
        """Reopen a closed case; one that still runs goes on, and one that cannot be reopened comes before a person."""
        move = self.move
        if move is None:
            return
        if Action.REOPEN in move.workflow.possible(move.case.state, Actor.SYSTEM):
            facts = word.facts | {"reason": reason}
            move.step(Action.REOPEN, actor=Actor.SYSTEM, by=SYSTEM, now=word.now, facts=facts)
            return
        self._note(Action.SUPPLEMENT, word, satisfied=word.said.satisfied)
        wanted_again = self.order is not None
        if wanted_again and (move.workflow.is_final(move.case.state) or move.case.state is CaseState.HANDLED):
            move.case = replace(move.case, queue=reason)

    def _note(self, action: Action, word: Word, **more: object) -> None:
        if self.move is not None:
            self.move.note(action, by=SYSTEM, now=word.now, facts=word.facts | more)

    def _line(self, order: Order, action: OrderAction, word: Word, **facts: object) -> None:
        self.lines.append(Line(order.report_id, action, SYSTEM, word.now, facts))

    def _unexpected(self, word: Word, *, because: str) -> None:
        assert self.order is not None
        told = word.facts | {"satisfied": word.said.satisfied, "granted": word.said.granted}
        self._line(self.order, OrderAction.UNEXPECTED, word, because=because, **told)
        self._note(Action.SUPPLEMENT, word, because=because, unexpected=True)
