"""What has a township got on a day: agencies, posts, people, money; who carries too much; is a power backed?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dispatch.resources import repository
from dispatch.resources.domain.agencies import agencies_on
from dispatch.resources.domain.load import PoolLoad, UnitLoad
from dispatch.resources.domain.money import Backing, Year, year_of
from dispatch.resources.domain.posts import Account, PostKind
from dispatch.resources.domain.refusals import PlaceUnknown
from dispatch.resources.service.agencies import is_below_fewest
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class PostsOf:
    """The posts of one kind on a day."""

    approved: int
    posts: int
    occupied: int


@dataclass(frozen=True, slots=True)
class PowerMoney:
    region: str
    power: str
    year: Year


@dataclass(frozen=True, slots=True)
class Summary:
    """A region on a day; money: from the first day of the year on."""

    region: str
    on: date
    agencies: int | None
    too_few_agencies: bool
    posts: dict[PostKind, PostsOf]
    people: dict[str, int]
    need: int
    given: int
    spent: int
    short: int


def require_visible(scope: Scope, region: str) -> None:
    """Raise PlaceUnknown for a region outside the scope."""
    if not scope.covers(region):
        raise PlaceUnknown("no such region", region=region)


async def summarise(work: UnitOfWork, scope: Scope, region: str, on: date) -> Summary:
    """Return what a region has on a day. Raises PlaceUnknown."""
    require_visible(scope, region)
    accounts = await repository.accounts_in(work.connection, scope, region)
    money = await money_of(work, scope, region, on, limit=10_000)
    agencies = None
    if len(region) == RegionLevel.TOWNSHIP.digits:
        agencies = agencies_on(await repository.agencies_of(work.connection, region), on)
    return Summary(
        region,
        on,
        agencies,
        agencies is not None and is_below_fewest(agencies),
        {kind: _posts_of([one for one in accounts if one.kind is kind], on) for kind in PostKind},
        await repository.people_by_mode(work.connection, scope, region, on),
        need=sum(one.year.need for one in money),
        given=sum(one.year.given for one in money),
        spent=sum(one.year.spent for one in money),
        short=sum(one.year.short for one in money),
    )


def _posts_of(accounts: Iterable[Account], on: date) -> PostsOf:
    sums: Counter[str] = Counter()
    for one in accounts:
        sums.update(approved=one.limit(on), posts=one.balance(on), occupied=one.occupied(on))
    return PostsOf(sums["approved"], sums["posts"], sums["occupied"])


async def money_of(
    work: UnitOfWork, scope: Scope, region: str, on: date, *, after: tuple[str, str] = ("", ""), limit: int = 200
) -> list[PowerMoney]:
    """Return need, agreement, given and spent of each power in a region in the year of a day, up to it."""
    require_visible(scope, region)
    pairs = await repository.powers_with_money(work.connection, scope, region, on, after=after, limit=limit)
    return [PowerMoney(one.region, one.power, await _year(work, one.region, one.power, on)) for one in pairs]


async def _year(work: UnitOfWork, region: str, power: str, on: date) -> Year:
    need = await repository.need_of(work.connection, region, power, on)
    agreed = await repository.agreement_of(work.connection, region, power, on)
    return year_of(
        await repository.bookings_of(work.connection, region, power),
        need=need.yearly_fen if need else 0,
        agreed=agreed.yearly_fen if agreed else 0,
        share_bp=agreed.share_bp if agreed else 0,
        on=on,
    )


async def backing_of(work: UnitOfWork, region: str, power: str, on: date) -> Backing:
    """Return what stands behind a power in a township on a day: the one question other capabilities ask."""
    need = await repository.need_of(work.connection, region, power, on)
    agreed = await repository.agreement_of(work.connection, region, power, on)
    year = await _year(work, region, power, on)
    return Backing(
        posts_needed=need.posts if need else None,
        posts=await repository.posts_for(work.connection, region, power, on),
        fen_needed=need.yearly_fen if need else None,
        fen_agreed=agreed.yearly_fen if agreed else None,
        share_given=year.share_given,
    )


async def load_of(work: UnitOfWork, scope: Scope, region: str, on: date) -> PoolLoad:
    """Return the open work by head of a township's pool, today's people over today's work. Raises PlaceUnknown."""
    require_visible(scope, region)
    people = await repository.pool_of(work.connection, scope, region, on)
    cases = await repository.open_cases_of(work.connection, scope, region)
    units = [
        UnitLoad(unit, people.get(unit, 0), cases.get(unit, 0))
        for unit in sorted({*people, *cases}, key=lambda unit: unit or "")
    ]
    tasks = await repository.open_tasks_of(work.connection, scope, region)
    return PoolLoad(sum(people.values()), sum(cases.values()), tasks, units)
