"""What does a caller see of orders, of what was said about them, and what does he send?"""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from dispatch.intake.schemas import Moment
from dispatch.orders.domain.applications import ApplicationKind, ApplicationState
from dispatch.orders.domain.documents import DocumentState
from dispatch.orders.domain.messages import MessageKind, MessageState
from dispatch.orders.domain.orders import Contact, OrderState
from shared.errors import Unfit, said_of
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import clean
from shared.schemas.vocabulary import CaseState, Executor

Reason = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,64}$")]
MOST_ORDERS = 500
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(clean)]


class OrderShown(Shown):
    """An order with the case that it is in; an order is named by its report."""

    report_id: UUID
    source: str
    external_id: str
    state: OrderState
    came_at: datetime
    due_at: datetime | None
    signed_at: datetime | None
    signed_by: str | None
    tries: int
    contact: Contact | None
    designated: bool
    urged: int
    reworked: int
    satisfied: bool | None
    called_back_at: datetime | None
    replied_at: datetime | None
    ended_at: datetime | None
    left_case: UUID | None
    case_id: UUID
    case_number: str
    case_state: CaseState
    region: str
    matter: str | None
    executor: Executor | None
    unit: str | None


class OrderPage(Shown):
    items: list[OrderShown]
    next: UUID | None


class LineShown(Shown):
    id: UUID
    action: str
    by: str
    at: datetime
    facts: dict[str, Any]


class UnexpectedShown(LineShown):
    """What a platform said that fitted nothing: of which order, and why it did nothing (`facts.because`)."""

    report_id: UUID
    case_id: UUID
    source: str
    external_id: str


class UnexpectedPage(Shown):
    items: list[UnexpectedShown]
    next: UUID | None


class TryShown(Shown):
    at: datetime
    by: str
    reached: bool
    result: str


class ApplicationShown(Shown):
    id: UUID
    kind: ApplicationKind
    state: ApplicationState
    reason: str
    evidence: list[UUID]
    until: datetime | None
    granted_until: datetime | None
    drafted_by: str
    drafted_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    turned_down_because: str | None
    sent_at: datetime | None
    answered_at: datetime | None


class ApplicationRead(ApplicationShown):
    text: str


class DocumentShown(Shown):
    version: int
    state: DocumentState
    unit: str | None
    wording_id: UUID | None
    drafted_by: str
    drafted_at: datetime
    checked_by: str | None
    approved_by: str | None
    sent_back_by: str | None
    sent_back_because: str | None
    sent_at: datetime | None


class DocumentRead(DocumentShown):
    text: str


class MessageShown(Shown):
    """What a platform was told, or is still to be told; the text is read where it was written."""

    id: UUID
    report_id: UUID
    case_id: UUID
    seq: int
    kind: MessageKind
    source: str
    external_id: str
    state: MessageState
    attempts: int
    next_at: datetime
    last_error: str | None
    delivered_at: datetime | None


class MessagePage(Shown):
    items: list[MessageShown]
    next: UUID | None


class OrderRead(OrderShown):
    """An order with its whole dialogue."""

    contacts: list[TryShown] = Field(default_factory=list)
    applications: list[ApplicationShown] = Field(default_factory=list)
    replies: list[DocumentShown] = Field(default_factory=list)
    messages: list[MessageShown] = Field(default_factory=list)
    history: list[LineShown] = Field(default_factory=list)


class SignMany(Body):
    reports: list[UUID] = Field(min_length=1, max_length=MOST_ORDERS)


class SignedShown(Shown):
    """What became of one order of many: `code` and `message` say why it is not signed for."""

    report_id: UUID
    state: OrderState | None = None
    code: str | None = None
    message: str | None = None

    @classmethod
    def of(cls, report_id: UUID, state: OrderState | None, code: str | None) -> "SignedShown":
        return cls(report_id=report_id, state=state, code=code, message=said_of(code) if code else None)


class SignedMany(Shown):
    signed: int
    refused: int
    results: list[SignedShown]


class OrderActed(Shown):
    report_id: UUID
    state: OrderState
    contact: Contact | None
    tries: int


class ContactNoted(Body):
    """One try to reach the caller: when, whether he was reached, and a code of what came of it."""

    at: Moment
    reached: bool
    result: Reason


class ApplicationDrafted(Body):
    """`evidence`: ids of what is attached to the case; `until`: until when more time is asked for."""

    kind: ApplicationKind
    reason: Reason
    text: Text
    evidence: list[UUID] = Field(default_factory=list, max_length=20)
    until: Moment | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind is ApplicationKind.EXTENSION) != (self.until is not None):
            raise Unfit("an extension, and nothing else, says until when", "申请延期须填延至何时，退单不填")
        return self


class Because(Body):
    reason: Reason


class ApplicationActed(Shown):
    id: UUID
    state: ApplicationState


class ReplyDrafted(Body):
    """A new version of the reply; `wording`: the approved wording that it was made from."""

    text: Text
    wording: UUID | None = None


class ReplyStaged(Shown):
    version: int
    state: DocumentState
