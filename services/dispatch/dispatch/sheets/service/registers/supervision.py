"""How does it become lines who watches over powers, licences and duties (批管衔接), and lines the agency that does?"""

from collections.abc import AsyncIterator, Sequence

from dispatch.powers.domain.refusals import SubjectNotFound
from dispatch.powers.domain.supervision import SubjectKind, Supervision
from dispatch.powers.service import supervision
from dispatch.powers.service.lives import Caller
from dispatch.powers.service.supervision import Watched
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas import SupervisionRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Row, Sheet, one_by_one
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope


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


def _subject(one: Watched) -> tuple[str, str]:
    kind = one.subject.kind
    return kind, one.subject.key if kind is SubjectKind.LICENCE else one.subject.code


SHEETS = (
    Sheet(
        name="supervision",
        title="批管衔接",
        model=SupervisionRow,
        titles={
            "kind": "监管对象类型",
            "region": "区划代码",
            "code": "代码",
            "key": "许可编号",
            "agency": "监管单位编号",
            "plan": "监管方案",
            "every_months": "检查间隔（月）",
        },
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
)
