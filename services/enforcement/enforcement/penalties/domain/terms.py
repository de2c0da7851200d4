"""Until when does the law want what of a penalty case? One function an article.

Terms of two, three, five and seven days are working days, all others calendar days (art. 85).
"""

from datetime import date, datetime, time, timedelta

from shared.calendar import SHANGHAI, Deadline, TermEnd, TermUnit, WorkCalendar
from shared.clock import town_day
from shared.errors import Conflict, Invalid
from shared.terms import MONTHS_OF_A_YEAR, add_months

ASK_HEARING_DAYS, HEARING_NOTICE_DAYS, SERVE_DAYS = 5, 7, 7
PRESERVE_DAYS, HAND_IN_DAYS = 7, 2
DECIDE_DAYS, PAY_DAYS = 90, 15
LIMITATION_YEARS, LIFE_LIMITATION_YEARS = 2, 5
LATE_PERCENT = 3
# Administrative litigation law 46: a suit within six months, which is the longer of the two remedies.
SUIT_MONTHS = 6
# Administrative litigation law 45: who is not content with a reconsideration sues within fifteen days.
SUIT_AFTER_RECONSIDERATION_DAYS = 15
# Administrative coercion law 53, 54, 69: three months after the remedies, ten working days after a demand.
COURT_MONTHS, DEMAND_DAYS = 3, 10


class OutOfTime(Conflict):
    """Nobody is punished for what was not found within two years, five where life, health or savings suffered (36)."""

    code = "penalties.limitation"
    said = "违法行为已超过追究时效，不再给予行政处罚"


class DatesInOrder(Invalid):
    """What happened comes before what was found, and that before what is filed; nothing lies in the future."""

    code = "penalties.dates-in-order"
    said = "日期先后不符，或者晚于今天"


class DecisionTooLate(Conflict):
    """Ninety days after the case was filed (art. 60); `due_at` was their end."""

    code = "penalties.decision-too-late"
    said = "立案之日起九十日内未作出处罚决定"


class ExtendedAlready(Conflict):
    code = "penalties.extended-already"
    said = "办案期限只能延长一次"


class ExtendedTooLong(Invalid):
    """`most`: by how many calendar days a rule lets it be put off here."""

    code = "penalties.extended-too-long"
    said = "超出规章允许延长的期限"


class HearingTooSoon(Invalid):
    """Time and place are told seven working days ahead (art. 64 (2)); `earliest` is the first day."""

    code = "penalties.hearing-too-soon"
    said = "应当在举行听证的七个工作日前通知"


class AskedTooLate(Conflict):
    """Five working days after he was told (art. 64 (1)); `asked_until` was their end."""

    code = "penalties.hearing-asked-too-late"
    said = "已超过五个工作日，不能再要求听证"


def require_after(first: date, then: date, today: date, article: str) -> None:
    """Raise DatesInOrder unless one day comes after, or is, another, and is not in the future (by `article`)."""
    if not first <= then <= today:
        said = {"first": first.isoformat(), "then": then.isoformat(), "today": today.isoformat()}
        raise DatesInOrder("one comes after the other, and not in the future", article=article, **said)


def require_in_order(*, ended_on: date, found_on: date, today: date) -> None:
    """Raise DatesInOrder unless the act ended before it was found, and that is not in the future."""
    if not ended_on <= found_on <= today:
        said = {"ended_on": ended_on.isoformat(), "found_on": found_on.isoformat(), "today": today.isoformat()}
        raise DatesInOrder("an act ends, is found, and is filed", article="行政处罚法 36、54", **said)


def require_within_limitation(*, ended_on: date, found_on: date, life: bool) -> None:
    """Raise OutOfTime where an act was found too late; a continuing one counts from its end (art. 36).

    `life`: it concerned life and health or financial safety, and did harm.
    """
    years = LIFE_LIMITATION_YEARS if life else LIMITATION_YEARS
    last = add_months(ended_on, years * MONTHS_OF_A_YEAR)
    if found_on > last:
        raise OutOfTime("found too late", last=last.isoformat(), years=years, article="行政处罚法 36")


def deadline_to_decide(filed_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when it is decided: ninety days after filing (art. 60)."""
    return calendar.deadline_after(filed_at, DECIDE_DAYS, TermUnit.CALENDAR_DAYS)


def require_decided_in_time(now: datetime, due_at: datetime) -> None:
    """Raise DecisionTooLate (art. 60)."""
    if now > due_at:
        raise DecisionTooLate("ninety days are over", due_at=due_at.isoformat(), article="行政处罚法 60")


def require_extendable(due_at: datetime, now: datetime, extended_days: int) -> None:
    """Raise DecisionTooLate, ExtendedAlready: it is put off before it is late, and once (art. 60)."""
    require_decided_in_time(now, due_at)
    if extended_days:
        raise ExtendedAlready("put off already", days=extended_days, article="行政处罚法 60")


def extended(due_at: datetime, days: int, most: int) -> datetime:
    """Return until when it is decided where a rule lets it be put off by days. Raises ExtendedTooLong (art. 60)."""
    if not 1 <= days <= most:
        raise ExtendedTooLong("no rule gives so many days", most=most, article="行政处罚法 60")
    return due_at + timedelta(days=days)


def deadline_to_defend(notified_at: datetime, days: int, calendar: WorkCalendar) -> Deadline:
    """Return until when the party may be heard at the least: the law names no number, the notice does (art. 44)."""
    return calendar.deadline_after(notified_at, days, TermUnit.WORKING_DAYS, ends=TermEnd.MIDNIGHT)


def deadline_to_ask_hearing(notified_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when a hearing is asked for: five working days (art. 64 (1), 85)."""
    return calendar.deadline_after(notified_at, ASK_HEARING_DAYS, TermUnit.WORKING_DAYS, ends=TermEnd.MIDNIGHT)


def require_asked_in_time(now: datetime, due_at: datetime) -> None:
    """Raise AskedTooLate (art. 64 (1))."""
    if now > due_at:
        raise AskedTooLate("the five days are over", asked_until=due_at.isoformat(), article="行政处罚法 64")


def require_hearing_day(on: date, told_at: datetime, calendar: WorkCalendar) -> None:
    """Raise HearingTooSoon: told seven working days ahead (art. 64 (2), 85)."""
    ahead = calendar.deadline_after(told_at, HEARING_NOTICE_DAYS, TermUnit.WORKING_DAYS)
    if on <= town_day(ahead.due_at):
        first = town_day(ahead.due_at) + timedelta(days=1)
        raise HearingTooSoon("told seven days ahead", earliest=first.isoformat(), article="行政处罚法 64")


def deadline_to_settle(preserved_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when it is said what becomes of preserved evidence: seven working days (art. 56, 85)."""
    return calendar.deadline_after(preserved_at, PRESERVE_DAYS, TermUnit.WORKING_DAYS)


def deadline_to_hand_in(collected_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when a fine that was taken on the spot is handed in: two working days (art. 71, 85)."""
    return calendar.deadline_after(collected_at, HAND_IN_DAYS, TermUnit.WORKING_DAYS)


def decided_later(due_at: datetime, suspended_at: datetime, now: datetime) -> datetime:
    """Return until when it is decided after it stood still: that time is not counted (art. 60, rules of procedure)."""
    return due_at + (now - suspended_at)


def decided_after_return(due_at: datetime, transferred_on: date, back_on: date) -> datetime:
    """Return until when it is decided what came back: the days at the police are not counted (art. 27, 60)."""
    return due_at + (back_on - transferred_on)


def deadline_to_serve(decided_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when a decision is served on who was not there: seven working days (art. 61, 85)."""
    return calendar.deadline_after(decided_at, SERVE_DAYS, TermUnit.WORKING_DAYS)


def last_day_to_pay(served_on: date) -> date:
    """Return the last day to pay a fine: fifteen calendar days after it was received (art. 67)."""
    return served_on + timedelta(days=PAY_DAYS)


def last_day_of_demand(served_on: date, calendar: WorkCalendar) -> date:
    """Return the last of the ten working days after a demand was served (coercion law 54, 69)."""
    begun = datetime.combine(served_on, time(12), SHANGHAI)
    return town_day(calendar.deadline_after(begun, DEMAND_DAYS, TermUnit.WORKING_DAYS).due_at)


def late_fee_fen(fine_fen: int, days: int) -> int:
    """Return what is added to a fine after days of lateness, in fen: three per cent each, at most the fine (72 (1))."""
    return min(fine_fen * LATE_PERCENT * days // 100, fine_fen)
