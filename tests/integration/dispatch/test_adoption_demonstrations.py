"""How a township comes to show its type to others, and how the standard of its type is derived from it, over HTTP."""

from typing import Any

from tests.integration.dispatch.adopters import (
    COUNTY,
    DAY,
    adoption,
    org_office,
    problem,
    province,
    read,
    standard,
    taken,
)
from tests.support.platform import Platform

# Nobody else plays in this township.
SHOWN = "320925103"


def proposal(region: str, day: str = DAY) -> dict[str, Any]:
    return {"region": region, "valid_from": day, "why": "窗口办件提速", "document": "建政发〔2026〕4号"}


async def proposed(platform: Platform, region: str, **who: str) -> str:
    kept = await org_office(platform, **who).post("/adoption/demonstrations", json=proposal(region))
    assert kept.status_code == 201, kept.text
    return f"/adoption/demonstrations/{kept.json()['id']}"


async def demonstrations(platform: Platform, **query: Any) -> list[str]:
    found = await read(platform, "townships", demonstration=True, region=COUNTY, **query)
    return [one["region"] for one in found["items"]]


async def test_a_demonstration_is_proposed_by_the_county_and_approved_by_the_province(town: Platform) -> None:
    without = await org_office(town).post("/adoption/demonstrations", json=proposal(SHOWN))
    await taken(town, SHOWN, adoption())
    path = await proposed(town, SHOWN)
    twice = await org_office(town).post("/adoption/demonstrations", json=proposal(SHOWN))
    by_county = await org_office(town, "p-org-2").post(f"{path}/decision", json={"approved": True})
    alone = await province(town, "p-org-1").post(f"{path}/decision", json={"approved": True})
    before = await demonstrations(town)
    done = await province(town).post(f"{path}/decision", json={"approved": True})
    again = await province(town).post(f"{path}/decision", json={"approved": True})

    assert problem(without) == (409, "adoption.not-adopted")
    assert problem(twice) == (409, "adoption.demonstration-stands")
    assert problem(by_county) == (403, "adoption.not-the-province")
    assert problem(alone) == (403, "adoption.second-person-needed")
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    assert problem(again) == (409, "adoption.proposal-is-decided")
    assert (before, await demonstrations(town), await demonstrations(town, type="street")) == ([], [SHOWN], [])
    assert (await read(town, f"townships/{SHOWN}"))["demonstration"]
    others = (await read(town, "townships", demonstration=False, region=SHOWN))["items"]
    assert others == []


async def test_a_demonstration_ends_after_a_day_and_a_refused_one_never_begins(town: Platform) -> None:
    region = "320925106"
    await taken(town, region, adoption())
    refused = await proposed(town, region)
    wordless = await province(town).post(f"{refused}/decision", json={"approved": False})
    no = await province(town).post(f"{refused}/decision", json={"approved": False, "reason": "材料不全"})
    not_begun = await province(town).post(f"{refused}/end", json={"last_day": DAY, "reason": "到期"})
    path = await proposed(town, region)
    (await province(town).post(f"{path}/decision", json={"approved": True})).raise_for_status()
    early = await province(town).post(f"{path}/end", json={"last_day": "2026-10-31", "reason": "到期"})
    done = await province(town).post(f"{path}/end", json={"last_day": "2026-11-10", "reason": "到期"})
    again = await province(town).post(f"{path}/end", json={"last_day": "2026-11-12", "reason": "到期"})

    assert (wordless.status_code, no.json()["state"], done.status_code) == (422, "refused", 204)
    assert problem(not_begun) == (409, "adoption.proposal-is-decided")
    assert problem(early) == (422, "adoption.ends-before-it-begins")
    assert problem(again) == (409, "adoption.proposal-is-decided")
    shown = [region in await demonstrations(town, as_of=day) for day in ("2026-11-10", "2026-11-11")]
    assert shown == [True, False]
    states = (await read(town, "demonstrations", region=region))["items"]
    assert [(one["state"], one["reason"]) for one in states] == [("approved", None), ("refused", "材料不全")]
    steps = [one["step"] for one in await read(town, f"townships/{region}/history")]
    assert steps == ["adopted", "proposed", "refused", "proposed", "approved", "ended"]


async def test_the_standard_of_a_type_is_derived_from_its_demonstration(town: Platform) -> None:
    region, kinds = "320925051", [one["kind"] for one in (await standard(town, "street"))["pack"]["agencies"]]
    units = [
        {"id": f"u-{region}-{kind}", "region": region, "kind": kind, "name": f"塘河{kind}", "valid_from": DAY}
        for kind in (*kinds[:7], "stationed-tax")
    ]
    (await org_office(town).put("/organisation/units", json={"units": units})).raise_for_status()
    body = {"type": "street", "valid_from": "2027-03-01", "title": "街道标准", "adopted_by": "苏政发〔2027〕1号"}
    derived = body | {"derived_from": region}
    none = await province(town).post("/adoption/standards/drafts", json=derived)
    await taken(town, region, adoption("street"))
    (await province(town).post(f"{await proposed(town, region)}/decision", json={"approved": True})).raise_for_status()
    other = await province(town).post("/adoption/standards/drafts", json=derived | {"type": "town"})
    neither = await province(town).post("/adoption/standards/drafts", json=body)
    kept = await province(town).post("/adoption/standards/drafts", json=derived)

    assert problem(none) == (409, "adoption.not-a-demonstration")
    assert problem(other) == (409, "adoption.not-a-demonstration")
    assert neither.status_code == 422
    draft = (await province(town).get(f"/adoption/standards/drafts/{kept.json()['id']}")).json()
    assert {one["name"] for one in draft["pack"]["agencies"]} == {f"塘河{kind}" for kind in kinds[:7]}
    assert draft["derived_from"] == region
