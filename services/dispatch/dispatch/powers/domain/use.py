"""What came of the use of a power? What the platform has counted, and what it is told because nobody tells it by event.

Nobody types in what can be counted: how often the power was used, how long it took, what had to be done again, how it
was rated, which visits were saved. What is decided or said elsewhere (a decision reversed by a court, a complaint by
letter, a visit that became necessary) is stated with the document that says so.
"""

from dataclasses import dataclass
from datetime import date

from dispatch.powers.domain.life import Figures, Power, State
from dispatch.powers.domain.refusals import SourceNeeded
from shared.terms import add_months

# A formal power is evaluated regularly (penalty law art. 24): by its use of so many months.
MONTHS_LOOKED_BACK = 12


@dataclass(frozen=True, slots=True)
class Days:
    """The days whose use is counted, both inside."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Counted:
    """What the platform knows of the use of a power in a township.

    `volume`: clues that the team ended by it and licences that the window granted by it; `days`: how long all of them
    took, from the assignment or the receipt on; `reversed`: those of the team whose case came back afterwards;
    `bad_ratings`: those whose citizen was not satisfied when he was called back, or who rated a step of his licence's
    application badly; `visits_saved`: applications that were brought to the township's counter instead of the county's.
    """

    volume: int = 0
    days: float = 0
    reversed: int = 0
    bad_ratings: int = 0
    visits_saved: int = 0


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person adds by a document, `source`: nothing on the platform tells of it yet."""

    reversed: int = 0
    complaints: int = 0
    bad_ratings: int = 0
    visits_caused: int = 0
    source: str | None = None

    @property
    def anything(self) -> bool:
        return any((self.reversed, self.complaints, self.bad_ratings, self.visits_caused))


def days_counted(power: Power, today: date) -> Days | None:
    """Return the days whose use an evaluation of a day is about; None where the power has had no day yet.

    Of a trial all of its days, of a formal power the last twelve months of those that it had.
    """
    if not power.terms or today < power.terms[0].valid_from:
        return None
    first = power.terms[0].valid_from
    if power.state is State.FORMAL:
        return Days(max(first, add_months(today, -MONTHS_LOOKED_BACK)), today)
    last = power.terms[-1].valid_to
    return Days(first, today if last is None else min(today, last))


def figures_of(counted: Counted, stated: Stated) -> Figures:
    """Return the figures of an evaluation. Raises SourceNeeded."""
    if stated.anything and not stated.source:
        raise SourceNeeded("what the platform has not counted is stated with its document")
    return Figures(
        volume=counted.volume,
        mean_days=round(counted.days / counted.volume, 2) if counted.volume else None,
        reversed=counted.reversed + stated.reversed,
        complaints=stated.complaints,
        bad_ratings=counted.bad_ratings + stated.bad_ratings,
        visits_saved=counted.visits_saved,
        visits_caused=stated.visits_caused,
    )
