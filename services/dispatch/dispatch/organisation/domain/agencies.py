"""How many agencies may a township have, and what counts as one?

The reform left a township 7 to 9 functional agencies and no sections inside them; what a county department keeps in a
township (派驻机构) stands beside them and is not counted. Whoever puts units into a township meets this rule.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol

from shared.codes import RegionLevel

FEWEST, MOST = 7, 9
SECTION: Final = "section"
# Kinds of unit that are functional agencies of a township (内设机构和事业单位).
AGENCY_KINDS: Final = frozenset(
    {
        *("party-office", "governance-office", "economy-office", "construction-office", "social-affairs"),
        *("emergency-office", "enforcement-team", "service-centre", "water-agriculture", "agriculture"),
        *("discipline", "finance-office", "village-affairs"),
    }
)


class Held(Protocol):
    """What holds on some days: an agency, or a term of a unit."""

    @property
    def valid_from(self) -> date: ...

    def holds_on(self, day: date, /) -> bool: ...


def is_township(region: str) -> bool:
    return len(region) == RegionLevel.TOWNSHIP.digits


def first_day_beyond(agencies: Sequence[Held], since: date) -> tuple[date, int] | None:
    """Return the first day from `since` on with more than nine agencies, and how many; None where there is none."""
    days = {since, *(one.valid_from for one in agencies if one.valid_from > since)}
    for day in sorted(days):
        number = sum(one.holds_on(day) for one in agencies)
        if number > MOST:
            return day, number
    return None
