"""How is something sealed up or seized: asked for, approved, imposed, or first imposed and then reported (17-24)?"""

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from enforcement.penalties import repository
from enforcement.penalties.domain.coercing import (
    Site,
    Wanted,
    require_complete,
    require_lawful_things,
    require_not_sealed,
    require_officers,
    require_site,
    require_still_free,
)
from enforcement.penalties.domain.holding import deadline_to_report, last_day, require_moment, require_term
from enforcement.penalties.domain.measures import Measure, MeasureKind, MeasureState
from enforcement.penalties.domain.states import PenaltyAction
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, Taken, take_up_as_officer
from .measured import add, as_head, as_officer, marks_of, put_measure_down
from .party import address_of

A = PenaltyAction


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, wanted: Wanted) -> Row[Any]:
    """Report to the head that something shall be sealed up or seized (18 (1)).

    Raises what `take_up_as_officer` raises, NotDelegated, and what `_checked` raises.
    """
    taken = await take_up_as_officer(work, scope, asked, A.ASK_MEASURE)
    words, marks = await _checked(work, taken, wanted)
    measure = Measure(len(taken.case.measures) + 1, wanted.kind, MeasureState.ASKED, wanted.days)
    await add(work, taken.row, measure, marks)
    facts = {"days": wanted.days, "things": len(wanted.things)}
    return await put_measure_down(work, taken, measure, facts, json.dumps(words, ensure_ascii=False))


async def approve(work: UnitOfWork, scope: Scope, asked: Asked, serial: int, why: str, *, granted: bool) -> Row[Any]:
    """Approve as the head what shall be, or was, sealed up or seized, or not: then it is lifted at once (18 (1), 19).

    Raises what `as_head` raises.
    """
    taken, measure = await as_head(work, scope, asked, A.APPROVE_MEASURE, serial)
    if not granted:
        refused = MeasureState.REFUSED if measure.state is MeasureState.ASKED else measure.state
        measure = replace(measure, state=refused, unneeded=True)
    elif measure.state is MeasureState.ASKED:
        measure = replace(measure, state=MeasureState.APPROVED, approved_at=asked.now)
    else:
        measure = replace(measure, approved_at=asked.now)
    return await put_measure_down(work, taken, measure, {"granted": granted}, why)


async def impose(work: UnitOfWork, scope: Scope, asked: Asked, serial: int, site: Site) -> Row[Any]:
    """Seal up or seize what was approved (18, 24).

    Raises what `as_officer` raises, NotDelegated, MeasureNotApproved, SealedAlready, and what `_on_the_spot` raises.
    """
    taken, measure = await as_officer(work, scope, asked, A.IMPOSE_MEASURE, serial)
    kept = (await repository.measures_of(work.connection, taken.row.id))[serial - 1]
    marks = [bytes(mark) for mark in kept.marks]
    require_still_free(await repository.hold_marks(work.connection, marks))
    moment = _on_the_spot(taken, measure.kind, site)
    require_moment(moment, measure.approved_at or asked.now, asked.now)
    imposed = replace(measure, state=MeasureState.IMPOSED, imposed_at=moment)
    return await put_measure_down(work, taken, imposed, _facts(imposed, site), _words(site, {}))


async def impose_urgently(work: UnitOfWork, scope: Scope, asked: Asked, wanted: Wanted, site: Site) -> Row[Any]:
    """Keep what was sealed up or seized on the spot because it was urgent; it is reported in twenty-four hours (19).

    Raises what `ask` and `_on_the_spot` raise.
    """
    taken = await take_up_as_officer(work, scope, asked, A.IMPOSE_URGENT_MEASURE)
    words, marks = await _checked(work, taken, wanted)
    moment = _on_the_spot(taken, wanted.kind, site)
    require_moment(moment, taken.row.found_on, asked.now)
    new = Measure(len(taken.case.measures) + 1, wanted.kind, MeasureState.IMPOSED, wanted.days, urgent=True)
    measure = replace(new, imposed_at=moment, report_due_at=deadline_to_report(moment))
    await add(work, taken.row, measure, marks)
    facts = {"days": wanted.days, "things": len(wanted.things), "report_due_at": deadline_to_report(moment).isoformat()}
    return await put_measure_down(work, taken, measure, facts | _facts(measure, site), _words(site, words))


async def report(work: UnitOfWork, scope: Scope, asked: Asked, serial: int, what: str) -> Row[Any]:
    """Report to the head what was urgent, within twenty-four hours (19). Raises what `as_officer` raises."""
    taken, measure = await as_officer(work, scope, asked, A.REPORT_URGENT_MEASURE, serial)
    return await put_measure_down(work, taken, replace(measure, reported_at=asked.now), {}, what)


async def _checked(work: UnitOfWork, taken: Taken, wanted: Wanted) -> tuple[dict[str, Any], list[bytes]]:
    """Return what the decision will say, and by what its things are found again.

    Raises MeasureTooLong, DecisionIncomplete, NotSeizable, Unrelated, Necessities, SealedAlready (9, 23, 24, 25).
    """
    require_term(wanted.days)
    address = wanted.address or await address_of(work, taken.row.id)
    require_complete(wanted.things, address=address, reasons=wanted.reasons, basis=wanted.basis)
    require_lawful_things(wanted.kind, wanted.things)
    marks = {one.identity: marks_of(work, one.identity) for one in wanted.things if one.identity}
    every = [mark for of_one in marks.values() for mark in of_one]
    held = await repository.hold_marks(work.connection, every)
    require_not_sealed(wanted.things, {identity for identity, of_one in marks.items() if held & set(of_one)})
    said = {"reasons": wanted.reasons, "basis": wanted.basis, "address": address}
    return said | {"things": [asdict(one) for one in wanted.things]}, every


def _on_the_spot(taken: Taken, kind: MeasureKind, site: Site) -> datetime:
    """Return when it was done. Raises MeasureOfficers, and what `require_site` raises (17, 18, 24, 26)."""
    require_officers(site.officers, taken.case.officers, taken.by)
    require_site(site, kind)
    return site.at or taken.now


def _facts(measure: Measure, site: Site) -> dict[str, object]:
    until = last_day(measure)
    moment = measure.imposed_at.isoformat() if measure.imposed_at else None
    seen = {"present": site.party_present, "signed": site.signed, "officers": sorted(set(site.officers))}
    return {"at": moment, "until": until.isoformat() if until else None, **seen, "keeper": site.keeper is not None}


def _words(site: Site, words: dict[str, Any]) -> str:
    said = {"record": site.record, "statement": site.statement, "witness": site.witness, "keeper": site.keeper}
    return json.dumps(words | said, ensure_ascii=False)
