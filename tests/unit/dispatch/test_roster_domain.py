"""Are the hours that nobody holds those, and no others, which a minute-by-minute look finds?"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.roster.domain import Post, SwapState
from dispatch.roster.domain.plan import Days, Need, Planned, gaps_in
from dispatch.roster.domain.refusals import NotYourShift, WrongSwapState
from dispatch.roster.domain.swaps import SwapAct, decide_swap
from shared.clock import SHANGHAI
from shared.errors import Refusal, SecondPersonNeeded

MONDAY = datetime(2026, 11, 30, tzinfo=SHANGHAI)
STEP = timedelta(minutes=30)
DESK = Post.DISPATCHER


def is_workday(day: date) -> bool:
    return day.weekday() < 5


halves = st.integers(0, 47).map(lambda n: time(n // 2, n % 2 * 30))
needs = st.builds(Need, st.just(DESK), st.sampled_from(Days), halves, halves)


@st.composite
def shifts(draw: st.DrawFn) -> Planned:
    begins = MONDAY + draw(st.integers(-48, 200)) * STEP
    return Planned(DESK, "p", begins, begins + draw(st.integers(1, 48)) * STEP)


def is_needed(need: Need, at: datetime) -> bool:
    """Tell the slow way whether a post is needed at a moment: by the day on which its hours began."""
    for day in (at.date(), at.date() - timedelta(days=1)):
        if need.days is not Days.ALL and (need.days is Days.WORKDAYS) is not is_workday(day):
            continue
        begins = datetime.combine(day, need.starts, SHANGHAI)
        last = day if need.ends > need.starts else day + timedelta(days=1)
        if begins <= at < datetime.combine(last, need.ends, SHANGHAI):
            return True
    return False


@given(needs, st.lists(shifts(), max_size=8))
def test_gaps_are_the_hours_that_are_needed_and_not_held(need: Need, held: list[Planned]) -> None:
    until = MONDAY + timedelta(days=3)
    gaps = gaps_in([need], held, since=MONDAY, until=until, is_workday=is_workday)

    at = MONDAY
    while at < until:
        is_open = is_needed(need, at) and not any(one.starts_at <= at < one.ends_at for one in held)
        assert any(gap.starts_at <= at < gap.ends_at for gap in gaps) is is_open, at
        at += STEP


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    night = Need(Post.ON_CALL, Days.REST_DAYS, time(17, 30), time(8, 30))
    friday = MONDAY + timedelta(days=4)

    gaps = gaps_in([night], [], since=friday, until=friday + timedelta(days=4), is_workday=is_workday)

    assert [(gap.starts_at.astimezone(SHANGHAI).day, gap.ends_at.astimezone(SHANGHAI).day) for gap in gaps] == [
        (5, 6),
        (6, 7),
    ]


def test_a_shift_of_another_post_fills_no_gap() -> None:
    need = Need(DESK, Days.ALL, time(8), time(10))
    other = Planned(Post.ON_CALL, "p", MONDAY, MONDAY + timedelta(hours=24))
    day = {"since": MONDAY, "until": MONDAY + timedelta(days=1)}

    assert len(gaps_in([need], [other], since=day["since"], until=day["until"], is_workday=is_workday)) == 1


@pytest.mark.parametrize("state", SwapState)
@pytest.mark.parametrize("act", SwapAct)
@pytest.mark.parametrize("by", ["asker", "other", "keeper", "stranger"])
def test_every_step_of_a_swap_by_everybody(state: SwapState, act: SwapAct, by: str) -> None:
    """The one table of who may do what in which state, beside the code that decides it."""
    who = {"agree": {"other"}, "approve": {"keeper"}, "refuse": {"other", "keeper"}, "withdraw": {"asker"}}
    states = {"agree": {"asked"}, "approve": {"agreed"}}.get(act, {"asked", "agreed"})

    def decide() -> SwapState:
        people = {"from_person": "asker", "to_person": "other"}
        return decide_swap(state, act, by=by, **people, keeps_roster=by == "keeper")

    if by not in who[act]:
        with pytest.raises(NotYourShift):
            decide()
    elif state not in states:
        with pytest.raises(WrongSwapState):
            decide()
    else:
        assert decide() not in {state, SwapState.ASKED}


@pytest.mark.parametrize("by", ["asker", "other"])
def test_who_keeps_the_roster_and_swaps_does_not_approve(by: str) -> None:
    people = {"from_person": "asker", "to_person": "other"}

    with pytest.raises(Refusal) as refused:
        decide_swap(SwapState.AGREED, SwapAct.APPROVE, by=by, **people, keeps_roster=True)

    assert refused.type is SecondPersonNeeded


def test_shifts_that_only_touch_do_not_overlap() -> None:
    one = Planned(DESK, "p", datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 1, 1, 16, tzinfo=UTC))
    next_one = Planned(DESK, "p", one.ends_at, one.ends_at + timedelta(hours=8))

    assert not one.overlaps(next_one)
    assert one.overlaps(Planned(DESK, "p", one.ends_at - STEP, one.ends_at + STEP))
