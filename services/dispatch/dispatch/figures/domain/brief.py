"""What stands in a daily brief of a region, and how do the counts of townships add up to it?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shared.codes import RegionLevel

# How far back the course of days goes, and over how many days rates are taken: a township's single day is too thin.
COURSE_DAYS = 14
RATE_DAYS = 7
MOST_HOT = 8
MOST_LATE = 12
LEVELS = tuple(level.digits for level in RegionLevel if level is not RegionLevel.VILLAGE)


@dataclass(frozen=True, slots=True)
class Late:
    """A case that is past its due time; `days`: whole days since."""

    number: str
    matter: str
    unit: str | None
    due_at: str
    days: int


@dataclass(slots=True)
class Tally:
    """What happened in one region; townships are added up to counties, cities and the province.

    `rates`: code → period ("week", "before") → [numerator, denominator, excluded].
    """

    opened: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    matters: Counter[str] = field(default_factory=Counter)
    matters_of_day: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    queues: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    rates: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    late: int = 0
    latest: list[Late] = field(default_factory=list)

    def add_rate(self, code: str, period: str, counted: Iterable[int]) -> None:
        held = self.rates.setdefault(code, {}).setdefault(period, [0, 0, 0])
        for place, number in enumerate(counted):
            held[place] += number

    def add_late(self, late: Late) -> None:
        """Note one more late case; they come the longest late first, and the first few are kept."""
        self.late += 1
        if len(self.latest) < MOST_LATE:
            self.latest.append(late)


class Tallies:
    """The tallies of all wanted regions: what is counted in a township counts in each that it lies in."""

    def __init__(self, regions: Iterable[str]) -> None:
        self.of = {region: Tally() for region in regions}
        self._above: defaultdict[str, list[Tally]] = defaultdict(list)

    def above(self, place: str) -> Sequence[Tally]:
        """Return the tallies of the regions that a township lies in."""
        if place not in self._above:
            self._above[place] = [self.of[place[:n]] for n in LEVELS if len(place) >= n and place[:n] in self.of]
        return self._above[place]


def change_of(week: Sequence[int], before: Sequence[int]) -> float | None:
    """Return by how much a rate rose or fell against the week before, None where one of them is none."""
    if not week[1] or not before[1]:
        return None
    return round(week[0] / week[1] - before[0] / before[1], 4)


@dataclass(frozen=True, slots=True)
class Words:
    """What the codes in briefs are called, and by which formula each rate of a region is counted."""

    regions: Mapping[str, str]
    matters: Mapping[str, str]
    units: Mapping[str, str]
    figures: Mapping[str, str]


def content_of(region: str, tally: Tally, words: Words, day: date, as_of: datetime) -> dict[str, Any]:
    """Return what a brief keeps: numbers, codes and names of things; nothing of a person, no text of a citizen."""
    days = [(day - timedelta(days=n)).isoformat() for n in reversed(range(COURSE_DAYS))]
    before = [tally.opened[one] for one in days[-1 - RATE_DAYS : -1]]
    return {
        "region": region,
        "name": words.regions.get(region, region),
        "day": day.isoformat(),
        "as_of": as_of.isoformat(),
        "opened": tally.opened[days[-1]],
        "opened_before": round(sum(before) / len(before), 1),
        "closed": tally.closed[days[-1]],
        "course": [[one, tally.opened[one], tally.closed[one]] for one in days],
        "kinds": tally.kinds.most_common(),
        "sources": tally.sources.most_common(),
        "matters": [
            [code, words.matters.get(code, code), tally.matters_of_day[code], count]
            for code, count in _hottest(tally.matters)
        ],
        "cells": [[code, count] for code, count in _hottest(tally.cells)],
        "rates": [_rate(code, tally.rates.get(code, {}), name) for code, name in words.figures.items()],
        "states": dict(tally.states),
        "queues": dict(tally.queues),
        "steps": dict(tally.steps),
        "late": tally.late,
        "latest": [_late(late, words) for late in tally.latest],
    }


def _late(late: Late, words: Words) -> dict[str, Any]:
    named = {"matter": words.matters.get(late.matter, late.matter), "unit": words.units.get(late.unit or "", late.unit)}
    return asdict(late) | named


def _hottest(counted: Counter[str]) -> list[tuple[str, int]]:
    """Return the largest, alike ones in the order of codes, whatever the order in which they were counted."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_HOT]


def _rate(code: str, counted: Mapping[str, list[int]], name: str) -> dict[str, Any]:
    week, before = counted.get("week", [0, 0, 0]), counted.get("before", [0, 0, 0])
    rate = round(week[0] / week[1], 4) if week[1] else None
    numbers = dict(zip(("numerator", "denominator", "excluded"), week, strict=True))
    return {"code": code, "name": name, **numbers, "rate": rate, "change": change_of(week, before)}
