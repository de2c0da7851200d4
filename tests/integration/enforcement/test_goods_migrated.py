"""What becomes of amounts that stood for gains and goods together, when the tables are brought forward and back?"""

import json
from typing import Any

import asyncpg

from shared.runtime.migrate import downgrade, upgrade
from tests.support.servers import Servers

BEFORE, AFTER = "penalty_measures", "confiscated_goods"
OLD = {"fine_fen": 0, "confiscated_fen": 700}
GOODS = OLD | {"kinds": ["confiscate-goods"]}
BOTH = OLD | {"kinds": ["confiscate-gains", "confiscate-goods"]}
GAINS = OLD | {"kinds": ["confiscate-gains"]}
FINED = {"kinds": ["confiscate-goods", "fine"], "fine_fen": 5, "confiscated_fen": 700}
# Course, and the last day to pay that stands beside it afterwards.
COURSES: dict[str, tuple[dict[str, Any], bool]] = {
    "goods": ({"decided": GOODS, "proposed": GOODS, "deviation": None}, False),
    "both": ({"decided": BOTH, "proposed": BOTH}, True),
    "gains": ({"decided": GAINS, "proposed": None}, True),
    "fined": ({"decided": FINED, "deviation": {"by": "h", "circumstance": "light", "sanction": GOODS}}, True),
}
ROW = """
    INSERT INTO penalties (id, number, region, matter, powers, state, version, procedure, party, officers, weighty,
        ended_on, found_on, filed_at, decide_due_at, decided_at, outcome, pay_due_on, course)
    VALUES (gen_random_uuid(), $1, '320682187', 'M', '[]', 'served', 1, 'ordinary', 'person', '["a", "b"]', false,
        '2026-11-01', '2026-11-01', now(), now(), now(), 'punish', '2026-12-15', $2)
"""
PUBLISHED = """
    INSERT INTO publications (penalty_id, region, party, published_at, kinds, fine_fen, confiscated_fen)
    SELECT id, region, '某', now(), course #> '{decided,kinds}', 0, 700 FROM penalties
"""


async def penalties(connection: asyncpg.Connection) -> dict[str, tuple[dict[str, Any], bool]]:
    rows = await connection.fetch("SELECT number, course, pay_due_on FROM penalties")
    return {row["number"]: (json.loads(row["course"]), row["pay_due_on"] is not None) for row in rows}


async def amounts(connection: asyncpg.Connection, *columns: str) -> dict[str, tuple[int, ...]]:
    query = "SELECT p.number AS called, u.* FROM publications u JOIN penalties p ON p.id = u.penalty_id"
    return {row["called"]: tuple(row[one] for one in columns) for row in await connection.fetch(query)}


def moved(sanction: dict[str, Any]) -> dict[str, Any]:
    return sanction | {"confiscated_fen": 0, "goods_fen": sanction["confiscated_fen"]}


async def test_an_amount_of_goods_alone_moves_and_one_of_both_stays_as_it_was_decided(servers: Servers) -> None:
    url = await servers.new_database()
    await upgrade(url, "enforcement", BEFORE)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    for number, (course, _) in COURSES.items():
        await connection.execute(ROW, number, json.dumps(course))
    await connection.execute(PUBLISHED)
    await upgrade(url, "enforcement", AFTER)
    after = await penalties(connection)
    assert after["goods"] == ({"decided": moved(GOODS), "proposed": moved(GOODS), "deviation": None}, False)
    assert (after["both"], after["gains"]) == (COURSES["both"], COURSES["gains"])
    assert (after["fined"][0]["decided"], after["fined"][1]) == (moved(FINED), True)
    assert after["fined"][0]["deviation"]["sanction"] == moved(GOODS)
    shown = await amounts(connection, "confiscated_fen", "goods_fen")
    assert shown == {"goods": (0, 700), "fined": (0, 700), "both": (700, 0), "gains": (700, 0)}
    await downgrade(url, "enforcement", BEFORE)
    back = await penalties(connection)
    assert {one["decided"]["confiscated_fen"] for one, _ in back.values()} == {700}
    assert set((await amounts(connection, "confiscated_fen")).values()) == {(700,)}
    await connection.close()
