"""Does money follow the powers, and may a power turn formal? All amounts are whole fen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

BASIS_POINTS = 10_000


class Booking(StrEnum):
    """What is booked of a power in a township."""

    REVENUE = "revenue"
    TRANSFER_GIVEN = "transfer-given"
    SHARE_GIVEN = "share-given"
    SPENT = "spent"

    @property
    def is_given(self) -> bool:
        return self in {Booking.TRANSFER_GIVEN, Booking.SHARE_GIVEN}


@dataclass(frozen=True, slots=True)
class Booked:
    day: date
    kind: Booking
    fen: int


@dataclass(frozen=True, slots=True)
class Year:
    """The money of one power in one township in a year, up to a day."""

    need: int
    agreed: int
    share_due: int
    transfer_given: int
    share_given: int
    spent: int

    @property
    def given(self) -> int:
        return self.transfer_given + self.share_given

    @property
    def short(self) -> int:
        """How much less was given than the power takes."""
        return max(0, self.need - self.given)


def booked_in_year(bookings: Iterable[Booked], kind: Booking, on: date) -> int:
    """Return what was booked of a kind from the first day of a year to `on`."""
    return sum(one.fen for one in bookings if one.kind is kind and one.day.year == on.year and one.day <= on)


def is_overspent(bookings: Sequence[Booked], since: date) -> bool:
    """Tell whether more would be spent than was given, on any day from `since` on."""
    days = sorted({since, *(one.day for one in bookings if one.day > since)})
    return any(_left(bookings, day) < 0 for day in days)


def _left(bookings: Iterable[Booked], on: date) -> int:
    signs = {Booking.TRANSFER_GIVEN: 1, Booking.SHARE_GIVEN: 1, Booking.SPENT: -1, Booking.REVENUE: 0}
    return sum(one.fen * signs[one.kind] for one in bookings if one.day <= on)


class Missing(StrEnum):
    """What a power lacks before it may turn formal in a township."""

    NEED = "need"
    POSTS = "posts"
    AGREEMENT = "agreement"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a power in a township on a day; None: nobody has said."""

    posts_needed: int | None
    posts: int
    fen_needed: int | None
    fen_agreed: int | None
    share_given: int


def missing_of(backing: Backing) -> list[Missing]:
    """Return what is lacking; nothing lacking: the posts and the money of the power are confirmed.

    A yearly transfer counts as it was agreed, a share of the revenue only as far as it was given in the year.
    """
    if backing.posts_needed is None or backing.fen_needed is None:
        return [Missing.NEED]
    found = []
    if backing.posts < backing.posts_needed:
        found.append(Missing.POSTS)
    if backing.fen_agreed is None:
        found.append(Missing.AGREEMENT)
    elif backing.fen_agreed + backing.share_given < backing.fen_needed:
        found.append(Missing.MONEY)
    return found


def is_confirmed(backing: Backing) -> bool:
    """Tell whether a power has its posts and its money; before that it does not turn formal."""
    return not missing_of(backing)
