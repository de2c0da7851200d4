"""What may be proposed about posts, people and money? One draws it up, another confirms it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dispatch.resources.domain.money import Booking
from dispatch.resources.domain.posts import Entry, PostKind
from dispatch.resources.domain.refusals import LinesRefused, NotACounty, Problem, SecondPersonNeeded
from shared.codes import RegionLevel
from shared.runtime.text import Code, Line, RegionCode

MAX_LINES = 500
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2100, 12, 31))]
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
    BOOKED = "booked"
    AGENCIES_CHANGED = "agencies-changed"


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Proposed(_Given):
    """`region` is the county within which all of it happens, `adopted_by` the number of the document."""

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
        raise ValueError("a transfer moves something")
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


Proposal = Annotated[Establishment | Transfer | Placement | Need | Agreement, Field(discriminator="what")]
Bad = dict[int, list[Problem]]


def require_county(region: str) -> None:
    if len(region) != RegionLevel.COUNTY.digits:
        raise NotACounty("posts, people and money are moved within one county", region=region)


def require_second_person(drawn_up_by: str, by: str) -> None:
    """Raise SecondPersonNeeded where the one who drew a proposal up would also confirm it."""
    if drawn_up_by == by:
        raise SecondPersonNeeded("another person confirms what one has drawn up", by=by)


def refuse_lines(bad: Mapping[int, Sequence[Problem]]) -> None:
    """Raise LinesRefused where any line is bad, naming each."""
    lines = [{"index": index, "code": str(problem)} for index in sorted(bad) for problem in bad[index]]
    if lines:
        raise LinesRefused("nothing was taken", lines=lines)


def twice(keys: Sequence[object]) -> Bad:
    """Return the lines that speak of what another line speaks of."""
    times = Counter(keys)
    return {index: [Problem.TWICE] for index, key in enumerate(keys) if times[key] > 1}


def overlapping(keys: Sequence[object], begun: Collection[tuple[object, date]], valid_from: date) -> Bad:
    """Return the lines that a term would overlap which begins on that day or later: a term is followed, not changed."""
    later = {key for key, begins in begun if begins >= valid_from}
    return {index: [Problem.OVERLAP] for index, key in enumerate(keys) if key in later}


def misplaced(units: Sequence[str | None], seats: Mapping[str, str], county: str) -> Bad:
    """Return the lines whose unit is unknown on the day, or lies outside the county; `seats`: unit → region."""
    bad: Bad = {}
    for index, unit in enumerate(units):
        if unit is not None and unit not in seats:
            bad[index] = [Problem.UNKNOWN_UNIT]
        elif unit is not None and not seats[unit].startswith(county):
            bad[index] = [Problem.OUTSIDE_COUNTY]
    return bad


def strange_townships(regions: Sequence[str], known: Collection[str], county: str) -> Bad:
    """Return the lines whose region is no township of the county."""
    bad: Bad = {}
    for index, region in enumerate(regions):
        if len(region) != RegionLevel.TOWNSHIP.digits or region not in known:
            bad[index] = [Problem.UNKNOWN_TOWNSHIP]
        elif not region.startswith(county):
            bad[index] = [Problem.OUTSIDE_COUNTY]
    return bad


def merged(*found: Bad) -> Bad:
    """Return all that is bad, by line."""
    indexes = sorted({index for one in found for index in one})
    return {index: [problem for one in found for problem in one.get(index, [])] for index in indexes}
