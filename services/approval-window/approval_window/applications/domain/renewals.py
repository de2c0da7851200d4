"""Until when may a holder ask for more days, until when is it decided, and how many are they (licence law art. 50)?"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.clock import day_end
from shared.errors import Conflict, Forbidden
from shared.terms import add_months

ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)
MONTHS_A_YEAR = 12


class TermKind(StrEnum):
    """How a licence came to its days."""

    GRANTED = "granted"
    RENEWED = "renewed"
    RENEWED_BY_SILENCE = "renewed-by-silence"


class HoldsWithoutEnd(Conflict):
    code = "licences.holds-without-end"
    said = "该许可未设有效期，无须延续"


class RenewalTooLate(Conflict):
    """Whoever asks later applies anew; `asked_until` was the last day for it (licence law art. 50 (1))."""

    code = "licences.renewal-too-late"
    said = "已超过提出延续申请的期限，请重新提出许可申请"


class RenewalOpen(Conflict):
    """`number` is that of the application which is open."""

    code = "licences.renewal-open"
    said = "该许可的延续申请正在办理"


class NotTheHolder(Forbidden):
    """Only its holder asks for more days; whose number it is, is not told."""

    code = "licences.not-the-holder"
    said = "只有被许可人可以申请延续"


class IsARenewal(Conflict):
    """The licence is there already: what is decided is whether it is extended (licence law art. 50 (2))."""

    code = "applications.is-a-renewal"
    said = "这是延续申请，须作出是否准予延续的决定"


class NotARenewal(Conflict):
    code = "applications.not-a-renewal"
    said = "这不是延续申请"


class RenewedBySilence(Conflict):
    """Nothing was decided until the licence ended: it is extended, whatever is said later (licence law art. 50 (2))."""

    code = "applications.renewed-by-silence"
    said = "有效期届满前未作决定，已视为准予延续"


def last_day_to_ask(valid_to: date, days_ahead: int) -> date:
    """Return until which day its holder may ask; the days are a citizen's, and so calendar days (art. 50 (1), 82)."""
    return valid_to - timedelta(days=days_ahead)


def require_renewal_in_time(valid_to: date | None, days_ahead: int, today: date) -> date:
    """Return the last day of a licence for which an extension may be asked (licence law art. 50 (1)).

    Raises HoldsWithoutEnd, RenewalTooLate.
    """
    if valid_to is None:
        raise HoldsWithoutEnd("this licence has no end", article="行政许可法 50")
    until = last_day_to_ask(valid_to, days_ahead)
    if today > until:
        raise RenewalTooLate("apply anew", asked_until=until.isoformat(), article="行政许可法 50")
    return valid_to


def require_holder(holder: str, number: str) -> None:
    """Raise NotTheHolder unless the number of who asks is that of who holds the licence (licence law art. 50 (1))."""
    if holder != number:
        raise NotTheHolder("its holder asks", article="行政许可法 50")


def deadline_for_renewal(valid_to: date) -> datetime:
    """Return the last second in which it may be decided whether a licence is extended (licence law art. 50 (2))."""
    return day_end(valid_to) - ONE_SECOND


def require_renewal_undecided(due_at: datetime | None, now: datetime) -> None:
    """Raise RenewedBySilence for a decision after the licence's last day is over (licence law art. 50 (2))."""
    if due_at is not None and now >= due_at + ONE_SECOND:
        raise RenewedBySilence("nothing was said in time", due_at=due_at.isoformat(), article="行政许可法 50")


def require_new(renews: object) -> None:
    """Raise IsARenewal where a licence is there already (licence law art. 50 (2))."""
    if renews is not None:
        raise IsARenewal("it is extended or not", article="行政许可法 50")


def require_renewal(renews: object) -> None:
    """Raise NotARenewal where there is no licence that could be extended."""
    if renews is None:
        raise NotARenewal("no licence would be extended by this")


def renewed_to(first: date, last: date, months: int | None) -> date:
    """Return until when a licence holds that is extended (licence law art. 50).

    For so many months as its item says, or else as long again as from `first` to `last`: in whole months where that
    were whole months, in days otherwise.
    """
    begins = last + ONE_DAY
    whole = months or _whole_months(first, begins)
    return add_months(begins, whole) - ONE_DAY if whole else last + (begins - first)


def _whole_months(first: date, begins: date) -> int:
    return (begins.year - first.year) * MONTHS_A_YEAR + begins.month - first.month if begins.day == first.day else 0
