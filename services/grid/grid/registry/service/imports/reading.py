"""What do the lines of a file say, and which of them cannot be right whatever the registry holds?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from grid.registry.domain.checks import Flaw
from grid.registry.domain.imports import Verdict
from grid.registry.domain.kinds import FORMS, RecordKind
from grid.registry.domain.ties import Relation
from grid.registry.schemas.rows import ROWS, RecordRow
from grid.registry.service.desk import normal
from shared.runtime.fields import Sealer
from shared.sheets.columns import Column, columns_of
from shared.sheets.lines import MOST_ROWS, Shape, read_lines
from shared.sheets.reading import File


@dataclass(frozen=True)
class RecordSheet:
    """Records of a kind as lines of a file."""

    kind: RecordKind
    title: str
    model: type[RecordRow]
    titles: Mapping[str, str]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.model, self.titles, {})

    @property
    def worksheets(self) -> tuple[str, ...]:
        return (self.title, str(self.kind))

    @property
    def shape(self) -> Shape:
        return Shape(self.columns, self.model, (), "region")


SHEETS = {kind: RecordSheet(kind, *parts) for kind, parts in ROWS.items()}


def line_about(import_id: UUID, line: int) -> str:
    """Return what a line is bound to when it is sealed."""
    return f"{import_id}:{line}"


def file_about(import_id: UUID) -> str:
    return f"{import_id}:file"


def read_file(sealer: Sealer, sheet: RecordSheet, file: File, region: str, import_id: UUID) -> list[dict[str, Any]]:
    """Return the lines of a file as they are kept: what each says, sealed, or why it is refused.

    Work for the processor, to be done in a thread. Raises FileRefused.
    """
    found = read_lines(file.lines(sheet.worksheets)[0], sheet.shape, region, most_named=MOST_ROWS)
    flaws: dict[int, list[dict[str, Any]]] = {}
    for bad in found.report.bad:
        flaws.setdefault(bad.line, []).append(
            {"column": bad.column, "code": bad.code, "message": bad.message, "detail": bad.detail}
        )
    seen: dict[tuple[str, str], int] = {}
    heads: dict[str, int] = {}
    lines: list[dict[str, Any]] = []
    for number, row in zip(found.lines, found.rows, strict=True):
        said, again = _same_thing(sheet.kind, row), None
        if said is not None:
            again = seen.get(said)
            seen.setdefault(said, number)
        if again is not None and said is not None:
            flaws.setdefault(number, []).append(_flaw(said[0], Flaw.TWICE, again))
        if (household := _headed(row)) is not None and heads.setdefault(household, number) != number:
            flaws.setdefault(number, []).append(_flaw("household_code", Flaw.HEAD_THERE, heads[household]))
        if number not in flaws:
            sealed = sealer.seal_bytes(
                row.model_dump_json(exclude_unset=True).encode(), about=line_about(import_id, number)
            )
            lines.append(_line(import_id, number, Verdict.READ, sealed, []))
    lines += [_line(import_id, number, Verdict.REFUSED, None, why) for number, why in flaws.items()]
    return sorted(lines, key=lambda line: line["line"])


def _flaw(column: str, flaw: Flaw, first: int) -> dict[str, Any]:
    """Return what is wrong with a line that says what another has said already."""
    return {"column": column, "code": str(flaw), "message": flaw.said, "detail": f"as in line {first}"}


def _headed(row: RecordRow) -> str | None:
    """Return the household that a line gives a head."""
    if getattr(row, "household_role", None) != Relation.HEADS:
        return None
    code = getattr(row, "household_code", None)
    return f"{row.region[:9]}:{code}" if code else None


def _line(import_id: UUID, line: int, state: Verdict, sealed: bytes | None, flaws: list[Any]) -> dict[str, Any]:
    named = {"import_id": import_id, "line": line, "state": str(state)}
    return named | {"sealed": sealed, "flaws": flaws, "record_id": None}


def _same_thing(kind: RecordKind, row: RecordRow) -> tuple[str, str] | None:
    """Return (column, value) by which two lines of a file speak of the same thing."""
    form = FORMS[kind]
    for name in form.same:
        value = getattr(row, name, None)
        if value and (compared := normal(name, value) if name in form.marked else str(value)):
            return name, f"{row.region[:9]}:{compared}"
    return None
