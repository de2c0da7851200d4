"""What does a matter ask of a worker on the spot: how near, which photos, and with whom?"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.errors import Conflict, Forbidden, Invalid

# Any matter, any region.
ANY: Final = ""


class Article(StrEnum):
    """By which article a formal verification is the work of two officials, never a grid worker's."""

    LICENCE_34 = "licence-34"
    PENALTY_42 = "penalty-42"


class Moment(StrEnum):
    """When a photo was taken: before anything was done, after it, or of anything else."""

    BEFORE = "before"
    AFTER = "after"
    OTHER = "other"


class RuleNotYours(Forbidden):
    code = "tasks.rule-not-yours"
    said = "只能设置本管辖区域的任务规则"


class RuleStale(Conflict):
    """Somebody else set the rule meanwhile; `version` is its now."""

    code = "tasks.rule-stale"
    said = "规则已被他人更新，请重新读取"


class PhotosMissing(Conflict):
    """The matter asks for photos that are not there yet; `missing` names their moments."""

    code = "tasks.photos-missing"
    said = "办结前须上传处置前后的照片"


class BadMatter(Invalid):
    code = "tasks.bad-matter"
    said = "须填写事项编码"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a matter in a region.

    `tolerance_m` outside the cell still count as inside, and of a phone's own uncertainty `most_accuracy_m` beside
    that; which photos must be there, and by which article a verification is officials' work.
    """

    tolerance_m: int = 100
    most_accuracy_m: int = 100
    photo_before: bool = False
    photo_after: bool = False
    article: Article | None = None

    def missing_photos(self, taken: Collection[Moment]) -> list[Moment]:
        """Return the moments of which a photo must be there and is not."""
        wanted = [(Moment.BEFORE, self.photo_before), (Moment.AFTER, self.photo_after)]
        return [moment for moment, needed in wanted if needed and moment not in taken]


# Where nobody has set a rule: a phone between houses is often 50 to 100 metres off.
USUAL: Final = Rule()


def check_photos(rule: Rule, taken: Collection[Moment]) -> None:
    """Raise PhotosMissing unless each photo that the rule asks for is there."""
    missing = rule.missing_photos(taken)
    if missing:
        raise PhotosMissing("photos are missing", missing=[str(moment) for moment in missing])


def check_rule_version(held: int, given: int) -> None:
    """Raise RuleStale unless the caller saw the version that is held; 0 is none yet."""
    if held != given:
        raise RuleStale("the rule has changed since you saw it", version=held, given=given)
