"""What does a new installation begin with? Regions, workdays, starter tables, the workflow and the limits."""

import csv
import json
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from dispatch.adoption.service.standards import seed_standards
from dispatch.cases.domain.workflow import load_workflow
from dispatch.cases.models import clock_policies, workflows
from dispatch.duties.models import duty_terms
from dispatch.exchange.models import exchange_terms
from dispatch.memory import Group, touch
from dispatch.organisation.service.regions import load_packaged
from dispatch.party.domain.resolutions import HALF, SubjectKind
from dispatch.party.models import party_shares
from dispatch.triage import service as triage
from dispatch.triage.repository import known_matters
from dispatch.workdays.service import seed_workdays
from shared.clock import utc_now
from shared.runtime.db import Database, UnitOfWork
from shared.runtime.fields import Sealer
from shared.runtime.settings import CryptoSettings, DatabaseSettings

FIRST_YEAR, LAST_YEAR = 2024, 2026
# What a city usually gives each step of an admission; its own days are rows.
ADMISSION_DAYS = (("opine", 10), ("check", 10), ("review", 10), ("resolve", 15))

# And each step of a request for data.
EXCHANGE_DAYS = (("opine", 10), ("approve", 10))


async def seed(database: DatabaseSettings, crypto: CryptoSettings) -> None:
    """Load what is missing; what an installation has changed since stays as it is."""
    pool = Database(database, Sealer(crypto))
    try:
        async with pool.begin() as work:
            await seed_with(work, now=utc_now())
    finally:
        await pool.close()


async def seed_with(work: UnitOfWork, *, now: datetime) -> None:
    await load_packaged(work)
    await seed_workdays(work, range(FIRST_YEAR, LAST_YEAR + 1), now=now)
    await _seed_rules(work, now)
    await seed_standards(work, now=now)
    terms = insert(duty_terms).on_conflict_do_nothing()
    await work.connection.execute(terms, [{"act": a, "amount": n, "unit": "working-days"} for a, n in ADMISSION_DAYS])
    shares = [{"subject_kind": str(kind), "of": HALF.of, "among": HALF.among} for kind in SubjectKind]
    await work.connection.execute(insert(party_shares).on_conflict_do_nothing(), shares)
    asking = insert(exchange_terms).on_conflict_do_nothing()
    await work.connection.execute(asking, [{"act": a, "amount": n, "unit": "working-days"} for a, n in EXCHANGE_DAYS])
    if not await known_matters(work.connection):
        await _seed_tables(work)


async def _seed_rules(work: UnitOfWork, now: datetime) -> None:
    definition = json.loads(files("dispatch.cases").joinpath("data/workflow_v1.json").read_text())
    load_workflow(1, definition)
    first = insert(workflows).values(version=1, definition=definition, loaded_at=now)
    await work.connection.execute(first.on_conflict_do_nothing())
    rows = [
        {
            "version": 1,
            "kind": row["clock"],
            "source": row["source"],
            "matter": row["matter"],
            "urgency": row["urgency"],
            "amount": int(row["amount"]),
            "unit": row["unit"],
        }
        for row in _rows("dispatch.triage", "data/limits.csv")
    ]
    await work.connection.execute(insert(clock_policies).on_conflict_do_nothing(), rows)
    await touch(work.connection, Group.CASE_RULES)


async def _seed_tables(work: UnitOfWork) -> None:
    kept = ("code", "name", "name_en", "field", "executor", "unit_kind", "urgency", "legal_basis")
    given: dict[str, list[dict[str, Any]]] = {
        "matters": [
            {name: row[name] for name in kept} | {"danger": row["danger"] == "1"}
            for row in _rows("dispatch.triage", "data/matters.csv")
        ],
        "words": [row | {"weight": int(row["weight"])} for row in _rows("dispatch.triage", "data/words.csv")],
        "crosswalk": [dict(row) for row in _rows("dispatch.triage", "data/crosswalk.csv")],
    }
    await triage.load_tables(work, given)


def _rows(package: str, path: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(files(package).joinpath(path).read_text().splitlines()))
