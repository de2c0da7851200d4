"""Which formal powers has nobody evaluated for so long that the use of some day would never be judged?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, Row, Subquery, and_, case, cast, func, select, tuple_

from dispatch.powers.domain.life import Action, State
from dispatch.powers.domain.use import MONTHS_LOOKED_BACK
from dispatch.powers.models import power_catalogue, power_history, power_terms, powers
from dispatch.powers.repository.reading import state_before
from shared.clock import SHANGHAI, day_end
from shared.runtime.copies import in_force
from shared.runtime.db import Connection
from shared.runtime.scope import Scope

# What was formal on a day is so still, or was taken back since.
WAS_FORMAL = (str(State.FORMAL), str(State.TAKEN_BACK))


def evaluations_due(on: date) -> Subquery:
    """Return the powers that are formal and in force on a day and whose evaluation was due before it, by what was
    known then: power_id, region, code, catalogue_version, in_force_since, evaluated_on and due_on.

    Penalty law art. 24: evaluated regularly. An evaluation looks back on twelve months, so that the next is due when
    they are over; without any, twelve months after the power's first day.
    """
    before, mine = day_end(on), power_terms.c.power_id == powers.c.id
    h = power_history.c
    last = select(func.max(h.at)).where(h.power_id == powers.c.id, h.action == str(Action.EVALUATE), h.at < before)
    evaluated_on = cast(func.timezone(SHANGHAI.key, last.scalar_subquery()), Date)
    first = select(func.min(power_terms.c.valid_from)).where(mine).scalar_subquery()
    held = select(power_terms.c.power_id).where(mine, in_force(power_terms, on)).exists()
    # What was taken over was formal before the platform noted anything of it.
    taken_over = case((powers.c.takeover_id.is_not(None), str(State.FORMAL)))
    stood = func.coalesce(state_before(before), taken_over)
    c = powers.c
    named = c.id.label("power_id"), c.region, c.code, c.catalogue_version
    formal = (
        select(*named, first.label("in_force_since"), evaluated_on.label("evaluated_on"))
        .where(c.state.in_(WAS_FORMAL), held, stood == str(State.FORMAL))
        .subquery()
    )
    since = func.coalesce(formal.c.evaluated_on, formal.c.in_force_since, type_=Date)
    due_on = cast(since.op("+")(func.make_interval(0, MONTHS_LOOKED_BACK)), Date)
    due = select(formal, due_on.label("due_on")).subquery()
    return select(due).where(due.c.due_on < on).subquery("evaluations_due")


async def list_due(
    connection: Connection, scope: Scope, *, region: str, on: date, after: tuple[str, str], limit: int
) -> Sequence[Row[Any]]:
    """Return the powers whose evaluation is due on a day, as the catalogue names them, by township and code."""
    due = evaluations_due(on)
    same = and_(power_catalogue.c.code == due.c.code, power_catalogue.c.version == due.c.catalogue_version)
    shown = [power_catalogue.c[name] for name in ("name", "kind", "principal")]
    query = (
        select(due, *shown)
        .join(power_catalogue, same)
        .where(due.c.region.startswith(scope.region, autoescape=True), due.c.region.startswith(region, autoescape=True))
        .where(tuple_(due.c.region, due.c.code) > tuple_(*after))
    )
    return (await connection.execute(query.order_by(due.c.region, due.c.code).limit(limit))).all()
