"""Which version of a rule book holds at a moment, and may somebody change it?"""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.cases.domain.rule_refusals import (
    BeginsInThePast,
    NothingChanges,
    NotYourRules,
    RulesJustChanged,
    RulesMovedOn,
)
from dispatch.cases.domain.rulebooks import (
    FROM_EVER,
    Book,
    Timeline,
    changes_between,
    decide_base,
    next_version,
    require_base,
    require_change,
    require_reach,
)
from dispatch.cases.repository.rules import RuleBooks
from dispatch.cases.service.docket import Rules
from dispatch.supervision.domain.rules import SupervisionRules
from tests.unit.dispatch.case_samples import POLICIES, WEEKDAYS, WORKFLOW, case_in

NOW = datetime(2026, 11, 29, tzinfo=UTC)
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=30)


def test_what_people_confirm_goes_before_what_the_platform_brings_from_its_moment_on() -> None:
    line = Timeline.of([1, 2], [(LATER, 1001), (SOON, 1000), (SOON, 1002)])

    held = [
        line.at(moment) for moment in (FROM_EVER - timedelta(days=1), NOW, SOON, LATER - timedelta(seconds=1), LATER)
    ]

    assert held == [2, 2, 1002, 1002, 1001]
    assert line.after(NOW) == (SOON, 1000)
    assert line.after(LATER) is None
    assert (line.begin_of(1001), line.begin_of(1)) == (LATER, FROM_EVER)


def test_a_number_of_the_platforms_own_is_never_given_to_a_version_of_people() -> None:
    assert next_version([1, 2]) == 1000
    assert next_version([1, 1000, 1001]) == 1002


def test_a_proposal_is_compared_with_what_it_would_replace_on_its_day() -> None:
    line = Timeline.of([1], [(LATER, 1000)])

    assert (decide_base(line, None, NOW), decide_base(line, LATER, NOW)) == (1, 1000)
    require_base(line, 1, NOW)
    with pytest.raises(RulesMovedOn):
        require_base(line, 1, LATER)
    with pytest.raises(BeginsInThePast):
        decide_base(line, NOW - timedelta(seconds=1), NOW)


def limits(*rows: tuple[str, int]) -> dict[str, object]:
    usual = {"kind": "handle", "source": "*", "matter": "*", "urgency": "*", "unit": "working-days"}
    return {"rows": [usual | {"region": region, "amount": amount} for region, amount in rows]}


def test_the_same_rows_in_another_order_are_no_change() -> None:
    with pytest.raises(NothingChanges):
        require_change(changes_between(Book.CLOCKS, limits(("*", 5), ("3205", 3)), limits(("3205", 3), ("*", 5))))


@pytest.mark.parametrize(
    ("before", "after", "region", "beyond"),
    [
        ([("*", 5)], [("*", 6)], "3205", ["*"]),
        ([("*", 5), ("3201", 3)], [("*", 5)], "3205", ["3201"]),
        ([("*", 5)], [("*", 5), ("3205", 3), ("3201", 3)], "3205", ["3201"]),
        ([("*", 5)], [("*", 5), ("3205", 3)], "320585", ["3205"]),
        ([("*", 5)], [("*", 5), ("320585102", 3)], "320585", []),
        ([("*", 5)], [("*", 6), ("3201", 3)], "32", []),
        ([("*", 5)], [("*", 6)], "", []),
    ],
)
def test_who_proposes_changes_the_rows_of_his_own_region(
    before: list[tuple[str, int]], after: list[tuple[str, int]], region: str, beyond: list[str]
) -> None:
    changes = changes_between(Book.CLOCKS, limits(*before), limits(*after))
    if not beyond:
        require_reach(Book.CLOCKS, changes, region)
        return

    with pytest.raises(NotYourRules) as refused:
        require_reach(Book.CLOCKS, changes, region)

    assert refused.value.facts["regions"] == beyond


def test_a_case_of_a_version_that_was_confirmed_a_moment_ago_is_tried_again_and_not_lost() -> None:
    empty = Timeline.of([1], [])
    books = RuleBooks({2: WORKFLOW}, {1: POLICIES}, {}, dict.fromkeys(Book, empty))
    rules = Rules(books, WEEKDAYS, SupervisionRules({}))
    known = case_in(policy_version=1)

    assert (rules.workflow_of(known), rules.policies_of(known)) == (WORKFLOW, POLICIES)
    with pytest.raises(RulesJustChanged):
        rules.policies_of(case_in(policy_version=1000))
    with pytest.raises(RulesJustChanged):
        rules.workflow_of(case_in(workflow_version=1000))
