"""How registers go out and come in from the command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from onefour.gateway import Actor, Gateway
from onefour.refusals import BadFile, StillRefused
from onefour.sheets import Desk, get_sheet, get_template, list_sheets, put_sheet
from tests.integration.dispatch.paper import as_csv, unit
from tests.support.platform import Platform

# Nobody else plays in this township.
COUNTY, TOWN = "320981", "320981106"


@dataclass
class Here:
    """An installation that is the platform of the tests."""

    platform: Platform

    def gateway(self) -> Gateway:
        transport = httpx.ASGITransport(self.platform.apps["dispatch"], raise_app_exceptions=False)
        return Gateway({"dispatch": "http://dispatch"}, self._token, transport=transport)

    def _token(self, actor: Actor) -> str:
        return self.platform.issuer.token(roles=[actor.role], scope_region=actor.scope, sub=actor.person_id or "p-cli")


def desk(platform: Platform, role: str = "org-office") -> Desk:
    installation: Any = Here(platform)
    return Desk(installation, role, COUNTY)


async def test_a_file_goes_in_and_out_and_a_refused_line_is_told(town: Platform, tmp_path: Path) -> None:
    file, out = tmp_path / "units.csv", tmp_path / "out.xlsx"
    file.write_bytes(as_csv([unit("u-cli-1", TOWN, "agriculture")]))
    tried, fine = await put_sheet(desk(town), "units", file, region=TOWN, dry_run=True)
    assert (fine, tried) == (True, ["试运行，未保存 dry run, nothing kept: 1 行 lines, 1 有变化 changed"])
    assert (await put_sheet(desk(town), "units", file, region=TOWN, dry_run=False))[1]

    await get_sheet(desk(town), "units", out, region=TOWN, as_of="2026-06-01")
    again, fine = await put_sheet(desk(town), "units", out, region=None, dry_run=False)
    assert (fine, again) == (True, ["已导入 taken: 1 行 lines, 0 有变化 changed"])

    file.write_bytes(as_csv([unit("u-cli-2", "330109", "agriculture")]))
    told, fine = await put_sheet(desk(town), "units", file, region=None, dry_run=False)
    assert (fine, told[0].split(" ", 1)[0]) == (False, "第2行")
    assert "organisation.outside-scope" in told[0]
    assert "区划代码 region: 不在您的管辖范围内" in told[0]


async def test_the_sheets_are_listed_and_a_template_is_written(town: Platform, tmp_path: Path) -> None:
    lines = await list_sheets(desk(town))
    assert any(line.startswith("units") and "写 w" in line for line in lines)
    await get_template(desk(town), "units", tmp_path / "empty.xlsx")
    assert (tmp_path / "empty.xlsx").read_bytes().startswith(b"PK")


async def test_what_cannot_be_done_is_said(town: Platform, tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        await get_sheet(desk(town), "units", tmp_path / "units.pdf")
    with pytest.raises(BadFile):
        await put_sheet(desk(town), "units", tmp_path / "nothing.csv", region=None, dry_run=False)
    with pytest.raises(StillRefused, match="missing-permission"):
        await get_sheet(desk(town, "worker"), "units", tmp_path / "units.csv")


async def test_why_it_was_refused_is_a_line_and_no_json(town: Platform, tmp_path: Path) -> None:
    with pytest.raises(StillRefused, match=r"\(404\): 没有这个表格 no such sheet \(sheets\.unknown\); sheet ghost$"):
        await get_sheet(desk(town), "ghost", tmp_path / "ghost.csv")
    with pytest.raises(StillRefused, match=r"\(422\).*query\.as_of: "):
        await get_sheet(desk(town), "units", tmp_path / "units.csv", as_of="2026-13-01")
