"""What the rules of appeals promise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from approval_window.appeals.domain import (
    CONTACTS,
    ENDED,
    TRANSITIONS,
    Appeal,
    AppealAction,
    AppealState,
    CaseSeen,
    IllegalAction,
    answer_in_words,
    contact_after,
    decide_progress,
    next_state,
)
from shared.schemas.vocabulary import CaseState, ContactMade, ContactOutcome, Result

NOON = datetime(2026, 9, 30, 4, 0, tzinfo=UTC)
FIRST, SECOND = UUID(int=1), UUID(int=2)


def case(state: CaseState, version: int = 1, case_id: UUID = FIRST, **parts: Any) -> CaseSeen:
    seen = CaseSeen(case_id, version, "C-1", state, None, None, NOON + timedelta(minutes=version))
    return replace(seen, **parts)


@pytest.mark.parametrize(("state", "action"), list(product(AppealState, AppealAction)))
def test_every_action_either_leads_on_or_names_what_would(state: AppealState, action: AppealAction) -> None:
    if (state, action) in TRANSITIONS:
        assert next_state(state, action) is TRANSITIONS[state, action]
        return

    with pytest.raises(IllegalAction) as refused:
        next_state(state, action)

    assert refused.value.facts["possible"] == sorted(a for s, a in TRANSITIONS if s is state)


def test_an_answer_is_told_only_when_there_is_one() -> None:
    assert {state for state, action in TRANSITIONS if action is AppealAction.TELL} == {AppealState.ANSWERED}


@pytest.mark.parametrize("state", sorted(set(CaseState) - ENDED))
def test_a_case_under_way_makes_an_appeal_handled_and_gives_no_answer(state: CaseState) -> None:
    progress = decide_progress(Appeal(AppealState.FILED, None), case(state))

    assert progress is not None
    assert (progress.action, progress.state) == (AppealAction.FOLLOW, AppealState.HANDLING)
    assert progress.answered_at is None


@pytest.mark.parametrize("state", sorted(ENDED))
def test_a_case_that_ended_answers_the_appeal_at_the_moment_it_ended(state: CaseState) -> None:
    ended = case(state, 5)

    progress = decide_progress(Appeal(AppealState.HANDLING, case(CaseState.HANDLED, 4)), ended)

    assert progress is not None
    assert (progress.state, progress.answered_at) == (AppealState.ANSWERED, ended.changed_at)


def test_a_reopened_case_takes_the_answer_back() -> None:
    told = Appeal(AppealState.TOLD, case(CaseState.CLOSED, 5))

    progress = decide_progress(told, case(CaseState.REOPENED, 6))

    assert progress is not None
    assert (progress.state, progress.answered_at) == (AppealState.HANDLING, None)


def test_a_told_answer_stays_told_while_the_case_ends_the_same_way() -> None:
    closed = case(CaseState.CLOSED, 5, result=Result.SOLVED)

    progress = decide_progress(Appeal(AppealState.TOLD, closed), replace(closed, version=6))

    assert progress is not None
    assert (progress.action, progress.state) == (AppealAction.CONFIRM, AppealState.TOLD)


def test_another_answer_than_the_told_one_must_be_told_again() -> None:
    told = Appeal(AppealState.TOLD, case(CaseState.CLOSED, 5, result=Result.NOTHING_FOUND))

    progress = decide_progress(told, case(CaseState.CLOSED, 8, result=Result.SOLVED))

    assert progress is not None
    assert progress.state is AppealState.ANSWERED


@pytest.mark.parametrize("version", [1, 3, 4])
def test_a_version_that_is_not_higher_changes_nothing(version: int) -> None:
    known = Appeal(AppealState.HANDLING, case(CaseState.HANDLED, 4))

    assert decide_progress(known, case(CaseState.FILED, version)) is None


def test_a_merged_appeal_follows_the_case_that_took_it_whatever_comes_first() -> None:
    merged = case(CaseState.MERGED, 9)
    target = case(CaseState.HANDLING, 3, SECOND, changed_at=merged.changed_at)

    after_merge = decide_progress(Appeal(AppealState.HANDLING, merged), target)
    late_news = decide_progress(Appeal(AppealState.HANDLING, target), merged)

    assert after_merge is not None
    assert late_news is None


@pytest.mark.parametrize("result", [None, *Result])
def test_every_result_of_a_closed_case_has_words_for_the_citizen(result: Result | None) -> None:
    assert answer_in_words(CaseState.CLOSED, result)


@pytest.mark.parametrize("state", [None, *CaseState])
def test_there_are_words_for_the_citizen_exactly_when_the_case_has_ended(state: CaseState | None) -> None:
    assert (answer_in_words(state, None) is not None) == (state in ENDED)


MET = ContactMade(at=NOON, unit="u-1", outcome=ContactOutcome.MET)
MISSED = ContactMade(at=NOON - timedelta(hours=1), unit=None, outcome=ContactOutcome.NOT_REACHED)


@pytest.mark.parametrize(
    ("known", "told", "newest"),
    [(None, None, None), (None, MET, MET), (MET, None, MET), (MISSED, MET, MET), (MET, MISSED, MET)],
)
def test_the_newest_contact_is_kept_whatever_case_an_appeal_has_moved_to(
    known: ContactMade | None, told: ContactMade | None, newest: ContactMade | None
) -> None:
    assert contact_after(known, told) == newest


def test_each_outcome_of_a_contact_has_its_words() -> None:
    assert CONTACTS.keys() == set(ContactOutcome)
