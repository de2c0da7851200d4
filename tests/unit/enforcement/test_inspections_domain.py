"""What the rules of clues and findings promise."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from enforcement.inspections.domain.clues import TRANSITIONS, ClueAction, IllegalAction, decide_news, next_state
from enforcement.inspections.domain.findings import CaseSeen, FoundInFuture, check_found_at, is_news
from enforcement.officers.domain import NotAnOfficer, TwoOfficersNeeded, check_officer, check_two_officers
from shared.schemas.vocabulary import CaseState, TaskState

NOON = datetime(2026, 9, 30, 4, 0, tzinfo=UTC)
TOWN = "320585102"
OFFICERS = {"o-1": TOWN, "o-2": "320585", "o-elsewhere": "320585103"}
OPEN = {TaskState.ASSIGNED, TaskState.ACCEPTED}


@pytest.mark.parametrize(("state", "action"), list(product(TaskState, ClueAction)))
def test_every_action_either_leads_on_or_names_what_would(state: TaskState, action: ClueAction) -> None:
    if (state, action) in TRANSITIONS:
        assert next_state(state, action) is TRANSITIONS[state, action]
        return

    with pytest.raises(IllegalAction) as refused:
        next_state(state, action)

    assert refused.value.facts["possible"] == sorted(a for s, a in TRANSITIONS if s is state)


def test_a_clue_is_acknowledged_before_it_is_finished() -> None:
    finishing = {state for state, action in TRANSITIONS if action is ClueAction.FINISH}

    assert finishing == {TaskState.ACCEPTED}


@pytest.mark.parametrize("state", list(TaskState))
def test_a_recall_ends_an_open_clue_and_comes_too_late_for_an_ended_one(state: TaskState) -> None:
    after = decide_news(state, 3, ClueAction.RECALL, 4)

    assert after is (TaskState.RECALLED if state in OPEN else None)


@pytest.mark.parametrize(
    ("action", "version", "counts"),
    [
        (ClueAction.UPDATE, 2, False),
        (ClueAction.UPDATE, 3, False),
        (ClueAction.UPDATE, 4, True),
        (ClueAction.RECALL, 2, False),
        (ClueAction.RECALL, 3, True),
        (ClueAction.RECALL, 4, True),
    ],
)
def test_older_news_of_the_centre_changes_nothing(action: ClueAction, version: int, counts: bool) -> None:
    assert (decide_news(TaskState.ACCEPTED, 3, action, version) is not None) is counts


def test_two_different_officers_of_the_place_may_act() -> None:
    check_two_officers("o-1", "o-2", region=TOWN + "001", officers=OFFICERS)


@pytest.mark.parametrize("second", [None, "o-1"])
def test_one_officer_is_not_enough_where_the_law_asks_for_two(second: str | None) -> None:
    with pytest.raises(TwoOfficersNeeded):
        check_two_officers("o-1", second, region=TOWN, officers=OFFICERS)


@pytest.mark.parametrize(("acting", "second"), [("o-1", "p-9"), ("p-9", "o-1"), ("o-1", "o-elsewhere")])
def test_both_of_two_must_be_officers_of_the_place(acting: str, second: str) -> None:
    with pytest.raises(NotAnOfficer):
        check_two_officers(acting, second, region=TOWN, officers=OFFICERS)


def test_who_is_no_officer_is_named_in_the_refusal() -> None:
    with pytest.raises(NotAnOfficer) as refused:
        check_officer("p-9", region=TOWN, officers=OFFICERS)

    assert refused.value.facts == {"person": "p-9", "region": TOWN, "article": "行政处罚法 42"}


def test_a_finding_may_be_a_little_ahead_of_our_clock_and_no_more() -> None:
    check_found_at(NOON + timedelta(minutes=5), now=NOON)
    check_found_at(NOON - timedelta(days=3), now=NOON)
    with pytest.raises(FoundInFuture):
        check_found_at(NOON + timedelta(minutes=5, seconds=1), now=NOON)


def seen(case: int, version: int, state: CaseState = CaseState.HANDLING) -> CaseSeen:
    return CaseSeen(UUID(int=case), version, f"C-{case}", state, None, NOON)


def test_the_highest_version_of_a_case_counts() -> None:
    assert is_news(None, seen(1, 1))
    assert is_news(seen(1, 1), seen(1, 2))
    assert not is_news(seen(1, 2), seen(1, 2))
    assert not is_news(seen(1, 2), seen(1, 1))


def test_a_merged_finding_follows_the_case_that_took_it_whatever_comes_first() -> None:
    assert is_news(seen(1, 9, CaseState.MERGED), seen(2, 1))
    assert not is_news(seen(2, 1), seen(1, 9, CaseState.MERGED))
