"""How a draw by double random is announced, closed, drawn and proved: over HTTP, on real servers."""

import hashlib
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.runtime.db import new_id
from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import refused
from tests.support.platform import Platform

REGION = "320682126"
INSERTED = """
INSERT INTO supervised_objects (id, kind, region, version, item, added_at)
SELECT gen_random_uuid(), 'licence', :region, 1, :item, now() FROM generate_series(1, :number)
"""


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    """A township with a field of its own, so that no other test's objects are drawn."""
    desk = InspectionDesk(team, tell, REGION, "MI04", field_of_duty=f"field-{uuid4().hex[:8]}")
    return await desk.ready()


async def announced(desk: InspectionDesk, **changes: Any) -> dict[str, Any]:
    given = {"region": REGION, "field": desk.field_of_duty, "name": "第四季度双随机", "how_many": 2} | changes
    answer = await desk.head().post("/draws", json=given)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def close(desk: InspectionDesk, draw: str, **changes: Any) -> Any:
    given = {"officers": [*desk.officers, f"{REGION}-3"]} | changes
    return await desk.head().post(f"/draws/{draw}/close", json=given)


async def drawn(desk: InspectionDesk, **changes: Any) -> dict[str, Any]:
    draw = (await announced(desk, **changes))["id"]
    (await close(desk, draw)).raise_for_status()
    answer = await desk.head().post(f"/draws/{draw}/draw")
    assert answer.is_success, answer.text
    return dict(answer.json())


async def many(desk: InspectionDesk, number: int) -> None:
    """So many objects of the desk's field, without a licence's journey for each."""
    await desk.publish(known=1, items=[desk.field_of_duty])
    async with desk.platform.database("enforcement").begin() as work:
        values = {"region": REGION, "item": desk.field_of_duty, "number": number}
        await work.connection.execute(text(INSERTED), values)


async def faults(desk: InspectionDesk, draw: str) -> list[str]:
    return list((await desk.officer().get(f"/draws/{draw}/proof")).json()["faults"])


async def test_the_seed_is_promised_before_the_list_is_closed_and_shown_with_the_draw(desk: InspectionDesk) -> None:
    objects = {await desk.enterprise() for _ in range(4)}
    draw = await announced(desk)
    early = await desk.head().post(f"/draws/{draw['id']}/draw")
    refused(early, "inspections.draw-step-illegal")
    refused(await desk.officer().get(f"/draws/{draw['id']}/proof"), "inspections.draw-step-illegal")
    closed = (await close(desk, draw["id"])).json()
    assert (set(closed["listed"]["objects"]), closed["seed"], closed["result"]) == (objects, None, None)
    refused(await close(desk, draw["id"]), "inspections.draw-step-illegal")
    (await desk.head().post(f"/draws/{draw['id']}/draw")).raise_for_status()
    read = (await desk.officer().get(f"/draws/{draw['id']}")).json()
    assert hashlib.sha256(read["seed"].encode()).hexdigest() == draw["commitment"] == read["commitment"]
    assert read["list_hash"] == closed["list_hash"]
    assert len({one["object"] for one in read["result"]}) == 2
    refused(await desk.head().post(f"/draws/{draw['id']}/draw"), "inspections.draw-step-illegal")
    assert [line["kind"] for line in await desk.record(draw["id"])] == ["announce", "close", "draw"]
    assert await faults(desk, draw["id"]) == []
    assert draw["id"] in (await desk.officer().get("/draws")).text


async def test_a_thousand_objects_are_drawn_and_drawn_again(desk: InspectionDesk) -> None:
    await many(desk, 1000)
    draw = await drawn(desk, how_many=None, share_percent=5)
    assert (len(draw["listed"]["objects"]), len(draw["result"])) == (1000, 50)
    seed = draw["seed"]

    def place(one: str) -> bytes:
        return hashlib.sha256(f"{seed}\nobject\n{one}".encode()).digest()

    assert [one["object"] for one in draw["result"]] == sorted(draw["listed"]["objects"], key=place)[:50]
    assert await faults(desk, draw["id"]) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("result = result - 0", ["result"]),
        ("listed = jsonb_set(listed, '{objects}', (listed -> 'objects') - 0)", ["list", "result"]),
        ("list_hash = 'x'", ["list"]),
        ("seed = 'x'", ["result", "seed"]),
        ("commitment = 'x'", ["seed"]),
    ],
)
async def test_whoever_changes_a_draw_in_the_database_is_found(
    desk: InspectionDesk, change: str, expected: list[str]
) -> None:
    await many(desk, 20)  # with two, another seed draws the same once in eighteen times
    draw = await drawn(desk, how_many=20)
    async with desk.platform.database("enforcement").begin() as work:
        await work.connection.execute(text(f"UPDATE draws SET {change} WHERE id = :id"), {"id": draw["id"]})
    assert await faults(desk, draw["id"]) == expected


async def test_a_whole_other_draw_in_its_place_is_found_by_the_record(desk: InspectionDesk) -> None:
    await desk.enterprise()
    draw, other = await drawn(desk), await drawn(desk)
    names = "commitment, list_hash, listed, seed, result"
    forged = f"UPDATE draws SET ({names}) = (SELECT {names} FROM draws WHERE id = :other) WHERE id = :id"
    async with desk.platform.database("enforcement").begin() as work:
        await work.connection.execute(text(forged), {"id": draw["id"], "other": other["id"]})
    assert {"seed", "result"} >= set(await faults(desk, draw["id"])) >= {"seed"}


async def test_who_was_drawn_is_inspected_by_whom_was_drawn_and_then_left_in_peace(desk: InspectionDesk) -> None:
    first = await desk.enterprise()
    draw = await drawn(desk)
    pair = draw["result"][0]
    assert pair["object"] == first
    by_draw = {"ground": "draw", "draw_id": draw["id"], "object_id": first}
    other = next(one for one in (*desk.officers, f"{REGION}-3") if one not in pair["officers"])
    one, two = pair["officers"]
    acting = desk.client("officer", one)
    refused(await desk.try_open(acting, **by_draw, second_officer_id=other), "inspections.not-drawn")
    opened = await desk.try_open(acting, **by_draw, second_officer_id=two)
    assert (opened.status_code, opened.json()["draw_id"]) == (201, draw["id"])
    await desk.enterprise()
    again = (await close(desk, (await announced(desk))["id"])).json()
    assert first not in again["listed"]["objects"]
    unknown = by_draw | {"draw_id": str(new_id())}
    refused(await desk.try_open(acting, **unknown, second_officer_id=two), "inspections.draw-not-found")


async def test_what_may_not_be_drawn_is_refused(desk: InspectionDesk) -> None:
    given = {"region": REGION, "field": desk.field_of_duty, "name": "抽查"}
    for changes, code in (
        ({}, "share-or-count"),
        ({"how_many": 1, "share_percent": 5}, "share-or-count"),
        ({"how_many": 1, "field": "nothing"}, "checklist-missing"),
        ({"how_many": 1, "region": "320682127"}, "region-outside"),
    ):
        refused(await desk.head().post("/draws", json=given | changes), f"inspections.{code}")
    assert (await desk.officer().post("/draws", json=given | {"how_many": 1})).status_code == 403
    draw = (await announced(desk))["id"]
    refused(await close(desk, draw), "inspections.nothing-to-draw")
    mine = await desk.enterprise()
    refused(await close(desk, draw, officers=[desk.officers[0], "nobody"]), "inspections.not-an-officer")
    left_out = [{"officer": desk.officers[0]}, {"officer": desk.officers[1], "object": mine}]
    refused(await close(desk, draw, recused=left_out), "inspections.too-few-officers")
    outside = desk.platform.client("enforcement", role="officer", person_id="o", scope="320682127")
    refused(await outside.get(f"/draws/{draw}"), "inspections.draw-not-found")
