"""Is personal data the same however it is written, and is no more of it shown than is meant?"""

import pytest

from shared.personal import mask_address, mask_name, mask_number, mask_phone, normal_number, normal_phone, normal_words


@pytest.mark.parametrize(
    ("given", "compared"),
    [
        ("13800001234", "13800001234"),
        ("138-0000-1234", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("0086 13800001234", "13800001234"),
        ("013800001234", "13800001234"),
        ("(0512) 53601234", "051253601234"),
        ("+86 512 5360 1234", "051253601234"),
        ("0512-53601234-801", "051253601234"),
        ("53601234", "53601234"),
        ("12345", None),
        (None, None),
    ],
)
def test_a_phone_is_the_same_however_it_is_written(given: str | None, compared: str | None) -> None:
    assert normal_phone(given) == compared


@pytest.mark.parametrize(
    ("phone", "seen"),
    [("13800001234", "*******1234"), ("1234", "1234"), ("110", "110"), ("", ""), (None, None)],
)
def test_of_a_phone_number_only_the_last_four_digits_are_seen(phone: str | None, seen: str | None) -> None:
    assert mask_phone(phone) == seen


def test_numbers_names_and_addresses_are_compared_without_their_dress() -> None:
    assert normal_number(" 11010519491231002x ") == "11010519491231002X"
    assert normal_words("浏河镇 听海路１８号，301室") == normal_words("浏河镇听海路18号301室")


def test_of_a_name_a_number_and_an_address_little_is_shown() -> None:
    assert mask_name("王小明") == "王**"
    assert mask_number("11010519491231002X") == "**************002X"
    assert mask_address("听海路18号301室") == "听海路*号*室"
    assert (mask_name(None), mask_number(None), mask_address(None)) == (None, None, None)
