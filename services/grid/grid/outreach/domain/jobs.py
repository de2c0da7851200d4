"""What may a post demand, to whom is it open, and what becomes of somebody who is referred to it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from grid.outreach.domain.audience import OF_AGE, years_before
from grid.outreach.domain.refusals import (
    Flaw,
    LimitsUnmet,
    LimitWithoutGround,
    NotOfAge,
    PostClosed,
    PostFull,
    PostRefused,
    ReferralDecided,
)
from grid.registry.domain.kinds import Sex
from shared.codes import RegionLevel


class Ground(StrEnum):
    """The law that demands a limit: work that women may not do (Special Rules on the Labour Protection of Female
    Employees, annex), an age that a licence for special operations demands (work safety law, article 30).
    """

    FEMALE_PROTECTION = "female-protection"
    LICENSED_WORK = "licensed-work"


# Which limit a ground allows.
_SEXES: Final[Mapping[Ground, frozenset[Sex]]] = {
    Ground.FEMALE_PROTECTION: frozenset({Sex.MALE}),
    Ground.LICENSED_WORK: frozenset(),
}
_AGES: Final = frozenset({Ground.LICENSED_WORK})


class PostState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ReferralState(StrEnum):
    REFERRED = "referred"
    PLACED = "placed"
    DECLINED = "declined"
    NOT_HIRED = "not-hired"


OUTCOMES: Final = frozenset({ReferralState.PLACED, ReferralState.DECLINED, ReferralState.NOT_HIRED})


@dataclass(frozen=True, slots=True)
class Post:
    """What an employer offers; wages a month in yuan, `cell` where the work is."""

    title: str
    wanted: int
    skills: tuple[str, ...]
    valid_until: date
    enterprise_id: UUID | None = None
    employer: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    sex: Sex | None = None
    ground: Ground | None = None
    wage_from: int | None = None
    wage_to: int | None = None
    place: str = ""
    cell: str | None = None


def check_post(post: Post, today: date) -> None:
    """Raise PostRefused, or LimitWithoutGround (Employment Promotion Law, articles 3, 26 and 27)."""
    flaws: list[tuple[str, Flaw]] = []
    if (post.enterprise_id is None) == (post.employer is None):
        flaws.append(("employer", Flaw.EMPLOYER))
    if post.wage_from is not None and post.wage_to is not None and post.wage_from > post.wage_to:
        flaws.append(("wage_from", Flaw.WAGES_CROSSED))
    if post.age_from is not None and post.age_to is not None and post.age_from > post.age_to:
        flaws.append(("age_from", Flaw.AGES_CROSSED))
    if post.valid_until < today:
        flaws.append(("valid_until", Flaw.PAST))
    if flaws:
        raise PostRefused("this post cannot be right", *flaws)
    _check_limits(post)


def _check_limits(post: Post) -> None:
    aged = post.age_from is not None or post.age_to is not None
    sexed = post.sex is not None
    lawful_age = not aged or post.ground in _AGES
    lawful_sex = not sexed or (post.ground is not None and post.sex in _SEXES[post.ground])
    if not (lawful_age and lawful_sex):
        fields = [name for name, wrong in (("age", not lawful_age), ("sex", not lawful_sex)) if wrong]
        raise LimitWithoutGround("no law that is named demands this limit", fields=fields, allowed=list(Ground))


def check_referral(post: Any, *, born_on: date | None, sex: str, today: date) -> None:
    """Raise PostClosed, PostFull, NotOfAge or LimitsUnmet unless somebody may be referred to a post (its row)."""
    if post.state != PostState.OPEN or post.valid_until < today:
        raise PostClosed("the post is closed", state=post.state, valid_until=post.valid_until)
    if post.placed >= post.wanted:
        raise PostFull("as many are placed as were wanted", wanted=post.wanted)
    if born_on is None or born_on > years_before(today, OF_AGE):
        raise NotOfAge("a minor, or of unknown age")
    too_young = post.age_from is not None and born_on > years_before(today, post.age_from)
    too_old = post.age_to is not None and born_on <= years_before(today, post.age_to + 1)
    if too_young or too_old or post.sex not in {None, sex}:
        raise LimitsUnmet("the post is lawfully closed to this age or sex", ground=post.ground)


def check_outcome(state: str, outcome: ReferralState, *, placed: int, wanted: int) -> None:
    """Raise ReferralDecided, or PostFull: nobody is placed beyond what the employer wants."""
    if state != ReferralState.REFERRED:
        raise ReferralDecided("what became of the referral is known", state=state)
    if outcome is ReferralState.PLACED and placed >= wanted:
        raise PostFull("as many are placed as were wanted", wanted=wanted)


# ------------------------------------------------------------------------------------------------------------ matching
# What makes a post fit: each skill in common, and how near the work is to where somebody lives.
OF_SKILL: Final = 10
NEAR: Final[Mapping[str, int]] = {"cell": 5, "community": 3, "township": 1}
COMMUNITY: Final = RegionLevel.VILLAGE.digits
TOWNSHIP: Final = RegionLevel.TOWNSHIP.digits
