"""Does somebody live again in a home that stood empty, and what speaks for it?

A home is compared with its own standing load (`standing`) and with what the cold explains (`cold`). Of the last day the
seven busiest hours are left out: a visitor is gone by then, who has come back goes on using something. At night only
little counts: people sleep, and heaters run. What never varies is a load and not a person.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grid.vacancy.domain import cold, standing
from grid.vacancy.domain.state import ALARMED, ANSWERED, QUIET, Block, Hours

RULE_VERSION = "return-4"
SHANGHAI, MORNING, DAYTIME, EVENING, NIGHT, LATE = 8, 6, 7, 17, 22, 23
Reals = NDArray[np.floating]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of the rule; powers in kW, energies in kWh, times in hours.

    `lag`: what the neighbours did in the last hours is not known yet. `least` is needed, and `more` where something
    stands (`stands`), and more by the home's own variation and by what the cold explains.
    """

    window: int = 23
    visit: int = 7
    lag: int = 2
    at_night: float = 0.04
    least: float = 0.09
    more: float = 0.02
    stands: float = 0.012
    coarse: float = 0.03
    fresh: float = 0.08
    fresh_hours: int = 72
    a_long_noise: float = 2.8
    long_by_noise: float = 1.6
    long_least: float = 0.004
    of_cold: float = 0.08
    unusual: float = 0.68
    little: float = 0.05
    of_evening: float = 0.35
    of_night: float = 0.15
    of_coarse: float = 0.22
    active: float = 0.05
    active_hours: int = 3
    most_noise: float = 0.06
    warm_use: float = 0.12
    flat: float = 0.05
    flat_of_load: float = 0.04
    flat_apart: float = 0.012
    flat_coarse_apart: float = 0.06
    flat_from: float = 0.24
    flat_coarse_from: float = 0.4
    flat_least: float = 0.06
    flat_share: float = 0.8
    some_hours: int = 5
    step: float = 0.0105
    lives_hours: int = 11
    moves: float = 0.03
    two_steps: float = 0.15
    since: int = 19
    gone: float = 0.015
    gone_hours: int = 2
    rests: float = 0.2
    still: int = 48


RULE = Rule()


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


@dataclass(slots=True)
class _Seen:
    """The last hours of some homes, oldest first: `raw` above their standing load, `above` what the cold explains."""

    homes: Hours
    hours: Hours
    raw: Reals
    above: Reals
    left: Reals
    needed: Reals
    noise: Reals


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
    # What the cold explains only makes it less: who is not above the least without it is not with it.
    maybe = np.flatnonzero((block.phase[homes] == QUIET) & (without_busiest(above, rule.visit) > rule.least))
    seen = _look(block, homes[maybe], hours[maybe], above[maybe], rule)
    sure = (seen.left > seen.needed) & ~_is_flat(block, seen, rule) & _goes_on(block, seen, rule)
    facts = {name: value[sure] for name, value in _evidence(block, seen, rule).items()}
    homes = seen.homes[sure]
    block.phase[homes], block.still[homes] = ALARMED, 0
    block.episode[homes] += 1
    return Alarms(homes=homes, episodes=block.episode[homes].copy(), hours=seen.hours[sure], **facts)


def _look(block: Block, homes: Hours, hours: Hours, raw: Reals, rule: Rule) -> _Seen:
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
    usual = _as_usual(block, homes, above, back, rule)
    base = _base(block, homes, noise, rule) * usual
    needed = base + (by_cold.unsure + rule.of_cold * by_cold.explained.sum(axis=1)) * usual
    by_warm = (left <= needed) & (left_warm > base)
    left, needed = np.where(by_warm, left_warm, left), np.where(by_warm, base, needed)
    return _Seen(homes, hours, raw, above, left, needed, noise)


def _as_usual(block: Block, homes: Hours, above: Reals, hours: Hours, rule: Rule) -> Reals:
    """Return by which factor more must be left: less where use is that of people, who are in in the evening, and more
    where it is that of a heater, which runs while they sleep. A meter of coarse steps varies more than its home.
    """
    hour = (hours + SHANGHAI) % 24
    evening = np.where((hour >= EVENING) & (hour < LATE), above, 0).sum(axis=1)
    night = np.where(hour < MORNING, above, 0).sum(axis=1)
    much = _magnitude(night, rule) * rule.of_night - _magnitude(evening, rule) * rule.of_evening
    usual: Reals = np.exp(rule.unusual + much - np.where(block.fine[homes], 0, rule.of_coarse))
    return usual


def _magnitude(energy: Reals, rule: Rule) -> Reals:
    magnitude: Reals = np.sign(energy) * np.log1p(np.abs(energy) / rule.little)
    return magnitude


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


def _beyond_noise(noise: Reals, least: float, rule: Rule) -> Reals:
    """Return from which power on an hour of each home is more than its own variation (kW), and than `least`."""
    return np.maximum(least, 1.5 * np.minimum(noise, rule.most_noise))


def _is_active(above: Reals, noise: Reals, rule: Rule) -> Flags:
    active: Flags = above > _beyond_noise(noise, rule.active, rule)[:, None]
    return active


def _is_flat(block: Block, seen: _Seen, rule: Rule) -> Flags:
    """Tell whether what is used is one steady load: a tapped line, a heater left on."""
    return _is_level(block, seen, seen.above, rule) | _is_level(block, seen, seen.raw, rule)


def _is_inside(active: Flags) -> Flags:
    """Tell which active hours have active hours around them."""
    around = np.pad(active, ((0, 0), (1, 1)), constant_values=True)
    inside: Flags = active & around[:, :-2] & around[:, 2:]
    return inside


def _is_level(block: Block, seen: _Seen, above: Reals, rule: Rule) -> Flags:
    # The hours in which something was switched on or off are filled in part.
    active = _is_inside(_is_active(above, seen.noise, rule))
    hours = active.sum(axis=1)
    place = np.maximum(hours - 1, 0) // 2
    middle = np.sort(np.where(active, above, np.inf), axis=1)[np.arange(len(hours)), place]
    middle = np.where(hours > 0, middle, 0)
    load = block.mean[seen.homes]
    apart = (
        rule.flat * middle
        + rule.flat_of_load * load
        + np.where(block.fine[seen.homes], rule.flat_apart, rule.flat_coarse_apart)
    )
    near = (active & (np.abs(above - middle[:, None]) < apart[:, None])).sum(axis=1)
    high = middle + load > np.where(block.fine[seen.homes], rule.flat_from, rule.flat_coarse_from)
    level: Flags = (near >= np.maximum(rule.some_hours, rule.flat_share * hours)) & high & (middle > rule.flat_least)
    return level


def _goes_on(block: Block, seen: _Seen, rule: Rule) -> Flags:
    """Tell whether use goes on; where hardly anything stands that is seen, and who stayed a night has gone by then."""
    steady = block.fine[seen.homes] & (block.mean[seen.homes] < rule.stands) & (seen.noise < rule.stands)
    # A meter counts in steps: one more of them in an hour is nothing where a little stands.
    least = np.where(block.mean[seen.homes] > rule.step / 4, rule.step, 0.7 * rule.step)[:, None]
    uses = seen.raw > least
    since = rule.window - uses.argmax(axis=1)
    gone = seen.raw[:, -rule.gone_hours :].sum(axis=1) < rule.gone
    lives = (uses.sum(axis=1) >= rule.lives_hours) & (since >= rule.since) & ~gone
    goes_on: Flags = _moves(block, seen, rule) & (~steady | lives)
    return goes_on


def _moves(block: Block, seen: _Seen, rule: Rule) -> Flags:
    """Tell whether use varies: a little more all the time is the load, or a meter that was stuck when it was learned.

    A meter of coarse steps says little of an hour, unless it counts two of them.
    """
    least = _beyond_noise(seen.noise, rule.moves, rule)
    busy = (seen.raw > least[:, None]).sum(axis=1) >= rule.active_hours
    busy &= seen.raw.max(axis=1) > np.median(seen.raw, axis=1) + least
    steps = (seen.raw + block.mean[seen.homes][:, None] > rule.two_steps).any(axis=1)
    return np.where(block.fine[seen.homes], busy, steps)


def _evidence(block: Block, seen: _Seen, rule: Rule) -> dict[str, Any]:
    window = seen.above.shape[1]
    back = seen.hours[:, None] - np.arange(window)[::-1]
    night = (back + SHANGHAI) % 24 < MORNING
    load, active = block.mean[seen.homes], _is_active(seen.above, seen.noise, rule)
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
