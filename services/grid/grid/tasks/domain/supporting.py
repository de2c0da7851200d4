"""What may a grid worker do where the law asks for two officials? He helps them; what he found is a lead, no record.

Administrative Licence Law 2019, art. 34 (two or more staff of the organ verify the substance); Administrative Penalty
Law 2021, art. 42 (at least two enforcement officers).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from grid.tasks.domain.rules import Article
from shared.errors import Forbidden, Invalid, NotFound
from shared.geo import Position
from shared.schemas.vocabulary import Result, Urgency

OFFICIALS: Final = 2
# What stands on each answer of a worker who supported.
LEAD: Final = "网格员协助情况仅作线索，不作为核查、执法记录"

# Whose officials they are, by one of the roles that the registers give them: staff of the organ, or officers.
ROLES_OF: Final = {Article.LICENCE_34: ("clerk", "officer", "leader"), Article.PENALTY_42: ("officer",)}
# What window and team ask for support at, and whose role it is that gives it.
APPLICATION: Final = "application"
INSPECTION: Final = "inspection"
SUPPORTER: Final = "worker"
NAMED: Final = {Article.LICENCE_34: "行政许可法第三十四条", Article.PENALTY_42: "行政处罚法第四十二条"}


class SupportResult(StrEnum):
    """What a supporting worker may say: that he was there with them, or that he took photos. Never what was found."""

    ACCOMPANIED = "accompanied"
    PHOTO_TAKEN = "photo-taken"


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom officials want to be helped by, where and when; `client_id` is made by who asks, and names the wish."""

    client_id: UUID
    article: Article
    officials: tuple[str, ...]
    region: str
    cell: str | None
    about_kind: str
    about_id: str
    urgency: Urgency
    due_at: datetime | None
    position: Position | None


class TwoOfficialsNeeded(Invalid):
    """Two different officials of the place must be there; `article` and `law` say why, `unknown` who is none."""

    code = "tasks.two-officials-needed"
    said = "须有两名以上行政机关工作人员在场，网格员只能协助"


class OnlySupport(Invalid):
    """The result would be a finding, which is the officials'; `possible` names what a worker may say."""

    code = "tasks.only-support"
    said = "网格员只能协助核查，不能作出核查结论"


class NoSupport(Invalid):
    """The result belongs to tasks that support officials, and this is none."""

    code = "tasks.no-support"
    said = "该结果仅用于协助核查任务"


class SupportsHimself(Forbidden):
    """Who is one of the officials does not help himself: he would stand on both sides of one verification."""

    code = "tasks.supports-himself"
    said = "您是本次核查人员，不能再以网格员身份协助"


class OutOfReach(NotFound):
    code = "tasks.out-of-reach"
    said = "该地点不在您的管辖范围内"


def check_two(article: Article, officials: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the ids of the officials; `known` are those who hold the role at the place. Raises TwoOfficialsNeeded."""
    asked = sorted(set(officials))
    unknown = [person for person in asked if person not in known]
    if len(asked) < OFFICIALS or unknown:
        raise TwoOfficialsNeeded(
            "two different officials of the place are needed",
            article=str(article),
            law=NAMED[article],
            unknown=unknown,
        )
    return asked


def check_not_official(person: str, officials: Collection[str]) -> None:
    """Raise SupportsHimself where who takes the task is one of those whom it supports."""
    if person in officials:
        raise SupportsHimself("another worker supports you")


def check_result(article: Article | None, result: Result | SupportResult | None) -> None:
    """Raise OnlySupport or NoSupport unless `result` is one that the task may end with."""
    supports = isinstance(result, SupportResult)
    if article is not None and not supports:
        possible = [str(one) for one in SupportResult]
        raise OnlySupport(
            "a worker supports, he does not verify", article=str(article), law=NAMED[article], possible=possible
        )
    if article is None and supports:
        raise NoSupport("this task supports nobody", result=str(result))


def told_result(result: Result | SupportResult | None) -> Result | None:
    """Return the result as the centre hears it: to it a lead says that others must go on."""
    return Result.NEEDS_OTHERS if isinstance(result, SupportResult) else result
