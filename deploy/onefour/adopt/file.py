"""What may stand in the file by which a township is taken in? Everything wrong with it is said at once, with its place.

One JSON document; people may stand in a CSV beside it, cells in a GeoJSON.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from onefour.refusals import BadFile

Short = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Actors(_Part):
    """Two persons of the county's org office: what one draws up, the other confirms."""

    draws_up: Short
    confirms: Short

    @model_validator(mode="after")
    def are_two(self) -> Self:
        """Refuse one person for both."""
        if self.draws_up == self.confirms:
            raise ValueError("what one person draws up, another confirms")
        return self


class AgencyRow(_Part):
    kind: Short
    name: Short


class OverlayPart(_Part):
    rename: dict[str, Short] = Field(default_factory=dict)
    add: list[AgencyRow] = Field(default_factory=list)
    leave_out: list[Short] = Field(default_factory=list)


class PersonRow(_Part):
    """`agency` is the kind of one of the township's agencies."""

    id: Short
    name: Short
    agency: Short | None = None
    roles: list[Short] = Field(default_factory=list)
    post: Short | None = None


class DutyRow(_Part):
    matter: Short
    kind: Literal["basic", "supporting", "taken-back"]
    lead: Short
    support: list[Short] = Field(default_factory=list)
    legal_basis: Short


class DutiesPart(_Part):
    """The township's own lines; `bound_from`: the day from which it is held to its list."""

    title: Short
    adopted_by: Short
    lines: list[DutyRow] = Field(min_length=1)
    bound_from: date | None = None


class PowerRow(_Part):
    power: Short
    in_force_since: date
    document: Short
    agency: Short | None = None


class WorkerRow(_Part):
    person_id: Short
    cell: Annotated[str, Field(pattern=r"^[0-9]{15}$")]
    role: Literal["A", "B"]
    on_duty: bool = True


class Beside(_Part):
    """A file beside this one."""

    file: Short


class AdoptFile(_Part):
    """A township with all that is its own; what it leaves out is left as it is."""

    township: Annotated[str, Field(pattern=r"^[0-9]{9}$")]
    type: Literal["street", "town", "rural"]
    version: Annotated[int, Field(ge=1)] | None = None
    valid_from: date = Field(alias="from")
    document: Short
    reason: Short | None = None
    synthetic: bool = False
    # In whose name the township gives its papers; without it, as townships of its kind are called.
    government: Short | None = None
    actors: Actors
    overlay: OverlayPart = Field(default_factory=OverlayPart)
    people: list[PersonRow] = Field(default_factory=list)
    duties: DutiesPart | None = None
    powers: list[PowerRow] = Field(default_factory=list)
    items: list[Short] = Field(default_factory=list)
    cells: dict[str, Any] | None = None
    workers: list[WorkerRow] = Field(default_factory=list)

    @property
    def county(self) -> str:
        return self.township[:6]


def read_file(path: Path) -> AdoptFile:
    """Read the file with those beside it. Raises BadFile, which names every problem by its place."""
    given = _json(path)
    if not isinstance(given, dict):
        raise BadFile(f"无法读取 {path} is no JSON object")
    read = dict(given)
    if _is_beside(read.get("people")):
        read["people"] = _people(path.parent / Beside.model_validate(read["people"]).file)
    if _is_beside(read.get("cells")):
        read["cells"] = _json(path.parent / Beside.model_validate(read["cells"]).file)
    try:
        found = AdoptFile.model_validate(read)
    except ValidationError as error:
        raise _refused(path, [f"{_place(one['loc'])}: {one['msg']}" for one in error.errors()]) from error
    if problems := list(_problems(found)):
        raise _refused(path, problems)
    return found


def require_kinds(found: AdoptFile, kinds: Sequence[str]) -> None:
    """Raise BadFile where a person belongs to an agency that the township will not have."""
    wrong = [
        f"people.{index}.agency: 没有这个机构 the township has no {row.agency}"
        for index, row in enumerate(found.people)
        if row.agency is not None and row.agency not in kinds
    ]
    if wrong:
        raise BadFile("\n".join(["文件有误 the file is refused", *wrong]))


def cell_codes(found: AdoptFile) -> list[str]:
    """Return the codes of the file's cells; what is no cell with a code is the grid's to refuse."""
    features = (found.cells or {}).get("features") or []
    properties = [one.get("properties") or {} for one in features if isinstance(one, dict)]
    return [str(one["code"]) for one in properties if "code" in one]


def _problems(found: AdoptFile) -> Iterator[str]:
    people, cells = [row.id for row in found.people], cell_codes(found)
    asked = (
        ("people", people),
        ("duties.lines", [row.matter for row in found.duties.lines] if found.duties else []),
        ("powers", [row.power for row in found.powers]),
        ("cells", cells),
        ("workers", [f"{row.cell} {row.role}" for row in found.workers]),
    )
    for place, keys in asked:
        times = Counter(keys)
        yield from (f"{place}.{n}: 重复 {key} stands there twice" for n, key in enumerate(keys) if times[key] > 1)
    for index, code in enumerate(cells):
        if not code.startswith(found.township):
            yield f"cells.{index}: 不在本镇 {code} lies in another township"
    for index, row in enumerate(found.workers):
        if not row.cell.startswith(found.township) or (cells and row.cell not in cells):
            yield f"workers.{index}.cell: 没有这个网格 no cell {row.cell}"
        if people and row.person_id not in people:
            yield f"workers.{index}.person_id: 没有这个人 nobody {row.person_id} in people"


def _people(path: Path) -> list[dict[str, Any]]:
    """Read people from a CSV: id, name, agency, roles (apart by ;), post."""
    try:
        rows = list(csv.DictReader(_text(path.read_bytes()).splitlines()))
    except (OSError, UnicodeError, csv.Error) as error:
        raise BadFile(f"无法读取 {path}: {error}") from error
    # What is beyond the head has no name.
    wide = [number for number, row in enumerate(rows, start=2) if None in row]
    if wide:
        raise BadFile(f"无法读取 {path}: 第 {wide} 行比表头多 rows {wide} have more cells than the head")
    return [
        {name: text for name, text in row.items() if text and name != "roles"}
        | {"roles": [role for role in (row.get("roles") or "").split(";") if role]}
        for row in rows
    ]


def _text(raw: bytes) -> str:
    """Return the text of a table: UTF-8, or what Excel saves in Chinese offices. Raises UnicodeError."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, ValueError) as error:
        raise BadFile(f"无法读取 {path}: {error}") from error


def _is_beside(part: Any) -> bool:
    return isinstance(part, dict) and set(part) == {"file"} and isinstance(part["file"], str)


def _place(path: Sequence[int | str]) -> str:
    return ".".join(map(str, path)) or "file"


def _refused(path: Path, problems: Sequence[str]) -> BadFile:
    return BadFile("\n".join([f"文件有误 {path} is refused, nothing was sent", *problems]))
