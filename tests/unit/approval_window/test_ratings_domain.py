"""Which steps may be rated, what follows a bad rating, and what do ratings come to: without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from approval_window.progress.domain import PaperKind
from approval_window.ratings.domain.figures import Counts, FigureKind, figures_of, total_of
from approval_window.ratings.domain.follow_up import (
    STATE_WORDS,
    TERMS,
    TRANSITIONS,
    FollowUpAction,
    FollowUpState,
    IllegalAction,
    LateStep,
    Light,
    NotOfTheTownship,
    StaleVersion,
    deadlines_of,
    late_step,
    light_of,
    next_due_at,
    next_state,
    require_of_township,
    require_version,
)
from approval_window.ratings.domain.rating import (
    GRADE_WORDS,
    STEP_WORDS,
    AboutYourself,
    RatedStep,
    StepNotReached,
    StepUnknown,
    rated_persons,
    require_another,
    require_done,
    steps_done,
)
from shared.calendar import WorkCalendar
from shared.schemas.vocabulary import BAD_GRADES, Grade

S, A, R = FollowUpState, FollowUpAction, RatedStep
# A Monday morning of a year without any published holiday: weekdays are worked.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALENDAR = WorkCalendar({}, version="test")


def test_the_last_two_of_five_grades_are_bad_and_all_have_their_words() -> None:
    assert list(GRADE_WORDS) == list(Grade)
    assert list(GRADE_WORDS.values()) == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert set(list(Grade)[3:]) == BAD_GRADES
    assert (set(STEP_WORDS), set(STATE_WORDS)) == (set(RatedStep), set(FollowUpState))


@pytest.mark.parametrize(
    ("paper", "actions", "done"),
    [
        (PaperKind.APPLICATION, ["receive"], [R.RECEPTION]),
        (PaperKind.APPLICATION, ["receive", "notify", "hand-in", "withdraw", "archive"], [R.RECEPTION]),
        (PaperKind.APPLICATION, ["receive", "accept"], [R.RECEPTION, R.ACCEPTANCE]),
        (PaperKind.APPLICATION, ["receive", "accept-by-silence"], [R.RECEPTION, R.ACCEPTANCE]),
        (PaperKind.APPLICATION, ["receive", "reject", "archive"], [R.RECEPTION, R.ACCEPTANCE]),
        (PaperKind.APPLICATION, ["receive", "accept", "pause", "resume", "grant"], list(R)[:3]),
        (PaperKind.APPLICATION, ["receive", "accept", "refuse"], list(R)[:3]),
        (PaperKind.APPLICATION, ["receive", "accept", "complete", "deliver", "archive"], list(R)[:4]),
        (PaperKind.APPEAL, ["file"], [R.RECEPTION]),
        (PaperKind.APPEAL, ["file", "follow"], [R.RECEPTION]),
        (PaperKind.APPEAL, ["file", "answer", "tell", "follow"], [R.RECEPTION, R.ANSWER]),
    ],
)
def test_a_step_is_done_once_the_history_says_so_and_stays_done(
    paper: PaperKind, actions: list[str], done: list[RatedStep]
) -> None:
    found = steps_done(paper, [(action, f"by-{action}") for action in actions])

    assert list(found) == done
    for step in done:
        require_done(paper, step, found)
    for step in set(RatedStep) - set(done):
        with pytest.raises((StepNotReached, StepUnknown)):
            require_done(paper, step, found)


@pytest.mark.parametrize(
    ("paper", "step", "refusal"),
    [
        (PaperKind.APPLICATION, R.ACCEPTANCE, StepNotReached),
        (PaperKind.APPLICATION, R.ANSWER, StepUnknown),
        (PaperKind.APPEAL, R.ANSWER, StepNotReached),
        (PaperKind.APPEAL, R.DELIVERY, StepUnknown),
    ],
)
def test_a_step_that_such_a_paper_never_has_is_told_from_one_that_is_still_to_come(
    paper: PaperKind, step: RatedStep, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        require_done(paper, step, [R.RECEPTION])


@pytest.mark.parametrize(
    ("step", "rated"),
    [
        (R.RECEPTION, {"li", "head"}),
        (R.ACCEPTANCE, {"li", "head", "wang"}),
        (R.DECISION, {"li", "head"}),
        (R.DELIVERY, {"li", "head", "zhou"}),
    ],
)
def test_a_rating_is_about_who_received_who_decided_and_who_did_the_step(step: RatedStep, rated: set[str]) -> None:
    history = [("receive", "li"), ("accept", "wang"), ("refuse", "head"), ("deliver", "zhou")]

    persons = rated_persons(step, "li", steps_done(PaperKind.APPLICATION, history))

    assert persons == rated
    require_another("p-lin", persons)
    for person in persons:
        with pytest.raises(AboutYourself):
            require_another(person, persons)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("action", A)
def test_every_state_lets_the_next_step_be_taken_and_names_it_otherwise(
    state: FollowUpState, action: FollowUpAction
) -> None:
    if (state, action) in TRANSITIONS:
        assert list(S).index(next_state(state, action)) == list(S).index(state) + 1
        return
    with pytest.raises(IllegalAction) as refused:
        next_state(state, action)
    assert refused.value.facts["possible"] == [a for s, a in TRANSITIONS if s is state]


def test_who_read_an_older_version_or_is_of_a_county_takes_no_step() -> None:
    require_version(2, 2)
    require_of_township("320585102001", "320585102")
    require_of_township("320585102001", "320585102001")
    with pytest.raises(StaleVersion):
        require_version(3, 2)
    for above in ("", "32", "320585"):
        with pytest.raises(NotOfTheTownship):
            require_of_township("320585102001", above)


def test_a_bad_rating_is_verified_within_five_working_days_and_all_is_done_within_fifteen() -> None:
    due = deadlines_of(MONDAY, CALENDAR)

    assert (TERMS.verify_days, TERMS.all_days) == (5, 15)
    assert "2019-51" in TERMS.source
    assert (due.verify.due_at.date(), due.all.due_at.date()) == (
        (MONDAY + timedelta(days=7)).date(),
        (MONDAY + timedelta(days=21)).date(),
    )
    assert due.provisional
    assert [next_due_at(state, due.verify.due_at, due.all.due_at) for state in S] == [
        due.verify.due_at,
        due.all.due_at,
        due.all.due_at,
        None,
    ]


@pytest.mark.parametrize(
    ("days", "light"),
    [(0, Light.GREEN), (2, Light.GREEN), (3, Light.YELLOW), (7, Light.YELLOW), (8, Light.RED)],
)
def test_a_follow_up_turns_yellow_on_its_last_two_working_days_and_red_after_them(days: int, light: Light) -> None:
    due_at = deadlines_of(MONDAY, CALENDAR).verify.due_at

    assert light_of(due_at, MONDAY + timedelta(days=days), CALENDAR) is light
    assert light_of(None, MONDAY, CALENDAR) is None


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        (Counts(), [None, None, None]),
        (Counts(ratings=4), [1.0, 0.0, None]),
        (Counts(ratings=3, bad=1, due=1), [0.6667, 0.3333, 0.0]),
        (Counts(ratings=8, bad=4, due=3, in_time=2), [0.5, 0.5, 0.6667]),
    ],
)
def test_each_figure_has_its_formula_and_says_nothing_without_a_denominator(
    counts: Counts, shares: list[float | None]
) -> None:
    figures = figures_of(counts)

    assert [figure.kind for figure in figures] == list(FigureKind)
    assert [figure.value for figure in figures] == shares
    assert all("÷" in figure.formula for figure in figures)
    assert figures[0].numerator + figures[1].numerator == counts.ratings
    doubled = figures_of(total_of([counts, counts]))
    assert [figure.denominator for figure in doubled] == [2 * figure.denominator for figure in figures]


TODAY_NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
BEFORE, LATER_ON = TODAY_NOON - timedelta(days=1), TODAY_NOON + timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "verify_due", "due", "told", "late"),
    [
        (FollowUpState.OPENED, LATER_ON, LATER_ON, None, None),
        (FollowUpState.OPENED, BEFORE, LATER_ON, None, LateStep.VERIFICATION),
        (FollowUpState.OPENED, BEFORE, LATER_ON, LateStep.VERIFICATION, None),
        (FollowUpState.OPENED, BEFORE, BEFORE, LateStep.VERIFICATION, LateStep.ALL),
        (FollowUpState.OPENED, BEFORE, BEFORE, None, LateStep.ALL),
        (FollowUpState.VERIFIED, BEFORE, LATER_ON, None, None),
        (FollowUpState.CORRECTED, BEFORE, BEFORE, None, LateStep.ALL),
        (FollowUpState.CORRECTED, BEFORE, BEFORE, LateStep.ALL, None),
        (FollowUpState.CALLED_BACK, BEFORE, BEFORE, None, None),
    ],
)
def test_each_term_of_a_follow_up_is_late_once(
    state: FollowUpState, verify_due: datetime, due: datetime, told: LateStep | None, late: LateStep | None
) -> None:
    assert late_step(state, verify_due, due, told, TODAY_NOON) is late
