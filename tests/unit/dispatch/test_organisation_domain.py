"""What the register of units and persons promises about days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.organisation.domain.refusals import Problem, RowRefused, RowsRefused
from dispatch.organisation.domain.rows import (
    Given,
    Known,
    decide_row,
    decide_rows,
    require_own,
    require_region,
    require_unit,
)
from dispatch.organisation.domain.terms import (
    Action,
    Change,
    PersonFacts,
    PersonRole,
    Term,
    UnitFacts,
    decide_term,
    is_covered,
    next_telling,
    said_of,
    term_to_tell,
)

TOWN, VILLAGE, OTHER = "320585102", "320585102003", "320585103"
TEAM = UnitFacts(TOWN, "team", "综合行政执法局")
OFFICE = UnitFacts(TOWN, "office", "党政办公室")


def day(text: str) -> date:
    return date.fromisoformat(text)


def term(since: str, until: str | None = None, facts: UnitFacts = TEAM) -> Term[UnitFacts]:
    return Term(facts, day(since), day(until) if until else None)


def refusal(known: list[Term[UnitFacts]], wanted: Term[UnitFacts]) -> Problem:
    with pytest.raises(RowRefused) as refused:
        decide_term(known, wanted)
    return refused.value.code


def test_what_is_unknown_is_created() -> None:
    assert decide_term([], term("2026-01-01")) == Change(Action.CREATED, None, (term("2026-01-01"),))


@pytest.mark.parametrize("since", ["2026-01-01", "2026-06-01"])
def test_the_same_again_changes_nothing_from_whatever_day(since: str) -> None:
    assert decide_term([term("2026-01-01")], term(since)) is None


def test_a_change_from_a_day_closes_what_held_on_the_day_before() -> None:
    change = decide_term([term("2026-01-01")], term("2026-07-01", facts=OFFICE))

    assert change is not None
    assert change.action is Action.CHANGED
    assert change.applied_to([term("2026-01-01")]) == [
        term("2026-01-01", "2026-06-30"),
        term("2026-07-01", facts=OFFICE),
    ]


def test_a_change_from_the_first_day_corrects_what_stood_there() -> None:
    change = decide_term([term("2026-01-01")], term("2026-01-01", facts=OFFICE))

    assert change == Change(Action.CORRECTED, term("2026-01-01"), (term("2026-01-01", facts=OFFICE),))


@pytest.mark.parametrize(
    ("before", "after", "action"),
    [
        (None, "2026-12-31", Action.ENDED),
        ("2027-12-31", "2026-12-31", Action.ENDED),
        ("2026-12-31", "2027-12-31", Action.PROLONGED),
        ("2026-12-31", None, Action.PROLONGED),
    ],
)
def test_another_end_shortens_or_prolongs(before: str | None, after: str | None, action: Action) -> None:
    change = decide_term([term("2026-01-01", before)], term("2026-01-01", after))

    assert change == Change(action, term("2026-01-01", before), (term("2026-01-01", after),))


def test_what_is_over_is_resumed() -> None:
    change = decide_term([term("2025-01-01", "2025-12-31")], term("2026-07-01"))

    assert change == Change(Action.RESUMED, None, (term("2026-07-01"),))


def test_a_term_that_reaches_into_a_later_one_is_refused() -> None:
    known = [term("2026-01-01", "2026-06-30"), term("2026-07-01", facts=OFFICE)]

    assert refusal(known, term("2026-03-01", facts=OFFICE)) is Problem.OVERLAP
    assert refusal(known, term("2025-01-01", "2026-01-01")) is Problem.OVERLAP


def test_a_term_that_ends_before_it_begins_is_refused() -> None:
    assert refusal([], term("2026-01-02", "2026-01-01")) is Problem.ENDS_BEFORE_IT_BEGINS


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
TERMS = st.builds(
    lambda since, length, facts: Term(facts, since, since + timedelta(days=length) if length is not None else None),
    DAYS,
    st.none() | st.integers(0, 400),
    st.sampled_from([TEAM, OFFICE]),
)


@given(st.lists(TERMS, max_size=8))
def test_terms_never_overlap_and_what_was_asked_holds_whatever_the_order_of_changes(
    wanted: list[Term[UnitFacts]],
) -> None:
    terms: list[Term[UnitFacts]] = []
    for asked in wanted:
        try:
            change = decide_term(terms, asked)
        except RowRefused:
            continue
        terms = change.applied_to(terms) if change else terms
        assert next(t for t in terms if t.holds_on(asked.valid_from)).facts == asked.facts
        assert decide_term(terms, asked) is None
        assert all(a.valid_to is not None and a.valid_to < b.valid_from for a, b in pairwise(terms))


TERMS_OVER_TIME = [term("2025-01-01", "2025-12-31"), term("2026-01-01", "2026-06-30", OFFICE), term("2026-08-01")]


@pytest.mark.parametrize(
    ("today", "told_from", "again_on"),
    [
        ("2024-05-01", "2025-01-01", "2026-01-01"),
        ("2025-12-31", "2025-01-01", "2026-01-01"),
        ("2026-01-01", "2026-01-01", "2026-08-01"),
        ("2026-07-15", "2026-08-01", None),
        ("2026-09-01", "2026-08-01", None),
    ],
)
def test_the_others_are_told_what_holds_today_else_what_comes_next(
    today: str, told_from: str, again_on: str | None
) -> None:
    assert term_to_tell(TERMS_OVER_TIME, day(today)).valid_from == day(told_from)
    assert next_telling(TERMS_OVER_TIME, day(today)) == (day(again_on) if again_on else None)


def test_of_what_is_over_the_last_state_is_told() -> None:
    assert term_to_tell([term("2025-01-01", "2025-12-31")], day("2026-01-01")) == term("2025-01-01", "2025-12-31")


@pytest.mark.parametrize(
    ("since", "until", "covered"),
    [
        ("2025-06-01", "2026-06-30", True),
        ("2025-06-01", "2026-07-01", False),
        ("2024-12-31", "2025-06-01", False),
        ("2026-08-01", None, True),
        ("2026-01-01", None, False),
    ],
)
def test_a_range_is_covered_when_every_day_of_it_is(since: str, until: str | None, covered: bool) -> None:
    assert is_covered(TERMS_OVER_TIME, day(since), day(until) if until else None) is covered


@pytest.mark.parametrize(
    ("region", "scope", "problem"),
    [
        (OTHER, TOWN, Problem.OUTSIDE_SCOPE),
        ("320585", TOWN, Problem.OUTSIDE_SCOPE),
        (OTHER, "32", Problem.UNKNOWN_REGION),
    ],
)
def test_a_region_must_exist_and_lie_in_the_scope(region: str, scope: str, problem: Problem) -> None:
    with pytest.raises(RowRefused) as refused:
        require_region(region, known={TOWN, VILLAGE}, scope=scope)

    assert refused.value.code is problem


def test_what_belongs_to_another_region_is_not_changed_unless_it_is_over_there() -> None:
    theirs = UnitFacts(OTHER, "team", "综合行政执法局")
    require_own([term("2025-01-01", "2025-12-31", theirs)], day("2026-01-01"), scope=TOWN)

    with pytest.raises(RowRefused) as refused:
        require_own([term("2025-01-01", facts=theirs)], day("2026-01-01"), scope=TOWN)
    assert refused.value.code is Problem.OUTSIDE_SCOPE


def person(region: str = TOWN, unit_id: str | None = "u-1", since: str = "2026-01-01") -> Term[PersonFacts]:
    return Term(PersonFacts(region, unit_id, None, (PersonRole.OFFICER,)), day(since), None)


@pytest.mark.parametrize("region", ["320585", TOWN, VILLAGE])
def test_a_person_may_sit_above_or_below_the_region_of_the_unit(region: str) -> None:
    require_unit(person(region), [term("2025-01-01")])
    require_unit(person(region, unit_id=None), [])


@pytest.mark.parametrize(
    ("wanted", "terms", "problem"),
    [
        (person(), [], Problem.UNKNOWN_UNIT),
        (person(since="2024-01-01"), [term("2025-01-01")], Problem.UNIT_NOT_IN_FORCE),
        (person(), [term("2025-01-01", "2026-12-31")], Problem.UNIT_NOT_IN_FORCE),
        (person(OTHER), [term("2025-01-01")], Problem.UNIT_OUTSIDE_REGION),
    ],
)
def test_a_post_needs_a_unit_that_holds_all_the_time_on_the_same_branch(
    wanted: Term[PersonFacts], terms: list[Term[UnitFacts]], problem: Problem
) -> None:
    with pytest.raises(RowRefused) as refused:
        require_unit(wanted, terms)

    assert refused.value.code is problem


def test_all_bad_rows_are_named_by_their_index_and_nothing_is_taken() -> None:
    rows = [Given(name, term("2026-01-01"), synthetic=True) for name in ("u-1", "u-2", "u-1")]

    def decide(row: Given[UnitFacts]) -> Change[UnitFacts] | None:
        if row.id == "u-2":
            raise RowRefused(Problem.OVERLAP, later_from="2027-01-01")
        return decide_term([], row.term)

    with pytest.raises(RowsRefused) as refused:
        decide_rows(rows, decide)

    assert refused.value.facts["rows"] == [
        {"index": 1, "id": "u-2", "code": Problem.OVERLAP, "later_from": "2027-01-01"},
        {"index": 2, "id": "u-1", "code": Problem.TWICE},
    ]


@pytest.mark.parametrize(
    ("name", "synthetic", "action"),
    [("李四", False, Action.RENAMED), ("王五", True, Action.CORRECTED), ("王五", False, None)],
)
def test_another_name_or_mark_is_a_change_without_a_new_term(name: str, synthetic: bool, action: Action | None) -> None:
    row = Given("p-1", person(unit_id=None), synthetic=synthetic, name=name)
    known = Known([person(unit_id=None)], synthetic=False, name="王五")

    change = decide_row(row, known, regions={TOWN}, scope="32")

    assert change == (Change(action, None, ()) if action else None)


def test_a_history_says_nothing_personal_of_a_person() -> None:
    assert said_of(person()) == {
        "region": TOWN,
        "unit_id": "u-1",
        "roles": ["officer"],
        "valid_from": "2026-01-01",
        "valid_to": None,
    }
