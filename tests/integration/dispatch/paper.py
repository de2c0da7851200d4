"""How do tests bring registers in on paper? Files of each sheet, in the order in which a county would hand them in."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import httpx
import xlsxwriter

from dispatch.sheets.service.table import SHEETS
from shared.sheets.files import XLSX_MEDIA
from tests.support.days import in_days
from tests.support.platform import Platform

# Nobody else plays in these places.
CITY, COUNTY, TOWN = "3209", "320904", "320904101"
BUREAU, OFFICE, TEAM, STATION, LAND = "u-sh-bureau", "u-sh-office", "u-sh-team", "u-sh-station", "u-sh-land"
START = "2026-01-01"
DOCUMENT = "大编发〔2026〕3号"
PEOPLE = ("p-sh-1", "p-sh-2", "p-sh-3")
CLERK = "p-sh-clerk"
LEAVERS = ("p-sh-left-1", "p-sh-left-2", "p-sh-left-3")
CELL = f"{TOWN}001001"
COMMITTEE, TOWN_COMMITTEE, BRANCH = "pc-sh", "pc-sh-town", "pb-sh"
POWER = "SH-1"

Row = dict[str, Any]


def drafted(**more: Any) -> Row:
    return {"county": COUNTY, "valid_from": START, "adopted_by": DOCUMENT} | more


def duty(matter: str, kind: str, lead: str, **more: Any) -> Row:
    head = {"region": COUNTY, "valid_from": START, "title": "大丰区职责清单", "adopted_by": DOCUMENT}
    return head | {"matter": matter, "kind": kind, "lead": lead, "legal_basis": "条例第一条"} | more


def shared(code: str, column: str = "", sensitivity: str = "open", **more: Any) -> Row:
    """Return a line of a catalogue of shared sets."""
    head = {"region": COUNTY, "valid_from": START, "adopted_by": DOCUMENT, "code": code, "name": "数据集"}
    head |= {"owner": BUREAU, "sharing": "unconditional"}
    about = {"column": column, "meaning": "含义", "sensitivity": sensitivity} if column else {}
    return head | about | more


def party(org: str, kind: str, region: str, parent: str = "", **more: Any) -> Row:
    return {
        "id": org,
        "kind": kind,
        "region": region,
        "name": f"{org}党组织",
        "parent": parent,
        "valid_from": START,
    } | more


def item(code: str, weight: int) -> Row:
    head = {"region": TOWN, "year": 2026, "adopted_by": DOCUMENT}
    return head | {"code": code, "name": f"指标{code}", "weight": weight, "basis": "考核办法第三条"}


def unit(unit_id: str, region: str, kind: str, **more: Any) -> Row:
    return {"id": unit_id, "region": region, "kind": kind, "name": f"机构{kind}", "valid_from": START} | more


def person(person_id: str, **more: Any) -> Row:
    usual = {"region": COUNTY, "unit_id": BUREAU, "name": "测试", "roles": "officer;trainee", "valid_from": START}
    return {"id": person_id} | usual | more


SAMPLES: dict[str, list[Row]] = {
    "units": [
        unit(BUREAU, COUNTY, "bureau"),
        unit(OFFICE, TOWN, "governance-office", name="=综合办"),
        unit(TEAM, TOWN, "enforcement-team"),
        unit(LAND, TOWN, "stationed-land"),
    ],
    "persons": [
        *(person(one) for one in PEOPLE),
        person(CLERK, region=TOWN, unit_id=OFFICE, roles="clerk"),
    ],
    "workdays": [{"day": "2040-01-02", "is_workday": "是", "source": "国办发〔2039〕1号"}],
    "matters": [
        {
            "code": "M9901",
            "name": "表格事项",
            "field": "sheets",
            "executor": "unit",
            "unit_kind": "governance-office",
            "urgency": "normal",
        }
    ],
    "crosswalk": [{"scheme": "city-sheets", "code": "0012", "matter": "M9901"}],
    "duty-lists": [
        duty("M9901", "basic", "governance-office", support="enforcement-team"),
        duty("M0203", "basic", "x"),
        duty("M9901", "basic", "governance-office", region=TOWN, title="刘庄镇职责清单"),
    ],
    "supervision": [
        {"kind": "duty", "region": TOWN, "code": "M9901", "agency": BUREAU, "plan": "双随机", "every_months": 6}
    ],
    "supervision-checks": [
        {"kind": "duty", "region": TOWN, "code": "M9901", "checked_on": "2026-03-01", "sampled": 5}
        | {"findings": "no-permit=2;late=1"}
    ],
    "powers-catalogue": [
        {
            "valid_from": START,
            "adopted_by": DOCUMENT,
            "code": POWER,
            "name": "表格许可",
            "kind": "licence",
            "mode": "entrusted",
            "field": "urban",
            "principal": "bureau",
            "legal_basis": "条例第二条",
        }
    ],
    "powers": [{"region": TOWN, "code": POWER}],
    "establishment": [
        drafted(unit_id=BUREAU, kind="administrative", approved=5),
        drafted(unit_id=OFFICE, kind="administrative", approved=2),
    ],
    "transfers": [drafted(kind="administrative", posts=-3), drafted(unit_id=BUREAU, kind="administrative", posts=3)],
    "placements": [
        drafted(person_id=one, mode="own", from_unit=BUREAU, to_unit=BUREAU, kind="administrative") for one in PEOPLE
    ],
    "moves": [
        drafted(person_id=PEOPLE[2], from_unit=BUREAU, to_unit=OFFICE, kind="administrative", power=POWER)
        | {"valid_from": "2026-02-01"}
    ],
    "needs": [drafted(region=TOWN, power=POWER, posts=1, yearly_fen=500_000)],
    "agreements": [drafted(region=TOWN, power=POWER, yearly_fen=600_000, share_bp=3000)],
    "money": [
        {"region": TOWN, "power": POWER, "kind": "transfer-given", "fen": 600_000, "day": "2026-02-01"}
        | {"adopted_by": "凭证1号"}
    ],
    "agencies": [unit(STATION, TOWN, "finance-office")],
    "courses": [{"code": "sh-1", "name": "安全执法", "field": "safety", "hours": 8, "organiser": CITY}],
    "sessions": [
        {"course": "sh-1", "region": TOWN, "first_day": in_days(-30), "last_day": in_days(30), "capacity": 50}
    ],
    "requirements": [{"activity": "licence:sheets", "fields": "safety", "valid_from": START}],
    "assessment-items": [item(code, weight) | {"shares": f"{LAND}=60"} for code, weight in (("I-1", 60), ("I-2", 40))],
    "assessment-scores": [
        {"region": TOWN, "day": "2026-03-01", "about": "item", "subject": code, "points": 80, "reason": "现场核查"}
        for code in ("I-1", "I-2")
    ],
    "rewards": [
        {"region": TOWN, "year": 2026, "adopted_by": DOCUMENT, "person_id": CLERK, "post": "窗口", "fen": 300_000}
    ],
    # The branch before what it stands under: the file need not be in order.
    "party-organisations": [
        party(BRANCH, "branch", TOWN, TOWN_COMMITTEE, leads=CELL),
        party(TOWN_COMMITTEE, "township-committee", TOWN, COMMITTEE, seats=9),
        party(COMMITTEE, "county-committee", COUNTY, seats=11),
    ],
    "party-members": [
        {"person_id": one, "branch": BRANCH, "secretary": "是" if one == PEOPLE[0] else "否", "valid_from": START}
        for one in PEOPLE
    ],
    "party-signups": [{"person_id": one, "cell": CELL, "duty": "mediator", "valid_from": START} for one in PEOPLE],
    "adopted-townships": [{"region": TOWN, "type": "town", "valid_from": START, "document": DOCUMENT}],
    "exchange-sets": [
        shared("agencies", "region"),
        shared("agencies", "name"),
        shared("reporters", sharing="not-shared", ground="信访工作条例"),
    ],
}
# Who hands it in: the office of the county, of the city, of the province, or who runs the installation.
BY: dict[str, tuple[str, str]] = {
    "workdays": ("org-office", "32"),
    "matters": ("admin", "32"),
    "crosswalk": ("admin", "32"),
    "powers-catalogue": ("org-office", "32"),
    "requirements": ("org-office", "32"),
    "courses": ("org-office", CITY),
    "adoption-standards": ("org-office", "32"),
    "supervision-checks": ("department", COUNTY),
    **dict.fromkeys(
        ("party-organisations", "party-members", "party-signups", "party-resolutions"), ("party-office", COUNTY)
    ),
}
# Sheet → how another person lets a draft hold.
SECOND = {
    "duty-lists": "/duties/drafts/{}/publish",
    "transfers": "/resources/proposals/{}/confirm",
    "establishment": "/resources/proposals/{}/confirm",
    "placements": "/resources/proposals/{}/confirm",
    "moves": "/resources/proposals/{}/confirm",
    "leavings": "/resources/proposals/{}/confirm",
    "needs": "/resources/proposals/{}/confirm",
    "agreements": "/resources/proposals/{}/confirm",
    "money": "/resources/proposals/{}/confirm",
    "agencies": "/resources/proposals/{}/confirm",
    "requirements": "/training/requirements/{}/confirm",
    "assessment-items": "/assessment/drafts/{}/approve",
    "rewards": "/assessment/drafts/{}/approve",
    "assessment-scores": "/assessment/scores/{}/confirm",
    "exchange-sets": "/exchange/drafts/{}/publish",
}


def hand(platform: Platform, sheet: str, person_id: str = "p-sh-org-1", **who: str) -> httpx.AsyncClient:
    role, scope = BY.get(sheet, ("org-office", COUNTY))
    unit = {"unit": BUREAU} if role == "department" else {}
    return platform.client("dispatch", person_id=person_id, **{"role": role, "scope": scope} | unit | who)


def as_csv(rows: list[Row], *, encoding: str = "utf-8", chinese: bool = False, sheet: str = "units") -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    titles = {column.name: column.title for column in SHEETS[sheet].columns}
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([titles[name] for name in names] if chinese else names)
    writer.writerows([[row.get(name, "") for name in names] for row in rows])
    return file.getvalue().encode(encoding)


def as_xlsx(lines: list[list[Any]], *, hidden: bool = False, merged: str = "", name: str = "Sheet1") -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"})
    notes = book.add_worksheet("说明")
    notes.write_string(0, 0, "请先阅读")
    page = book.add_worksheet(name)
    for number, line in enumerate(lines):
        for place, cell in enumerate(line):
            page.write_datetime(number, place, cell) if isinstance(cell, date) else page.write(number, place, cell)
    if merged:
        page.merge_range(merged, "合并")
    shown, put_away = (notes, page) if hidden else (page, notes)
    shown.activate()
    shown.set_first_sheet()
    put_away.hide()
    book.close()
    return file.getvalue()


async def send(
    client: httpx.AsyncClient, sheet: str, body: bytes, media: str = "text/csv", accept: str = "", **query: Any
) -> httpx.Response:
    headers = {"Content-Type": media} | ({"Accept": accept} if accept else {})
    return await client.post(f"/sheets/{sheet}", content=body, headers=headers, params=query)


async def brought(platform: Platform, sheet: str, rows: list[Row]) -> dict[str, Any]:
    """Bring rows into a register, with a second person where one is needed."""
    answer = await send(hand(platform, sheet), sheet, as_csv(rows))
    assert answer.status_code == 200, f"{sheet}: {answer.text}"
    for draft in answer.json()["drafts"]:
        done = await hand(platform, sheet, "p-sh-org-2").post(SECOND[sheet].format(draft))
        assert done.status_code == 200, f"{sheet}: {done.text}"
    return dict(answer.json())


async def fetched(platform: Platform, sheet: str, ending: str = "csv", **query: Any) -> httpx.Response:
    query = {"purpose": "核对"} | query if sheet == "persons" or SHEETS[sheet].sensitive else query
    client = hand(platform, sheet, **({"role": "admin"} if sheet in {"matters", "crosswalk"} else {}))
    answer = await client.get(f"/sheets/{sheet}.{ending}", params=query)
    assert answer.status_code == 200, answer.text
    return answer


def lines_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def bad(answer: httpx.Response) -> list[tuple[int, str | None, str]]:
    assert (answer.status_code, answer.json()["title"]) == (422, "sheets.refused"), answer.text
    return [(row["line"], row["column"], row["code"]) for row in answer.json()["rows"]]


def refused(answer: httpx.Response) -> tuple[int, str, str]:
    problem = answer.json()
    return answer.status_code, problem["title"], problem.get("reason", "")


XLSX = XLSX_MEDIA
