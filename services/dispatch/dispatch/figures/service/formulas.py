"""How does a formula come into force? One person proposes it, another confirms it, from a day that is not past."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.figures.domain.formulas import Formula, Wanted, check_begin, check_formula
from dispatch.figures.domain.refusals import (
    BeyondYourRegion,
    FormulaIsDecided,
    FormulaNeedsSecondPerson,
    FormulaNotFound,
    OneProposalAtATime,
)
from dispatch.figures.domain.terms import FormulaState
from dispatch.figures.repository import formulas as repository
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

PRODUCT, SEED = "system:product", "system:seed"
# Figures may be asked for days before the product came: its own formulas hold since ever.
SINCE_EVER = date(2020, 1, 1)


async def seed_formulas(work: UnitOfWork, *, now: datetime) -> None:
    """Load the first version of each figure, which comes with the product; what stands already stays as it is."""
    said = json.loads(files("dispatch.figures").joinpath("data/formulas.json").read_text(encoding="utf-8"))
    rows = []
    for one in said:
        check_formula(Formula.read(one["definition"]))
        begins = {"id": new_id(), "region": "", "version": 1, "valid_from": SINCE_EVER, "state": "confirmed"}
        hands = {"proposed_by": PRODUCT, "proposed_at": now, "decided_by": SEED, "decided_at": now}
        rows.append(one | begins | hands)
    await repository.add(work.connection, rows, skip_known=True)


async def propose(work: UnitOfWork, scope: Scope, wanted: Wanted, *, now: datetime) -> UUID:
    """Keep a formula until another person confirms it; return its id.

    Raises BeyondYourRegion, FormulaRefused, NotBackInTime, LaterFormulaExists, OneProposalAtATime.
    """
    _require_region(scope, wanted.region)
    check_formula(wanted.formula)
    connection = work.connection
    await repository.hold(connection, wanted.code, wanted.region)
    standing = await repository.newest(connection, wanted.code, wanted.region)
    check_begin(wanted.valid_from, standing, town_day(now))
    if await repository.is_open(connection, wanted.code, wanted.region):
        raise OneProposalAtATime("another proposal waits", figure=wanted.code, region=wanted.region)
    formula_id = new_id()
    row = {
        "id": formula_id,
        "code": wanted.code,
        "region": wanted.region,
        "version": None,
        "name": wanted.name,
        "name_en": wanted.name_en,
        "definition": wanted.formula.kept(),
        "basis": wanted.basis,
        "valid_from": wanted.valid_from,
        "state": str(FormulaState.OPEN),
        "proposed_by": scope.person_id,
        "proposed_at": now,
    }
    await repository.add(connection, [row])
    return formula_id


async def confirm(work: UnitOfWork, scope: Scope, formula_id: UUID, *, now: datetime) -> int:
    """Let a proposed formula hold from its day on; return its version.

    Raises FormulaNotFound, FormulaIsDecided, FormulaNeedsSecondPerson, NotBackInTime, LaterFormulaExists.
    """
    row = await _open(work, scope, formula_id)
    FormulaNeedsSecondPerson.unless_two(row.proposed_by, scope.person_id)
    await repository.hold(work.connection, row.code, row.region)
    standing = await repository.newest(work.connection, row.code, row.region)
    check_begin(row.valid_from, standing, town_day(now))
    version = standing.version + 1 if standing else 1
    state = FormulaState.CONFIRMED
    await repository.decide(work.connection, formula_id, state, version=version, by=scope.person_id, at=now)
    return version


async def withdraw(work: UnitOfWork, scope: Scope, formula_id: UUID, *, now: datetime) -> None:
    """Take a proposal away. Raises FormulaNotFound, FormulaIsDecided."""
    await _open(work, scope, formula_id)
    state = FormulaState.WITHDRAWN
    await repository.decide(work.connection, formula_id, state, version=None, by=scope.person_id, at=now)


async def list_formulas(
    work: UnitOfWork, scope: Scope, region: str, *, state: FormulaState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the formulas that count somewhere in a region. Raises BeyondYourRegion."""
    if not scope.covers(region):
        raise BeyondYourRegion("not your region", region=region)
    return await repository.list_formulas(work.connection, region, state=state, after=after, limit=limit)


async def _open(work: UnitOfWork, scope: Scope, formula_id: UUID) -> Row[Any]:
    row = await repository.find(work.connection, formula_id, lock=True)
    if row is None or not scope.covers(row.region):
        raise FormulaNotFound("no such formula", formula=str(formula_id))
    if row.state != FormulaState.OPEN:
        raise FormulaIsDecided("it is decided", state=row.state)
    return row


def _require_region(scope: Scope, region: str) -> None:
    """A formula binds all regions under its prefix: who proposes it answers for all of them."""
    if not scope.covers(region):
        raise BeyondYourRegion("not your region", field="region", region=region)
