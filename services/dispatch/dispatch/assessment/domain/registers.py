"""By which items may a township be assessed? By those of its approved register, and by nothing else.

No responsibility letters, no award drives, no items of a department's own, and no duty passed down as an item. Where a
department keeps an agency in a township, the township's share in that agency's assessment is at least half.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatch.assessment.domain.refusals import (
    LinesRefused,
    NotAnAssessedPlace,
    NotTheCounty,
    NotTheTownship,
    Problem,
    WeightsNotWhole,
)
from shared.codes import RegionLevel
from shared.runtime.bodies import Day
from shared.runtime.text import Code, Line, RegionCode

WHOLE, LEAST_SHARE = 100, 50
STATIONED = "stationed-"
MAX_LINES = 500
# Where a register names no other term.
OBJECTION_DAYS = 30


class FigureKind(StrEnum):
    """What is computed from the platform's own facts."""

    CLOSED_IN_TIME = "closed-in-time"
    CLOSED = "closed"
    ACCURATE_DISPATCH = "accurate-dispatch"
    SATISFACTION = "satisfaction"
    RETURN_RATE = "return-rate"
    OVERDUE_CLOCKS = "overdue-clocks"
    OFFICERS_QUALIFIED = "officers-qualified"
    POWERS_EVALUATED = "powers-evaluated-in-time"


class Step(StrEnum):
    """What happened to the assessment of a region; stands in its history."""

    DRAWN_UP = "drawn-up"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    DEMANDED = "demanded"
    OBJECTED = "objected"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    SCORED = "scored"
    SCORE_CONFIRMED = "score-confirmed"
    SCORE_WITHDRAWN = "score-withdrawn"
    FIXING_PROPOSED = "fixing-proposed"
    FIXING_WITHDRAWN = "fixing-withdrawn"
    FIXED = "fixed"


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Given):
    """`figure`: computed, else judged by people; `matter`: the duty that it is about, which must be the township's."""

    code: Code
    name: Line
    weight: int = Field(ge=1, le=WHOLE)
    basis: Line
    figure: FigureKind | None = None
    matter: Code | None = None


class Share(_Given):
    """How much of a stationed agency's assessment is the township's, in percent."""

    unit_id: Code
    township_percent: int = Field(ge=0, le=WHOLE)


class _Drawn(_Given):
    region: RegionCode
    year: int = Field(ge=2000, le=2100)
    adopted_by: Line


def new_year(drawn: dict[str, Any]) -> date:
    """Return from when on a register holds that does not say it: the first day of its year."""
    return date(drawn["year"], 1, 1)


class Register(_Drawn):
    """It holds from `valid_from` on, from the first day of its year if nothing is said.

    `ranking`: townships are ranked, those with less than `minimum_cases` in the denominator left out;
    `objection_days`: how many days after its year what it came to may be objected to.
    """

    what: Literal["register"]
    valid_from: Day = Field(default_factory=new_year)
    items: list[Item] = Field(min_length=1, max_length=MAX_LINES)
    shares: list[Share] = Field(default_factory=list, max_length=MAX_LINES)
    ranking: bool = False
    minimum_cases: int = Field(default=30, ge=1)
    objection_days: int = Field(default=OBJECTION_DAYS, ge=1, le=366)


class Reward(_Given):
    """What a person is given for a year, whoever keeps his post."""

    person_id: Code
    post: Line
    fen: int = Field(ge=0, le=10**12)


class Rewards(_Drawn):
    what: Literal["rewards"]
    lines: list[Reward] = Field(min_length=1, max_length=MAX_LINES)


Draft = Annotated[Register | Rewards, Field(discriminator="what")]


class DemandKind(StrEnum):
    """What somebody wants a township to be assessed by."""

    ITEM = "item"
    RESPONSIBILITY_LETTER = "responsibility-letter"
    AWARD_DRIVE = "award-drive"


class VoidReason(StrEnum):
    """Why a demand is void."""

    NOT_REGISTERED = "assessment.not-registered"
    RESPONSIBILITY_LETTER = "assessment.responsibility-letter"
    AWARD_DRIVE = "assessment.award-drive"


_VOID_BY_KIND: Mapping[DemandKind, VoidReason] = {
    DemandKind.RESPONSIBILITY_LETTER: VoidReason.RESPONSIBILITY_LETTER,
    DemandKind.AWARD_DRIVE: VoidReason.AWARD_DRIVE,
}


def void_reason(kind: DemandKind, item: str | None, registered: Collection[str]) -> VoidReason | None:
    """Return why a demand is void; None where it is an item of the approved register."""
    if kind in _VOID_BY_KIND:
        return _VOID_BY_KIND[kind]
    return None if item in registered else VoidReason.NOT_REGISTERED


def require_place(region: str, *levels: RegionLevel) -> None:
    if len(region) not in {level.digits for level in levels}:
        raise NotAnAssessedPlace("not assessed on this level", region=region, levels=[str(one) for one in levels])


def require_county(scope: str) -> None:
    """Raise NotTheCounty where a township speaks; `scope`: the region for which somebody does."""
    if len(scope) > RegionLevel.COUNTY.digits:
        raise NotTheCounty("this is for the county 由县级决定,镇街不得自定自评", scope=scope)


def require_township(scope: str) -> None:
    """Raise NotTheTownship where somebody else speaks."""
    if len(scope) < RegionLevel.TOWNSHIP.digits:
        raise NotTheTownship("this is for the township 由镇街提出", scope=scope)


def check_register(register: Register, *, foreign: Mapping[str, Sequence[str]], kinds: Mapping[str, str]) -> None:
    """Raise LinesRefused or WeightsNotWhole.

    `foreign`: the matters that the duty lists do not give, with the places to which they do not; `kinds`: the units of
    the region by kind.
    """
    items, shares = register.items, register.shares
    bad: list[dict[str, object]] = []
    for index, item in enumerate(items):
        if sum(other.code == item.code for other in items) > 1:
            bad += _lines("items", index, [Problem.TWICE])
        if item.matter is not None and item.matter in foreign:
            bad += _lines("items", index, [Problem.DUTY_PASSED_DOWN], places=foreign[item.matter])
    for index, share in enumerate(shares):
        bad += _lines("shares", index, _share_problems(share, shares, kinds))
    if bad:
        raise LinesRefused("nothing of the register was taken", lines=bad)
    total = sum(item.weight for item in items)
    if total != WHOLE:
        raise WeightsNotWhole("the weights do not come to 100", total=total)


def _lines(part: str, index: int, problems: Sequence[Problem], **facts: object) -> list[dict[str, object]]:
    return [{"part": part, "index": index, "code": str(problem)} | facts for problem in problems]


def _share_problems(share: Share, shares: Sequence[Share], kinds: Mapping[str, str]) -> list[Problem]:
    found = []
    if sum(other.unit_id == share.unit_id for other in shares) > 1:
        found.append(Problem.TWICE)
    if share.unit_id not in kinds:
        found.append(Problem.UNKNOWN_UNIT)
    elif not kinds[share.unit_id].startswith(STATIONED):
        found.append(Problem.NOT_A_STATIONED_AGENCY)
    if share.township_percent < LEAST_SHARE:
        found.append(Problem.TOWNSHIP_SHARE_TOO_LOW)
    return found


@dataclass(frozen=True, slots=True)
class Posts:
    """Who worked in a township in a year and in which posts, and who holds each on its last day (or today).

    A person of whom no post is on record stands in the first with an empty set.
    """

    of_year: Mapping[str, Collection[str]]
    holders: Mapping[str, Collection[str]]


def check_rewards(rewards: Rewards, posts: Posts) -> None:
    """Raise LinesRefused: who holds the same post is given the same, and nobody of them nothing (同岗同奖).

    The post is the one on record, whoever keeps it; only where none is on record is it what the list says.
    """
    times = Counter(line.person_id for line in rewards.lines)
    amounts: defaultdict[str, set[int]] = defaultdict(set)
    for line in rewards.lines:
        amounts[line.post].add(line.fen)
    bad: list[dict[str, object]] = []
    for index, line in enumerate(rewards.lines):
        problems = [Problem.TWICE] if times[line.person_id] > 1 else []
        if line.person_id not in posts.of_year:
            problems.append(Problem.UNKNOWN_PERSON)
        elif posts.of_year[line.person_id] and line.post not in posts.of_year[line.person_id]:
            problems.append(Problem.OTHER_POST)
        problems += [Problem.SAME_POST_SAME_REWARD] if len(amounts[line.post]) > 1 else []
        bad += _lines("lines", index, problems)
        left_out = sorted(set(posts.holders.get(line.post, ())) - set(times))
        if left_out and line.post not in {other.post for other in rewards.lines[:index]}:
            bad += _lines("lines", index, [Problem.LEFT_OUT], people=left_out)
    if bad:
        raise LinesRefused("nothing of the rewards was taken", lines=bad)
