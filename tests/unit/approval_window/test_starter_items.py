"""What the starter catalogue and the receipts promise."""

from datetime import date
from typing import Any

import pytest

from approval_window.items.domain import ItemKind
from approval_window.items.domain.catalogue import check_draft
from approval_window.items.domain.drafts import (
    ItemDraft,
    Material,
    Step,
)
from approval_window.receipts import CODE_LENGTH, CODE_SIGNS, new_code
from approval_window.starter import starter_items, starter_materials


def test_the_starter_items_keep_their_promise_within_the_law() -> None:
    items = starter_items()

    assert len({item["code"] for item in items}) == len(items) == 3
    assert {item["kind"] for item in items} == set(ItemKind)
    assert all(0 < item["promised_days"] <= item["legal_days"] == 20 for item in items)


@pytest.mark.parametrize("item", starter_items(), ids=lambda item: str(item["code"]))
def test_what_the_starter_items_ask_for_is_what_the_catalogue_would_take(item: dict[str, Any]) -> None:
    asked = starter_materials()[item["code"]]
    said: dict[str, Any] = {name: item[name] for name in ("code", "name", "name_en", "legal_days", "promised_days")}
    nothing: dict[str, Any] = dict.fromkeys(("power", "legal_basis_of_term", "fee_basis", "on_site_basis"))
    usual = {"fee": 0, "on_site": False, "joint": False, "one_hand": False, "in_force_from": date(2026, 1, 1)}
    steps = [Step.RECEIVE, Step.ACCEPT, Step.REVIEW, Step.DECIDE, Step.DELIVER]
    materials = [Material.of(one) for one in asked["materials"]]
    draft = {"kind": ItemKind(item["kind"]), "materials": materials, "steps": steps, "basis": asked["basis"]}
    check_draft(ItemDraft(**said | nothing | usual | draft))

    assert any(one.deferrable for one in materials)
    assert any(not one.required for one in materials)


def test_receipt_codes_are_eight_signs_that_nobody_mistakes_for_each_other() -> None:
    codes = [new_code() for _ in range(500)]

    assert all(len(code) == CODE_LENGTH == 8 for code in codes)
    assert set("".join(codes)) <= set(CODE_SIGNS)
    assert not set(CODE_SIGNS) & set("01OIL")
    assert len(set(codes)) == 500
