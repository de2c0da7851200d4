"""Which posts and referrals does a caller see, how are they saved, and which posts fit whom best?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.types import Integer

from grid.outreach.domain.jobs import COMMUNITY, NEAR, OF_SKILL, TOWNSHIP, PostState
from grid.outreach.models import outreach_posts, outreach_referrals
from grid.registry.domain.kinds import State
from grid.registry.models import enterprises, residents
from grid.registry.repository.sight import seen_by
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

P, F, R = outreach_posts.c, outreach_referrals.c, residents.c


async def employer_name(connection: Connection, scope: Scope, enterprise_id: UUID) -> str | None:
    """Return what an enterprise of the registry is called; that is nothing personal."""
    query = select(enterprises.c.name).where(
        visible_in(scope, enterprises), enterprises.c.id == enterprise_id, enterprises.c.state == str(State.CURRENT)
    )
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def add_posts(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, outreach_posts, rows)


async def save_post(connection: Connection, row: dict[str, Any]) -> None:
    await update_rows(connection, outreach_posts, [row])


async def find_post(connection: Connection, scope: Scope, post_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    query = select(outreach_posts).where(visible_in(scope, outreach_posts), P.id == post_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def lock_post(connection: Connection, post_id: UUID) -> Row[Any]:
    """Hold the post of a referral that the caller was let see."""
    return (await connection.execute(select(outreach_posts).where(P.id == post_id).with_for_update())).one()


async def posts_in_brief(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    query: Select[Any] = select(P.id, P.title, P.employer, P.place, P.wage_from, P.wage_to).where(among(P.id, ids))
    return {row.id: row for row in (await connection.execute(query)).all()}


async def list_posts(
    connection: Connection, scope: Scope, *, state: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    query = select(outreach_posts).where(visible_in(scope, outreach_posts))
    if state is not None:
        query = query.where(P.state == state)
    if after is not None:
        query = query.where(P.id > after)
    return (await connection.execute(query.order_by(P.id).limit(limit))).all()


# ------------------------------------------------------------------------------------------------------------ matching
def is_open(region: str, today: date) -> ColumnElement[bool]:
    """Return the condition that somebody may still be referred to a post of a region."""
    return and_(
        P.state == str(PostState.OPEN),
        P.region.startswith(region, autoescape=True),
        P.valid_until >= today,
        P.placed < P.wanted,
    )


def fits(people: Subquery, region: str, today: date, most: int) -> Select[Any]:
    """Return (person, post, skills in common, near, score), the best `most` posts for each of the people.

    A post that asks for skills is for who has one of them; one that asks for none is for everybody. Nearness counts
    less than any skill; among equals it is by lot, so that not all are sent to the same post.
    """
    post = select(outreach_posts).where(is_open(region, today)).subquery("post")
    who = people.c
    asked = select(post.c.id, func.jsonb_array_elements_text(post.c.skills).label("skill")).subquery("asked")
    own = func.jsonb_array_elements_text(who.skills).table_valued(column("skill", SqlText)).render_derived(name="own")
    skilled = (
        select(who.id.label("person"), asked.c.id.label("post"), func.count().label("common"))
        .select_from(people.join(own, literal(True)).join(asked, asked.c.skill == own.c.skill))
        .group_by(who.id, asked.c.id)
    )
    unskilled = select(who.id, post.c.id, literal(0)).select_from(
        people.join(post, func.jsonb_array_length(post.c.skills) == 0)
    )
    pairs = union_all(skilled, unskilled).subquery("pairs")
    near = _near(post.c.cell, who.cell)
    score = (OF_SKILL * pairs.c.common + near).label("score")
    lot = func.hashtextextended(cast(pairs.c.person, SqlText) + cast(pairs.c.post, SqlText), 0)
    rank = func.row_number().over(partition_by=pairs.c.person, order_by=(score.desc(), lot)).label("rank")
    ranked = (
        select(pairs.c.person, pairs.c.post, pairs.c.common, near.label("near"), score, rank)
        .select_from(pairs.join(post, post.c.id == pairs.c.post).join(people, who.id == pairs.c.person))
        .where(*_limits(post, people, today))
        .subquery("ranked")
    )
    best = select(ranked).where(ranked.c.rank <= most)
    return best.order_by(ranked.c.person, ranked.c.rank)


def _near(work: ColumnElement[Any], home: ColumnElement[Any]) -> ColumnElement[int]:
    def alike(digits: int) -> ColumnElement[bool]:
        return func.left(work, digits) == func.left(home, digits)

    return case(
        (work == home, NEAR["cell"]),
        (alike(COMMUNITY), NEAR["community"]),
        (alike(TOWNSHIP), NEAR["township"]),
        else_=0,
    )


def _limits(post: Subquery, people: Subquery, today: date) -> Iterable[ColumnElement[bool]]:
    p, who = post.c, people.c
    age = cast(func.date_part("year", func.age(literal(today), who.born_on)), Integer)
    yield or_(p.age_from.is_(None), age >= p.age_from)
    yield or_(p.age_to.is_(None), age <= p.age_to)
    yield or_(p.sex.is_(None), p.sex == who.sex)


async def best_posts(
    connection: Connection, resident_ids: Iterable[UUID], region: str, today: date, most: int
) -> Sequence[Row[Any]]:
    """Return the best posts of residents that the platform writes to: (person, post, common, near, score)."""
    people = select(R.id, R.cell, R.born_on, R.sex, R.skills).where(among(R.id, resident_ids)).subquery("person")
    found: Sequence[Row[Any]] = (await connection.execute(fits(people, region, today, most))).all()
    return found


# ----------------------------------------------------------------------------------------------------------- referrals
async def find_resident(connection: Connection, scope: Scope, resident_id: UUID) -> Row[Any] | None:
    """Return a resident whom the caller may know of: region, birth and sex, nothing that names him."""
    query: Select[Any] = select(R.id, R.region, R.born_on, R.sex).where(
        seen_by(scope, residents), R.id == resident_id, R.state == str(State.CURRENT)
    )
    found: Row[Any] | None = (await connection.execute(query)).one_or_none()
    return found


async def referral_of(connection: Connection, post_id: UUID, resident_id: UUID) -> Row[Any] | None:
    query = select(outreach_referrals).where(F.post_id == post_id, F.resident_id == resident_id)
    return (await connection.execute(query)).one_or_none()


async def add_referral(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, outreach_referrals, [row])


async def save_referral(connection: Connection, row: dict[str, Any]) -> None:
    await update_rows(connection, outreach_referrals, [row])


def _seen(scope: Scope) -> ColumnElement[bool]:
    """A worker sees referrals of people in his cells."""
    inside = visible_in(scope, outreach_referrals)
    if not scope.own_only:
        return inside
    return inside & F.resident_id.in_(select(R.id).where(seen_by(scope, residents)))


async def find_referral(connection: Connection, scope: Scope, referral_id: UUID) -> Row[Any] | None:
    """Return a referral and hold its row."""
    query = select(outreach_referrals).where(_seen(scope), F.id == referral_id)
    return (await connection.execute(query.with_for_update())).one_or_none()


async def list_referrals(
    connection: Connection, scope: Scope, *, post_id: UUID | None, state: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    query = select(outreach_referrals).where(_seen(scope))
    if post_id is not None:
        query = query.where(F.post_id == post_id)
    if state is not None:
        query = query.where(F.state == state)
    if after is not None:
        query = query.where(F.id > after)
    return (await connection.execute(query.order_by(F.id).limit(limit))).all()
