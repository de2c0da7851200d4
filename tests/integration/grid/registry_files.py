"""How do tests fill the registry from files, and wait until it is done?"""

import csv
import zipfile
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

import httpx

from tests.integration.grid.registry_desk import citizen_number, phone
from tests.integration.grid.town import Town

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = dict[str, Any]


def sheet(*rows: Row) -> bytes:
    """Return rows as a CSV whose head names their columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def home_row(town: Town, code: str, **more: Any) -> Row:
    return {"code": code, "region": town.region, "cell": town.west, "address": f"听海路{code}号"} | more


def person_row(town: Town, **more: Any) -> Row:
    given = {"region": town.region, "cell": town.west, "name": "王小明"}
    return given | {"id_number": citizen_number(), "phone": phone()} | more


async def send(
    town: Town, kind: str, body: bytes, media: str = CSV, person: str = "lead", **asked: Any
) -> httpx.Response:
    params = {"kind": kind, "region": town.region} | asked
    leader = town.client("grid-leader", person)
    return await leader.post("/registry/imports", params=params, content=body, headers={"content-type": media})


async def imported(town: Town, kind: str, body: bytes, media: str = CSV, **asked: Any) -> dict[str, Any]:
    """Return what became of a file."""
    answer = await send(town, kind, body, media, **asked)
    assert answer.status_code == 202, answer.text
    return await ended(town, answer.json()["id"])


async def ended(town: Town, import_id: str) -> dict[str, Any]:
    async def done() -> dict[str, Any] | None:
        answer = await town.client("grid-leader").get(f"/registry/imports/{import_id}")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told if told["ended_at"] else None

    found: dict[str, Any] = await town.platform.until(done, seconds=90)
    return found


def counts(done: dict[str, Any]) -> tuple[str, int, int, int, int]:
    return done["state"], done["added"], done["changed"], done["same"], done["refused"]


async def flaws(town: Town, done: dict[str, Any]) -> list[tuple[int, str | None, str]]:
    """Return (line, column, code) of what is wrong with a file."""
    path = f"/registry/imports/{done['id']}/rows"
    rows = (await town.client("grid-leader").get(path, params={"state": "refused"})).json()["items"]
    return [(row["line"], flaw["column"], flaw["code"]) for row in rows for flaw in row["flaws"]]


def workbook(head: Sequence[str], rows: Sequence[Sequence[str]], *, empty: int = 0, padding: int = 0) -> bytes:
    """Return an XLSX; below its rows so many empty ones, in its page so many bytes that say nothing."""

    def line(number: int, cells: Sequence[str]) -> str:
        cells_xml = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
        return f'<row r="{number}">{cells_xml}</row>'

    lines = [line(number, cells) for number, cells in enumerate([head, *rows], start=1)]
    lines += [f'<row r="{len(rows) + 2 + number}"/>' for number in range(empty)]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData>'
        f"{' ' * padding}</worksheet>",
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return file.getvalue()
