"""Which step of the licence law is possible when, and what must have been done before it?"""

from datetime import date

import pytest

from approval_window.applications.domain.materials import (
    HandedIn,
    MaterialNotDeferrable,
    MaterialsMissing,
    MaterialState,
    MaterialUnknown,
    NothingMissing,
    PromiseInThePast,
    everything_to_correct,
    materials_of,
    missing_of,
    require_all_here,
    require_complete,
    take_in,
)
from approval_window.applications.domain.procedure import (
    IsALicence,
    NoLicence,
    NotAnOfficial,
    NotNamedForThis,
    NotVerifiedYet,
    OfficialUnknown,
    OrganNotNamed,
    RejectGround,
    SamePerson,
    TwoOfficialsNeeded,
    VerificationFailed,
    VerifiedLater,
    require_licence,
    require_named,
    require_officials,
    require_organ,
    require_other_hand,
    require_passed,
    require_service,
    require_two,
    require_verified,
    require_verified_day,
)
from approval_window.applications.domain.states import (
    OPEN,
    ApplicationAction,
    ApplicationState,
    IllegalAction,
    next_state,
)
from approval_window.items.domain import ItemKind
from shared.errors import Refusal

# Written down anew, from the law and not from the code: where each step leads from each state.
LAW = {
    "received": {
        "reject": "rejected",
        "correct": "received",
        "notify": "correcting",
        "hand-in": "received",
        "accept": "accepted",
        "accept-by-silence": "accepted",
    },
    "correcting": {"hand-in": "correcting", "accept": "accepted", "lapse": "terminated"},
    "accepted": {
        **dict.fromkeys(("hand-in", "name-officials", "verify", "sign", "ask-support", "extend", "opine"), "accepted"),
        "find-interests": "accepted",
        "announce-hearing": "paused",
        "tell-hearing": "accepted",
        "waive-hearing": "accepted",
        "ask-hearing": "paused",
        "pause": "paused",
        "grant": "granted",
        "renew": "granted",
        "complete": "granted",
        "refuse": "refused",
    },
    "paused": {
        "opine": "paused",
        "resume": "accepted",
        "announce-hearing": "paused",
        "schedule-hearing": "paused",
        "hold-hearing": "accepted",
    },
    "granted": {"deliver": "delivered"},
    "refused": {"deliver": "delivered"},
    **{state: {"archive": "archived"} for state in ("delivered", "rejected", "withdrawn", "terminated")},
    "archived": {},
}
for _open in ("received", "correcting", "accepted", "paused"):
    LAW[_open] |= {"withdraw": "withdrawn", "terminate": "terminated", "hand-to": _open, "upload": _open}
for _state, _steps in LAW.items():
    _steps |= {} if _state == "archived" else {"end-help": _state}
for _waiting in ("received", "correcting", "accepted", "paused", "granted", "refused"):
    LAW[_waiting] |= dict.fromkeys(("ask-help", "give-help"), _waiting)
for _open in ("received", "correcting", "accepted", "paused"):
    LAW[_open] |= dict.fromkeys(("help-collect", "help-bring"), _open)
for _over in ("granted", "refused", "delivered"):
    LAW[_over]["help-deliver"] = _over
for _silent in ("received", "accepted", "paused"):
    LAW[_silent]["renew-by-silence"] = "granted"
for _ended in ("delivered", "archived"):
    LAW[_ended] |= dict.fromkeys(("ask-correction", "correct-decision", "decline-correction"), _ended)
for _decided in ("granted", "refused"):
    LAW[_decided]["hand-to"] = _decided


@pytest.mark.parametrize("state", ApplicationState)
@pytest.mark.parametrize("action", ApplicationAction)
def test_each_step_leads_where_the_law_says_and_no_other_is_possible(
    state: ApplicationState, action: ApplicationAction
) -> None:
    leads_to = LAW[state].get(action)
    if leads_to is None:
        with pytest.raises(IllegalAction) as refused:
            next_state(state, action)
        assert refused.value.facts["possible"] == sorted(LAW[state])
    else:
        assert next_state(state, action) == leads_to


def test_what_is_open_may_still_be_withdrawn() -> None:
    assert {str(state) for state in OPEN} == {state for state, steps in LAW.items() if "withdraw" in steps}


ASKED = materials_of(
    [
        {"code": "form", "name": "申请书", "required": True, "deferrable": False},
        {"code": "plan", "name": "平面图", "required": True, "deferrable": True},
        {"code": "photo", "name": "照片", "required": False, "deferrable": False},
    ]
)
TODAY = date(2026, 3, 2)
HERE, LATER = MaterialState.HANDED_IN, MaterialState.PROMISED


def test_everything_required_that_is_neither_here_nor_promised_is_missing() -> None:
    assert missing_of(ASKED, {}) == ["form", "plan"]
    assert missing_of(ASKED, {"plan": LATER}) == ["form"]
    assert missing_of(ASKED, {"form": HERE, "plan": LATER}) == []
    assert missing_of(ASKED, {"form": MaterialState.MISSING, "plan": HERE}) == ["form"]


def test_the_notice_names_what_is_missing_and_what_is_not_in_its_lawful_form() -> None:
    assert everything_to_correct(ASKED, {"form": HERE}, ["form"]) == ["form", "plan"]
    assert everything_to_correct(ASKED, {"form": HERE, "plan": HERE, "photo": HERE}, ["photo"]) == ["photo"]
    with pytest.raises(NothingMissing):
        everything_to_correct(ASKED, {"form": HERE, "plan": LATER}, [])
    with pytest.raises(MaterialUnknown):
        everything_to_correct(ASKED, {}, ["tax-return"])


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (HandedIn(frozenset({"tax-return"})), MaterialUnknown),
        (HandedIn(promised={"form": TODAY}), MaterialNotDeferrable),
        (HandedIn(promised={"plan": date(2026, 3, 1)}), PromiseInThePast),
    ],
)
def test_nothing_is_taken_that_is_not_asked_for_or_cannot_be_promised(given: HandedIn, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        take_in(ASKED, given, TODAY)


def test_what_is_here_and_what_is_promised_for_today_are_taken() -> None:
    assert take_in(ASKED, HandedIn(frozenset({"form"}), {"plan": TODAY}), TODAY) == {"form": HERE, "plan": LATER}


def test_it_is_accepted_on_a_promise_and_granted_when_all_has_come() -> None:
    promised = {"form": HERE, "plan": LATER}

    require_complete(ASKED, promised)
    with pytest.raises(MaterialsMissing) as refused:
        require_all_here(ASKED, promised)
    assert refused.value.facts["missing"] == ["plan"]
    require_all_here(ASKED, {"form": HERE, "plan": HERE})


def test_who_is_not_the_right_organ_says_which_one_is() -> None:
    require_organ(RejectGround.NOT_NEEDED, None)
    require_organ(RejectGround.NOT_OURS, "县住建局")
    with pytest.raises(OrganNotNamed):
        require_organ(RejectGround.NOT_OURS, None)


@pytest.mark.parametrize("officials", [[], ["a"], ["a", "a"]])
def test_fewer_than_two_officials_verify_nothing(officials: list[str]) -> None:
    with pytest.raises(TwoOfficialsNeeded):
        require_two(officials)


def test_officials_are_staff_of_the_township_and_a_grid_worker_is_none() -> None:
    require_officials(["a", "b"], {"a": ["clerk"], "b": ["worker", "officer"]})
    with pytest.raises(OfficialUnknown):
        require_officials(["a", "c"], {"a": ["clerk"]})
    with pytest.raises(NotAnOfficial):
        require_officials(["a", "b"], {"a": ["clerk"], "b": ["worker"]})
    with pytest.raises(NotNamedForThis):
        require_named("c", ["a", "b"])


@pytest.mark.parametrize(
    ("officials", "signed", "fits"),
    [([], [], False), (["a", "b"], [], False), (["a", "b"], ["a"], False), (["a", "b"], ["b", "a"], True)],
)
def test_what_must_be_verified_is_decided_when_all_have_signed(
    officials: list[str], signed: list[str], fits: bool
) -> None:
    require_verified(on_site=False, officials=officials, signed=signed)
    if fits:
        require_verified(on_site=True, officials=officials, signed=signed)
    else:
        with pytest.raises(NotVerifiedYet):
            require_verified(on_site=True, officials=officials, signed=signed)


def test_it_is_verified_from_its_acceptance_to_today() -> None:
    for on in (date(2026, 3, 2), date(2026, 3, 5)):
        require_verified_day(on, date(2026, 3, 2), date(2026, 3, 5))
    for on in (date(2026, 3, 1), date(2026, 3, 6)):
        with pytest.raises(VerifiedLater):
            require_verified_day(on, date(2026, 3, 2), date(2026, 3, 5))


def test_what_was_found_otherwise_is_not_granted() -> None:
    require_passed(None)
    require_passed(True)
    with pytest.raises(VerificationFailed):
        require_passed(False)


def test_another_hand_decides_unless_the_item_says_otherwise() -> None:
    require_other_hand(one_hand=False, received_by="a", person="b")
    require_other_hand(one_hand=True, received_by="a", person="a")
    with pytest.raises(SamePerson):
        require_other_hand(one_hand=False, received_by="a", person="a")


def test_a_licence_is_granted_and_a_service_completed() -> None:
    require_licence(ItemKind.CERTIFICATE)
    require_service(ItemKind.PUBLIC_SERVICE)
    with pytest.raises(NoLicence):
        require_licence(ItemKind.PUBLIC_SERVICE)
    with pytest.raises(IsALicence):
        require_service(ItemKind.LICENCE)
