"""What do the sheets of the Party, of exchange, of supervision and of coaching keep to, over HTTP?"""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from shared.clock import town_day
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.paper import START, as_csv, bad, duty, lines_of, party, refused, send, shared, unit
from tests.support.platform import Platform

# The county of test_sheets_files, with another township.
COUNTY, TOWN = "320981", "320981107"
BUREAU, OTHER, MEMBER, CLERK = "u-sk-bureau", "u-sk-other", "p-sk-member", "p-sk-clerk"
COMMITTEE, BRANCH = "pc-sk", "pb-sk"
DOCUMENT = "洪政发〔2026〕3号"


def office(platform: Platform, person: str = "p-sk-1", role: str = "org-office", **who: str) -> httpx.AsyncClient:
    return platform.client("dispatch", role=role, person_id=person, **({"scope": COUNTY} | who))


def entry(code: str, column: str = "", sensitivity: str = "open", **more: Any) -> dict[str, Any]:
    return shared(code, column, sensitivity, **({"region": COUNTY, "owner": BUREAU, "adopted_by": DOCUMENT} | more))


async def taken(client: httpx.AsyncClient, sheet: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    answer = await send(client, sheet, as_csv(lines))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def out(client: httpx.AsyncClient, sheet: str, **query: str) -> list[dict[str, str]]:
    answer = await client.get(f"/sheets/{sheet}.csv", params=query)
    assert answer.status_code == 200, answer.text
    return lines_of(answer.text)


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    """A county with two departments, two persons, a branch, a catalogue, and a duty of its township."""
    await taken(office(town), "units", [unit(one, COUNTY, f"kind-{one}") for one in (BUREAU, OTHER)])
    people = [{"id": one, "region": TOWN, "name": "测试", "valid_from": START} for one in (MEMBER, CLERK)]
    await taken(office(town), "persons", people)
    tree = [party(COMMITTEE, "county-committee", COUNTY, seats=9)]
    tree += [party("pt-sk", "township-committee", TOWN, COMMITTEE, seats=7), party(BRANCH, "branch", TOWN, "pt-sk")]
    await taken(office(town, role="party-office"), "party-organisations", tree)
    joined = [{"person_id": MEMBER, "branch": BRANCH, "valid_from": START}]
    await taken(office(town, role="party-office"), "party-members", joined)
    (draft,) = (await taken(office(town), "exchange-sets", [entry("agencies", "region"), entry("agencies", "name")]))[
        "drafts"
    ]
    alone = await office(town).post(f"/exchange/drafts/{draft}/publish")
    assert refused(alone)[:2] == (403, "exchange.second-person-needed")
    assert (await office(town, "p-sk-2").post(f"/exchange/drafts/{draft}/publish")).status_code == 200
    listed = [duty("M0203", "basic", "x", region=TOWN, title="清单", adopted_by=DOCUMENT)]
    (draft,) = (await taken(office(town), "duty-lists", listed))["drafts"]
    assert (await office(town, "p-sk-2").post(f"/duties/drafts/{draft}/publish")).status_code == 200
    return town


# --------------------------------------------------------------------------------------------------------------- Party
@pytest.mark.parametrize("sheet", ["party-members", "party-signups"])
async def test_who_is_a_member_goes_out_only_for_a_purpose(county: Platform, sheet: str) -> None:
    for ending in ("csv", "xlsx"):
        silent = await office(county, role="party-office").get(f"/sheets/{sheet}.{ending}")
        assert refused(silent)[:2] == (422, "sheets.purpose-needed")
    strange = await office(county).get(f"/sheets/{sheet}.csv", params={"purpose": "核对"})
    assert refused(strange)[:2] == (403, "missing-permission")


async def test_the_look_at_members_is_noted_and_no_name_goes_out(county: Platform) -> None:
    client = office(county, "p-sk-looker", role="party-office")

    (line,) = await out(client, "party-members", purpose="换届核对")

    assert (line["人员编号"], line["党支部编号"], "测试" in line.values()) == (MEMBER, BRANCH, False)
    (look,) = await rows(county, "SELECT purpose, what, seen FROM party_looks WHERE by = 'p-sk-looker'")
    assert (look.purpose, look.what, look.seen) == ("换届核对", "members", [MEMBER])
    assert await out(client, "party-members", purpose="换届核对", as_of="2025-12-31") == []


async def test_bad_lines_about_members_and_signups_are_named_each(county: Platform) -> None:
    client = office(county, role="party-office")
    lines = [{"person_id": MEMBER, "branch": BRANCH, "valid_from": START}]
    lines += [{"person_id": CLERK, "branch": "pb-ghost", "valid_from": START}]
    assert bad(await send(client, "party-members", as_csv(lines))) == [(3, "branch", "party.unknown-branch")]

    about = {"cell": f"{TOWN}001009", "duty": "contact", "valid_from": START}
    signups = [about | {"person_id": one} for one in (MEMBER, CLERK)]
    found = bad(await send(client, "party-signups", as_csv(signups)))
    assert found == [(2, "cell", "party.cell-unknown"), (3, "cell", "party.cell-unknown")]


# ------------------------------------------------------------------------------------------------------------ exchange
async def test_the_lines_of_a_set_say_the_same_of_it(county: Platform) -> None:
    lines = [entry("agencies", "region"), entry("agencies", "kind", refresh_minutes=5)]
    assert bad(await send(office(county), "exchange-sets", as_csv(lines))) == [(3, None, "sheets.lines-disagree")]


async def test_a_bad_column_of_a_set_is_named_by_its_line(county: Platform) -> None:
    later = {"valid_from": "2026-05-01", "sharing": "conditional"}
    lines = [entry("qualified-officers", "region", "internal", **later)]
    lines += [entry("qualified-officers", "name", "internal", **later), entry("ghost", "x", **later)]
    found = bad(await send(office(county), "exchange-sets", as_csv(lines)))
    assert found == [(3, "column", "exchange.less-sensitive"), (4, None, "exchange.set-without-reader")]


async def test_a_set_that_changed_is_drawn_up_whole_and_an_older_one_is_refused(county: Platform) -> None:
    changed = {"valid_from": "2026-06-01"}
    lines = [entry("agencies", one, **changed) for one in ("region", "name", "kind")]
    done = await taken(office(county), "exchange-sets", lines)
    assert (done["changed"], len(done["drafts"])) == (3, 1)

    older = [entry("agencies", "region"), entry("reporters", sharing="not-shared", ground="条例")]
    assert bad(await send(office(county), "exchange-sets", as_csv(older)))[0][::2] == (2, "exchange.later-set-exists")


def _wish(today: date) -> dict[str, Any]:
    return {
        "set_code": "agencies",
        "purpose": "核对机构",
        "legal_basis": "部门职责",
        "columns": ["region", "name"],
        "region": COUNTY,
        "since": "2026-01-01",
        "until": "2026-12-31",
        "last_day": (today + timedelta(days=30)).isoformat(),
    }


async def test_requests_and_queries_go_out_to_whom_they_concern(county: Platform) -> None:
    department = office(county, "p-sk-asker", role="department", unit=OTHER)
    today = town_day(county.clock())
    made = await department.post("/exchange/requests", json=_wish(today))
    assert (made.status_code, made.json()["state"]) == (201, "granted"), made.text
    assert (await department.get(f"/exchange/grants/{made.json()['id']}/rows")).status_code == 200

    for client in (office(county), department):
        (request,) = await out(client, "exchange-requests")
        assert (request["申请编号"], request["状态"], request["用途"]) == (made.json()["id"], "granted", "核对机构")
        (query,) = await out(client, "exchange-queries", region=COUNTY)
        assert (query["查询人"], query["查询单位"]) == ("p-sk-asker", OTHER)
        yesterday = (today - timedelta(days=1)).isoformat()
        for sheet in ("exchange-requests", "exchange-queries"):
            assert await out(client, sheet, as_of=yesterday) == []
            assert (await client.get(f"/sheets/{sheet}.xlsx")).status_code == 200
    stranger = office(county, "p-sk-third", role="department", unit="u-sk-third")
    assert await out(stranger, "exchange-requests") == await out(stranger, "exchange-queries") == []


# ---------------------------------------------------------------------------------------------- supervision, coaching
async def test_supervision_goes_out_to_be_filled_in_and_shows_the_last_check(county: Platform) -> None:
    (empty,) = await out(office(county), "supervision")
    assert (empty["代码"], empty["监管单位编号"], empty["缺项"]) == ("M0203", "", "no-agency")
    line = {"kind": "duty", "region": TOWN, "code": "M0203"}
    assert (await taken(office(county), "supervision", [line]))["changed"] == 0

    named = line | {"agency": BUREAU, "plan": "双随机", "every_months": 6}
    assert [(await taken(office(county), "supervision", [named]))["changed"] for _ in range(2)] == [1, 0]
    today = town_day(county.clock()).isoformat()
    check = {"checked_on": today, "sampled": 5, "findings": {}}
    inspector = office(county, "p-sk-inspector", role="department", unit=BUREAU)
    looked = await inspector.post(f"/powers/supervision/duty/{TOWN}:M0203/checks", json=check)
    assert looked.status_code == 201, looked.text

    (full,) = await out(office(county), "supervision")
    assert (full["监管单位编号"], full["最近检查"], full["缺项"]) == (BUREAU, today, "")


async def test_bad_lines_about_supervision_are_named_each(county: Platform) -> None:
    named = {"kind": "duty", "region": TOWN, "agency": BUREAU, "plan": "双随机", "every_months": 3}
    lines: list[dict[str, Any]] = [
        named | {"code": "M0203"},
        named | {"code": "M0404"},
        named | {"code": "M0203", "kind": "licence"},
    ]
    found = bad(await send(office(county), "supervision", as_csv(lines)))
    assert found == [(4, None, "sheets.bad-value")]
    lines[2] = named | {"code": "M0203", "kind": "power"}
    found = bad(await send(office(county), "supervision", as_csv(lines)))
    assert [(line, code) for line, _, code in found] == [(n, "powers.nothing-to-supervise") for n in (3, 4)]
    ghost = [named | {"code": "M0203", "agency": "u-ghost"}]
    assert bad(await send(office(county), "supervision", as_csv(ghost))) == [(2, None, "powers.department-unknown")]


async def test_bad_lines_about_pairs_are_named_each(county: Platform) -> None:
    days = {"field": "urban", "valid_from": "2026-03-01", "valid_to": "2026-05-31"}
    lines = [days | {"mentor_id": MEMBER, "trainee_id": MEMBER}, days | {"mentor_id": MEMBER, "trainee_id": CLERK}]
    found = bad(await send(office(county), "coaching-pairs", as_csv(lines)))
    assert [(line, code) for line, _, code in found] == [
        (2, "training.pair-of-one"),
        (3, "training.mentor-not-qualified"),
    ]


async def test_posts_that_do_not_come_out_even_are_refused(county: Platform) -> None:
    head = {"county": COUNTY, "valid_from": START, "adopted_by": DOCUMENT, "kind": "administrative"}
    lines: list[dict[str, Any]] = [head | {"posts": -3}, head | {"unit_id": BUREAU, "posts": 2}]
    assert bad(await send(office(county), "transfers", as_csv(lines))) == [(2, None, "resources.unbalanced")]
