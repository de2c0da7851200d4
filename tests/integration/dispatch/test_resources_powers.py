"""How what names a power that the province's catalogue does not hold stays out of the books, over HTTP and by sheet."""

from typing import Any

import pytest

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.org_office import ADMINISTRATIVE, START, org_office, placed, side
from tests.integration.dispatch.paper import as_csv, bad, hand, send
from tests.support.platform import Platform
from tests.support.powers import listed
from tests.support.wording import named

# Nobody else plays in this county. Nothing of it gets as far as its units and people.
CITY, COUNTY, TOWN = "3203", "320322", "320322101"
BUREAU, OFFICE = "u-rp-bureau", "u-rp-office"
RIGHT, WRONG = "P-RIGHT", "P-WRNOG"
KIND = {"kind": ADMINISTRATIVE}
ENDS = {"from_unit": BUREAU, "to_unit": OFFICE}
# What is proposed → a line of it, but for the power.
LINES: dict[str, dict[str, Any]] = {
    "placement": placed("p-rp", "transferred", BUREAU, OFFICE),
    "move": {"person_id": "p-rp"} | ENDS | KIND,
    "need": {"region": TOWN, "posts": 1, "yearly_fen": 1},
    "agreement": {"region": TOWN, "yearly_fen": 1, "share_bp": 0},
    "booking": {"region": TOWN, "kind": "spent", "fen": 1, "day": START},
    "stock-posts": {"unit_id": BUREAU, "approved": 1, "posts": 1} | KIND,
    "stock-people": placed("p-rp", "transferred", BUREAU, OFFICE),
    "stock-money": {"region": TOWN, "posts": 1, "need_fen": 1, "agreed_fen": 1, "share_bp": 0},
}
HEAD = {"county": COUNTY, "valid_from": START, "adopted_by": "徐编发〔2026〕1号"}
# A sheet → its lines, the last of which is to name a power.
SHEETS: dict[str, list[dict[str, Any]]] = {
    "transfers": [HEAD | {"posts": -1} | KIND, HEAD | {"unit_id": BUREAU, "posts": 1} | KIND],
    "placements": [HEAD | {"person_id": "p-rp", "mode": "transferred"} | ENDS | KIND],
    "needs": [HEAD | LINES["need"]],
    "agreements": [HEAD | LINES["agreement"]],
    "money": [LINES["booking"] | {"adopted_by": "凭证1号"}],
}


@pytest.fixture(scope="module", autouse=True)
async def catalogue(platform: Platform) -> None:
    await listed(platform, RIGHT)


async def refused(platform: Platform, what: str, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the lines that are named where nothing was taken."""
    days = {} if what == "booking" else {"valid_from": START}
    body = {"what": what, "region": COUNTY, "adopted_by": "徐编发〔2026〕1号", "lines": list(lines)} | days
    answer = await org_office(platform, scope=COUNTY).post("/resources/proposals", json=body)
    assert (answer.status_code, answer.json()["title"]) == (422, "resources.lines-refused"), answer.text
    return named(answer, "lines")


async def drawn_up(platform: Platform) -> int:
    return len(await rows(platform, "SELECT 1 FROM resource_proposals WHERE region = :county", county=COUNTY))


@pytest.mark.parametrize("what", sorted(LINES))
async def test_a_power_that_the_catalogue_has_never_held_is_named_and_nothing_is_taken(
    platform: Platform, what: str
) -> None:
    lines = [LINES[what] | {"power": power} for power in (RIGHT, WRONG)]

    assert await refused(platform, what, *lines) == [{"index": 1, "code": "resources.unknown-power"}]
    assert await drawn_up(platform) == 0


async def test_a_transfer_that_follows_an_unknown_power_is_refused_and_one_that_follows_none_is_not_asked(
    platform: Platform,
) -> None:
    ends = [side(None, -2), side(BUREAU, 1, WRONG), side(BUREAU, 1, RIGHT)]

    assert await refused(platform, "transfer", *ends) == [{"index": 1, "code": "resources.unknown-power"}]
    assert [one["code"] for one in await refused(platform, "transfer", side(None, -1), side(BUREAU, 1))] == [
        "resources.unknown-unit"
    ]


@pytest.mark.parametrize("sheet", sorted(SHEETS))
async def test_a_sheet_says_in_chinese_which_line_names_an_unknown_power(platform: Platform, sheet: str) -> None:
    client, (*before, last) = hand(platform, sheet, scope=COUNTY), SHEETS[sheet]

    answer = await send(client, sheet, as_csv([*before, last | {"power": WRONG}], sheet=sheet))

    assert bad(answer) == [(len(before) + 2, None, "resources.unknown-power")]
    assert answer.json()["rows"][0]["message"] == "权力目录中没有这项权力"
    assert await drawn_up(platform) == 0


async def test_what_the_catalogue_holds_no_more_still_moves_back_and_is_paid_for(platform: Platform) -> None:
    about = {"valid_from": "2025-01-01", "adopted_by": "苏政发〔2020〕1号"}
    office = platform.client("dispatch", role="org-office", scope="32", person_id="p-province")
    row = {"code": "P-GONE", "name": "权力", "kind": "licence", "mode": "entrusted", "field": "urban"}
    row |= {"principal": "bureau", "legal_basis": "条例", "valid_to": "2025-12-31"}
    (await office.put("/powers/catalogue", json=about | {"powers": [row]})).raise_for_status()

    kept = await org_office(platform, scope=COUNTY).post(
        "/resources/proposals",
        json={"what": "need", "region": COUNTY, "lines": [LINES["need"] | {"power": "P-GONE"}]}
        | {"valid_from": START, "adopted_by": "徐编发〔2026〕2号"},
    )

    assert kept.status_code == 201, kept.text
    (await org_office(platform, scope=COUNTY).post(f"/resources/proposals/{kept.json()['id']}/withdraw"))
