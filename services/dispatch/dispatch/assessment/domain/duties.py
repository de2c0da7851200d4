"""Which items would pass a duty down: are about what a duty list does not give a township while the item counts?

A list may change within the year, and a township's own line goes before its county's: every day on which one begins or
ends is looked at, in every place that is assessed by the register then.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from dispatch.assessment.domain.refusals import DutyPassedDown
from dispatch.assessment.domain.terms import ONE_DAY, Term, on_day
from dispatch.duties.domain.authority import Registers, Standing

# What the duty lists may say of a matter that a township must not be assessed by.
FOREIGN = frozenset({Standing.SUPPORTING, Standing.TAKEN_BACK, Standing.NOT_LISTED})


def is_passed_down(duties: Registers, matter: str | None, region: str, on: date) -> bool:
    return matter is not None and duties.who_may(matter, region, on).standing in FOREIGN


def require_own_duty(duties: Registers, matter: str | None, region: str, on: date) -> None:
    """Raise DutyPassedDown: the item was a township's duty when it was registered, and is none on this day."""
    if is_passed_down(duties, matter, region, on):
        raise DutyPassedDown(
            "the duty lists of this day do not give it", matter=matter, region=region, on=on.isoformat()
        )


def townships_with_lists(duties: Registers, region: str) -> list[str]:
    """Return the townships below a region that have a duty list of their own."""
    return sorted(place for place in duties.lists if place.startswith(region) and place != region)


def passed_down(
    duties: Registers, region: str, matters: Collection[str], days: tuple[date, date], own: Mapping[str, Sequence[Term]]
) -> dict[str, list[str]]:
    """Return the matters that some places are not given on some day, each with these places.

    `days`: the first and the last of the register; `own`: the registers of townships, by which they are assessed
    instead.
    """
    found: dict[str, set[str]] = {}
    for place in (region, *townships_with_lists(duties, region)):
        for day in _turns(duties, place, days):
            if place != region and on_day(own.get(place, ()), day) is not None:
                continue
            for matter in matters:
                if is_passed_down(duties, matter, place, day):
                    found.setdefault(matter, set()).add(place)
    return {matter: sorted(places) for matter, places in found.items()}


def _turns(duties: Registers, place: str, days: tuple[date, date]) -> list[date]:
    """Return the days of a range on which the lists that speak of a place may begin to say something else."""
    first, last = days
    lists = [one for home in {place, place[:6]} for one in duties.lists.get(home, ())]
    turns = {one.valid_from for one in lists} | {one.valid_to + ONE_DAY for one in lists if one.valid_to is not None}
    return sorted({first, *(turn for turn in turns if first < turn <= last)})
