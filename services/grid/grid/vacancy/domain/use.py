"""What does the use of a day look like: is it that of people, does it go on, or is it a load that is simply on?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grid.vacancy.domain.rule import Rule
from grid.vacancy.domain.state import Block, Hours

SHANGHAI, MORNING, EVENING, LATE = 8, 6, 17, 23
Reals = NDArray[np.floating]
Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Seen:
    """The last hours of some homes, oldest first: `raw` above their standing load, `above` what the cold explains."""

    homes: Hours
    hours: Hours
    raw: Reals
    above: Reals
    left: Reals
    needed: Reals
    noise: Reals


def doubt_of(block: Block, homes: Hours, above: Reals, hours: Hours, rule: Rule) -> Reals:
    """Return by which factor more must be left: less where use is that of people, who are in in the evening, and more
    where it is that of a heater, which runs while they sleep. A meter of coarse steps varies more than its home.
    """
    hour = (hours + SHANGHAI) % 24
    evening = np.where((hour >= EVENING) & (hour < LATE), above, 0).sum(axis=1)
    night = np.where(hour < MORNING, above, 0).sum(axis=1)
    much = _magnitude(night, rule) * rule.of_night - _magnitude(evening, rule) * rule.of_evening
    doubt: Reals = np.exp(rule.doubt + much - np.where(block.fine[homes], 0, rule.of_coarse))
    return doubt


def _magnitude(energy: Reals, rule: Rule) -> Reals:
    magnitude: Reals = np.sign(energy) * np.log1p(np.abs(energy) / rule.little)
    return magnitude


def _beyond_noise(noise: Reals, least: float, rule: Rule) -> Reals:
    """Return from which power on an hour of each home is more than its own variation (kW), and than `least`."""
    return np.maximum(least, 1.5 * np.minimum(noise, rule.most_noise))


def is_active(above: Reals, noise: Reals, rule: Rule) -> Flags:
    active: Flags = above > _beyond_noise(noise, rule.active, rule)[:, None]
    return active


def is_flat(block: Block, seen: Seen, rule: Rule) -> Flags:
    """Tell whether what is used is one steady load: a tapped line, a heater left on."""
    return _is_level(block, seen, seen.above, rule) | _is_level(block, seen, seen.raw, rule)


def _is_inside(active: Flags) -> Flags:
    """Tell which active hours have active hours around them."""
    around = np.pad(active, ((0, 0), (1, 1)), constant_values=True)
    inside: Flags = active & around[:, :-2] & around[:, 2:]
    return inside


def _is_level(block: Block, seen: Seen, above: Reals, rule: Rule) -> Flags:
    # The hours in which something was switched on or off are filled in part.
    active = _is_inside(is_active(above, seen.noise, rule))
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


def goes_on(block: Block, seen: Seen, rule: Rule) -> Flags:
    """Tell whether use goes on; where hardly anything stands that is seen, and who stayed a night has gone by then."""
    steady = block.fine[seen.homes] & (block.mean[seen.homes] < rule.stands) & (seen.noise < rule.stands)
    # A meter counts in steps: one more of them in an hour is nothing where a little stands.
    least = np.where(block.mean[seen.homes] > rule.step / 4, rule.step, 0.7 * rule.step)[:, None]
    uses = seen.raw > least
    since = rule.window - uses.argmax(axis=1)
    gone = seen.raw[:, -rule.gone_hours :].sum(axis=1) < rule.gone
    lives = (uses.sum(axis=1) >= rule.lives_hours) & (since >= rule.since) & ~gone
    on: Flags = _moves(block, seen, rule) & (~steady | lives)
    return on


def _moves(block: Block, seen: Seen, rule: Rule) -> Flags:
    """Tell whether use varies: a little more all the time is the load, or a meter that was stuck when it was learned.

    A meter of coarse steps says little of an hour, unless it counts two of them.
    """
    least = _beyond_noise(seen.noise, rule.moves, rule)
    busy = (seen.raw > least[:, None]).sum(axis=1) >= rule.active_hours
    busy &= seen.raw.max(axis=1) > np.median(seen.raw, axis=1) + least
    steps = (seen.raw + block.mean[seen.homes][:, None] > rule.two_steps).any(axis=1)
    return np.where(block.fine[seen.homes], busy, steps)
