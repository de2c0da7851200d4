"""What do the rules of outreach promise, each state and step by itself?"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest

from grid.outreach.domain.audience import Audience, born_between, shown_count, years_before
from grid.outreach.domain.campaigns import TRANSITIONS, CampaignState, Step, check_approval, next_state
from grid.outreach.domain.funnel import COUNTS, figures
from grid.outreach.domain.messages import Handed, MessageState, after_handing, handed, handed_together
from grid.outreach.domain.receipts import ReceiptKind, ReceiptOutcome, Reply, meaning, outcome_of
from grid.outreach.domain.refusals import CountedBefore, IllegalStep
from grid.outreach.domain.rules import Rules, allowance, free_after, is_quiet
from grid.outreach.domain.templates import OPT_OUT, ROOM, PostInBrief, message_text, wage_words
from grid.registry.domain.kinds import Care
from shared.errors import SecondPersonNeeded

# 12:00 in the town.
NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(("state", "step"), list(product(CampaignState, Step)))
def test_each_step_leads_on_or_names_what_would(state: CampaignState, step: Step) -> None:
    if (state, step) in TRANSITIONS:
        assert next_state(state, step) is TRANSITIONS[state, step]
        return
    with pytest.raises(IllegalStep) as refused:
        next_state(state, step)
    assert "finish" not in refused.value.facts["possible"]  # type: ignore[operator] # a list


def test_from_what_is_over_no_step_leads_anywhere() -> None:
    over = {CampaignState.FINISHED, CampaignState.CANCELLED}
    assert not [state for state, _ in TRANSITIONS if state in over]


@pytest.mark.parametrize(
    ("by", "counted_on", "refusal"),
    [
        ("a", TODAY, SecondPersonNeeded),
        ("b", TODAY - timedelta(days=1), CountedBefore),
        ("b", None, CountedBefore),
    ],
)
def test_who_approves_is_another_and_approves_a_number_of_the_day(
    by: str, counted_on: date | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_approval(prepared_by="a", by=by, counted_on=counted_on, today=TODAY)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, Handed.TAKEN),
        ("HTTP 422", Handed.REFUSED),
        ("HTTP 400", Handed.REFUSED),
        ("HTTP 401", Handed.NOT_TAKEN),
        ("HTTP 404", Handed.NOT_TAKEN),
        ("HTTP 429", Handed.NOT_TAKEN),
        ("HTTP 503", Handed.NOT_TAKEN),
        ("ConnectError", Handed.NOT_TAKEN),
        ("HTTP 408", Handed.UNTOLD),
        ("HTTP 500", Handed.UNTOLD),
        ("HTTP 504", Handed.UNTOLD),
        ("ReadTimeout", Handed.UNTOLD),
        ("RemoteProtocolError", Handed.UNTOLD),
    ],
)
def test_only_what_surely_was_not_taken_is_sent_again(error: str | None, outcome: Handed) -> None:
    assert handed(error) is outcome


def test_a_call_for_many_that_fails_refuses_none_of_them() -> None:
    assert handed_together("HTTP 422") is Handed.NOT_TAKEN
    assert handed_together("ReadTimeout") is Handed.UNTOLD


@pytest.mark.parametrize(
    ("outcome", "can_tell", "state"),
    [
        (Handed.TAKEN, True, MessageState.SENT),
        (Handed.REFUSED, True, MessageState.FAILED),
        (Handed.NOT_TAKEN, False, MessageState.WAITING),
        (Handed.NOT_BEGUN, False, MessageState.WAITING),
        (Handed.UNTOLD, True, MessageState.HANDING_OVER),
        (Handed.UNTOLD, False, MessageState.UNKNOWN),
    ],
)
def test_what_a_message_becomes_after_it_was_handed_over(outcome: Handed, can_tell: bool, state: MessageState) -> None:
    assert after_handing(outcome, 1, NOON, can_tell=can_tell)[0] is state


def test_a_gateway_that_is_away_for_long_is_tried_ever_later_and_never_given_up() -> None:
    waits = [after_handing(Handed.NOT_TAKEN, n, NOON, can_tell=True)[1] - NOON for n in (1, 2, 3, 50)]

    assert waits == [timedelta(seconds=20), timedelta(seconds=40), timedelta(seconds=80), timedelta(minutes=30)]


@pytest.mark.parametrize(
    ("hour", "urgent", "quiet"),
    [(19, False, False), (20, False, True), (2, False, True), (7, False, True), (8, False, False), (2, True, False)],
)
def test_at_night_only_what_is_urgent_goes_out(hour: int, urgent: bool, quiet: bool) -> None:
    at = NOON + timedelta(hours=hour - 12)

    assert is_quiet(Rules(), at, urgent=urgent) is quiet


def test_quiet_hours_of_the_day_and_none_at_all_hold_as_they_are_set() -> None:
    assert is_quiet(Rules(quiet_from=time(12), quiet_to=time(14)), NOON, urgent=False)
    assert not is_quiet(Rules(quiet_from=None, quiet_to=None), NOON + timedelta(hours=12), urgent=False)


def test_over_any_time_no_more_goes_out_than_the_pace_and_one_second_of_it() -> None:
    free_at, now, gone = NOON - timedelta(days=1), NOON, 0
    for _ in range(200):
        count = allowance(free_at, now, 7)
        free_at, gone = free_after(free_at, now, count, 7), gone + count
        now += timedelta(milliseconds=130)

    assert gone <= 7 * (200 * 0.13 + 1)
    assert gone >= 7 * (200 * 0.13 - 1)


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("TD", Reply.OPT_OUT),
        (" td ", Reply.OPT_OUT),
        ("ＴＤ", Reply.OPT_OUT),
        ("T。", Reply.OPT_OUT),
        ("退订", Reply.OPT_OUT),
        ("退订谢谢", Reply.OPT_OUT),
        ("1", Reply.INTERESTED),
        ("报名", Reply.INTERESTED),
        ("TDK公司还招人吗", Reply.OTHER),
        ("", Reply.OTHER),
    ],
)
def test_a_no_is_understood_however_it_is_written(words: str, reply: Reply) -> None:
    assert meaning(words) is reply


@pytest.mark.parametrize(
    ("state", "attempts", "delivery_at", "outcome"),
    [
        (MessageState.WAITING, 0, None, ReceiptOutcome.NEVER_SENT),
        (MessageState.DROPPED, 0, None, ReceiptOutcome.NEVER_SENT),
        (MessageState.WAITING, 1, None, ReceiptOutcome.TAKEN),
        (MessageState.HANDING_OVER, 1, None, ReceiptOutcome.TAKEN),
        (MessageState.UNKNOWN, 1, None, ReceiptOutcome.TAKEN),
        (MessageState.SENT, 1, NOON, ReceiptOutcome.OVERTAKEN),
        (MessageState.SENT, 1, NOON + timedelta(seconds=1), ReceiptOutcome.OVERTAKEN),
        (MessageState.SENT, 1, NOON - timedelta(seconds=1), ReceiptOutcome.TAKEN),
    ],
)
def test_a_receipt_counts_of_what_was_handed_over_and_the_later_holds(
    state: MessageState, attempts: int, delivery_at: datetime | None, outcome: ReceiptOutcome
) -> None:
    found = outcome_of(ReceiptKind.DELIVERED, NOON, state=state, attempts=attempts, delivery_at=delivery_at)

    assert found is outcome


def test_a_message_is_signed_shows_the_way_out_and_never_outgrows_its_room() -> None:
    long = PostInBrief("焊" * 90, "厂" * 90, "园" * 90, "5000元")
    text = message_text("{post}{employer}{place}{wage}", "唯亭街道", posts=[long])

    assert text.startswith("【唯亭街道】焊")
    assert text.endswith(OPT_OUT)
    assert text.count("焊") == ROOM["post"]


def test_several_posts_stand_whole_or_not_at_all() -> None:
    posts = [PostInBrief(f"{n}号岗位{'位' * 30}", "某厂", "", "") for n in range(9)]
    text = message_text("{posts}", "唯亭", posts=posts)

    assert text.count("（某厂）") == text.count("号岗位")
    assert 1 < text.count("号岗位") < 9


@pytest.mark.parametrize(
    ("wages", "words"),
    [
        ((None, None), "工资面议"),
        ((5000, None), "5000元起"),
        ((None, 8000), "8000元以内"),
        ((5000, 5000), "5000元"),
        ((5000, 8000), "5000-8000元"),
    ],
)
def test_wages_are_said_as_people_say_them(wages: tuple[int | None, int | None], words: str) -> None:
    assert wage_words(*wages) == words


def test_a_leap_day_has_its_birthday_on_the_28th() -> None:
    assert years_before(date(2028, 2, 29), 18) == date(2010, 2, 28)
    assert born_between(Audience(age_from=18, age_to=18), TODAY) == (date(2007, 12, 1), date(2008, 12, 1))


@pytest.mark.parametrize(("count", "shown"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10)])
def test_numbers_of_people_who_are_cared_for_are_rounded_and_small_ones_not_said(count: int, shown: int | None) -> None:
    assert shown_count(count, Audience(care=(Care.ILL,)), 5) == shown
    assert shown_count(count, Audience(), 5) == count


def test_a_rate_of_nothing_is_no_number() -> None:
    empty = dict.fromkeys(COUNTS, 0)

    assert {figure.value for figure in figures(empty)} == {None}
    assert all("÷" in figure.formula for figure in figures(empty))
