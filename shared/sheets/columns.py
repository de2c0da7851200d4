"""Which columns has a sheet, and which column of a file is which?

They come from the row that the register takes over JSON: whoever adds a field there adds a column here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shared.sheets.cells import Kind, is_blank
from shared.sheets.refusals import Problem

_KINDS = {"integer": Kind.NUMBER, "number": Kind.DECIMAL, "boolean": Kind.FLAG, "array": Kind.LIST}


@dataclass(frozen=True, slots=True)
class Column:
    """`shown`: it goes out and is passed over when it comes back; `choices`: the words that it takes."""

    name: str
    title: str
    kind: Kind
    required: bool
    choices: tuple[str, ...] = ()
    shown: bool = False


def columns_of(model: type[BaseModel], titles: Mapping[str, str], shown: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns of a row, by its own description; `titles` and `shown`: name → Chinese title."""
    described = model.model_json_schema()
    required = set(described.get("required", ()))
    fields = described["properties"]
    if set(fields) != set(titles):
        raise ValueError(f"each column has a title, and each title a column: {sorted(set(fields) ^ set(titles))}")
    given = [
        _column(name, title, _resolved(fields[name], described), required=name in required)
        for name, title in titles.items()
    ]
    return (*given, *(Column(name, title, Kind.TEXT, required=False, shown=True) for name, title in shown.items()))


def _resolved(field: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    for one in field.get("anyOf", ()):
        if one.get("type") != "null":
            return _resolved(one, described)
    if "$ref" in field:
        found: Mapping[str, Any] = described["$defs"][field["$ref"].rpartition("/")[2]]
        return found
    return field


def _column(name: str, title: str, field: Mapping[str, Any], *, required: bool) -> Column:
    choices = tuple(str(one) for one in field.get("enum", ()))
    kind = _KINDS.get(str(field.get("type")), Kind.TEXT)
    if kind is Kind.LIST and field.get("items", {}).get("type") != "integer":
        kind = Kind.CODES
    if kind is Kind.TEXT and field.get("format") == "date":
        kind = Kind.DAY
    elif kind is Kind.TEXT and str(field.get("pattern", "")).startswith(r"^[1-9]\d"):
        kind = Kind.REGION
    elif kind is Kind.TEXT and (choices or "pattern" in field or field.get("format") == "uuid"):
        kind = Kind.CODE
    return Column(name, title, kind, required=required, choices=choices)


@dataclass(frozen=True, slots=True)
class HeadProblem:
    """What is wrong with the head: which column, and why."""

    column: str
    problem: Problem


def match_head(head: Sequence[object], columns: Sequence[Column]) -> tuple[dict[int, Column], list[HeadProblem]]:
    """Return place → column, by Chinese title or English name, and what is wrong with the head."""
    by_word = {word: column for column in columns for word in (column.name.casefold(), column.title)}
    places: dict[int, Column] = {}
    bad: list[HeadProblem] = []
    for place, cell in enumerate(head):
        word = "" if is_blank(cell) else str(cell).strip().removeprefix("*").strip()
        column = by_word.get(word) or by_word.get(word.casefold())
        if column is not None:
            places[place] = column
        elif word:
            bad.append(HeadProblem(word[:100], Problem.UNKNOWN_COLUMN))
    times = Counter(column.name for column in places.values())
    bad += [HeadProblem(name, Problem.COLUMN_TWICE) for name, count in times.items() if count > 1]
    needed = [column.name for column in columns if column.required and column.name not in times]
    return places, bad + [HeadProblem(name, Problem.MISSING_COLUMN) for name in needed]
