"""Which decisions are public, under which name, and until when are they taken back (penalty law art. 48, 50)?"""

from datetime import UTC, date, datetime

import pytest

from enforcement.penalties.domain.sanctions import PartyKind, Sanction, SanctionKind
from enforcement.publications.domain import (
    HiddenAlready,
    HiddenGround,
    NothingToWithdraw,
    Rules,
    deadline_to_withdraw,
    hidden_by_itself,
    is_late,
    is_of_interest,
    public_name,
    require_hideable,
    require_withdrawable,
)
from enforcement.publications.service import rules
from shared.calendar import WorkCalendar, calendar_days_from_package

K, PERSON, COMPANY = SanctionKind, PartyKind.PERSON, PartyKind.ORGANISATION
RULES = Rules(frozenset({K.CLOSE_DOWN}), 2_000, 5_000)
NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sanction", "party", "weighty", "public"),
    [
        (Sanction((K.FINE,), 1_999), PERSON, False, False),
        (Sanction((K.FINE,), 2_000), PERSON, False, True),
        (Sanction((K.FINE,), 2_000), COMPANY, False, False),
        (Sanction((K.CONFISCATE_GAINS,), 0, 5_000), COMPANY, False, True),
        (Sanction((K.CLOSE_DOWN,)), COMPANY, False, True),
        (Sanction((K.WARNING,)), PERSON, False, False),
        (Sanction((K.WARNING,)), PERSON, True, True),
    ],
)
def test_what_is_of_public_interest_is_public(
    sanction: Sanction, party: PartyKind, weighty: bool, public: bool
) -> None:
    assert is_of_interest(sanction, party, RULES, weighty=weighty) is public


def test_the_rules_of_the_installation_can_be_read() -> None:
    assert rules().of(PERSON) <= rules().of(COMPANY)
    assert SanctionKind.CLOSE_DOWN in rules().kinds


@pytest.mark.parametrize(
    ("party", "name", "shown"),
    [
        (PERSON, "张小三", "张某某"),
        (PERSON, "欧阳小三", "欧阳某某"),
        (PERSON, "王五", "王某某"),
        (COMPANY, "示例餐饮有限公司", "示例餐饮有限公司"),
    ],
)
def test_of_a_person_the_surname_is_shown_and_an_organisation_is_named(party: PartyKind, name: str, shown: str) -> None:
    assert public_name(party, name) == shown


@pytest.mark.parametrize(
    ("party", "day", "ground"),
    [
        (PERSON, date(2026, 11, 30), HiddenGround.MINOR),
        (PERSON, date(2026, 12, 1), None),
        (COMPANY, date(2026, 11, 29), None),
    ],
)
def test_minors_are_never_shown(party: PartyKind, day: date, ground: HiddenGround | None) -> None:
    assert hidden_by_itself(party, "320585200811301234", day) is ground


def test_it_is_taken_back_within_three_working_days() -> None:
    calendar = WorkCalendar({day.day: day.is_workday for day in calendar_days_from_package([2026])}, version="2026")
    due = deadline_to_withdraw(NOON, calendar).due_at
    assert due.date() == date(2026, 12, 2)
    assert not is_late(due, None, due)
    assert is_late(due, None, datetime(2026, 12, 3, 4, tzinfo=UTC))
    assert not is_late(due, due, datetime(2026, 12, 3, 4, tzinfo=UTC))


def test_only_what_is_due_is_taken_back_and_once() -> None:
    require_withdrawable(NOON, None)
    for due, done in ((None, None), (NOON, NOON)):
        with pytest.raises(NothingToWithdraw):
            require_withdrawable(due, done)


def test_what_is_hidden_is_hidden_once() -> None:
    require_hideable(None)
    with pytest.raises(HiddenAlready):
        require_hideable(HiddenGround.PRIVACY)
