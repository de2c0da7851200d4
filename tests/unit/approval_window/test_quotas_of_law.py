"""Who gets a licence of which there are only so many (licence law art. 57)?"""

import pytest

from approval_window.applications.domain.quotas import EarlierFirst, Places, QuotaFull, require_place
from shared.errors import Refusal


@pytest.mark.parametrize(
    ("quota", "held", "earlier", "by_order"),
    [
        (1, 0, [], True),
        (3, 2, [], True),
        (3, 0, ["BJ-1", "BJ-2"], True),  # enough for all of them
        (1, 0, ["BJ-1"], False),  # another law says who gets it
    ],
)
def test_a_licence_that_is_left_is_granted_in_the_order_of_the_acceptances(
    quota: int, held: int, earlier: list[str], by_order: bool
) -> None:
    require_place(Places(quota, held, len(earlier) + 1), earlier, by_order=by_order)


@pytest.mark.parametrize(
    ("quota", "held", "earlier", "by_order", "refusal"),
    [
        (1, 1, [], True, QuotaFull),
        (1, 1, [], False, QuotaFull),
        (1, 2, [], True, QuotaFull),  # there were more once
        (1, 0, ["BJ-1"], True, EarlierFirst),
        (3, 2, ["BJ-1"], True, EarlierFirst),
        (3, 1, ["BJ-1", "BJ-2"], True, EarlierFirst),
    ],
)
def test_none_is_granted_beyond_the_number_or_before_who_was_accepted_earlier(
    quota: int, held: int, earlier: list[str], by_order: bool, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as refused:
        require_place(Places(quota, held, len(earlier) + 1), earlier, by_order=by_order)

    assert refused.value.facts["article"] == "行政许可法 57"


def test_what_is_left_is_never_less_than_nothing() -> None:
    assert [Places(2, held, 0).free for held in (0, 1, 2, 3)] == [2, 1, 0, 0]
