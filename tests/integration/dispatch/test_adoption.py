"""How standards of types of township come into force, who is taken in by them, and what is lacking, over HTTP."""

from typing import Any

import pytest

from tests.integration.dispatch.adopters import (
    COUNTY,
    DAY,
    adoption,
    drawn,
    org_office,
    problem,
    province,
    read,
    standard,
    taken,
)
from tests.integration.dispatch.desk import rows
from tests.support import duties
from tests.support.platform import Platform

# Nobody else plays in these townships; the example of the command line has another of the county.
TOWN, STREET, ZONE = "320925102", "320925001", "320102400"


# ----------------------------------------------------------------------------------------------------------- standards
async def test_each_type_of_township_has_a_first_standard_of_seven_to_nine_agencies(town: Platform) -> None:
    shown = {kind: (await read(town, f"standards/{kind}/1")) for kind in ("street", "town", "rural")}

    assert {kind: 7 <= len(one["pack"]["agencies"]) <= 9 for kind, one in shown.items()} == dict.fromkeys(shown, True)
    assert await read(town, "standards", as_of="2019-12-31") == []


async def test_a_standard_is_drawn_up_by_one_of_the_province_and_published_by_another(town: Platform) -> None:
    pack = (await standard(town))["pack"]
    body = drawn(pack | {"people": {"clerk": 3}}, "rural", "2026-11-10")
    by_county = await org_office(town).post("/adoption/standards/drafts", json=body)
    kept = (await province(town).post("/adoption/standards/drafts", json=body)).json()["id"]
    path = f"/adoption/standards/drafts/{kept}"

    seen = await province(town, "p-province-2").get(path)
    own = await province(town).post(f"{path}/publish")
    county = await org_office(town, "p-org-2").post(f"{path}/publish")
    other = await province(town, "p-province-2").post(f"{path}/publish")
    again = await province(town, "p-province-2").post(f"{path}/publish")

    assert problem(by_county) == (403, "adoption.not-the-province")
    assert (seen.json()["pack"]["people"], seen.json()["state"]) == ({"clerk": 3}, "open")
    assert problem(own) == (403, "adoption.second-person-needed")
    assert problem(county) == (403, "adoption.not-the-province")
    assert other.json() == {"type": "rural", "version": 2, "valid_from": "2026-11-10"}
    assert problem(again) == (409, "adoption.draft-is-decided")
    days = [(await read(town, "standards", type="rural", as_of=day))[0] for day in ("2026-11-09", "2026-11-10")]
    assert [(one["version"], one["valid_to"]) for one in days] == [(1, "2026-11-09"), (2, None)]
    earlier = await province(town).post("/adoption/standards/drafts", json=body | {"valid_from": "2026-11-10"})
    assert problem(earlier) == (409, "adoption.later-standard-exists")


async def test_a_draft_that_was_taken_away_is_not_published(town: Platform) -> None:
    body = drawn((await standard(town))["pack"], "rural", "2027-01-01")
    kept = await province(town).post("/adoption/standards/drafts", json=body)
    path = f"/adoption/standards/drafts/{kept.json()['id']}"

    gone = await province(town).post(f"{path}/withdraw")
    late = await province(town, "p-province-2").post(f"{path}/publish")
    nobody = await province(town).post(f"{path[:-12]}000000000000/publish")

    assert gone.status_code == 204
    assert problem(late) == (409, "adoption.draft-is-decided")
    assert problem(nobody) == (404, "adoption.draft-not-found")


async def test_a_standard_that_no_township_could_keep_is_refused_part_by_part(town: Platform) -> None:
    pack = (await standard(town))["pack"]
    agencies = [*pack["agencies"][:5], {"kind": "section", "name": "科"}]
    bad = pack | {"agencies": agencies, "people": {"king": 1}, "powers": {"tax": 1}, "duties": {"own": 1}}

    refused = await province(town).post("/adoption/standards/drafts", json=drawn(bad, "rural", "2027-02-01"))

    assert problem(refused) == (422, "adoption.pack-refused")
    assert {(one["place"], one["code"]) for one in refused.json()["problems"]} == {
        ("agencies", "adoption.too-few-agencies"),
        ("agencies.section", "adoption.no-agency-kind"),
        ("people.king", "adoption.unknown-role"),
        ("powers.tax", "adoption.unknown-kind"),
        ("duties.own", "adoption.unknown-kind"),
    }


# ----------------------------------------------------------------------------------------------------------- townships
async def test_a_township_is_taken_in_once_and_its_overlay_changes_what_is_asked(town: Platform) -> None:
    overlay = {"rename": {"party-office": "党政综合办公室"}, "leave_out": ["economy-office"]}
    tried = await org_office(town).post(f"/adoption/townships/{TOWN}/try", json=adoption(overlay=overlay))
    nothing = await rows(town, "SELECT 1 FROM adoptions WHERE region = :region", region=TOWN)
    first = await taken(town, TOWN, adoption(overlay=overlay))
    again = await taken(town, TOWN, adoption(overlay=overlay))

    assert (tried.json()["step"], nothing) == ("adopted", [])
    assert (first["step"], first["version"], again["step"]) == ("adopted", 1, None)
    names = {one["kind"]: one["name"] for one in first["pack"]["agencies"]}
    assert (names["party-office"], "economy-office" in names, len(names)) == ("党政综合办公室", False, 8)
    history = await read(town, f"townships/{TOWN}/history")
    assert [(one["step"], one["by"]) for one in history] == [("adopted", "p-org-1")]
    assert history[0]["facts"]["overlay"]["leave_out"] == ["economy-office"]


async def test_a_change_from_a_day_leaves_the_days_before_as_they_were(town: Platform) -> None:
    region = "320925104"
    await taken(town, region, adoption())
    changed = await taken(town, region, adoption(day="2026-11-15", overlay={"leave_out": ["economy-office"]}))
    corrected = await taken(town, region, adoption(day="2026-11-15", overlay={"leave_out": ["emergency-office"]}))
    kept = await taken(town, region, adoption(day="2026-11-20", document="建政发〔2026〕3号"))
    early = await org_office(town).put(f"/adoption/townships/{region}", json=adoption(day="2026-11-16"))

    assert (changed["step"], corrected["step"], kept["step"]) == ("changed", "corrected", "changed")
    days = [await read(town, f"townships/{region}", as_of=day) for day in ("2026-11-14", "2026-11-15", "2026-11-20")]
    assert [one["overlay"]["leave_out"] for one in days] == [[], ["emergency-office"], ["emergency-office"]]
    assert [one["valid_to"] for one in days] == ["2026-11-14", "2026-11-19", None]
    assert problem(early) == (409, "adoption.later-adoption-exists")
    before = await org_office(town).get(f"/adoption/townships/{region}", params={"as_of": "2026-10-31"})
    assert problem(before) == (404, "adoption.region-unknown")


@pytest.mark.parametrize(
    ("region", "body", "refusal"),
    [
        (COUNTY, adoption(), (422, "adoption.not-a-township")),
        ("320925199", adoption(), (404, "adoption.region-unknown")),
        ("320902001", adoption("street"), (404, "adoption.region-unknown")),
        (STREET, adoption("town"), (422, "adoption.type-does-not-fit")),
        (STREET, adoption("street", version=7), (409, "adoption.version-not-published")),
        (STREET, adoption("street", day="2019-12-31", version=1), (409, "adoption.version-not-in-force")),
        (STREET, adoption("street", day="2019-12-31"), (409, "adoption.version-not-published")),
        (STREET, adoption("street", overlay={"rename": {"finance-office": "x"}}), (422, "adoption.overlay-refused")),
    ],
)
async def test_what_cannot_be_taken_in_is_refused_by_name_and_nothing_is_kept(
    town: Platform, region: str, body: dict[str, Any], refusal: tuple[int, str]
) -> None:
    refused = await org_office(town).put(f"/adoption/townships/{region}", json=body)

    assert problem(refused) == refusal
    assert refused.json()["type"] == f"urn:onefour:{refusal[1]}"
    assert not await rows(town, "SELECT 1 FROM adoptions WHERE region = :region", region=region)


async def test_an_unknown_type_is_no_type_and_a_township_does_not_take_itself_in(town: Platform) -> None:
    path = f"/adoption/townships/{STREET}"
    unknown = await org_office(town).put(path, json=adoption("city"))
    own = await org_office(town, scope=STREET).put(path, json=adoption("street"))
    dispatcher = await town.client("dispatch", role="dispatcher", scope=COUNTY).put(path, json=adoption("street"))

    assert unknown.status_code == 422
    assert problem(own) == (403, "adoption.not-the-county")
    assert dispatcher.status_code == 403


async def test_another_type_than_that_of_the_code_is_taken_with_a_reason(town: Platform) -> None:
    region = "320925050"
    kept = await taken(town, region, adoption("town", reason="撤街道设镇，代码未改"))

    assert (kept["type"], (await read(town, f"townships/{region}"))["reason"]) == ("town", "撤街道设镇，代码未改")


async def test_a_zone_has_no_type_of_its_own_to_be_compared_by(town: Platform) -> None:
    refused = await org_office(town, scope="320102").get(f"/adoption/townships/{ZONE}/gaps")

    assert problem(refused) == (409, "adoption.type-unknown")


# ---------------------------------------------------------------------------------------------------------------- gaps
def _short(code: str) -> str:
    return code.removeprefix("adoption.gap.")


async def gaps_of(platform: Platform, region: str) -> dict[tuple[str, str | None], dict[str, Any]]:
    shown = await read(platform, f"townships/{region}/gaps")
    return {(_short(one["code"]), one["what"]): one for one in shown["gaps"]}


async def staff(platform: Platform, region: str) -> None:
    """Open two agencies and give one of them two clerks."""
    about = {"region": region, "valid_from": DAY}
    units = [about | {"id": f"u-{region}-{k}", "kind": k, "name": k} for k in ("party-office", "service-centre")]
    clerks = [about | {"id": f"p-{region}-c{n}", "name": "窗口", "roles": ["clerk"]} for n in (1, 2)]
    (await org_office(platform).put("/organisation/units", json={"units": units})).raise_for_status()
    (await org_office(platform).put("/organisation/persons", json={"persons": clerks})).raise_for_status()


async def test_the_gap_list_shrinks_with_what_the_registers_get(town: Platform) -> None:
    region = "320925105"
    before = await gaps_of(town, region)
    await staff(town, region)
    await taken(town, region, adoption())
    after = await gaps_of(town, region)

    assert set(before) - set(after) == {
        ("not-adopted", None),
        ("agency-missing", "party-office"),
        ("agency-missing", "service-centre"),
        ("too-few-people", "clerk"),
    }
    assert set(after) < set(before)


async def test_the_gap_list_names_each_register_and_what_would_close_the_gap(town: Platform) -> None:
    region = "320925106"
    await staff(town, region)
    found = await gaps_of(town, region)

    assert {code for code, _ in found} - {"not-adopted"} == {
        *("too-few-agencies", "agency-missing", "too-few-people", "too-few-qualified", "no-duty-list", "not-bound"),
        *("too-few-powers", "too-few-cells"),
    }
    few = found["too-few-agencies", None]
    assert (few["has"], few["needs"], few["closes"]) == (2, 7, "POST /resources/agencies")
    assert found["not-bound", None]["closes"] == f"PUT /duties/bindings/{region}"
    assert "rural-homestead" in (await read(town, f"townships/{region}/gaps"))["items"]


async def test_once_a_township_is_held_to_its_list_a_missing_line_comes_by_admission(town: Platform) -> None:
    region = "320925050"
    await duties.publish(town, duties.drawn(region, duties.line("M0101")), scope=COUNTY)
    before = await gaps_of(town, region)
    await duties.bind(town, region, scope=COUNTY)
    after = await gaps_of(town, region)

    lines = [found["too-few-duties", "basic"]["closes"] for found in (before, after)]
    assert lines == ["POST /duties/drafts", "POST /duties/admissions"]
    assert after["too-few-duties", "supporting"]["closes"] == "POST /duties/drafts"


async def test_gaps_of_a_foreign_township_are_not_shown(town: Platform) -> None:
    foreign = [
        await org_office(town, scope="320924").get(f"/adoption/townships/{TOWN}{part}")
        for part in ("", "/gaps", "/history")
    ]

    assert [problem(one) for one in foreign] == [(404, "adoption.region-unknown")] * 3
    listed = await org_office(town, scope="320924").get("/adoption/townships")
    assert listed.json()["items"] == []
