"""How long does it take to make a morning's rounds: of a county, and of all townships of a province?

The hardest morning: nobody has ever been visited, so that every place and person to look after is due, and each cell
has as many stops as one worker walks. The rounds are made as the timer makes them, by one process, batch by batch.
"""

import sys
import time
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr
from sqlalchemy import text

from bench.processes import machine
from bench.report import keep_as
from grid.patrols.service.rounds import make_rounds
from shared.clock import SHANGHAI
from shared.runtime.db import Database
from shared.runtime.fields import Sealer
from shared.runtime.settings import DatabaseSettings
from shared.runtime.timers import Timer, run_round
from tests.support.servers import crypto_for_tests, running_servers

PROVINCE = 1_257
CELLS, PLACES, PEOPLE = 60, 30, 4
MORNING = datetime(2026, 12, 7, 5, 0, tzinfo=SHANGHAI)
GOAL_S = 15 * 60

# One worker a cell, places of the three hazards in turn, and people who are looked after for one reason each.
_GROUND = """
CREATE TEMPORARY TABLE ground AS
SELECT (320000000 + t)::text || '001' || lpad(n::text, 3, '0') AS cell
FROM generate_series(1, :t) AS t, generate_series(1, :c) AS n
"""
_RECORD = "id, version, state, region, cell, source, added_at, changed_at, checked_at, sealed_under, marked_under"
_TOLD = "uuidv7(), 1, 'current', left(cell, 12), cell, 'imported', :at, :at, :at, 'k1', 'k1'"
LOAD = (
    _GROUND,
    "INSERT INTO cells (cell, region, version) SELECT cell, left(cell, 9), 1 FROM ground",
    """
    INSERT INTO cell_periods (cell, valid_from, region, version, name, kind, rings, place_names, synthetic, west, south,
                              east, north)
    SELECT cell, '2026-01-01', left(cell, 9), 1, cell, 'integrated', '[]', '[]', true, 0, 0, 0, 0 FROM ground
    """,
    """
    INSERT INTO workers (worker_id, region, version, on_duty, duty_changed_at)
    SELECT 'w-' || cell, left(cell, 9), 1, true, :at FROM ground
    """,
    "INSERT INTO answering (cell, worker_id, role) SELECT cell, 'w-' || cell, 'A' FROM ground",
    f"""
    INSERT INTO places ({_RECORD}, lon, lat, name, kind_of_place, hazard)
    SELECT {_TOLD}, 121 + random() / 100, 31 + random() / 100, '场所', 'other',
           (ARRAY['none', 'ordinary', 'high'])[1 + p % 3]
    FROM ground, generate_series(1, :p) AS p
    """,
    f"""
    INSERT INTO residents ({_RECORD}, id_kind, sex, population, employment, skills, care, message_consent)
    SELECT {_TOLD}, 'none', 'unknown', 'registered', 'employed', '[]', '["elder-alone"]', false
    FROM ground, generate_series(1, :q)
    """,
    # And those whom nobody looks after: most of a registry.
    f"""
    INSERT INTO residents ({_RECORD}, id_kind, sex, population, employment, skills, care, message_consent)
    SELECT {_TOLD}, 'none', 'unknown', 'registered', 'employed', '[]', '[]', false
    FROM ground, generate_series(1, 10 * :q)
    """,
)


async def measure_patrols(townships: int) -> dict[str, Any]:
    """Load townships, make one morning's rounds of all of them, and return how long that took."""
    async with running_servers() as servers:
        url = await servers.new_database("grid")
        settings = DatabaseSettings(url=SecretStr(url), statement_timeout_ms=600_000)
        database = Database(settings, Sealer(crypto_for_tests()))
        try:
            _tell(f"loading {townships:,} townships")
            await _load(database, townships)
            _tell("making their rounds")
            figures = await _measure(database, townships)
        finally:
            await database.close()
    keep_as(figures | {"machine": machine()}, "patrols")
    return figures


async def _load(database: Database, townships: int) -> None:
    sizes = {"t": townships, "c": CELLS, "p": PLACES, "q": PEOPLE, "at": datetime(2026, 1, 1, tzinfo=UTC)}
    async with database.begin() as work:
        for statement in LOAD:
            asked = {name: value for name, value in sizes.items() if f":{name}" in statement}
            await work.connection.execute(text(statement), asked)
    async with database.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autocommit.exec_driver_sql("VACUUM ANALYZE")


async def _measure(database: Database, townships: int) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    made = await run_round(Timer("patrols.rounds", 1, make_rounds), database, lambda: MORNING)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert made == townships, f"{made} of {townships}"
    async with database.begin() as work:
        counted = text(
            "SELECT (SELECT count(*) FROM patrol_rounds) AS rounds, (SELECT count(*) FROM patrol_stops) AS stops,"
            " (SELECT count(*) FROM tasks) AS tasks, (SELECT sum(left_over) FROM patrol_days) AS left_over"
        )
        row = (await work.connection.execute(counted)).one()
    return {
        "townships": townships,
        **row._mapping,  # noqa: SLF001 (its public name)
        "seconds": round(seconds, 1),
        "of_them_in_python_s": round(cpu, 1),
        "province_s": round(seconds * PROVINCE / townships, 1),
        "goal_s": GOAL_S,
    }


def _tell(what: str) -> None:
    print(f"  {what} …", file=sys.stderr, flush=True)
