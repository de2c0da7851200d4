"""What the registry promises of its records, over HTTP."""

import asyncio
import base64
import json
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import IntegrityError

from tests.integration.grid.registry_desk import PURPOSE, citizen_number, home, kept, phone, resident
from tests.integration.grid.town import Town, new_town, rows
from tests.support.platform import Platform


def only(answer: httpx.Response) -> dict[str, Any]:
    (row,) = answer.json()["rows"]
    return {name: row[name] for name in ("field", "code")}


async def test_a_resident_is_shown_masked_and_kept_sealed(town: Town) -> None:
    number, mobile = citizen_number(), phone()
    added = await kept(town, resident(town, id_number=number, phone=mobile))

    seen = (
        await town.client("grid-leader").get(f"/registry/records/{added['id']}", params={"kind": "resident"})
    ).json()

    shown = seen["fields"]
    assert (shown["name"], shown["id_number"], shown["phone"]) == ("王**", "*" * 14 + number[14:], "*" * 7 + mobile[7:])
    assert (shown["born_on"], seen["version"], seen["state"]) == (
        f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        1,
        "current",
    )
    (row,) = await rows(town, "SELECT * FROM residents WHERE id = :id", id=added["id"])
    (step,) = await rows(town, "SELECT * FROM record_history WHERE record_id = :id", id=added["id"])
    on_disk = repr(row) + repr(step)
    assert not any(
        secret in on_disk or secret.encode() in bytes(row.id_number) for secret in (number, mobile, "王小明")
    )


async def test_a_look_in_plain_words_needs_a_purpose_and_is_kept(town: Town) -> None:
    given = resident(town)
    added = await kept(town, given)
    leader, path = town.client("grid-leader", "lead"), f"/registry/records/{added['id']}"
    asked: dict[str, Any] = {"kind": "resident", "field": ["phone", "id_number"]}

    without = await leader.get(f"{path}/personal", params=asked)
    told = await leader.get(f"{path}/personal", params=asked | PURPOSE)

    assert without.status_code == 422
    assert told.json()["fields"] == {"phone": given["phone"], "id_number": given["id_number"]}
    looks = (await town.client("leader").get(f"{path}/looks")).json()["items"]
    assert [(one["action"], one["by"], one["purpose"], one["fields"]) for one in looks] == [
        ("reveal", town.person("lead"), "走访核实", ["id_number", "phone"])
    ]


async def test_a_worker_reads_names_and_phones_of_his_own_cells_but_no_identity_number(town: Town) -> None:
    mine, his = await kept(town, resident(town)), await kept(town, resident(town, cell=town.east))
    wang = town.client("worker", "wang")
    asked = {"kind": "resident", "field": "phone"} | PURPOSE

    answers = [await wang.get(f"/registry/records/{one['id']}/personal", params=asked) for one in (mine, his)]
    number = await wang.get(f"/registry/records/{mine['id']}/personal", params=asked | {"field": "id_number"})

    assert [one.status_code for one in answers] == [200, 404]
    assert (number.status_code, number.json()["title"]) == (403, "registry.reveal-forbidden")
    listed = (await wang.get("/registry/records", params={"kind": "resident"})).json()["items"]
    assert [one["id"] for one in listed] == [mine["id"]]


async def test_a_record_is_found_by_a_whole_number_however_it_is_written_and_the_search_is_kept(town: Town) -> None:
    given = resident(town, id_number=citizen_number(), phone=phone())
    added = await kept(town, given)
    dressed = f"+86 {given['phone'][:3]}-{given['phone'][3:]}"
    leader = town.client("grid-leader", "lead")

    answers = [
        await leader.post(
            "/registry/records/search", json={"kind": "resident", "field": name, "value": value} | PURPOSE
        )
        for name, value in [("phone", dressed), ("id_number", given["id_number"].lower()), ("name", "王小明")]
    ]

    assert [added["id"] in [one["id"] for one in answer.json()["items"]] for answer in answers] == [True] * 3
    by = "SELECT fields, mark FROM record_looks WHERE by = :by AND action = 'search' ORDER BY id"
    kept_looks = await rows(town, by, by=town.person("lead"))
    assert [row.fields for row in kept_looks] == [["phone"], ["id_number"], ["name"]]
    assert all(len(bytes(row.mark)) == 16 for row in kept_looks)


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"id_number": "110105194912310021"}, "id_number", "registry.id-number"),
        ({"id_number": "11010519491231002X", "born_on": "1949-12-30"}, "born_on", "registry.born-otherwise"),
        ({"id_number": "11010519491231002X", "sex": "male"}, "sex", "registry.sex-otherwise"),
        ({"id_kind": "none"}, "id_kind", "registry.id-kind"),
        ({"id_kind": "none", "id_number": None, "born_on": "2999-01-01"}, "born_on", "registry.born-later"),
        ({"id_kind": "passport", "id_number": "护照12345"}, "id_number", "registry.id-number-form"),
        ({"phone": "12345"}, "phone", "registry.phone"),
        ({"cell": "320585999001001"}, "cell", "registry.cell-elsewhere"),
        ({"region": "3299"}, "region", "registry.region-form"),
    ],
)
async def test_what_cannot_be_right_is_refused_by_its_field(
    town: Town, wrong: dict[str, Any], field: str, code: str
) -> None:
    answer = await town.client("grid-leader").post("/registry/records", json=resident(town) | wrong)

    assert (answer.status_code, answer.json()["title"]) == (422, "registry.refused")
    assert {"field": field, "code": code} in [{n: row[n] for n in ("field", "code")} for row in answer.json()["rows"]]
    value = str(wrong.get("id_number"))
    assert len(value) < 15 or value not in answer.text


async def test_the_same_person_is_recorded_once_in_a_township(town: Town, platform: Platform) -> None:
    given = resident(town)
    added = await kept(town, given)
    other = new_town(platform)
    await other.draw()

    again = await town.client("grid-leader").post("/registry/records", json=given | {"name": "王晓明"})

    assert (again.status_code, again.json()["title"], again.json()["record"]) == (
        *(409, "registry.record-already-there"),
        added["id"],
    )
    elsewhere = given | {"region": other.region, "cell": other.west}
    assert (await kept(other, elsewhere))["id"] != added["id"]


async def test_a_household_without_a_home_of_its_township_is_refused(town: Town) -> None:
    household = {"kind": "household", "region": town.region, "code": "H-1"}
    lives = await kept(town, home(town))
    leader = town.client("grid-leader")

    none = await leader.post("/registry/records", json=household)
    unknown = await leader.post(
        "/registry/records", json=household | {"home_id": "01980000-0000-7000-8000-000000000000"}
    )

    assert only(none) == {"field": "home_id", "code": "registry.no-home"}
    assert only(unknown) == {"field": "home_id", "code": "registry.home-unknown"}
    await kept(town, household | {"home_id": lives["id"]})
    ending = {"version": 1, "reason": "demolished"}
    refused = await leader.post(f"/registry/records/{lives['id']}/end", params={"kind": "home"}, json=ending)
    assert (refused.status_code, refused.json()["title"]) == (409, "registry.still-in-use")


async def test_a_change_keeps_what_was_said_before_and_one_of_two_is_stale(town: Town) -> None:
    given = resident(town, employment="employed")
    added = await kept(town, given)
    leader, path = town.client("grid-leader"), f"/registry/records/{added['id']}"
    changed = {"version": 1, "record": given | {"employment": "seeking", "phone": phone()}}

    answers = [await leader.put(path, json=changed) for _ in range(2)]

    assert [(one.status_code, one.json().get("title")) for one in answers] == [(200, None), (409, "registry.stale")]
    history = (await leader.get(f"{path}/history", params={"kind": "resident"} | PURPOSE)).json()["items"]
    assert [(one["action"], one["fields"]) for one in history][1:] == [("change", ["employment", "phone"])]
    assert history[1]["plain"]["employment"] == "employed"
    (step,) = await rows(
        town, "SELECT sealed FROM record_history WHERE record_id = :id AND version = 2", id=added["id"]
    )
    sealer = town.platform.apps["grid"].state.runtime.sealer
    before = base64.b64decode(step.sealed["phone"])
    assert sealer.open(before, about=f"{added['id']}:phone") == given["phone"]
    assert given["phone"] not in json.dumps(history)


async def test_what_has_ended_is_listed_no_more_and_changes_no_more(town: Town) -> None:
    given = resident(town)
    added = await kept(town, given)
    leader, path = town.client("grid-leader"), f"/registry/records/{added['id']}"

    ended = await leader.post(f"{path}/end", params={"kind": "resident"}, json={"version": 1, "reason": "moved-away"})

    assert ended.json() == {"id": added["id"], "version": 2, "outcome": "changed"}
    late = await leader.put(path, json={"version": 2, "record": given})
    assert (late.status_code, late.json()["title"]) == (409, "registry.ended")
    listed = (await leader.get("/registry/records", params={"kind": "resident", "region": town.region})).json()
    assert added["id"] not in [one["id"] for one in listed["items"]]
    assert (await kept(town, given))["id"] != added["id"]


async def test_records_hang_together_in_ways_that_make_sense(town: Town) -> None:
    person, lives = await kept(town, resident(town)), await kept(town, home(town))
    household = await kept(town, {"kind": "household", "region": town.region, "home_id": lives["id"]})
    second = await kept(town, resident(town))
    leader = town.client("grid-leader")

    async def tie(who: dict[str, Any], kind: str, to: dict[str, Any], relation: str) -> httpx.Response:
        ends = {"from_kind": "resident", "from_id": who["id"], "to_kind": kind, "to_id": to["id"]}
        return await leader.post("/registry/ties", json=ends | {"relation": relation})

    answers = [
        await tie(person, "home", lives, "lives-in"),
        await tie(person, "household", household, "heads"),
        await tie(person, "home", lives, "heads"),
        await tie(person, "home", lives, "lives-in"),
        await tie(second, "household", household, "heads"),
    ]

    assert [(one.status_code, one.json().get("title")) for one in answers] == [
        *((201, None), (201, None)),
        *((422, "registry.tie-impossible"), (409, "registry.tie-there"), (409, "registry.head-there")),
    ]


async def test_what_hangs_together_no_more_is_shown_no_more(town: Town) -> None:
    person, lives = await kept(town, resident(town)), await kept(town, home(town))
    leader, ends = town.client("grid-leader"), {"from_kind": "resident", "to_kind": "home", "relation": "lives-in"}
    await leader.post("/registry/ties", json=ends | {"from_id": person["id"], "to_id": lives["id"]})
    asked = {"record_id": lives["id"], "kind": "home"}

    (hangs,) = (await leader.get("/registry/ties", params=asked)).json()["items"]
    await leader.post(f"/registry/ties/{hangs['id']}/end")
    assert (hangs["relation"], hangs["from_id"]) == ("lives-in", person["id"])
    assert (await leader.get("/registry/ties", params=asked)).json()["items"] == []


async def test_who_has_nothing_to_do_with_a_township_sees_and_changes_nothing(town: Town, platform: Platform) -> None:
    added = await kept(town, resident(town))
    other = new_town(platform)
    path, asked = f"/registry/records/{added['id']}", {"kind": "resident"}
    stranger = other.client("grid-leader")

    answers = [
        await stranger.get(path, params=asked),
        await stranger.get(f"{path}/personal", params=asked | {"field": "phone"} | PURPOSE),
        await stranger.get(f"{path}/history", params=asked | PURPOSE),
        await stranger.post(f"{path}/end", params=asked, json={"version": 1, "reason": "died"}),
    ]

    assert [one.status_code for one in answers] == [404] * 4
    outside = await stranger.post("/registry/records", json=resident(town))
    assert only(outside) == {"field": "region", "code": "registry.outside-region"}
    assert (await stranger.get(f"{path}/looks")).status_code == 403


async def headed(town: Town, household: str, person: str) -> httpx.Response:
    ends = {"from_kind": "resident", "from_id": person, "to_kind": "household", "to_id": household}
    return await town.client("grid-leader").post("/registry/ties", json=ends | {"relation": "heads"})


async def test_of_two_heads_that_are_named_at_once_one_is_refused(town: Town) -> None:
    lives = await kept(town, home(town))
    family = {"kind": "household", "region": town.region, "cell": town.west, "home_id": lives["id"]}
    for _ in range(3):
        household = (await kept(town, family))["id"]
        people = [(await kept(town, resident(town)))["id"] for _ in range(4)]

        answers = await asyncio.gather(*(headed(town, household, person) for person in people))

        assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
        assert {one.json()["title"] for one in answers if one.status_code == 409} == {"registry.head-there"}
        (winner,) = [one.json()["id"] for one in answers if one.status_code == 201]
        second = "INSERT INTO record_ties SELECT gen_random_uuid(), region, from_kind, gen_random_uuid(), to_kind, "
        second += "to_id, relation, valid_from, valid_to, by, ended_by FROM record_ties WHERE id = :id RETURNING 1"
        with pytest.raises(IntegrityError, match="uq_record_ties_head"):
            await rows(town, second, id=winner)
