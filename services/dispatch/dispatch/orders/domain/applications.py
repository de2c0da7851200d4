"""What may a township apply for at the platform that an order came from, and what does the platform's answer do?

Return (退单) and extension (延期) are applications: drafted, approved by another person of the centre, sent, and then
granted or refused by the platform. The clock follows its answer, not our wish (12345 rules).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.orders.domain.orders import LIVE, Order, OrderState, require_live
from dispatch.orders.domain.refusals import (
    ApplicationDecided,
    ApplicationPending,
    DesignatedForGood,
    ExtensionTooShort,
    NoLimitKnown,
    TermIsOver,
)


class ApplicationKind(StrEnum):
    RETURN = "return"
    EXTENSION = "extension"


class ApplicationState(StrEnum):
    """`APPROVED`: on its way; `SENT`: the platform has it."""

    DRAFT = "draft"
    TURNED_DOWN = "turned-down"
    APPROVED = "approved"
    SENT = "sent"
    GRANTED = "granted"
    REFUSED = "refused"
    # The order ended, or was answered, before the platform said anything.
    LAPSED = "lapsed"


# What waits for somebody.
OPEN = frozenset({ApplicationState.DRAFT, ApplicationState.APPROVED, ApplicationState.SENT})
# What the platform may answer: it may have what we do not know to be delivered yet.
ANSWERABLE = frozenset({ApplicationState.APPROVED, ApplicationState.SENT})


@dataclass(frozen=True, slots=True)
class Application:
    """What a township asks of a platform; `until`: of an extension, until when more time is wanted."""

    id: UUID
    report_id: UUID
    kind: ApplicationKind
    state: ApplicationState
    reason: str
    drafted_by: str
    until: datetime | None = None
    granted_until: datetime | None = None


def require_possible(
    order: Order, kind: ApplicationKind, earlier: Iterable[Application], *, until: datetime | None, now: datetime
) -> None:
    """Raise where this may not be applied for.

    NotLive once the order was answered or has ended, ApplicationPending while another one waits; of a return
    DesignatedForGood, of an extension TermIsOver, ExtensionTooShort, NoLimitKnown.
    """
    require_live(order)
    if kind is ApplicationKind.RETURN and order.designated:
        raise DesignatedForGood("what was designated is not returned again", order=str(order.report_id))
    pending = next((one for one in earlier if one.kind is kind and one.state in OPEN), None)
    if pending is not None:
        raise ApplicationPending("one of its kind waits", application=str(pending.id), state=pending.state)
    if kind is ApplicationKind.EXTENSION:
        require_in_time(order, until, now)


def require_in_time(order: Order, until: datetime | None, now: datetime) -> None:
    """Raises NoLimitKnown, TermIsOver or ExtensionTooShort: more time is asked for before the term is over."""
    if order.due_at is None:
        raise NoLimitKnown("this order has no limit", order=str(order.report_id))
    if now >= order.due_at:
        raise TermIsOver("more time is asked for before the term is over", due_at=order.due_at.isoformat())
    if until is None or until <= order.due_at:
        raise ExtensionTooShort("an extension ends after the term", field="until", due_at=order.due_at.isoformat())


def require_draft(application: Application) -> None:
    """Raises ApplicationDecided where the centre has decided about it."""
    if application.state is not ApplicationState.DRAFT:
        raise ApplicationDecided("it was decided about", application=str(application.id), state=application.state)


def answered(
    order: Order, application: Application, *, granted: bool, until: datetime | None, now: datetime
) -> tuple[Order, Application]:
    """Return an order and its application as the platform's answer leaves them."""
    state = ApplicationState.GRANTED if granted else ApplicationState.REFUSED
    if application.kind is ApplicationKind.RETURN:
        if granted:
            return replace(order, state=OrderState.RETURNED, ended_at=now), replace(application, state=state)
        return replace(order, designated=True), replace(application, state=state)
    if granted:
        return replace(order, due_at=until), replace(application, state=state, granted_until=until)
    return order, replace(application, state=state)


def answerable(order: Order, applications: Iterable[Application], kind: ApplicationKind) -> Application | None:
    """Return the application that a platform's decision is about, None where none waits for one."""
    if order.state not in LIVE:
        return None
    return next((one for one in applications if one.kind is kind and one.state in ANSWERABLE), None)
