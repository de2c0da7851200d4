"""What art. 28 says of correcting and of unlawful gains, with edge days."""

from datetime import date, timedelta

import pytest

from enforcement.penalties.domain.correcting import (
    Correction,
    CorrectionMissing,
    CorrectionRuns,
    CorrectionWay,
    GainsMisfit,
    GainsNotTaken,
    NotCorrected,
    NothingToCorrect,
    checked_correction,
    gains_to_take,
    require_corrected,
    require_correction,
    require_gains_taken,
    require_open_correction,
)
from enforcement.penalties.domain.sanctions import Sanction, SanctionKind

TODAY = date(2026, 3, 2)
K, W = SanctionKind, CorrectionWay


def by_day(days: int) -> Correction:
    return Correction(W.BY_DAY, TODAY + timedelta(days=days))


@pytest.mark.parametrize("correction", [Correction(W.AT_ONCE), Correction(W.CORRECTED), by_day(1), by_day(365)])
def test_who_is_punished_is_ordered_to_correct(correction: Correction) -> None:
    require_correction(correction, TODAY, punished=True)
    with pytest.raises(CorrectionMissing):
        require_correction(correction, TODAY, punished=False)


@pytest.mark.parametrize(
    "correction", [None, Correction(W.BY_DAY), Correction(W.AT_ONCE, TODAY), by_day(0), by_day(-1), by_day(366)]
)
def test_an_order_to_correct_has_a_day_to_come_where_it_needs_one(correction: Correction | None) -> None:
    with pytest.raises(CorrectionMissing) as refusal:
        require_correction(correction, TODAY, punished=True)
    assert "28" in str(refusal.value.facts["article"])


def test_who_is_not_punished_is_ordered_nothing() -> None:
    require_correction(None, TODAY, punished=False)


@pytest.mark.parametrize(("passed", "runs"), [(9, True), (10, True), (11, False)])
def test_nobody_is_late_before_the_day_of_the_order_is_over(passed: int, runs: bool) -> None:
    correction, today = by_day(10), TODAY + timedelta(days=passed)
    assert checked_correction(correction, today, corrected=True, due_on=None) == Correction(W.CORRECTED)
    if runs:
        with pytest.raises(CorrectionRuns):
            checked_correction(correction, today, corrected=False, due_on=None)
    else:
        assert checked_correction(correction, today, corrected=False, due_on=None).late


def test_what_was_not_corrected_is_ordered_anew_and_what_was_is_not() -> None:
    again = TODAY + timedelta(days=3)
    anew = checked_correction(Correction(W.AT_ONCE), TODAY, corrected=False, due_on=again)
    assert anew == Correction(W.BY_DAY, again)
    for corrected, due_on in ((True, again), (False, TODAY)):
        with pytest.raises(CorrectionMissing):
            checked_correction(Correction(W.AT_ONCE), TODAY, corrected=corrected, due_on=due_on)


@pytest.mark.parametrize("correction", [None, Correction(W.CORRECTED)])
def test_a_case_with_nothing_left_to_correct_is_closed_and_not_looked_at(correction: Correction | None) -> None:
    require_corrected(correction)
    with pytest.raises(NothingToCorrect):
        require_open_correction(correction)
    with pytest.raises(NotCorrected):
        require_corrected(by_day(1))


def test_gains_are_taken_but_for_what_is_given_back() -> None:
    assert (gains_to_take(500, 200), gains_to_take(500, 500)) == (300, 0)
    with pytest.raises(GainsMisfit):
        gains_to_take(500, 501)


@pytest.mark.parametrize(
    ("sanction", "lawful"),
    [
        (Sanction((K.CONFISCATE_GAINS,), confiscated_fen=300), True),
        (Sanction((K.CONFISCATE_GAINS,), confiscated_fen=299), False),
        (Sanction((K.CONFISCATE_GOODS,), goods_fen=900), False),
        (Sanction((K.FINE,), fine_fen=900), False),
    ],
)
def test_no_penalty_leaves_unlawful_gains(sanction: Sanction, lawful: bool) -> None:
    require_gains_taken(sanction, 0)
    if lawful:
        require_gains_taken(sanction, 300)
        return
    with pytest.raises(GainsNotTaken):
        require_gains_taken(sanction, 300)
