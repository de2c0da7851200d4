"""Where does an order stand, and what may its township do with it next?

A township receives orders and does not own them: it signs for them (签收), contacts the caller (联系), answers (答复),
and may apply for their return or for more time (12345 rules).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.orders.domain.refusals import ContactOver, ContactTooEarly, NotLive, NotSigned, SignedAlready


class OrderState(StrEnum):
    RECEIVED = "received"
    SIGNED = "signed"
    REPLIED = "replied"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


# What still has to be answered.
LIVE = frozenset({OrderState.RECEIVED, OrderState.SIGNED})
# What is the township's no more.
ENDED = frozenset({OrderState.RETURNED, OrderState.WITHDRAWN})


class Contact(StrEnum):
    """What became of the tries to reach the caller; as many in vain as his platform asks for end them."""

    REACHED = "reached"
    GIVEN_UP = "given-up"


class OrderAction(StrEnum):
    """What stands in the history of an order; `UNEXPECTED`: a word of its platform that fitted and did nothing."""

    RECEIVE = "receive"
    SIGN = "sign"
    CONTACT = "contact"
    APPLY = "apply"
    APPROVE_APPLICATION = "approve-application"
    TURN_DOWN = "turn-down"
    GRANT = "grant"
    REFUSE = "refuse"
    DRAFT_REPLY = "draft-reply"
    CHECK_REPLY = "check-reply"
    APPROVE_REPLY = "approve-reply"
    SEND_REPLY_BACK = "send-reply-back"
    REPLY = "reply"
    SUPPLEMENT = "supplement"
    URGE = "urge"
    WITHDRAW = "withdraw"
    CALL_BACK = "call-back"
    REWORK = "rework"
    TAKE_UP_AGAIN = "take-up-again"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Order:
    """A report of a platform that decides over it. `due_at`: by when the answer is owed, None where no limit is known.

    `designated`: its return was refused, so it may never be returned again. `left_case`: the case that it was in, where
    it has left that and others have not.
    """

    report_id: UUID
    source: str
    external_id: str
    state: OrderState
    came_at: datetime
    due_at: datetime | None = None
    signed_at: datetime | None = None
    signed_by: str | None = None
    tries: int = 0
    contact: Contact | None = None
    designated: bool = False
    urged: int = 0
    reworked: int = 0
    satisfied: bool | None = None
    called_back_at: datetime | None = None
    replied_at: datetime | None = None
    ended_at: datetime | None = None
    left_case: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order's history; `facts` never hold personal data or free text."""

    report_id: UUID
    action: OrderAction
    by: str
    at: datetime
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Try:
    """One try to reach the caller; `result`: a code of what came of it."""

    at: datetime
    by: str
    reached: bool
    result: str


def require_live(order: Order) -> None:
    """Raises NotLive where an order is answered, returned or withdrawn."""
    if order.state not in LIVE:
        raise NotLive("this order wants nothing more of the township", order=str(order.report_id), state=order.state)


def sign(order: Order, *, by: str, now: datetime) -> Order:
    """Return the order as signed for. Raises NotLive, SignedAlready."""
    require_live(order)
    if order.signed_at is not None:
        raise SignedAlready("it is signed for", order=str(order.report_id), by=order.signed_by)
    return replace(order, state=OrderState.SIGNED, signed_at=now, signed_by=by)


def note_try(order: Order, one: Try, now: datetime, *, asked: int) -> Order:
    """Return the order after one more try, of which `asked` are made at most.

    Raises NotLive, NotSigned, ContactOver, ContactTooEarly.
    """
    require_live(order)
    if order.signed_at is None:
        raise NotSigned("an order is signed for first", order=str(order.report_id))
    if order.contact is not None:
        raise ContactOver("the caller was reached, or tried often enough", contact=order.contact, tries=order.tries)
    if one.at < order.came_at or one.at > now:
        raise ContactTooEarly("a try lies between the order and now", field="at", came_at=order.came_at.isoformat())
    tries = order.tries + 1
    given_up = Contact.GIVEN_UP if tries >= asked else None
    return replace(order, tries=tries, contact=Contact.REACHED if one.reached else given_up)


def take_up_again(order: Order, *, is_rework: bool = False) -> Order:
    """Return an order that is handled anew: it is owed an answer again, and its caller may be contacted again."""
    return replace(
        order,
        state=OrderState.SIGNED if order.signed_at else OrderState.RECEIVED,
        due_at=None,
        tries=0,
        contact=None,
        reworked=order.reworked + is_rework,
        replied_at=None,
    )


def lines(orders: Sequence[Order], action: OrderAction, *, by: str, now: datetime, **facts: object) -> list[Line]:
    """Return the same line for each of some orders."""
    return [Line(order.report_id, action, by, now, dict(facts)) for order in orders]
