"""Who may help an applicant, and what does a helper never do?"""

import pytest

from approval_window.helping.domain import (
    ConsentNeeded,
    Errand,
    HandlesIt,
    HelpMode,
    HelpState,
    HelpsWithIt,
    NotAsked,
    NotGiven,
    NothingCollected,
    PowerOfAttorneyNeeded,
    StrangerNamed,
    require_asked,
    require_authorised,
    require_collected,
    require_consent,
    require_given,
    require_no_part,
    require_none_helps,
    require_of_township,
)


def test_nobody_is_helped_without_his_consent() -> None:
    require_consent("本人当面同意")
    for nothing in (None, ""):
        with pytest.raises(ConsentNeeded):
            require_consent(nothing)


@pytest.mark.parametrize(
    ("mode", "authorisation", "fits"),
    [
        (HelpMode.ACCOMPANIED, None, True),
        (HelpMode.ON_BEHALF, "授权委托书1号", True),
        (HelpMode.ON_BEHALF, None, False),
        (HelpMode.ON_BEHALF, "", False),
    ],
)
def test_who_acts_for_another_shows_by_which_paper_he_may(
    mode: HelpMode, authorisation: str | None, fits: bool
) -> None:
    if fits:
        require_authorised(mode, authorisation)
    else:
        with pytest.raises(PowerOfAttorneyNeeded):
            require_authorised(mode, authorisation)


def test_anybody_of_the_township_helps_also_a_grid_worker_and_nobody_else() -> None:
    require_of_township("w", {"w": ["worker"]})
    with pytest.raises(StrangerNamed):
        require_of_township("x", {"w": ["worker"]})


def test_nobody_is_both_helper_and_official_of_the_same() -> None:
    require_no_part("a", {"b"})
    require_none_helps({"b"}, {"a"})
    with pytest.raises(HandlesIt):
        require_no_part("a", {"a", "b"})
    with pytest.raises(HelpsWithIt) as refused:
        require_none_helps({"a", "b", "c"}, {"c", "b"})
    assert refused.value.facts["persons"] == ["b", "c"]


@pytest.mark.parametrize("state", HelpState)
def test_help_is_given_once_and_done_while_it_is_given(state: HelpState) -> None:
    for rule, needed, refusal in (
        (require_asked, HelpState.ASKED, NotAsked),
        (require_given, HelpState.GIVEN, NotGiven),
    ):
        if state is needed:
            rule(state)
        else:
            with pytest.raises(refusal):
                rule(state)


@pytest.mark.parametrize(
    ("errand", "done", "fits"),
    [
        (Errand.COLLECT, [], True),
        (Errand.BRING, ["collect"], True),
        (Errand.BRING, [], False),
        (Errand.BRING, ["deliver"], False),
        (Errand.DELIVER, [], True),
    ],
)
def test_what_is_brought_was_collected_before(errand: Errand, done: list[str], fits: bool) -> None:
    if fits:
        require_collected(errand, done)
    else:
        with pytest.raises(NothingCollected):
            require_collected(errand, done)
