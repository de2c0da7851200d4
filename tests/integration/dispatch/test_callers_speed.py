"""Is a caller found among very many by an index, and never by reading all of them?"""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.expression import Executable

from bench.callers import reports_of_cases
from dispatch.callers import repository
from shared.runtime.db import Connection
from shared.runtime.scope import Reach, Scope
from shared.schemas.topics import Service
from tests.support.platform import TOWN, Platform

REPORTS = 60_000
WHO = Scope(Reach(TOWN, "p-dispatcher"))
# As many tables as a search touches, filled by the server itself and never committed.
CASES = """INSERT INTO cases (id, number, version, state, region, source, urgency, workflow_version, urged, opened_at,
                              changed_at)
           SELECT uuidv7(), 'speed-' || n, 1, 'received', '320585102', 'hotline-12345', 'normal', 1, 0, now(), now()
           FROM generate_series(1, :count) n"""
FILL = (*reports_of_cases("speed-"), "ANALYZE reports, report_marks, cases, case_reports")
BIG = {"reports", "report_marks", "cases", "case_reports"}


@pytest.fixture(scope="module")
async def many(town: Platform) -> AsyncIterator[Connection]:
    """Return a connection that sees very many reports, which are gone afterwards."""
    async with town.database("dispatch").engine.connect() as connection:
        await connection.execute(text(CASES), {"count": REPORTS})
        for statement in FILL:
            await connection.exec_driver_sql(statement)
        yield connection
        await connection.rollback()


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]


SEARCHES: dict[str, Any] = {
    "phone": repository.marked(repository.by_phone([b"\x01" * 16, b"\x02" * 16])),
    "place": repository.marked(repository.by_place([["a" * 32, "b" * 32]])),
    "squares": repository.marked(repository.by_squares([1, 2, 3])),
    "number": repository.numbered("speed-7", ["hotline-12345", *(str(service) for service in Service)]),
}


class Explained(Executable, ClauseElement):
    """A query that is explained, with the time that it took."""

    inherit_cache = False

    def __init__(self, query: Any) -> None:
        self.query = query


@compiles(Explained)
def _explain(element: Explained, compiler: Any, **more: Any) -> str:
    return f"EXPLAIN (ANALYZE, FORMAT JSON) {compiler.process(element.query, **more)}"


@pytest.mark.parametrize("by", SEARCHES)
async def test_no_search_reads_all_reports(many: Connection, by: str) -> None:
    query = repository.earlier_reports(WHO, SEARCHES[by], but=None, reveals=False, after=None, limit=20)

    (plan,) = (await many.execute(Explained(query))).scalar_one()

    nodes = _nodes(plan["Plan"])
    read = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan" and "Relation Name" in node}
    assert read & BIG == set(), json.dumps(plan, indent=1)
    assert plan["Execution Time"] < 1_000
