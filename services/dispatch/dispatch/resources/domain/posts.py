"""How many posts has a unit on a day, how many may it have, and how many are taken?

The establishment (编制) is a number approved by a document. Posts are kept by double entry: what one account gives
another takes, so that moving posts never makes any. What a county is granted from above comes from an account of its
own, the only one that may go below nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from dispatch.resources.domain.refusals import BeyondEstablishment, NoFreePost, Unbalanced

ONE_DAY = timedelta(days=1)


class PostKind(StrEnum):
    """Whose budget a post is on: the administration's (行政编制) or a public institution's (事业编制)."""

    ADMINISTRATIVE = "administrative"
    PUBLIC_INSTITUTION = "public-institution"


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a transfer; without a unit it is what the county was granted from above."""

    unit_id: str | None
    kind: PostKind
    posts: int


@dataclass(frozen=True, slots=True)
class Approved:
    """The establishment of a unit on some days, both ends among them."""

    valid_from: date
    valid_to: date | None
    posts: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A person sits on a post on some days, both ends among them."""

    person_id: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Account:
    """The posts of one kind in one unit: what came and went, what is approved, who sits on them."""

    unit_id: str
    kind: PostKind
    entries: tuple[tuple[date, int], ...] = ()
    approved: tuple[Approved, ...] = ()
    taken: tuple[Taken, ...] = ()

    def balance(self, on: date) -> int:
        return sum(posts for day, posts in self.entries if day <= on)

    def limit(self, on: date) -> int:
        """Return the approved number; nothing was approved where no document says so."""
        return sum(one.posts for one in self.approved if _holds(one, on))

    def occupied(self, on: date) -> int:
        return sum(_holds(one, on) for one in self.taken)

    def moved(self, day: date, posts: int) -> "Account":
        return replace(self, entries=(*self.entries, (day, posts)))

    def approved_from(self, day: date, posts: int) -> "Account":
        """Return the account with another establishment from a day on."""
        kept = tuple(one for one in (_cut(one, day) for one in self.approved) if one is not None)
        return replace(self, approved=(*kept, Approved(day, None, posts)))

    def released(self, person_id: str, day: date) -> "Account":
        """Return the account without a person from a day on."""
        kept = (_cut(one, day) if one.person_id == person_id else one for one in self.taken)
        return replace(self, taken=tuple(one for one in kept if one is not None))

    def replaced(self, goes: Collection[str], comes: Sequence[str], day: date) -> "Account":
        """Return the account without those who go, and with those who come, from a day on."""
        kept = (_cut(one, day) if one.person_id in goes else one for one in self.taken)
        stays = tuple(one for one in kept if one is not None)
        return replace(self, taken=(*stays, *(Taken(person, day, None) for person in comes)))

    def taken_by(self, person_id: str, day: date) -> "Account":
        return replace(self, taken=(*self.released(person_id, day).taken, Taken(person_id, day, None)))

    def days_from(self, since: date) -> list[date]:
        """Return the days from `since` on at which anything of the account changes."""
        days = {since, *(day for day, _ in self.entries)}
        terms: list[Approved | Taken] = [*self.approved, *self.taken]
        for term in terms:
            days.add(term.valid_from)
            if term.valid_to is not None:
                days.add(term.valid_to + ONE_DAY)
        return sorted(day for day in days if day >= since)


_Term = TypeVar("_Term", Approved, Taken)


def _holds(term: Approved | Taken, on: date) -> bool:
    return term.valid_from <= on and (term.valid_to is None or on <= term.valid_to)


def _cut(term: _Term, day: date) -> _Term | None:
    if term.valid_from >= day:
        return None
    ends_before = term.valid_to is not None and term.valid_to < day
    return term if ends_before else replace(term, valid_to=day - ONE_DAY)


def check_account(account: Account, since: date) -> None:
    """Raise BeyondEstablishment or NoFreePost for the first day from `since` on that would break the rule:
    people on posts ≤ posts ≤ establishment.
    """
    for day in account.days_from(since):
        posts, limit, occupied = account.balance(day), account.limit(day), account.occupied(day)
        facts: dict[str, object] = {"unit": account.unit_id, "kind": account.kind, "on": day.isoformat()}
        if posts > limit:
            raise BeyondEstablishment("more posts than were approved", posts=posts, approved=limit, **facts)
        if posts < occupied:
            raise NoFreePost("more people than posts", posts=posts, occupied=occupied, **facts)


def check_balanced(entries: Sequence[Entry]) -> None:
    """Raise Unbalanced unless the posts of each kind come out even."""
    sums = sums_by_kind(entries)
    if any(sums.values()):
        raise Unbalanced("a transfer takes as many posts as it gives", sums=sums)


def sums_by_kind(entries: Iterable[Entry]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for entry in entries:
        sums[str(entry.kind)] += entry.posts
    return dict(sums)
