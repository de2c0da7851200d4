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

Values = Mapping[str, str | None]
Lists = Mapping[str, Sequence[str]]


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


@dataclass(frozen=True, slots=True)
class Listed:
    """Words, and below them what they speak of, numbered."""

    before: str
    each: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a paper says from top to bottom: `lines` are paragraphs and lists, `sealed` stands where the seal goes.

    `code` is what its QR code holds; `reprint` the number of the print, None on the original.
    """

    kind: str
    title: str
    number: str
    lines: tuple[str | Listed, ...]
    sealed: tuple[str, ...]
    signatures: tuple[str, ...]
    code: str | None = None
    reprint: int | None = None


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


def chinese_day(day: date) -> str:
    """Return a day as it stands on papers: 2026年11月30日, without padding."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_of(moment: object) -> str | None:
    """Return the day of a moment or day that facts hold as text; None where they hold none."""
    if not isinstance(moment, str):
        return None
    at = datetime.fromisoformat(moment)
    return chinese_day(at.date() if at.tzinfo is None else town_day(at))


def write_lines(template: Sequence[str | Mapping[str, str]], values: Values, lists: Lists) -> list[str | Listed]:
    """Return what a template says. A line that speaks of something unknown is left out, a list of nothing too.

    A template is text with names in braces, `{"before", "each"}` for a list, or `{"before", "prose"}` for what
    somebody wrote, in his own paragraphs. Raises KeyError for a name that nobody gives.
    """
    said: list[str | Listed] = []
    for line in template:
        if isinstance(line, str):
            said += _filled(line, values)
        elif "each" in line:
            things = lists[line["each"]]
            before = _filled(line["before"], {**values, "count": str(len(things))})
            said += [Listed(one, tuple(things)) for one in before if things]
        else:
            prose = values[line["prose"]]
            said += [line["before"], *prose.splitlines()] if prose else []
    return said


def _filled(line: str, values: Values) -> list[str]:
    known = _Known(values)
    filled = line.format_map(known)
    return [] if known.unknown else [filled]


class _Known(dict[str, str | None]):
    """Remembers whether something was asked for of which nothing is known."""

    unknown = False

    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        self.unknown = self.unknown or value is None
        return value or ""
