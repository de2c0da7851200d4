"""Who is told of a hearing, who asks for it, when is it held, who chairs it, and what waits for it (art. 46-48)?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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


class HearingNotTold(Conflict):
    """It concerns others greatly: before it is decided they are told of their right (licence law art. 36, 47)."""

    code = "applications.hearing-not-told"
    said = "直接涉及他人重大利益的，作出决定前应当告知听证权利"


class HearingNotAnnounced(Conflict):
    """`basis` is the law by which it is heard in public before it is decided (licence law art. 46)."""

    code = "applications.hearing-not-announced"
    said = "依法应当听证的事项，应当公告并举行听证后方可决定"


class HearingUnderWay(Conflict):
    """One is announced, asked for or was held already."""

    code = "applications.hearing-under-way"
    said = "已经公告、提出或者举行过听证"


class RecordNotRegarded(Invalid):
    """Who decides after a hearing says how that follows from its record (licence law art. 48, last paragraph)."""

    code = "applications.hearing-record-not-regarded"
    said = "举行过听证的，应当根据听证笔录作出决定并写明"


@dataclass(frozen=True, slots=True)
class Hearing:
    """What there is of a hearing: told until when it may be asked for, asked for, waived, announced, held."""

    ask_due_at: datetime | None
    asked_at: datetime | None
    waived_at: datetime | None
    held_on: date | None
    announced_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Tell whether it is still to be held: somebody asked for it, or it was announced."""
        return bool(self.asked_at or self.announced_at) and self.held_on is None


def deadline_to_ask(told_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when a hearing may be asked for: it runs for a citizen, so until midnight (licence law art. 47)."""
    return calendar.deadline_after(told_at, ASK_WORKING_DAYS, TermUnit.WORKING_DAYS, ends=TermEnd.MIDNIGHT)


def deadline_to_hold(asked_at: datetime, calendar: WorkCalendar) -> Deadline:
    """Return until when a hearing that was asked for is held (licence law art. 47)."""
    return calendar.deadline_after(asked_at, HOLD_WORKING_DAYS, TermUnit.WORKING_DAYS)


def require_askable(hearing: Hearing | None, now: datetime) -> None:
    """Raise NoHearing, AskedTooLate (licence law art. 47)."""
    if hearing is None or hearing.asked_at or hearing.waived_at or hearing.held_on or hearing.ask_due_at is None:
        raise NoHearing("nobody was told of a hearing that he could still ask for")
    if now > hearing.ask_due_at:
        raise AskedTooLate(
            "the five days are over", asked_until=hearing.ask_due_at.isoformat(), article="行政许可法 47"
        )


def require_day_ahead(on: date, notified: datetime, calendar: WorkCalendar) -> None:
    """Raise NotifiedTooShort for a hearing on a day (licence law art. 48 (1))."""
    ahead = calendar.deadline_after(notified, NOTICE_WORKING_DAYS, TermUnit.WORKING_DAYS)
    earliest = town_day(ahead.due_at)
    if on <= earliest:
        raise NotifiedTooShort("notified seven days ahead", earliest=earliest.isoformat(), article="行政许可法 48")


def require_fit_day(on: date, notified: datetime, asked_at: datetime, calendar: WorkCalendar) -> None:
    """Raise NotifiedTooShort, HeldTooLate for a hearing on a day (licence law art. 47, 48 (1))."""
    require_day_ahead(on, notified, calendar)
    latest = town_day(deadline_to_hold(asked_at, calendar).due_at)
    if on > latest:
        raise HeldTooLate("held within twenty days", held_until=latest.isoformat(), article="行政许可法 47")


def working_days_until(on: date, now: datetime, calendar: WorkCalendar) -> int:
    """Return how many working days a clock stands still for a hearing on a day, as its applicant is told (art. 45)."""
    days = (on - town_day(now)).days
    return sum(calendar.is_workday(on - timedelta(days=before)) for before in range(days))


def require_announceable(hearing: Hearing | None, *, moved: bool) -> None:
    """Raise HearingUnderWay where one is asked for or was held: one is enough (licence law art. 46).

    One that is announced may be `moved` to another day; raise NoHearing where there is none.
    """
    if moved:
        if hearing is None or not hearing.announced_at or not hearing.waits:
            raise NoHearing("no hearing is announced that could be moved")
    elif hearing is not None and (hearing.waits or hearing.held_on):
        raise HearingUnderWay("there is a hearing already", article="行政许可法 46")


def require_announced(basis: str | None, hearing: Hearing | None) -> None:
    """Raise HearingNotAnnounced before it is decided what a law wants to be heard in public (licence law art. 46)."""
    if basis is not None and (hearing is None or not hearing.announced_at or not hearing.held_on):
        raise HearingNotAnnounced("it is announced and heard first", basis=basis, article="行政许可法 46")


def require_told(hearing: Hearing | None, *, concerns_others: bool) -> None:
    """Raise HearingNotTold before it is decided what concerns others greatly (licence law art. 36, 47).

    Whoever was heard in public was told of it by the announcement.
    """
    if concerns_others and hearing is None:
        raise HearingNotTold("who is concerned is told first", article="行政许可法 47")


def require_regard(hearing: Hearing | None, on_record: str | None) -> None:
    """Raise RecordNotRegarded where it was heard, and a decision rests on no record (art. 48, last paragraph)."""
    if hearing is not None and hearing.held_on and not on_record:
        raise RecordNotRegarded("say how it follows from the record", article="行政许可法 48")


def require_chair(chair: str, examiners: Collection[str]) -> None:
    """Raise ChairExamines (licence law art. 48 (3))."""
    if chair in examiners:
        raise ChairExamines("another person chairs", article="行政许可法 48")


def require_heard(hearing: Hearing | None, now: datetime) -> None:
    """Raise HearingPending before it is decided: to be held, or still to be asked for (licence law art. 46, 47)."""
    if hearing is None or hearing.held_on or (hearing.waived_at and not hearing.waits):
        return
    if hearing.waits or (hearing.ask_due_at is not None and now <= hearing.ask_due_at):
        raise HearingPending("a hearing is pending", article="行政许可法 47")


def require_held_first(hearing: Hearing | None) -> None:
    """Raise HearingPending before the clock goes on without a hearing that is to be held (licence law art. 45-47)."""
    if hearing is not None and hearing.waits:
        raise HearingPending("the hearing is held first", article="行政许可法 47")


def require_record(on: date, today: date, signed_by: Collection[str]) -> None:
    """Raise NotHeldYet, RecordUnsigned (licence law art. 48 (5))."""
    if today < on:
        raise NotHeldYet("its day has not come", on=on.isoformat())
    if not signed_by:
        raise RecordUnsigned("who took part signs the record", article="行政许可法 48")
