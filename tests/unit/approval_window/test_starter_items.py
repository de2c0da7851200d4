"""What the starter catalogue and the receipts promise."""

from approval_window.items.domain import ItemKind
from approval_window.receipts import CODE_LENGTH, CODE_SIGNS, new_code
from approval_window.starter import starter_items


def test_the_starter_items_keep_their_promise_within_the_law() -> None:
    items = starter_items()

    assert len({item["code"] for item in items}) == len(items) == 3
    assert {item["kind"] for item in items} == set(ItemKind)
    assert all(0 < item["promised_days"] <= item["legal_days"] == 20 for item in items)


def test_receipt_codes_are_eight_signs_that_nobody_mistakes_for_each_other() -> None:
    codes = [new_code() for _ in range(500)]

    assert all(len(code) == CODE_LENGTH == 8 for code in codes)
    assert set("".join(codes)) <= set(CODE_SIGNS)
    assert not set(CODE_SIGNS) & set("01OIL")
    assert len(set(codes)) == 500
