"""What the administrative penalty law says of terms and penalties, paragraph by paragraph, with edge days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from enforcement.penalties.domain.sanctions import (
    AboveSimple,
    AmountMisfit,
    HearingLimits,
    Heavier,
    NothingImposed,
    PartyKind,
    Sanction,
    SanctionKind,
    needs_hearing,
    require_not_heavier,
    require_simple,
    require_sound,
)
from enforcement.penalties.domain.terms import (
    AskedTooLate,
    DatesInOrder,
    DecisionTooLate,
    HearingTooSoon,
    OutOfTime,
    deadline_to_ask_hearing,
    deadline_to_decide,
    deadline_to_defend,
    deadline_to_serve,
    last_day_to_pay,
    late_fee_fen,
    require_asked_in_time,
    require_decided_in_time,
    require_hearing_day,
    require_in_order,
    require_within_limitation,
)
from shared.calendar import SHANGHAI, WorkCalendar, calendar_days_from_package

CALENDAR = WorkCalendar({d.day: d.is_workday for d in calendar_days_from_package([2025, 2026])}, version="2026")
MINUTE = timedelta(minutes=1)
K, PERSON, ORGANISATION = SanctionKind, PartyKind.PERSON, PartyKind.ORGANISATION
LIMITS = HearingLimits(person_fen=500_000, organisation_fen=5_000_000)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI).astimezone(UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def fine(fen: int) -> Sanction:
    return Sanction((K.FINE,), fine_fen=fen)


@pytest.mark.parametrize(
    ("ended", "life", "last"),
    [
        ("2024-03-15", False, "2026-03-15"),
        ("2024-02-29", False, "2026-02-28"),  # a day that its year does not have
        ("2023-12-31", False, "2025-12-31"),
        ("2021-03-15", True, "2026-03-15"),
    ],
)
def test_what_is_found_after_two_or_five_years_is_not_punished(ended: str, life: bool, last: str) -> None:
    require_within_limitation(ended_on=day(ended), found_on=day(last), life=life)
    with pytest.raises(OutOfTime):
        require_within_limitation(ended_on=day(ended), found_on=day(last) + timedelta(days=1), life=life)


@pytest.mark.parametrize(
    ("ended", "found", "today"),
    [("2026-03-03", "2026-03-02", "2026-03-04"), ("2026-03-01", "2026-03-05", "2026-03-04")],
)
def test_nothing_is_found_before_it_ended_or_tomorrow(ended: str, found: str, today: str) -> None:
    with pytest.raises(DatesInOrder):
        require_in_order(ended_on=day(ended), found_on=day(found), today=day(today))


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2026-03-02T10:00", "2026-06-01T00:00"),
        ("2025-11-30T23:59", "2026-03-01T00:00"),  # over the year's end: calendar days
    ],
)
def test_it_is_decided_within_ninety_calendar_days(filed: str, due: str) -> None:
    end = deadline_to_decide(at(filed), CALENDAR).due_at
    assert end == at(due)
    require_decided_in_time(end, end)
    with pytest.raises(DecisionTooLate):
        require_decided_in_time(end + MINUTE, end)


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ("2026-03-02T10:00", "2026-03-10T00:00"),
        ("2026-09-14T10:00", "2026-09-21T00:00"),  # a make-up Sunday counts
        ("2025-12-29T10:00", "2026-01-07T00:00"),  # over the year's end
    ],
)
def test_a_hearing_is_asked_for_and_a_defence_stated_within_five_working_days(told: str, until: str) -> None:
    end = deadline_to_ask_hearing(at(told), CALENDAR).due_at
    assert end == at(until) == deadline_to_defend(at(told), 5, CALENDAR).due_at
    require_asked_in_time(end, end)
    with pytest.raises(AskedTooLate):
        require_asked_in_time(end + MINUTE, end)


@pytest.mark.parametrize(("told", "first"), [("2026-03-02T10:00", "2026-03-12"), ("2026-09-28T10:00", "2026-10-14")])
def test_a_hearing_is_told_seven_working_days_ahead(told: str, first: str) -> None:
    require_hearing_day(day(first), at(told), CALENDAR)
    with pytest.raises(HearingTooSoon):
        require_hearing_day(day(first) - timedelta(days=1), at(told), CALENDAR)


def test_a_decision_is_served_within_seven_working_days_and_paid_within_fifteen_calendar_days() -> None:
    assert deadline_to_serve(at("2026-03-02T10:00"), CALENDAR).due_at == at("2026-03-11T17:30")
    assert last_day_to_pay(day("2026-02-20")) == day("2026-03-07")


@pytest.mark.parametrize(
    ("days", "added"),
    [(0, 0), (1, 3_000), (33, 99_000), (34, 100_000), (365, 100_000)],  # never more than the fine
)
def test_three_per_cent_a_day_are_added_at_most_the_fine(days: int, added: int) -> None:
    assert late_fee_fen(100_000, days) == added


@pytest.mark.parametrize(
    ("sanction", "party", "simple"),
    [
        (fine(20_000), PERSON, True),
        (fine(20_001), PERSON, False),
        (fine(300_000), ORGANISATION, True),
        (fine(300_001), ORGANISATION, False),
        (Sanction((K.WARNING,)), PERSON, True),
        (Sanction((K.CRITICISM,)), PERSON, False),
        (Sanction((K.CONFISCATE_GOODS,), goods_fen=1), PERSON, False),
    ],
)
def test_on_the_spot_a_warning_or_a_small_fine(sanction: Sanction, party: PartyKind, simple: bool) -> None:
    if simple:
        require_simple(sanction, party)
        return
    with pytest.raises(AboveSimple):
        require_simple(sanction, party)


@pytest.mark.parametrize(
    ("sanction", "party", "heard"),
    [
        (fine(499_999), PERSON, False),
        (fine(500_000), PERSON, True),
        (fine(500_000), ORGANISATION, False),
        (fine(5_000_000), ORGANISATION, True),
        (Sanction((K.CONFISCATE_GAINS,), confiscated_fen=5_000_000), ORGANISATION, True),
        (Sanction((K.CONFISCATE_GOODS,), goods_fen=4_999_999), ORGANISATION, False),
        (Sanction((K.CONFISCATE_GOODS,), goods_fen=5_000_000), ORGANISATION, True),
        (Sanction((K.SUSPEND_LICENCE,)), ORGANISATION, False),
        *((Sanction((kind,)), PERSON, True) for kind in (K.LOWER_GRADE, K.REVOKE_LICENCE, K.STOP_BUSINESS)),
        *((Sanction((kind,)), PERSON, True) for kind in (K.CLOSE_DOWN, K.BAN)),
    ],
)
def test_a_hearing_is_offered_for_what_weighs_heavily(sanction: Sanction, party: PartyKind, heard: bool) -> None:
    assert needs_hearing(sanction, party, LIMITS) is heard


@pytest.mark.parametrize(
    ("told", "decided", "fits"),
    [
        (fine(10), fine(10), True),
        (fine(10), fine(9), True),
        (fine(10), fine(11), False),
        (fine(10), Sanction((K.WARNING,)), True),
        (Sanction((K.WARNING,)), fine(1), False),
        (fine(10), Sanction((K.FINE, K.STOP_BUSINESS), fine_fen=1), False),
        (fine(10), Sanction((K.FINE, K.CONFISCATE_GOODS), fine_fen=1, goods_fen=1), False),
        (Sanction((K.CONFISCATE_GOODS,), goods_fen=9), Sanction((K.CONFISCATE_GOODS,), goods_fen=9), True),
        (Sanction((K.CONFISCATE_GOODS,), goods_fen=9), Sanction((K.CONFISCATE_GOODS,), goods_fen=10), False),
    ],
)
def test_nothing_heavier_than_what_was_told(told: Sanction, decided: Sanction, fits: bool) -> None:
    if fits:
        require_not_heavier(decided, told, defended=True)
        return
    with pytest.raises(Heavier) as refused:
        require_not_heavier(decided, told, defended=True)
    assert refused.value.facts["article"] == "行政处罚法 45"


@pytest.mark.parametrize(
    ("sanction", "refusal"),
    [
        (Sanction(()), NothingImposed),
        (Sanction((K.FINE,)), AmountMisfit),
        (Sanction((K.WARNING,), fine_fen=1), AmountMisfit),
        (Sanction((K.CONFISCATE_GOODS,)), AmountMisfit),
        (Sanction((K.CONFISCATE_GOODS,), confiscated_fen=1), AmountMisfit),
        (Sanction((K.CONFISCATE_GAINS,), goods_fen=1), AmountMisfit),
        (Sanction((K.CONFISCATE_GAINS, K.CONFISCATE_GOODS), confiscated_fen=1), AmountMisfit),
        (Sanction((K.FINE,), fine_fen=1, goods_fen=1), AmountMisfit),
        (Sanction((K.FINE,), fine_fen=1, confiscated_fen=1), AmountMisfit),
    ],
)
def test_amounts_belong_to_fines_and_confiscations(sanction: Sanction, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        require_sound(sanction)
