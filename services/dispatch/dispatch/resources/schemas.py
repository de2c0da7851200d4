"""What does a caller see of posts, people, money and agencies?"""

from dataclasses import asdict
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.resources.domain.agencies import Agency
from dispatch.resources.domain.load import PoolLoad, UnitLoad
from dispatch.resources.domain.money import Backing, Missing, is_confirmed, missing_of
from dispatch.resources.domain.posts import Account, PostKind
from dispatch.resources.domain.proposals import MAX_LINES, BookingLine, Day, Mode
from shared.runtime.text import Code, Line, RegionCode


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


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
    body: dict[str, Any]
    drawn_up_by: str
    drawn_up_at: datetime
    decided_by: str | None
    decided_at: datetime | None


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


class BookingsGiven(_Body):
    """What is booked in one county, all or nothing."""

    region: RegionCode
    lines: list[BookingLine] = Field(min_length=1, max_length=MAX_LINES)


class BookingsKept(BaseModel):
    lines: int


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


class AgencyOpened(_Body):
    """`within` names the agency that it would be a section of, which is refused."""

    id: Code
    kind: Code
    name: Line
    valid_from: Day
    within: Code | None = None

    def as_agency(self) -> Agency:
        return Agency(self.id, self.kind, self.name, self.valid_from, within=self.within)


class AgencyClosed(_Body):
    id: Code
    last_day: Day


class AgenciesGiven(_Body):
    """What opens and what closes in a township, at once."""

    region: RegionCode
    opens: list[AgencyOpened] = Field(default_factory=list, max_length=50)
    closes: list[AgencyClosed] = Field(default_factory=list, max_length=50)
    synthetic: bool = False


class AgenciesKept(BaseModel):
    region: str
    agencies: int
    too_few: bool


class UnitLoadShown(BaseModel):
    unit_id: str | None
    people: int
    open_cases: int
    per_head: float | None

    @classmethod
    def of(cls, load: UnitLoad) -> Self:
        return cls(
            unit_id=load.unit_id, people=load.people, open_cases=load.open_cases, per_head=_rounded(load.per_head)
        )


class LoadShown(BaseModel):
    """The pool of a township; `overloaded` and `idle` name its units that carry too much and nothing."""

    region: str
    people: int
    open_cases: int
    open_tasks: int
    per_head: float | None
    units: list[UnitLoadShown]
    overloaded: list[str | None]
    idle: list[str | None]

    @classmethod
    def of(cls, load: PoolLoad, region: str) -> Self:
        return cls(
            region=region,
            people=load.people,
            open_cases=load.open_cases,
            open_tasks=load.open_tasks,
            per_head=_rounded(load.per_head),
            units=[UnitLoadShown.of(one) for one in load.units],
            overloaded=[one.unit_id for one in load.overloaded()],
            idle=[one.unit_id for one in load.idle()],
        )


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 2)


class PostsShown(_FromRow):
    approved: int
    posts: int
    occupied: int


class SummaryShown(_FromRow):
    """A region on a day; money in fen from the first day of the year to that day."""

    region: str
    on: date
    agencies: int | None
    too_few_agencies: bool
    posts: dict[PostKind, PostsShown]
    people: dict[Mode, int]
    need: int
    given: int
    spent: int
    short: int


class Comparison(BaseModel):
    """The same region on two days, before and after, and how much more there is after."""

    before: SummaryShown
    after: SummaryShown
    more: dict[str, int]

    @classmethod
    def of(cls, before: SummaryShown, after: SummaryShown) -> Self:
        first, second = _figures(before), _figures(after)
        more = {name: second.get(name, 0) - first.get(name, 0) for name in sorted({*first, *second})}
        return cls(before=before, after=after, more=more)


def _figures(shown: SummaryShown) -> dict[str, int]:
    figures = {name: getattr(shown, name) for name in ("need", "given", "spent", "short")}
    figures |= {f"posts:{kind}": posts.posts for kind, posts in shown.posts.items()}
    figures |= {f"people:{mode}": people for mode, people in shown.people.items()}
    return figures | ({"agencies": shown.agencies} if shown.agencies is not None else {})
