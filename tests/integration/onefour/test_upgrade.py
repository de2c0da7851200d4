"""Does a township follow a newer standard, is all sent that it names, and does the rest say why it waits?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from onefour.adopt.report import Report
from onefour.adopt.upgrade import NoDocument, Upgrade, upgrade
from onefour.refusals import StillRefused
from tests.integration.onefour.test_adopt import Watched, changes, example, needing, offered, shown, taken
from tests.integration.onefour.way_in import gateway_to
from tests.support.days import today
from tests.support.platform import Platform


async def test_a_newer_standard_is_previewed_and_followed_under_the_townships_overlay(town: Platform) -> None:
    region, day = "320925114", DAY - timedelta(days=2)
    await taken(town, example(region))
    version = await newer_standard(town, day)
    asked = Upgrade(region, version, day, "建政发〔2026〕5号", "p-320925-org-1", "p-320925-org-2")
    async with Watched(town) as gateway:
        preview = await upgrade(gateway, replace(asked, document=None), preview=True)
        with pytest.raises(NoDocument):
            await upgrade(gateway, replace(asked, document=None))
        assert gateway.sent == []
        done = await upgrade(gateway, asked)
        assert changes(await upgrade(gateway, asked)) == {}
        sent = [f"PUT /adoption/townships/{region}", "POST /resources/agencies"]
        assert (gateway.sent[:-1], gateway.sent[-1][-8:]) == (sent, "/confirm")

    assert changes(preview) == changes(done) == {"adoption": (0, 1, 0), "standard": (0, 1, 0), "agencies": (1, 0, 1)}
    assert preview.as_json()["registers"] == done.as_json()["registers"]
    kinds = {one["kind"] for one in (await shown(town, "/organisation/units", region=region, as_of=str(day)))["items"]}
    assert ("finance-office" in kinds, "social-affairs" in kinds) == (True, False)
    # What the township has of its own stays.
    assert ("village-affairs" in kinds, "economy-office" in kinds) == (True, False)
    back = Upgrade(region, 1, day + timedelta(days=1), "建政发〔2026〕6号", "p-320925-org-1", "p-320925-org-2")
    async with gateway_to(town) as gateway:
        with pytest.raises(StillRefused, match="older-version"):
            await upgrade(gateway, back)


# A township that is held to its list changes it for the days to come.
REGION, DAY, ITEM = "320724101", today() + timedelta(days=12), "temporary-relief"
ASKED = Upgrade(REGION, None, DAY, "建政发〔2026〕7号", "p-320925-org-1", "p-320925-org-2")
LINES = [
    {"matter": "M0101", "kind": "basic", "lead": "governance-office", "legal_basis": "法"},
    {"matter": "M0603", "kind": "supporting", "lead": "bureau", "legal_basis": "法"},
    # The township is held to its list: what it would do besides is admitted first.
    {"matter": "M0605", "kind": "basic", "lead": "governance-office", "legal_basis": "法"},
    # The example's overlay leaves this agency out.
    {"matter": "M0604", "kind": "basic", "lead": "economy-office", "legal_basis": "法"},
]


@dataclass(frozen=True, slots=True)
class Followed:
    """A preview, the upgrade itself, the same again; and what each of the last two sent."""

    preview: Report
    done: Report
    again: Report
    sent: list[str]
    sent_again: list[str]


@pytest.fixture(scope="module")
async def followed(town: Platform) -> Followed:
    """A township that follows a standard which names lines, powers and an item."""
    await offered(town, "AD-200", "AD-201")
    await taken(town, example(REGION))
    await newer_standard(town, DAY, named_duties=LINES, named_powers=["AD-200", "AD-404"])
    async with needing(town, ITEM, "AD-201"), Watched(town) as first, Watched(town) as second:
        preview = await upgrade(first, ASKED, preview=True)
        assert first.sent == []
        done, again = await upgrade(first, ASKED), await upgrade(second, ASKED)
    return Followed(preview, done, again, first.sent, second.sent)


async def test_a_preview_says_exactly_what_the_upgrade_sends(followed: Followed) -> None:
    assert followed.preview.as_json()["registers"] == followed.done.as_json()["registers"]
    assert followed.preview.not_sent == followed.done.not_sent
    assert (followed.sent_again, changes(followed.again)) == ([], {})


async def test_all_that_the_standard_names_is_sent_and_stands_in_the_registers(
    town: Platform, followed: Followed
) -> None:
    sent = {one.register: list(one.added) for one in followed.done.differences if one.added}
    assert sent == {"agencies": ["finance-office"], "duties": ["M0603"], "choices": ["AD-200", "AD-201"]}
    first, opened, confirmed, drawn, published, chosen = followed.sent
    assert (first, opened) == (f"PUT /adoption/townships/{REGION}", "POST /resources/agencies")
    assert confirmed.startswith("POST /resources/proposals/")
    assert (drawn, published.endswith("/publish"), chosen) == ("POST /duties/drafts", True, "POST /powers/choices")
    duties = await shown(town, f"/duties/lists/{REGION}", as_of=DAY.isoformat())
    # What it had stays, and two persons stand behind what came.
    assert len(duties["lines"]) == 26
    assert (duties["drawn_up_by"], duties["published_by"]) == (ASKED.draws_up, ASKED.confirms)
    powers = (await shown(town, "/powers", region=REGION))["items"]
    assert {(one["code"], one["state"]) for one in powers} == {("AD-200", "chosen"), ("AD-201", "chosen")}


async def test_what_cannot_be_sent_is_named_with_its_reason(followed: Followed) -> None:
    why = {one.what: one.why for one in followed.done.not_sent}

    assert "leaves out its lead economy-office" in why["duties.M0604"]
    assert "is admitted first" in why["duties.M0605"]
    closes = {one.what: one.closes for one in followed.done.not_sent}
    assert closes["duties.M0605"] == closes["duties.M0604"] == "POST /duties/admissions"
    assert "does not offer" in why["powers.AD-404"]
    assert {"too-few-qualified", "too-few-powers licence"} <= set(why)


async def newer_standard(platform: Platform, day: date, **more: Any) -> int:
    """Publish a standard for towns with a finance office in the place of social affairs; return its version."""
    first, second = (
        platform.client("dispatch", role="org-office", scope="32", person_id=f"p-province-{n}") for n in (1, 2)
    )
    pack = (await first.get("/adoption/standards/town/1")).json()["pack"]
    kept = [one for one in pack["agencies"] if one["kind"] != "social-affairs"]
    pack |= {"agencies": [*kept, {"kind": "finance-office", "name": "财政办公室"}], "workers_per_cell": 2} | more
    body = {"type": "town", "valid_from": day.isoformat(), "title": "镇标准", "adopted_by": "苏政发〔2026〕8号"}
    drawn = await first.post("/adoption/standards/drafts", json=body | {"pack": pack})
    assert drawn.status_code == 201, drawn.text
    done = await second.post(f"/adoption/standards/drafts/{drawn.json()['id']}/publish")
    return int(done.json()["version"])
