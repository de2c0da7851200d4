"""How fast may messages go out, at which hours, and how few people are too few? Data, with what holds else."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from grid.outreach.domain.refusals import Flaw, RuleRefused
from shared.clock import SHANGHAI


@dataclass(frozen=True, slots=True)
class Rules:
    """`per_second`: of one campaign at most. Quiet hours are the town's time.

    `least_with_care`: as few people as may be found where they are chosen by what they are cared for.
    `same_after_days`: for so long nobody is told the same again by another campaign; 0: at once.
    """

    per_second: int = 50
    quiet_from: time | None = time(20)
    quiet_to: time | None = time(8)
    least_with_care: int = 5
    same_after_days: int = 30


def check_rules(rules: Rules) -> None:
    """Raise RuleRefused where quiet hours have one end alone, or two at once."""
    half = (rules.quiet_from is None) != (rules.quiet_to is None)
    if half or (rules.quiet_from is not None and rules.quiet_from == rules.quiet_to):
        raise RuleRefused("quiet hours have a beginning and another end", ("quiet_from", Flaw.QUIET_HALF))


def is_quiet(rules: Rules, now: datetime, *, urgent: bool) -> bool:
    """Tell whether nothing goes out at this hour; what is urgent always may."""
    if urgent or rules.quiet_from is None or rules.quiet_to is None:
        return False
    clock = now.astimezone(SHANGHAI).time()
    if rules.quiet_from < rules.quiet_to:
        return rules.quiet_from <= clock < rules.quiet_to
    return clock >= rules.quiet_from or clock < rules.quiet_to


# So far ahead of its pace a batch may run.
AHEAD = timedelta(seconds=1)


def allowance(free_at: datetime, now: datetime, per_second: int) -> int:
    """Return how many messages may go now: never more than a second's worth beyond the pace."""
    return max(0, int((now + AHEAD - max(free_at, now)).total_seconds() * per_second))


def free_after(free_at: datetime, now: datetime, count: int, per_second: int) -> datetime:
    """Return from when on the next message is within the pace, after `count` more."""
    return max(free_at, now) + timedelta(seconds=count / per_second)
