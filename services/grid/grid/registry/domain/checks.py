"""What may stand in a record? Each flaw by field and code, so that who has to mend it knows what to do."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from grid.registry.domain.kinds import IdKind, RecordKind, Sex
from shared.codes import CategoryRef, MalformedCode, RegionLevel, is_cell, is_citizen_number, is_credit_code, is_region
from shared.errors import Reason
from shared.personal import normal_number, normal_phone

Fields = Mapping[str, Any]

_OTHER_NUMBER = re.compile(r"[A-Z0-9]{5,20}")
# Nobody is older; a year of birth before that is a slip of the pen.
OLDEST_YEARS = 130


class Flaw(Reason):
    """Why what is said of a record cannot be right."""

    REGION_FORM = "registry.region-form", "须填写乡镇（街道）9位或村（社区）12位代码"
    OUTSIDE_REGION = "registry.outside-region", "不在您的管辖范围内"
    CELL_FORM = "registry.cell-form", "网格代码须为15位数字"
    CELL_ELSEWHERE = "registry.cell-elsewhere", "网格不在所填的乡镇（街道）内"
    CELL_UNKNOWN = "registry.cell-unknown", "没有这个网格"
    ID_NUMBER = "registry.id-number", "公民身份号码不正确（校验码、日期或地区）"
    ID_NUMBER_FORM = "registry.id-number-form", "证件号码格式不正确"
    ID_KIND = "registry.id-kind", "证件种类与证件号码不一致"
    BORN_LATER = "registry.born-later", "出生日期在将来"
    BORN_LONG_AGO = "registry.born-long-ago", "出生日期过早"
    BORN_OTHERWISE = "registry.born-otherwise", "出生日期与身份号码不一致"
    SEX_OTHERWISE = "registry.sex-otherwise", "性别与身份号码不一致"
    PHONE = "registry.phone", "电话号码不正确"
    CREDIT_CODE = "registry.credit-code", "统一社会信用代码不正确"
    COMPONENT = "registry.component", "没有这一类部件"
    NO_HOME = "registry.no-home", "户须属于一处房屋"
    HOME_UNKNOWN = "registry.home-unknown", "没有这处房屋，或不在同一乡镇（街道）"
    HOUSEHOLD_UNKNOWN = "registry.household-unknown", "没有这一户，或不在同一乡镇（街道）"
    PLACE_UNKNOWN = "registry.place-unknown", "没有这个场所，或不在同一乡镇（街道）"
    HEAD_THERE = "registry.second-head", "该户已有另一户主"
    CONSENT_LATER = "registry.consent-later", "同意日期在将来"
    POSITION = "registry.position", "坐标不正确"
    ALREADY_THERE = "registry.already-there", "登记簿中已有同一对象"
    CODE_TAKEN = "registry.code-taken", "该编号已属于本乡镇（街道）的另一对象"
    TWICE = "registry.twice", "同一对象在本次提交中出现两次"


@dataclass(frozen=True, slots=True)
class Found:
    """A flaw, and the field that it lies in."""

    field: str
    flaw: Flaw


def flaws_of(kind: RecordKind, fields: Fields, today: date) -> list[Found]:
    """Return what cannot be right in the fields of a record, whatever else is known."""
    checks: dict[RecordKind, Callable[[Fields, date], Iterator[Found]]] = {
        RecordKind.RESIDENT: _of_resident,
        RecordKind.HOUSEHOLD: _of_household,
        RecordKind.ENTERPRISE: _of_enterprise,
        RecordKind.FACILITY: _of_facility,
    }
    found = [*_of_place(fields), *_of_phone(fields)]
    return [*found, *checks[kind](fields, today)] if kind in checks else found


def _of_place(fields: Fields) -> Iterator[Found]:
    region, cell = fields["region"], fields.get("cell")
    least = RegionLevel.TOWNSHIP.digits
    if not is_region(region) or len(region) < least:
        yield Found("region", Flaw.REGION_FORM)
    elif cell and not is_cell(cell):
        yield Found("cell", Flaw.CELL_FORM)
    elif cell and not cell.startswith(region[:least]):
        yield Found("cell", Flaw.CELL_ELSEWHERE)


def _of_phone(fields: Fields) -> Iterator[Found]:
    phone = fields.get("phone")
    if phone is not None and normal_phone(phone) is None:
        yield Found("phone", Flaw.PHONE)


def _of_resident(fields: Fields, today: date) -> Iterator[Found]:
    number, kind, born = fields.get("id_number"), fields.get("id_kind"), fields.get("born_on")
    if (number is None) != (kind == IdKind.NONE):
        yield Found("id_kind", Flaw.ID_KIND)
    elif number is not None and kind == IdKind.CITIZEN:
        yield from _of_citizen(normal_number(number), fields, today)
    elif number is not None and not _OTHER_NUMBER.fullmatch(normal_number(number)):
        yield Found("id_number", Flaw.ID_NUMBER_FORM)
    if born is not None and born > today:
        yield Found("born_on", Flaw.BORN_LATER)
    elif born is not None and today.year - born.year > OLDEST_YEARS:
        yield Found("born_on", Flaw.BORN_LONG_AGO)
    if (consent := fields.get("consent_on")) is not None and consent > today:
        yield Found("consent_on", Flaw.CONSENT_LATER)


def _of_citizen(number: str, fields: Fields, today: date) -> Iterator[Found]:
    if not is_citizen_number(number, today=today):
        yield Found("id_number", Flaw.ID_NUMBER)
        return
    if fields.get("born_on") not in {None, born_of(number)}:
        yield Found("born_on", Flaw.BORN_OTHERWISE)
    if fields.get("sex") not in {None, Sex.UNKNOWN, sex_of(number)}:
        yield Found("sex", Flaw.SEX_OTHERWISE)


def _of_household(fields: Fields, _: date) -> Iterator[Found]:
    if fields.get("home_id") is None:
        yield Found("home_id", Flaw.NO_HOME)


def _of_enterprise(fields: Fields, _: date) -> Iterator[Found]:
    code = fields.get("credit_code")
    if code is not None and not is_credit_code(code):
        yield Found("credit_code", Flaw.CREDIT_CODE)


def _of_facility(fields: Fields, _: date) -> Iterator[Found]:
    try:
        CategoryRef("gb47678", f"component-{fields['component']}")
    except MalformedCode:
        yield Found("component", Flaw.COMPONENT)


# -------------------------------------------------------------------------------------------- what a number says
def born_of(number: str) -> date:
    """Return the date of birth that a valid citizen's number says (GB 11643, digits 7 to 14)."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> Sex:
    """Return the sex that a valid citizen's number says (GB 11643: the 17th digit is odd for men)."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def completed(kind: RecordKind, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with what a citizen's number says and nobody has said: date of birth and sex."""
    number = fields.get("id_number")
    if kind is not RecordKind.RESIDENT or number is None or fields.get("id_kind") != IdKind.CITIZEN:
        return fields
    number = normal_number(number)
    sex = fields.get("sex")
    return fields | {
        "id_number": number,
        "born_on": fields.get("born_on") or born_of(number),
        "sex": str(sex_of(number)) if sex in {None, Sex.UNKNOWN} else sex,
    }
