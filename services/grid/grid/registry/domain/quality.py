"""What may be wrong with a record, and which of it is mended first?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from grid.registry.domain.kinds import FORMS, RecordKind
from shared.errors import Conflict, Forbidden, Invalid


class Finding(StrEnum):
    """What is wrong with a record that holds: it contradicts others, says too little, or was long not seen."""

    HOME_ENDED = "home-ended"
    VACANT_LIVED_IN = "vacant-lived-in"
    TWO_HOMES = "two-homes"
    DOUBLED = "doubled"
    TIED_TO_ENDED = "tied-to-ended"
    MISSING = "missing"
    STALE = "stale"


# Besides: somebody stood there and saw that it is not so. Whether that is over, only who looks again can tell.
SEEN_WRONG: Final = "seen-wrong"
# What contradicts itself misleads whoever acts on it; what is missing does not help him; what is old may still be so.
WORST_FIRST: Final = tuple(Finding)
LEAST_STALE_DAYS, MOST_STALE_DAYS = 7, 3_650
MOST_A_DAY: Final = 50
# Who was just asked and answered is left in peace, even where the answer did not mend it.
REST_DAYS: Final = 30


class RuleImpossible(Invalid):
    """A rule names fields that the kind does not have (`fields`), or days and numbers beyond the bounds."""

    code = "registry.quality-rule-impossible"
    said = "质量规则不符合要求"


class RuleStale(Conflict):
    """Somebody else has changed the rule; `version` is the one that holds."""

    code = "registry.quality-rule-stale"
    said = "质量规则已被他人更改，请重新读取"


class RuleOutside(Forbidden):
    code = "registry.quality-rule-outside"
    said = "不能更改该地区的质量规则"


class RegionTooLarge(Invalid):
    """Quality is looked at township by township."""

    code = "registry.quality-region"
    said = "请指定一个乡镇（街道）或村（社区）"


@dataclass(frozen=True, slots=True)
class Rule:
    """`needed`: fields that must be there; stale after so many days; so many tasks a cell and day."""

    kind: RecordKind
    needed: tuple[str, ...]
    stale_days: int
    most_a_day: int


def check_rule(rule: Rule) -> None:
    """Raise RuleImpossible where a rule cannot be kept."""
    strange = sorted(set(rule.needed) - set(FORMS[rule.kind].fields))
    if strange:
        raise RuleImpossible("the kind has no such field", fields=strange, possible=list(FORMS[rule.kind].fields))
    if not LEAST_STALE_DAYS <= rule.stale_days <= MOST_STALE_DAYS:
        raise RuleImpossible("not so many days", least=LEAST_STALE_DAYS, most=MOST_STALE_DAYS, given=rule.stale_days)
    if not 0 <= rule.most_a_day <= MOST_A_DAY:
        raise RuleImpossible("not so many a day", least=0, most=MOST_A_DAY, given=rule.most_a_day)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding at a record of a cell."""

    finding: Finding
    kind: RecordKind
    record_id: UUID
    region: str
    cell: str
    checked_at: datetime

    @property
    def key(self) -> str:
        return f"{self.finding}:{self.record_id}"


def next_to_mend(
    found: Iterable[Found],
    *,
    asked: Collection[str],
    rules: Mapping[RecordKind, Rule],
    today: Mapping[tuple[str, RecordKind], int],
) -> list[Found]:
    """Return what workers are asked to mend now: the worst first, the longest unseen before others.

    `asked`: keys of what they are asked for already, or were not long ago; `today`: how many of a cell and kind today.
    """
    counts = dict(today)
    chosen: list[Found] = []
    for one in sorted(found, key=lambda one: (WORST_FIRST.index(one.finding), one.checked_at, one.record_id)):
        place = one.cell, one.kind
        if one.key in asked or one.kind not in rules or counts.get(place, 0) >= rules[one.kind].most_a_day:
            continue
        counts[place] = counts.get(place, 0) + 1
        chosen.append(one)
    return chosen


def seen_wrong_key(record_id: UUID) -> str:
    """Return the key of what somebody saw at a record."""
    return f"{SEEN_WRONG}:{record_id}"


def gone(open_keys: Sequence[str], found: Iterable[Found]) -> list[str]:
    """Return which of the open findings are found no more."""
    there = {one.key for one in found}
    return [key for key in open_keys if key not in there]
