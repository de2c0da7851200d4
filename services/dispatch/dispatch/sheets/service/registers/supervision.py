"""How does it become lines who watches over powers, licences and duties (批管衔接) and what was found, and back?"""

from collections.abc import AsyncIterator, Sequence
from functools import partial

from dispatch.powers.domain.refusals import SubjectNotFound
from dispatch.powers.domain.supervision import Check, Subject, SubjectKind, Supervision
from dispatch.powers.service import supervision
from dispatch.powers.service.lives import Caller
from dispatch.powers.service.supervision import Watched
from dispatch.sheets import repository
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas import SupervisionRow
from dispatch.sheets.schemas.records import CheckRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, Standing, one_by_one
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row

_OF_SUBJECT = {"kind": "监管对象类型", "region": "区划代码", "code": "代码", "key": "许可编号"}


async def _supervised(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """All that must be watched over on a day, with who does and when he last looked."""
    async for page in _watched(work, scope, asked):
        yield [_line(one, asked) for one in page]


async def _watched(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Watched]]:
    async def fetch(after: tuple[str, str, str]) -> Sequence[Watched]:
        return await supervision.list_watched(
            work, scope, region=asked.region, kind=None, on=asked.on, after=after, limit=PAGE
        )

    def key_of(one: Watched) -> tuple[str, str, str]:
        return one.subject.region, str(one.subject.kind), one.subject.key

    async for page in pages(fetch, ("", "", ""), key_of):
        yield page


def _line(one: Watched, asked: Asked) -> Row:
    named = one.supervision or Supervision("", None, None)
    about = {"kind": one.subject.kind, "region": one.subject.region, "code": one.subject.code}
    plan = {"agency": named.agency or None, "plan": named.plan, "every_months": named.every_months}
    key = one.subject.key if one.subject.kind is SubjectKind.LICENCE else None
    return about | plan | {"key": key, "last_check": one.last_check, "missing": one.missing(asked.on)}


async def _name(desk: Desk, rows: Sequence[SupervisionRow]) -> Put:
    """Name the agency where it says something new; all lines are of one region."""
    asked = Asked(rows[0].region, town_day(desk.now), desk.now)
    caller = Caller(desk.scope, desk.now)
    watched: dict[tuple[str, str], Watched] = {}
    async for page in _watched(desk.work, desk.scope, asked):
        watched |= {_subject(one): one for one in page if one.subject.region == asked.region}

    async def take(row: SupervisionRow) -> bool:
        found = watched.get(row.subject)
        if found is None:
            raise SubjectNotFound("nothing of the kind is there today", kind=row.kind, region=row.region, code=row.code)
        if row.agency is None or found.supervision == (wanted := Supervision(row.agency, row.plan, row.every_months)):
            return False
        await supervision.name_supervisor(desk.work, caller, found.subject, wanted)
        return True

    return Put(await one_by_one(rows, take))


# -------------------------------------------------------------------------------------------------------------- checks
async def _checks(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """What supervising agencies found up to a day."""
    fetch = partial(repository.checks_after, work.connection, scope, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: (row.id,)):
        yield [
            row._asdict() | {"findings": sorted(f"{code}={times}" for code, times in row.findings.items())}
            for row in page
        ]


async def _record(desk: Desk, rows: Sequence[CheckRow]) -> Put:
    """Record what the caller's agency found."""
    caller = Caller(desk.scope, desk.now)

    async def take(row: CheckRow) -> bool:
        subject = await _found(desk, row)
        await supervision.record_check(desk.work, caller, subject, Check(row.checked_on, row.sampled, row.found))
        return True

    return Put(await one_by_one(rows, take))


async def _found(desk: Desk, row: CheckRow) -> Subject:
    if row.kind is SubjectKind.POWER:
        return await supervision.power_subject(desk.work, desk.scope, row.region, row.code, row.checked_on)
    key = row.key or "" if row.kind is SubjectKind.LICENCE else f"{row.region}:{row.code}"
    return await supervision.find_subject(desk.work, desk.scope, row.kind, key, row.checked_on)


def _subject(one: Watched) -> tuple[str, str]:
    kind = one.subject.kind
    return kind, one.subject.key if kind is SubjectKind.LICENCE else one.subject.code


SHEETS = (
    Sheet(
        name="supervision",
        title="批管衔接",
        model=SupervisionRow,
        titles=_OF_SUBJECT | {"agency": "监管单位编号", "plan": "监管方案", "every_months": "检查间隔（月）"},
        shown={"last_check": "最近检查", "missing": "缺项"},
        read=Permission.READ_POWERS,
        rows=_supervised,
        write=Permission.MANAGE_POWERS,
        take=_name,
        key=("kind", "region", "code", "key"),
        within="region",
        group=("region",),
        notes="自当日起监管；未填监管单位的行不变 from today on; a line without an agency changes nothing",
    ),
    Sheet(
        name="supervision-checks",
        title="监管检查",
        model=CheckRow,
        titles=_OF_SUBJECT | {"checked_on": "检查日期", "sampled": "抽查件数", "findings": "发现问题"},
        shown={"agency": "监管单位编号", "by": "检查人"},
        read=Permission.READ_POWERS,
        rows=_checks,
        write=Permission.SUPERVISE_POWERS,
        take=_record,
        key=("kind", "region", "code", "key", "checked_on"),
        within="region",
        standing=Standing.ROWS,
        notes="由监管单位填报；问题写作 代码=次数 by the supervising agency itself; a finding is code=times",
    ),
)
