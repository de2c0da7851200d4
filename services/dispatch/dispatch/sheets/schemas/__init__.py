"""What is a line of a sheet, where the register's own row does not say it all? And what is said of a file?"""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dispatch.assessment.domain.registers import MAX_LINES, OBJECTION_DAYS, Item, Reward, Share, new_year
from dispatch.duties.schemas.lists import DutyGiven
from dispatch.powers.domain.supervision import SubjectKind
from dispatch.powers.schemas.catalogue import CatalogueRowGiven
from dispatch.resources.domain.agencies import AgencyOpened
from dispatch.resources.domain.proposals import (
    AgreementLine,
    BookingLine,
    EstablishmentLine,
    LeavingLine,
    MoveLine,
    NeedLine,
    PlacementLine,
    TransferLine,
)
from dispatch.training.schemas.certificates import Activity
from dispatch.training.schemas.courses import FieldCode, Percent
from shared.errors import Unfit
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, Line, RegionCode


class RegionLine(Body):
    code: RegionCode
    name: Line
    level: Code
    parent: RegionCode | None = None


class DutyLine(DutyGiven):
    """A line of a list; the lines with the same head are one list."""

    region: RegionCode
    valid_from: Day
    title: Line
    adopted_by: Line


class CatalogueLine(CatalogueRowGiven):
    valid_from: Day
    adopted_by: Line

    def as_given(self) -> CatalogueRowGiven:
        return CatalogueRowGiven(**self.model_dump(include=set(CatalogueRowGiven.model_fields)))


class PowerLine(Body):
    region: RegionCode
    code: Code


class _Proposed(Body):
    """The lines of a county with the same day and document are one proposal."""

    county: RegionCode
    valid_from: Day
    adopted_by: Line


class EstablishmentRow(EstablishmentLine, _Proposed):
    pass


class TransferRow(TransferLine, _Proposed):
    """Posts given (below nothing) or taken by a unit; without a unit: granted from above."""


class PlacementRow(PlacementLine, _Proposed):
    pass


class MoveRow(MoveLine, _Proposed):
    pass


class LeavingRow(LeavingLine, _Proposed):
    pass


class NeedRow(NeedLine, _Proposed):
    pass


class AgreementRow(AgreementLine, _Proposed):
    pass


class BookingRow(BookingLine):
    """`adopted_by`: the voucher; the lines of a county with the same one are one proposal."""

    adopted_by: Line

    @property
    def county(self) -> str:
        return self.region[:6]


class AgencyRow(AgencyOpened):
    """With a last day the agency closes."""

    region: RegionCode
    valid_to: Day | None = None
    synthetic: bool = False


class EnrolmentRow(Body):
    session_id: UUID
    person_id: Code


class ResultRow(Body):
    session_id: UUID
    examined_on: Day
    person_id: Code
    score: Percent


class CertificateRow(Body):
    id: UUID
    person_id: Code
    region: RegionCode
    field: FieldCode
    valid_from: Day
    valid_to: Day
    session_id: UUID


class RequirementRow(Body):
    activity: Activity
    fields: list[FieldCode] = Field(min_length=1, max_length=20)
    valid_from: Day


# The township's part in what a stationed agency is given, in percent: u-land-station=60.
ShareCell = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:\-]{0,127}=(?:100|[1-9]?\d)$")]


def _in_order(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(cells))


class ItemRow(Item):
    """An item of a register; the lines with the same head, `shares` among it, are one register."""

    region: RegionCode
    year: int = Field(ge=2000, le=2100)
    adopted_by: Line
    ranking: bool = False
    minimum_cases: int = Field(default=30, ge=1)
    objection_days: int = Field(default=OBJECTION_DAYS, ge=1, le=366)
    valid_from: Day = Field(default_factory=new_year)
    shares: Annotated[tuple[ShareCell, ...], AfterValidator(_in_order)] = Field(default=(), max_length=MAX_LINES)

    @property
    def as_shares(self) -> list[Share]:
        """The shares as the register takes them, in the order of the cell."""
        parts = (cell.rpartition("=") for cell in self.shares)
        return [Share(unit_id=unit, township_percent=int(percent)) for unit, _, percent in parts]


class RewardRow(Reward):
    """What a person is given for a year; the lines with the same head are one list."""

    region: RegionCode
    year: int = Field(ge=2000, le=2100)
    adopted_by: Line

    @property
    def valid_from(self) -> date:
        return date(self.year, 1, 1)


class SubjectRow(Body):
    """What is watched over. `key`: the id of a licence; a power and a duty are known by their code."""

    kind: SubjectKind
    region: RegionCode
    code: Code
    key: Code | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.kind is SubjectKind.LICENCE and self.key is None:
            raise Unfit("a licence is known by its key", "许可须填许可编号")
        return self

    @property
    def subject(self) -> tuple[str, str]:
        """What is watched over, within its region."""
        return self.kind, (self.key or "") if self.kind is SubjectKind.LICENCE else self.code


class SupervisionRow(SubjectRow):
    """Who watches over what. Without an agency nothing is said: the line goes out to be filled in."""

    agency: Code | None = None
    plan: Line | None = None
    every_months: int | None = Field(default=None, ge=1, le=24)

    @model_validator(mode="after")
    def _by_somebody(self) -> Self:
        if self.agency is None and (self.plan is not None or self.every_months is not None):
            raise Unfit("a plan is that of an agency", "监管方案须有监管单位")
        return self


class WorkdayRow(Body):
    day: Day
    is_workday: bool
    source: Line

    @property
    def year(self) -> int:
        return self.day.year

    @property
    def valid_from(self) -> date:
        return self.day


# ------------------------------------------------------------------------------------------------------------ over HTTP
class ColumnShown(BaseModel):
    name: str
    title: str
    kind: str
    required: bool
    choices: list[str]
    shown: bool


class SheetShown(BaseModel):
    """`readable` and `writable`: what the caller may do; `fills`: a file can fill this register at all."""

    name: str
    title: str
    notes: str
    readable: bool
    writable: bool
    fills: bool
    columns: list[ColumnShown]


class SheetTaken(BaseModel):
    """`drafts`: what another person lets hold; `ignored_worksheets`: hidden ones, and those beside the one read."""

    model_config = ConfigDict(from_attributes=True)

    sheet: str
    dry_run: bool
    rows: int
    changed: int
    drafts: list[str]
    ignored_worksheets: list[str]
