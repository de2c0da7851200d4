"""How long does a certificate hold, who is qualified by it, and who may coach?"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.training.domain.certificates import (
    Certificate,
    Requirement,
    decide_renewal,
    decide_revocation,
    is_qualified,
    last_day,
    require_confirmable,
    requirement_on,
)
from dispatch.training.domain.coaching import (
    Pair,
    PairEnd,
    last_day_when_ended,
    require_notable,
    require_pair,
    require_running,
    week_of,
    weeks_begun,
)
from dispatch.training.domain.courses import (
    Course,
    Session,
)
from dispatch.training.domain.refusals import (
    ConfirmedAlready,
    EndsBeforeItBegins,
    MentorNotQualified,
    NotInForce,
    PairEnded,
    PairNotBegun,
    PairOfOne,
    PairOverlaps,
    Problem,
    RequirementInThePast,
    RevokedAlready,
    SecondPersonNeeded,
    TraineeIsQualified,
    WeekNoted,
)
from shared.errors import Refusal

MONDAY, ONE_DAY = date(2026, 3, 2), timedelta(days=1)
TODAY = MONDAY + 4 * ONE_DAY
SESSION, OTHER = UUID(int=1), UUID(int=2)
COURSE = Course("safety-1", "安全生产执法", "safety", 30, "3204", 60, 36, 80, 2, (7, 30, 60))
RUN = Session(SESSION, "320481101", MONDAY, MONDAY + 4 * ONE_DAY, 8, 3, COURSE)


def day(number: int) -> date:
    return MONDAY + number * ONE_DAY


def cert(field: str = "safety", begins: int = 0, ends: int = 10, revoked: int | None = None) -> Certificate:
    return Certificate(field, day(begins), day(ends), None if revoked is None else day(revoked))


# -------------------------------------------------------------------------------------------------------- certificates
@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        (date(2026, 3, 2), 36, date(2029, 3, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
    ],
)
def test_a_certificate_ends_the_day_before_the_same_day_of_the_month(begins: date, months: int, ends: date) -> None:
    assert last_day(begins, months) == ends


def test_a_renewal_closes_the_former_on_the_day_before_and_never_overlaps() -> None:
    assert decide_renewal([], day(3)) == (None, None)
    assert decide_renewal([cert()], day(3)) == (cert(), None)
    assert decide_renewal([cert(ends=2)], day(3)) == (None, None)
    for begins in (0, -1):
        assert decide_renewal([cert()], day(begins)) == (None, Problem.OVERLAPPING_VALIDITY)
    taken_away = cert(ends=4, revoked=5)
    assert decide_renewal([taken_away], day(4)) == (None, Problem.BEFORE_REVOCATION)
    assert decide_renewal([taken_away], day(5)) == (None, None)


def test_a_revoked_certificate_holds_no_longer_from_that_day_on() -> None:
    assert [cert(revoked=3).holds_on(day(n)) for n in (2, 3)] == [True, False]
    assert (decide_revocation(cert(), day(3)), decide_revocation(cert(), MONDAY)) == (day(2), MONDAY)
    assert (cert(revoked=3).told, cert(revoked=0).told) == ((MONDAY, day(2)), None)
    with pytest.raises(RevokedAlready):
        decide_revocation(cert(revoked=3), day(4))
    with pytest.raises(NotInForce):
        decide_revocation(cert(), day(11))


FIELDS = st.sampled_from(["safety", "licensing", "city-management"])
CERTIFICATES = st.lists(
    st.builds(cert, FIELDS, st.integers(-20, 20), st.integers(-20, 40), st.none() | st.integers(-20, 40)), max_size=6
)


@given(CERTIFICATES, st.frozensets(FIELDS, min_size=1), st.integers(-20, 40), FIELDS)
def test_qualified_is_who_holds_every_field_on_the_day(
    held: list[Certificate], fields: frozenset[str], on: int, more: str
) -> None:
    answer = is_qualified(held, fields, day(on))

    assert answer == all(any(c.field == f and c.holds_on(day(on)) for c in held) for f in fields)
    # More certificates never take a qualification away, more fields never give one.
    assert not answer or is_qualified([*held, cert(more)], fields, day(on))
    assert answer or not is_qualified(held, fields | {more}, day(on))


def requirement(version: int, begins: int, confirmed_by: str | None = "p-2") -> Requirement:
    return Requirement("penalty:safety", version, ("safety",), day(begins), "p-1", confirmed_by)


def test_the_requirement_that_began_last_and_was_confirmed_counts() -> None:
    known = [requirement(1, 0), requirement(2, 5), requirement(3, 2, confirmed_by=None)]

    found = [requirement_on(known, day(n)) for n in (-1, 0, 4, 5)]

    assert [one.version if one else None for one in found] == [None, 1, 1, 2]


def test_another_person_confirms_and_the_past_stays() -> None:
    draft = requirement(2, -1, confirmed_by=None)
    require_confirmable(draft, [draft], by="p-2", today=MONDAY)
    require_confirmable(replace(draft, valid_from=MONDAY), [requirement(1, -9)], by="p-2", today=MONDAY)
    with pytest.raises(SecondPersonNeeded):
        require_confirmable(draft, [draft], by="p-1", today=MONDAY)
    with pytest.raises(ConfirmedAlready):
        require_confirmable(requirement(1, 0), [], by="p-2", today=MONDAY)
    with pytest.raises(RequirementInThePast):
        require_confirmable(draft, [requirement(1, -9), draft], by="p-2", today=MONDAY)


# ------------------------------------------------------------------------------------------------------------ coaching
PAIR = Pair("p-1", "p-2", "safety", MONDAY, day(20))


@pytest.mark.parametrize(
    ("pair", "mentor", "trainee", "others", "refusal"),
    [
        (replace(PAIR, mentor_id="p-2"), [cert()], [], [], PairOfOne),
        (replace(PAIR, valid_to=day(-1)), [cert()], [], [], EndsBeforeItBegins),
        (PAIR, [], [], [], MentorNotQualified),
        (PAIR, [cert(ends=-1)], [], [], MentorNotQualified),
        (PAIR, [cert("licensing")], [], [], MentorNotQualified),
        (PAIR, [cert()], [cert()], [], TraineeIsQualified),
        (PAIR, [cert()], [], [(day(20), day(30))], PairOverlaps),
    ],
)
def test_only_a_qualified_mentor_coaches_somebody_who_is_not(
    pair: Pair,
    mentor: list[Certificate],
    trainee: list[Certificate],
    others: list[tuple[date, date]],
    refusal: type[Refusal],
) -> None:
    require_pair(PAIR, mentor=[cert()], trainee=[], others=[(day(21), day(30))])
    with pytest.raises(refusal):
        require_pair(pair, mentor=mentor, trainee=trainee, others=others)


def test_one_note_a_week_counts_while_the_pair_runs() -> None:
    assert require_notable(PAIR, None, set(), mentor=[cert(ends=30)], today=day(9)) == day(7)
    with pytest.raises(WeekNoted):
        require_notable(PAIR, None, {day(7)}, mentor=[cert(ends=30)], today=day(9))
    with pytest.raises(MentorNotQualified):
        require_notable(PAIR, None, set(), mentor=[cert(ends=8)], today=day(9))
    with pytest.raises(PairNotBegun):
        require_notable(PAIR, None, set(), mentor=[cert()], today=day(-1))
    with pytest.raises(PairEnded):
        require_notable(PAIR, None, set(), mentor=[cert()], today=day(21))


@pytest.mark.parametrize("how", list(PairEnd))
def test_what_has_ended_is_neither_noted_nor_ended_again(how: PairEnd) -> None:
    with pytest.raises(PairEnded):
        require_running(how)
    with pytest.raises(PairEnded):
        require_notable(PAIR, how, set(), mentor=[cert(ends=30)], today=day(9))
    require_running(None)


@given(st.integers(-10, 60))
def test_a_pair_ends_within_its_days_and_its_weeks_are_those_with_a_day_in_it(on: int) -> None:
    ends = last_day_when_ended(PAIR, day(on))
    assert PAIR.valid_from <= ends <= PAIR.valid_to

    days = [day(n) for n in range(min(on, 20) + 1)]
    assert weeks_begun(PAIR, day(on)) == len({week_of(one) for one in days})
