"""What the rules of the citizen's view promise."""

from datetime import UTC, date, datetime, timedelta

import pytest

from approval_window.appeals.domain import AppealState
from approval_window.applications.domain.states import ApplicationState
from approval_window.progress.domain import (
    ALLOWED,
    APPEAL_WORDS,
    APPLICATION_WORDS,
    BEGINNINGS,
    DAY_WORDS,
    RENEWAL_WORDS,
    WINDOW,
    Attempts,
    Counted,
    DayKind,
    PaperKind,
    address_counted,
    days_of_appeal,
    days_of_application,
    paper_of,
    seconds_refused,
    tidy_code,
    tidy_number,
)
from approval_window.receipts import Paper
from tests.architecture.said import HAN

NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
NUMBER = "BJ-320585102-2026-000001"
LIMIT = ALLOWED[Counted.NUMBER]


def test_every_state_of_an_application_has_words_for_its_applicant() -> None:
    assert set(APPLICATION_WORDS) == set(RENEWAL_WORDS) == set(ApplicationState)


def test_every_state_of_an_appeal_and_every_day_has_words() -> None:
    assert set(APPEAL_WORDS) == set(AppealState)
    assert set(DAY_WORDS) == set(DayKind)


def test_all_words_are_chinese_and_no_two_states_say_the_same() -> None:
    for words in (list(APPLICATION_WORDS.values()), list(APPEAL_WORDS.values()), list(DAY_WORDS.values())):
        assert all(HAN.search(said) for said in words)
        assert len(set(words)) == len(words)


def test_what_a_citizen_takes_home_can_be_asked_for() -> None:
    asked_for = {Paper.APPLICATION: PaperKind.APPLICATION, Paper.APPEAL: PaperKind.APPEAL}

    assert {str(one): kind for one, kind in asked_for.items()} == BEGINNINGS


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        f"  {NUMBER}\n",
        "ＢＪ－３２０５８５１０２－２０２６－０００００１",
        NUMBER.replace("-", " – "),
    ],
)
def test_a_number_is_known_whatever_keyboard_it_was_typed_on(typed: str) -> None:
    assert tidy_number(typed) == NUMBER


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd 2345", "abcd-2345", "ＡＢＣＤ２３４５", "\tABCD—2345"])
def test_a_code_is_known_whatever_keyboard_it_was_typed_on(typed: str) -> None:
    assert tidy_code(typed) == "ABCD2345"


@pytest.mark.parametrize(
    ("number", "paper"),
    [
        (NUMBER, PaperKind.APPLICATION),
        ("SQ-320585102-2026-1234567", PaperKind.APPEAL),
        ("XX-320585102-2026-000001", None),
        ("BJ-320585102-2026-00001", None),
        ("BJ-320585102-2026-000001'", None),
        ("BJ-320585102-2026-٠٠٠٠٠١", None),
        ("\x00", None),
        ("", None),
    ],
)
def test_only_what_can_be_a_number_is_one(number: str, paper: PaperKind | None) -> None:
    assert paper_of(number) is paper


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_counts_as_what_one_person_has_of_them(host: str, counted: str) -> None:
    assert address_counted(host) == counted


@pytest.mark.parametrize(
    ("wrong", "more", "seconds"), [(LIMIT - 1, 1, 0), (LIMIT, 0, 0), (LIMIT, 1, 840), (99, 0, 840)]
)
def test_who_was_wrong_too_often_waits_until_the_window_is_over(wrong: int, more: int, seconds: int) -> None:
    attempts = [Attempts(Counted.NUMBER, wrong, NOON)]

    assert seconds_refused(attempts, NOON + timedelta(minutes=1), more=more) == seconds


def test_part_of_a_second_is_waited_for_as_a_whole_one() -> None:
    attempts = [Attempts(Counted.NUMBER, LIMIT + 1, NOON)]

    assert seconds_refused(attempts, NOON + WINDOW - timedelta(milliseconds=1)) == 1
    assert seconds_refused(attempts, NOON + WINDOW) == 0


def test_who_is_refused_for_number_and_address_waits_for_the_later_end() -> None:
    attempts = [Attempts(Counted.NUMBER, 99, NOON), Attempts(Counted.ADDRESS, 99, NOON + timedelta(minutes=5))]

    assert seconds_refused(attempts, NOON + timedelta(minutes=5)) == WINDOW.total_seconds()


def test_nobody_waits_before_anything_was_wrong() -> None:
    assert seconds_refused([], NOON, more=1) == 0


RUNNING = {
    DayKind.NOTICE_DUE: {"received"},
    DayKind.PROMISE_DUE: {"accepted"},
    DayKind.DECISION_DUE: {"accepted"},
    DayKind.RENEWAL_DUE: {"received", "accepted", "paused"},
    DayKind.DELIVERY_DUE: {"granted", "refused"},
}


@pytest.mark.parametrize("state", ApplicationState)
def test_until_when_something_is_due_is_spoken_of_only_while_it_may_still_come(state: ApplicationState) -> None:
    days = days_of_application(state, dict.fromkeys(DayKind, NOON.date()), provisional=True)

    due = {day.kind: day.provisional for day in days if day.kind in RUNNING}
    assert due == {kind: kind is not DayKind.RENEWAL_DUE for kind, states in RUNNING.items() if state in states}
    assert [day.kind for day in days] == [kind for kind in DayKind if kind in due or kind not in RUNNING]


def test_days_that_have_not_come_are_not_shown() -> None:
    known = {DayKind.RECEIVED: NOON.date(), DayKind.DECIDED: None}

    assert [day.kind for day in days_of_application(ApplicationState.ACCEPTED, known, provisional=False)] == [
        "received"
    ]


def test_days_are_those_of_the_town_and_come_in_their_order() -> None:
    evening = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)

    days = days_of_appeal(evening, evening, None)

    assert [(day.kind, day.on) for day in days] == [
        (DayKind.RECEIVED, date(2026, 12, 1)),
        (DayKind.ANSWERED, date(2026, 12, 1)),
    ]
