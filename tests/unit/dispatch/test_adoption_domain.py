"""What a standard may ask, how an overlay changes it, when a township is taken in, and what is a gap."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.adoption.domain.gaps import CLOSED_BY, Gap, GapCode, Town, gaps_of, version_gaps
from dispatch.adoption.domain.refusals import (
    EndsBeforeItBegins,
    LaterAdoptionExists,
    LaterStandardExists,
    NotATownship,
    OlderVersion,
    OverlayRefused,
    PackRefused,
    ProposalIsDecided,
    TypeDoesNotFit,
    VersionNotInForce,
)
from dispatch.adoption.domain.standards import (
    AgencyWanted,
    Overlay,
    Pack,
    Standing,
    TownType,
    check_pack,
    fitted,
    kept,
    merged,
    next_version,
    overlaid,
    overlay_from,
    pack_from,
    require_type,
    type_of,
)
from dispatch.adoption.domain.townships import (
    Adoption,
    ProposalState,
    Step,
    decide_adoption,
    require_end,
    require_in_force,
    require_proposed,
)
from dispatch.duties.domain.authority import Duty, DutyKind
from dispatch.organisation.domain.agencies import AGENCY_KINDS, FEWEST, MOST

KINDS = sorted(AGENCY_KINDS)
FIRST, ONE_DAY = date(2026, 1, 1), timedelta(days=1)


def agencies(*kinds: str) -> tuple[AgencyWanted, ...]:
    return tuple(AgencyWanted(kind, kind) for kind in kinds)


PACK = Pack(agencies(*KINDS[:8]), people={"clerk": 2}, duties={"basic": 3}, powers={"penalty": 1})
ADOPTED = Adoption("320925101", TownType.TOWN, 2, FIRST, "1号", Overlay())


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("000", None),
        ("001", TownType.STREET),
        ("099", TownType.STREET),
        ("100", TownType.TOWN),
        ("199", TownType.TOWN),
        ("200", TownType.RURAL),
        ("399", TownType.RURAL),
        ("400", None),
    ],
)
def test_the_code_of_a_township_says_its_type(number: str, kind: TownType | None) -> None:
    assert type_of(f"320925{number}") is kind


@pytest.mark.parametrize("region", ["32", "320925", "320925101001", "32092510x", ""])
def test_what_is_no_township_has_no_type(region: str) -> None:
    with pytest.raises(NotATownship):
        type_of(region)


def test_another_type_than_that_of_the_code_wants_a_reason() -> None:
    require_type("320925101", TownType.TOWN, None)
    require_type("320925101", TownType.STREET, "撤镇设街道")
    with pytest.raises(TypeDoesNotFit) as refused:
        require_type("320925101", TownType.STREET, None)
    assert refused.value.facts["by_code"] == "town"


@pytest.mark.parametrize(("number", "fits"), [(6, False), (7, True), (9, True), (10, False)])
def test_a_standard_has_seven_to_nine_agencies(number: int, *, fits: bool) -> None:
    pack = replace(PACK, agencies=agencies(*KINDS[:number]))
    if fits:
        check_pack(pack, ())
        return
    with pytest.raises(PackRefused):
        check_pack(pack, ())


def test_every_problem_of_an_overlay_is_named() -> None:
    overlay = Overlay({"ghost": "x"}, agencies(KINDS[0], "bureau"), ("nobody",))

    with pytest.raises(OverlayRefused) as refused:
        overlaid(PACK, overlay)

    problems = refused.value.facts["problems"]
    assert isinstance(problems, list)
    assert {(one["place"], one["code"]) for one in problems} == {
        ("rename.ghost", "adoption.not-in-pack"),
        ("leave_out.nobody", "adoption.not-in-pack"),
        (f"add.{KINDS[0]}", "adoption.in-pack-already"),
        ("agencies", "adoption.too-many-agencies"),
        (f"agencies.{KINDS[0]}", "adoption.twice"),
        ("agencies.bureau", "adoption.no-agency-kind"),
    }


packs = st.lists(st.sampled_from(KINDS), unique=True, min_size=FEWEST, max_size=MOST).map(
    lambda kinds: replace(PACK, agencies=agencies(*kinds))
)
overlays = st.builds(
    Overlay,
    st.dictionaries(st.sampled_from(KINDS), st.text(min_size=1, max_size=5), max_size=3),
    st.lists(st.sampled_from(KINDS), unique=True, max_size=3).map(lambda kinds: agencies(*kinds)),
    st.lists(st.sampled_from(KINDS), unique=True, max_size=3).map(tuple),
)


@given(packs, overlays)
def test_what_an_overlay_leaves_is_seven_to_nine_agencies_or_it_is_refused(pack: Pack, overlay: Overlay) -> None:
    try:
        kinds = [one.kind for one in overlaid(pack, overlay).agencies]
    except OverlayRefused:
        return
    assert FEWEST <= len(kinds) <= MOST
    assert len(set(kinds)) == len(kinds)
    assert not set(kinds) & set(overlay.leave_out)


@given(packs, overlays)
def test_a_fitted_overlay_names_nothing_that_the_standard_cannot_bear(pack: Pack, overlay: Overlay) -> None:
    once = fitted(overlay, pack)

    assert fitted(once, pack) == once
    kinds = [one.kind for one in merged(pack, once).agencies]
    assert len(set(kinds)) == len(kinds)


@given(packs, overlays)
def test_what_is_kept_is_what_was_given(pack: Pack, overlay: Overlay) -> None:
    assert pack_from(kept(pack)) == pack
    assert overlay_from(kept(overlay)) == overlay


def test_a_standard_ends_the_one_before_and_none_that_is_later() -> None:
    first = Standing(1, FIRST, None)

    assert next_version([], FIRST) == (1, None)
    assert next_version([first], FIRST + ONE_DAY) == (2, first)
    with pytest.raises(LaterStandardExists):
        next_version([first], FIRST)


def test_a_standard_is_followed_from_its_first_day_on() -> None:
    require_in_force(1, FIRST, FIRST)
    with pytest.raises(VersionNotInForce):
        require_in_force(1, FIRST, FIRST - ONE_DAY)


LATER = FIRST + ONE_DAY


@pytest.mark.parametrize(
    ("before", "now", "step"),
    [
        (None, ADOPTED, Step.ADOPTED),
        (ADOPTED, ADOPTED, None),
        (ADOPTED, replace(ADOPTED, document="2号"), Step.CORRECTED),
        (ADOPTED, replace(ADOPTED, version=3), Step.CORRECTED),
        (ADOPTED, replace(ADOPTED, valid_from=LATER, version=3), Step.UPGRADED),
        (ADOPTED, replace(ADOPTED, valid_from=LATER, document="2号"), Step.CHANGED),
        (ADOPTED, replace(ADOPTED, valid_from=LATER, type=TownType.STREET, version=1), Step.CHANGED),
    ],
)
def test_an_adoption_is_new_a_correction_a_change_or_an_upgrade(
    before: Adoption | None, now: Adoption, step: Step | None
) -> None:
    assert decide_adoption(before, now) is step


def test_nobody_goes_back_in_the_version_or_before_a_later_adoption() -> None:
    with pytest.raises(OlderVersion):
        decide_adoption(ADOPTED, replace(ADOPTED, valid_from=LATER, version=1))
    with pytest.raises(LaterAdoptionExists):
        decide_adoption(ADOPTED, replace(ADOPTED, valid_from=FIRST - ONE_DAY, version=3))


@pytest.mark.parametrize("state", ProposalState)
def test_only_what_is_proposed_is_decided(state: ProposalState) -> None:
    if state is ProposalState.PROPOSED:
        require_proposed(state)
        return
    with pytest.raises(ProposalIsDecided):
        require_proposed(state)


def test_a_demonstration_lasts_a_day_at_least() -> None:
    require_end(FIRST, FIRST)
    with pytest.raises(EndsBeforeItBegins):
        require_end(FIRST, FIRST - ONE_DAY)


FULL = Town(
    agencies=dict.fromkeys(KINDS[:8], 1),
    people={"clerk": 2},
    duties={"M1": "basic", "M2": "basic", "M3": "basic"},
    bound=True,
    powers={"P1": "penalty"},
    villages=1,
    workers={"320925101001001": 1},
    qualified={"safety": 2},
    fields={"safety": 2},
    officers_qualified=2,
)


@pytest.mark.parametrize(
    ("town", "gap"),
    [
        (replace(FULL, agencies=dict.fromkeys(KINDS[:7], 1)), Gap(GapCode.AGENCY_MISSING, KINDS[7])),
        (replace(FULL, agencies={**FULL.agencies, KINDS[9]: 2}), Gap(GapCode.TOO_MANY_AGENCIES, None, 10, 9)),
        (replace(FULL, people={"clerk": 1}), Gap(GapCode.TOO_FEW_PEOPLE, "clerk", 1, 2)),
        (replace(FULL, duties=None), Gap(GapCode.NO_DUTY_LIST)),
        (
            replace(FULL, duties={"M1": "basic", "M2": "basic", "M3": "supporting"}),
            Gap(GapCode.TOO_FEW_DUTIES, "basic", 2, 3, by_admission=True),
        ),
        (replace(FULL, bound=False), Gap(GapCode.NOT_BOUND)),
        (replace(FULL, powers={"P1": "licence"}), Gap(GapCode.TOO_FEW_POWERS, "penalty", 0, 1)),
        (replace(FULL, villages=2), Gap(GapCode.TOO_FEW_CELLS, None, 1, 2)),
        (replace(FULL, workers={"320925101001001": 0}), Gap(GapCode.TOO_FEW_WORKERS, "320925101001001", 0, 1)),
        (replace(FULL, qualified={"safety": 1}), Gap(GapCode.TOO_FEW_QUALIFIED, "safety", 1, 2)),
        (replace(FULL, officers_qualified=1), Gap(GapCode.TOO_FEW_QUALIFIED, None, 1, 2)),
    ],
)
def test_each_thing_that_is_lacking_is_one_gap(town: Town, gap: Gap) -> None:
    assert gaps_of(FULL, PACK) == []
    assert gaps_of(town, PACK) == [gap]


def test_a_township_with_nothing_lacks_every_agency_and_the_number_of_them() -> None:
    codes = [one.code for one in gaps_of(Town(), replace(PACK, named_powers=("P1",)))]

    assert codes.count(GapCode.AGENCY_MISSING) == 8
    assert {GapCode.TOO_FEW_AGENCIES, GapCode.POWER_NOT_HELD, GapCode.TOO_FEW_CELLS} <= set(codes)


@pytest.mark.parametrize(
    ("adopted", "gaps"),
    [(None, [Gap(GapCode.NOT_ADOPTED)]), (1, [Gap(GapCode.OLDER_VERSION, None, 1, 2)]), (2, []), (3, [])],
)
def test_an_older_standard_and_none_at_all_are_gaps(adopted: int | None, gaps: list[Gap]) -> None:
    assert version_gaps(adopted, 2) == gaps


@pytest.mark.parametrize("code", GapCode)
def test_every_gap_says_what_would_close_it(code: GapCode) -> None:
    assert CLOSED_BY[code].split(" ")[0] in {"PUT", "POST"}


@pytest.mark.parametrize(
    ("kind", "bound", "closes"),
    [
        ("basic", True, "POST /duties/admissions"),
        ("basic", False, "POST /duties/drafts"),
        # What the county leads binds the township to nothing further.
        ("supporting", True, "POST /duties/drafts"),
    ],
)
def test_what_a_township_that_is_held_to_its_list_lacks_comes_by_admission(kind: str, bound: bool, closes: str) -> None:
    named = Duty("M9", DutyKind(kind), "governance-office", (), "法")
    town, pack = replace(FULL, bound=bound), replace(PACK, duties={kind: 9}, named_duties=(named,))

    found = {gap.code: gap.closes for gap in gaps_of(town, pack)}

    assert found[GapCode.TOO_FEW_DUTIES] == found[GapCode.DUTY_NOT_LISTED] == closes
