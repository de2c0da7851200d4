"""Which columns has a line of a file, by the kind of its record?"""

from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints

from grid.registry.domain.kinds import (
    Condition,
    Hazard,
    HomeUse,
    HouseholdKind,
    PlaceKind,
    RecordKind,
)
from grid.registry.domain.ties import Relation
from grid.registry.schemas.given import Name, Number, ResidentSays
from shared.runtime.bodies import Body
from shared.runtime.text import Code, Line, RegionCode

# So that a spreadsheet that made a number of it is believed: no cell begins with a zero.
Cell = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{14}$")]
# A number of eighteen digits has lost some as a number of a spreadsheet: only text is believed.
IdNumber = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z ()（）\-]{4,40}$")]
Credit = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z]{4,40}$")]


class HomeRelation(StrEnum):
    LIVES_IN = Relation.LIVES_IN
    OWNS = Relation.OWNS
    RENTS = Relation.RENTS


class HouseholdRole(StrEnum):
    HEADS = Relation.HEADS
    SPOUSE = Relation.SPOUSE
    CHILD = Relation.CHILD
    PARENT = Relation.PARENT
    MEMBER = Relation.MEMBER


class PlaceRelation(StrEnum):
    OCCUPIES = Relation.OCCUPIES
    RUNS = Relation.RUNS


class RecordRow(Body):
    """What every line says."""

    code: Code | None = None
    region: RegionCode
    cell: Cell | None = None
    lon: float | None = Field(default=None, ge=73, le=136, allow_inf_nan=False)
    lat: float | None = Field(default=None, ge=3, le=54, allow_inf_nan=False)


class HomeRow(RecordRow):
    address: Line
    use: HomeUse = HomeUse.LIVED_IN
    meter: Code | None = None
    area_m2: float | None = Field(default=None, gt=0, le=100_000, allow_inf_nan=False)


class ResidentRow(RecordRow, ResidentSays):
    id_number: IdNumber | None = None
    home_code: Code | None = None
    home_relation: HomeRelation | None = None
    household_code: Code | None = None
    household_role: HouseholdRole | None = None


class HouseholdRow(RecordRow):
    kind_of_household: HouseholdKind = HouseholdKind.FAMILY
    home_code: Code | None = None


class EnterpriseRow(RecordRow):
    name: Line
    credit_code: Credit | None = None
    industry: Line | None = None
    employees: int | None = Field(default=None, ge=0, le=1_000_000)
    address: Line | None = None
    representative: Name | None = None
    phone: Number | None = None
    place_code: Code | None = None
    place_relation: PlaceRelation | None = None


class PlaceRow(RecordRow):
    name: Line
    kind_of_place: PlaceKind
    hazard: Hazard = Hazard.NONE
    address: Line | None = None
    contact: Name | None = None
    phone: Number | None = None


class FacilityRow(RecordRow):
    name: Line
    component: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
    condition: Condition = Condition.SOUND
    place_code: Code | None = None


_WHERE: Final = {"code": "编号", "region": "区划代码", "cell": "网格代码"}
_POSITION: Final = {"lon": "经度", "lat": "纬度"}

ROWS: Final[dict[RecordKind, tuple[str, type[RecordRow], dict[str, str]]]] = {
    RecordKind.HOME: (
        "房屋",
        HomeRow,
        {**_WHERE, "address": "地址", "use": "用途", "meter": "电表号", "area_m2": "面积（平方米）", **_POSITION},
    ),
    RecordKind.RESIDENT: (
        "人员",
        ResidentRow,
        {
            **_WHERE,
            "name": "姓名",
            "id_kind": "证件种类",
            "id_number": "证件号码",
            "phone": "电话",
            "born_on": "出生日期",
            "sex": "性别",
            "population": "人口类别",
            "employment": "就业状况",
            "skills": "技能",
            "care": "关爱类别",
            "message_consent": "同意接收信息",
            "consent_on": "同意日期",
            "home_code": "房屋编号",
            "home_relation": "与房屋关系",
            "household_code": "户编号",
            "household_role": "与户主关系",
            **_POSITION,
        },
    ),
    RecordKind.HOUSEHOLD: (
        "户",
        HouseholdRow,
        {**_WHERE, "kind_of_household": "户类型", "home_code": "房屋编号", **_POSITION},
    ),
    RecordKind.ENTERPRISE: (
        "企业",
        EnterpriseRow,
        {
            **_WHERE,
            "name": "名称",
            "credit_code": "统一社会信用代码",
            "industry": "行业",
            "employees": "从业人数",
            "address": "地址",
            "representative": "负责人",
            "phone": "电话",
            "place_code": "场所编号",
            "place_relation": "与场所关系",
            **_POSITION,
        },
    ),
    RecordKind.PLACE: (
        "场所",
        PlaceRow,
        {
            **_WHERE,
            "name": "名称",
            "kind_of_place": "场所类型",
            "hazard": "风险等级",
            "address": "地址",
            "contact": "联系人",
            "phone": "电话",
            **_POSITION,
        },
    ),
    RecordKind.FACILITY: (
        "设施",
        FacilityRow,
        {
            **_WHERE,
            "name": "名称",
            "component": "部件代码",
            "condition": "状况",
            "place_code": "场所编号",
            **_POSITION,
        },
    ),
}
REFERRING: Final = frozenset(
    {"home_code", "home_relation", "household_code", "household_role", "place_code", "place_relation"}
)


def fields_of(row: RecordRow) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields of the record that a line makes, and those of them that it does not say; no references."""
    fields = {name: value for name, value in row if name not in REFERRING}
    return fields, {name: value for name, value in fields.items() if name not in row.model_fields_set}
