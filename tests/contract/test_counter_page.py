"""Is the clerk's page served as it should be, and does it ask only for what the window has?"""

import re
from collections.abc import Iterator

import httpx
import pytest

from approval_window.counter.domain import TYPES
from approval_window.counter.service import page_files
from docs_tool.offline import apps_of

SCRIPTS = {name: one.content.decode() for name, one in page_files().items() if name.endswith(".js")}
CALL = re.compile(r'^  (\w+): "(GET|POST) (/[^"]+)",$', re.MULTILINE)
CALLS = {name: (method.lower(), path) for name, method, path in CALL.findall(SCRIPTS["api.js"])}
# Ways around the one door, and ways in which text becomes markup, script or style.
FORBIDDEN = (
    *("fetch(", "XMLHttpRequest", "sendBeacon", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"),
    *("eval(", "new Function", "DOMParser", "srcdoc", "javascript:", "http://", "https://", "localStorage"),
)


def page() -> httpx.AsyncClient:
    (app,) = apps_of("approval_window")
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://window")


@pytest.mark.parametrize("name", ["", *page_files()])
async def test_each_file_is_served_with_its_type_its_policy_and_its_tag(name: str) -> None:
    answer = await page().get(f"/counter/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES["." + (name or "index.html").rsplit(".", 1)[1]]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert not {"unsafe-inline", "unsafe-eval", "*", "data:", "http:"} & set(re.split("[ ;']+", policy))
    kept = (
        answer.headers["cache-control"],
        answer.headers["x-content-type-options"],
        answer.headers["referrer-policy"],
    )
    assert kept == ("no-cache", "nosniff", "no-referrer")
    again = await page().get(f"/counter/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-security-policy" in again.headers


@pytest.mark.parametrize(
    "name",
    ["nothing.js", "page.js/", "PAGE.JS", "../main.py", "..%2Fmain.py", "%2e%2e/domain.py", "/etc/passwd", "%00", "页"],
)
async def test_what_is_no_file_of_the_page_is_not_found(name: str) -> None:
    answer = await page().get(f"/counter/{name}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_its_address_without_a_slash_leads_to_it_and_nothing_is_written_there() -> None:
    answer = await page().get("/counter")

    assert (answer.status_code, answer.headers["location"]) == (308, "counter/")
    assert (await page().post("/counter/page.js")).status_code == 405


def test_every_call_of_the_page_is_one_of_the_window() -> None:
    (app,) = apps_of("approval_window")
    paths = app.openapi()["paths"]

    assert len(CALLS) > 30
    assert [call for call in CALLS.values() if call[0] not in paths.get(call[1], {})] == []


def asked() -> Iterator[str]:
    for text in SCRIPTS.values():
        yield from re.findall(r'\b(?:ask|act|look)\("(\w+)"', text)
    yield from re.findall(r"^  (\w+): \{", SCRIPTS["steps.js"], re.MULTILINE)


def test_every_call_has_its_place_in_the_table_and_is_made() -> None:
    assert set(asked()) == set(CALLS)


def test_nothing_goes_round_the_one_door_and_no_text_becomes_markup() -> None:
    rest = {
        name: text.replace("await fetch(address", "") if name == "api.js" else text for name, text in SCRIPTS.items()
    }

    assert [(name, one) for name, text in rest.items() for one in FORBIDDEN if one in text] == []


def test_the_page_has_no_script_style_or_address_of_its_own() -> None:
    html = page_files()["index.html"].content.decode()

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|https?:", html) == []
    linked = re.findall(r'(?:src|href)="([^"#]+)"', html)
    assert set(linked) <= page_files().keys()


def test_every_script_that_another_names_is_there() -> None:
    named = {one for text in SCRIPTS.values() for one in re.findall(r'from "\./([\w.]+)"', text)}

    assert named | {"page.js"} == SCRIPTS.keys()
