"""What is sent to issue, answer and judge a supervision order, and what is shown of one?"""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dispatch.supervision.domain.orders import Act, Answer, Demand, Order, OrderFile, OrderState
from dispatch.supervision.domain.rules import Term
from shared.errors import Unfit
from shared.runtime.text import Code, RegionCode, clean
from shared.schemas.vocabulary import Result

DemandCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,64}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000), AfterValidator(clean)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OrderGiven(_Body):
    """What is demanded, of a `unit` or of a township (`region`), about one case or a set.

    `term`: by when it is answered; `receive_term`: by when it is signed for, else as the region's rows say.
    """

    cases: list[UUID] = Field(min_length=1, max_length=100)
    unit: Code | None = None
    region: RegionCode | None = None
    demand: DemandCode
    text: Words
    urgent: bool = False
    term: Term
    receive_term: Term | None = None

    @model_validator(mode="after")
    def _one_addressee(self) -> Self:
        if (self.unit is None) == (self.region is None):
            raise Unfit("an order is for a unit or for a township", "督办对象须为一个机构或一个乡镇")
        if self.region is not None and len(self.region) != len("320585102"):
            raise Unfit("an order is for a township", "督办对象须为乡镇（街道）")
        return self

    def as_demand(self) -> Demand:
        return Demand(
            self.cases, self.unit, self.region, self.demand, self.text, self.urgent, self.term, self.receive_term
        )


class ReceiptGiven(_Body):
    version: int = Field(ge=1)

    def as_answer(self) -> Answer:
        return Answer(self.version)


class ReplyGiven(_Body):
    version: int = Field(ge=1)
    result: Result
    text: Words

    def as_answer(self) -> Answer:
        return Answer(self.version, self.text, self.result)


class WithdrawalGiven(_Body):
    version: int = Field(ge=1)
    text: Words

    def as_answer(self) -> Answer:
        return Answer(self.version, self.text)


class SendingBackGiven(_Body):
    """Why an answer is not enough, and the new term."""

    version: int = Field(ge=1)
    text: Words
    term: Term

    def as_answer(self) -> Answer:
        return Answer(self.version, self.text, term=self.term)


class OrderShown(BaseModel):
    """An order without what is sealed of it."""

    model_config = ConfigDict(from_attributes=True)

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
    issued_at: datetime
    receive_due_at: datetime
    due_at: datetime
    received_by: str | None
    received_at: datetime | None
    replied_by: str | None
    replied_at: datetime | None
    result: Result | None
    settled_by: str | None
    settled_at: datetime | None
    late_at: datetime | None


class OrderPage(BaseModel):
    items: list[OrderShown]
    next: UUID | None


class OrderLine(BaseModel):
    """One line of an order's history; `text`: why it was sent back or withdrawn, or what was replied then."""

    seq: int
    act: str
    from_state: OrderState | None
    to_state: OrderState
    by: str
    at: datetime
    facts: dict[str, Any]
    text: str | None


class OrderOpened(OrderShown):
    text: str
    reply: str | None
    cases: list[UUID]
    history: list[OrderLine]

    @classmethod
    def of(cls, file: OrderFile) -> Self:
        shown = OrderShown.model_validate(file.order).model_dump()
        lines = [
            OrderLine(
                seq=line.seq,
                act=line.act,
                from_state=line.from_state,
                to_state=line.to_state,
                by=line.by,
                at=line.at,
                facts=line.facts,
                text=file.said.get(line.seq),
            )
            for line in file.history
        ]
        return cls(**shown, text=file.text, reply=file.reply, cases=list(file.cases), history=lines)


class OrderActed(BaseModel):
    id: UUID
    number: str
    state: OrderState
    version: int
    receive_due_at: datetime
    due_at: datetime

    @classmethod
    def of(cls, order: Order) -> Self:
        return cls.model_validate(order, from_attributes=True)


__all__ = ["Act", "OrderActed", "OrderGiven", "OrderOpened", "OrderPage", "OrderShown"]
