"""Which errors of a decision are corrected, by whom, and what is its substance (licence law art. 8, 69)."""

from datetime import date

import pytest

from approval_window.applications.domain.corrections import (
    AskedByYourself,
    DecidedByYourself,
    ErrorIn,
    NotADay,
    NotADecision,
    NotDelivered,
    NothingChanged,
    NotWritten,
    SubstanceNotCorrected,
    corrected_day,
    require_change,
    require_clerical,
    require_corrector,
    require_decision,
    require_delivered,
)
from approval_window.applications.domain.states import ApplicationState
from shared.errors import Refusal

GRANTED_ON, TODAY = date(2026, 11, 2), date(2026, 11, 30)
CLERICAL = {"name", "number", "address", "valid-to", "wording"}


@pytest.mark.parametrize("error", ErrorIn)
def test_what_was_written_wrongly_is_corrected_and_what_was_decided_is_not(error: ErrorIn) -> None:
    if error in CLERICAL:
        require_clerical(error)
    else:
        with pytest.raises(SubstanceNotCorrected):
            require_clerical(error)


@pytest.mark.parametrize("state", ApplicationState)
def test_what_nobody_has_yet_is_put_right_before_it_is_delivered(state: ApplicationState) -> None:
    if state in {"granted", "refused"}:
        with pytest.raises(NotDelivered):
            require_delivered(state)
    else:
        require_delivered(state)


@pytest.mark.parametrize(("kind", "fits"), [("ZY", True), ("BY", True), ("SL", False), ("SD", False), ("GZ", False)])
def test_decisions_are_corrected_and_no_other_paper(kind: str, *, fits: bool) -> None:
    if fits:
        require_decision(kind)
    else:
        with pytest.raises(NotADecision):
            require_decision(kind)


@pytest.mark.parametrize(("written", "refusal"), [(None, NotWritten), ("", NotWritten), ("王小明", NothingChanged)])
def test_an_error_is_named_and_something_else_is_right(written: str | None, refusal: type[Refusal]) -> None:
    assert require_change("王小朋", "王小明") == "王小朋"
    with pytest.raises(refusal):
        require_change(written, "王小明")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("2026-11-30", None),
        ("2029-11-01", None),
        ("2026-11-29", SubstanceNotCorrected),
        ("2026-10-31", SubstanceNotCorrected),
        ("长期", NotADay),
        ("2026-13-01", NotADay),
    ],
)
def test_a_last_day_is_a_day_that_does_not_take_the_licence_away(said: str, refusal: type[Refusal] | None) -> None:
    if refusal is None:
        assert corrected_day(said, GRANTED_ON, TODAY).isoformat() == said
    else:
        with pytest.raises(refusal):
            corrected_day(said, GRANTED_ON, TODAY)


@pytest.mark.parametrize(
    ("person", "refusal"), [("p-head", DecidedByYourself), ("clerk-li", AskedByYourself), ("p-deputy", None)]
)
def test_another_than_who_decided_or_asked_corrects_unless_one_hand_may_do_both(
    person: str, refusal: type[Refusal] | None
) -> None:
    require_corrector(one_hand=True, decided_by="p-head", asked_by="clerk-li", person=person)
    if refusal is None:
        require_corrector(one_hand=False, decided_by="p-head", asked_by="clerk-li", person=person)
    else:
        with pytest.raises(refusal):
            require_corrector(one_hand=False, decided_by="p-head", asked_by="clerk-li", person=person)
