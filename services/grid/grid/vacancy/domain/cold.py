"""How cold is it for the homes of a block, and how much does each use because of that?

Of a block's empty homes some heat against frost. What all of them together draw above their standing loads, by the
home, is the degree of cold of an hour (watts): it rises with every degree below freezing and is the same for all. How a
home answers is learned by classes of that degree, and of a home of which nothing is known yet guessed from how its
hours went with the cold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grid.vacancy.domain.state import COLD_CLASSES, WEEK, Block, Hours

Reals = NDArray[np.floating]
Flags = NDArray[np.bool_]

# Powers in kW. What is above its standing load by so much has risen; so many have risen when it is cold, and fewer than
# so many when it is surely not.
RISEN, FEW, WARM, MOST = 0.1, 3, 2, 2.0
# The degree at which an answer is learned, where its classes begin, and by how much each is wider than the one before.
COLD, WIDER = 1.5, 1.5
EDGES = COLD * WIDER ** np.arange(COLD_CLASSES)
SEEN, SURE, FORGETS = 2, 12, 30
# A home that was calm for so many hours, while the average heater drew so much, does not heat; where much stands or
# varies, that may be a heater which was running when the load was learned.
CALM_HOURS, CALM_MOST, CALM_CLASSES, DEEP, DEEP_DRAW, LEAST_SHARE, SHARE_OF = 3, 12, 1, 0.25, 0.3, 0.02, 20
MUCH_STANDS, MUCH_VARIES, MOST_NOISE = 0.1, 0.002, 0.03
HEATS, ANSWERS, CORRECTS = 0.05, 0.002, (0.5, 2.0)
# A guess is drawn through the lower part of the colder hours, somewhat above it, and above what is known of less cold;
# who answers so much less than the average heater does not heat at all; none draws more than so much.
LOW, GUESSES, STEEPER, LEAST_ANSWER, ABOVE_AVERAGE, HEATER = 0.25, 1.7, 1.4, 0.1, 1.7, 0.3
# What is explained of an hour, if little, is sure; what is guessed may be off by so much of it.
LITTLE, GUESS_OFF = 0.03, 0.25


@dataclass(slots=True)
class Answer:
    """What the cold explains of some homes' hours, one row a home, in kW; and how far off that may be (a deviation)."""

    explained: Reals
    unsure: Reals


def tell(block: Block, hours: Hours, homes: Hours, above: Reals, counted: Flags) -> None:
    """Add what homes drew above their standing load in an hour to the measure of the block."""
    place = hours % WEEK
    fresh = np.unique(place[hours > block.hour[place]])
    for sums in (block.counted, block.risen, block.drew, block.answered, block.expected):
        sums[fresh] = 0
    np.maximum.at(block.hour, place, hours)
    counted = counted & (block.hour[place] == hours)
    risen = counted & (above > RISEN)
    drew = _watts(np.clip(above, 0, MOST))
    np.add.at(block.counted, place[counted], 1)
    np.add.at(block.risen, place[risen], 1)
    np.add.at(block.drew, place[risen], drew[risen])
    expects, seen = _known(block, homes, degree_of(block, hours)[:, None])
    answers = counted & (seen[:, 0] >= SEEN) & (expects[:, 0] > HEATS)
    np.add.at(block.answered, place[answers], drew[answers])
    np.add.at(block.expected, place[answers], _watts(expects[:, 0])[answers])


def _watts(power: Reals) -> NDArray[np.int64]:
    # In whole watts: a sum must not depend on the order of what is added.
    return np.rint(power * 1000).astype(np.int64)


def _has_risen(block: Block, hours: Hours, many: int) -> Flags:
    place = hours % WEEK
    risen: Flags = (block.hour[place] == hours) & (block.risen[place] >= many)
    return risen


def degree_of(block: Block, hours: Hours) -> Reals:
    """Return how cold hours were (watts a home); nothing where it was not cold or is not known."""
    place = hours % WEEK
    return np.where(_has_risen(block, hours, FEW), block.drew[place] / np.maximum(block.counted[place], 1), 0)


def is_warm(block: Block, hours: Hours) -> Flags:
    """Tell in which hours, of which that is known, nobody heated."""
    warm: Flags = (block.hour[hours % WEEK] == hours) & ~_has_risen(block, hours, WARM)
    return warm


def _drew(block: Block, hours: Hours) -> Reals:
    """Return what those who had risen drew on average (kW)."""
    place = hours % WEEK
    drew = block.drew[place] / np.maximum(block.risen[place], 1) / 1000
    return np.where(_has_risen(block, hours, FEW), drew, 0)


def _of_heater(block: Block, degree: Reals) -> Reals:
    """Return what an average heater draws at a degree (kW); by the most homes that were ever seen to heat at once."""
    return degree / 1000 / max(float(block.share[0]), LEAST_SHARE)


def note(block: Block, homes: Hours, hours: Hours, above: Reals, known: Flags) -> None:
    """Note by an hour of which all is known how many heat, and which homes stayed calm though it was deeply cold."""
    place = hours % WEEK
    many = (block.hour[place] == hours) & (block.counted[place] >= SHARE_OF)
    if many.any():
        share = (block.risen[place] / np.maximum(block.counted[place], 1))[many].max()
        block.share[0] = max(block.share[0], share)
    noise = np.minimum(np.sqrt(block.variance[homes]), MOST_NOISE)
    known = known & (block.mean[homes] < MUCH_STANDS) & (block.variance[homes] < MUCH_VARIES)
    calm = known & _is_deep(block, hours) & (above < np.maximum(MOST_NOISE / 2, 1.5 * noise))
    at = homes[calm], _class_of(degree_of(block, hours[calm]))
    block.calm[at] = np.minimum(block.calm[at] + 1, CALM_MOST)


def _is_deep(block: Block, hours: Hours) -> Flags:
    deep: Flags = (_of_heater(block, degree_of(block, hours)) >= DEEP) & (_drew(block, hours) >= DEEP_DRAW)
    return deep


def is_deaf(block: Block, homes: Hours, degree: Reals) -> Flags:
    """Tell which homes, one row each, are known not to answer to degrees: they were calm when it was about as cold."""
    so_cold = np.cumsum(block.calm[homes][:, ::-1], axis=1)[:, ::-1]
    about = np.maximum(_class_of(degree) - CALM_CLASSES, 0)
    deaf: Flags = np.take_along_axis(so_cold, about, axis=1) >= CALM_HOURS
    return deaf


def learn(block: Block, homes: Hours, hours: Hours, used: Reals) -> None:
    """Learn from a cold hour how homes answer to it."""
    degree = degree_of(block, hours)
    risen = _is_deep(block, hours) & (used - block.mean[homes] > RISEN)
    colder = _class_of(degree[risen])[:, None] - CALM_CLASSES <= np.arange(COLD_CLASSES)
    block.calm[homes[risen]] = np.maximum(block.calm[homes[risen]] - colder, 0)
    at = homes, _class_of(degree)
    first = block.answers[at] == 0
    block.answers[at] = np.minimum(block.answers[at] + 1, FORGETS)
    weight = 1 / block.answers[at]
    used = np.clip(used, 0, MOST + block.mean[homes])
    apart = np.where(first, 0, used - block.use[at])
    block.use[at] += weight * (used - block.use[at])
    block.degree[at] += weight * (degree - block.degree[at])
    block.apart[at] = (1 - weight) * (block.apart[at] + weight * apart**2)


def _class_of(degree: Reals) -> NDArray[np.int64]:
    return np.clip(np.searchsorted(EDGES, degree, side="right") - 1, 0, COLD_CLASSES - 1)


def _known(block: Block, homes: Hours, degree: Reals) -> tuple[Reals, Reals]:
    """Return what homes draw at degrees by what they learned (kW above the standing load), and from how many hours."""
    at = homes[:, None], _class_of(degree)
    slope = (block.use[at] - block.mean[homes][:, None]) / np.maximum(block.degree[at], COLD)
    return slope * degree, block.answers[at]


def answer(block: Block, homes: Hours, hours: Hours, above: Reals, used_warm: Flags) -> Answer:
    """Say what the cold explains of `above` in `hours` (homes, window), whose last hours are taken to be like the rest.

    `used_warm`: homes that used much while nobody heated: what they use besides is not guessed to be heating.
    """
    degree = degree_of(block, hours)
    on = (degree > COLD) & ~is_deaf(block, homes, degree)
    known, seen = _known(block, homes, degree)
    known = known * _correction(block, hours)
    sure = (seen >= SURE) | ((seen >= SEEN) & (known <= ANSWERS * degree))
    guess = np.maximum(
        np.where(seen >= SEEN, known, _from_less(block, homes)[:, None] * degree),
        _as_it_went(block, hours, degree, above, on)[:, None] * degree,
    )
    most = ABOVE_AVERAGE * _of_heater(block, degree) + HEATER
    guess = np.minimum(np.minimum(guess, most), np.maximum(above, 0))
    guess = np.where(used_warm[:, None], np.where(seen >= SEEN, known, 0), guess)
    explained = np.where(on, np.clip(np.where(sure, known, guess), 0, MOST), 0)
    by_sure = np.sqrt(block.apart[homes[:, None], _class_of(degree)])
    unsure = np.where(explained > LITTLE, np.where(sure, by_sure, GUESS_OFF * explained), 0)
    return Answer(explained, np.sqrt((unsure**2).sum(axis=1)))


def _correction(block: Block, hours: Hours) -> Reals:
    """Return how much more or less than expected the known heaters drew in hours."""
    place = hours % WEEK
    said = block.answered[place] / np.maximum(block.expected[place], 1)
    known = (block.hour[place] == hours) & (block.expected[place] > 0)
    return np.where(known, np.clip(said, *CORRECTS), 1.0)


def _from_less(block: Block, homes: Hours) -> Reals:
    """Return how steeply homes answer (kW a degree) to more cold than they have known."""
    seen = block.answers[homes] >= SEEN
    top = np.where(seen, np.arange(COLD_CLASSES), -1).max(axis=1)
    at = homes, np.maximum(top, 0)
    slope = (block.use[at] - block.mean[homes]) / np.maximum(block.degree[at], COLD)
    return np.where(top >= 0, np.maximum(slope, 0) * STEEPER, 0)


def _as_it_went(block: Block, hours: Hours, degree: Reals, above: Reals, on: Flags) -> Reals:
    """Return how steeply the hours of a home go with the cold (kW a degree), by the lower part of its colder hours."""
    colder = on & (degree >= _quantile(degree, on, 0.5)[:, None])
    steps = np.maximum(degree, COLD)
    slope = np.maximum(_quantile(above / steps, colder, LOW), 0)
    others = (_drew(block, hours) / steps * colder).sum(axis=1) / np.maximum(colder.sum(axis=1), 1)
    return np.where(slope >= LEAST_ANSWER * others, slope * GUESSES, 0)


def _quantile(values: Reals, of: Flags, share: float) -> Reals:
    """Return a quantile of those values of each row that are meant; nothing where none is."""
    count = of.sum(axis=1)
    place = (share * np.maximum(count - 1, 0)).astype(np.int64)
    ordered = np.sort(np.where(of, values, np.inf), axis=1)
    return np.where(count > 0, ordered[np.arange(len(values)), place], 0)
