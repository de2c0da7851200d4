"""Who may ask for a hearing until when, when is it held, who chairs it, and what waits for it (art. 47, 48)?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from shared.calendar import Deadline, TermEnd, TermUnit, WorkCalendar
from shared.clock import town_day
from shared.errors import Conflict, Forbidden, Invalid

# Art. 47: asked for within five days of being told, held within twenty of that; art. 48: notified seven ahead.
ASK_WORKING_DAYS, HOLD_WORKING_DAYS, NOTICE_WORKING_DAYS = 5, 20, 7


class HearingToldAlready(Conflict):
    code = "applications.hearing-told"
    said = "已告知听证权利"


class NoHearing(Conflict):
    """Nobody was told of a right to a hearing, nobody has asked for one, or none is fixed."""

    code = "applications.no-hearing"
    said = "尚未告知、提出或者安排听证"


class AskedTooLate(Conflict):
    """Five working days after he was told; `asked_until` was its end (licence law art. 47)."""

    code = "applications.hearing-asked-too-late"
    said = "已超过五个工作日，不能再提出听证申请"


class HearingPending(Conflict):
    """It is not decided while a hearing may still be asked for, or has been and was not held (licence law art. 47)."""

    code = "applications.hearing-pending"
    said = "听证申请期限未满或者听证尚未举行，不能作出决定"


class NotifiedTooShort(Invalid):
    """Time and place are notified seven working days ahead (licence law art. 48 (1)); `earliest` is the first day."""

    code = "applications.hearing-notified-too-short"
    said = "应当于举行听证的七个工作日前通知"


class HeldTooLate(Invalid):
    """Within twenty working days of being asked for; `held_until` is the last day (licence law art. 47)."""

    code = "applications.hearing-too-late"
    said = "应当在提出听证申请之日起二十个工作日内组织听证"


class ChairExamines(Forbidden):
    """Who examines an application does not chair its hearing (licence law art. 48 (3))."""

    code = "applications.chair-examines"
    said = "听证主持人不得是审查该申请的工作人员"


class NotHeldYet(Conflict):
    code = "applications.hearing-not-held"
    said = "尚未到举行听证之日"


class RecordUnsigned(Invalid):
    """Who took part confirms the record by his signature (licence law art. 48 (5))."""

    code = "applications.hearing-unsigned"
    said = "听证笔录须经听证参加人确认并签字"


@dataclass(frozen=True, slots=True)
class Hearing:
    """What there is of a hearing: told until when it may be asked for, asked for, waived, fixed and held."""

    ask_due_at: datetime
    asked_at: datetime | None
    waived_at: datetime | None
    held_on: date | None


def deadline_to_ask(told_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when a hearing may be asked for: it runs for a citizen, so until midnight (licence law art. 47)."""
    return calendar.deadline_after(told_at, ASK_WORKING_DAYS, TermUnit.WORKING_DAYS, ends=TermEnd.MIDNIGHT)


def deadline_to_hold(asked_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when a hearing that was asked for is held (licence law art. 47)."""
    return calendar.deadline_after(asked_at, HOLD_WORKING_DAYS, TermUnit.WORKING_DAYS)


def require_askable(hearing: Hearing | None, now: datetime) -> None:
    """Raise NoHearing, AskedTooLate (licence law art. 47)."""
    if hearing is None or hearing.asked_at or hearing.waived_at:
        raise NoHearing("nobody was told of a hearing that he could still ask for")
    if now > hearing.ask_due_at:
        raise AskedTooLate(
            "the five days are over", asked_until=hearing.ask_due_at.isoformat(), article="行政许可法 47"
        )


def require_fit_day(on: date, notified: datetime, asked_at: datetime, calendar: WorkCalendar) -> None:
    """Raise NotifiedTooShort, HeldTooLate for a hearing on a day (licence law art. 47, 48 (1))."""
    ahead = calendar.deadline_after(notified, NOTICE_WORKING_DAYS, TermUnit.WORKING_DAYS)
    earliest, latest = town_day(ahead.due_at), town_day(deadline_to_hold(asked_at, calendar).due_at)
    if on <= earliest:
        raise NotifiedTooShort("notified seven days ahead", earliest=earliest.isoformat(), article="行政许可法 48")
    if on > latest:
        raise HeldTooLate("held within twenty days", held_until=latest.isoformat(), article="行政许可法 47")


def require_chair(chair: str, examiners: Collection[str]) -> None:
    """Raise ChairExamines (licence law art. 48 (3))."""
    if chair in examiners:
        raise ChairExamines("another person chairs", article="行政许可法 48")


def require_heard(hearing: Hearing | None, now: datetime) -> None:
    """Raise HearingPending before it is decided: asked for and not held, or still to be asked for (art. 47)."""
    if hearing is None or hearing.held_on or hearing.waived_at:
        return
    if hearing.asked_at or now <= hearing.ask_due_at:
        raise HearingPending("a hearing is pending", article="行政许可法 47")


def require_held_first(hearing: Hearing | None) -> None:
    """Raise HearingPending before the clock goes on without a hearing that was asked for (licence law art. 45, 47)."""
    if hearing is not None and hearing.asked_at and not hearing.held_on:
        raise HearingPending("the hearing is held first", article="行政许可法 47")


def require_record(on: date, today: date, signed_by: Collection[str]) -> None:
    """Raise NotHeldYet, RecordUnsigned (licence law art. 48 (5))."""
    if today < on:
        raise NotHeldYet("its day has not come", on=on.isoformat())
    if not signed_by:
        raise RecordUnsigned("who took part signs the record", article="行政许可法 48")
