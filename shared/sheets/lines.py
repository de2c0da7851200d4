"""How does a line of a file become a row that a register takes?"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from shared.sheets.cells import Value, is_blank, read, written
from shared.sheets.columns import Column, match_head
from shared.sheets.refusals import CellRefused, Problem
from shared.sheets.report import HEAD_LINE, MOST_NAMED, Report
from shared.wording import field_message

MOST_ROWS = 100_000
Line = tuple[int, Sequence[object]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a line is: its columns, the row that they make, and what makes two lines speak of the same thing."""

    columns: tuple[Column, ...]
    model: type[BaseModel]
    key: tuple[str, ...]
    within: str | None = None


@dataclass(slots=True)
class Read:
    """The rows of a file with the lines that they stand in, and what is wrong with the others."""

    rows: list[Any] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    report: Report = field(default_factory=Report)


def read_lines(lines: Iterable[Line], shape: Shape, region: str, *, most_named: int = MOST_NAMED) -> Read:
    """Return the rows of a file, the first line of which is its head; a row outside `region` is bad.

    `most_named`: how many flaws are named, beyond which they are counted; a row with a flaw may be among the rows.
    """
    done, found = Read(report=Report(most=most_named)), iter(lines)
    _, head = next(found, (HEAD_LINE, ()))
    places, bad = match_head(head, shape.columns)
    for one in bad:
        done.report.note(HEAD_LINE, one.column, one.problem)
    if bad:
        return done
    seen: dict[Hashable, int] = {}
    count = 0
    for number, cells in found:
        if all(is_blank(cell) for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            done.report.note(number, None, Problem.TOO_MANY_ROWS, f"at most {MOST_ROWS}", f"行数超过上限 {MOST_ROWS}")
            break
        _read_line(done, number, cells, places, shape, region, seen)
    if not count:
        done.report.note(HEAD_LINE, None, Problem.EMPTY)
    return done


def _read_line(
    done: Read,
    number: int,
    cells: Sequence[object],
    places: Mapping[int, Column],
    shape: Shape,
    region: str,
    seen: dict[Hashable, int],
) -> None:
    if any(not is_blank(cell) for place, cell in enumerate(cells) if place not in places):
        done.report.note(number, None, Problem.TOO_MANY_CELLS)
    values, bad = _values(done, number, cells, places)
    try:
        row = shape.model.model_validate(values)
    except ValidationError as error:
        _note_fields(done.report, number, error, bad)
        return
    if bad:
        return
    if shape.within is not None and not str(getattr(row, shape.within)).startswith(region):
        done.report.note(number, shape.within, Problem.OUTSIDE_REGION)
    key = tuple(_hashable(getattr(row, name)) for name in shape.key)
    if key and key in seen:
        done.report.note(number, shape.key[0], Problem.TWICE, f"as in line {seen[key]}", f"与第{seen[key]}行重复")
    seen.setdefault(key, number)
    done.rows.append(row)
    done.lines.append(number)


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value


def _values(
    done: Read, number: int, cells: Sequence[object], places: Mapping[int, Column]
) -> tuple[dict[str, Value], set[str]]:
    """Return what the cells say, and the columns whose cell says nothing that can be read."""
    values: dict[str, Value] = {}
    bad: set[str] = set()
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else None
        if column.shown or is_blank(cell):
            continue
        try:
            values[column.name] = read(column.kind, _cell(cell))
        except CellRefused as refused:
            bad.add(column.name)
            done.report.note(number, column.name, refused.problem, refused.detail, refused.said)
    return values, bad


def _cell(cell: object) -> object:
    if isinstance(cell, CellRefused):
        raise cell
    return cell


def _note_fields(report: Report, number: int, error: ValidationError, bad: set[str]) -> None:
    """Put down which fields do not fit, without the value itself, which may be personal."""
    for one in error.errors(include_input=False, include_url=False):
        column = str(one["loc"][0]) if one["loc"] else None
        if column in bad:
            continue
        if one["type"] == "missing":
            report.note(number, column, Problem.MISSING)
        else:
            report.note(number, column, Problem.BAD_VALUE, one["msg"], field_message(one["type"], one.get("ctx", {})))


def said(row: Mapping[str, object], columns: Sequence[Column]) -> tuple[str, ...]:
    """Return what a row says, cell by cell, to compare it with another; what is only shown is left out."""
    return tuple(str(written(row.get(column.name))) for column in columns if not column.shown)
