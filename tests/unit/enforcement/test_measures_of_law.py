"""When and how is something sealed up or seized (coercion law 9, 17-18, 22-24, 26)? One test a paragraph."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from enforcement.penalties.domain import coercing
from enforcement.penalties.domain.coercing import Site
from enforcement.penalties.domain.measures import Measure, MeasureKind, MeasureState, Thing, ThingKind
from shared.errors import Refusal

# 10:00 in the township on 30 November 2026.
NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
S, K = MeasureState, MeasureKind
STOVE = Thing(ThingKind.GOODS, "灶具", 1, "台", "SN-1", related=True, necessity=False, sealed_by=None)
HELD = Measure(1, K.SEIZE, S.IMPOSED, 30, approved_at=NOW, imposed_at=NOW)
DONE = {
    **dict.fromkeys(("credentials_shown", "party_called", "party_present", "told", "heard", "signed"), True),
    "officers": ("o-1", "o-2"),
    "record": "笔录",
    "refusal_noted": False,
    "witness": None,
    "handed_over": True,
    "inventory_copies": 2,
}


def site(**changes: Any) -> Site:
    return Site(**(DONE | changes))


def refusal(check: Any, *given: Any, **named: Any) -> str | None:
    """Return by which article something is refused, None where it is not."""
    try:
        check(*given, **named)
    except Refusal as refused:
        return str(refused.facts["article"]).removeprefix("行政强制法 ")
    return None


@pytest.mark.parametrize(
    ("kind", "thing", "refused"),
    [(K.SEIZE, ThingKind.GOODS, None), (K.SEIZE, ThingKind.PLACE, "9"), (K.SEIZE, ThingKind.FACILITY, "9")]
    + [(K.SEAL, one, None) for one in ThingKind],
)
def test_goods_are_seized_and_places_and_facilities_sealed_up(kind: Any, thing: Any, refused: str | None) -> None:
    assert refusal(coercing.require_seizable, kind, [replace(STOVE, kind=thing)]) == refused


def test_a_power_to_coerce_is_ones_own_and_never_entrusted() -> None:
    assert refusal(coercing.require_delegated, ()) == "17"
    assert refusal(coercing.require_delegated, ("P-1",)) is None


@pytest.mark.parametrize(
    ("state", "refused"), [(S.ASKED, "18"), (S.APPROVED, None), (S.IMPOSED, "18"), (S.REFUSED, "18")]
)
def test_the_head_approves_before(state: Any, refused: str | None) -> None:
    assert refusal(coercing.require_approved, replace(HELD, state=state)) == refused


@pytest.mark.parametrize(
    ("present", "acting", "refused"),
    [
        (["o-1", "o-2"], "o-1", None),
        (["o-1", "o-2", "o-3"], "o-1", None),
        (["o-1"], "o-1", "17、18"),
        (["o-1", "o-1"], "o-1", "17、18"),
        (["o-1", "x"], "o-1", "17、18"),
        (["o-1", "o-2"], "o-3", "17、18"),
        ([], "o-1", "17、18"),
    ],
)
def test_two_officers_of_the_case_impose_it(present: list[str], acting: str, refused: str | None) -> None:
    assert refusal(coercing.require_officers, present, ("o-1", "o-2", "o-3"), acting) == refused


@pytest.mark.parametrize(
    ("check", "wrong", "right"),
    [
        (coercing.require_credentials, {"credentials_shown": False}, {}),
        (coercing.require_called, {"party_called": False, "party_present": False}, {"party_present": False}),
        (coercing.require_told, {"told": False}, {"told": False, "party_present": False}),
        (coercing.require_heard_on_the_spot, {"heard": False}, {"heard": False, "party_present": False}),
        (coercing.require_site_record, {"record": " "}, {}),
        (coercing.require_record_signed, {"signed": False}, {"signed": False, "refusal_noted": True}),
        (coercing.require_record_signed, {"party_present": False}, {"party_present": False, "witness": "见证人"}),
        (coercing.require_record_signed, {"signed": False, "witness": "见证人"}, {}),
    ],
)
def test_what_is_done_on_the_spot_is_done_as_the_law_says(check: Any, wrong: Any, right: Any) -> None:
    assert refusal(check, site(**wrong)) == "18"
    assert refusal(check, site(**right)) is None


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, None),
        ({"handed_over": False}, "24"),
        ({"inventory_copies": 1}, "24"),
        ({"inventory_copies": 3}, "24"),
        ({"handed_over": False, "party_present": False}, None),
    ],
)
def test_decision_and_two_inventories_are_handed_over(changes: Any, refused: str | None) -> None:
    assert refusal(coercing.require_handed_over, site(**changes)) == refused


@pytest.mark.parametrize("lacking", ["address", "reasons", "basis", "things"])
def test_a_decision_says_who_why_by_what_and_which_things(lacking: str) -> None:
    said: dict[str, Any] = {"address": "路 1 号", "reasons": "理由", "basis": "条例"} | {lacking: " "}
    things = [] if lacking == "things" else [STOVE]
    said.pop("things", None)
    with pytest.raises(coercing.DecisionIncomplete) as refused:
        coercing.require_complete(things, **said)
    assert (refused.value.facts["missing"], refused.value.facts["article"]) == ([lacking], "行政强制法 24")


@pytest.mark.parametrize(
    ("check", "changes"),
    [(coercing.require_related, {"related": False}), (coercing.require_no_necessities, {"necessity": True})],
)
def test_only_what_belongs_to_the_case_and_nothing_that_somebody_lives_by(check: Any, changes: Any) -> None:
    assert refusal(check, [STOVE]) is None
    with pytest.raises(Refusal) as refused:
        check([STOVE, replace(STOVE, **changes)])
    assert (refused.value.facts["things"], refused.value.facts["article"]) == ([2], "行政强制法 23")


@pytest.mark.parametrize(
    ("things", "held", "refused"),
    [
        ([STOVE], set(), None),
        ([STOVE], {"SN-1"}, "23"),
        ([STOVE], {"SN-2"}, None),
        ([replace(STOVE, sealed_by="他局")], set(), "23"),
        ([STOVE, STOVE], set(), "23"),
        ([replace(STOVE, identity=None)] * 2, set(), None),
    ],
)
def test_nothing_is_sealed_up_twice(things: Any, held: set[str], refused: str | None) -> None:
    assert refusal(coercing.require_not_sealed, things, held) == refused
    assert refusal(coercing.require_still_free, [b"mark"]) == "23"


def test_a_third_party_keeps_what_is_sealed_up_and_nothing_that_was_taken_away() -> None:
    assert refusal(coercing.require_keeper, K.SEAL, "物业") is None
    assert refusal(coercing.require_keeper, K.SEIZE, None) is None
    assert refusal(coercing.require_keeper, K.SEIZE, "物业") == "26"
