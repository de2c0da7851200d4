"""How does a supervision order (督办) run, from issued to accepted or sent back, and whom does it bind meanwhile?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dispatch.cases.domain.checks import COUNTY_DIGITS, TOWNSHIP_DIGITS
from dispatch.notices.domain import Recipient
from dispatch.supervision.domain.refusals import (
    NotPossible,
    NotTheAddressee,
    NotTheIssuer,
    StaleOrder,
)
from dispatch.supervision.domain.rules import Term
from shared.codes import RegionLevel
from shared.schemas.vocabulary import Result


class OrderState(StrEnum):
    ISSUED = "issued"
    RECEIVED = "received"
    REPLIED = "replied"
    SENT_BACK = "sent-back"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    ISSUE = "issue"
    RECEIVE = "receive"
    REPLY = "reply"
    ACCEPT = "accept"
    SEND_BACK = "send-back"
    WITHDRAW = "withdraw"


TRANSITIONS: Mapping[tuple[OrderState, Act], OrderState] = {
    (OrderState.ISSUED, Act.RECEIVE): OrderState.RECEIVED,
    (OrderState.RECEIVED, Act.REPLY): OrderState.REPLIED,
    (OrderState.SENT_BACK, Act.REPLY): OrderState.REPLIED,
    (OrderState.REPLIED, Act.ACCEPT): OrderState.ACCEPTED,
    (OrderState.REPLIED, Act.SEND_BACK): OrderState.SENT_BACK,
    **{
        (state, Act.WITHDRAW): OrderState.WITHDRAWN
        for state in (OrderState.ISSUED, OrderState.RECEIVED, OrderState.SENT_BACK, OrderState.REPLIED)
    },
}
SETTLED = frozenset({OrderState.ACCEPTED, OrderState.WITHDRAWN})
# Somebody still owes an answer.
UNANSWERED = frozenset({OrderState.ISSUED, OrderState.RECEIVED, OrderState.SENT_BACK})

CITY_DIGITS = RegionLevel.CITY.digits


@dataclass(frozen=True, slots=True)
class Order:
    """A supervision order as its row holds it, without what is sealed.

    `region` is the addressee's; `to_unit`: None where the township itself answers. `next_at`: when it is late next.
    """

    id: UUID
    number: str
    version: int
    state: OrderState
    region: str
    to_unit: str | None
    demand: str
    urgent: bool
    issued_by: str
    issuer_region: str
    issuer_role: str
    issued_at: datetime
    receive_due_at: datetime
    due_at: datetime
    received_by: str | None = None
    received_at: datetime | None = None
    replied_by: str | None = None
    replied_at: datetime | None = None
    result: Result | None = None
    settled_by: str | None = None
    settled_at: datetime | None = None
    late_at: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts: for which region and, where he works in one, for which unit."""

    person_id: str
    region: str
    unit: str | None


def act_on(order: Order, act: Act, caller: Caller, *, version: int, now: datetime) -> Order:
    """Return an order after an act. Raises StaleOrder, NotTheAddressee, NotTheIssuer, NotPossible."""
    if order.version != version:
        raise StaleOrder("the order has moved on", version=order.version, state=str(order.state), given=version)
    require_side(order, act, caller)
    to = TRANSITIONS.get((order.state, act))
    if to is None:
        possible = sorted(str(one) for state, one in TRANSITIONS if state is order.state)
        raise NotPossible(f"no {act} when {order.state}", state=str(order.state), possible=possible)
    after = replace(order, version=order.version + 1, state=to)
    if act is Act.RECEIVE:
        after = replace(after, received_by=caller.person_id, received_at=now)
    if act is Act.REPLY:
        after = replace(after, replied_by=caller.person_id, replied_at=now)
    if to in SETTLED:
        after = replace(after, settled_by=caller.person_id, settled_at=now)
    return replace(after, next_at=late_next(after))


def require_side(order: Order, act: Act, caller: Caller) -> None:
    """Raise NotTheAddressee where another unit or township answers, NotTheIssuer where an addressee judges himself."""
    if act in {Act.RECEIVE, Act.REPLY}:
        if not is_addressee(order, caller):
            raise NotTheAddressee("this order is for another", unit=order.to_unit, region=order.region)
    elif not is_issuer(order, caller):
        raise NotTheIssuer("who issued it judges the answer", region=order.issuer_region)


def is_addressee(order: Order, caller: Caller) -> bool:
    """Tell whether somebody answers an order: of the unit that it names, else of the township and not of above."""
    if order.to_unit is not None:
        return caller.unit == order.to_unit
    return caller.region[:TOWNSHIP_DIGITS] == order.region and caller.person_id != order.issued_by


def is_issuer(order: Order, caller: Caller) -> bool:
    """Tell whether somebody speaks for who issued an order: himself, or another of the same level or above."""
    return order.issuer_region.startswith(caller.region) and caller.unit != (order.to_unit or "")


def late_next(order: Order) -> datetime | None:
    """Return when an order is late next: with its receipt, then with its reply; None where nothing is owed."""
    if order.state is OrderState.ISSUED:
        return order.receive_due_at
    return order.due_at if order.state in UNANSWERED else None


def binds_township(order: Order) -> bool:
    """Tell whether an order keeps a township from ending its cases: the county's, until it is answered."""
    return len(order.issuer_region) <= COUNTY_DIGITS and order.state in UNANSWERED


def superior_of(order: Order) -> Recipient:
    """Return who hears of a late order above its issuer: his leader, or the leader one level up."""
    region = order.issuer_region
    if order.issuer_role == "leader":
        if len(region) > COUNTY_DIGITS:
            region = region[:COUNTY_DIGITS]
        elif len(region) > CITY_DIGITS:
            region = region[:CITY_DIGITS]
    return Recipient.role("leader", region)


def addressee_of(order: Order) -> list[Recipient]:
    """Return who is told of an order."""
    if order.to_unit is not None:
        return [Recipient.unit(order.to_unit)]
    return [Recipient.role("dispatcher", order.region), Recipient.role("leader", order.region)]


@dataclass(frozen=True, slots=True)
class Demand:
    """What somebody asks for: about which cases, of which unit or (None) of which township, what and by when."""

    cases: Sequence[UUID]
    unit: str | None
    region: str | None
    demand: str
    text: str
    urgent: bool
    term: Term
    receive_term: Term | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said with an act: `text` is sealed, `result` a reply's, `term` the new one of what is sent back."""

    version: int
    text: str | None = None
    result: Result | None = None
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class OrderFile:
    """An order with what is sealed of it, its cases and its history; `said`: the text of each line that has one."""

    order: Order
    text: str
    reply: str | None
    cases: Sequence[UUID]
    history: Sequence[Any]
    said: dict[int, str]
