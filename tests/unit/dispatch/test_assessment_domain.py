"""By what a township may be assessed, and how an objection to a figure is decided."""

from typing import Any

import pytest

from dispatch.assessment.domain.objections import Decision, ObjectionState, decide_objection
from dispatch.assessment.domain.refusals import (
    LinesRefused,
    NotAnAssessedPlace,
    NotTheCounty,
    ObjectionIsDecided,
    SecondPersonNeeded,
    WeightsNotWhole,
)
from dispatch.assessment.domain.registers import (
    DemandKind,
    Posts,
    Register,
    Rewards,
    VoidReason,
    check_register,
    check_rewards,
    require_place,
    void_reason,
)
from shared.codes import RegionLevel

COUNTY, TOWN = "320382", "320382102"


def item(code: str, weight: int, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": code, "weight": weight, "basis": "苏办发〔2026〕1号"} | more


def register(*items: dict[str, Any], shares: dict[str, int] | None = None) -> Register:
    listed = [{"unit_id": unit, "township_percent": percent} for unit, percent in (shares or {}).items()]
    given = {"what": "register", "region": TOWN, "year": 2026, "adopted_by": "文", "items": items, "shares": listed}
    return Register.model_validate(given)


# ----------------------------------------------------------------------------------------------------------- registers
def test_a_register_that_is_whole_and_lawful_passes() -> None:
    whole = register(item("a", 60), item("b", 40, matter="M1"), shares={"u-land": 50})

    check_register(whole, foreign={"M2": [TOWN]}, kinds={"u-land": "stationed-land"})


@pytest.mark.parametrize("weights", [(60, 39), (60, 41), (100, 1), (99,)])
def test_weights_that_do_not_come_to_a_hundred_are_refused(weights: tuple[int, ...]) -> None:
    items = [item(f"i{number}", weight) for number, weight in enumerate(weights)]

    with pytest.raises(WeightsNotWhole) as refused:
        check_register(register(*items), foreign={}, kinds={})

    assert refused.value.facts["total"] == sum(weights)


def test_each_bad_line_of_a_register_is_named() -> None:
    tried = register(
        item("a", 50), item("a", 25), item("b", 25, matter="M2"), shares={"u-land": 49, "u-office": 60, "u-ghost": 49}
    )

    with pytest.raises(LinesRefused) as refused:
        check_register(tried, foreign={"M2": [TOWN]}, kinds={"u-land": "stationed-land", "u-office": "party-office"})

    lines = refused.value.facts["lines"]
    assert isinstance(lines, list)
    assert [(line["part"], line["index"], line["code"].removeprefix("assessment.")) for line in lines] == [
        ("items", 0, "twice"),
        ("items", 1, "twice"),
        ("items", 2, "duty-passed-down"),
        ("shares", 0, "township-share-too-low"),
        ("shares", 1, "not-a-stationed-agency"),
        ("shares", 2, "unknown-unit"),
        ("shares", 2, "township-share-too-low"),
    ]


@pytest.mark.parametrize(
    ("kind", "code", "reason"),
    [
        (DemandKind.ITEM, "a", None),
        (DemandKind.ITEM, "x", VoidReason.NOT_REGISTERED),
        (DemandKind.ITEM, None, VoidReason.NOT_REGISTERED),
        (DemandKind.RESPONSIBILITY_LETTER, "a", VoidReason.RESPONSIBILITY_LETTER),
        (DemandKind.RESPONSIBILITY_LETTER, None, VoidReason.RESPONSIBILITY_LETTER),
        (DemandKind.AWARD_DRIVE, "a", VoidReason.AWARD_DRIVE),
        (DemandKind.AWARD_DRIVE, None, VoidReason.AWARD_DRIVE),
    ],
)
def test_only_an_item_of_the_register_is_not_void(
    kind: DemandKind, code: str | None, reason: VoidReason | None
) -> None:
    assert void_reason(kind, code, {"a", "b"}) == reason


def test_who_holds_the_same_post_is_given_the_same() -> None:
    def rewards(*lines: tuple[str, str, int]) -> Rewards:
        given = [{"person_id": person, "post": post, "fen": fen} for person, post, fen in lines]
        about = {"what": "rewards", "region": TOWN, "year": 2026, "adopted_by": "文"}
        return Rewards.model_validate(about | {"lines": given})

    people = Posts({"p1": (), "p2": (), "p3": ()}, {})
    check_rewards(rewards(("p1", "clerk", 5), ("p2", "clerk", 5), ("p3", "head", 9)), people)
    with pytest.raises(LinesRefused) as refused:
        check_rewards(rewards(("p1", "clerk", 5), ("p2", "clerk", 6), ("p3", "head", 9), ("p9", "head", 9)), people)

    lines = refused.value.facts["lines"]
    assert isinstance(lines, list)
    assert [(line["index"], line["code"]) for line in lines] == [
        (0, "assessment.same-post-same-reward"),
        (1, "assessment.same-post-same-reward"),
        (3, "assessment.unknown-person"),
    ]


def test_nobody_approves_what_he_drew_up_and_villages_are_not_assessed() -> None:
    SecondPersonNeeded.unless_two("p-1", "p-2")
    require_place(TOWN, RegionLevel.COUNTY, RegionLevel.TOWNSHIP)
    with pytest.raises(SecondPersonNeeded):
        SecondPersonNeeded.unless_two("p-1", "p-1")
    with pytest.raises(NotAnAssessedPlace):
        require_place(f"{TOWN}001", RegionLevel.COUNTY, RegionLevel.TOWNSHIP)


# ---------------------------------------------------------------------------------------------------------- objections
@pytest.mark.parametrize("state", list(ObjectionState))
@pytest.mark.parametrize("decision", list(Decision))
def test_an_objection_is_decided_once(state: ObjectionState, decision: Decision) -> None:
    if state is ObjectionState.OPEN:
        wanted = {Decision.UPHOLD: ObjectionState.UPHELD, Decision.DISMISS: ObjectionState.DISMISSED}
        assert decide_objection(state, decision, scope=COUNTY) is wanted[decision]
    else:
        with pytest.raises(ObjectionIsDecided):
            decide_objection(state, decision, scope=COUNTY)


def test_a_township_does_not_decide_on_its_own_objection() -> None:
    with pytest.raises(NotTheCounty):
        decide_objection(ObjectionState.OPEN, Decision.UPHOLD, scope=TOWN)
