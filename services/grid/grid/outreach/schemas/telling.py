"""How do a gateway's receipts, and who wants no messages, look over HTTP?"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from grid.outreach.domain.receipts import Receipt, ReceiptKind, ReceiptOutcome, Way
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import RegionCode

PhoneGiven = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=40)]


class ReceiptGiven(BaseModel):
    """`id` is the gateway's own, the same however often it tells; what else it adds is left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:\-]{1,100}$")]
    kind: ReceiptKind
    at: AwareDatetime
    message_id: UUID | None = None
    sender: PhoneGiven | None = Field(default=None, alias="from")
    text: Annotated[str, StringConstraints(max_length=2_000)] = ""

    def read(self) -> Receipt:
        return Receipt(self.id, self.kind, self.at, self.message_id, self.sender, self.text)


class ReceiptsGiven(BaseModel):
    receipts: list[ReceiptGiven] = Field(min_length=1, max_length=1_000)


class ReceiptAnswer(BaseModel):
    id: str
    outcome: ReceiptOutcome


class ReceiptAnswers(BaseModel):
    items: list[ReceiptAnswer]


class OptOutGiven(Body):
    """A resident of the registry, or a number (with the region where that was said)."""

    way: Way
    resident_id: UUID | None = None
    phone: PhoneGiven | None = None
    region: RegionCode | None = None


class OptOutsKept(BaseModel):
    ids: list[UUID]


class OptOutSeen(Shown):
    id: UUID
    region: str
    resident_id: UUID | None
    way: Way
    by: str
    at: datetime


class OptOutList(BaseModel):
    items: list[OptOutSeen]
    next: UUID | None
