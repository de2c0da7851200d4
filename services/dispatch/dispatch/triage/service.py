"""How do reports become cases, as a set, with a reason for each decision?"""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table

from dispatch.cases.domain.opening import SYSTEM, Opening
from dispatch.cases.domain.source_rules import SourceRules
from dispatch.cases.repository import reading
from dispatch.cases.service.docket import rules_now
from dispatch.cases.service.gate import DANGER
from dispatch.cases.service.opening import open_cases
from dispatch.duties.service.authority import Exit, Given, count_observed, note_exits, registers_wanted
from dispatch.intake import repository as intake
from dispatch.intake.schemas import FeedEvent
from dispatch.intake.service import incoming_from_feed
from dispatch.intake.sources import Source
from dispatch.memory import Group, Memory, touch
from dispatch.triage import repository
from dispatch.triage.domain.conflicts import Conflict, ConflictKind, find_conflicts
from dispatch.triage.domain.decide import HIDDEN, Decision, Facts, decide_triage
from dispatch.triage.domain.refusals import ContradictingRules, DuplicateRule, UnknownMatter
from dispatch.triage.domain.rules import Rule
from dispatch.triage.domain.same import NEAR_DEGREES, WITHIN, Spot, Spots
from dispatch.triage.domain.tables import Ground, Tables
from dispatch.triage.models import cell_copies, crosswalk, matters, worker_copies
from shared.clock import town_day
from shared.runtime import metrics
from shared.runtime.db import Connection, UnitOfWork
from shared.schemas.dispatch import ReportReceived
from shared.schemas.grid import CellChanged, WorkerChanged
from shared.schemas.vocabulary import AppealKind, Category, Executor, Point, Result, Urgency

# How many contradictions a refusal names.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that decisions are made from."""

    tables: Tables
    ground: Ground


async def knowledge_now(connection: Connection, memory: Memory, now: datetime) -> Knowledge:
    """Return what triage knows, read again only where it has changed (or the day has)."""
    today = town_day(now)
    tables, places, workers, units, registers = await memory.get(
        connection,
        (Group.TRIAGE_TABLES, None, repository.load_tables),
        (Group.CELLS, today, partial(repository.load_places, on=today)),
        (Group.WORKERS, None, repository.load_workers),
        (Group.UNITS, today, partial(repository.load_units, on=today)),
        registers_wanted(memory),
    )
    return Knowledge(tables, Ground(places, workers, units, registers.on(today)))


async def triage_reports(work: UnitOfWork, memory: Memory, events: Sequence[ReportReceived], now: datetime) -> None:
    """Decide a set of reports, open their cases or let them join, and keep why; a report decided before stays so."""
    before = await repository.known_decisions(work.connection, [event.report_id for event in events])
    rows = await intake.read_reports(work.connection, [e.report_id for e in events if e.report_id not in before])
    reports = [rows[event.report_id] for event in events if event.report_id in rows]
    if not reports:
        return
    knowledge = await knowledge_now(work.connection, memory, now)
    facts = [_facts(work, row) for row in reports]
    decisions = decide_all(facts, knowledge)
    rules = await rules_now(work.connection, memory)
    openings, joins = await _sort_out(work.connection, rules.sources_at(now), reports, decisions, now)
    of_report = await open_cases(work, rules, openings, joins, now)
    versions = {"versions": dict(memory.versions)}
    await repository.add_decisions(
        work.connection,
        [
            {"report_id": row.id, "case_id": of_report[row.id], "decided_at": now, "why": decision.why | versions}
            for row, decision in zip(reports, decisions, strict=True)
        ],
    )
    old = {target for _, target in joins if isinstance(target, UUID)}
    await _note_authority(work, _gone_to_townships(reports, decisions, of_report, old), now)
    _count(decisions, len(joins), {scheme for scheme, _ in knowledge.tables.crosswalk})
    for origin, count in Counter(row.origin for row in reports).items():
        metrics.cases_opened.labels(origin).inc(count)


def decide_all(facts: Sequence[Facts], knowledge: Knowledge) -> list[Decision]:
    """Return a decision for each report; the places are looked up all at once."""
    index = knowledge.ground.places.index
    nowhere = float("nan")
    lons = [nowhere if one.lon is None else one.lon for one in facts]
    lats = [nowhere if one.lat is None else one.lat for one in facts]
    cells = index.locate_many(lons, lats)
    return [
        decide_triage(one, knowledge.tables, knowledge.ground, cell) for one, cell in zip(facts, cells, strict=True)
    ]


def _facts(work: UnitOfWork, row: Row[Any]) -> Facts:
    text = json.loads(work.sealer.open(row.sealed_text, about=str(row.id))) if row.sealed_text is not None else {}
    return Facts(
        source=row.source,
        region=row.region,
        category=Category(scheme=row.category_scheme, code=row.category_code) if row.category_scheme else None,
        lon=row.lon,
        lat=row.lat,
        position_problem=row.position_problem,
        urgency=Urgency(row.urgency) if row.urgency else None,
        title=text.get("title") or "",
        detail=text.get("detail") or "",
        place=text.get("place") or "",
        is_hidden=row.sealed or bool(row.complained_of),
    )


def facts_of_event(source: Source, event: FeedEvent) -> Facts:
    """Return what triage would be told of an event, for trying it without effect."""
    one = incoming_from_feed(source, event, "try")
    return Facts(
        source=one.source,
        region=one.region,
        category=one.category,
        lon=one.lon,
        lat=one.lat,
        position_problem=one.position_problem,
        urgency=one.urgency,
        title=event.title or "",
        detail=event.detail,
        place=event.place or "",
        is_hidden=one.sealed or bool(one.complained_of),
    )


async def _sort_out(
    connection: Connection,
    sources: SourceRules,
    reports: Sequence[Row[Any]],
    decisions: Sequence[Decision],
    now: datetime,
) -> tuple[list[Opening], list[tuple[Opening, UUID | int]]]:
    """Return the new cases, and who joins which: open cases near by, or one of the new ones."""
    spots = Spots()
    places = [
        {"matter": decision.matter, "cell": decision.cell, "lon": row.lon, "lat": row.lat}
        for row, decision in zip(reports, decisions, strict=True)
        if decision.matter and decision.cell and row.lon is not None
    ]
    for case in await reading.open_cases_near(connection, places, degrees=NEAR_DEGREES, since=now - WITHIN):
        spots.add(case.matter, case.cell, Spot(case.id, case.lon, case.lat, case.opened_at))
    openings: list[Opening] = []
    joins: list[tuple[Opening, UUID | int]] = []
    for row, decision in zip(reports, decisions, strict=True):
        matter, cell = decision.matter, decision.cell
        if matter is None or cell is None or row.lon is None or decision.queue == HIDDEN:
            openings.append(_opening(row, decision, sources))
            continue
        same = spots.find(matter, cell, row.lon, row.lat, row.received_at)
        if same is None:
            spots.add(matter, cell, Spot(len(openings), row.lon, row.lat, row.received_at))
            openings.append(_opening(row, decision, sources))
        else:
            joins.append((_opening(row, decision, sources), same[0]))
            decision.why["joined"] = {"metres": round(same[1], 1)}
    return openings, joins


def _opening(row: Row[Any], decision: Decision, sources: SourceRules) -> Opening:
    position = Point(lon=row.lon, lat=row.lat) if row.lon is not None else None
    return Opening(
        report_id=row.id,
        source=row.source,
        region=decision.region,
        matter=decision.matter,
        urgency=decision.urgency,
        executor=decision.executor,
        cell=decision.cell,
        unit=decision.unit,
        worker_id=decision.worker_id,
        position=position,
        queue=decision.queue,
        appeal_kind=AppealKind(row.appeal_kind) if row.appeal_kind else None,
        authority=sources.of(row.source).authority,
        sealed=row.sealed,
        complained_of=tuple((kind, subject) for kind, subject in row.complained_of),
        external_id=row.external_id,
        came_at=row.received_at,
        due_at=row.due_at,
        settled=(Result(row.settled), row.settled_by) if row.settled else None,
    )


def _gone_to_townships(
    reports: Sequence[Row[Any]],
    decisions: Sequence[Decision],
    of_report: Mapping[UUID, UUID],
    old: Collection[UUID],
) -> dict[UUID, Decision]:
    """Return the cases that were opened now and went to a township at once, each with what was decided of it.

    A report that joins a case sends nobody; what waits for a person is asked of the list when he lets it go.
    """
    first: dict[UUID, Decision] = {}
    for row, decision in zip(reports, decisions, strict=True):
        if of_report[row.id] not in old:
            first.setdefault(of_report[row.id], decision)
    return {case_id: one for case_id, one in first.items() if one.queue is None and one.executor is not Executor.COUNTY}


async def _note_authority(work: UnitOfWork, gone: Mapping[UUID, Decision], now: datetime) -> None:
    """Keep what went past a duty list, and count what no list would give to a township that is only observed."""
    asked = [(c, one, one.matter, one.authority) for c, one in gone.items() if one.matter and one.authority]
    exits = [Exit(c, one.region, matter, said, DANGER, SYSTEM) for c, one, matter, said in asked if one.is_exit]
    await note_exits(work, exits, now)
    await count_observed(work, [Given(one.region, matter, said) for _, one, matter, said in asked], now)


def _count(decisions: Sequence[Decision], joined: int, schemes: Collection[str]) -> None:
    outcomes = Counter(decision.queue or str(decision.executor) for decision in decisions)
    for outcome, count in outcomes.items():
        metrics.triage_decisions.labels(outcome).inc(count)
    metrics.triage_decisions.labels("joined").inc(joined)
    # By the schemes that rows lead from: what else is sent is whatever its sender calls it.
    for scheme, count in Counter(one.unmapped for one in decisions if one.unmapped).items():
        metrics.triage_unmapped.labels(scheme if scheme in schemes else "other").inc(count)


async def follow_grid(work: UnitOfWork, events: Sequence[CellChanged | WorkerChanged]) -> None:
    """Keep copies of cells and workers as the grid tells them."""
    cells = [
        event.model_dump(mode="json", include={"cell", "version", "region", "rings", "place_names", "kind"})
        | {"valid_from": event.valid_from, "valid_to": event.valid_to}
        for event in events
        if isinstance(event, CellChanged)
    ]
    workers = [
        event.model_dump(mode="json", include={"worker_id", "version", "region", "cells", "on_duty"})
        for event in events
        if isinstance(event, WorkerChanged)
    ]
    if await repository.save_copies(work.connection, cell_copies, cells):
        await touch(work.connection, Group.CELLS)
    if await repository.save_copies(work.connection, worker_copies, workers):
        await touch(work.connection, Group.WORKERS)


async def load_tables(work: UnitOfWork, given: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Add or replace matters, their words and crosswalk rows. Raises UnknownMatter, naming those that do not exist."""
    rows: dict[Table, Sequence[dict[str, Any]]] = {matters: given.get("matters", [])}
    await repository.save_tables(work.connection, rows)
    known = await repository.known_matters(work.connection)
    named = {row["matter"] for part in ("words", "crosswalk") for row in given.get(part, [])}
    if named - known:
        raise UnknownMatter("these matters do not exist", matters=sorted(named - known))
    # A word that a file names twice for one matter speaks once, with the weight named last.
    words = list({(row["matter"], row["word"]): row for row in given.get("words", [])}.values())
    await repository.replace_words(work.connection, {row["matter"] for row in words}, words)
    await repository.save_tables(work.connection, {crosswalk: given.get("crosswalk", [])})
    await touch(work.connection, Group.TRIAGE_TABLES)


async def conflicts_of(work: UnitOfWork, rules: Sequence[Rule]) -> list[Conflict]:
    """Return which of these rules contradict one another, or can never win."""
    return find_conflicts(rules, await repository.fields_of_matters(work.connection))


async def replace_rules(work: UnitOfWork, rules: Sequence[Rule]) -> list[Conflict]:
    """Replace all routing rules; return what of them can never win, which does no harm but is hardly meant.

    Raises DuplicateRule, UnknownMatter, ContradictingRules.
    """
    twice = [rule_id for rule_id, count in Counter(rule.id for rule in rules).items() if count > 1]
    if twice:
        raise DuplicateRule("two rules have one id", rules=twice)
    named = {rule.conditions.matter for rule in rules if rule.conditions.matter}
    unknown = named - await repository.known_matters(work.connection)
    if unknown:
        raise UnknownMatter("these matters do not exist", matters=sorted(unknown))
    conflicts = await conflicts_of(work, rules)
    contradictions = [asdict(one) for one in conflicts if one.kind is ConflictKind.CONTRADICTION]
    if contradictions:
        raise ContradictingRules("rules of one priority decide otherwise", conflicts=contradictions[:MOST_SHOWN])
    rows = [
        rule.model_dump(mode="json", exclude={"conditions", "outcome"})
        | {
            "conditions": rule.conditions.model_dump(mode="json", exclude_none=True),
            "outcome": rule.outcome.model_dump(mode="json", exclude_none=True),
        }
        for rule in rules
    ]
    await repository.replace_rules(work.connection, rows)
    await touch(work.connection, Group.TRIAGE_TABLES)
    return conflicts
