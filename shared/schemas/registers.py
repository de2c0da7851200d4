"""What do the registers of the six mechanisms tell the other services?"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.schemas.envelope import Event
from shared.schemas.vocabulary import Shared


class DutyLine(Shared):
    """A matter on a duty list: whose it is, which kind of unit leads, and which support it."""

    matter: str
    kind: str
    lead: str
    support: list[str]


class DutyListPublished(Event):
    """A county or a township has a duty list from a day on; the list before it ends on the day before.

    A version never changes, and each is a key of its own: who comes late hears of all that a topic has ever told.
    """

    TYPE: ClassVar[str] = "onefour.dispatch.duty-list-published.v1"

    region: str
    version: int
    valid_from: date
    lines: list[DutyLine]

    @property
    def key(self) -> str:
        return f"{self.region}:{self.version}"


class PowerTerm(Shared):
    """Days on which a power is in force, both inside it; None until further notice."""

    in_force_from: date
    in_force_to: date | None


class PowerChanged(Event):
    """What a township may use of the county's powers: `terms` are all its days, those to come and those gone by.

    `mode`: delegated in the township's own name, entrusted in that of `principal`, a kind of county department;
    `field`: in which persons must be trained for it, as the catalogue names it.
    """

    TYPE: ClassVar[str] = "onefour.dispatch.power-changed.v1"

    region: str
    code: str
    version: int
    state: str
    kind: str
    mode: str
    principal: str
    field: str | None = None
    matters: list[str]
    terms: list[PowerTerm]

    @property
    def key(self) -> str:
        return f"{self.region}:{self.code}"


class ApplicationPassed(Shared):
    """An application of the window, by its number, and the department of the county that goes on with it."""

    number: str
    to: str


class CasePassed(Shared):
    """A penalty case of the team, by its number, and the department of the county that goes on with it."""

    number: str
    to: str


class PowerHandedOver(Event):
    """A power is the county's again since `from_day`: who goes on with what its township has open by it.

    `power_id` is one life of the power. What `applications` does not name goes to `others_to`; None: to nobody.
    Penalty cases that `cases` does not name are decided by the township that filed them while it held the power.
    """

    TYPE: ClassVar[str] = "onefour.dispatch.power-handed-over.v1"

    power_id: UUID
    version: int
    region: str
    code: str
    from_day: date
    handed_over_at: datetime
    document: str
    applications: list[ApplicationPassed]
    others_to: str | None
    cases: list[CasePassed] = Field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.power_id)


class QualificationHeld(Shared):
    """A certificate as far as it holds: both days belong to it, what was revoked ends before."""

    field: str
    valid_from: date
    valid_to: date


class QualificationChanged(Event):
    """All certificates of a person, after one was issued, closed by its renewal or revoked."""

    TYPE: ClassVar[str] = "onefour.dispatch.qualification-changed.v1"

    person_id: str
    version: int
    region: str
    certificates: list[QualificationHeld]

    @property
    def key(self) -> str:
        return self.person_id


class RequirementTerm(Shared):
    """All of these fields are required from a day on, until a later term begins."""

    valid_from: date
    fields: list[str]


class RequirementChanged(Event):
    """What a power requires, from which day on, and which matters it is about."""

    TYPE: ClassVar[str] = "onefour.dispatch.requirement-changed.v1"

    activity: str
    version: int
    terms: list[RequirementTerm]
    matters: list[str]

    @property
    def key(self) -> str:
        return self.activity


class TrainingBound(Event):
    """From a day on only qualified officers act in a township; before it their acts are observed.

    Two persons stand behind it; what was told before there had to be two names neither.
    """

    TYPE: ClassVar[str] = "onefour.dispatch.training-bound.v1"

    region: str
    version: int
    bound_from: date
    proposed_by: str | None = None
    confirmed_by: str | None = None

    @property
    def key(self) -> str:
        return self.region


class BranchCell(Shared):
    """A cell that a Party branch sits on; `lead`: it answers there for the Party's work."""

    cell: str
    lead: bool


class BranchChanged(Event):
    """A Party branch as it holds today, else as it will hold next: its cells, and how many members, never who."""

    TYPE: ClassVar[str] = "onefour.dispatch.branch-changed.v1"

    branch_id: str
    version: int
    region: str
    name: str
    cells: list[BranchCell]
    members: int
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> str:
        return self.branch_id
