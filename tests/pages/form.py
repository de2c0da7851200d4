"""How do the tests of the counter's page fill in its form for an application?"""

from typing import Any

from tests.integration.approval_window.counter import FORM, LICENCE, PERSON, PLAN
from tests.pages.conftest import Desk
from tests.support.browser import Page

SUBMIT = "收件并出具回执"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number_of(serial: int) -> str:
    """Return the identity number of somebody whom no other test names (GB 11643)."""
    begun = f"11010519491231{serial:03d}"
    return begun + "10X98765432"[sum(int(sign) * weight for sign, weight in zip(begun, WEIGHTS, strict=True)) % 11]


async def fill_in(page: Page, name: str = PERSON["name"], number: str = PERSON["number"]) -> None:
    """Fill in the form of an application with all its materials."""
    await page.until(f"document.querySelector('option[value=\"{LICENCE}\"]') !== null")
    await page.types("item", LICENCE)
    await page.types("applicant.name", name)
    await page.types("applicant.number", number)
    for code in (FORM, PLAN):
        await page.types(f"material:{code}", "handed-in")


async def submit(page: Page, times: int = 1) -> str:
    """Send the form, answering what is asked back; return the number on the receipt."""
    await page.clicks(SUBMIT, times, within="main")
    return await answer(page)


async def answer(page: Page) -> str:
    """Say yes to what is asked back; return the number on the receipt."""
    ready = "document.querySelector('[data-receipt], [data-answer]') !== null"
    for _ in range(3):
        await page.until(ready)
        if await page.run("document.querySelector('[data-receipt]') !== null"):
            break
        await page.run("(() => { const one = document.querySelector('[data-answer]'); one.click(); one.remove(); })()")
    return str(await page.until("document.querySelector('[data-receipt]')?.dataset.receipt"))


async def received(desk: Desk) -> list[dict[str, Any]]:
    found = await desk.counter.clerk.get("/applications", params={"limit": 200})
    return list(found.json()["items"])


async def shown_of(desk: Desk, number: str) -> dict[str, Any]:
    return next(one for one in await received(desk) if one["number"] == number)
