"""What may be proposed about posts, people, money and agencies? One draws it up, another confirms it."""

from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from dispatch.resources.domain.agencies import Agencies
from dispatch.resources.domain.money import Booking
from dispatch.resources.domain.posts import Entry, PostKind
from shared.errors import Unfit
from shared.runtime.bodies import Day
from shared.runtime.text import Code, Line, RegionCode

# One request holds a county's powers, or a province's posts: what reads and writes lines does so in sets.
MAX_LINES = 20_000
Fen = Annotated[int, Field(ge=0, le=10**15)]


class Mode(StrEnum):
    """How a person works where he works (the Chinese terms stand in docs/glossary.md)."""

    OWN = "own"
    TRANSFERRED = "transferred"
    COUNTY_KEPT = "county-kept-township-used"
    STATIONED = "stationed"

    @property
    def keeps_post(self) -> bool:
        """The post stays with the county's department, the township uses the person."""
        return self in {Mode.COUNTY_KEPT, Mode.STATIONED}


class Step(StrEnum):
    """What happened to the resources of a region; stands in their history."""

    DRAWN_UP = "drawn-up"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    AGENCIES_CHANGED = "agencies-changed"


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Proposed(_Given):
    """`region` is the county within which all of it happens, `adopted_by` the number of the document.

    A stock is taken over for a whole city or province at once; each line of it stays within one county.
    """

    region: RegionCode
    valid_from: Day
    adopted_by: Line


class EstablishmentLine(_Given):
    unit_id: Code
    kind: PostKind
    approved: int = Field(ge=0, le=100_000)


class Establishment(_Proposed):
    """How many posts units may have from a day on."""

    what: Literal["establishment"]
    lines: list[EstablishmentLine] = Field(min_length=1, max_length=MAX_LINES)


def _moves(posts: int) -> int:
    if posts == 0:
        raise Unfit("a transfer moves something", "划转数不能为零")
    return posts


class TransferLine(_Given):
    """`posts` given (below nothing) or taken; without a unit: granted from above. `power`: what they follow."""

    unit_id: Code | None = None
    kind: PostKind
    posts: Annotated[int, Field(ge=-100_000, le=100_000), AfterValidator(_moves)]
    power: Code | None = None

    def as_entry(self) -> Entry:
        return Entry(self.unit_id, self.kind, self.posts)


class Transfer(_Proposed):
    """Posts that move from accounts to accounts on a day."""

    what: Literal["transfer"]
    lines: list[TransferLine] = Field(min_length=2, max_length=MAX_LINES)


class PlacementLine(_Given):
    """A person on a post: `from_unit` where he or his post was, `to_unit` where he works."""

    person_id: Code
    mode: Mode
    from_unit: Code
    to_unit: Code
    kind: PostKind
    power: Code | None = None

    @property
    def holder(self) -> str:
        """The unit on whose post the person sits."""
        return self.from_unit if self.mode.keeps_post else self.to_unit


class Placement(_Proposed):
    """People who are put on posts or sent down from a day on."""

    what: Literal["placement"]
    lines: list[PlacementLine] = Field(min_length=1, max_length=MAX_LINES)


class MoveLine(_Given):
    """A person and the post that he sits on, from the unit that keeps it to another; `power`: what both follow."""

    person_id: Code
    from_unit: Code
    to_unit: Code
    kind: PostKind
    power: Code | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.from_unit == self.to_unit:
            raise Unfit("a post moves from one unit to another", "划出与划入不能是同一机构")
        return self


class Move(_Proposed):
    """Posts and the people on them, both at once, within a county: down with a power, or back (编随事转、人随编走)."""

    what: Literal["move"]
    lines: list[MoveLine] = Field(min_length=1, max_length=MAX_LINES)


class Why(StrEnum):
    """Why a person leaves for good."""

    RETIRED = "retired"
    RESIGNED = "resigned"
    LEFT_COUNTY = "left-county"
    DISMISSED = "dismissed"
    DIED = "died"


class LeavingLine(_Given):
    person_id: Code
    why: Why


class Leaving(_Proposed):
    """People who leave their posts and the register; `valid_from` is the first day without them."""

    what: Literal["leaving"]
    lines: list[LeavingLine] = Field(min_length=1, max_length=MAX_LINES)


class NeedLine(_Given):
    """What a power takes in a township: posts, and fen a year."""

    region: RegionCode
    power: Code
    posts: int = Field(ge=0, le=10_000)
    yearly_fen: Fen


class Need(_Proposed):
    what: Literal["need"]
    lines: list[NeedLine] = Field(min_length=1, max_length=MAX_LINES)


class AgreementLine(_Given):
    """What a township is given for a power: fen a year, and basis points of the revenue that the power brings."""

    region: RegionCode
    power: Code
    yearly_fen: Fen
    share_bp: int = Field(ge=0, le=10_000)


class Agreement(_Proposed):
    what: Literal["agreement"]
    lines: list[AgreementLine] = Field(min_length=1, max_length=MAX_LINES)


class BookingLine(_Given):
    """What a power brought in, was given or cost in a township on a day."""

    region: RegionCode
    power: Code
    kind: Booking
    fen: int = Field(gt=0, le=10**15)
    day: Day


class Bookings(_Given):
    """What powers of a county's townships brought in, were given and cost; `adopted_by`: the voucher."""

    what: Literal["booking"]
    region: RegionCode
    adopted_by: Line
    lines: list[BookingLine] = Field(min_length=1, max_length=MAX_LINES)


class ReversalLine(_Given):
    """A booking that was wrong, and why."""

    entry_id: UUID
    reason: Line


class Reversals(_Given):
    """Counter-entries: what they reverse stays as it is."""

    what: Literal["reversal"]
    region: RegionCode
    adopted_by: Line
    lines: list[ReversalLine] = Field(min_length=1, max_length=MAX_LINES)


class PostsStockLine(_Given):
    """How many posts a unit may have and how many it has when the books begin; `power`: what they came with."""

    unit_id: Code
    kind: PostKind
    approved: int = Field(ge=0, le=100_000)
    posts: int = Field(ge=0, le=100_000)
    power: Code | None = None


class PostsStock(_Proposed):
    """The posts that stand on the day when the books begin, of units whose posts nobody has kept so far."""

    what: Literal["stock-posts"]
    lines: list[PostsStockLine] = Field(min_length=1, max_length=MAX_LINES)


class PeopleStock(_Proposed):
    """People who were sent down before the books began; who is in his new unit already is not moved again."""

    what: Literal["stock-people"]
    lines: list[PlacementLine] = Field(min_length=1, max_length=MAX_LINES)


class MoneyStockLine(_Given):
    """What a power takes in a township and what it is given, in one line: posts, fen a year, share of the revenue."""

    region: RegionCode
    power: Code
    posts: int = Field(ge=0, le=10_000)
    need_fen: Fen
    agreed_fen: Fen
    share_bp: int = Field(ge=0, le=10_000)


class MoneyStock(_Proposed):
    """Need and agreement of powers that were moved before the books began."""

    what: Literal["stock-money"]
    lines: list[MoneyStockLine] = Field(min_length=1, max_length=MAX_LINES)


class LoadLimitLine(_Given):
    """What is uneven (忙闲不均): a head carries more, or less, than so many per cent of a head of the pool."""

    over_percent: int = Field(gt=100, le=10_000)
    under_percent: int = Field(ge=0, lt=100)


class LoadLimits(_Proposed):
    """What a city calls uneven from a day on; a county without limits of its own follows its city."""

    what: Literal["load-limits"]
    lines: list[LoadLimitLine] = Field(min_length=1, max_length=1)


Stock = PostsStock | PeopleStock | MoneyStock
OfPosts = Establishment | Transfer | Placement | Move | Leaving
OfMoney = Need | Agreement | Bookings | Reversals
Proposal = Annotated[
    OfPosts | OfMoney | LoadLimits | Stock | Agencies,
    Field(discriminator="what"),
]
