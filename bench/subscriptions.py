"""What does one comparison of a subscription cost at a province's scale? Run beside a stack: `onefour run --alone`.

The rows are made by statements in one transaction of the centre's database, compared, and rolled back: nothing stays.
A department's frame is a county at most; here it is all of the province, which no grant may be.
"""

import asyncio
import statistics
import time
from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bench.processes import machine
from dispatch.exchange.repository import pushes
from dispatch.exchange.repository.readers import Frame
from onefour.installation import Installation
from shared.clock import utc_now
from shared.runtime.db import Connection, new_id

PEOPLE, AGENCIES, CASES = 21_847, 9_392, 100_000
TIMES, ROWS_A_PUSH = 5, 200
FRAME: Final = Frame("32", ["housing"], date(2026, 1, 1), date(2026, 12, 31))
COLUMNS: Final[dict[str, Sequence[str]]] = {
    "qualified-officers": ("region", "field", "valid_from", "valid_to", "person_id", "name"),
    "agencies": ("region", "unit_id", "kind", "name", "valid_from", "valid_to"),
    "cases-by-matter": ("number", "region", "matter", "state", "opened_on", "closed_on", "days"),
}
TOWNSHIPS: Final = "SELECT code, row_number() OVER () - 1 AS n FROM regions WHERE length(code) = 9 AND code LIKE '32%'"
ROWS: Final = (
    """INSERT INTO persons (id, version, name, synthetic)
    SELECT 'bench-' || i, 1, '\\x00', true FROM generate_series(1, :people) AS i""",
    """INSERT INTO training_courses VALUES ('BENCH', 1, 'x', 'housing', 2, 8, '32', 60, 12, 80, 2, '[]', 'p', now())""",
    """INSERT INTO training_sessions
    SELECT uuidv7(), 'BENCH', 1, '32', '2026-01-05', '2026-01-06', 4, 9, 'p', now()""",
    f"""INSERT INTO training_certificates (id, person_id, field, valid_from, valid_to, region, session_id, "by", at)
    SELECT uuidv7(), 'bench-' || i, 'housing', '2026-01-07', '2027-01-06', t.code, s.id, 'p', now()
    FROM generate_series(1, :people) AS i JOIN training_sessions s ON s.course_code = 'BENCH'
    JOIN ({TOWNSHIPS}) t ON t.n = i % (SELECT count(*) FROM ({TOWNSHIPS}) u)""",
    "INSERT INTO units (id, version, synthetic) SELECT 'bench-' || i, 1, true FROM generate_series(1, :agencies) AS i",
    f"""INSERT INTO unit_terms (unit_id, region, kind, name, valid_from)
    SELECT 'bench-' || i, t.code, 'x', '机构' || i, '2026-01-01' FROM generate_series(1, :agencies) AS i
    JOIN ({TOWNSHIPS}) t ON t.n = i % (SELECT count(*) FROM ({TOWNSHIPS}) u)""",
    "UPDATE matters SET field = 'housing' WHERE code = 'M0404'",
    f"""INSERT INTO cases (id, number, version, state, region, source, urgency, workflow_version, urged, matter,
    opened_at, changed_at) SELECT uuidv7(), 'bench-' || i, 1, 'filed', t.code, 'bench', 'normal', 1, 0, 'M0404',
    timestamptz '2026-01-01' + i * interval '4 minutes', now() FROM generate_series(1, :cases) AS i
    JOIN ({TOWNSHIPS}) t ON t.n = i % (SELECT count(*) FROM ({TOWNSHIPS}) u)""",
    """INSERT INTO exchange_requests (id, region, unit, owner, set_code, purpose, legal_basis, columns, place, fields,
    since, until, mode, last_day, state, version, due_at, asked_by, asked_at) VALUES (:id, '32', 'bench-1', 'bench-1',
    'agencies', 'x', 'x', '[]', '32', '[]', '2026-01-01', '2026-12-31', 'subscription', '2026-12-31', 'suspended', 1,
    now(), 'p', now())""",
    "ANALYZE persons, training_certificates, unit_terms, cases",
)


async def build(connection: Connection, request_id: UUID) -> None:
    given = {"people": PEOPLE, "agencies": AGENCIES, "cases": CASES, "id": request_id}
    for statement in ROWS:
        asked = text(statement)
        await connection.execute(asked, {name: given[name] for name in asked._bindparams})  # noqa: SLF001 - its names


async def compare(connection: Connection, about: tuple[UUID, str, Frame, Sequence[str]]) -> tuple[float, int]:
    """Return how long one comparison took in milliseconds, and how many rows differ (at most a push)."""
    begun = time.perf_counter()
    differ = await pushes.differences(connection, *about, limit=ROWS_A_PUSH)
    return (time.perf_counter() - begun) * 1000, len(differ)


async def measure(connection: Connection, request_id: UUID, code: str) -> dict[str, Any]:
    """Return the median of a comparison that finds all new, nothing, and one row of each kind."""
    about = (request_id, code, FRAME, COLUMNS[code])
    found: dict[str, Any] = {"first": await _median(connection, about)}
    everything = await pushes.differences(connection, *about, limit=10_000_000)
    await pushes.note_told(connection, request_id, [(one.key, one.digest) for one in everything], utc_now())
    await connection.execute(text("ANALYZE exchange_told"))
    found["rows"], found["nothing"] = len(everything), await _median(connection, about)
    await pushes.forget_told(connection, request_id, [everything[0].key])
    await pushes.note_told(connection, request_id, [("bench-gone", "x")], utc_now())
    found["two differ"] = await _median(connection, about)
    return found


async def _median(connection: Connection, about: tuple[UUID, str, Frame, Sequence[str]]) -> tuple[float, int]:
    taken = [await compare(connection, about) for _ in range(TIMES)]
    return round(statistics.median(ms for ms, _ in taken), 1), taken[-1][1]


async def main() -> None:
    url = Installation.here().database_urls("ONEFOUR_BENCH_")["dispatch"]
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        transaction, request_id = await connection.begin(), new_id()
        try:
            await build(connection, request_id)
            print(machine())
            for code in COLUMNS:
                print(code, await measure(connection, request_id, code))
                await connection.execute(text("DELETE FROM exchange_told WHERE request_id = :id"), {"id": request_id})
        finally:
            await transaction.rollback()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
