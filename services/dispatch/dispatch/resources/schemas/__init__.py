"""What does a caller see of posts, people, money and agencies?"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.resources.domain.money import Backing, Booking, Missing, is_confirmed, missing_of
from dispatch.resources.domain.posts import Account, PostKind
from dispatch.resources.domain.proposals import Mode


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ProposalKept(BaseModel):
    id: UUID


class ProposalConfirmed(BaseModel):
    id: UUID
    what: str
    region: str


class ProposalShown(_FromRow):
    id: UUID
    region: str
    what: str
    state: str
    lines: int
    drawn_up_by: str
    drawn_up_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class ProposalWhole(ProposalShown):
    """A proposal with what it says, line by line."""

    body: dict[str, Any]


class ProposalPage(BaseModel):
    items: list[ProposalShown]
    next: UUID | None


class EntryShown(_FromRow):
    """One side of a transfer; without a unit it is what the county was granted from above."""

    id: UUID
    transfer_id: UUID
    unit_id: str | None
    region: str
    kind: PostKind
    posts: int
    power: str | None
    day: date


class EntryPage(BaseModel):
    items: list[EntryShown]
    next: UUID | None


class HistoryLine(_FromRow):
    id: UUID
    region: str
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]


class HistoryPage(BaseModel):
    items: list[HistoryLine]
    next: UUID | None


class AccountShown(BaseModel):
    unit_id: str
    kind: PostKind
    approved: int
    posts: int
    occupied: int

    @classmethod
    def of(cls, account: Account, on: date) -> Self:
        held = {"approved": account.limit(on), "posts": account.balance(on), "occupied": account.occupied(on)}
        return cls(unit_id=account.unit_id, kind=account.kind, **held)


class AccountPage(BaseModel):
    items: list[AccountShown]
    next: str | None


class PlacementShown(_FromRow):
    """A person on a post of `holder`, at work in `unit_id`."""

    person_id: str
    mode: Mode
    holder: str
    unit_id: str
    region: str
    kind: PostKind
    power: str | None
    valid_from: date
    valid_to: date | None


class PlacementPage(BaseModel):
    items: list[PlacementShown]
    next: str | None


class BookingShown(_FromRow):
    """A booking; with `reverses` it is the counter-entry of another, below nothing."""

    id: UUID
    region: str
    power: str
    kind: Booking
    fen: int
    day: date
    by: str
    at: datetime
    proposal_id: UUID | None
    reverses: UUID | None


class BookingPage(BaseModel):
    items: list[BookingShown]
    next: UUID | None


class PersonToMoveBack(PlacementShown):
    last_day: date


class PostsToMoveBack(_FromRow):
    region: str
    unit_id: str
    kind: PostKind
    power: str
    posts: int
    last_day: date


class MovesBack(BaseModel):
    """Posts and people that came with a power which is in force no more; `last_day`: that of the power."""

    posts: list[PostsToMoveBack]
    people: list[PersonToMoveBack]
    next: str | None


class MoneyShown(_FromRow):
    """One power in one township in a year, up to a day, in fen; `short`: how much less was given than needed."""

    need: int
    agreed: int
    share_due: int
    transfer_given: int
    share_given: int
    given: int
    spent: int
    short: int


class PowerMoneyShown(_FromRow):
    region: str
    power: str
    year: MoneyShown


class MoneyPage(BaseModel):
    items: list[PowerMoneyShown]
    next: str | None = Field(description="`after` of the next page: township and power")


class ConfirmedShown(BaseModel):
    """Whether posts and money of a power are confirmed, and what is lacking where they are not."""

    power: str
    region: str
    on: date
    confirmed: bool
    missing: list[Missing]
    posts_needed: int | None
    posts: int
    fen_needed: int | None
    fen_agreed: int | None
    share_given: int

    @classmethod
    def of(cls, backing: Backing, power: str, region: str, on: date) -> Self:
        missing = missing_of(backing)
        about: dict[str, Any] = {"power": power, "region": region, "on": on}
        return cls(confirmed=is_confirmed(backing), missing=missing, **about, **asdict(backing))


class AgenciesProposed(ProposalKept):
    """How many agencies the township has once another person has confirmed it, and all of it has happened."""

    region: str
    agencies: int
    too_few: bool
