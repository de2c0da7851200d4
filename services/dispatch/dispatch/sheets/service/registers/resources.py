"""How do establishment, placements, money and agencies become lines, and lines proposals?"""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Row as TableRow

from dispatch.organisation.domain.agencies import AGENCY_KINDS
from dispatch.organisation.service import registers as organisation
from dispatch.resources.domain.agencies import STATIONED, Agencies, AgencyClosed, AgencyOpened
from dispatch.resources.domain.proposals import (
    MAX_LINES,
    Agreement,
    AgreementLine,
    BookingLine,
    Bookings,
    Establishment,
    EstablishmentLine,
    Leaving,
    LeavingLine,
    Move,
    MoveLine,
    Need,
    NeedLine,
    Placement,
    PlacementLine,
    Transfer,
    TransferLine,
)
from dispatch.resources.models import TEMPORAL_KEYS, establishments, money_agreements, placements, power_needs
from dispatch.resources.repository import moves
from dispatch.resources.service import proposals
from dispatch.sheets import repository
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas import (
    AgencyRow,
    AgreementRow,
    BookingRow,
    EstablishmentRow,
    LeavingRow,
    MoveRow,
    NeedRow,
    PlacementRow,
    TransferRow,
)
from dispatch.sheets.service.sheet import Asked, Desk, Put, Rows, Sheet, Standing
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row

_HEAD = ("county", "valid_from", "adopted_by")
_ON_TOP = {"county": "县区代码", "valid_from": "生效日期", "adopted_by": "文号"}
_OF_POWER = {"region": "乡镇代码", "power": "权力代码"}
_TABLES = {"establishment": establishments, "placement": placements, "need": power_needs, "agreement": money_agreements}
_PROPOSED: dict[str, tuple[Any, Any]] = {
    "establishment": (Establishment, EstablishmentLine),
    "transfer": (Transfer, TransferLine),
    "placement": (Placement, PlacementLine),
    "move": (Move, MoveLine),
    "leaving": (Leaving, LeavingLine),
    "need": (Need, NeedLine),
    "agreement": (Agreement, AgreementLine),
}


async def _terms(work: UnitOfWork, scope: Scope, asked: Asked, *, what: str) -> AsyncIterator[Sequence[Row]]:
    """What holds on a day, with the county and the document by which it came to hold."""
    table = _TABLES[what]
    keys = TEMPORAL_KEYS[table.name][:-1]
    fetch = partial(repository.confirmed_after, work.connection, scope, table, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: tuple(getattr(row, key) for key in keys)):
        yield [row._asdict() | ({"to_unit": row.unit_id} if what == "placement" else {}) for row in page]


async def _draw_up(desk: Desk, rows: Sequence[Any], *, what: str) -> Put:
    """A proposal for each county, day and document: another person confirms it."""
    proposal, line = _PROPOSED[what]
    lines = [line(**row.model_dump(include=set(line.model_fields))) for row in rows]
    head = rows[0]
    given = proposal(what=what, region=head.county, valid_from=head.valid_from, adopted_by=head.adopted_by, lines=lines)
    return Put(len(rows), [str(await proposals.draw_up(desk.work, desk.scope, given, now=desk.now))])


async def _transfers(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """Both sides of all transfers up to a day, those by which the books began among them."""
    fetch = partial(repository.transfers_after, work.connection, scope, asked.region, asked.on)
    keys = ("county", "valid_from", "adopted_by", "account", "kind", "follows")
    async for page in pages(fetch, None, lambda row: tuple(getattr(row, key) for key in keys)):
        yield [row._asdict() | {"unit_id": row.account or None, "power": row.follows or None} for row in page]


async def _people(work: UnitOfWork, scope: Scope, asked: Asked, *, gone: Any) -> AsyncIterator[Sequence[Row]]:
    """Who went with his post, or left, up to a day."""

    async def fetch(after: Any) -> Sequence[Any]:
        found: Sequence[Any] = await gone(
            work.connection, scope, region=asked.region, on=asked.on, after=after, limit=PAGE
        )
        return found

    keys = (*_HEAD, "person_id")
    async for page in pages(fetch, None, lambda row: tuple(getattr(row, key) for key in keys)):
        yield [row._asdict() for row in page]


# --------------------------------------------------------------------------------------------------- money and agencies
async def _bookings(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    fetch = partial(repository.bookings_after, work.connection, scope, asked.region, asked.on)
    keys = ("region", "power", "kind", "day", "each", "adopted_by")
    async for page in pages(fetch, None, lambda row: tuple(getattr(row, key) for key in keys)):
        yield [row._asdict() for row in page]


async def _book(desk: Desk, rows: Sequence[BookingRow]) -> Put:
    lines = [BookingLine(**row.model_dump(include=set(BookingLine.model_fields))) for row in rows]
    given = Bookings(what="booking", region=rows[0].county, adopted_by=rows[0].adopted_by, lines=lines)
    return Put(len(rows), [str(await proposals.draw_up(desk.work, desk.scope, given, now=desk.now))])


async def _agencies(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The agencies of townships, those that departments keep there among them."""

    async def fetch(after: str) -> Sequence[Any]:
        return await organisation.list_units(work, scope, region=asked.region, on=asked.on, after=after, limit=PAGE)

    async for page in pages(fetch, "", lambda row: row.unit_id):
        yield [row._asdict() | {"id": row.unit_id} for row in page if _is_agency(row)]


def _is_agency(row: TableRow[Any]) -> bool:
    in_a_township = len(row.region) == RegionLevel.TOWNSHIP.digits
    return in_a_township and (row.kind in AGENCY_KINDS or row.kind.startswith(STATIONED))


async def _propose_agencies(desk: Desk, rows: Sequence[AgencyRow]) -> Put:
    """Propose to open what has no last day and to close what has one, at once in each township."""
    opens = [
        AgencyOpened(**row.model_dump(include=set(AgencyOpened.model_fields))) for row in rows if row.valid_to is None
    ]
    closes = [AgencyClosed(id=row.id, last_day=row.valid_to) for row in rows if row.valid_to is not None]
    head = rows[0]
    given = Agencies(region=head.region, opens=opens, closes=closes, synthetic=head.synthetic)
    return Put(len(rows), [str(await proposals.draw_up(desk.work, desk.scope, given, now=desk.now))])


_sheet = partial(
    Sheet,
    read=Permission.READ_RESOURCES,
    write=Permission.MANAGE_RESOURCES,
    standing=Standing.ROWS,
    most=MAX_LINES,
)


def _proposed(what: str, rows: Rows | None = None, **about: Any) -> Sheet:
    return _sheet(
        rows=rows or partial(_terms, what=what),
        take=partial(_draw_up, what=what),
        within="county",
        group=_HEAD,
        notes="导入为建议，由另一人确认 a proposal comes of it, which another person confirms",
        **about,
    )


SHEETS = (
    _proposed(
        "establishment",
        name="establishment",
        title="编制",
        model=EstablishmentRow,
        titles=_ON_TOP | {"unit_id": "机构编号", "kind": "编制类型", "approved": "核定数"},
        key=(*_HEAD, "unit_id", "kind"),
    ),
    _proposed(
        "transfer",
        rows=_transfers,
        name="transfers",
        title="编制划转",
        model=TransferRow,
        titles=_ON_TOP | {"unit_id": "机构编号", "kind": "编制类型", "posts": "划转数", "power": "权力代码"},
        key=(*_HEAD, "unit_id", "kind", "power"),
    ),
    _proposed(
        "placement",
        name="placements",
        title="人员下沉",
        model=PlacementRow,
        titles=_ON_TOP
        | {
            "person_id": "人员编号",
            "mode": "用人方式",
            "from_unit": "原机构编号",
            "to_unit": "现机构编号",
            "kind": "编制类型",
            "power": "权力代码",
        },
        key=(*_HEAD, "person_id"),
    ),
    _proposed(
        "move",
        rows=partial(_people, gone=moves.moves_by),
        name="moves",
        title="人随编走",
        model=MoveRow,
        titles=_ON_TOP
        | {
            "person_id": "人员编号",
            "from_unit": "原机构编号",
            "to_unit": "现机构编号",
            "kind": "编制类型",
            "power": "权力代码",
        },
        key=(*_HEAD, "person_id"),
    ),
    _proposed(
        "leaving",
        rows=partial(_people, gone=moves.leavings_by),
        # Why somebody left is for those who keep the register.
        read=Permission.MANAGE_RESOURCES,
        name="leavings",
        title="人员离岗",
        model=LeavingRow,
        titles=_ON_TOP | {"person_id": "人员编号", "why": "离岗原因"},
        key=(*_HEAD, "person_id"),
    ),
    _proposed(
        "need",
        name="needs",
        title="权力所需",
        model=NeedRow,
        titles=_ON_TOP
        | {"region": "乡镇代码", "power": "权力代码", "posts": "所需编制", "yearly_fen": "年需经费（分）"},
        key=(*_HEAD, "region", "power"),
    ),
    _proposed(
        "agreement",
        name="agreements",
        title="经费协议",
        model=AgreementRow,
        titles=_ON_TOP | _OF_POWER | {"yearly_fen": "年拨经费（分）", "share_bp": "分成（万分之）"},
        key=(*_HEAD, "region", "power"),
    ),
    _sheet(
        name="money",
        title="经费往来",
        model=BookingRow,
        titles=_OF_POWER | {"kind": "往来类型", "fen": "金额（分）", "day": "日期", "adopted_by": "凭证号"},
        rows=_bookings,
        take=_book,
        key=("region", "power", "kind", "fen", "day", "adopted_by"),
        within="region",
        group=("county", "adopted_by"),
        notes="由另一人确认；同一天同类同额合为一行 another person confirms; twice the same is one line with the sum",
    ),
    _sheet(
        name="agencies",
        title="乡镇机构",
        model=AgencyRow,
        titles={
            "region": "乡镇代码",
            "id": "机构编号",
            "kind": "机构类型",
            "name": "机构名称",
            "valid_from": "设立日期",
            "valid_to": "撤销日期",
            "within": "上属机构",
            "synthetic": "合成数据",
        },
        rows=_agencies,
        take=_propose_agencies,
        key=("region", "id"),
        within="region",
        group=("region", "synthetic"),
        notes="填撤销日期即撤销；由另一人确认 with a last day it closes; another person confirms; no sections",
    ),
)
