"""Which numbers of a phone are missing, and from when on may they be given up?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from grid.offline.domain.gaps import (
    Chain,
    GapChanged,
    GapTooYoung,
    Missing,
    NoGap,
    decide_giving_up,
    missing_of,
)

SINCE = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
TERM = timedelta(hours=24)


def chain(last: int, first: int) -> Chain:
    return Chain("p-1", "d-1", UUID(int=1), last, first, SINCE)


@pytest.mark.parametrize(
    ("last", "first", "missing"),
    [(0, 1, None), (3, 4, None), (0, 2, Missing(1, 1)), (1, 3, Missing(2, 2)), (2, 9, Missing(3, 8))],
)
def test_what_lies_between_the_last_and_the_first_that_waits_is_missing(
    last: int, first: int, missing: Missing | None
) -> None:
    assert missing_of(chain(last, first)) == missing


def test_a_number_is_given_up_when_its_term_is_over_and_no_moment_before() -> None:
    seen = Missing(2, 2)
    assert decide_giving_up(chain(1, 3), seen=seen, now=SINCE + TERM, term=TERM) == seen
    with pytest.raises(GapTooYoung):
        decide_giving_up(chain(1, 3), seen=seen, now=SINCE + TERM - timedelta(microseconds=1), term=TERM)


def test_only_what_was_seen_missing_is_given_up() -> None:
    with pytest.raises(GapChanged):
        decide_giving_up(chain(1, 5), seen=Missing(2, 3), now=SINCE + TERM, term=TERM)
    with pytest.raises(NoGap):
        decide_giving_up(chain(1, 2), seen=Missing(2, 2), now=SINCE + TERM, term=TERM)
