"""Which papers does an application have, and what does each of them say?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from shared.clock import town_day
from shared.errors import NotFound

RECEIPT, ACCEPTANCE, REJECTION, GRANT, REFUSAL, DELIVERY = "BJ", "SL", "BS", "ZY", "BY", "SD"
RENEWAL, NO_RENEWAL, CORRECTION = "YX", "BX", "GZ"
DECISIONS: Final = (GRANT, REFUSAL, RENEWAL, NO_RENEWAL)
# The township acts in the principal's name (licence law art. 24); delegated, in its own.
ENTRUSTED: Final = "entrusted"


class PaperNotFound(NotFound):
    """Of another application, or of none."""

    code = "applications.paper-not-found"
    said = "该办件没有这份文书"


class Step(Protocol):
    """A step of an application's history, as it was kept."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper that was numbered in a step of an application."""

    kind: str
    number: str
    seq: int
    at: datetime

    @property
    def day(self) -> date:
        """Return the day that stands on it."""
        return town_day(self.at)


def issued_papers(receipt: str, steps: Sequence[Step]) -> list[Issued]:
    """Return the papers of an application in the order of its steps; `receipt` is its own number."""
    numbered = [(str(step.facts["paper"]), step) for step in steps if step.facts.get("paper")]
    first = [(receipt, steps[0])] if steps else []
    return [Issued(number.partition("-")[0], number, step.seq, step.at) for number, step in (*first, *numbered)]


def find_paper(papers: Iterable[Issued], number: str) -> Issued:
    """Return the paper of this number. Raises PaperNotFound."""
    for paper in papers:
        if paper.number == number:
            return paper
    raise PaperNotFound("this application has no such paper", number=number)


def corrected_by(steps: Iterable[Step], number: str) -> list[str]:
    """Return the papers that correct the paper of this number, in their order."""
    return [str(step.facts["paper"]) for step in steps if step.facts.get("of") == number and step.facts.get("paper")]


def power_of(steps: Sequence[Step], seq: int) -> Mapping[str, Any]:
    """Return by which power a paper was given: as its own step says, or else the step nearest before it."""
    for step in reversed(steps):
        if step.seq <= seq and step.facts.get("mode"):
            return step.facts
    return {}
