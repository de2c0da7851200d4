"""What a source is told of its report, and how long that is tried."""

from datetime import timedelta
from itertools import product

import pytest

from dispatch.notices.domain import (
    GIVEN_UP_AFTER,
    OUTCOME_WORDS,
    RESULT_WORDS,
    decide_next_attempt,
    reply_text,
)
from shared.runtime.backoff import seconds_before
from shared.schemas.vocabulary import CaseState, Result
from tests.unit.dispatch.case_samples import NOW, WORKFLOW


def test_a_reply_that_was_not_taken_is_sent_again_after_the_wait() -> None:
    assert decide_next_attempt(NOW, NOW + timedelta(minutes=1), 30) == NOW + timedelta(seconds=90)


def test_the_last_attempt_is_made_when_the_24_hours_end() -> None:
    late = NOW + GIVEN_UP_AFTER - timedelta(minutes=1)

    assert decide_next_attempt(NOW, late, 3600) == NOW + GIVEN_UP_AFTER


@pytest.mark.parametrize("after", [GIVEN_UP_AFTER, GIVEN_UP_AFTER + timedelta(days=3)])
def test_after_24_hours_it_is_given_up(after: timedelta) -> None:
    assert decide_next_attempt(NOW, NOW + after, 30) is None


def test_a_platform_that_stays_away_is_asked_for_24_hours_and_not_without_end() -> None:
    now, attempts = NOW, 0
    while again := decide_next_attempt(NOW, now, seconds_before(attempts + 1, first=5, longest=3600)):
        now, attempts = again, attempts + 1

    assert now == NOW + GIVEN_UP_AFTER
    assert 24 <= attempts <= 100


@pytest.mark.parametrize("result", list(Result))
def test_every_result_has_words_for_the_caller(result: Result) -> None:
    assert reply_text("closed", result) == RESULT_WORDS[result]


@pytest.mark.parametrize(("state", "result"), list(product(CaseState, [None, *Result])))
def test_whatever_the_end_the_caller_reads_a_sentence(state: CaseState, result: Result | None) -> None:
    if WORKFLOW.is_final(state) and state is not CaseState.MERGED:
        assert state in OUTCOME_WORDS
        assert reply_text(state, result).endswith("。")
