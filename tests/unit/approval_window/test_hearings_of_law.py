"""What art. 46 to 48 of the licence law say of a hearing, paragraph by paragraph, with edge days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from approval_window.applications.domain.hearings import (
    AskedTooLate,
    ChairExamines,
    Hearing,
    HearingNotAnnounced,
    HearingNotTold,
    HearingPending,
    HearingUnderWay,
    HeldTooLate,
    NoHearing,
    NotHeldYet,
    NotifiedTooShort,
    RecordNotRegarded,
    RecordUnsigned,
    deadline_to_ask,
    deadline_to_hold,
    require_announceable,
    require_announced,
    require_askable,
    require_chair,
    require_day_ahead,
    require_fit_day,
    require_heard,
    require_held_first,
    require_record,
    require_regard,
    require_told,
    working_days_until,
)
from shared.calendar import SHANGHAI, WorkCalendar, calendar_days_from_package

CALENDAR = WorkCalendar({d.day: d.is_workday for d in calendar_days_from_package([2025, 2026])}, version="2026")
MINUTE = timedelta(minutes=1)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI).astimezone(UTC)


TOLD, ASKED = at("2026-03-02T10:00"), at("2026-03-05T10:00")
DUE = at("2026-03-10T00:00")
FRESH = Hearing(DUE, None, None, None)
DAY = date(2026, 3, 20)
ANNOUNCED, HEARD = Hearing(None, None, None, None, TOLD), Hearing(None, None, None, DAY, TOLD)


@pytest.mark.parametrize(
    ("told", "until"),
    [
        (TOLD, DUE),  # five usual days, until midnight: it runs for a citizen
        (at("2026-09-14T10:00"), at("2026-09-21T00:00")),  # a make-up Sunday counts
        (at("2025-12-29T10:00"), at("2026-01-07T00:00")),  # over the year's end
    ],
)
def test_a_hearing_is_asked_for_within_five_working_days(told: datetime, until: datetime) -> None:
    assert deadline_to_ask(told, CALENDAR).due_at == until


def test_it_may_be_asked_for_in_the_last_minute_and_once() -> None:
    require_askable(FRESH, DUE)
    with pytest.raises(AskedTooLate):
        require_askable(FRESH, DUE + MINUTE)
    for settled in (None, Hearing(DUE, ASKED, None, None), Hearing(DUE, None, ASKED, None), ANNOUNCED, HEARD):
        with pytest.raises(NoHearing):
            require_askable(settled, TOLD)


def test_it_is_held_within_twenty_working_days_of_being_asked_for() -> None:
    assert deadline_to_hold(ASKED, CALENDAR).due_at == at("2026-04-02T17:30")


@pytest.mark.parametrize(
    ("on", "refusal"),
    [
        (date(2026, 3, 16), NotifiedTooShort),  # the seventh working day after the 5th
        (date(2026, 3, 17), None),
        (date(2026, 4, 2), None),
        (date(2026, 4, 3), HeldTooLate),
    ],
)
def test_its_day_is_notified_seven_days_ahead_and_is_within_the_twenty(
    on: date, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        require_fit_day(on, ASKED, ASKED, CALENDAR)
    else:
        with pytest.raises(refusal):
            require_fit_day(on, ASKED, ASKED, CALENDAR)


def test_who_examines_does_not_chair() -> None:
    require_chair("c", {"a", "b"})
    with pytest.raises(ChairExamines):
        require_chair("a", {"a", "b"})


@pytest.mark.parametrize(
    ("hearing", "now", "waits"),
    [
        (None, TOLD, False),
        (FRESH, DUE, True),  # it may still be asked for
        (FRESH, DUE + MINUTE, False),
        (Hearing(DUE, ASKED, None, None), DUE + timedelta(days=30), True),  # asked for, and not held
        (Hearing(DUE, ASKED, None, date(2026, 3, 20)), DUE, False),
        (Hearing(DUE, None, ASKED, None), ASKED, False),  # all do without
        (ANNOUNCED, DUE + timedelta(days=30), True),  # announced, and not held
        (HEARD, DUE, False),
    ],
)
def test_it_is_decided_when_no_hearing_waits(hearing: Hearing | None, now: datetime, waits: bool) -> None:
    if waits:
        with pytest.raises(HearingPending):
            require_heard(hearing, now)
    else:
        require_heard(hearing, now)


def test_the_clock_goes_on_when_what_was_asked_for_was_held() -> None:
    for settled in (None, FRESH, Hearing(DUE, ASKED, None, date(2026, 3, 20))):
        require_held_first(settled)
    for waits in (Hearing(DUE, ASKED, None, None), ANNOUNCED):
        with pytest.raises(HearingPending):
            require_held_first(waits)


def test_its_record_is_of_its_day_and_signed() -> None:
    day = date(2026, 3, 20)

    require_record(day, day, ["甲"])
    with pytest.raises(NotHeldYet):
        require_record(day, date(2026, 3, 19), ["甲"])
    with pytest.raises(RecordUnsigned):
        require_record(day, day, [])


@pytest.mark.parametrize(
    ("hearing", "moved", "refusal"),
    [
        (None, False, None),
        (FRESH, False, None),  # told of, and not asked for
        (Hearing(DUE, None, ASKED, None), False, None),  # all would do without; the organ would not
        (Hearing(DUE, ASKED, None, None), False, HearingUnderWay),
        (HEARD, False, HearingUnderWay),
        (ANNOUNCED, True, None),  # to another day
        (None, True, NoHearing),
        (Hearing(DUE, ASKED, None, None), True, NoHearing),
        (HEARD, True, NoHearing),
    ],
)
def test_the_organ_announces_one_hearing_and_may_move_it(
    hearing: Hearing | None, moved: bool, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        require_announceable(hearing, moved=moved)
    else:
        with pytest.raises(refusal):
            require_announceable(hearing, moved=moved)


@pytest.mark.parametrize(
    ("basis", "hearing", "fits"),
    [
        (None, None, True),
        ("某条例第九条", HEARD, True),
        ("某条例第九条", None, False),
        ("某条例第九条", ANNOUNCED, False),
        (
            "某条例第九条",
            Hearing(DUE, ASKED, None, DAY),
            False,
        ),  # held because somebody asked, and not in public notice
    ],
)
def test_what_a_law_wants_to_be_heard_is_announced_and_held_first(
    basis: str | None, hearing: Hearing | None, fits: bool
) -> None:
    if fits:
        require_announced(basis, hearing)
    else:
        with pytest.raises(HearingNotAnnounced):
            require_announced(basis, hearing)


def test_who_is_concerned_is_told_before_it_is_decided() -> None:
    require_told(None, concerns_others=False)
    for told in (FRESH, HEARD):
        require_told(told, concerns_others=True)
    with pytest.raises(HearingNotTold):
        require_told(None, concerns_others=True)


def test_a_decision_after_a_hearing_rests_on_its_record() -> None:
    for none in (None, FRESH, Hearing(DUE, None, ASKED, None)):
        require_regard(none, None)
    require_regard(HEARD, "笔录载明无异议")
    for said in (None, ""):
        with pytest.raises(RecordNotRegarded):
            require_regard(HEARD, said)


def test_an_announced_day_is_more_than_seven_working_days_ahead_and_its_applicant_is_told_how_many() -> None:
    with pytest.raises(NotifiedTooShort):
        require_day_ahead(date(2026, 3, 16), ASKED, CALENDAR)
    require_day_ahead(date(2026, 6, 1), ASKED, CALENDAR)

    assert working_days_until(date(2026, 3, 17), ASKED, CALENDAR) == 8
