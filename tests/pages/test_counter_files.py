"""How a clerk uploads what was scanned, in a browser: taken, refused beside the material, and opened again."""

from pathlib import Path

import pytest

from tests.integration.approval_window.counter import FORM, LICENCE, PLAN
from tests.pages.conftest import Desk
from tests.support.browser import Page
from tests.support.files import photo

pytestmark = pytest.mark.browser


async def uploads(page: Page, material: str, path: Path) -> None:
    """Choose a file for a material, as the dialog of the browser does."""
    where = f"[data-upload='{material}']"
    await page.until(f'document.querySelector("{where}") !== null')
    document = await page.tell("DOM.getDocument")
    found = await page.tell("DOM.querySelector", nodeId=document["root"]["nodeId"], selector=where)
    await page.tell("DOM.setFileInputFiles", nodeId=found["nodeId"], files=[str(path)])


async def test_a_scan_is_uploaded_and_hands_its_material_in(desk: Desk, tmp_path: Path) -> None:
    shown = await desk.counter.receive(LICENCE, FORM)
    scan = tmp_path / "平面图.png"
    scan.write_bytes(photo(form="PNG"))
    page = await desk.opens(f"#/applications/{shown['id']}")
    await uploads(page, PLAN, scan)
    await page.shows("[data-file]")
    await page.clicks("PNG", within=".files")
    assert (await desk.counter.read(shown["id"]))["materials"][PLAN] == "handed-in"
    await page.clicks("受理", within='[data-step="accept"] form')
    await page.sees("SL-320585102-")
    assert desk.browser.logged == []


async def test_a_file_that_is_not_what_it_says_is_refused_beside_its_material(desk: Desk, tmp_path: Path) -> None:
    shown = await desk.counter.receive(LICENCE, FORM)
    false = tmp_path / "plan.pdf"
    false.write_bytes(photo(form="PNG"))
    page = await desk.opens(f"#/applications/{shown['id']}")
    await uploads(page, PLAN, false)
    await page.until("[...document.querySelectorAll('.files .error')].some((one) => !one.hidden && one.textContent)")
    assert (await desk.counter.read(shown["id"]))["files"] == []
