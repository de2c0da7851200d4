"""What a source is told of its report, and how long that is tried."""

from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from dispatch.orders.domain.messages import GIVEN_UP_AFTER, decide_next_attempt
from dispatch.orders.domain.wordings import OUTCOME_WORDS, RESULT_WORDS, Wording, choose_wording
from shared.runtime.backoff import seconds_before
from shared.schemas.vocabulary import CaseState, Result
from tests.unit.dispatch.case_samples import NOW, TOWN, WORKFLOW


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


STARTER = [
    Wording(uuid4(), "", None, outcome, result, text, date(2026, 1, 1))
    for outcome, result, text in [
        *((outcome, None, text) for outcome, text in OUTCOME_WORDS.items()),
        *(("closed", result, text) for result, text in RESULT_WORDS.items()),
    ]
]


def chosen(outcome: str, result: Result | None, *more: Wording) -> str | None:
    found = choose_wording([*STARTER, *more], region=TOWN, matter="M0101", outcome=outcome, result=result)
    return found.text if found else None


@pytest.mark.parametrize(("state", "result"), list(product(CaseState, [None, *Result])))
def test_whatever_the_end_a_new_installation_has_words_for_the_caller(state: CaseState, result: Result | None) -> None:
    if WORKFLOW.is_final(state) and state is not CaseState.MERGED:
        expected = RESULT_WORDS[result] if result and state is CaseState.CLOSED else OUTCOME_WORDS[state]
        assert chosen(state, result if state is CaseState.CLOSED else None) == expected


def test_an_outcome_without_words_of_its_own_is_answered_as_what_was_closed() -> None:
    assert chosen("done-elsewhere", None) == OUTCOME_WORDS["closed"]


def test_the_most_telling_wording_answers_matter_before_result_before_place_before_the_newest() -> None:
    def worded(text: str, region: str = "", matter: str | None = None, day: int = 1, **parts: Any) -> Wording:
        given = {"outcome": "closed", "result": Result.SOLVED} | parts
        return Wording(uuid4(), region, matter, valid_from=date(2026, 2, day), text=text, **given)

    newer, here = worded("newer", day=2), worded("here", TOWN[:6])
    of_matter = worded("of the matter", matter="M0101", result=None)
    elsewhere, another = worded("elsewhere", "320505", "M0101"), worded("another matter", TOWN, "M0202")

    assert chosen("closed", Result.SOLVED, worded("old"), newer) == "newer"
    assert chosen("closed", Result.SOLVED, newer, here, elsewhere, another) == "here"
    assert chosen("closed", Result.SOLVED, newer, here, of_matter) == "of the matter"
    assert chosen("closed", Result.PERSUADED, newer, here) == RESULT_WORDS[Result.PERSUADED]
