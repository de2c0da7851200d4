"""What is a notice, and to whom does it go? Codes and numbers only: no free text and no personal data is in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class RecipientKind(StrEnum):
    """A person, everybody who holds a role in a region, or everybody who works in a unit."""

    PERSON = "person"
    ROLE = "role"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom; `region` is where a role is held, "" for a person or a unit."""

    kind: RecipientKind
    id: str
    region: str = ""

    @classmethod
    def person(cls, person_id: str) -> "Recipient":
        return cls(RecipientKind.PERSON, person_id)

    @classmethod
    def role(cls, role: str, region: str) -> "Recipient":
        return cls(RecipientKind.ROLE, role, region)

    @classmethod
    def unit(cls, unit_id: str) -> "Recipient":
        return cls(RecipientKind.UNIT, unit_id)


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody is told: `what` is the code of a text, `facts` the codes and numbers that the text names.

    `case_id`: the case that it is about; whom that case complains of is never told. `urgent` goes out at night, too.
    """

    what: str
    to: Recipient
    region: str
    case_id: UUID | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    urgent: bool = False
