"""What is a line about a township that was taken in, and about the standard of a type, which has many lines?"""

from enum import StrEnum
from typing import Any, Final, Self

from pydantic import Field, model_validator

from dispatch.adoption.domain.standards import Pack, TownType
from dispatch.adoption.schemas.standards import PackGiven
from dispatch.duties.domain.authority import DutyKind
from shared.errors import Unfit
from shared.runtime.bodies import Body, Day, Serial
from shared.runtime.text import Code, Line, RegionCode

MOST_LINES = 5_000


class AdoptedRow(Body):
    """`reason`: why the type is not that of the code; the overlay that a township has stays."""

    region: RegionCode
    type: TownType
    version: Serial | None = None
    valid_from: Day
    document: Line
    reason: Line | None = None


class Part(StrEnum):
    """What a line of a standard asks for; the words are those of the standard."""

    AGENCY = "agencies"
    PEOPLE = "people"
    DUTIES = "duties"
    POWERS = "powers"
    NAMED_DUTY = "named_duties"
    NAMED_POWER = "named_powers"
    ITEM = "items"
    CELLS = "cells_per_village"
    WORKERS = "workers_per_cell"
    QUALIFIED = "qualified_officers"


COUNTED: Final = frozenset({Part.PEOPLE, Part.DUTIES, Part.POWERS})
ALONE: Final = frozenset({Part.CELLS, Part.WORKERS, Part.QUALIFIED})
_DUTY: Final = ("duty", "lead", "legal_basis")
# Part → which columns it fills beside `part`.
_NEEDS: Final[dict[Part, tuple[str, ...]]] = {
    Part.AGENCY: ("what", "name"),
    Part.NAMED_DUTY: ("what", *_DUTY),
    Part.NAMED_POWER: ("what",),
    Part.ITEM: ("what",),
    **dict.fromkeys(COUNTED, ("what", "number")),
    **dict.fromkeys(ALONE, ("number",)),
}
_COLUMNS: Final = ("what", "name", "number", *_DUTY)


class StandardRow(Body):
    """A thing that a standard asks for; the lines with the same head are one standard.

    `what`: a kind of agency, duty or power, a role, a matter, the code of a power or an item; `duty`: the kind of a
    named duty.
    """

    type: TownType
    valid_from: Day
    title: Line
    adopted_by: Line
    part: Part
    what: Code | None = None
    name: Line | None = None
    number: int | None = Field(default=None, ge=0, le=100_000)
    duty: DutyKind | None = None
    lead: Code | None = None
    support: list[Code] = Field(default_factory=list, max_length=20)
    legal_basis: Line | None = None

    @model_validator(mode="after")
    def _of_its_part(self) -> Self:
        filled = [name for name in _COLUMNS if getattr(self, name) is not None]
        if set(filled) != set(_NEEDS[self.part]):
            needed = ", ".join(_NEEDS[self.part])
            raise Unfit(f"{self.part} takes: {needed}", f"{self.part} 应填 {needed}")
        return self


def lines_of(pack: Pack) -> list[dict[str, Any]]:
    """Return the lines of a standard, without its head."""
    lines: list[dict[str, Any]] = [{"part": Part.AGENCY, "what": one.kind, "name": one.name} for one in pack.agencies]
    for part in (Part.PEOPLE, Part.DUTIES, Part.POWERS):
        asked = getattr(pack, part)
        lines += [{"part": part, "what": what, "number": asked[what]} for what in sorted(asked)]
    lines += [
        {
            "part": Part.NAMED_DUTY,
            "what": one.matter,
            "duty": one.kind,
            "lead": one.lead,
            "support": list(one.support),
            "legal_basis": one.legal_basis,
        }
        for one in pack.named_duties
    ]
    for part in (Part.NAMED_POWER, Part.ITEM):
        lines += [{"part": part, "what": what} for what in getattr(pack, part)]
    return lines + [
        {"part": part, "number": getattr(pack, part)} for part in (Part.CELLS, Part.WORKERS, Part.QUALIFIED)
    ]


def pack_of(rows: list[StandardRow]) -> PackGiven:
    """Return the standard that its lines make. Raises ValidationError where there is too much of something."""
    said: dict[str, Any] = {str(part): [] for part in (Part.AGENCY, Part.NAMED_DUTY, Part.NAMED_POWER, Part.ITEM)}
    said |= {str(part): {} for part in COUNTED}
    for row in rows:
        if row.part in ALONE:
            said[row.part] = row.number
        elif row.part in COUNTED:
            said[row.part][row.what] = row.number
        elif row.part is Part.AGENCY:
            said[row.part].append({"kind": row.what, "name": row.name})
        elif row.part is Part.NAMED_DUTY:
            about = row.model_dump(include={"lead", "support", "legal_basis"})
            said[row.part].append(about | {"matter": row.what, "kind": row.duty})
        else:
            said[row.part].append(row.what)
    return PackGiven.model_validate(said)
