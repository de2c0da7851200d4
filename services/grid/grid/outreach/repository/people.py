"""Whom does an audience mean? Nobody without consent, without a mobile number, or who said no; and each person once."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Select, Subquery, any_, case, cast, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, distinct_on
from sqlalchemy.sql.expression import literal
from sqlalchemy.types import Text

from grid.outreach.domain.audience import Audience, CampaignKind, born_between, years_before
from grid.outreach.domain.messages import Dropped
from grid.outreach.models import outreach_opt_outs
from grid.registry.domain.kinds import State
from grid.registry.domain.ties import Relation
from grid.registry.models import homes, record_ties, residents
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope

R, OUT, T = residents.c, outreach_opt_outs.c, record_ties.c


def has_consented(today: date) -> ColumnElement[bool]:
    """Return the condition that a resident agreed to messages, on a day that is known and has come."""
    return R.message_consent & (R.consent_on <= today)


def has_opted_out() -> ColumnElement[bool]:
    """Return the condition that a resident said no on the day of his last consent, or since.

    By record, number and person, each for itself: three plain anti-joins are quick, one by all three is not.
    """
    since = OUT.out_on >= R.consent_on
    same = (OUT.resident_id == R.id, OUT.phone_mark == R.phone_mark, OUT.person_mark == R.id_number_mark)
    return or_(*(exists().where(one, since) for one in same))


def why_not(today: date) -> ColumnElement[str | None]:
    """Return why a resident is sent nothing any more, NULL where he may be."""
    return case(
        (R.id.is_(None) | (R.state != str(State.CURRENT)), str(Dropped.RECORD_ENDED)),
        (has_opted_out(), str(Dropped.OPTED_OUT)),
        (func.coalesce(has_consented(today), False).is_(False), str(Dropped.NO_CONSENT)),
        (R.has_mobile.is_(False), str(Dropped.NUMBER_CHANGED)),
    )


def meant(scope: Scope, region: str, kind: CampaignKind, audience: Audience, today: date) -> Select[Any]:
    """Return the query of the residents that an audience means, a person perhaps more than once."""
    query = select(R.id, R.region, R.phone_mark, R.id_number_mark).where(
        visible_in(scope, residents),
        R.region.startswith(region, autoescape=True),
        R.state == str(State.CURRENT),
        has_consented(today),
        R.has_mobile,
        R.phone_mark.is_not(None),
        _of_age(kind, today),
        *_conditions(audience, today),
    )
    since = OUT.out_on >= R.consent_on
    for same in (OUT.resident_id == R.id, OUT.phone_mark == R.phone_mark, OUT.person_mark == R.id_number_mark):
        query = query.where(~exists().where(same, since))
    return query


def _of_age(kind: CampaignKind, today: date) -> ColumnElement[bool]:
    """Return the condition on birth: of jobs hears nobody whose age is not known."""
    old_enough = R.born_on <= years_before(today, kind.least_age)
    return old_enough if kind is CampaignKind.JOBS else R.born_on.is_(None) | old_enough


def _conditions(audience: Audience, today: date) -> Iterable[ColumnElement[bool]]:
    """Return what is asked, each condition by itself; an empty one asks nothing."""
    after, until = born_between(audience, today)
    inside = (R.region.startswith(one, autoescape=True) for one in audience.regions)
    asked: tuple[tuple[object, Callable[[], ColumnElement[bool]]], ...] = (
        (after, lambda: R.born_on > after),
        (until, lambda: R.born_on <= until),
        (audience.sex, lambda: R.sex == str(audience.sex)),
        (audience.population, lambda: among(R.population, map(str, audience.population))),
        (audience.employment, lambda: among(R.employment, map(str, audience.employment))),
        (audience.skills_any, lambda: _has_any(R.skills, audience.skills_any)),
        (audience.skills_all, lambda: R.skills.contains(list(audience.skills_all))),
        (audience.care, lambda: _has_any(R.care, map(str, audience.care))),
        (audience.home_use, lambda: _lives_in(map(str, audience.home_use))),
        (audience.regions, lambda: or_(*inside)),
        (audience.cells, lambda: among(R.cell, audience.cells)),
    )
    return [condition() for given, condition in asked if given]


def _has_any(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    # JSONB's own `?|`: one of the texts stands in the list.
    found: ColumnElement[bool] = cast(column, JSONB).has_any(cast(literal(list(values), ARRAY(Text)), ARRAY(Text)))
    return found


def _lives_in(uses: Iterable[str]) -> ColumnElement[bool]:
    return exists().where(
        T.from_id == R.id,
        T.relation == str(Relation.LIVES_IN),
        T.valid_to.is_(None),
        homes.c.id == T.to_id,
        homes.c.state == str(State.CURRENT),
        homes.c.use == any_(literal(list(uses), ARRAY(Text))),
    )


def each_once(people: Select[Any]) -> Subquery:
    """Return the people with one row for a number, and of these one for a person.

    Who has no identity number is a person by his record.
    """
    found = people.subquery("meant")
    numbers = (
        select(found).ext(distinct_on(found.c.phone_mark)).order_by(found.c.phone_mark, found.c.id).subquery("numbers")
    )
    person = func.coalesce(numbers.c.id_number_mark, cast(func.uuid_send(numbers.c.id), LargeBinary))
    return select(numbers).ext(distinct_on(person)).order_by(person, numbers.c.id).subquery("people")


async def in_memory(connection: Connection) -> None:
    """Let this transaction tell a million rows apart without writing them to the disk."""
    await connection.execute(text("SET LOCAL work_mem = '256MB'"))


async def count_people(connection: Connection, people: Select[Any]) -> int:
    """Return how many persons an audience means."""
    await in_memory(connection)
    query = select(func.count()).select_from(each_once(people))
    return int((await connection.execute(query)).scalar_one())
