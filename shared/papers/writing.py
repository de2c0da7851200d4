"""What does a paper say? Its words from a template, filled with what is known; no file, no database, no page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.clock import SHANGHAI, town_day

Values = Mapping[str, str | None]
Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Listed:
    """Words, and below them what they speak of, numbered."""

    before: str
    each: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a paper says from top to bottom: `lines` are paragraphs and lists, `sealed` stands where the seal goes.

    `code` is what its QR code holds; `picture` a JPEG that stands below its lines; `reprint` the number of the print,
    None on the original.
    """

    kind: str
    title: str
    number: str
    lines: tuple[str | Listed, ...]
    sealed: tuple[str, ...]
    signatures: tuple[str, ...]
    code: str | None = None
    reprint: int | None = None
    picture: bytes | None = None


def chinese_day(day: date) -> str:
    """Return a day as it stands on papers: 2026年11月30日, without padding."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(at: datetime) -> str:
    """Return a moment as papers say it in the town: 2026年11月30日9时05分."""
    here = at.astimezone(SHANGHAI)
    return f"{chinese_day(here.date())}{here.hour}时{here.minute:02d}分"


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
