"""Which workflows, limits and source rules are there, and which of them holds at which moment?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from dispatch.cases.domain.clocks import Policies
from dispatch.cases.domain.limits import policy_of
from dispatch.cases.domain.rulebooks import OWN_FROM, Book, Timeline
from dispatch.cases.domain.source_rules import SourceRule, SourceRules
from dispatch.cases.domain.workflow import Workflow, load_workflow
from dispatch.cases.models import case_rule_proposals, clock_policies, lawful_grounds, source_rules, workflows
from shared.runtime.db import Connection
from shared.schemas.vocabulary import Authority


@dataclass(frozen=True, slots=True)
class RuleBooks:
    """Every version of every book: a case runs by those that it pinned, however old they are."""

    workflows: Mapping[int, Workflow]
    tables: Mapping[int, Policies]
    sources: Mapping[int, SourceRules]
    timelines: Mapping[Book, Timeline]


async def load_rule_books(connection: Connection) -> RuleBooks:
    flows = await load_workflows(connection)
    tables, sources = await load_tables(connection), await load_sources(connection)
    versions: dict[Book, list[int]] = {
        Book.WORKFLOWS: list(flows),
        Book.CLOCKS: list(tables),
        Book.SOURCES: list(sources),
    }
    timelines = {book: await load_timeline(connection, book, known) for book, known in versions.items()}
    return RuleBooks(flows, tables, sources, timelines)


async def load_workflows(connection: Connection) -> dict[int, Workflow]:
    """Return every checked definition by version; cases pin the one they began with."""
    rows = (await connection.execute(select(workflows))).all()
    return {row.version: load_workflow(row.version, row.definition) for row in rows}


async def load_tables(connection: Connection) -> dict[int, Policies]:
    """Return every table of limits by version."""
    found = defaultdict(list)
    for row in (await connection.execute(select(clock_policies))).mappings():
        found[row["version"]].append(policy_of(dict(row)))
    return {version: Policies(version, rows) for version, rows in found.items()}


async def load_sources(connection: Connection) -> dict[int, SourceRules]:
    found = defaultdict(list)
    for row in (await connection.execute(select(source_rules))).all():
        asked = row.contact_tries, row.reply_document, row.signing_required
        found[row.version].append(SourceRule(row.source, Authority(row.authority), *asked))
    return {version: SourceRules(version, rows) for version, rows in found.items()}


async def load_timeline(connection: Connection, book: Book, versions: list[int]) -> Timeline:
    """Return from when on which of `versions` holds."""
    c = case_rule_proposals.c
    query = select(c.valid_from, c.version).where(c.book == str(book), c.state == "confirmed")
    confirmed = [(row.valid_from, row.version) for row in (await connection.execute(query)).all()]
    return Timeline.of([version for version in versions if version < OWN_FROM], confirmed)


async def lawful_routes(connection: Connection) -> dict[str, str]:
    """Return on which grounds a case is not taken, each with the lawful route that whoever reported it has instead."""
    rows = await connection.execute(select(lawful_grounds.c.ground, lawful_grounds.c.route))
    return {row.ground: row.route for row in rows}


async def words_of_routes(connection: Connection) -> dict[str, str]:
    """Return the sentence in which somebody is told of a lawful route, by route."""
    rows = await connection.execute(select(lawful_grounds.c.route, lawful_grounds.c.told))
    return {row.route: row.told for row in rows}
