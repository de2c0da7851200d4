"""Which rule books does the centre keep, which version of each holds at a moment, and what would another one change?

A book is replaced as a whole: one person proposes a version and from when on it holds, another confirms it. What the
platform brings (versions below 1000) holds from ever; what people confirm goes before it from its moment on.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from dispatch.cases.domain.clocks import ANY
from dispatch.cases.domain.rule_refusals import BeginsInThePast, NothingChanges, NotYourRules, RulesMovedOn
from shared.codes import RegionLevel

# The first version that people make; what the platform brings with it stays below.
OWN_FROM = 1000
# From when on what the platform brings holds, for a question about any moment.
FROM_EVER = datetime(2000, 1, 1, tzinfo=UTC)
PROVINCE_DIGITS = RegionLevel.PROVINCE.digits

Body = Mapping[str, Any]
Entries = dict[str, dict[str, Any]]


class Book(StrEnum):
    """`WORKFLOWS`: which steps a case takes; `CLOCKS`: its limits; `SOURCES`: what each source asks of the centre."""

    WORKFLOWS = "workflows"
    CLOCKS = "clocks"
    SOURCES = "sources"


# What makes a row of a table the same row in another version.
KEYS: Mapping[Book, tuple[str, ...]] = {
    Book.WORKFLOWS: ("from", "action"),
    Book.CLOCKS: ("kind", "region", "source", "matter", "urgency"),
    Book.SOURCES: ("source",),
}
ROWS: Mapping[Book, str] = {Book.WORKFLOWS: "transitions", Book.CLOCKS: "rows", Book.SOURCES: "rows"}


@dataclass(frozen=True, slots=True)
class Timeline:
    """From when on which version holds: (moment, version), in that order."""

    begins: tuple[tuple[datetime, int], ...]

    @classmethod
    def of(cls, shipped: Iterable[int], confirmed: Iterable[tuple[datetime, int]]) -> "Timeline":
        """Return the timeline of what the platform brought, the newest of it alone, and of what was confirmed."""
        first = [(FROM_EVER, max(shipped))]
        return cls(tuple(first + sorted(confirmed)))

    def at(self, moment: datetime) -> int:
        """Return the version that holds at `moment`."""
        place = bisect_right(self.begins, moment, key=lambda begin: begin[0])
        return self.begins[max(place - 1, 0)][1]

    def after(self, moment: datetime) -> tuple[datetime, int] | None:
        """Return when the next version begins, and which; None where none is confirmed yet."""
        return next((begin for begin in self.begins if begin[0] > moment), None)

    def begin_of(self, version: int) -> datetime:
        return next((begin for begin, number in self.begins if number == version), FROM_EVER)


@dataclass(frozen=True, slots=True)
class Changes:
    """What one version says otherwise than another, by the key of each row."""

    added: Entries
    removed: Entries
    changed: dict[str, tuple[dict[str, Any], dict[str, Any]]]

    def rows(self) -> list[dict[str, Any]]:
        """Return every row that differs, as it was and as it would be."""
        pairs = [row for pair in self.changed.values() for row in pair]
        return [*self.added.values(), *self.removed.values(), *pairs]


@dataclass(frozen=True, slots=True)
class Asked:
    """A whole version; `basis`: by which document; without `valid_from` it holds from when it is confirmed."""

    book: Book
    body: Body
    basis: str
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A proposal beside the version that it would replace; `follows`: a version that is confirmed for later."""

    base_version: int
    changes: Changes
    follows: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a book: what it says, from when on, and until when; nobody confirmed what the platform brought."""

    book: Book
    version: int
    body: Body
    valid_from: datetime
    until: datetime | None
    basis: str | None
    proposed_by: str | None
    confirmed_by: str | None


def entries_of(book: Book, body: Body) -> Entries:
    """Return the rows of a version by their keys; what a workflow says beside its transitions is a row, too."""
    rows = {"/".join(str(row[name]) for name in KEYS[book]): dict(row) for row in body[ROWS[book]]}
    if book is Book.WORKFLOWS:
        rows = {key: row | {"by": sorted(row["by"])} for key, row in rows.items()}
        rows["initial"] = {"initial": body["initial"]}
        rows["final"] = {"final": sorted(body["final"])}
    return rows


def changes_between(book: Book, before: Body, after: Body) -> Changes:
    old, new = entries_of(book, before), entries_of(book, after)
    return Changes(
        added={key: row for key, row in new.items() if key not in old},
        removed={key: row for key, row in old.items() if key not in new},
        changed={key: (old[key], row) for key, row in new.items() if key in old and old[key] != row},
    )


def decide_base(timeline: Timeline, valid_from: datetime | None, now: datetime) -> int:
    """Return the version that a proposal would replace. Raises BeginsInThePast: what has begun is not ruled anew."""
    if valid_from is not None and valid_from < now:
        raise BeginsInThePast("rules begin now or later", valid_from=valid_from.isoformat(), now=now.isoformat())
    return timeline.at(valid_from or now)


def require_base(timeline: Timeline, base: int, valid_from: datetime) -> None:
    """Raise RulesMovedOn where by now another version would be replaced than the one that was compared with."""
    standing = timeline.at(valid_from)
    if standing != base:
        raise RulesMovedOn("another version was confirmed since", base=base, in_force=standing)


def require_change(changes: Changes) -> None:
    if not changes.rows():
        raise NothingChanges("this is what holds then already")


def require_reach(book: Book, changes: Changes, region: str) -> None:
    """Raise NotYourRules where what would change holds beyond the region of who proposes it.

    The limits of his own region are his; a row for every place, workflows and sources are the province's.
    """
    if len(region) <= PROVINCE_DIGITS:
        return
    beyond = [row for row in changes.rows() if book is not Book.CLOCKS or not row["region"].startswith(region)]
    if beyond:
        named = sorted({str(row.get("region", ANY)) for row in beyond})
        raise NotYourRules("this holds beyond your region", scope=region, regions=named)


def next_version(versions: Sequence[int]) -> int:
    return max([OWN_FROM - 1, *versions]) + 1
