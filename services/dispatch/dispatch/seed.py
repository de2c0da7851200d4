"""What does a new installation begin with? Regions, workdays, starter tables, the workflow and the limits."""

import csv
import json
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from dispatch.adoption.service.standards import seed_standards
from dispatch.cases.domain.source_rules import USUAL_TRIES
from dispatch.cases.domain.workflow import load_workflow
from dispatch.cases.models import clock_policies, lawful_grounds, source_rules, workflows
from dispatch.duties.models import duty_terms
from dispatch.exchange.models import exchange_terms
from dispatch.figures.service.formulas import seed_formulas
from dispatch.intake.sources import SOURCES
from dispatch.memory import Group, touch
from dispatch.notices.models import notice_rule_history, notice_rules
from dispatch.orders.service.wording import seed_wordings
from dispatch.organisation.service.regions import load_packaged
from dispatch.party.domain.resolutions import HALF, SubjectKind
from dispatch.party.models import party_shares
from dispatch.roster.models import roster_rules
from dispatch.supervision.domain.rules import EVERYWHERE, RuleTable
from dispatch.supervision.models import supervision_rules
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
# How people are told, and when a hand-over of a shift is late, until a place says otherwise.
PROVINCE = "32"
NOTICE_RULE = {"version": 1, "codes": "*", "region": PROVINCE, "role": None, "ladder": [], "digest_over": 3}
NOTICE_RULES = (
    {**NOTICE_RULE, "id": "usual", "urgent": None, "channels": ["inbox"]},
    {**NOTICE_RULE, "id": "urgent", "urgent": True, "channels": ["inbox", "sms"]},
)
ROSTER_RULES = {"region": PROVINCE, "version": 1, "needs": [], "missed_after_minutes": 30, "held_hours": 12}

# Cases run under the newest, and stay under the one that they began with.
WORKFLOWS = (1, 2)


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
    await seed_formulas(work, now=now)
    await seed_wordings(work, now=now)
    terms = insert(duty_terms).on_conflict_do_nothing()
    await work.connection.execute(terms, [{"act": a, "amount": n, "unit": "working-days"} for a, n in ADMISSION_DAYS])
    shares = [{"subject_kind": str(kind), "of": HALF.of, "among": HALF.among} for kind in SubjectKind]
    await work.connection.execute(insert(party_shares).on_conflict_do_nothing(), shares)
    asking = insert(exchange_terms).on_conflict_do_nothing()
    await work.connection.execute(asking, [{"act": a, "amount": n, "unit": "working-days"} for a, n in EXCHANGE_DAYS])
    await _seed_notice_rules(work, now)
    await work.connection.execute(insert(roster_rules).on_conflict_do_nothing(), [ROSTER_RULES])
    if not await known_matters(work.connection):
        await _seed_tables(work)


async def _seed_rules(work: UnitOfWork, now: datetime) -> None:
    for version in WORKFLOWS:
        definition = json.loads(files("dispatch.cases").joinpath(f"data/workflow_v{version}.json").read_text())
        load_workflow(version, definition)
        one = insert(workflows).values(version=version, definition=definition, loaded_at=now)
        await work.connection.execute(one.on_conflict_do_nothing())
    grounds = insert(lawful_grounds).on_conflict_do_nothing()
    await work.connection.execute(grounds, _rows("dispatch.cases", "data/lawful_grounds.csv"))
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
    asked = [
        {
            "version": 1,
            "source": source.name,
            "authority": str(source.authority),
            "contact_tries": USUAL_TRIES,
            "reply_document": False,
            "signing_required": False,
        }
        for source in SOURCES.values()
    ]
    await work.connection.execute(insert(source_rules).on_conflict_do_nothing(), asked)
    await touch(work.connection, Group.CASE_RULES)
    definition = json.loads(files("dispatch.supervision").joinpath("data/rules.json").read_text())
    table = RuleTable.model_validate(definition).model_dump(mode="json", exclude_none=True)
    usual = {"region": EVERYWHERE, "version": 1, "definition": table, "by": "system:seed", "at": now}
    await work.connection.execute(insert(supervision_rules).on_conflict_do_nothing(), [usual])
    await touch(work.connection, Group.SUPERVISION)


async def _seed_notice_rules(work: UnitOfWork, now: datetime) -> None:
    """Load the rules that there never were: one that was taken back stays so."""
    for rule in NOTICE_RULES:
        first = {"rule_id": rule["id"], "version": 1, "region": PROVINCE, "action": "seeded", "by": "system:seed"}
        noted = insert(notice_rule_history).values(first | {"at": now, "facts": rule}).on_conflict_do_nothing()
        if (await work.connection.execute(noted.returning(notice_rule_history.c.rule_id))).one_or_none():
            await work.connection.execute(insert(notice_rules).values(rule))


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
