"""How do publications look over HTTP?"""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row

from enforcement.penalties.domain.sanctions import PartyKind, SanctionKind
from shared.clock import town_day
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Prose

from .domain import HiddenGround, Replaced, is_late


class Hidden(Body):
    ground: HiddenGround
    words: Prose


class Withdrawn(Body):
    """`words` stand on the record, sealed; what everybody sees is what the appeal made of it."""

    words: Prose


class DecisionShown(BaseModel):
    """What was decided; of a person the surname, never a number or an address. `goods_fen`: what goods are worth."""

    matter: str
    party_kind: PartyKind
    party: str
    kinds: list[SanctionKind]
    fine_fen: int
    confiscated_fen: int
    goods_fen: int
    basis: str | None
    decided_on: date


class PublicationShown(BaseModel):
    """A decision, or that it was taken back, when and why: then what an appeal made of it is all that is shown."""

    id: UUID
    number: str
    region: str
    authority: str | None
    published_on: date
    decision: DecisionShown | None
    withdrawn_on: date | None
    why_withdrawn: Replaced | None
    republished_on: date | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        gone, again = row.withdrawn_at is not None, row.republished_at is not None
        shown = None if gone and not again else DecisionShown.model_validate(row, from_attributes=True)
        back = {"withdrawn_on": town_day(row.withdrawn_at) if gone else None, "why_withdrawn": row.why_withdrawn}
        back |= {"republished_on": town_day(row.republished_at) if again else None}
        about = {"number": row.number, "region": row.region, "authority": row.authority, "decision": shown}
        return cls(id=row.penalty_id, published_on=town_day(row.published_at), **about, **back)


class PublicationPage(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[PublicationShown]
    next: UUID | None


class PublicityShown(Shown):
    """Where the publication of a case stands."""

    penalty_id: UUID
    hidden: HiddenGround | None
    published_at: datetime | None
    withdraw_due_at: datetime | None
    withdrawn_at: datetime | None
    republished_at: datetime | None


class WithdrawalDue(BaseModel):
    penalty_id: UUID
    number: str
    region: str
    withdraw_due_at: datetime
    late: bool

    @classmethod
    def of(cls, row: Row[Any], now: datetime) -> Self:
        due = row.withdraw_due_at
        late = is_late(due, row.withdrawn_at, now)
        return cls(penalty_id=row.penalty_id, number=row.number, region=row.region, withdraw_due_at=due, late=late)


class WithdrawalList(BaseModel):
    items: list[WithdrawalDue]
