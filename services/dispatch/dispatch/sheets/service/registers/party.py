"""How do Party organisations, members, sign-ups and resolutions become lines, and lines organisations and members?

Who is a member goes out as his routes let it: for whoever keeps the Party's registers, for a purpose, with the look
noted, and without a name.
"""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from dispatch.party.domain.members import Duty, SignUp
from dispatch.party.domain.organisations import Kind
from dispatch.party.models import party_members, party_signups
from dispatch.party.repository import organisations as organisation_rows
from dispatch.party.repository import resolutions as resolution_rows
from dispatch.party.schemas import MAX_ROWS, MemberRow, SignUpGiven
from dispatch.party.service import members, organisations
from dispatch.sheets import repository
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas.party import OrganisationRow, ResolutionRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, one_by_one
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row

_ROOTS_FIRST = list(Kind)
_TERM = {"valid_from": "生效日期", "valid_to": "失效日期"}
_NO_NAMES = "须说明用途，查阅留痕，不含姓名 only for a purpose, the look is noted, without names"


async def _organisations(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    async def fetch(after: str) -> Sequence[Any]:
        return await organisation_rows.list_organisations(
            work.connection, scope, region=asked.region, kind=None, on=asked.on, after=after, limit=PAGE
        )

    async for page in pages(fetch, "", lambda row: row.organisation_id):
        yield [
            row._asdict() | {"id": row.organisation_id, "leads": _cells(row, True), "beside": _cells(row, False)}
            for row in page
        ]


def _cells(row: Any, lead: bool) -> list[str]:
    return sorted(seat["cell"] for seat in row.cells if seat["lead"] is lead)


async def _take_organisations(desk: Desk, rows: Sequence[OrganisationRow]) -> Put:
    given = [row.as_given().as_row() for row in rows]
    return Put(await organisations.put_organisations(desk.work, desk.scope, rows=given, now=desk.now))


# ------------------------------------------------------------------------------------------------------------- members
async def _members(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    keys = ("branch_id", "person_id")
    fetch = partial(repository.held_after, work.connection, scope, party_members, keys, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: (row.branch_id, row.person_id)):
        await _note_look(work, scope, asked, "members", page)
        yield [row._asdict() | {"branch": row.branch_id} for row in page]


async def _take_members(desk: Desk, rows: Sequence[MemberRow]) -> Put:
    given = [row.as_given() for row in rows]
    return Put(await members.put_members(desk.work, desk.scope, rows=given, now=desk.now))


async def _signups(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    keys = ("cell", "person_id", "valid_from")
    fetch = partial(repository.held_after, work.connection, scope, party_signups, keys, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: (row.cell, row.person_id, row.valid_from)):
        await _note_look(work, scope, asked, "sign-ups", page)
        yield [row._asdict() for row in page]


async def _sign_up(desk: Desk, rows: Sequence[SignUpGiven]) -> Put:
    """Let sign up who is not signed up in the same words already."""
    found = await repository.signups_of(desk.work.connection, [row.person_id for row in rows])
    known = {SignUp(one.person_id, one.cell, Duty(one.duty), one.valid_from, one.valid_to) for one in found}

    async def take(row: SignUpGiven) -> bool:
        if row.as_wanted() in known and desk.scope.covers(row.cell):
            return False
        await members.sign_up(desk.work, desk.scope, row.as_wanted(), now=desk.now)
        return True

    return Put(await one_by_one(rows, take))


async def _note_look(work: UnitOfWork, scope: Scope, asked: Asked, what: str, page: Sequence[Any]) -> None:
    assert asked.purpose is not None
    await organisation_rows.note_look(
        work.connection,
        by=scope.person_id,
        at=asked.now,
        purpose=asked.purpose,
        what=what,
        seen=[row.person_id for row in page],
    )


# --------------------------------------------------------------------------------------------------------- resolutions
async def _resolutions(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """What committees had resolved by a day, as it stood then, without the minutes."""

    async def fetch(after: UUID | None) -> Sequence[Any]:
        return await resolution_rows.list_resolutions(
            work.connection, scope, region=asked.region, state=None, on=asked.on, after=after, limit=PAGE
        )

    async for page in pages(fetch, None, lambda row: row.id):
        yield [row._asdict() for row in page]


SHEETS = (
    Sheet(
        name="party-organisations",
        title="党组织",
        model=OrganisationRow,
        titles={
            "id": "党组织编号",
            "kind": "党组织类型",
            "region": "区划代码",
            "name": "党组织名称",
            "parent": "上级党组织",
            "seats": "委员人数",
            "leads": "牵头网格",
            "beside": "参与网格",
        }
        | _TERM,
        shown={"members": "党员人数", "version": "版本"},
        read=Permission.READ_PARTY,
        rows=_organisations,
        write=Permission.MANAGE_PARTY,
        take=_take_organisations,
        key=("id",),
        within="region",
        batch=MAX_ROWS,
        first=lambda row: _ROOTS_FIRST.index(row.kind),
    ),
    Sheet(
        name="party-members",
        title="党员",
        model=MemberRow,
        titles={"person_id": "人员编号", "branch": "党支部编号", "secretary": "书记"} | _TERM,
        shown={"region": "区划代码"},
        read=Permission.MANAGE_PARTY,
        rows=_members,
        write=Permission.MANAGE_PARTY,
        take=_take_members,
        key=("person_id",),
        batch=MAX_ROWS,
        sensitive=True,
        notes=_NO_NAMES,
    ),
    Sheet(
        name="party-signups",
        title="党员进网格",
        model=SignUpGiven,
        titles={"person_id": "人员编号", "cell": "网格代码", "duty": "岗位"} | _TERM,
        shown={"id": "编号", "branch_id": "党支部编号", "from_elsewhere": "双报到"},
        read=Permission.MANAGE_PARTY,
        rows=_signups,
        write=Permission.MANAGE_PARTY,
        take=_sign_up,
        key=("person_id", "cell", "valid_from"),
        within="cell",
        sensitive=True,
        notes=f"{_NO_NAMES}；退出另行办理 who leaves does so by a step of its own",
    ),
    Sheet(
        name="party-resolutions",
        title="党委决议",
        model=ResolutionRow,
        titles={
            "id": "决议编号",
            "committee_id": "党组织编号",
            "region": "区划代码",
            "number": "文号",
            "decided_on": "决定日期",
            "subject_kind": "事由类型",
            "subject_id": "事由编号",
            "seats": "委员人数",
            "present": "到会人数",
            "in_favour": "赞成人数",
            "decision": "决定",
            "state": "状态",
            "drawn_up_by": "拟稿人",
            "signed_by": "签发人",
        },
        read=Permission.READ_PARTY,
        rows=_resolutions,
        notes="只读 read only: each resolution has minutes, and a leader signs it by himself",
    ),
)
