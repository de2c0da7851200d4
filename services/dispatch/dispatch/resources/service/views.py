"""What has a township got on a day: agencies, posts, people, money; who carries too much; is a power backed?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from dispatch.organisation.domain.agencies import is_township
from dispatch.resources.domain.load import PoolLoad, UnitLoad
from dispatch.resources.domain.money import Backing, Booked, Booking, Year, booked_in_year
from dispatch.resources.domain.posts import PostKind
from dispatch.resources.domain.refusals import LoadTooWide, PlaceUnknown
from dispatch.resources.models import money_agreements, power_needs
from dispatch.resources.repository import money as money_rows
from dispatch.resources.repository import moves as moves_rows
from dispatch.resources.repository import people as people_rows
from dispatch.resources.repository import posts as posts_rows
from dispatch.resources.repository import terms as terms_rows
from dispatch.resources.repository import township as township_rows
from dispatch.resources.repository.money import holds
from dispatch.resources.service.agencies import is_below_fewest
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class PostsOf:
    """The posts of one kind on a day; `in_townships`: those of them that are kept there."""

    approved: int
    posts: int
    occupied: int
    in_townships: int


@dataclass(frozen=True, slots=True)
class PowerMoney:
    region: str
    power: str
    year: Year


@dataclass(frozen=True, slots=True)
class Summary:
    """A region on a day; money: from the first day of the year on.

    `townships_below_seven`: those that have agencies, but fewer than the reform foresees. `pool`: all who work in
    townships; `people`: who sits on a post, by mode.
    """

    region: str
    on: date
    agencies: int
    townships_below_seven: list[str]
    posts: dict[PostKind, PostsOf]
    people: dict[str, int]
    pool: int
    need: int
    given: int
    spent: int
    short: int

    @property
    def too_few_agencies(self) -> bool:
        return bool(self.townships_below_seven)


def require_visible(scope: Scope, region: str) -> None:
    """Raise PlaceUnknown for a region outside the scope."""
    if not scope.covers(region):
        raise PlaceUnknown("no such region", region=region)


async def summarise(work: UnitOfWork, scope: Scope, region: str, on: date) -> Summary:
    """Return what a region has on a day. Raises PlaceUnknown."""
    require_visible(scope, region)
    sums = await posts_rows.sums_in(work.connection, scope, region, on)
    money = await money_rows.totals_of(work.connection, scope, region, on)
    agencies = await township_rows.agencies_by_township(work.connection, scope, region, on)
    if is_township(region):
        agencies.setdefault(region, 0)
    return Summary(
        region,
        on,
        sum(agencies.values()),
        sorted(town for town, number in agencies.items() if is_below_fewest(number)),
        {kind: _posts_of(sums, kind) for kind in PostKind},
        await people_rows.people_by_mode(work.connection, scope, region, on),
        await township_rows.people_in_townships(work.connection, scope, region, on),
        need=int(money.need),
        given=int(money.given),
        spent=int(money.spent),
        short=int(money.short),
    )


def _posts_of(sums: Iterable[Row[Any]], kind: PostKind) -> PostsOf:
    found = {row.what: int(row.number) for row in sums if row.kind == kind}
    return PostsOf(*(found.get(what, 0) for what in ("approved", "posts", "occupied", "in-townships")))


async def money_of(
    work: UnitOfWork, scope: Scope, region: str, on: date, *, after: tuple[str, str] = ("", ""), limit: int = 200
) -> list[PowerMoney]:
    """Return need, agreement, given and spent of each power in a region in the year of a day, up to it."""
    require_visible(scope, region)
    rows = await money_rows.years_of(work.connection, scope, region, on, after=after, limit=limit)
    return [PowerMoney(row.region, row.power, _year(row)) for row in rows]


def _year(row: Row[Any]) -> Year:
    return Year(
        need=row.need,
        agreed=row.agreed,
        share_due=int(row.share_due),
        transfer_given=int(row.transfer_given),
        share_given=int(row.share_given),
        spent=int(row.spent),
    )


async def backing_of(work: UnitOfWork, region: str, power: str, on: date) -> Backing:
    """Return what stands behind a power in a township on a day: the one question other capabilities ask."""
    return (await backings_of(work, [(region, power)], on))[region, power]


async def backings_of(work: UnitOfWork, keys: Collection[tuple[str, str]], on: date) -> dict[tuple[str, str], Backing]:
    """Return what stands behind powers in townships on a day, by (township, power)."""
    needs = await money_rows.terms_of(work.connection, power_needs, keys)
    agreed = await money_rows.terms_of(work.connection, money_agreements, keys)
    booked = await money_rows.bookings_of(work.connection, keys)
    posts = await money_rows.posts_for(work.connection, keys, on)
    return {key: _backing(_on(needs[key], on), _on(agreed[key], on), booked[key], posts[key], on) for key in keys}


async def hold_backings(
    work: UnitOfWork, keys: Collection[tuple[str, str]], on: date
) -> dict[tuple[str, str], Backing]:
    """Return what stands behind powers on a day; nobody moves it until the transaction ends.

    Whoever moves posts or money holds the county meanwhile: what he is about to take away is not counted any more.
    """
    await terms_rows.lock_counties(work.connection, {region[: RegionLevel.COUNTY.digits] for region, _ in keys})
    return await backings_of(work, keys, on)


def _on(terms: Iterable[Row[Any]], on: date) -> Row[Any] | None:
    return next((term for term in terms if holds(term, on)), None)


def _backing(need: Row[Any] | None, agreed: Row[Any] | None, booked: Sequence[Booked], posts: int, on: date) -> Backing:
    return Backing(
        posts_needed=need.posts if need else None,
        posts=posts,
        fen_needed=need.yearly_fen if need else None,
        fen_agreed=agreed.yearly_fen if agreed else None,
        share_given=booked_in_year(booked, Booking.SHARE_GIVEN, on),
    )


async def to_move_back(
    work: UnitOfWork, scope: Scope, region: str, on: date, *, after: str, limit: int
) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """Return the posts and the people that came with powers which are in force no more. Raises PlaceUnknown."""
    require_visible(scope, region)
    posts = await moves_rows.posts_to_move_back(work.connection, scope, region, on)
    return posts, await moves_rows.people_to_move_back(work.connection, scope, region, on, after=after, limit=limit)


async def load_of(work: UnitOfWork, scope: Scope, region: str, on: date) -> PoolLoad:
    """Return the open work by head of a township's pool, or a county's, at the end of a day.

    Raises PlaceUnknown, LoadTooWide.
    """
    require_visible(scope, region)
    if len(region) < RegionLevel.COUNTY.digits:
        raise LoadTooWide("the load of more than a county is read township by township", region=region)
    return (await _pools(work, scope, [region], on))[region]


async def loads_of(
    work: UnitOfWork, scope: Scope, region: str, on: date, *, after: str, limit: int
) -> dict[str, PoolLoad]:
    """Return the load of each township of a region at the end of a day, a page of them. Raises PlaceUnknown."""
    require_visible(scope, region)
    towns = await township_rows.townships_after(work.connection, scope, region, after=after, limit=limit)
    return await _pools(work, scope, towns, on) if towns else {}


async def _pools(work: UnitOfWork, scope: Scope, places: Sequence[str], on: date) -> dict[str, PoolLoad]:
    """Return the load of places of one level, in their order: as many statements for many as for one."""
    people = await township_rows.pool_of(work.connection, scope, places, on)
    cases = await township_rows.open_cases_of(work.connection, scope, places, on)
    tasks = await township_rows.open_tasks_of(work.connection, scope, places, on)
    units: dict[str, list[UnitLoad]] = {place: [] for place in places}
    for key in sorted({*people, *cases, *tasks}, key=lambda key: key[1] or ""):
        units[key[0]].append(UnitLoad(key[1], people.get(key, 0), cases.get(key, 0), tasks.get(key, 0)))
    return {place: PoolLoad(loads) for place, loads in units.items()}


async def heads_of(
    work: UnitOfWork, scope: Scope, region: str, on: date, *, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the people of a pool on a day with their open tasks, by person. Raises PlaceUnknown."""
    require_visible(scope, region)
    return await township_rows.heads_of(work.connection, scope, region, on, after=after, limit=limit)
