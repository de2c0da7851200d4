"""What the rules of the catalogue promise."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from approval_window.items.domain import bundles, catalogue, refusals
from approval_window.items.domain.drafts import (
    AgencyAsked,
    AgencyLevel,
    ItemDraft,
    ItemKind,
    Material,
    MaterialForm,
    Step,
)
from shared.errors import Refusal
from shared.files import FileType

TODAY = date(2026, 11, 30)
ONE_DAY = timedelta(days=1)
LAW = "某省条例第九条"
IDENTITY = Material("identity", "身份证", required=True, deferrable=False, form=MaterialForm.ELECTRONIC)
PLAN = Material("plan", "平面图", required=True, deferrable=True, form=MaterialForm.PAPER_COPY)
PHOTO = Material("photo", "照片", required=False, deferrable=False, form=MaterialForm.PAPER_ORIGINAL)
STEPS = (Step.RECEIVE, Step.ACCEPT, Step.REVIEW, Step.DECIDE, Step.DELIVER)
DRAFT = ItemDraft(
    code="sign",
    name="户外招牌设置许可",
    name_en="Shop sign",
    kind=ItemKind.LICENCE,
    power=None,
    materials=(IDENTITY, PLAN, PHOTO),
    legal_days=20,
    legal_basis_of_term=None,
    promised_days=5,
    fee=0,
    fee_basis=None,
    steps=STEPS,
    on_site=False,
    on_site_basis=None,
    joint=False,
    one_hand=False,
    basis="某政发〔2026〕1号",
    in_force_from=TODAY,
)
FIRE = AgencyAsked(AgencyLevel.TOWNSHIP, "fire", 4, silence_agrees=False)
JOINT: dict[str, Any] = {"joint": True, "opinions": (FIRE, replace(FIRE, level=AgencyLevel.COUNTY))}
SERVICE = {"kind": ItemKind.PUBLIC_SERVICE, "steps": (Step.RECEIVE,)}


def draft(**parts: Any) -> ItemDraft:
    return replace(DRAFT, **parts)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"promised_days": 20},
        {"promised_days": 1, "legal_days": 1},
        {"legal_days": 45, "joint": True},
        {"legal_days": 21, "legal_basis_of_term": LAW},
        {"legal_days": 90, "kind": ItemKind.CERTIFICATE},
        {"fee": 1, "fee_basis": LAW},
        {"fee": 500, "kind": ItemKind.CERTIFICATE},
        {"materials": ()},
        {"materials": (PHOTO,)},
        {"materials": (IDENTITY,)},
        {"steps": tuple(Step), "on_site": True},
        {"hearing_basis": LAW, "steps": (*STEPS[:3], Step.HEAR, *STEPS[3:]), "concerns_others": True},
        {"quota": 1},
        {"quota": 1, "quota_order_basis": LAW},
        {"renewal_days": 90, "renewal_basis": LAW, "renewal_months": 12},
        JOINT,
        SERVICE,
        SERVICE | {"on_site": True, "on_site_basis": LAW, "steps": (Step.RECEIVE, Step.VERIFY)},
    ],
    ids=str,
)
def test_what_keeps_every_rule_may_be_published(parts: dict[str, Any]) -> None:
    catalogue.check_draft(draft(**parts))


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"code": "bundles"}, refusals.CodeReserved),
        ({"code": "offered"}, refusals.CodeReserved),
        ({"promised_days": 21}, refusals.PromiseBeyondLaw),
        ({"kind": ItemKind.CERTIFICATE, "promised_days": 21}, refusals.PromiseBeyondLaw),
        ({"legal_days": 21}, refusals.TermBeyondLaw),
        ({"legal_days": 46, "joint": True}, refusals.TermBeyondLaw),
        ({"fee": 1}, refusals.FeeWithoutBasis),
        ({"materials": (IDENTITY, PLAN, IDENTITY)}, refusals.MaterialsDoubled),
        ({"materials": (IDENTITY, replace(PHOTO, deferrable=True))}, refusals.DeferrableNotRequired),
        ({"materials": (PLAN, PHOTO)}, refusals.AllDeferrable),
        ({"steps": (*STEPS, Step.DELIVER)}, refusals.StepsOutOfOrder),
        ({"steps": tuple(reversed(STEPS))}, refusals.StepsOutOfOrder),
        ({"steps": ()}, refusals.StepMissing),
        ({"steps": (Step.RECEIVE, Step.DECIDE)}, refusals.StepMissing),
        ({"on_site": True}, refusals.StepMissing),
        ({"hearing_basis": LAW}, refusals.StepMissing),
        (SERVICE | {"on_site": True, "steps": (Step.RECEIVE, Step.VERIFY)}, refusals.OnSiteWithoutBasis),
        (SERVICE | {"steps": (Step.DELIVER,)}, refusals.StepMissing),
        ({"renewal_days": 29}, refusals.RenewalWithoutBasis),
        ({"quota": 1, "kind": ItemKind.CERTIFICATE}, refusals.QuotaOfNoLicence),
        ({"quota_order_basis": LAW}, refusals.OrderWithoutQuota),
        ({"renewal_days": 90}, refusals.RenewalWithoutBasis),
        ({"opinions": (FIRE,)}, refusals.OpinionsNotJoint),
        (JOINT | {"opinions": (FIRE, FIRE)}, refusals.AgenciesDoubled),
        (JOINT | {"promised_days": 4}, refusals.OpinionsBeyondTerm),
    ],
    ids=str,
)
def test_what_breaks_a_rule_is_refused_by_that_rule(parts: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        catalogue.check_draft(draft(**parts))


def test_a_missing_step_is_named_in_the_order_of_the_law() -> None:
    with pytest.raises(refusals.StepMissing) as refused:
        catalogue.check_draft(draft(steps=(Step.RECEIVE, Step.DECIDE), on_site=True))

    assert refused.value.facts == {"missing": [Step.ACCEPT, Step.REVIEW, Step.VERIFY, Step.DELIVER]}


@pytest.mark.parametrize(
    ("begins", "replaced"),
    [(TODAY, None), (TODAY + ONE_DAY, None), (TODAY, TODAY), (TODAY, TODAY - ONE_DAY), (TODAY + ONE_DAY, TODAY)],
)
def test_a_version_begins_today_or_later_and_not_before_the_one_it_replaces(
    begins: date, replaced: date | None
) -> None:
    catalogue.require_beginning(begins, today=TODAY, replaced=replaced)


@pytest.mark.parametrize(
    ("begins", "replaced", "refusal"),
    [
        (TODAY - ONE_DAY, None, refusals.BeginsInThePast),
        (TODAY - ONE_DAY, TODAY - 2 * ONE_DAY, refusals.BeginsInThePast),
        (TODAY, TODAY + ONE_DAY, refusals.BeginsBeforeTheReplaced),
    ],
)
def test_a_version_that_begins_too_early_is_refused(
    begins: date, replaced: date | None, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        catalogue.require_beginning(begins, today=TODAY, replaced=replaced)


def test_an_item_ends_today_or_later_and_not_before_it_begins() -> None:
    catalogue.require_end(TODAY, today=TODAY, begins=TODAY)
    catalogue.require_end(TODAY + ONE_DAY, today=TODAY, begins=TODAY - ONE_DAY)

    with pytest.raises(refusals.EndsInThePast):
        catalogue.require_end(TODAY - ONE_DAY, today=TODAY, begins=TODAY - ONE_DAY)
    with pytest.raises(refusals.EndsBeforeItBegins):
        catalogue.require_end(TODAY, today=TODAY, begins=TODAY + ONE_DAY)


def test_who_read_an_older_version_is_told_the_newest() -> None:
    catalogue.require_newest(3, 3)

    with pytest.raises(refusals.VersionConflict) as refused:
        catalogue.require_newest(3, 2)

    assert refused.value.facts == {"version": 3}


def test_what_was_withdrawn_is_not_published_again_unseen() -> None:
    catalogue.require_not_withdrawn(None)

    with pytest.raises(refusals.Withdrawn) as refused:
        catalogue.require_not_withdrawn(TODAY)

    assert refused.value.facts == {"withdrawn_from": "2026-11-30"}


def test_a_material_from_before_forms_were_kept_is_asked_for_as_the_original() -> None:
    kept = {"code": "plan", "name": "平面图", "required": True, "deferrable": False}

    assert Material.of(kept).form is MaterialForm.PAPER_ORIGINAL
    assert Material.of(kept | {"form": "electronic"}).form is MaterialForm.ELECTRONIC


@pytest.mark.parametrize(
    ("items", "refusal"),
    [
        (["a"], refusals.BundleTooSmall),
        ([], refusals.BundleTooSmall),
        (["a", "b", "a"], refusals.BundleItemsDoubled),
        (["a", "a"], refusals.BundleItemsDoubled),
        (["a", "ghost"], refusals.BundleItemsUnknown),
        (["a", "idle"], refusals.BundleItemsNotInForce),
    ],
)
def test_a_bundle_of_too_few_doubled_unknown_or_idle_items_is_refused(items: list[str], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        bundles.require_bundle(items, known={"a", "b", "idle"}, in_force={"a", "b"})


def test_a_bundle_of_two_items_in_force_may_be_written() -> None:
    bundles.require_bundle(["b", "a"], known={"a", "b"}, in_force={"a", "b"})
    bundles.require_newest_bundle(0, 0)

    with pytest.raises(refusals.BundleVersionConflict):
        bundles.require_newest_bundle(1, 0)


def test_a_material_that_several_items_ask_for_is_asked_for_once() -> None:
    merged = bundles.merge_materials([("a", [IDENTITY, PLAN]), ("b", [PHOTO, IDENTITY]), ("c", [])])

    assert [(one.material, one.asked_by) for one in merged] == [
        (IDENTITY, ("a", "b")),
        (PLAN, ("a",)),
        (PHOTO, ("b",)),
    ]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        # required, deferrable
        ((True, True), (True, True), (True, True)),
        ((True, True), (True, False), (True, False)),
        ((True, True), (False, False), (True, True)),
        ((False, False), (True, False), (True, False)),
        ((False, False), (False, False), (False, False)),
    ],
)
def test_a_shared_material_serves_each_item_that_asks_for_it(
    one: tuple[bool, bool], other: tuple[bool, bool], both: tuple[bool, bool]
) -> None:
    first = replace(PLAN, required=one[0], deferrable=one[1])
    second = replace(PLAN, required=other[0], deferrable=other[1])

    for order in ([("a", [first]), ("b", [second])], [("b", [second]), ("a", [first])]):
        (merged,) = bundles.merge_materials(order)
        assert (merged.material.required, merged.material.deferrable) == both


def test_a_shared_material_is_handed_in_in_the_hardest_form_that_is_wanted() -> None:
    wanted = [(form.value, [replace(IDENTITY, form=form)]) for form in MaterialForm]

    for order in (wanted, list(reversed(wanted))):
        (merged,) = bundles.merge_materials(order)
        assert merged.material.form is MaterialForm.PAPER_ORIGINAL


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ([], [], []),
        ([FileType.PDF], [], [FileType.PDF]),
        ([], [FileType.PNG], [FileType.PNG]),
        ([FileType.PDF, FileType.PNG], [FileType.PNG, FileType.JPEG], [FileType.PNG]),
        ([FileType.PDF], [FileType.PNG], [FileType.PDF, FileType.PNG]),
    ],
)
def test_one_file_serves_all_that_ask_for_it_where_there_is_a_type_that_they_take(
    one: list[FileType], other: list[FileType], both: list[FileType]
) -> None:
    asked = [(code, [replace(IDENTITY, file_types=tuple(types))]) for code, types in (("a", one), ("b", other))]

    (merged,) = bundles.merge_materials(asked)
    assert list(merged.material.file_types) == both
