"""By which way is somebody told, when does that wait until morning, and who is told next where nobody answers?

A rule is a row. Of those that fit, the one that says most holds: the nearest region, then the longest code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from shared.clock import SHANGHAI

ANY_CODE = "*"


class Channel(StrEnum):
    """A way to a person (or for a webhook, to a unit's own system)."""

    INBOX = "inbox"
    SMS = "sms"
    WEBHOOK = "webhook"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Rule:
    """`codes` is a notice's code or the beginning of one with `*`; None for `role` and `urgent` means any.

    From `quiet_from` to `quiet_to` (the town's time, over midnight too) only what is urgent goes out. Where
    `acknowledge_minutes` pass without an answer, the next role of `ladder` is told. More than `digest_over` notices
    that waited for the morning become one.
    """

    id: str
    version: int
    codes: str
    region: str
    channels: tuple[Channel, ...]
    role: str | None = None
    urgent: bool | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    acknowledge_minutes: int | None = None
    ladder: tuple[str, ...] = ()
    digest_over: int = 3

    def fits(self, what: str, role: str | None, region: str, *, urgent: bool) -> bool:
        """Tell whether the rule speaks of such a notice."""
        return (
            is_among(what, self.codes)
            and region.startswith(self.region)
            and self.role in {None, role}
            and self.urgent in {None, urgent}
        )

    @property
    def weight(self) -> tuple[int, bool, int, bool, bool]:
        """How much a rule says: of two that fit, the greater holds."""
        exact = not self.codes.endswith(ANY_CODE)
        return len(self.region), exact, len(self.codes), self.role is not None, self.urgent is not None


# What holds where no row speaks: nobody is left untold for want of a rule.
PLAIN = Rule("", 0, ANY_CODE, "", (Channel.INBOX,))


def is_among(what: str, codes: str) -> bool:
    """Tell whether a code is the one that is meant, or begins like it."""
    return what.startswith(codes[:-1]) if codes.endswith(ANY_CODE) else what == codes


def rule_for(rules: Iterable[Rule], what: str, role: str | None, region: str, *, urgent: bool) -> Rule:
    """Return the rule by which somebody is told; two that say as much: the one whose id comes first."""
    fitting = sorted((rule for rule in rules if rule.fits(what, role, region, urgent=urgent)), key=lambda one: one.id)
    return max(fitting, key=lambda rule: rule.weight, default=PLAIN)


def quiet_until(rule: Rule, now: datetime, *, urgent: bool) -> datetime | None:
    """Return when the quiet hours end in which `now` lies, or None where it may go out now."""
    if urgent or rule.quiet_from is None or rule.quiet_to is None:
        return None
    here = now.astimezone(SHANGHAI)
    begins, ends = rule.quiet_from, rule.quiet_to
    clock = here.time()
    over_midnight = begins > ends
    is_quiet = clock >= begins or clock < ends if over_midnight else begins <= clock < ends
    if not is_quiet:
        return None
    day = here.date() + timedelta(days=1) if over_midnight and clock >= begins else here.date()
    return datetime.combine(day, ends, SHANGHAI)
