"""Does somebody live again in a home that stood empty, and what speaks for it?

A home is compared with its own standing load (`standing`) and with what the cold explains (`cold`). Of the last day the
seven busiest hours are left out: a visitor is gone by then, who has come back goes on using something. At night only
little counts: people sleep, and heaters run; and who is in in the evening need use less than who is not (`use`). What
never varies is a load and not a person.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grid.vacancy.domain import cold, standing
from grid.vacancy.domain.rule import RULE, Rule
from grid.vacancy.domain.state import ALARMED, ANSWERED, QUIET, Block, Hours
from grid.vacancy.domain.use import MORNING, SHANGHAI, Flags, Reals, Seen, doubt_of, goes_on, is_active, is_flat

DAYTIME, NIGHT = 7, 22


@dataclass(frozen=True, slots=True)
class Alarms:
    """Homes in which somebody lives again, as it seems, and the evidence: one row a home.

    `since`: the first hour of use; `hours_used`; `excess_kwh` above the standing load, the busiest hours left out, and
    the `needed_kwh` that are asked; `ratio` of use to the standing load; `night_kw` above it between midnight and six
    in Shanghai; `cold_kwh`: what the cold explains.
    """

    homes: Hours
    episodes: NDArray[np.int32]
    hours: Hours
    since: Hours
    hours_used: NDArray[np.int64]
    excess_kwh: Reals
    needed_kwh: Reals
    ratio: Reals
    night_kw: Reals
    standing_kw: Reals
    cold_kwh: Reals


def learn(block: Block, homes: Hours, hours: Hours, counted: Flags, rule: Rule = RULE) -> None:
    """Learn of homes from their hour `hours`, which has closed.

    `counted`: readings that came with those of the neighbours, by which the cold is measured.
    """
    counted = counted & _is_empty(block, homes)
    cold.tell(block, hours, homes, _above(block, homes, hours), counted & _is_known(block, homes, hours))
    _note(block, homes, hours - rule.lag)
    standing.learn(block, homes, hours)
    _come_to_rest(block, homes, _last_day(block, homes, hours, rule), rule)


def judge(block: Block, homes: Hours, hours: Hours, rule: Rule = RULE) -> Alarms:
    """Judge homes by what is known once of their hour `hours`; return whom it is time to look after."""
    fresh = hours > block.judged[homes]
    homes, hours = homes[fresh], hours[fresh]
    block.judged[homes] = hours
    return _alarms(block, homes, hours, _last_day(block, homes, hours, rule), rule)


def _last_day(block: Block, homes: Hours, hours: Hours, rule: Rule) -> Reals:
    """Return what homes used above their standing load in the hours up to `hours`; nothing where it is not known."""
    back = hours[:, None] - np.arange(rule.window)[::-1]
    above: Reals = np.nan_to_num(standing.used_in(block, homes[:, None], back) - block.mean[homes][:, None])
    return above


def _is_empty(block: Block, homes: Hours) -> Flags:
    empty: Flags = (block.phase[homes] <= QUIET) & (block.learned[homes] >= standing.BARELY)
    return empty


def _is_known(block: Block, homes: Hours, hours: Hours) -> Flags:
    return ~np.isnan(standing.used_in(block, homes, hours))


def _above(block: Block, homes: Hours, hours: Hours) -> Reals:
    above: Reals = np.nan_to_num(standing.used_in(block, homes, hours) - block.mean[homes])
    return above


def _note(block: Block, homes: Hours, hours: Hours) -> None:
    """Note who stays calm in the cold, by the last hour of which it is known how the neighbours fared."""
    stuck = (standing.used_in(block, homes, hours) == 0) & (block.mean[homes] > standing.STANDS)
    known = _is_empty(block, homes) & _is_known(block, homes, hours) & ~stuck
    cold.note(block, homes, hours, _above(block, homes, hours), known)


def _come_to_rest(block: Block, homes: Hours, above: Reals, rule: Rule) -> None:
    """Let a home whose alarm was answered be watched again when it has been empty for two days."""
    rests = above.sum(axis=1) < rule.rests + np.sqrt(block.variance[homes])
    block.still[homes] = np.where(rests, block.still[homes] + 1, 0)
    done = homes[(block.phase[homes] == ANSWERED) & (block.still[homes] >= rule.still)]
    block.phase[done] = QUIET


def without_busiest(above: Reals, visit: int) -> Reals:
    """Return the energy of each row without its `visit` consecutive hours that hold most."""
    sums = np.cumsum(np.pad(above, ((0, 0), (1, 0))), axis=1)
    rest: Reals = sums[:, -1] - (sums[:, visit:] - sums[:, :-visit]).max(axis=1)
    return rest


def _alarms(block: Block, homes: Hours, hours: Hours, above: Reals, rule: Rule) -> Alarms:
    # What the cold explains only makes it less: less than the least is looked at nowhere, whatever speaks for people.
    maybe = np.flatnonzero((block.phase[homes] == QUIET) & (without_busiest(above, rule.visit) > rule.least))
    seen = _look(block, homes[maybe], hours[maybe], above[maybe], rule)
    sure = (seen.left > seen.needed) & ~is_flat(block, seen, rule) & goes_on(block, seen, rule)
    facts = {name: value[sure] for name, value in _evidence(block, seen, rule).items()}
    homes = seen.homes[sure]
    block.phase[homes], block.still[homes] = ALARMED, 0
    block.episode[homes] += 1
    return Alarms(homes=homes, episodes=block.episode[homes].copy(), hours=seen.hours[sure], **facts)


def _look(block: Block, homes: Hours, hours: Hours, raw: Reals, rule: Rule) -> Seen:
    """Take away what the cold explains, and say how much must be left; use in hours without cold needs no more."""
    back = hours[:, None] - np.arange(rule.window)[::-1]
    noise = np.sqrt(block.variance[homes])
    warm = cold.is_warm(block, back)
    warm[:, -rule.lag :] = False
    left_warm = without_busiest(np.where(warm, _by_day(raw, back, rule), 0), rule.visit)
    used_warm = left_warm > rule.warm_use
    by_cold = cold.answer(block, homes, np.minimum(back, hours[:, None] - rule.lag), raw, used_warm)
    above = raw - by_cold.explained
    left = without_busiest(_by_day(above, back, rule), rule.visit)
    doubt = doubt_of(block, homes, above, back, rule)
    base = doubt * _base(block, homes, noise, rule)
    needed = base + doubt * (by_cold.unsure + rule.of_cold * by_cold.explained.sum(axis=1))
    by_warm = (left <= needed) & (left_warm > base)
    left, needed = np.where(by_warm, left_warm, left), np.where(by_warm, base, needed)
    return Seen(homes, hours, raw, above, left, needed, noise)


def _by_day(above: Reals, hours: Hours, rule: Rule) -> Reals:
    """Let little of what is used at night count."""
    hour = (hours + SHANGHAI) % 24
    return np.where((hour >= NIGHT) | (hour < DAYTIME), np.minimum(above, rule.at_night), above)


def _base(block: Block, homes: Hours, noise: Reals, rule: Rule) -> Reals:
    """Return what must be left where the cold explains nothing."""
    stands = block.mean[homes] > rule.stands
    by_noise = rule.a_long_noise * np.minimum(np.sqrt(block.long[homes]), rule.long_by_noise * noise + rule.long_least)
    needed: Reals = rule.least + np.where(stands, rule.more, 0) + by_noise
    needed += np.where(block.fine[homes], 0, rule.coarse)
    return needed + np.where(stands & (block.learned[homes] < rule.fresh_hours), rule.fresh, 0)


def _evidence(block: Block, seen: Seen, rule: Rule) -> dict[str, Any]:
    window = seen.above.shape[1]
    back = seen.hours[:, None] - np.arange(window)[::-1]
    night = (back + SHANGHAI) % 24 < MORNING
    load, active = block.mean[seen.homes], is_active(seen.above, seen.noise, rule)
    return {
        "since": seen.hours - (window - 1) + active.argmax(axis=1),
        "hours_used": active.sum(axis=1),
        "excess_kwh": seen.left,
        "needed_kwh": seen.needed,
        "ratio": 1 + seen.above.mean(axis=1) / np.maximum(load, 0.005),
        "night_kw": np.where(night, seen.above, 0).sum(axis=1) / np.maximum(night.sum(axis=1), 1),
        "standing_kw": load,
        "cold_kwh": (seen.raw - seen.above).sum(axis=1),
    }


def answered(block: Block, home: int) -> None:
    """Let a home be still until it has been empty again."""
    if block.phase[home] == ALARMED:
        block.phase[home], block.still[home] = ANSWERED, 0
